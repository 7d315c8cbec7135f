"""Weights are learned from questions with gold quotes, each set and article in its place."""

from dataclasses import replace
from pathlib import Path

import numpy as np
from newsroom import FERRY, LIGHTHOUSE, open_engine

from onrecord.rag.evaluation import Gold, Question
from onrecord.rag.evidence.judgement import ANSWER_SIGNALS, answer_signals
from onrecord.rag.evidence.signals import SIGNALS
from onrecord.rag.learning.judgement import (
    Example,
    cross_validate,
    examples,
    fit_confidence,
    fit_order,
)
from onrecord.rag.learning.sets import is_held_out

NEAR, SHORT = (SIGNALS.index(name) for name in ("sentence_tokens", "is_short"))


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


def test_only_articles_that_the_reader_has_not_seen_count(tmp_path: Path) -> None:
    """By their gold, or by what tempts where there is none; a question about none is left out."""
    unseen = replace(LIGHTHOUSE, id="2.txt")
    assert (is_held_out(unseen.id), is_held_out(FERRY.id)) == (True, False)
    engine = open_engine(tmp_path, [unseen, FERRY])
    here, there = Gold(unseen.id, "The Sora 2 lamp needs"), Gold(FERRY.id, "38 crowns")
    lamp = Question("a", "Which lamp needs no keeper?", "en", "fact", True, (here,))
    lure = Question("b", "Which lamp needs oil?", "en", "fact", False, (), (here,))
    ferry = Question("c", "What does each crossing cost?", "en", "fact", True, (there,))
    lured = Question("d", "What does a return cost?", "en", "fact", False, (), (there,))
    none = Question("e", "Which lamp?", "en", "fact", False, ())
    found = list(examples(engine, [lamp, lure, ferry, lured, none], "set"))
    assert [each.question for each in found] == [lamp, lamp, lure, lure]
    assert [each.right.sum() for each in found] == [1, 1, 0, 0]
    among_all, alone = (len(each.rows) for each in found[:2])
    assert among_all == len(found[0].right) > alone > 1
    assert {each.group for each in found} == {"set 2.txt"}


def test_somebody_else_is_asked_for_in_vain(tmp_path: Path) -> None:
    """With the name that another article's question asks for, in the same language."""
    ids = ("2.txt", "12.txt")
    engine = open_engine(tmp_path, [replace(FERRY, id=ids[0]), replace(LIGHTHOUSE, id=ids[1])])
    asked = [
        Question(
            name, f"What did {name} say about the harbour?", "en", "words", True,
            (Gold(article, "the"),), asked_speaker=name,
        )
        for article, name in zip(ids, ("Ida Weber", "Jon Berg"), strict=True)
    ]  # fmt: skip
    found = [each.question for each in examples(engine, asked, "set")][::2]
    assert [each.question for each in found] == [
        "What did Ida Weber say about the harbour?",
        "What did Jon Berg say about the harbour?",
        "What did Jon Berg say about the harbour?",
    ]
    assert [(each.answerable, each.article) for each in found] == [
        (True, ids[0]), (True, ids[1]), (False, ids[0]),
    ]  # fmt: skip
