"""Where tokens stand is kept in few bytes, and comes back as it was."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.index.store.token_places import pack_places, places_of


@given(
    found=st.lists(
        st.tuples(st.integers(0, 70_000), st.integers(0, 300), st.integers(0, 2**31 - 1))
    )
)
def test_places_come_back(found: list[tuple[int, int, int]]) -> None:
    """Whatever the gaps, also of no tokens, and of several for one character."""
    starts = np.cumsum([gap for gap, _, _ in found], dtype=np.int64)
    lengths = np.array([length for _, length, _ in found], np.int64)
    spans = np.stack([starts, starts + lengths], axis=1)
    ids = np.array([number for _, _, number in found], np.int32)
    told = places_of(pack_places(spans, ids), len(found))
    assert [each.tolist() for each in told] == [spans.tolist(), ids.tolist()]


def test_what_is_damaged_is_refused() -> None:
    """In a line that says what it is; also where it is of more tokens than it should."""
    packed = pack_places(np.array([[0, 4], [5, 7]]), np.array([9, 3]))
    with pytest.raises(ValueError, match="the places of 2 tokens are damaged"):
        places_of(b"?" + packed, 2)
    with pytest.raises(ValueError, match="reshape"):
        places_of(packed, 1)
