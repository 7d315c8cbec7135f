"""Questions that are asked of stored passages, and in what order they are learned from."""

import random
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import opencc

from onrecord.index.learning.data import Question
from onrecord.index.learning.stored import StoredPassages

__all__ = ["Asked", "Fact", "Shelf", "batches", "varied"]

_WEIGHT: Final = {"en": 3, "zh": 3, "de": 3}  # the languages that come first; any other: 1


@dataclass(frozen=True, slots=True, eq=False)
class Fact:
    """One thing that is asked for, in one or more wordings.

    `gold` are (row of a passage, place of a sentence). Where the same text stands in several
    languages, `parallel` says so: one of them is then looked for, as if the others weren't there.
    """

    wordings: tuple[Question, ...]
    gold: tuple[tuple[int, int], ...]
    parallel: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Shelf:
    """Passages, facts in them, and how many of a batch's questions are about them."""

    stored: StoredPassages
    facts: Sequence[Fact]
    n_asked: int


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A question as it is asked once; `hidden` are rows of passages that aren't there for it."""

    question: Question
    stored: StoredPassages
    gold: frozenset[tuple[int, int]]
    hidden: Collection[int] = ()


def batches(shelves: Sequence[Shelf], seed: int) -> Iterator[list[Asked]]:
    """Draw without end; each shelf's wordings come all once before one comes again."""
    drawn = random.Random(seed)  # noqa: S311  # nothing is kept secret by it
    running = [_running(shelf, drawn) for shelf in shelves]
    while True:
        yield [
            next(asked)
            for shelf, asked in zip(shelves, running, strict=True)
            for _ in range(shelf.n_asked)
        ]


def varied(question: Question, drawn: random.Random) -> Question:
    """Write a question as somebody else would type it, one time in five."""
    (way,) = drawn.choices([way for _, way in _WAYS], [share for share, _ in _WAYS])
    text = way(question.text)
    return question if text == question.text else Question(question.language, text, question.gold)


_WAYS: Final[tuple[tuple[float, Callable[[str], str]], ...]] = (
    (0.80, str),
    (0.04, str.upper),
    (0.04, str.lower),
    (0.08, lambda text: text.rstrip("?？。. ")),
    (0.04, opencc.OpenCC("s2t").convert),  # changes Chinese only
)


def _running(shelf: Shelf, drawn: random.Random) -> Iterator[Asked]:
    while True:
        facts = list(shelf.facts)
        drawn.shuffle(facts)
        for fact in facts:
            weights = [_WEIGHT.get(wording.language, 1) for wording in fact.wordings]
            question = varied(drawn.choices(fact.wordings, weights)[0], drawn)
            yield _asked(shelf.stored, fact, question, drawn)


def _asked(stored: StoredPassages, fact: Fact, question: Question, drawn: random.Random) -> Asked:
    if not fact.parallel:
        return Asked(question, stored, frozenset(fact.gold))
    chosen = drawn.choice(fact.gold)[0]
    gold = frozenset(place for place in fact.gold if place[0] == chosen)
    return Asked(question, stored, gold, {row for row, _ in fact.gold} - {chosen})
