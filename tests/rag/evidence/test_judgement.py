"""Linear in the signals: what the weights say can be worked out by hand."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import weights

import onrecord.rag.evidence.judgement
from onrecord.rag.evidence.judgement import (
    AGAINST,
    ANSWER_SIGNALS,
    EITHER,
    Judgement,
    Verdict,
    answer_signals,
)
from onrecord.rag.evidence.prior import Prior
from onrecord.rag.evidence.signals import SIGNALS

SHIPPED = Path(onrecord.rag.evidence.judgement.__file__).with_name("judgement.json")


def saved(directory: Path, **changed: object) -> Path:
    given_weights: dict[str, object] = {
        "nearness": {"name": 3},
        "order": {"sentence_tokens": 2, "covered": 1},
        "confidence": {"lead": 4},
        "intercept": -1,
        "threshold": 0.25,
    }
    path = directory / "judgement.json"
    path.write_text(json.dumps(given_weights | changed))
    return path


def test_names_in_the_file_find_their_signals(tmp_path: Path) -> None:
    """Whatever the file doesn't name weighs nothing, whatever is no signal (any more) is left."""
    order = {"covered": 1, "sentence_tokens": 2, "a signal of old": 7}
    judgement = Judgement.load(saved(tmp_path, order=order))
    assert np.array_equal(judgement.order, weights(SIGNALS, sentence_tokens=2, covered=1))
    assert np.array_equal(judgement.nearness, weights(SIGNALS, name=3))
    assert np.array_equal(judgement.confidence, weights(ANSWER_SIGNALS, lead=4))
    assert (judgement.intercept, judgement.threshold) == (-1, 0.25)


def test_scores_are_products_with_the_weights(tmp_path: Path) -> None:
    """2 x .5 + 1 x .25 = 1.25, and 2 x 0 + 1 x 1 = 1."""
    judgement = Judgement.load(saved(tmp_path))
    rows = np.stack(
        [weights(SIGNALS, sentence_tokens=0.5, covered=0.25), weights(SIGNALS, covered=1)]
    ).astype(np.float32)
    assert judgement.score(rows).tolist() == [1.25, 1.0]


def test_probability_is_the_logistic_of_the_sum(tmp_path: Path) -> None:
    """A lead of .5 weighs 4 x .5 - 1 = 1: 1 / (1 + 1/e); a lead of 1/4 is even odds."""
    judgement = Judgement.load(saved(tmp_path))
    sure = judgement.probability(weights(ANSWER_SIGNALS, lead=0.5))
    assert sure == pytest.approx(1 / (1 + math.exp(-1)))
    assert judgement.probability(weights(ANSWER_SIGNALS, lead=0.25)) == 0.5


@given(st.lists(st.floats(-1, 1), min_size=len(ANSWER_SIGNALS), max_size=len(ANSWER_SIGNALS)))
def test_shipped_weights_give_probabilities(values: list[float]) -> None:
    """Whatever the signals, the confidence is between 0 and 1, and some answers are given."""
    judgement = Judgement.load(SHIPPED)
    assert 0 < judgement.threshold < 1
    assert 0 <= judgement.probability(np.array(values)) <= 1


def test_shipped_weights_name_known_signals_only() -> None:
    """A weight under a name that nobody measures would be lost without a word."""
    found = json.loads(SHIPPED.read_text("utf-8"))
    assert found["order"].keys() <= set(SIGNALS)
    assert found["confidence"].keys() <= set(ANSWER_SIGNALS)


def test_shipped_weights_keep_to_what_signals_mean() -> None:
    """What speaks for an answer never makes it less likely, nor what speaks against it likelier."""
    told = json.loads(SHIPPED.read_text("utf-8"))["confidence"]
    assert all(told[name] <= 0 for name in AGAINST)
    assert all(told[name] >= 0 for name in told.keys() - AGAINST - EITHER)


def test_the_first_is_seen_among_the_others() -> None:
    """Ahead of 2, 1, 1 and 0 (mean 1) by 3; the support is the mean of the five: 2.5 / 5."""
    rows = np.zeros((6, len(SIGNALS)), np.float32)
    rows[:, SIGNALS.index("sentence_tokens")] = [1, 0.5, 0.5, 0.25, 0.25, 1]
    told = answer_signals(rows, np.array([4.0, 2, 1, 1, 0, -9]))
    found = dict(zip(ANSWER_SIGNALS, told.tolist(), strict=True))
    assert (found["lead"], found["support"]) == (3, 0.5)
    assert found["sentence_tokens"] == 1


@pytest.mark.parametrize(("met", "named"), [(0.3, 0), (0.35, 0), (0.425, 0.5), (0.5, 1), (0.9, 1)])
def test_a_name_that_is_hardly_met_is_not_there(met: float, named: float) -> None:
    """Below .35 it stands nowhere, from .5 on it surely does; of any candidate's passage."""
    rows = np.zeros((2, len(SIGNALS)), np.float32)
    rows[1, SIGNALS.index("name_nearby")] = met
    told = dict(zip(ANSWER_SIGNALS, answer_signals(rows, np.zeros(2)), strict=True))
    assert told["named"] == pytest.approx(named, abs=1e-6)


def test_without_candidates_nothing_is_sure() -> None:
    """Neither has it an order."""
    none = np.zeros(0)
    rows = np.zeros((0, len(SIGNALS)), np.float32)
    nothing = Judgement.load(SHIPPED).verdict(rows, Prior(none, none))
    assert (nothing, nothing.confidence) == (Verdict(), 0)


def test_a_prior_orders_and_makes_surer_by_what_it_says_of_each() -> None:
    """The second of two alike comes first, and the answer has its odds; signals stay."""
    judgement, rows = Judgement.load(SHIPPED), np.full((2, len(SIGNALS)), 0.5, np.float32)
    plain = judgement.verdict(rows, Prior(np.zeros(2), np.zeros(2)))
    told = judgement.verdict(rows, Prior(np.array([0.0, 2.0]), np.array([5.0, 1.0])))
    assert (plain.order, told.order) == ((0, 1), (1, 0))
    assert told.signals == plain.signals
    odds = [np.log(each.confidence / (1 - each.confidence)) for each in (plain, told)]
    assert odds[1] - odds[0] == pytest.approx(1)
    assert told.scores[1] / told.scores[0] == pytest.approx(np.exp(-2))
    assert judgement.likeliest(rows, np.array([0.0, 1.0])) == [1, 0]


def test_one_candidate_leads_nobody() -> None:
    """Without others there is no lead, and nothing that can't be divided."""
    rows = np.full((1, len(SIGNALS)), 0.5, np.float32)
    found = dict(zip(ANSWER_SIGNALS, answer_signals(rows, np.array([3.0])), strict=True))
    assert (found["lead"], found["support"]) == (0, 0.5)


def test_what_is_read_counts_together() -> None:
    """Odds of e and e are odds of 2e; what isn't read, or no reader, tells nothing."""
    rows = np.zeros((3, len(SIGNALS)), np.float32)
    nothing = dict(zip(ANSWER_SIGNALS, answer_signals(rows, np.zeros(3)), strict=True))
    assert nothing["read_any"] == nothing["read_best"] == nothing["read_second"] == -9
    rows[:2, SIGNALS.index("is_read")] = 1
    rows[:2, SIGNALS.index("read")] = 1
    told = dict(zip(ANSWER_SIGNALS, answer_signals(rows, np.zeros(3)), strict=True))
    assert told["read_any"] == pytest.approx(1 + np.log(2), abs=1e-6)
    assert told["read_best"] == told["read_second"] == 1
