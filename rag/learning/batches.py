"""What is learned from in one step: questions beside windows, told a little differently each time.

A question comes with a window that answers it and often one that doesn't, or, if it has no answer,
with what could be taken for one. Shouted and careless questions, and articles without a headline,
are to be read as well as others; so that some are made such.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from random import Random
from typing import Final

import numpy as np
import numpy.typing as npt
import opencc

from onrecord.rag.evidence.reader import PROMPT, Row, laid_out
from onrecord.rag.learning.told import Example, Told

__all__ = ["Draws", "Group", "Labelled", "batches", "labelled", "rounds"]

Integers = npt.NDArray[np.int32]

N_TOKENS: Final = 3_200
"""Padded tokens in a batch."""

_N_SORTED: Final = 600
"""Questions that are sorted by length before they are cut into batches."""

_PUBLIC: Final = 4
"""Questions of the sets for each one that is drawn of the public sets."""

_N_HARD: Final = 2
"""How often a round has each public question without an answer, beyond those that are drawn."""

_TWO_RIGHT: Final = 0.3
_WRONG: Final = 0.8
_WRONG_BESIDE_LURE: Final = 0.5
_NO_HEADER: Final = 0.25
_NO_SPEAKER: Final = 0.2
"""Shares of the questions, windows and sentences for which it is so."""

_SHOUTED: Final = 0.04
_WHISPERED: Final = 0.08
_CARELESS: Final = 0.14
_TRADITIONAL: Final = 0.17
"""Up to which number drawn below 1 a question is told in this way; beyond the last, as it is."""


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """A row, and which of the sentences in it are right."""

    row: Row
    right: tuple[bool, ...]


Group = tuple[Labelled, ...]
"""The rows of one question, one of which may answer it."""


def labelled(asked: Integers, told: Told) -> Labelled:
    """Lay a question beside a window; sentences without tokens are left out."""
    row = laid_out(asked, told.header, [np.concatenate(each) for each in told.sentences])
    there = [
        (span, right)
        for span, right in zip(row.spans, told.right, strict=False)
        if span[0] < span[1]
    ]
    spans, right = zip(*there, strict=True) if there else ((), ())
    return Labelled(Row(row.ids, spans), right)


class Draws:
    """Draws the rows of questions; `ids` gives the token numbers of a text."""

    def __init__(self, ids: Callable[[str], Integers], random: Random) -> None:
        self._ids = ids
        self._random = random

    def group(self, example: Example) -> Group:
        """Draw some of a question's windows, and lay it beside each."""
        vary = self._varying()
        return tuple(
            labelled(self._ids(PROMPT + vary(example.asked(each))), self._thinned(each))
            for each in self._windows(example)
        )

    def _windows(self, example: Example) -> list[Told]:
        random = self._random
        if example.answerable:
            right = [each for each in example.windows if any(each.right)]
            n = 2 if random.random() < _TWO_RIGHT else 1
            chosen, share = random.sample(right, min(n, len(right))), _WRONG
        else:
            lures = [each for each in example.windows if each.tempting]
            chosen = [random.choice(lures)] if lures else []
            share = _WRONG_BESIDE_LURE if lures else 1.0
        wrong = [each for each in example.found if not any(each.right) and each not in chosen]
        if wrong and random.random() < share:
            chosen.append(wrong[min(int(random.expovariate(1)), len(wrong) - 1)])
        return chosen

    def _thinned(self, told: Told) -> Told:
        """Keep the headline, or the name of a speaker, to oneself now and then."""
        random = self._random
        return replace(
            told,
            header=told.header[:0] if random.random() < _NO_HEADER else told.header,
            sentences=tuple(
                (speaker[:0] if random.random() < _NO_SPEAKER else speaker, own)
                for speaker, own in told.sentences
            ),
        )

    def _varying(self) -> Callable[[str], str]:
        """Draw how to tell a question: as somebody in a hurry, or in Taipei, would."""
        drawn = self._random.random()
        if drawn < _SHOUTED:
            return str.upper
        if drawn < _WHISPERED:
            return str.lower
        if drawn < _CARELESS:
            return lambda question: question.rstrip("?？。. ")
        return _traditional().convert if drawn < _TRADITIONAL else str


@lru_cache(1)
def _traditional() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


def rounds(
    known: Sequence[Example], public: Sequence[Example], draws: Draws, random: Random
) -> Iterator[list[Group]]:
    """Yield batches for ever: in each round every question of the sets, and some public ones."""
    hard = [each for each in public if not each.answerable] * _N_HARD
    n_public = min(len(public), len(known) // _PUBLIC)
    while True:
        drawn = [*known, *random.sample(public, n_public), *hard]
        random.shuffle(drawn)
        for first in range(0, len(drawn), _N_SORTED):
            groups = [draws.group(each) for each in drawn[first : first + _N_SORTED]]
            yield from batches(groups, random)


def batches(groups: Iterable[Group], random: Random) -> Iterator[list[Group]]:
    """Put groups of like length into batches, and yield these in any order.

    A group is never cut; a batch that it alone makes too large has no other.
    """
    made: list[list[Group]] = [[]]
    for group in sorted(groups, key=_length):
        n = len(group) + sum(map(len, made[-1]))
        if made[-1] and n * _length(group) > N_TOKENS:
            made.append([])
        made[-1].append(group)
    random.shuffle(made)
    yield from filter(None, made)


def _length(group: Group) -> int:
    return max(len(each.row.ids) for each in group)
