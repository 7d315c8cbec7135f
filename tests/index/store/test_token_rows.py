"""Vectors of tokens that say nothing take no room, and all come back as they were."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from onrecord.index.store.token_rows import pack_rows, rows_of


@given(
    codes=arrays.arrays(np.uint8, st.tuples(st.integers(0, 40), st.integers(1, 6))),
    silent=st.lists(st.integers(0, 39)),
    data=st.data(),
)
def test_rows_come_back(codes: np.ndarray, silent: list[int], data: st.DataObject) -> None:
    """Whichever say nothing, and however many bytes of a row are of the vector."""
    n, width = codes.shape
    n_matched = data.draw(st.integers(1, width))
    codes[[row for row in silent if row < n], :n_matched] = 0
    packed = pack_rows(codes, n_matched)
    assert len(packed) <= codes.nbytes
    assert rows_of(packed, n, width).tolist() == codes.tolist()


def test_what_says_nothing_takes_a_bit() -> None:
    """Beside the bytes of its state halfway up."""
    codes = np.ones((16, 72), np.uint8)
    codes[::4, :64] = 0
    assert len(pack_rows(codes, 64)) == 2 + 12 * 72 + 4 * 8


@pytest.mark.parametrize("packed", [b"", b"\xff" + bytes(100), bytes(30)])
def test_what_is_damaged_is_refused(packed: bytes) -> None:
    """In a line that says what it is."""
    with pytest.raises(ValueError, match="the vectors of 8 tokens are damaged"):
        rows_of(packed, 8, 72)
