"""Silence has a reason, and it is one of the closed list."""

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import weights

from onrecord.rag.evidence.judgement import ANSWER_SIGNALS
from onrecord.rag.question.query import Filters, Query
from onrecord.rag.quoting.answer import Reason
from onrecord.rag.quoting.silence import reason_for

PLAIN: Final = Query("q", "q", "en")
FILTERED: Final = Query("q", "q", "en", Filters(outlets=("Wire",)))


def why(query: Query = PLAIN, confidence: float = 0.1, **told: float) -> Reason:
    """Give the reason with a threshold of .5."""
    return reason_for(query, tuple(weights(ANSWER_SIGNALS, **told).tolist()), confidence, 0.5)


def test_nothing_found_is_the_filters_doing_if_there_are_any() -> None:
    """Without candidates: the filters, or an index that holds nothing."""
    assert reason_for(FILTERED, (), 0.0, 0.5) is Reason.FILTERED
    assert reason_for(PLAIN, (), 0.0, 0.5) is Reason.NO_SUBJECT


@pytest.mark.parametrize("query", [PLAIN, FILTERED])
def test_far_from_every_passage_is_another_subject(query: Query) -> None:
    """A passage that hardly shares a token with the question isn't on its subject."""
    told = why(query, passage_tokens=0.05, asks_speaker=1)
    assert told is Reason.NO_SUBJECT


def test_half_the_tokens_met_is_the_same_subject() -> None:
    """From .5 on the passage that is nearest is on the subject; .49 is another."""
    assert why(passage_tokens=0.49) is Reason.NO_SUBJECT
    assert why(passage_tokens=0.5) is Reason.NOT_ASKED


def test_the_speaker_asked_about_is_not_heard() -> None:
    """Somebody's words are asked for, and none that come near to the subject are theirs."""
    assert why(passage_tokens=0.95, asks_speaker=1) is Reason.NOT_SPEAKER
    assert why(passage_tokens=0.95, asks_speaker=1, heard=1) is Reason.NOT_SPEAKER
    nearly = why(passage_tokens=0.95, asks_speaker=1, heard=1, confidence=0.49)
    assert nearly is Reason.NOT_CONFIDENT


def test_a_little_short_of_the_threshold_is_too_little_confidence() -> None:
    """.49 of .5 fell a little short; .01 is another thing than what was asked."""
    assert why(confidence=0.49, passage_tokens=0.95) is Reason.NOT_CONFIDENT
    assert why(confidence=0.01, passage_tokens=0.95) is Reason.NOT_ASKED


SIGNAL_VALUES = st.lists(
    st.floats(-1, 1), min_size=len(ANSWER_SIGNALS), max_size=len(ANSWER_SIGNALS)
)


@given(
    told=st.one_of(st.just([]), SIGNAL_VALUES), confidence=st.floats(0, 1),
    threshold=st.floats(0, 1), query=st.sampled_from([PLAIN, FILTERED]),
)  # fmt: skip
def test_there_is_always_a_reason(
    told: list[float], confidence: float, threshold: float, query: Query
) -> None:
    """Whatever the signals; `FILTERED` only where there are filters."""
    reason = reason_for(query, tuple(told), confidence, threshold)
    assert reason in Reason
    assert reason is not Reason.FILTERED or query.filters
