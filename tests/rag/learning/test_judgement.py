"""Weights are learned from questions with gold quotes, each set and article in its place."""

from itertools import count

import numpy as np
import pytest
from fakes_reader import random_pair, random_question
from newsroom import open_engine

from onrecord.rag.engine import Engine
from onrecord.rag.evaluation import Gold, Question
from onrecord.rag.evidence.judgement import ANSWER_SIGNALS, answer_signals
from onrecord.rag.evidence.signals import SIGNALS
from onrecord.rag.learning.judgement import Example, cross_validate, fit_confidence, fit_order
from onrecord.rag.learning.reader import Example as Reading
from onrecord.rag.learning.reader import examples, fold_for, learn, report

NEAR, SHORT, READ = (SIGNALS.index(name) for name in ("sentence_tokens", "is_short", "read"))


def made(rng: np.random.Generator, n: int) -> list[Example]:
    """Make questions of which every third has no answer; the answer is near, the rest is far.

    By chance of the draw what is short is likelier right, which has to count for nothing.
    """
    known = []
    for row in range(n):
        rows = np.zeros((6, len(SIGNALS)), np.float32)
        rows[:, NEAR] = rng.uniform(0, 0.5, 6)
        right = np.zeros(6, np.bool_)
        if row % 3:
            right[2] = True
            rows[2, NEAR] += 0.6
            rows[2, SHORT] = 1
        gold = (Gold(f"{row}.txt", "x"),) if row % 3 else ()
        asked = Question(str(row), f"q{row}", "en", "fact", bool(gold), gold)
        known.append(Example(asked, rows, right, "set"))
    return known


def test_what_is_near_comes_first_and_is_trusted() -> None:
    """Nearness gains weight; shortness can't, though it goes along with what is right."""
    known = made(np.random.default_rng(0), 90)
    order = fit_order(known)
    assert order[NEAR] > 0
    weights, intercept = fit_confidence(known, order)
    found = dict(zip(ANSWER_SIGNALS, weights, strict=True))
    assert found["sentence_tokens"] > 0
    assert found["is_short"] <= 0
    sure = answer_signals(known[1].rows[[2, 0, 1]], np.array([3.0, 1, 0])) @ weights + intercept
    unsure = answer_signals(known[0].rows[:3], np.array([1.0, 1, 0])) @ weights + intercept
    assert sure > unsure


def test_checked_by_weights_that_have_not_seen_the_article() -> None:
    """Ranks count from 0, and those who have an answer are the surer ones."""
    known = made(np.random.default_rng(1), 60)
    checked = cross_validate(known)
    able = np.array([each.question.answerable for each in known])
    assert (checked.ranks[able] == 0).mean() > 0.9
    assert checked.confidence[able].mean() > checked.confidence[~able].mean()


def reading(rng: np.random.Generator, fold: int) -> Reading:
    """Make a question whose second sentence answers it: all of its marks are high."""
    question = random_question(rng, 4)
    pairs = [random_pair(rng, 4, 5) for _ in range(4)]
    for row, each in enumerate(pairs):
        each.marks[:] = 2 if row == 1 else -2
    return Reading(question, tuple(pairs), (False, True, False, False), True, "set", fold)


def test_reading_is_learned() -> None:
    """After some rounds the marked sentence is found in questions that were not learned from."""
    rng = np.random.default_rng(2)
    known = [reading(rng, fold) for fold, _ in zip(count(), range(48), strict=False)]
    network = learn(known, n_rounds=6, seed=0)
    assert report(network, [reading(rng, 0) for _ in range(10)]).endswith("hit@1 1.000")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Open the newsroom."""
    return open_engine(tmp_path_factory.mktemp("learning"))


def test_a_question_is_of_the_fold_of_its_article(engine: Engine) -> None:
    """Without an answer, of that which comes nearest; and its right sentence is learned from."""
    article = next(each for each in engine.articles() if "ferry" in each.id)
    gold = Gold(article.id, "Each crossing costs 38 crowns.")
    asked = Question("a", "What does a crossing cost?", "en", "fact", answerable=True, gold=(gold,))
    unanswered = Question("b", asked.question, "en", "fact", answerable=False, gold=())
    first, second = examples(engine, [asked, unanswered], "set")
    assert sum(first.right) == 1
    assert not any(second.right)
    assert first.fold == fold_for(engine, asked)
    assert (first.source, first.answerable, second.answerable) == ("set", True, False)
