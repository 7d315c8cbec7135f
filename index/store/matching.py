"""The passages that hold the words of a question, by BM25.

FTS5 weighs every passage that it finds, some 1.3 µs each, so what is looked for must not stand in
very many: a word that few have says most.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from onrecord.index.filters import Filters
from onrecord.index.store.entries import passing
from onrecord.index.store.frequencies import frequencies

__all__ = ["Wanted", "best", "match", "query", "wanted"]

MAX_VISITED: Final = 6_000
"""Passages that BM25 is worked out for: about 8 ms."""

MAX_WALKED: Final = 20 * MAX_VISITED
"""Passages of terms that are looked for together: to compare their numbers costs a twentieth."""

MAX_ALONE: Final = 0.1
"""Share of the passages up to which a term is looked for that nothing narrows down."""


def match(
    connection: sqlite3.Connection, terms: Sequence[str], k: int, filters: Filters, n: int
) -> list[tuple[int, float]]:
    """Ids and scores of the `k` best of `n` passages, and of all that equal the last of these."""
    expression = query(frequencies(connection, terms), n)
    if not expression or k <= 0:
        return []
    source, condition, values = "terms", "", tuple[object, ...]()
    if filters:
        source += (
            " CROSS JOIN passages ON passages.id = terms.rowid"
            " CROSS JOIN articles ON articles.row = passages.article"
        )
        condition, values = passing(connection, filters)
        condition = f" AND {condition}"
    found = connection.execute(
        f"SELECT terms.rowid, -bm25(terms) AS score FROM {source}"
        f" WHERE terms MATCH ?{condition} ORDER BY score DESC",
        (expression, *values),
    )
    return list(best(found, k))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is worth looking for: passages with any of `alone`, or with `first` and any `beside`."""

    alone: tuple[str, ...] = ()
    first: str | None = None
    beside: tuple[str, ...] = ()

    @property
    def terms(self) -> tuple[str, ...]:
        """All of them, in the order in which FTS5 adds up what each counts for."""
        return (*self.alone, *((self.first, *self.beside) if self.first else ()))


def wanted(frequencies: Mapping[str, int], n: int) -> Wanted:
    """Choose what is worth looking for among `n` passages.

    The rarest terms, as long as they stand in `MAX_VISITED` passages together. Where there is
    room, the rarest of the others beside a further one: as many passages hold both as if they had
    nothing to do with each other. Where that is all, and no other narrows it down, it is looked
    for alone, unless it is everywhere.
    """
    known = sorted((count, term) for term, count in frequencies.items() if count)
    n_rare = sum(total <= MAX_VISITED for total in accumulate(count for count, _ in known))
    rare, common = known[:n_rare], known[n_rare:]
    alone = tuple(term for _, term in rare)
    if not common:
        return Wanted(alone)
    beside = _beside(common, MAX_VISITED - sum(count for count, _ in rare), n)
    if beside:
        return Wanted(alone, common[0][1], beside)
    if not alone and common[0][0] <= MAX_ALONE * n:
        return Wanted((common[0][1],))
    return Wanted(alone)


def query(frequencies: Mapping[str, int], n: int) -> str:
    """Write the FTS5 expression for what is worth looking for; '' if nothing.

    >>> query({"ferry": 20, "harbour": 30}, 10**6)
    '"ferry" OR "harbour"'
    >>> query({"ferry": 20, "city": 9_000, "year": 90_000, "the": 900_000}, 10**6)
    '"ferry" OR ("city" AND ("year"))'
    >>> query({"city": 9_000, "the": 900_000}, 10**6)
    '"city"'
    """
    found = wanted(frequencies, n)
    parts = [f'"{term}"' for term in found.alone]
    if found.first:
        beside = " OR ".join(f'"{term}"' for term in found.beside)
        parts.append(f'("{found.first}" AND ({beside}))')
    return " OR ".join(parts)


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
