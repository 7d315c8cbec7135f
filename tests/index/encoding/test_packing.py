"""Vectors are kept as bytes, and come back."""

import numpy as np
import pytest

from onrecord.index.encoding.packing import WHOLE


@pytest.mark.parametrize("n", [0, 3])
def test_what_is_kept_whole_comes_back(n: int) -> None:
    """Bytes of int8 and of float16, also of no rows."""
    tokens = np.arange(4 * n, dtype=np.int8).reshape(n, 4) - 5
    assert WHOLE.tokens.rows(WHOLE.tokens.codes(tokens)).tolist() == tokens.tolist()
    sentences = (tokens / 8).astype(np.float16)
    codes = WHOLE.sentences.codes(sentences)
    assert codes.shape == (n, 8)
    assert WHOLE.sentences.rows(codes).tolist() == sentences.tolist()
