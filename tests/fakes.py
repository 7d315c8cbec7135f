"""Stand-ins for the real parts, small enough to reason about by hand."""

import hashlib
import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from onrecord.corpus import Sentence, Speaker, Speech
from onrecord.index.encoding.encoder import Encoding
from onrecord.index.errors import TextTooLongError

WAIT_S = 30

# A word, or one character of a script that is written without spaces.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+")


@dataclass(frozen=True)
class FakeEncoder:
    """An encoder with one token a word: equal words have equal vectors, others hardly touch.

    `vectors` writes the vector of a word by hand (lower case; `dimension` numbers); any other
    word's is drawn from a hash of it. The vector of a text is the sum of its words' vectors,
    scaled to length one; that of a text without a word is the first axis.
    """

    dimension: int = 32
    max_tokens: int = 512
    vectors: Mapping[str, Sequence[float]] = field(default_factory=dict)
    name: str = "fake"

    def n_tokens(self, text: str) -> int:
        """Count the words, and three for prompt and special tokens."""
        return len(_WORD.findall(text)) + 3

    def ids(self, text: str) -> npt.NDArray[np.int32]:
        """Give each word the number of its hash."""
        words = _WORD.findall(text.lower())
        return np.array([zlib.crc32(word.encode()) % 250_000 for word in words], np.int32)

    def encode_questions(self, questions: Sequence[str]) -> list[Encoding]:
        """Encode each question by its words."""
        return [self._encode(question) for question in questions]

    def encode_passages(self, texts: Sequence[str]) -> list[Encoding]:
        """Encode each passage by its words."""
        return [self._encode(text) for text in texts]

    def _encode(self, text: str) -> Encoding:
        if self.n_tokens(text) > self.max_tokens:
            raise TextTooLongError(f"{self.n_tokens(text)} tokens, at most {self.max_tokens}")
        matches = list(_WORD.finditer(text))
        tokens = np.zeros((len(matches), self.dimension), np.float32)
        for row, match in enumerate(matches):
            tokens[row] = self._word(match[0].lower())
        total = tokens.sum(axis=0)
        length = np.linalg.norm(total)
        vector = total / length if length > 0 else np.eye(1, self.dimension, dtype=np.float32)[0]
        spans = np.array([match.span() for match in matches], np.int32).reshape(-1, 2)
        return Encoding(vector.astype(np.float32), tokens, spans, self.ids(text), tokens)

    def _word(self, word: str) -> npt.NDArray[np.float32]:
        if word in self.vectors:
            return np.asarray(self.vectors[word], np.float32)
        return _drawn(word, self.dimension)


@cache
def _drawn(word: str, dimension: int) -> npt.NDArray[np.float32]:
    seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "little")
    drawn = np.random.default_rng(seed).standard_normal(dimension)
    return (drawn / np.linalg.norm(drawn)).astype(np.float32)


@dataclass(frozen=True)
class Interrupted(FakeEncoder):
    """Lets something else happen, in a thread of its own, before it encodes for the first time."""

    act: Callable[[], Any] = lambda: None
    came_of_it: list[Any] = field(default_factory=list)

    def encode_passages(self, texts: Sequence[str]) -> list[Encoding]:
        """Encode, after that."""
        if not self.came_of_it:
            self.came_of_it.append(None)
            other = ThreadPoolExecutor(1)
            try:
                self.came_of_it[0] = other.submit(self.act).result(WAIT_S)
            finally:
                other.shutdown(wait=False)
        return super().encode_passages(texts)


_SPEAKS = re.compile(r"said|added|According to|sagt|laut|zufolge|\bsei\b|说|表示|认为|^[“„]")
_NAMES = re.compile(
    r"Ingrid Maas|Tomas Brandt|Greta Hollenstein|李向阳|(?:Orla )?Finch|Ruth Sallow|林秀枝"
)
_LOOKS_BACK = re.compile(r"[“„]|(?:She|He|Sie|Er)\b|[她他]|.*\bsei\b")


@dataclass(frozen=True)
class FakeTagger:
    """Knows the invented people: who is named in a sentence with a word of speaking says it.

    After it, a quotation, a pronoun with such a word, and indirect speech are the same one's.
    """

    name: str = "fake tagger"

    def tell(
        self, sentences: Sequence[Sentence],
        tokens: npt.NDArray[np.int8] | None = None,  # noqa: ARG002 - as a tagger does
        spans: npt.NDArray[np.int64] | None = None,  # noqa: ARG002
    ) -> tuple[Sentence, ...]:  # fmt: skip
        """Tell who speaks without looking at the tokens."""
        told, last = [], None
        for each in sentences:
            where = each.start, each.end
            name = _NAMES.search(each.article.text, *where)
            last = name.span() if name else last
            speaks = _SPEAKS.search(each.text) and each.kind.quotable
            if not speaks or last is None or not (name or _LOOKS_BACK.match(each.text)):
                told.append(each)
                continue
            speech = Speech.DIRECT if any(mark in each.text for mark in "“„") else Speech.REPORTED
            told.append(replace(each, speaker=Speaker(each.article, *last, speech)))
        return tuple(told)
