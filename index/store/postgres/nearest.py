"""The nearest vectors, as PostgreSQL finds them."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from operator import itemgetter
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from onrecord.index.errors import OlderSchemaError
from onrecord.index.filters import Filters
from onrecord.index.store.chunk import Chunk
from onrecord.index.store.place import VectorsIn
from onrecord.index.store.postgres.connection import SEARCHING, Row
from onrecord.index.store.postgres.passing import Passing
from onrecord.index.store.postgres.reading import Held, Written
from onrecord.index.store.postgres.schema import OF_ALIVE
from onrecord.index.store.postgres.shards import of_each
from onrecord.index.store.postgres.vectors import HOME, SEARCHED, received

__all__ = ["PostgresNearest"]

_SLACK: Final = 1e-4
"""By how much sums of some hundred products differ, in float32, with the order they are added."""

_SURPLUS: Final = 2
"""How many times as many are read as are wanted: their order is but nearly that of the scores."""


_AT_ONCE: Final = 4
"""Searches that run beside each other: each takes a core of the server, and takes its time."""


class PostgresNearest:
    """Asks for them in one generation, through connections of its own."""

    def __init__(self, rows: Held | Written, passing: Passing) -> None:
        database = rows.database
        self._rows = rows
        self._free: list[Held | Written] = []
        self._places = threading.BoundedSemaphore(_AT_ONCE)
        self._passing = passing
        self.is_exact = database.vectors is VectorsIn.ENGINE
        ((there,),) = rows("SELECT to_regclass('vectors')::text")
        if there is None:
            raise OlderSchemaError(
                f"the index {database.name} has no vectors that its engine could search; "
                f"`onrecord build` with vectors={database.vectors} in the address puts them there"
            )
        ((home,),) = rows(HOME)
        distance = f"(vector OPERATOR({home}.<#>) %({{}})s::{home}.halfvec)"
        self._along_graph = distance.format("high")
        self._exactly = f"{self._along_graph} + {distance.format('low')}"

    def nearest(self, query: npt.NDArray[np.float32], k: int, filters: Filters) -> Chunk:
        """Read all passages that may be among the `k` nearest to `query` (dim,), or equal the last.

        Along a graph some may be missed; where it is left before there are `k`, each is looked at.
        """
        rows = [] if self.is_exact else self._near(query, k, filters, self._along_graph)
        if len(rows) < k:
            rows = self._near(query, k, filters, self._exactly)
        return _chunk(rows)

    def _near(
        self, query: npt.NDArray[np.float32], k: int, filters: Filters, order: str
    ) -> list[Row]:
        """Read more and more, until the last is farther than the one at place `k`.

        The query is sent in half precision, and what that leaves out of it.
        """
        condition, values = self._passing.condition(filters)
        high = query.astype(np.float16)
        values |= {"high": _written(high), "low": _written((query - high).astype(np.float16))}
        statement = (
            f"SELECT passages.id, vector, {self._exactly}, {order} FROM {OF_ALIVE} AND {condition}"
            f" JOIN {SEARCHED} ORDER BY {order} LIMIT"
        )
        n = _SURPLUS * k
        with self._apart() as rows:
            while True:
                each = rows(of_each(f"{statement} {n}", rows.parts), values)
                found = sorted(each, key=itemgetter(2))[:n]
                if len(found) < n or found[-1][2] > found[k - 1][2] + _SLACK:
                    return found
                n *= 4

    @contextmanager
    def _apart(self) -> Iterator[Held | Written]:
        """Give a connection that nobody else searches through."""
        with self._places:
            try:
                rows = self._free.pop()
            except IndexError:
                rows = self._rows.apart(SEARCHING)
            try:
                yield rows
            finally:
                self._free.append(rows)


def _chunk(rows: Sequence[Row]) -> Chunk:
    ordered = sorted(rows, key=lambda row: row[0])
    ids = np.array([row[0] for row in ordered], np.int64)
    return Chunk(ids, received(row[1] for row in ordered).astype(np.float32))


def _written(vector: npt.NDArray[Any]) -> str:
    return f"[{','.join(map(repr, vector.astype(np.float32).tolist()))}]"
