"""The packed vectors of a passage's tokens, without those that say nothing."""

import numpy as np
import numpy.typing as npt

__all__ = ["pack_rows", "rows_of"]

Bytes = npt.NDArray[np.uint8]


def pack_rows(codes: Bytes, n_matched: int) -> bytes:
    """Leave the first `n_matched` bytes of a row out where all of them are zero.

    A bit for each row tells which have them, unless to leave them out saves nothing.

    >>> codes = np.array([[5, 6, 1], [0, 0, 2], [0, 0, 3]], np.uint8)
    >>> len(pack_rows(codes, 2)), rows_of(pack_rows(codes, 2), 3, 3).tolist() == codes.tolist()
    (6, True)
    """
    has = codes[:, :n_matched].max(axis=1, initial=0) > 0
    packed = np.packbits(has).tobytes() + codes[_kept(has, codes.shape[1], n_matched)].tobytes()
    return min(codes.tobytes(), packed, key=len)


def rows_of(packed: bytes, n: int, width: int) -> Bytes:
    """Give (n, width) codes again; `ValueError` if it is something else."""
    found = np.frombuffer(packed, np.uint8)
    if len(found) == n * width:
        return found.reshape(n, width)
    n_bits = -(-n // 8)
    has = np.unpackbits(found[:n_bits], count=n).astype(bool) if n else np.zeros(0, bool)
    left_out, n_silent = n_bits + n * width - len(found), n - int(has.sum())
    if not n_silent or left_out % n_silent or not 0 < left_out // n_silent <= width:
        raise ValueError(f"the vectors of {n} tokens are damaged")
    codes = np.zeros((n, width), np.uint8)
    codes[_kept(has, width, left_out // n_silent)] = found[n_bits:]
    return codes


def _kept(has: npt.NDArray[np.bool_], width: int, n_matched: int) -> npt.NDArray[np.bool_]:
    """Tell which bytes of all rows are kept  # (n, width)."""
    kept = np.ones((len(has), width), bool)
    kept[~has, :n_matched] = False
    return kept
