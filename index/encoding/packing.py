"""Token and sentence vectors in few bytes, as an index keeps them.

A product quantiser (Jégou, Douze and Schmid, PAMI 2011) cuts a vector into parts, and keeps of
each the number of the nearest of 256 that were learned. It is searched for once, when a passage is
encoded; to read a vector is to look its parts up.
"""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Protocol, Self

import numpy as np
import numpy.typing as npt

__all__ = ["WHOLE", "Code", "Packing", "Quantiser", "Whole"]

Bytes = npt.NDArray[np.uint8]

_AT_ONCE: Final = 16
"""Vectors that are held against all centroids at once: what a cache holds."""


class Code(Protocol):
    """How vectors become bytes, a row each, and bytes vectors again."""

    def codes(self, rows: npt.NDArray[Any]) -> Bytes:
        """(n, width) vectors -> (n, n_bytes) uint8."""
        ...

    def rows(self, codes: Bytes) -> npt.NDArray[Any]:
        """(n, n_bytes) uint8 -> (n, width) vectors."""
        ...


@dataclass(frozen=True, slots=True)
class Whole:
    """Keeps vectors as they are, in a little-endian type of numbers."""

    dtype: str

    def codes(self, rows: npt.NDArray[Any]) -> Bytes:
        """(n, width) vectors -> (n, n_bytes) uint8."""
        return np.ascontiguousarray(rows, self.dtype).view(np.uint8)

    def rows(self, codes: Bytes) -> npt.NDArray[Any]:
        """(n, n_bytes) uint8 -> (n, width) vectors."""
        return codes.view(self.dtype)


@dataclass(frozen=True, slots=True, eq=False)
class Quantiser:
    """Keeps a byte of each part of a vector.

    Attributes
    ----------
    centroids
        (n_parts, 256, width / n_parts) int8 or float16. The first of each part is zero, so that a
        vector that says nothing is kept as it is.
    """

    centroids: npt.NDArray[Any]
    _columns: npt.NDArray[np.float32] = field(init=False, repr=False)
    _halves: npt.NDArray[np.float32] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Keep the centroids as columns, and half of their squared lengths."""
        centroids = self.centroids.astype(np.float32)
        halves = np.square(centroids).sum(axis=2)[:, np.newaxis] / 2
        object.__setattr__(self, "_columns", np.ascontiguousarray(centroids.transpose(0, 2, 1)))
        object.__setattr__(self, "_halves", halves)

    def codes(self, rows: npt.NDArray[Any]) -> Bytes:
        """(n, width) vectors -> (n, n_parts) uint8, the nearest of each part."""
        n_parts, _, width = self.centroids.shape
        parts = rows.astype(np.float32).reshape(len(rows), n_parts, width).transpose(1, 0, 2)
        codes = np.empty((len(rows), n_parts), np.uint8)
        for first in range(0, len(rows), _AT_ONCE):
            some = slice(first, first + _AT_ONCE)
            nearness = parts[:, some] @ self._columns
            nearness -= self._halves
            codes[some] = nearness.argmax(axis=2).T  # of (n_parts, n, 256)
        return codes

    def rows(self, codes: Bytes) -> npt.NDArray[Any]:
        """(n, n_parts) uint8 -> (n, width) vectors, put together of the nearest parts."""
        n_parts, n_each, width = self.centroids.shape
        places = codes + n_each * np.arange(n_parts)
        found = np.take(self.centroids.reshape(-1, width), places, axis=0)
        return np.asarray(found.reshape(len(codes), n_parts * width))


@dataclass(frozen=True, slots=True)
class Packing:
    """How an index keeps the vectors of tokens, int8, and of sentences, float16.

    `name` identifies it: an index holds what was packed in one way.
    """

    name: str
    tokens: Code
    sentences: Code

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the file that `index.learning.packing` writes; it belongs to one projection."""
        from safetensors.numpy import load_file  # noqa: PLC0415 - the command line starts without it

        centroids = load_file(path)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
        tokens, sentences = (Quantiser(centroids[name]) for name in ("tokens", "sentences"))
        return cls(f"product-{digest}", tokens, sentences)


WHOLE: Final = Packing("whole", Whole("|i1"), Whole("<f2"))
"""Nothing is left out: for encoders that nothing was learned for."""
