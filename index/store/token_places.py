"""Where the tokens of a passage stand, and their numbers in the vocabulary, in few bytes."""

import zlib
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["pack_places", "places_of"]

_N_COLUMNS = 3  # characters since the token before begins; characters; number in the vocabulary


def pack_places(spans: npt.NDArray[np.integer[Any]], ids: npt.NDArray[np.integer[Any]]) -> bytes:
    """Pack (n, 2) code points and (n,) numbers: as differences, and like bytes beside each other.

    >>> spans, ids = places_of(pack_places(np.array([[0, 4], [5, 7]]), np.array([70_000, 3])), 2)
    >>> spans.tolist(), ids.tolist()
    ([[0, 4], [5, 7]], [70000, 3])
    """
    starts, ends = spans.astype(np.int32).T
    columns = np.array([np.diff(starts, prepend=0), ends - starts, ids], "<i4")
    planes = columns.view(np.uint8).reshape(_N_COLUMNS, len(ids), 4).transpose(0, 2, 1)
    return zlib.compress(planes.tobytes())


def places_of(packed: bytes, n: int) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Give spans (n, 2) and numbers (n,) again; `ValueError` if it is something else."""
    try:
        planes = zlib.decompressobj().decompress(packed, _N_COLUMNS * 4 * n + 1)
    except zlib.error as error:
        raise ValueError(f"the places of {n} tokens are damaged: {error}") from error
    some = np.frombuffer(planes, np.uint8).reshape(_N_COLUMNS, 4, n).transpose(0, 2, 1)
    gaps, lengths, ids = np.ascontiguousarray(some).view("<i4")[:, :, 0]
    starts = np.cumsum(gaps, dtype=np.int32)
    return np.stack([starts, starts + lengths], axis=1), ids
