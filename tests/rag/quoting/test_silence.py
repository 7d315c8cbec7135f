"""Silence has a reason, and it is one of the closed list."""

from dataclasses import replace
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import weights

from onrecord.rag.evidence.judgement import ANSWER_SIGNALS
from onrecord.rag.question.query import Filters, Query
from onrecord.rag.quoting.answer import Reason
from onrecord.rag.quoting.silence import least_confidence, reason_for

PLAIN: Final = Query("q", "q", "en")
FILTERED: Final = Query("q", "q", "en", Filters(outlets=("Wire",)))
HERS: Final = Query("q", "q", "en", speaker="Ingrid Maas")


def why(
    query: Query = PLAIN, *, is_named: bool = False, is_heard: bool = False, **told: float
) -> Reason:
    """Give the reason; the passage that came nearest is on the subject by default."""
    signals = weights(ANSWER_SIGNALS, **{"passage_tokens": 0.95, **told}).tolist()
    return reason_for(query, signals, is_named=is_named, is_heard=is_heard)


def test_bare_words_need_more_and_what_is_asked_beside_another_less() -> None:
    """Whatever comes near to bare words seems to answer them; half a question means more."""
    asked = replace(PLAIN, resolved="Is bread free on Sundays?")
    on = replace(asked, resolved="Why?", after=("Is bread free on Sundays?",))
    bare = replace(PLAIN, resolved="free bread")
    for query, low, high in ((asked, 0.2, 0.4), (on, 0.13, 0.26), (bare, 0.35, 0.4)):
        assert least_confidence(query, 0.2) == pytest.approx(low)
        assert least_confidence(query, 0.4) == pytest.approx(high)


def test_nothing_found_is_the_filters_doing_if_there_are_any() -> None:
    """Without candidates: the filters, or an index that holds nothing."""
    assert reason_for(FILTERED, (), is_named=False, is_heard=False) is Reason.FILTERED
    assert reason_for(PLAIN, (), is_named=False, is_heard=False) is Reason.NO_SUBJECT


@pytest.mark.parametrize("query", [PLAIN, FILTERED, HERS])
def test_far_from_every_passage_is_another_subject(query: Query) -> None:
    """A passage that hardly shares a token with the question isn't on its subject."""
    assert why(query, is_named=True, passage_tokens=0.05) is Reason.NO_SUBJECT


def test_what_asks_an_answer_on_is_on_its_subject() -> None:
    """Its articles are about it, though they don't say where or why."""
    added = replace(PLAIN, after=("What did Ingrid Maas say?",))
    assert why(added, passage_tokens=0.05, is_read=1, read_best=-3) is Reason.NOT_ASKED


def test_half_the_tokens_met_is_the_same_subject() -> None:
    """From .5 on the passage that is nearest is on the subject; .49 is another."""
    assert why(passage_tokens=0.49) is Reason.NO_SUBJECT
    assert why(passage_tokens=0.5) is Reason.NOT_CONFIDENT


def test_a_speaker_is_not_quoted_only_where_the_corpus_names_them() -> None:
    """Of whom nothing is known, or who is heard near by, that can't be said."""
    assert why(HERS, is_named=True) is Reason.NOT_SPEAKER
    assert why(HERS, is_named=False) is Reason.NOT_CONFIDENT
    assert why(HERS, is_named=True, is_heard=True) is Reason.NOT_CONFIDENT
    assert why(PLAIN, is_named=True) is Reason.NOT_CONFIDENT


def test_that_something_else_is_said_has_been_read() -> None:
    """Log odds of -3 say that none of the nearest answers; -.5, or unread ones, don't."""
    assert why(is_read=1, read_best=-3) is Reason.NOT_ASKED
    assert why(is_read=1, read_best=-0.5) is Reason.NOT_CONFIDENT
    assert why(is_read=0, read_best=-9) is Reason.NOT_CONFIDENT


SIGNAL_VALUES = st.lists(
    st.floats(-1, 1), min_size=len(ANSWER_SIGNALS), max_size=len(ANSWER_SIGNALS)
)


@given(
    told=st.one_of(st.just([]), SIGNAL_VALUES), query=st.sampled_from([PLAIN, FILTERED, HERS]),
    is_named=st.booleans(), is_heard=st.booleans(),
)  # fmt: skip
def test_there_is_always_a_reason(
    told: list[float], query: Query, is_named: bool, is_heard: bool
) -> None:
    """Whatever the signals; `FILTERED` only where there are filters."""
    reason = reason_for(query, told, is_named=is_named, is_heard=is_heard)
    assert reason in Reason
    assert reason is not Reason.FILTERED or query.filters
