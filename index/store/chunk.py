"""Passages with their vectors, on their way to a search."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Chunk"]


@dataclass(frozen=True, slots=True, eq=False)
class Chunk:
    """Some passages with their vectors.

    `ids` is (n,) int64, ascending; `vectors` is (n, dim) float32.
    """

    ids: npt.NDArray[np.int64]
    vectors: npt.NDArray[np.float32]
