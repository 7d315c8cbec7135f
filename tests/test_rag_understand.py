"""A question as a whole: filters, outlets, conversation, and what they leave alone."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.query import AnswerKind, Filters, FollowUp, Query
from rag.understand import MAX_CHARS, understand

TODAY = date(2025, 11, 21)
PUBLISHED = (date(2024, 1, 1), date(2025, 11, 20))
OUTLETS = ("The Mill Post", "Post", "青石日报")


def read(question: str, language: str = "en", **settings: Any) -> Query:
    return understand(question, language=language, today=TODAY, published=PUBLISHED, **settings)


def test_a_time_is_no_part_of_the_subject_or_the_speaker() -> None:
    """What filters by day isn't searched for as a subject."""
    query = read("What did Kolb say about tolls last week?")
    assert (query.speaker, query.subject, query.wants) == ("Kolb", "tolls", AnswerKind.SAID)
    assert read("去年梅远对渡轮怎么看？", "zh").speaker == "梅远"


def test_filters_set_by_hand_win() -> None:
    """A day read from the question doesn't move one that was chosen."""
    by_hand = Filters(since=date(2025, 1, 1))
    query = read("news from last week", filters=by_hand)
    assert query.filters == by_hand
    assert not query.parsed_filters
    assert query.parsed_from == ()


def test_filters_read_from_the_question_can_be_taken_off() -> None:
    """Without them the filters set by hand remain."""
    query = read("news from last week", filters=Filters(languages=("de",)))
    assert query.filters.since == date(2025, 11, 10)
    assert query.without_parsed().filters == Filters(languages=("de",))
    assert query.without_parsed().resolved == query.resolved


@pytest.mark.parametrize(
    ("question", "outlets"),
    [
        ("articles from the mill post about tolls", ("The Mill Post",)),
        ("What is in The Mill Post's coverage of tolls?", ("The Mill Post",)),
        ("青石日报的报道", ("青石日报",)),
        ("Who owns The Mill Post?", ()),
        ("Who posted the news?", ()),
    ],
)
def test_an_outlet_whose_articles_are_asked_for_filters(
    question: str, outlets: tuple[str, ...]
) -> None:
    """An outlet that the question is about doesn't."""
    query = read(question, outlets=OUTLETS)
    assert query.parsed_filters.outlets == outlets
    assert len(query.parsed_from) == len(outlets)


def test_a_follow_up_keeps_what_was_typed_and_can_be_undone() -> None:
    """The question as typed stands beside the resolved one; without history it is itself again."""
    first = read("What did Kolb say about Orin last week?")
    query = read("and Vela 2?", history=[first])
    assert query.question == "and Vela 2?"
    assert query.resolved == "What did Kolb say about Vela 2 last week?"
    assert query.filters == first.filters
    assert query.follow_up is FollowUp.RESOLVED
    assert read("and Vela 2?").resolved == "and Vela 2?"


def test_a_question_word_that_is_added_tells_the_kind_of_answer() -> None:
    """`when was that?` asks for a date, whatever was asked before."""
    first = read("How many users does Orin have?")
    assert read("when was that?", history=[first]).wants is AnswerKind.DATE


def test_pasted_text_is_searched_for_as_it_is() -> None:
    """What is longer than any question isn't read by rule."""
    text = "What did Kolb say last week? " * 40
    assert len(text) > MAX_CHARS
    query = read(text)
    assert (query.resolved, query.speaker, bool(query.filters)) == (text, None, False)


@settings(deadline=None)
@given(
    st.text(max_size=MAX_CHARS + 20),
    st.text(max_size=80),
    st.sampled_from(["en", "zh", "de", "ja", "ar", "und"]),
)
def test_any_question_is_understood_without_an_error(
    question: str, earlier: str, language: str
) -> None:
    """Nothing typed raises, and what is told of it is made of its own words."""
    first = read(earlier, language, outlets=OUTLETS)
    query = read(question, language, history=[first], outlets=OUTLETS)
    assert query.question == question
    assert set(query.resolved) <= set(question + earlier + " – ")
    for words in (query.speaker, query.subject, *(phrase.text for phrase in query.parsed_from)):
        assert words is None or words in query.resolved
