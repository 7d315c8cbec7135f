"""Vectors are kept in few bytes, and what is near stays near."""

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from onrecord.index.building.collection import PACKING
from onrecord.index.encoding.packing import WHOLE, Packing, Projected, Quantiser


def test_each_part_is_the_nearest_of_those_there_are() -> None:
    """(0, 3) is nearest to (0, 4), (9, 9) to (8, 8); nothing stays nothing."""
    centroids = np.zeros((2, 256, 2), np.int8)
    centroids[0, 7], centroids[1, 200] = (0, 4), (8, 8)
    codes = Quantiser(centroids).codes(np.array([[0, 3, 9, 9], [0, 0, 0, 0]], np.int8))
    assert codes.tolist() == [[7, 200], [0, 0]]
    assert Quantiser(centroids).rows(codes).tolist() == [[0, 4, 8, 8], [0, 0, 0, 0]]


@pytest.mark.parametrize("n", [0, 3])
def test_what_is_kept_whole_comes_back(n: int) -> None:
    """Bytes of int8 and of float16, also of no rows."""
    tokens = np.arange(4 * n, dtype=np.int8).reshape(n, 4) - 5
    assert WHOLE.tokens.rows(WHOLE.tokens.codes(tokens)).tolist() == tokens.tolist()
    sentences = (tokens / 8).astype(np.float16)
    codes = WHOLE.sentences.codes(sentences)
    assert codes.shape == (n, 8)
    assert WHOLE.sentences.rows(codes).tolist() == sentences.tolist()


def test_the_name_tells_one_file_from_another(tmp_path: Path) -> None:
    """An index refuses what was packed by another."""
    for name, value in (("a", 1), ("b", 2)):
        centroids = np.full((1, 256, 1), value)
        save_file({"tokens": centroids, "sentences": centroids}, tmp_path / name)
    assert Packing.load(tmp_path / "a").name != Packing.load(tmp_path / "b").name


def test_the_bundled_packing_is_of_the_bundled_projection() -> None:
    """Tokens of 128 numbers in 64 bytes, sentences of 384 in 192."""
    packing = Packing.load(PACKING)
    assert packing.tokens.codes(np.zeros((1, 128), np.int8)).tolist() == [[0] * 64]
    assert packing.sentences.codes(np.zeros((1, 384), np.float16)).tolist() == [[0] * 192]
    states = np.zeros((1, 384), np.float32)
    assert packing.packed(np.zeros((1, 128), np.int8), states).shape == (1, 64 + 8)


def test_states_halfway_up_stand_behind_the_vectors() -> None:
    """A question is held against the vectors alone; whoever tells who speaks reads both."""
    centroids = np.zeros((1, 256, 2), np.int8)
    centroids[0, 9] = (20, -20)
    middle = Projected(
        np.array([[10, 0, 0], [0, 0, 10]], np.float32),
        np.array([0, -40], np.float32),
        Quantiser(centroids),
    )
    packing = Packing("both", WHOLE.tokens, WHOLE.sentences, middle)
    tokens, states = np.array([[5, -6, 7], [1, 2, 3]], np.int8), np.array([[2, 9, 2], [0, 9, 4]])
    codes = packing.packed(tokens, states.astype(np.float32))
    assert codes.shape == (2, 4)
    assert packing.matched(codes).tolist() == tokens.tolist()
    assert packing.read(codes).tolist() == [[5, -6, 7, 20, -20], [1, 2, 3, 0, 0]]
    with pytest.raises(ValueError, match="both keeps states halfway up, and the encoder tells no"):
        packing.packed(tokens, None)


def test_without_states_there_are_vectors_alone() -> None:
    """What an encoder that tells none is packed with."""
    tokens = np.array([[5, -6, 7]], np.int8)
    codes = WHOLE.packed(tokens, None)
    assert WHOLE.matched(codes).tolist() == WHOLE.read(codes).tolist() == tokens.tolist()
