"""Which passages are of a generation, and pass filters."""

from collections.abc import Iterator
from functools import lru_cache, partial
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from onrecord.index.filters import Filters
from onrecord.index.store.entries import spelled
from onrecord.index.store.postgres.postings import Scored
from onrecord.index.store.postgres.reading import Rows
from onrecord.index.store.postgres.schema import ALIVE, OF_ALIVE
from onrecord.index.store.postgres.shards import of_each

__all__ = ["Passing"]

_N_FIRST: Final = 256
"""Of the passages that hold a word, how many are looked at first."""


class Passing:
    """Asks it of one generation, whose names are read once."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._spellings = lru_cache(2)(partial(_spellings, rows))

    def passages(self, filters: Filters) -> npt.NDArray[np.int64]:
        """Ids of the passages of the articles that pass  # (n,)."""
        condition, values = self.condition(filters)
        found = self._rows(f"SELECT passages.id FROM {OF_ALIVE} AND {condition}", values)
        return np.fromiter((row for (row,) in found), np.int64)

    def scored(self, scored: Scored, filters: Filters) -> Iterator[tuple[int, float]]:
        """Give those of scored passages that are there and pass, ids and scores, best first."""
        condition, values = self.condition(filters)
        query = f"SELECT passages.id FROM {OF_ALIVE} AND {condition} WHERE passages.id = ANY"
        at, size = 0, _N_FIRST
        while at < len(scored.ids):
            some = scored.ids[at : at + size].tolist()
            rows = self._rows(f"{query}(%(ids)s::bigint[])", {**values, "ids": some})
            there = {row for (row,) in rows}
            for each, score in zip(some, scored.scores[at : at + size].tolist(), strict=True):
                if each in there:
                    yield each, score
            at, size = at + size, 2 * size

    def condition(self, filters: Filters) -> tuple[str, dict[str, Any]]:
        """Write the condition on a row of articles that filters come to, and its values."""
        conditions, values = ["true"], dict[str, Any]()
        for column, names in (("outlet", filters.outlets), ("author", filters.authors)):
            if names:
                known = f"articles.{column}"  # no coalesce: shards are not asked it
                known = f"CASE WHEN {known} IS NULL THEN '' ELSE {known} END"
                conditions.append(f"{known} = ANY(%({column}s)s::text[])")
                values[f"{column}s"] = spelled(self._spellings(column), column, names)
        for column, exactly in (("language", filters.languages), ("id", filters.articles)):
            if exactly:
                conditions.append(f"articles.{column} = ANY(%(these_{column}s)s::text[])")
                values[f"these_{column}s"] = list(exactly)
        for name, sign, day in (("since", ">=", filters.since), ("until", "<=", filters.until)):
            if day is not None:
                conditions.append(f"articles.published {sign} %({name})s")
                values[name] = day
        return " AND ".join(conditions), values


def _spellings(rows: Rows, column: str) -> list[str]:
    each = f"SELECT DISTINCT {column} FROM articles WHERE {ALIVE}"
    return list({known or "" for (known,) in rows(of_each(each, rows.parts))})
