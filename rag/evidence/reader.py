"""Reading: whether a sentence says what is asked, told by the tokens of both together.

Late interaction sees that a sentence is about the question's subject. That it tells when the mill
was closed, not when it was built, only a network sees that reads the one beside the other. It is
small, since the encoder has done most of the work: two layers over the question's token vectors
and the sentence's stored ones. `onrecord.rag.learning.reader` learns it.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from onrecord.corpus import Sentence
from onrecord.index.encoding.encoder import Encoding
from onrecord.index.hit import Evidence
from onrecord.rag.evidence.interaction import AskedVectors

__all__ = ["MARKS", "N_QUESTION", "N_SENTENCE", "Pair", "ReadQuestion", "Reader", "pairs"]

Floats = npt.NDArray[np.float32]

N_QUESTION: Final = 40
N_SENTENCE: Final = 72
"""Tokens of a question and of a sentence that are read; what comes after is left out."""

MARKS: Final = (  # what is known of each token of the question beside its vectors
    "best",  # its best match in the sentence
    "salience",  # how much it weighs
    "met",  # both together
    "worst",  # the best match of the token that is matched worst
    "in_sentence",  # 1: its word stands in the sentence as it is spelled
    "in_passage",
    "capital",
    "digit",
    "same_language",
)
_SALIENCE: Final = 10.0
"""Saliences sum to 1 over a question: this makes them as large as the others."""

_WORD: Final = re.compile(r"[^\W\u3400-\u9fff]+")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_OPENS: Final = re.compile(r"^[\W_]*$")


@dataclass(frozen=True, slots=True, eq=False)
class ReadQuestion:
    """A question to read sentences for.

    Attributes
    ----------
    tokens
        (m, dim) float32, the encoder's token vectors.
    matched, salience
        (m, width) and (m,) float32: their products with stored tokens are cosines; weights.
    words
        (m,): the word that each token is part of, case folded; of Chinese, the token itself.
    shape
        (m, 2) float32: 1 for a word with a capital that opens no sentence; 1 for one with a digit.
    language
        ISO 639-1.
    """

    tokens: Floats
    matched: Floats
    salience: Floats
    words: tuple[str, ...]
    shape: Floats
    language: str

    @classmethod
    def of(cls, text: str, language: str, encoding: Encoding, asked: AskedVectors) -> Self:
        """Take the first tokens of an encoded question."""
        words = [_word(text, start, end) for start, end in encoding.spans[:N_QUESTION].tolist()]
        return cls(
            encoding.tokens[:N_QUESTION],
            asked.tokens[:N_QUESTION],
            asked.salience[:N_QUESTION],
            tuple(text[start:end].casefold() for start, end in words),
            np.array([_shape(text, *word) for word in words], np.float32).reshape(-1, 2),
            language,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """A question's `marks` (m, len(MARKS)) for a sentence, its tokens (n, width) and matches (n,).

    All float32. `best` is each token's best match in the question.
    """

    marks: Floats
    tokens: Floats
    best: Floats


def pairs(question: ReadQuestion, found: Iterable[tuple[Evidence, Sentence]]) -> Iterator[Pair]:
    """Lay sentences of found passages beside a question, each passage's words looked up once."""
    in_passage: dict[tuple[str, int], list[bool]] = {}
    for evidence, sentence in found:
        key = evidence.passage.article.id, evidence.passage.start
        if key not in in_passage:
            in_passage[key] = _stand_in(evidence.passage.text, question.words)
        yield _pair(question, evidence, sentence, in_passage[key])


def _pair(
    question: ReadQuestion, evidence: Evidence, sentence: Sentence, in_passage: Sequence[bool]
) -> Pair:
    first, last = np.searchsorted(evidence.spans[:, 0], [sentence.start, sentence.end])
    stored = evidence.tokens[first : min(last, first + N_SENTENCE)].astype(np.float32)
    met = question.matched @ stored.T  # (m, n) cosines
    best = met.max(axis=1, initial=-1.0)
    marks = np.empty((len(best), len(MARKS)), np.float32)
    marks[:, 0] = best
    marks[:, 1] = question.salience * _SALIENCE
    marks[:, 2] = marks[:, 0] * marks[:, 1]
    marks[:, 3] = best.min(initial=1.0)
    marks[:, 4] = _stand_in(sentence.text, question.words)
    marks[:, 5] = in_passage
    marks[:, 6:8] = question.shape
    marks[:, 8] = evidence.passage.language == question.language
    return Pair(marks, stored / np.float32(127), met.max(axis=0, initial=-1.0))


def _word(text: str, start: int, end: int) -> tuple[int, int]:
    if _HAN.search(text, start, end):
        return start, end
    for match in _WORD.finditer(text):
        if match.start() <= start < match.end():
            return match.span()
    return start, end


def _shape(text: str, start: int, end: int) -> tuple[bool, bool]:
    opens = _OPENS.match(text[:start]) is not None
    word = text[start:end]
    return word[:1].isupper() and not opens, any(map(str.isdigit, word))


def _stand_in(text: str, words: Sequence[str]) -> list[bool]:
    folded = text.casefold()
    spelled = set(_WORD.findall(folded))
    return [word in spelled or bool(_HAN.search(word) and word in folded) for word in words]


@dataclass(frozen=True, slots=True, eq=False)
class Reader:
    """The network: float32 tensors by their names in `rag.learning.reader.ReaderNetwork`."""

    tensors: Mapping[str, Floats]
    n_layers: int
    n_heads: int

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the weights."""
        from safetensors.numpy import load_file  # noqa: PLC0415 - the command line starts without it

        tensors = {name: each.astype(np.float32) for name, each in load_file(path).items()}
        n_layers = sum(name.endswith(".attend.weight") for name in tensors)
        return cls(tensors, n_layers, int(tensors.pop("n_heads")[0]))

    def read(self, question: ReadQuestion, pairs: Sequence[Pair]) -> npt.NDArray[np.float64]:
        """Give (n_pairs,) float64: log odds that a sentence answers, against saying nothing."""
        if not pairs:
            return np.zeros(0)
        parts = self._laid_out(question, pairs)
        firsts = np.cumsum([0, *map(len, parts[:-1])])
        state = np.concatenate(parts)
        for layer in range(self.n_layers - 1):
            state = self._layer(f"layers.{layer}", state, firsts)
        last = f"layers.{self.n_layers - 1}"
        verdicts = self._normed("norm", self._layer(last, state, firsts, n_kept=1))
        found = self._linear("output", _gelu(self._linear("hidden", verdicts)))
        return found[:, 0].astype(np.float64)

    def _laid_out(self, question: ReadQuestion, pairs: Sequence[Pair]) -> list[Floats]:
        """Put a place for the verdict, the question and the sentence of each pair in a row."""
        asked = self._linear("question", question.tokens)
        asked += self._places("question", len(asked))
        marks = self._linear("marks", np.concatenate([each.marks for each in pairs]))
        told = self._linear("sentence", np.concatenate([each.tokens for each in pairs]))
        told += self._linear("best", np.concatenate([each.best for each in pairs])[:, None])
        ends = np.cumsum([len(each.tokens) for each in pairs])[:-1]
        verdict = self.tensors["verdict"][None]
        return [
            np.concatenate([verdict, asked + marked, each + self._places("sentence", len(each))])
            for marked, each in zip(np.split(marks, len(pairs)), np.split(told, ends), strict=True)
        ]

    def _layer(
        self, name: str, state: Floats, firsts: npt.NDArray[np.int64], n_kept: int | None = None
    ) -> Floats:
        """Let the tokens of each pair, from one of `firsts` to the next, see each other.

        Gives the first `n_kept` of each pair, all by default.
        """
        seen = self._linear(f"{name}.attend", self._normed(f"{name}.attend_norm", state))
        parts = [self._attended(part, n_kept) for part in np.split(seen, firsts[1:])]
        kept = [part[:n_kept] for part in np.split(state, firsts[1:])]
        state = np.concatenate(kept) + self._linear(f"{name}.mix", np.concatenate(parts))
        inner = _gelu(self._linear(f"{name}.widen", self._normed(f"{name}.widen_norm", state)))
        return state + self._linear(f"{name}.narrow", inner)

    def _attended(self, seen: Floats, n_kept: int | None) -> Floats:
        """Multi-head attention of the first tokens of a pair to all: (n, 3 * w) -> (n_kept, w)."""
        query, key, value = seen.reshape(len(seen), 3, self.n_heads, -1).transpose(1, 2, 0, 3)
        query = query[:, :n_kept] / np.float32(math.sqrt(query.shape[-1]))
        scores = query @ key.transpose(0, 2, 1)
        odds = np.exp(scores - scores.max(axis=-1, keepdims=True))
        mixed = (odds / odds.sum(axis=-1, keepdims=True)) @ value
        return np.asarray(mixed.transpose(1, 0, 2).reshape(query.shape[1], -1))

    def _linear(self, name: str, inputs: Floats) -> Floats:
        return np.asarray(inputs @ self.tensors[f"{name}.weight"].T + self.tensors[f"{name}.bias"])

    def _normed(self, name: str, state: Floats) -> Floats:
        centred = state - state.mean(axis=-1, keepdims=True)
        scale = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + np.float32(1e-5))
        scaled = centred / scale * self.tensors[f"{name}.weight"]
        return np.asarray(scaled + self.tensors[f"{name}.bias"])

    def _places(self, name: str, n: int) -> Floats:
        return np.asarray(self.tensors[f"{name}_place.weight"][:n])


def _gelu(inputs: Floats) -> Floats:
    """Apply the Gaussian error linear unit in its tanh form (arXiv:1606.08415)."""
    inner = np.float32(math.sqrt(2 / math.pi)) * (
        inputs + np.float32(0.044715) * inputs * inputs * inputs
    )
    return np.asarray(np.float32(0.5) * inputs * (1 + np.tanh(inner)))
