"""Reading: whether a sentence says what is asked, told by a network that sees both at once.

Late interaction sees that a sentence is about the question's subject. That it tells when the mill
was closed, not when it was built, or that somebody else says so, only a network sees that reads
the question beside the sentence, among its neighbours and under its headline: the lower layers of
the encoder, learned further (`rag.learning.reader`). It is as slow as the encoder is, so few
sentences are read, the nearest.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final, Protocol, Self

import numpy as np
import numpy.typing as npt

from onrecord.corpus import Article, Sentence
from onrecord.index.encoding.layers import gelu
from onrecord.index.hit import Evidence

__all__ = [
    "N_READ",
    "PROMPT",
    "Head",
    "Network",
    "Reader",
    "Row",
    "Window",
    "header",
    "laid_out",
    "told",
    "windows",
]

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int32]

PROMPT: Final = "query: "
"""What stands before a question, as where the encoder was learned."""

N_READ: Final = (2, 2)
"""Windows that are read at first, and those that are where none of the first surely answers."""

_SURELY: Final = 2.5
"""Log odds of a sentence beside which no other is looked for."""

N_QUESTION: Final = 48
N_HEADER: Final = 32
N_SENTENCE: Final = 160
N_ROW: Final = 200
N_WINDOW: Final = 112
"""Tokens of a question, of what is known of the article, of a sentence, of all that is read at
once, and of the sentences in it; what comes after is left out."""

_BEGIN: Final = 0
_APART: Final = 2
_SPACE: Final = 6
"""Tokens of the vocabulary of XLM-R: begin, end, and the space before a text."""

_N_CUT: Final = 4_096
"""Headlines and names whose tokens are remembered."""


class Network(Protocol):
    """Gives the last states of rows of token numbers, special ones included."""

    def __call__(self, rows: Sequence[Integers]) -> list[Floats]:
        """(n_tokens, dim) float32 of each row."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """Neighbouring sentences of one passage, from one place to before another."""

    evidence: Evidence
    first: int
    stop: int

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """What is read together."""
        return self.evidence.passage.sentences[self.first : self.stop]

    def holds(self, evidence: Evidence, place: int) -> bool:
        """Whether a sentence of a passage is among these."""
        return evidence is self.evidence and self.first <= place < self.stop


def windows(nearest: Iterable[tuple[Evidence, int]], n: int) -> list[Window]:
    """Put each of the nearest sentences into a window of its neighbours, `n` windows at most."""
    found: list[Window] = []
    for evidence, place in nearest:
        if len(found) == n:
            break
        if not any(each.holds(evidence, place) for each in found):
            found.append(_around(evidence, place))
    return found


def _around(evidence: Evidence, place: int) -> Window:
    """Take in neighbours, in turn before and after, while there is room."""
    counts = np.diff(_bounds(evidence, 0, len(evidence.passage.sentences))).tolist()
    first, stop, room = place, place + 1, N_WINDOW - counts[place]
    grows = True
    while grows:
        grows = False
        if first > 0 and counts[first - 1] <= room:
            first, grows = first - 1, True
            room -= counts[first]
        if stop < len(counts) and counts[stop] <= room:
            stop, grows = stop + 1, True
            room -= counts[stop - 1]
    return Window(evidence, first, stop)


def _bounds(evidence: Evidence, first: int, stop: int) -> Integers:
    """Rows of the passage's tokens at which sentences begin, and where the last one's end."""
    inside = evidence.passage.sentences[first:stop]
    limits = [each.start for each in inside] + [inside[-1].end]
    return np.searchsorted(evidence.spans[:, 0], limits).astype(np.int32)


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A question beside a window: token numbers, and where each sentence's begin and end.

    Sentences for which there was no room have none.
    """

    ids: Integers
    spans: tuple[tuple[int, int], ...]


def told(window: Window, ids: Callable[[str], Integers]) -> list[tuple[Integers, Integers]]:
    """Tell each sentence: who says it, where that stands elsewhere, and its own tokens."""
    evidence = window.evidence
    bounds = _bounds(evidence, window.first, window.stop).tolist()
    return [
        (_speaker(each, ids), _spaced(evidence, each, evidence.ids[start:stop]))
        for each, start, stop in zip(window.sentences, bounds, bounds[1:], strict=False)
    ]


def _speaker(sentence: Sentence, ids: Callable[[str], Integers]) -> Integers:
    speaker = sentence.speaker
    if speaker is None or sentence.start <= speaker.start < sentence.end:
        return np.zeros(0, np.int32)
    return ids(f"{speaker.text}: ")


def _spaced(evidence: Evidence, sentence: Sentence, ids: Integers) -> Integers:
    """Put the space before a text before a sentence in the middle of a line."""
    passage, start = evidence.passage, sentence.start
    if start == passage.start or passage.article.text[start - 1].isspace():
        return ids
    return np.concatenate([np.array([_SPACE], np.int32), ids])


def laid_out(question: Integers, header: Integers, sentences: Sequence[Integers]) -> Row:
    """Put a question, what is known of the article, and sentences of it in a row.

    >>> row = laid_out(np.array([5, 6]), np.array([7]), [np.array([8, 9]), np.array([3])])
    >>> row.ids.tolist(), row.spans
    ([0, 5, 6, 2, 7, 2, 8, 9, 3, 2], ((6, 8), (8, 9)))
    """
    ids = [_BEGIN, *question[:N_QUESTION], _APART, *header[:N_HEADER], _APART]
    spans: list[tuple[int, int]] = []
    for each in sentences:
        room = N_ROW - len(ids) - 1
        kept = each[: min(N_SENTENCE, room)]
        if len(kept) < len(each[:N_SENTENCE]) and spans:
            break
        spans.append((len(ids), len(ids) + len(kept)))
        ids += kept.tolist()
    return Row(np.array([*ids, _APART], np.int32), tuple(spans))


@dataclass(frozen=True, slots=True, eq=False)
class Head:
    """Tells log odds from the mean state of a sentence's tokens and that of the first token.

    `hidden` is (dim, 2 * dim), its bias (dim,), `output` (1, dim), its bias (1,); all float32.
    """

    hidden: Floats
    hidden_bias: Floats
    output: Floats
    output_bias: Floats

    def odds(self, means: Floats, whole: Floats) -> Floats:
        """(n, dim) and (dim,) -> (n,) log odds."""
        both = np.concatenate([means, np.broadcast_to(whole, means.shape)], axis=1)
        inner = gelu(both @ self.hidden.T + self.hidden_bias)
        return np.asarray((inner @ self.output.T + self.output_bias)[:, 0])


class Reader:
    """The network, the head over its states, and what cuts texts into tokens.

    Safe to use from several threads. `ids` gives the token numbers of a text.
    """

    def __init__(self, network: Network, head: Head, ids: Callable[[str], Integers]) -> None:
        self._network = network
        self._head = head
        self._ids = lru_cache(_N_CUT)(ids)

    @classmethod
    def load(cls, weights: Path, network: Network, ids: Callable[[str], Integers]) -> Self:
        """Read the head; the layers are read by `index.encoding.cross_encoder`."""
        from safetensors.numpy import load_file  # noqa: PLC0415 - the command line starts without it

        stored = load_file(weights)
        names = ("hidden.weight", "hidden.bias", "out.weight", "out.bias")
        return cls(network, Head(*(stored[name].astype(np.float32) for name in names)), ids)

    def read(
        self, questions: Sequence[str], found: Sequence[Window]
    ) -> list[npt.NDArray[np.float64]]:
        """Tell of each sentence of each window the log odds that it answers the window's question.

        They are comparable within and between questions; minus infinity for what wasn't read.
        """
        if not found:
            return []
        rows = [
            self._row(self._ids(PROMPT + question), each)
            for question, each in zip(questions, found, strict=True)
        ]
        states = self._network([row.ids for row in rows])
        return [
            self._odds(row, state, len(window.sentences))
            for row, state, window in zip(rows, states, found, strict=True)
        ]

    def read_in_turn(
        self, questions: Sequence[Sequence[str]], found: Sequence[Window]
    ) -> list[npt.NDArray[np.float64]]:
        """Read the likeliest windows first, and no more once one surely answers.

        Each is read once for each text of its question; its odds are their mean.
        """
        odds: list[npt.NDArray[np.float64]] = []
        for n in N_READ:
            if not any(each.max() > _SURELY for each in odds):
                more = slice(len(odds), len(odds) + n)
                texts = zip(*questions[more], strict=True)
                read = [self.read(each, found[more]) for each in texts]
                odds += [np.mean(each, axis=0) for each in zip(*read, strict=True)]
        return odds

    def _row(self, asked: Integers, window: Window) -> Row:
        sentences = [np.concatenate(each) for each in told(window, self._ids)]
        return laid_out(asked, self._ids(header(window.evidence.passage.article)), sentences)

    def _odds(self, row: Row, state: Floats, n: int) -> npt.NDArray[np.float64]:
        odds = np.full(n, -np.inf)
        there = [(at, span) for at, span in enumerate(row.spans) if span[0] < span[1]]
        if there:
            means = np.stack([state[start:end].mean(axis=0) for _, (start, end) in there])
            odds[[at for at, _ in there]] = self._head.odds(means, state[0])
        return odds


def header(article: Article) -> str:
    """Say what is known of an article: headline, outlet, day."""
    day = article.published.isoformat() if article.published else ""
    return " · ".join(part for part in (article.title, article.outlet, day) if part)
