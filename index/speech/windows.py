"""What the tagger reads at once: a whole article, or a part of a long one with what is around."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from onrecord.index.speech.layout import Layout

__all__ = ["RELATIONS", "Window", "windows"]

Floats = npt.NDArray[np.float32]

_MAX_WHOLE: Final = 1500  # tokens of an article that is read at once
_JUDGED: Final = 900  # of a longer one: tokens whose sentences are told together,
_BEFORE: Final = 450  # and how many are read before them,
_AFTER: Final = 150  # and after

RELATIONS: Final = (  # what is known of a sentence and a token together
    "own",  # 1: the token stands in the sentence
    "tokens_before",  # logarithm of how many stand between, if it stands before
    "tokens_after",
    "sentences_before",
    "sentences_after",
    "paragraph",  # 1: of the same paragraph
    "previous",  # 1: in the sentence before
    "next",
    "quotation",  # 1: in the same quotation
    "depth",  # how far inside the sentence
)
_FAR: Final = 12  # sentences: what is farther away is equally far
_DEEP: Final = 40  # tokens


@dataclass(frozen=True, slots=True)
class Window:
    """The sentences of a layout from `first` to `last`, to tell `judged_first` to `judged_last`.

    All half-open. Their tokens are `begin` to `end`.
    """

    layout: Layout
    first: int
    last: int
    judged_first: int
    judged_last: int
    begin: int
    end: int

    @property
    def owners(self) -> npt.NDArray[np.int64]:
        """(n,): which of the window's sentences each of its tokens stands in."""
        return self.layout.owners[self.begin : self.end] - self.first

    def relations(self) -> Floats:
        """(len(RELATIONS), m, n) float32 of the window's sentences and tokens."""
        owners, m, n = self.owners, self.last - self.first, self.end - self.begin
        rows, place = np.arange(m), np.arange(n)
        firsts, lasts = (np.searchsorted(owners, rows, side)[:, None] for side in ("left", "right"))
        away = (owners[None] - rows[:, None]).astype(np.float32)
        own = away == 0
        paragraphs = self.layout.paragraphs[self.first : self.last]
        quoted = self.layout.quoted[self.begin : self.end]
        quotation = np.full(m, -1)
        np.maximum.at(quotation, owners, quoted)  # the last one that the sentence has part in
        found = np.empty((len(RELATIONS), m, n), np.float32)
        found[0] = own
        found[1] = np.log1p(np.maximum(firsts - place, 0))
        found[2] = np.log1p(np.maximum(place - lasts + 1, 0))
        found[3] = np.clip(-away, 0, _FAR) / 4
        found[4] = np.clip(away, 0, _FAR) / 4
        found[5] = paragraphs[owners][None] == paragraphs[:, None]
        found[6] = away == -1
        found[7] = away == 1
        found[8] = (quoted[None] == quotation[:, None]) & (quotation >= 0)[:, None]
        found[9] = own * np.clip(place - firsts, 0, _DEEP) / 20
        return found


def windows(layout: Layout) -> Iterator[Window]:
    """Cut an article into windows so that each sentence is judged once."""
    n_sentences = len(layout.places)
    firsts = np.searchsorted(layout.owners, np.arange(n_sentences + 1))
    if firsts[-1] <= _MAX_WHOLE:
        if firsts[-1]:
            yield Window(layout, 0, n_sentences, 0, n_sentences, 0, int(firsts[-1]))
        return
    at = 0
    while at < n_sentences:
        end = max(at + 1, int(np.searchsorted(firsts, firsts[at] + _JUDGED, "right")) - 1)
        end = min(end, n_sentences)
        before = min(int(np.searchsorted(firsts, firsts[at] - _BEFORE)), at)
        after = int(np.searchsorted(firsts, firsts[end] + _AFTER, "right")) - 1
        last = min(max(after, end), n_sentences)
        if firsts[last] > firsts[before]:
            yield Window(layout, before, last, at, end, int(firsts[before]), int(firsts[last]))
        at = end
