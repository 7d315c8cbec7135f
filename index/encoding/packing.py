"""Token and sentence vectors in few bytes, as an index keeps them.

A product quantiser (Jégou, Douze and Schmid, PAMI 2011) cuts a vector into parts, and keeps of
each the number of the nearest of 256 that were learned. It is searched for once, when a passage is
encoded; to read a vector is to look its parts up.

Of a token there are two: what the encoder makes of it in the end tells what it is about, and is
matched with questions; what it makes of it halfway up tells what it does in its sentence, and helps
to tell who speaks.
"""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Protocol, Self

import numpy as np
import numpy.typing as npt

__all__ = ["WHOLE", "Code", "Packing", "Projected", "Quantiser", "Whole"]

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]

_MIDDLE: Final = ("matrix", "bias", "centroids")
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


@dataclass(frozen=True, slots=True, eq=False)
class Projected:
    """Keeps few components of the states halfway up.

    Attributes
    ----------
    matrix, bias
        (width, dim) and (width,) float32, of the components.
    quantiser
        How these are kept, int8.
    """

    matrix: Floats
    bias: Floats
    quantiser: Quantiser

    @property
    def n_bytes(self) -> int:
        """Of each token."""
        return len(self.quantiser.centroids)

    def codes(self, states: Floats) -> Bytes:
        """(n, dim) states -> (n, n_bytes) uint8."""
        return self.quantiser.codes(states @ self.matrix.T + self.bias)

    def rows(self, codes: Bytes) -> npt.NDArray[np.int8]:
        """(n, n_bytes) uint8 -> (n, width) int8 components."""
        return self.quantiser.rows(codes)


@dataclass(frozen=True, slots=True)
class Packing:
    """How an index keeps the vectors of tokens, int8, and of sentences, float16.

    `name` identifies it: an index holds what was packed in one way, no vectors of stops. With
    `middle`, bytes of a token's state halfway up follow those of its vector.
    """

    name: str
    tokens: Code
    sentences: Code
    middle: Projected | None = None

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the file that `index.learning.packing` writes; it belongs to one projection.

        What is kept of states halfway up, `index.learning.speech` adds.
        """
        from safetensors.numpy import load_file  # noqa: PLC0415 - the command line starts without it

        stored = load_file(path)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
        tokens, sentences = (Quantiser(stored[name]) for name in ("tokens", "sentences"))
        middle = None
        if "middle.matrix" in stored:
            matrix, bias, centroids = (stored[f"middle.{part}"] for part in _MIDDLE)
            middle = Projected(matrix.astype(np.float32), bias, Quantiser(centroids))
        return cls(f"unstopped-{digest}", tokens, sentences, middle)

    def packed(self, tokens: npt.NDArray[np.int8], middle: Floats | None) -> Bytes:
        """(n, width) vectors of tokens and (n, dim) states halfway up -> (n, n_bytes) uint8.

        Raises
        ------
        ValueError
            If states are kept, and there are none.
        """
        codes = self.tokens.codes(tokens)
        if self.middle is None:
            return codes
        if middle is None:
            raise ValueError(f"{self.name} keeps states halfway up, and the encoder tells none")
        return np.concatenate([codes, self.middle.codes(middle)], axis=1)

    def matched(self, codes: Bytes) -> npt.NDArray[np.int8]:
        """(n, n_bytes) uint8 -> (n, width) vectors of tokens, which questions are held against."""
        return self.tokens.rows(codes[:, : self.n_matched(codes)])

    def read(self, codes: Bytes) -> npt.NDArray[np.int8]:
        """(n, n_bytes) uint8 -> (n, all widths): all that is kept of tokens."""
        if self.middle is None:
            return self.matched(codes)
        rows = self.middle.rows(codes[:, self.n_matched(codes) :])
        return np.concatenate([self.matched(codes), rows], axis=1)

    def n_matched(self, codes: Bytes) -> int:
        """Count of the bytes of each row of (n, n_bytes) that are of its vector."""
        n_bytes: int = codes.shape[1]
        return n_bytes - (0 if self.middle is None else self.middle.n_bytes)


WHOLE: Final = Packing("unstopped", Whole("|i1"), Whole("<f2"))
"""Nothing is left out: for encoders that nothing was learned for."""
