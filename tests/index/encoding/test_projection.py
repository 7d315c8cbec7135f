"""Small token vectors still tell how near tokens are."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import save_file

from onrecord.index.encoding.projection import TokenProjection

Floats = npt.NDArray[np.float32]


def drawn(seed: int, dimension: int, width: int) -> TokenProjection:
    rng = np.random.default_rng(seed)
    return TokenProjection(
        "drawn",
        rng.standard_normal((width, dimension)).astype(np.float32),
        rng.standard_normal(width).astype(np.float32),
        rng.standard_normal(dimension).astype(np.float32),
    )


def cosines(projection: TokenProjection, left: Floats, right: Floats) -> npt.NDArray[np.float64]:
    """Work out the cosine of each pair of projected rows, one by one in double precision."""
    matrix, bias = projection.matrix.astype(np.float64), projection.bias.astype(np.float64)
    found = np.zeros((len(left), len(right)))
    for i, one in enumerate(left):
        for j, other in enumerate(right):
            a, b = matrix @ one + bias, matrix @ other + bias
            found[i, j] = a @ b / (np.linalg.norm(a) * np.linalg.norm(b))
    return found


@given(
    seed=st.integers(0, 10_000), dimension=st.integers(1, 48), width=st.integers(1, 128),
    n=st.integers(1, 4), m=st.integers(1, 4),
)  # fmt: skip
@settings(derandomize=True)
def test_products_of_stored_and_asked_tokens_are_cosines(
    seed: int, dimension: int, width: int, n: int, m: int
) -> None:
    """Eight bits a component cost less than .01 of the cosine."""
    projection = drawn(seed, dimension, width)
    rng = np.random.default_rng(seed + 1)
    passage = rng.standard_normal((n, dimension)).astype(np.float32)
    question = rng.standard_normal((m, dimension)).astype(np.float32)
    stored = projection.tokens(passage, "en")
    asked, _ = projection.question(question)
    assert stored.dtype == np.int8
    assert stored.shape == (n, width)
    products = stored.astype(np.float32) @ asked.T
    assert np.abs(products - cosines(projection, passage, question)).max() < 0.01


@given(seed=st.integers(0, 10_000), m=st.integers(1, 30), scale=st.floats(0.01, 100))
def test_weights_of_a_question_sum_to_one(seed: int, m: int, scale: float) -> None:
    """They are the softmax of the salience, also where exponents would overflow."""
    projection = drawn(seed, 8, 4)
    tokens = (scale * np.random.default_rng(seed).standard_normal((m, 8))).astype(np.float32)
    _, weights = projection.question(tokens)
    salience = (tokens @ projection.salience).astype(np.float64)
    expected = np.exp(salience - salience.max())
    assert np.allclose(weights, expected / expected.sum(), atol=2e-3)
    assert float(weights.sum()) == pytest.approx(1, abs=1e-4)


def test_tokens_that_all_matter_little_still_sum_to_one() -> None:
    """Only differences count: of saliences of -900 and -900 each is a half, and not 0 / 0."""
    projection = TokenProjection(
        "low", np.eye(2, dtype=np.float32), np.zeros(2, np.float32), np.array([-900, 0], np.float32)
    )
    _, weights = projection.question(np.ones((2, 2), np.float32))
    assert weights.tolist() == [0.5, 0.5]


def test_plain_projection_keeps_vectors_and_weighs_all_alike() -> None:
    """(3, 4) has length 5: (.6, .8), stored as 76 and 102 of 127; two tokens weigh a half each."""
    plain = TokenProjection.plain(2)
    tokens = np.array([[3, 4], [0, -2]], np.float32)
    assert plain.name == "plain-2"
    assert plain.tokens(tokens, "en").tolist() == [[76, 102], [0, -127]]
    rows, weights = plain.question(tokens)
    assert np.allclose(rows * 127, np.array([[0.6, 0.8], [0.0, -1.0]]))
    assert weights.tolist() == [0.5, 0.5]


def test_nothing_and_zeros_are_projected_too() -> None:
    """A text without tokens, or a token without a direction, is no error and never NaN."""
    plain = TokenProjection.plain(3)
    nothing = np.zeros((0, 3), np.float32)
    assert plain.tokens(nothing, "und").shape == (0, 3)
    rows, weights = plain.question(nothing)
    assert (rows.shape, weights.shape) == ((0, 3), (0,))
    assert plain.tokens(np.zeros((1, 3), np.float32), "und").tolist() == [[0, 0, 0]]
    assert np.isfinite(plain.question(np.zeros((1, 3), np.float32))[0]).all()


def test_a_saved_projection_comes_back_under_the_name_of_its_weights(tmp_path: Path) -> None:
    """Other weights have another name, so that their tokens are never held against each other."""
    saved = drawn(5, 6, 4)

    def save(name: str, bias: Floats) -> TokenProjection:
        parts = {"matrix": saved.matrix, "bias": bias, "salience": saved.salience}
        path = tmp_path / name
        save_file({f"projection.{part}": value for part, value in parts.items()}, path)
        return TokenProjection.load(path)

    first, again = save("a.safetensors", saved.bias), save("b.safetensors", saved.bias)
    other = save("c.safetensors", saved.bias + 1)
    assert np.array_equal(first.matrix, saved.matrix)
    assert np.array_equal(first.bias, saved.bias)
    assert np.array_equal(first.salience, saved.salience)
    assert first.name == again.name != other.name


def test_what_is_learned_for_questions_leaves_what_is_stored(tmp_path: Path) -> None:
    """Stored tokens and the name stay; a question's are moved by what was learned.

    (1, 2) + (0, 1) * gelu(1 + 2) with gelu(3) = 2.9964; (3, 4) + (3, 0) * 3 is (12, 4), of length
    12.649.
    """
    parts = {
        "projection.matrix": [[1, 0], [0, 1]],
        "projection.bias": [0, 0],
        "projection.salience": [0, 0],
    }
    learned = {
        "tokens.down.weight": [[1, 1]],
        "tokens.down.bias": [0],
        "tokens.up.weight": [[0], [1]],
        "vector.down.weight": [[1, 0]],
        "vector.up.weight": [[3], [0]],
        "vector.up.bias": [0, 0],
    }
    for name, tensors in (("stored", parts), ("asked", parts | learned)):
        arrays = {key: np.array(value, np.float32) for key, value in tensors.items()}
        save_file(arrays, tmp_path / name)
    alone = TokenProjection.load(tmp_path / "stored")
    both = TokenProjection.load(tmp_path / "stored", tmp_path / "asked")
    tokens = np.array([[1, 2]], np.float32)
    assert both.name == alone.name
    assert both.tokens(tokens, "en").tolist() == alone.tokens(tokens, "en").tolist()
    expected = np.array([1, 4.9964]) / np.hypot(1, 4.9964)
    assert both.question(tokens)[0][0] * 127 == pytest.approx(expected, abs=1e-3)
    whole = both.question_vector(np.array([3, 4], np.float32))
    assert whole == pytest.approx([12 / 12.649, 4 / 12.649], abs=1e-3)
    assert alone.question_vector(whole) is whole
