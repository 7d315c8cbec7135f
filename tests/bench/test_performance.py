"""What is measured beside the rivals: that right is right, and that the page shows the figures."""

import json

import numpy as np
from performance import BEGIN, DOCS, END, tables
from side_by_side import Passage, _ranks
from vector_ways import measure, mixed

from onrecord.rag.evaluation import Gold, Question

TEXT = "Pears ripen. Plums fall. Rain comes."


def test_a_passage_is_right_that_holds_the_whole_gold_quote() -> None:
    """The first overlaps it only; the second is of another article; the third holds it."""
    question = Question("1", "What falls?", "en", "said", True, (Gold("a", "Plums fall."),))
    unanswerable = Question("2", "Who?", "en", "said", False, ())
    cut = [Passage("a", 0, 20, ""), Passage("b", 0, 36, ""), Passage("a", 13, 36, "")]
    found = [[0, 1, 2], [2, 1, 0]]
    ranks = _ranks([question, unanswerable], found, cut, {"a": TEXT, "b": TEXT})
    assert ranks == {"1": 3}


def test_mixed_vectors_are_unit_rows_and_all_that_float32_finds_is_found() -> None:
    """What searches all in float32 is the measure of the others."""
    real = np.random.default_rng(1).standard_normal((300, 32)).astype(np.float32)
    real /= np.linalg.norm(real, axis=1, keepdims=True)
    made = mixed(real, 2_000)
    assert np.allclose(np.linalg.norm(made, axis=1), 1, atol=1e-5)
    flat, half, *_ = measure(made, real[:20])
    assert (flat["recall"], flat["bytes_a_vector"] // 4) == (1, 32)
    assert half["recall"] > 0.99


def test_the_tables_are_of_the_figures() -> None:
    """What the documentation shows is what was measured and kept beside it."""
    figures = json.loads((DOCS / "performance.json").read_text("utf-8"))
    page = (DOCS / "performance.md").read_text("utf-8")
    assert f"{BEGIN}\n{tables(figures)}\n{END}" in page
