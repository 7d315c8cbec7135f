"""What the browser keeps of a conversation is asked anew, and trusted in nothing."""

from datetime import date

import pytest
from fakes_engine import fake_engine
from pydantic import ValidationError

from onrecord.rag.question.query import Filters, FollowUp, Part, Query
from onrecord.ui.chat.browser_store import Kept

ENGINE = fake_engine()
FERRY = ENGINE.understood("What did Ingrid Maas say about the ferry?")
BRANDT = ENGINE.understood("And Tomas Brandt?", history=[FERRY])
MARCH = ENGINE.understood("What was reported in March 2025 about the harbour?")
CHOSEN = ENGINE.understood("What about the ferry?", Filters(outlets=("Seeblick",)))
AS_TYPED = ENGINE.understood("And Tomas Brandt?")


def again(*queries: Query) -> list[Query]:
    """Send queries to the browser and back, and read them after one another."""
    found: list[Query] = []
    for query in queries:
        sent = Kept.of(query).model_dump(mode="json", exclude_defaults=True)
        found.append(Kept.model_validate(sent).query(ENGINE, found))
    return found


@pytest.mark.parametrize(
    "queries",
    [
        [FERRY, BRANDT],
        [MARCH],
        [MARCH.without(Part.PUBLISHED)],
        [CHOSEN],
        [FERRY, AS_TYPED],
    ],
)
def test_questions_come_back_as_they_were_understood(queries: list[Query]) -> None:
    """Follow-ups resolved, filters on or off, as typed: the same is searched for."""
    for was, now in zip(queries, again(*queries), strict=True):
        assert (now.question, now.resolved) == (was.question, was.resolved)
        assert (now.filters, now.searched) == (was.filters, was.searched)
        assert (now.speaker, now.order) == (was.speaker, was.order)


def test_a_follow_up_stays_one() -> None:
    """It is shown as understood, and can be undone."""
    assert again(FERRY, BRANDT)[1].follow_up is FollowUp.RESOLVED


def test_answers_are_not_kept() -> None:
    """Only a question and its filters leave for the browser."""
    kept = Kept.of(FERRY).model_dump(mode="json", exclude_defaults=True)
    assert kept == {"question": FERRY.question, "resolved": FERRY.resolved}
    assert Kept.of(MARCH).filters.model_dump(mode="json", exclude_defaults=True) == {
        "since": "2025-03-01",
        "until": "2025-03-31",
    }
    assert MARCH.filters.since == date(2025, 3, 1)


@pytest.mark.parametrize(
    "value",
    [
        None,
        "x",
        {},
        {"question": ""},
        {"question": "a", "resolved": "a", "html": "<script>"},
        {"question": "a" * 20_001, "resolved": "a"},
        {"question": "a", "resolved": "a", "filters": {"since": "soon"}},
        {"question": "a", "resolved": 7},
    ],
)
def test_what_is_no_question_is_refused(value: object) -> None:
    """Whatever somebody put into the browser's store."""
    with pytest.raises(ValidationError):
        Kept.model_validate(value)
