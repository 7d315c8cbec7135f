"""What is learned from: a question, and windows of articles as token numbers, labelled."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from onrecord.corpus import Passage
from onrecord.index.encoding.encoder import Encoder
from onrecord.index.hit import Evidence
from onrecord.rag.evaluation import is_right
from onrecord.rag.evidence.reader import Window, header, told
from onrecord.rag.learning.sets import is_held_out
from onrecord.rag.names.renderings import Rendering, instead

__all__ = ["Example", "Spans", "Told", "evidence_of", "learnable", "seen", "told_of"]

Integers = npt.NDArray[np.int32]
Spans = Mapping[str, Sequence[tuple[int, int]]]
"""Code points, half-open, of what is meant in articles, by their ids."""


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """A window as token numbers: what is known of the article, and each sentence's two parts.

    See `onrecord.rag.evidence.reader.told` for these. `right` are the sentences that answer;
    `tempting`: that one of them could be taken for an answer. One that `is_han` is in Chinese.
    """

    article: str
    is_han: bool
    header: Integers
    sentences: tuple[tuple[Integers, Integers], ...]
    right: tuple[bool, ...]
    tempting: bool


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A question, what is found for it, the nearest first, and what should have been found.

    `article` is that of the question, `None` if it isn't told. `names` are those in the question
    that windows of the other script write otherwise.
    """

    question: str
    answerable: bool
    source: str
    article: str | None
    found: tuple[Told, ...]
    missed: tuple[Told, ...] = ()
    names: tuple[Rendering, ...] = ()

    def asked(self, window: Told) -> str:
        """Give the question as it is read with a window."""
        return instead(self.question, self.names, is_han=window.is_han)

    @property
    def windows(self) -> tuple[Told, ...]:
        """What was found and what was missed."""
        return self.found + self.missed

    @property
    def is_held_out(self) -> bool:
        """Whether the reader is judged by it."""
        return self.article is not None and is_held_out(self.article)


def seen(examples: Iterable[Example]) -> list[Example]:
    """Leave out the articles that are held out."""
    return [
        replace(each, found=_seen(each.found), missed=_seen(each.missed))
        for each in examples
        if not each.is_held_out
    ]


def learnable(examples: Iterable[Example]) -> list[Example]:
    """Leave out questions whose answer is in no window, and those without a window."""
    return [
        each for each in examples
        if any(any(window.right) or not each.answerable for window in each.windows)
    ]  # fmt: skip


def _seen(windows: Sequence[Told]) -> tuple[Told, ...]:
    return tuple(each for each in windows if not is_held_out(each.article))


def evidence_of(cut: Sequence[Passage], encoder: Encoder) -> list[Evidence]:
    """Give the tokens of passages, as an index does, and no vectors."""
    none = np.zeros((0, 0), np.float32)
    encoded = encoder.encode_passages([each.text for each in cut])
    return [
        Evidence(
            passage, none.ravel(), none.astype(np.int8), each.spans + np.int32(passage.start),
            each.ids, none.astype(np.float16), "",
        )
        for passage, each in zip(cut, encoded, strict=True)
    ]  # fmt: skip


def told_of(window: Window, ids: Callable[[str], Integers], gold: Spans, lures: Spans) -> Told:
    """Tell a window as the reader is told it, and which of its sentences answer, or tempt."""
    article = window.evidence.passage.article
    return Told(
        article.id,
        window.evidence.passage.language == "zh",
        ids(header(article)),
        tuple(told(window, ids)),
        tuple(is_right(each, gold) for each in window.sentences),
        any(is_right(each, lures) for each in window.sentences),
    )
