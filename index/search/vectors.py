"""Search over all passage vectors in memory, with FAISS; derived from the database.

Each query is held against every vector, kept in half precision: of the first forty of a million
it finds .9999 that float32 finds, in two thirds of its time and half of its memory.
`docs/performance.md` compares it with what visits fewer vectors or keeps fewer bits.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from itertools import pairwise, starmap
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

from onrecord.index.store.generations import Generation
from onrecord.index.store.protocols import VectorRows

__all__ = ["Rows", "Transform", "Vectors", "is_near"]

faiss: Any = import_module("faiss")  # its type stubs leave out what its Python layer adds

Transform = Callable[[npt.NDArray[np.float32], Sequence[str]], npt.NDArray[np.float32]]
"""(n, dim) stored vectors and their n languages -> (n, dim) vectors to search."""

_MAX_CHANGED: Final = 0.1  # share of the base that may be new or removed before it is made anew
_FEW: Final = 1000  # rows; below it a share is not worth counting
_HALVED: Final = 200_000  # rows from which on one thread takes longer than the lexical search


@dataclass(frozen=True, slots=True)
class Rows:
    """A FAISS index that is never written to again, and the passage id of each of its rows.

    `ids` is (n,) int64, ascending.
    """

    flat: Any
    ids: npt.NDArray[np.int64]

    @classmethod
    def of(cls, ids: npt.NDArray[np.int64], vectors: npt.NDArray[np.float32]) -> Self:
        """Index (n, dim) float32 vectors."""
        flat = _flat(vectors.shape[1])
        flat.add(vectors)
        return cls(flat, ids)

    @classmethod
    def empty(cls, dimension: int) -> Self:
        """Index nothing."""
        return cls.of(np.empty(0, np.int64), np.empty((0, dimension), np.float32))

    def search(
        self, query: npt.NDArray[np.float32], k: int, chosen: npt.NDArray[np.bool_] | None
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """Ids and scores of the best `k` of the chosen rows; fewer where there are fewer."""
        k = min(k, len(self.ids) if chosen is None else int(chosen.sum()))
        if k == 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        first, *others = _parts(len(self.ids), chosen)
        with ThreadPoolExecutor() as threads:
            beside = [threads.submit(self._best, query, k, part) for part in others]
            found = [self._best(query, k, first), *(each.result() for each in beside)]
        scores, rows = map(np.concatenate, zip(*found, strict=True))
        return self.ids[rows], scores

    def _best(
        self, query: npt.NDArray[np.float32], k: int, part: Any
    ) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
        """Scores and rows of the best `k` that a FAISS selector lets through."""
        faiss.omp_set_num_threads(1)  # counts for the calling thread only
        scores, rows = self.flat.search(
            query[np.newaxis], k, params=faiss.SearchParameters(sel=part)
        )
        found = rows[0] >= 0
        return scores[0][found], rows[0][found]


@dataclass(frozen=True, slots=True, eq=False)
class Vectors:
    """The passage vectors of one generation: a large part that is shared, a small one of its own.

    `removed` is a mask over the rows of the large part, `None` where none is removed.
    """

    generation: Generation
    base: Rows
    delta: Rows
    removed: npt.NDArray[np.bool_] | None

    @property
    def n(self) -> int:
        """Count of the passages that can be found."""
        gone = 0 if self.removed is None else int(self.removed.sum())
        return len(self.base.ids) + len(self.delta.ids) - gone

    @property
    def dimension(self) -> int:
        """Width of a vector."""
        return int(self.base.flat.d)

    def search(
        self,
        query: npt.NDArray[np.float32],
        k: int,
        allowed: npt.NDArray[np.int64] | None = None,
    ) -> list[tuple[int, float]]:
        """Passage ids and inner products, best first, the lower id first where they are equal.

        Parameters
        ----------
        query
            (dim,) float32.
        allowed
            Ascending ids of the passages that may be found; all of them if `None`.

        Raises
        ------
        ValueError
            If the query has another width or holds something that is not a number.
        """
        vector = np.ascontiguousarray(query, dtype=np.float32)  # (dim,)
        if vector.shape != (self.dimension,) or not np.isfinite(vector).all():
            raise ValueError(
                f"a query vector must be ({self.dimension},) finite numbers, not {vector.shape}"
            )
        base_rows = _chosen(self.base.ids, allowed, self.removed)
        delta_rows = _chosen(self.delta.ids, allowed, None)
        ids_base, scores_base = self.base.search(vector, k, base_rows)
        ids_delta, scores_delta = self.delta.search(vector, k, delta_rows)
        ids = np.concatenate([ids_base, ids_delta])
        scores = np.concatenate([scores_base, scores_delta])
        order = np.lexsort((ids, -scores))[: max(k, 0)]
        return [(int(ids[i]), float(scores[i])) for i in order]

    @property
    def is_whole(self) -> bool:
        """Whether the shared part alone is this generation, so that it can be saved."""
        return self.removed is None and not len(self.delta.ids)

    @classmethod
    def read(cls, rows: VectorRows, dimension: int, transform: Transform) -> Self:
        """Read the vectors of all passages of a generation."""
        base = _read(rows, transform, dimension)
        return cls(rows.generation, base, Rows.empty(dimension), None)

    def refreshed(self, rows: VectorRows, transform: Transform) -> Self | None:
        """Bring these vectors to another generation of the same index.

        `None` where too much has changed for that, or where the index was never in this state.
        """
        if not rows.was_in(self.generation):
            return None
        newest = int(self.base.ids[-1]) if len(self.base.ids) else 0
        if not is_near(rows, newest, len(self.base.ids)):
            return None
        kept = _kept(rows, self.base.ids)
        delta = _read(rows, transform, self.dimension, above=newest)
        removed = None if kept is None else ~kept
        return type(self)(rows.generation, self.base, delta, removed)


def is_near(rows: VectorRows, newest: int, n_rows: int) -> bool:
    """Whether few passages came or went since there were `n_rows`, the last with id `newest`."""
    n_all, n_new = rows.n_passages, rows.n_above(newest)
    n_changed = n_new + n_rows - (n_all - n_new)
    return n_changed <= max(_FEW, _MAX_CHANGED * n_rows)


def _flat(dimension: int) -> Any:
    half = faiss.ScalarQuantizer.QT_fp16
    return faiss.IndexScalarQuantizer(dimension, half, faiss.METRIC_INNER_PRODUCT)


def _parts(n: int, chosen: npt.NDArray[np.bool_] | None) -> list[Any]:
    """FAISS selectors that let the chosen of `n` rows through, each in one of them."""
    bounds = [0, n // 2, n] if n >= _HALVED else [0, n]
    if chosen is None:
        return list(starmap(faiss.IDSelectorRange, pairwise(bounds)))
    parts = np.zeros((len(bounds) - 1, n), bool)
    for part, (first, last) in zip(parts, pairwise(bounds), strict=True):
        part[first:last] = chosen[first:last]
    return list(map(faiss.IDSelectorBitmap, np.packbits(parts, axis=1, bitorder="little")))


def _chosen(
    ids: npt.NDArray[np.int64],
    allowed: npt.NDArray[np.int64] | None,
    removed: npt.NDArray[np.bool_] | None,
) -> npt.NDArray[np.bool_] | None:
    """Mask of the rows that may be found; `None` for all."""
    if allowed is None:
        return None if removed is None else ~removed
    chosen = np.isin(ids, allowed, assume_unique=True)
    return chosen if removed is None else chosen & ~removed


def _kept(rows: VectorRows, ids: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_] | None:
    """Mask of the ids that are still passages; `None` if they all are."""
    newest = int(ids[-1]) if len(ids) else 0
    if rows.n_passages - rows.n_above(newest) == len(ids):  # no id is given twice
        return None
    return np.isin(ids, rows.ids_up_to(newest), assume_unique=True)


def _read(rows: VectorRows, transform: Transform, dimension: int, above: int = 0) -> Rows:
    """Read the vectors of all passages with an id above that, in the order of their ids."""
    flat = _flat(dimension)
    ids: list[npt.NDArray[np.int64]] = [np.empty(0, np.int64)]
    for some in rows.vectors(above):
        flat.add(np.ascontiguousarray(transform(some.vectors, some.languages), dtype=np.float32))
        ids.append(some.ids)
    return Rows(flat, np.concatenate(ids))
