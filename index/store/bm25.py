"""The passages that hold the words of a question, by BM25.

FTS5 weighs every passage that it finds, some 1.3 µs each, so what is looked for must not stand in
very many: a word that few have says most. The best by these are weighed once more by all words, as
FTS5 would: the first ten are then those that it would find if it looked for all of them.
"""

import json
import math
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from onrecord.index.filters import Filters
from onrecord.index.store.entries import passing
from onrecord.index.store.frequencies import frequencies, n_terms

__all__ = ["K1", "N_WHOLE", "B", "Wanted", "best", "idf", "match", "wanted", "whole"]

MAX_VISITED: Final = 6_000
"""Passages that BM25 is worked out for: about 8 ms."""

MAX_WALKED: Final = 20 * MAX_VISITED
"""Passages of terms that are looked for together: to compare their numbers costs a twentieth."""

MAX_ALONE: Final = 0.1
"""Share of the passages up to which a term is looked for that nothing narrows down."""

N_WHOLE: Final = 100
"""Of the passages that are found, how many are weighed by all words: a hundred cost 2 ms."""

K1: Final = 1.2
B: Final = 0.75
_LEAST_IDF: Final = 1e-6
"""Constants of FTS5's bm25(): sqlite.org/fts5.html, 7.1, and fts5_aux.c."""


def match(
    connection: sqlite3.Connection, terms: Sequence[str], k: int, filters: Filters, n: int
) -> list[tuple[int, float]]:
    """Ids and scores of the `k` best of `n` passages, and of all that equal the last of these."""
    counts = frequencies(connection, terms)
    chosen = wanted(counts, n)
    if not chosen.terms or k <= 0:
        return []
    found = _found(connection, chosen.expression, filters)
    if chosen.are_all:
        return list(best(found, k))
    rows = [row for row, _ in best(found, max(k, N_WHOLE))]
    words = connection.execute(
        "SELECT rowid, words FROM terms WHERE rowid IN (SELECT value FROM json_each(?))",
        (json.dumps(rows),),
    )
    return list(best(whole(words, counts, n, n_terms(connection)), k))


def _found(
    connection: sqlite3.Connection, expression: str, filters: Filters
) -> Iterable[tuple[int, float]]:
    source, condition, values = "terms", "", tuple[object, ...]()
    if filters:
        source += (
            " CROSS JOIN passages ON passages.id = terms.rowid"
            " CROSS JOIN articles ON articles.row = passages.article"
        )
        condition, values = passing(connection, filters)
        condition = f" AND {condition}"
    return connection.execute(
        f"SELECT terms.rowid, -bm25(terms) AS score FROM {source}"
        f" WHERE terms MATCH ?{condition} ORDER BY score DESC",
        (expression, *values),
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is worth looking for: passages with any of `alone`, or with `first` and any `beside`."""

    alone: tuple[str, ...] = ()
    first: str | None = None
    beside: tuple[str, ...] = ()
    are_all: bool = False
    """Whether a question has no other words."""

    @property
    def terms(self) -> tuple[str, ...]:
        """All of them, in the order in which FTS5 adds up what each counts for."""
        return (*self.alone, *((self.first, *self.beside) if self.first else ()))

    @property
    def expression(self) -> str:
        """Write it for FTS5; '' if nothing is worth looking for."""
        parts = [f'"{term}"' for term in self.alone]
        if self.first:
            beside = " OR ".join(f'"{term}"' for term in self.beside)
            parts.append(f'("{self.first}" AND ({beside}))')
        return " OR ".join(parts)


def wanted(frequencies: Mapping[str, int], n: int) -> Wanted:
    """Choose what is worth looking for among `n` passages.

    The rarest terms, as long as they stand in `MAX_VISITED` passages together. Where there is
    room, the rarest of the others beside a further one: as many passages hold both as if they had
    nothing to do with each other. Where that is all, and no other narrows it down, it is looked
    for alone, unless it is everywhere.

    >>> wanted({"ferry": 20, "harbour": 30}, 10**6).expression
    '"ferry" OR "harbour"'
    >>> wanted({"ferry": 20, "city": 9_000, "year": 90_000, "the": 900_000}, 10**6).expression
    '"ferry" OR ("city" AND ("year"))'
    >>> wanted({"city": 9_000, "the": 900_000}, 10**6).expression
    '"city"'
    """
    known = sorted((count, term) for term, count in frequencies.items() if count)
    n_rare = sum(total <= MAX_VISITED for total in accumulate(count for count, _ in known))
    rare, common = known[:n_rare], known[n_rare:]
    alone = tuple(term for _, term in rare)
    if not common:
        return Wanted(alone, are_all=True)
    beside = _beside(common, MAX_VISITED - sum(count for count, _ in rare), n)
    if beside:
        return Wanted(alone, common[0][1], beside)
    if not alone and common[0][0] <= MAX_ALONE * n:
        return Wanted((common[0][1],))
    return Wanted(alone)


def _beside(common: Sequence[tuple[int, str]], room: float, n: int) -> tuple[str, ...]:
    """Choose those that are looked for with the rarest, for so many passages."""
    (count, _), *others = common
    walked = accumulate(each for each, _ in others)
    return tuple(
        term
        for (_, term), total in zip(others, walked, strict=True)
        if count * total / n <= room and count + total <= MAX_WALKED
    )


def best(found: Iterable[tuple[int, float]], k: int) -> Iterator[tuple[int, float]]:
    """Give the first `k` of what is found best first, and all that equal the last of them."""
    last = 0.0
    for place, (row, score) in enumerate(found):
        if place >= k and score < last:
            return
        last = score
        yield row, score


def whole(
    found: Iterable[tuple[int, str]], frequencies: Mapping[str, int], n: int, n_terms: int
) -> list[tuple[int, float]]:
    """Weigh passages, given with their words, by all words of a question; best first.

    Among `n` passages, which have `n_terms` terms together.
    """
    weights = {term: idf(n, count) for term, count in frequencies.items() if count}
    scored = []
    for row, line in found:
        words = line.split()
        relative = K1 * (1 - B + B * len(words) / (n_terms / n))
        counts = ((weight, words.count(term)) for term, weight in weights.items())
        scored.append((row, sum(weight * (c * (K1 + 1)) / (c + relative) for weight, c in counts)))
    return sorted(scored, key=lambda each: (-each[1], each[0]))


def idf(n: int, count: int) -> float:
    """Weigh a term that stands in `count` of `n` passages."""
    return max(math.log((n - count + 0.5) / (count + 0.5)), 0.0) or _LEAST_IDF
