"""Token and sentence vectors as bytes, as an index keeps them."""

from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

__all__ = ["WHOLE", "Code", "Packing", "Whole"]

Bytes = npt.NDArray[np.uint8]


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


@dataclass(frozen=True, slots=True)
class Packing:
    """How an index keeps the vectors of tokens, int8, and of sentences, float16.

    `name` identifies it: an index holds what was packed in one way.
    """

    name: str
    tokens: Code
    sentences: Code


WHOLE: Final = Packing("whole", Whole("|i1"), Whole("<f2"))
"""Nothing is left out."""
