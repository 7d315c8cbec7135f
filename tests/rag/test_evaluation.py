"""The measures, worked out by hand on five questions."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import FERRY, LIBRARY, ORCHARD, WIRE, open_engine

from onrecord.corpus import Article, Span
from onrecord.rag.engine import Engine
from onrecord.rag.errors import QuestionFileError
from onrecord.rag.evaluation import (
    Gold,
    Judged,
    Question,
    evaluate,
    fairness,
    gold_spans,
    is_right,
    measures,
    read_questions,
)
from onrecord.rag.quoting.answer import Reason

ROW = {
    "id": "q1", "question": "Who?", "language": "en", "kind": "said", "answerable": True,
    "gold": [{"article": "a.txt", "contains": "x", "context": "x y"}],
}  # fmt: skip


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Open a newsroom of four articles."""
    return open_engine(tmp_path_factory.mktemp("evaluation"), [FERRY, WIRE, LIBRARY, ORCHARD])


def question(name: str, language: str = "en", kind: str = "fact", *gold: Gold) -> Question:
    return Question(name, name, language, kind, bool(gold), gold)


def judged(
    name: str, language: str, rank: int | None, confidence: float, *, able: bool,
    answered: bool = True, first: str = "en", ms: float = 1.0,
) -> Judged:  # fmt: skip
    asked = replace(question(name, language, "said" if able else "silent"), answerable=able)
    return Judged(
        asked, answered, None if answered else Reason.NOT_ASKED, confidence, rank, first,
        frozenset({language} if able else ()), ms,
    )  # fmt: skip


FIVE = [
    judged("a", "en", 1, 0.9, able=True, ms=1),
    judged("b", "en", 3, 0.8, able=True, first="zh", ms=2),
    judged("c", "zh", None, 0.4, able=True, first="zh", answered=False, ms=3),
    judged("d", "en", None, 0.6, able=False, ms=40),
    judged("e", "zh", None, 0.2, able=False, answered=False, ms=50),
]


def test_ranking_is_measured_over_answerable_questions() -> None:
    """Ranks 1, 3 and none: one of three first, two within three, (1 + 1/3 + 0) / 3."""
    every = measures(FIVE)[0]
    assert (every.group, every.n_answerable, every.n_unanswerable) == ("all", 3, 2)
    assert every.hit_at_1 == pytest.approx(1 / 3, abs=1e-4)
    assert every.hit_at_3 == pytest.approx(2 / 3, abs=1e-4)
    assert every.mrr == pytest.approx((1 + 1 / 3) / 3, abs=1e-4)


def test_silence_is_measured_on_both_sides() -> None:
    """Of two unanswerable ones one was refused, of three answerable ones one."""
    every = measures(FIVE)[0]
    assert every.refused_unanswerable == 1 / 2
    assert every.refused_answerable == pytest.approx(1 / 3, abs=1e-4)


def test_auroc_counts_pairs() -> None:
    """.9 and .8 are above .6 and .2; .4 is above .2 alone: 5 of 6 pairs."""
    assert measures(FIVE)[0].auroc == pytest.approx(5 / 6, abs=1e-4)


def test_risk_grows_with_coverage() -> None:
    """By confidence a, b, d, c, e; only a is right: risks 0, 1/2, 2/3, 3/4, 4/5.

    A quarter of five is one question, a half two, three quarters four, .9 four, all five.
    """
    every = measures(FIVE)[0]
    assert list(every.risk_at_coverage.values()) == [0, 1 / 2, 3 / 4, 3 / 4, 4 / 5]
    assert every.area_under_risk == pytest.approx((1 / 2 + 2 / 3 + 3 / 4 + 4 / 5) / 5, abs=1e-4)
    assert every.median_ms == 3


def test_confidence_is_held_against_what_was_right() -> None:
    """By fifths: a right quote is among the first three of .9 and of .8, and of none other."""
    assert measures(FIVE)[0].reliability == {
        "0.2-0.4": (0.2, 0, 1),
        "0.4-0.6": (0.4, 0, 1),
        "0.6-0.8": (0.6, 0, 1),
        "0.8-1.0": (0.85, 1, 2),
    }


def test_groups_are_measured_alone() -> None:
    """By language, then by kind; what has no questions has no measure."""
    found = {each.group: each for each in measures(FIVE)}
    assert list(found) == ["all", "language en", "language zh", "kind said", "kind silent"]
    assert (found["language en"].hit_at_1, found["language zh"].hit_at_1) == (0.5, 0)
    silent, said = found["kind silent"], found["kind said"]
    assert (silent.hit_at_1, silent.mrr, silent.auroc, silent.refused_unanswerable) == (
        None, None, None, 0.5,
    )  # fmt: skip
    assert (said.auroc, said.refused_unanswerable) == (None, None)


def test_fairness_sets_first_places_beside_the_gold() -> None:
    """Gold is en, en, zh, and en, zh, zh were put first: a third of the places for two thirds."""
    found = fairness(FIVE)
    assert list(found) == ["en", "zh"]
    assert found["en"] == pytest.approx((1 / 3, 2 / 3), abs=1e-4)
    assert found["zh"] == pytest.approx((2 / 3, 1 / 3), abs=1e-4)
    assert fairness([]) == {}


@given(
    st.lists(
        st.builds(
            judged, st.just("q"), st.sampled_from(["en", "zh"]), st.none() | st.integers(1, 10),
            st.floats(0, 1), able=st.booleans(), answered=st.booleans(),
        ),
        min_size=1,
    )
)  # fmt: skip
def test_measures_are_shares(found: list[Judged]) -> None:
    """Each within 0 and 1; a hit at 1 is one at 3; MRR lies between hit@1 and 1."""
    every = measures(found)[0]
    shares = (every.hit_at_1, every.mrr, every.hit_at_3, every.auroc, every.area_under_risk)
    assert all(share is None or 0 <= share <= 1 for share in shares)
    if every.hit_at_1 is not None and every.hit_at_3 is not None and every.mrr is not None:
        assert every.hit_at_1 <= min(every.hit_at_3, every.mrr)


# --- gold ----------------------------------------------------------------------------------------


def test_every_occurrence_is_gold_without_a_context() -> None:
    """Also where they overlap."""
    assert Gold("a", "two").spans("two, two") == [(0, 3), (5, 8)]
    assert Gold("a", "aa").spans("aaa") == [(0, 2), (1, 3)]
    assert Gold("a", "three").spans("two") == []


def test_a_context_picks_the_occurrence() -> None:
    """Of three mentions the one in the sentence that is given, in code points."""
    text = "😀 Kites fly. No kites fly. All kites fly."
    assert Gold("a", "kites fly", "All kites fly").spans(text) == [(31, 40)]
    assert text[31:40] == "kites fly"


def test_gold_that_does_not_stand_there_is_refused_in_a_line(engine: Engine) -> None:
    """The line names the question, the words and the article; an unknown article is no better."""
    for gold in (Gold(FERRY.id, "a day ferry"), Gold("nowhere.txt", "The night ferry")):
        asked = question("q7", "en", "fact", gold)
        with pytest.raises(QuestionFileError) as caught:
            evaluate(engine, [asked])
        message = str(caught.value)
        assert "q7" in message
        assert gold.contains in message
        assert gold.article in message
        assert "\n" not in message


def test_a_context_without_the_words_is_refused(engine: Engine) -> None:
    """A context is to say which occurrence is meant: it has to hold the words."""
    gold = Gold(FERRY.id, "38 crowns", "the first loaf")
    with pytest.raises(QuestionFileError, match=r"q8.*38 crowns"):
        gold_spans(engine, question("q8", "en", "fact", gold))


def test_a_quote_is_right_if_it_overlaps_gold_of_its_article() -> None:
    """Touching is not overlapping, and the same place in another article is not right."""
    one = Article("a", "x" * 20, "", None, None, None, "en", None)
    other = replace(one, id="b")
    gold = {"a": [(5, 10), (15, 16)]}
    assert is_right(Span(one, 9, 12), gold)
    assert is_right(Span(one, 0, 20), gold)
    assert not is_right(Span(one, 0, 5), gold)
    assert not is_right(Span(one, 10, 15), gold)
    assert not is_right(Span(other, 5, 10), gold)


# --- asking --------------------------------------------------------------------------------------


def test_questions_are_asked_and_held_against_their_gold(engine: Engine) -> None:
    """A sentence in its own words is first and answered; strangers' words are refused."""
    loaf = "She added that the first loaf on board is free."
    asked = [
        question(loaf, "en", "said", Gold(FERRY.id, "first loaf")),
        question("九月初就得请人", "zh", "said", Gold(ORCHARD.id, "请人")),
        question("Quantum llamas juggle xylophones"),
    ]
    first, second, third = evaluate(engine, asked)
    assert (first.rank, first.answered, first.first_language) == (1, True, "en")
    assert (second.rank, second.gold_languages) == (1, frozenset({"zh"}))
    assert (third.rank, third.answered, third.reason) == (None, False, Reason.NO_SUBJECT)
    assert third.confidence < 0.5 < first.confidence
    assert first.milliseconds > 0


def test_the_rank_of_an_answer_is_measured_where_it_was_not_given(engine: Engine) -> None:
    """Too unsure to answer, and right all the same: the ranking is judged before silence."""
    asked = question(
        "quantum llamas juggle xylophones and nobody", "en", "x", Gold(FERRY.id, "nobody")
    )
    (found,) = evaluate(engine, [asked])
    assert not found.answered
    assert found.rank == 1


# --- question files ------------------------------------------------------------------------------


def test_questions_are_read_with_their_gold(tmp_path: Path) -> None:
    """A byte-order mark and empty lines are nothing; ids may be numbers."""
    path = tmp_path / "questions.jsonl"
    path.write_text("\ufeff" + json.dumps(ROW) + "\n\n" + json.dumps(ROW | {"id": 2, "gold": []}))
    gold = Gold("a.txt", "x", "x y")
    first = Question("q1", "Who?", "en", "said", answerable=True, gold=(gold,))
    assert read_questions(path) == [first, replace(first, id="2", gold=())]
    assert [each.article for each in read_questions(path)] == ["a.txt", None]


def test_a_question_may_have_a_history_and_what_tempts(tmp_path: Path) -> None:
    """What tempts says which article a question without gold is about."""
    path = tmp_path / "questions.jsonl"
    lure = {"article": "b.txt", "contains": "y"}
    row = ROW | {"gold": [], "tempting": lure, "history": ["Where?"]}
    path.write_text(json.dumps(row))
    (found,) = read_questions(path)
    assert (found.tempting, found.history) == ((Gold("b.txt", "y"),), ("Where?",))
    assert found.article == "b.txt"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (json.dumps(ROW) + "\n{not json", r"^questions.jsonl line 2: expected an object with id"),
        ("[]", r"^questions.jsonl line 1: "),
        (json.dumps(ROW | {"gold": [{"article": "a.txt"}]}), r"line 1: .*contains"),
        (json.dumps({"id": "q1"}), r"line 1: expected"),
        ("\n\n", r"^questions.jsonl holds no question; expected one JSON object a line$"),
        ("\udcff", r"^cannot read the questions in questions.jsonl: "),
    ],
)
def test_a_file_that_is_no_question_file_is_refused(
    tmp_path: Path, content: str, told: str
) -> None:
    """One line that names the file and its line."""
    path = tmp_path / "questions.jsonl"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(QuestionFileError, match=told) as caught:
        read_questions(path)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """By its name."""
    with pytest.raises(QuestionFileError, match=r"cannot read the questions in none\.jsonl"):
        read_questions(tmp_path / "none.jsonl")
