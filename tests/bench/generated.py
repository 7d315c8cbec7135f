"""Articles that nobody wrote, and vectors that no model made: to measure size and time by."""

import random
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from onrecord.index.encoding.encoder import Encoding

__all__ = ["HashedEncoder", "article_text", "write_articles"]

_PER_FOLDER: Final = 1_000
_SENTENCES: Final = range(18, 34)
_STARTS: Final = ("ba", "ke", "lo", "mi", "nu", "ra", "se", "to", "vi", "wo", "sha", "tre", "glo")
_ENDS: Final = (
    "dal",
    "mer",
    "nis",
    "rop",
    "stel",
    "tun",
    "vek",
    "ling",
    "ber",
    "dor",
    "fen",
    "gat",
)
_NAMES: Final = tuple(f"{a}{b}{c}" for a in _STARTS for b in _STARTS for c in _ENDS)  # 2,028
_PLAIN: Final = (
    "the harbour", "a committee", "her neighbour", "the old bridge", "their budget", "every school",
    "the night train", "an auditor", "the orchard", "his report", "the council", "a hospital",
)  # fmt: skip
_DEEDS: Final = (
    "was closed by", "has been compared with", "will be paid for by", "stood empty beside",
    "was measured again by", "is said to owe", "had been promised to", "grew faster than",
)  # fmt: skip


def article_text(number: int) -> str:
    """Generate an article, the same for the same number: about five passages long.

    >>> article_text(3) == article_text(3) != article_text(4)
    True
    """
    chance = random.Random(number)  # noqa: S311  # the same text each time
    paragraphs = []
    for _ in range(5):
        n_sentences = chance.choice(_SENTENCES) // 4
        paragraphs.append(" ".join(_sentence(chance) for _ in range(n_sentences)))
    title = f"Report {number} about {chance.choice(_NAMES).capitalize()}"
    return "\n\n".join([title, *paragraphs])


def _sentence(chance: random.Random) -> str:
    def name() -> str:  # few names are common and most are rare, as words are
        return _NAMES[int(len(_NAMES) * chance.random() ** 3)]

    subject, other = chance.choice(_PLAIN), chance.choice(_PLAIN)
    return (
        f"In {name().capitalize()}, {subject} {chance.choice(_DEEDS)} {other} near "
        f"{name().capitalize()} in {chance.randrange(1900, 2030)}, with {name()} and {name()}."
    )


def write_articles(folder: Path, n_articles: int) -> None:
    """Write that many articles as text files, a thousand in a folder."""
    for number in range(n_articles):
        path = folder / f"{number // _PER_FOLDER:03}" / f"{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(article_text(number))


@dataclass(frozen=True)
class HashedEncoder:
    """An encoder that draws the vector of a word from a hash of it: cheap, and good for nothing.

    It takes the name and width of another one, whose questions and passages can then be put
    beside its own.
    """

    name: str
    dimension: int
    max_tokens: int = 512

    def n_tokens(self, text: str) -> int:
        """Count the words, and three for prompt and special tokens."""
        return text.count(" ") + 4

    def ids(self, text: str) -> npt.NDArray[np.int32]:
        """Give each word the number of its hash."""
        words = (text[start:end] for start, end in _words(text))
        return np.array([zlib.crc32(word.encode()) % 4096 for word in words], np.int32)

    def encode_questions(self, questions: Sequence[str]) -> list[Encoding]:
        """Encode as if they were passages."""
        return self.encode_passages(questions)

    def encode_passages(self, texts: Sequence[str]) -> list[Encoding]:
        """Encode each word by its hash, and a text as the mean of its words."""
        return [self._encode(text) for text in texts]

    @cached_property
    def _table(self) -> npt.NDArray[np.float32]:
        drawn = np.random.default_rng(1).standard_normal((4096, self.dimension))
        return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), np.float32)

    def _encode(self, text: str) -> Encoding:
        spans = np.array(list(_words(text)), np.int32).reshape(-1, 2)
        ids = self.ids(text)
        tokens = self._table[ids]  # (n, dim)
        total = tokens.sum(axis=0)
        return Encoding(total / np.linalg.norm(total), tokens, spans, ids, tokens)


def _words(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for word in text.split(" "):
        if word:
            yield start, start + len(word)
        start += len(word) + 1
