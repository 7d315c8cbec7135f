"""Search over all passage vectors in memory, with FAISS; derived from the database.

Each query is held against every vector, kept in half precision: of the first forty of a million
it finds .9999 that float32 finds, in two thirds of its time and half of its memory.
`docs/performance.md` compares it with what visits fewer vectors or keeps fewer bits.
"""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from itertools import pairwise, starmap
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

from onrecord.index.store.generations import Generation
from onrecord.index.store.protocols import VectorRows

__all__ = ["Bits", "Chosen", "Rows", "Vectors", "checked", "is_near"]

faiss: Any = import_module("faiss")  # its type stubs leave out what its Python layer adds

_MAX_CHANGED: Final = 0.1  # share of the base that may be new or removed before it is made anew
_FEW: Final = 1000  # rows; below it a share is not worth counting
_HALVED: Final = 200_000  # rows from which on one thread takes longer than the lexical search


@dataclass(frozen=True, slots=True, eq=False)
class Bits:
    """Which of some rows may be found, a bit each.

    `packed` is (n / 8,) uint8, the lowest bit first; `n_set` counts those that may.
    """

    packed: npt.NDArray[np.uint8]
    n_set: int

    @classmethod
    def of(cls, mask: npt.NDArray[np.bool_]) -> Self:
        """Pack a mask."""
        return cls(np.packbits(mask, bitorder="little"), int(mask.sum()))

    def within(self, first: int, last: int) -> Any:
        """Make a FAISS selector of those from row `first` to `last`, multiples of eight."""
        part = np.zeros_like(self.packed)
        part[first // 8 : -(-last // 8)] = self.packed[first // 8 : -(-last // 8)]
        return faiss.IDSelectorBitmap(part)


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """Which rows of `Vectors` may be found: of the large part, and of the small one."""

    base: Bits
    delta: Bits


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
        self, query: npt.NDArray[np.float32], k: int, chosen: Bits | None
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """Ids and scores of the best `k` of the chosen rows; fewer where there are fewer."""
        k = min(k, len(self.ids) if chosen is None else chosen.n_set)
        if k == 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        first, *others = _parts(len(self.ids), chosen)
        with ThreadPoolExecutor() as threads:
            beside = [threads.submit(self._best, query, k, part) for part in others]
            found = [self._best(query, k, first), *(each.result() for each in beside)]
        scores, rows = map(np.concatenate, zip(*found, strict=True))
        return self.ids[rows], scores

    def mark(self, mask: npt.NDArray[np.bool_], some: npt.NDArray[np.int64]) -> None:
        """Set the mask for those of some passages that are here."""
        if len(some) and len(self.ids):
            places = np.searchsorted(self.ids, some)
            places = np.minimum(places, len(self.ids) - 1)
            mask[places[self.ids[places] == some]] = True

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

    `kept` are the rows of the large part that are still passages, `None` where they all are.
    """

    generation: Generation
    base: Rows
    delta: Rows
    kept: Bits | None

    @property
    def n(self) -> int:
        """Count of the passages that can be found."""
        return (len(self.base.ids) if self.kept is None else self.kept.n_set) + len(self.delta.ids)

    @property
    def dimension(self) -> int:
        """Width of a vector."""
        return int(self.base.flat.d)

    def chosen(self, passing: Iterable[npt.NDArray[np.int64]]) -> Chosen:
        """Note which rows these passages of this generation have; a bit a row is kept of it."""
        base, delta = (np.zeros(len(each.ids), bool) for each in (self.base, self.delta))
        for some in passing:
            self.base.mark(base, some)
            self.delta.mark(delta, some)
        return Chosen(Bits.of(base), Bits.of(delta))

    def search(
        self, query: npt.NDArray[np.float32], k: int, chosen: Chosen | None = None
    ) -> list[tuple[int, float]]:
        """Passage ids and inner products of the best `k`, and of all that equal the last of these.

        Parameters
        ----------
        query
            (dim,) float32.
        chosen
            Which may be found; all of them if `None`.

        Raises what `checked` raises.
        """
        vector = checked(query, self.dimension)
        n_wanted = k + 1  # FAISS cuts among equals as it likes: one more shows whether it did
        while k > 0:
            ids, scores = self._best(vector, n_wanted, chosen)
            if len(ids) < n_wanted or scores[n_wanted - 1] < scores[k - 1]:
                n = len(ids) if len(ids) <= k else int((scores >= scores[k - 1]).sum())
                return [(int(ids[i]), float(scores[i])) for i in range(n)]
            n_wanted *= 2
        return []

    def _best(
        self, vector: npt.NDArray[np.float32], k: int, chosen: Chosen | None
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """Ids and scores of the best `k` of both parts, best first."""
        base_bits, delta_bits = (chosen.base, chosen.delta) if chosen else (self.kept, None)
        ids_base, scores_base = self.base.search(vector, k, base_bits)
        ids_delta, scores_delta = self.delta.search(vector, k, delta_bits)
        ids = np.concatenate([ids_base, ids_delta])
        scores = np.concatenate([scores_base, scores_delta])
        order = np.argsort(-scores, kind="stable")[:k]
        return ids[order], scores[order]

    @property
    def is_whole(self) -> bool:
        """Whether the shared part alone is this generation, so that it can be saved."""
        return self.kept is None and not len(self.delta.ids)

    @classmethod
    def read(cls, rows: VectorRows, dimension: int) -> Self:
        """Read the vectors of all passages of a generation."""
        base = _read(rows, dimension)
        return cls(rows.generation, base, Rows.empty(dimension), None)

    def refreshed(self, rows: VectorRows) -> Self | None:
        """Bring these vectors to another generation of the same index.

        `None` where too much has changed for that, or where the index was never in this state.
        """
        if not rows.was_in(self.generation):
            return None
        newest = int(self.base.ids[-1]) if len(self.base.ids) else 0
        if not is_near(rows, newest, len(self.base.ids)):
            return None
        kept = _kept(rows, self.base.ids)
        delta = _read(rows, self.dimension, above=newest)
        return type(self)(rows.generation, self.base, delta, kept)


def checked(query: npt.NDArray[np.float32], dimension: int) -> npt.NDArray[np.float32]:
    """Give a query (dim,) as it is searched with.

    Raises
    ------
    ValueError
        If it has another width or holds something that is not a number.
    """
    vector = np.ascontiguousarray(query, dtype=np.float32)
    if vector.shape != (dimension,) or not np.isfinite(vector).all():
        raise ValueError(
            f"a query vector must be ({dimension},) finite numbers, not {vector.shape}"
        )
    return vector


def is_near(rows: VectorRows, newest: int, n_rows: int) -> bool:
    """Whether few passages came or went since there were `n_rows`, the last with id `newest`."""
    n_all, n_new = rows.n_passages, rows.n_above(newest)
    n_changed = n_new + n_rows - (n_all - n_new)
    return n_changed <= max(_FEW, _MAX_CHANGED * n_rows)


def _flat(dimension: int) -> Any:
    half = faiss.ScalarQuantizer.QT_fp16
    return faiss.IndexScalarQuantizer(dimension, half, faiss.METRIC_INNER_PRODUCT)


def _parts(n: int, chosen: Bits | None) -> list[Any]:
    """FAISS selectors that let the chosen of `n` rows through, each in one of them."""
    bounds = [0, n // 16 * 8, n] if n >= _HALVED else [0, n]
    select = faiss.IDSelectorRange if chosen is None else chosen.within
    return list(starmap(select, pairwise(bounds)))


def _kept(rows: VectorRows, ids: npt.NDArray[np.int64]) -> Bits | None:
    """Which of the ids are still passages; `None` if they all are."""
    newest = int(ids[-1]) if len(ids) else 0
    if rows.n_passages - rows.n_above(newest) == len(ids):  # no id is given twice
        return None
    return Bits.of(np.isin(ids, rows.ids_up_to(newest), assume_unique=True))


def _read(rows: VectorRows, dimension: int, above: int = 0) -> Rows:
    """Read the vectors of all passages with an id above that, in the order of their ids."""
    flat = _flat(dimension)
    ids: list[npt.NDArray[np.int64]] = [np.empty(0, np.int64)]
    for some in rows.vectors(above):
        flat.add(some.vectors)
        ids.append(some.ids)
    return Rows(flat, np.concatenate(ids))
