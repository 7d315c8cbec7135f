"""Where the vectors of one generation are searched: in memory, or by the engine that stores them.

Both give the same scores, to the last bit: what an engine finds is scored here again.
"""

from functools import lru_cache
from pathlib import Path
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from onrecord.index.filters import Filters
from onrecord.index.search.vector_file import FILE_NAME, VectorFile
from onrecord.index.search.vectors import Rows, Vectors, checked
from onrecord.index.store.protocols import Nearest, Snapshot

__all__ = ["InEngine", "InMemory", "Searched", "opened"]

_CACHED_FILTERS: Final = 16
"""Filters whose passages are known, a bit a passage."""


class Searched(Protocol):
    """The vectors of one generation."""

    def search(
        self, query: npt.NDArray[np.float32], k: int, filters: Filters
    ) -> list[tuple[int, float]]:
        """Ids and inner products of the best `k` that pass, and of all that equal the last."""
        ...


class InMemory:
    """All of them, in the memory of this process."""

    def __init__(self, vectors: Vectors, snapshot: Snapshot) -> None:
        self.vectors = vectors
        self.chosen = lru_cache(_CACHED_FILTERS)(
            lambda filters: vectors.chosen(snapshot.passing(filters))
        )

    def search(
        self, query: npt.NDArray[np.float32], k: int, filters: Filters
    ) -> list[tuple[int, float]]:
        """Hold the query against each of them."""
        return self.vectors.search(query, k, self.chosen(filters) if filters else None)


class InEngine:
    """None of them but those that may be among the best."""

    def __init__(self, nearest: Nearest, snapshot: Snapshot) -> None:
        self._nearest = nearest
        self._generation = snapshot.generation
        self._dimension = snapshot.settings.dimension

    def search(
        self, query: npt.NDArray[np.float32], k: int, filters: Filters
    ) -> list[tuple[int, float]]:
        """Have the engine find the nearest, and score them as those in memory are."""
        vector = checked(query, self._dimension)
        found = self._nearest.nearest(vector, max(k, 1), filters)
        if k <= 0 or not len(found.ids):
            return []
        some, none = Rows.of(found.ids, found.vectors), Rows.empty(self._dimension)
        return Vectors(self._generation, some, none, None).search(vector, k)


def opened(snapshot: Snapshot, folder: Path, near: Searched | None) -> InMemory | InEngine:
    """Search where the store says; what is in memory is taken from `near`, the file or the store.

    `folder` is where the vector file lies, `near` what another generation was searched in.
    """
    if snapshot.in_engine is not None:
        return InEngine(snapshot.in_engine, snapshot)
    settings = snapshot.settings
    file = VectorFile(folder / FILE_NAME, settings.models, settings.dimension)
    held = near.vectors if isinstance(near, InMemory) else None
    return InMemory(file.load(snapshot, held), snapshot)
