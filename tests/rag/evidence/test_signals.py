"""What speaks for a sentence, in numbers that can be worked out by hand."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import FERRY, LIBRARY, LIGHTHOUSE, ORCHARD, open_engine

from onrecord.corpus import Article
from onrecord.index.index import Index
from onrecord.rag.engine import Engine
from onrecord.rag.evidence.signals import SIGNALS, Vocabulary
from onrecord.rag.question.query import Filters

KEEPER = "The Sora 2 lamp needs no keeper."
WHO_KEEPS = "Who will keep the lighthouse?"
TOURS = "Lighthouse tours cost seven crowns and start at noon."


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Open the newsroom."""
    return open_engine(tmp_path_factory.mktemp("signals"))


def weighed(engine: Engine, question: str, name: str) -> dict[str, float]:
    """Give one signal of each candidate, by the candidate's words."""
    chosen, rows = engine.weighed(engine.understood(question))
    assert rows.shape == (len(chosen), len(SIGNALS))
    assert rows.dtype == np.float32
    column = rows[:, SIGNALS.index(name)].tolist()
    return {each.sentence.text: value for each, value in zip(chosen, column, strict=True)}


def test_each_signal_has_one_name() -> None:
    """Weights find their signals by name."""
    assert len(set(SIGNALS)) == len(SIGNALS)


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """Index three articles of a sentence each: crowns stand in two, keepers in one."""
    texts = ("A keeper wants crowns.", "Crowns are dear.", "Boats are late.")
    articles = [Article(text, text, text, None, None, None, "en", None) for text in texts]
    return open_engine(tmp_path_factory.mktemp("three"), articles)._index


def test_rarity_falls_with_the_passages_that_hold_a_term(three: Index) -> None:
    """Of three passages two, one and none: ln(1 + 3/3), ln(1 + 3/2) and ln(1 + 3/1), by ln 4."""
    rarity = Vocabulary.of("crowns keepers llamas", three).rarity
    assert rarity["crown"] == pytest.approx(math.log(2) / math.log(4)) == 0.5
    assert rarity["keeper"] == pytest.approx(math.log(2.5) / math.log(4))
    assert rarity["llama"] == 1


def test_coverage_is_the_share_of_rarity_that_stands_there(three: Index) -> None:
    """Crown (1/2) and llama (1): with the crown alone 1/2 of 3/2 is covered, and 1 is missing."""
    vocabulary = Vocabulary.of("crown llama", three)
    assert vocabulary.coverage({"crown", "cost"}, "en") == pytest.approx((1 / 3, 1))
    assert vocabulary.coverage({"llama", "crown"}, "en") == (1, 0)
    assert vocabulary.coverage({"llama", "crown"}, "fr") == (0, 0)
    assert Vocabulary.of("", three).coverage({"keeper"}, "en") == (0, 0)


def test_words_of_the_question_are_covered(engine: Engine) -> None:
    """All of them in the sentence itself, some of them in another of its passage."""
    question = "needs no keeper"
    covered = weighed(engine, question, "covered")
    assert covered[KEEPER] == pytest.approx(1)
    assert covered[TOURS] < 0.5
    nearby = weighed(engine, question, "covered_nearby")
    assert nearby[TOURS] == nearby[KEEPER] == pytest.approx(1)
    assert weighed(engine, question, "missing")[TOURS] == 0


def test_questions_and_scraps_answer_little(engine: Engine) -> None:
    """A sentence that asks is marked; shortness falls to 0 at 40 code points: 1 - 29/40 = .275.

    Chinese counts double, but for its full stop.
    """
    asks = weighed(engine, "lighthouse crossing", "is_question")
    assert {text for text, value in asks.items() if value} == {WHO_KEEPS}
    short = weighed(engine, "lighthouse crossing", "is_short")
    assert short[WHO_KEEPS] == pytest.approx(1 - 29 / 40)
    assert short[TOURS] == 0
    harvest = weighed(engine, "收成减少了多少？", "is_short")["合作社估计收成减少了百分之八。"]
    assert harvest == pytest.approx(1 - (15 + 14) / 40)


def test_languages_meet(engine: Engine) -> None:
    """1 for sentences in the language of the question, and coverage counted there alone."""
    question = "Wer arbeitet Schicht in Lindau und öffnet die Bücherei?"
    same = weighed(engine, question, "same_language")
    opening = "Die Bücherei in Lindau öffnet nachts."
    assert (same[opening], same[TOURS]) == (1, 0)
    assert weighed(engine, question, "covered_same_language")[TOURS] == 0
    covered = weighed(engine, question, "covered")
    assert weighed(engine, question, "covered_same_language")[opening] == covered[opening] > 0


@given(question=st.text(max_size=80))
def test_signals_are_finite_whatever_is_asked(engine: Engine, question: str) -> None:
    """Each row is a candidate's, within -1 and 1 but for rounding, and never NaN."""
    chosen, rows = engine.weighed(engine.understood(question))
    assert rows.shape == (len(chosen), len(SIGNALS))
    assert np.isfinite(rows).all()
    assert np.abs(rows).max(initial=0) <= 1.01


def test_only_what_may_be_quoted_is_weighed(engine: Engine) -> None:
    """No heading and no masked line, however well its words fit; nothing outside of the filters."""
    every = weighed(engine, "Leave a reply to the night ferry returns", "covered")
    assert not {"Leave a reply", "The night ferry returns", "Share this article"} & every.keys()
    german = engine.understood("ferry 苹果 Bücherei", Filters(languages=("de",)))
    chosen, _ = engine.weighed(german)
    assert {each.passage.article for each in chosen} == {LIBRARY}
    every_article = {each.passage.article for each in engine.weighed(engine.understood("a"))[0]}
    assert {FERRY, LIBRARY, LIGHTHOUSE, ORCHARD} <= every_article


def test_whoever_is_asked_for_is_named(engine: Engine) -> None:
    """In the sentence, or in its passage; 0 where nobody's words are asked for."""
    asked = "What did Tomas Brandt say about the timetable?"
    nobody, crossing = (
        "According to Tomas Brandt, nobody asked them.",
        "Each crossing costs 38 crowns.",
    )
    named, nearby = (weighed(engine, asked, name) for name in ("name", "name_nearby"))
    assert named[nobody] > 0.98 > named[crossing]
    assert nearby[nobody] > 0.98 > nearby[KEEPER]
    assert set(weighed(engine, "What does a crossing cost?", "name").values()) == {0}


def test_what_is_not_read_has_no_odds(engine: Engine) -> None:
    """Neither for nor against an answer."""
    assert set(weighed(engine, WHO_KEEPS, "read").values()) == {0}
    assert set(weighed(engine, WHO_KEEPS, "is_read").values()) == {0}
