"""Which times in a question filter by publication; today is Friday, 21 November 2025."""

from datetime import date

import pytest
from fakes_head import READS
from hypothesis import given
from hypothesis import strategies as st

from onrecord.rag.conversation.understand import understand
from onrecord.rag.question.holdings import Holdings
from onrecord.rag.question.query import Order
from onrecord.rag.question.times import find_dates
from onrecord.rag.question.typed import Typed

TODAY = date(2025, 11, 21)
HOLDINGS = Holdings(days=tuple(date(y, m, 17) for y in (2024, 2025) for m in range(1, 12)))

FOUND = (
    ("in October 2025", "2025-10-01", "2025-10-31"),
    ("since May", "2025-05-01", None),
    ("since December", "2024-12-01", None),
    ("in November", "2025-11-01", "2025-11-30"),
    ("before 2024-06-01", None, "2024-05-31"),
    ("after 31.12.2024", "2025-01-01", None),
    ("last week", "2025-11-10", "2025-11-16"),
    ("this week", "2025-11-17", "2025-11-23"),
    ("yesterday", "2025-11-20", "2025-11-21"),
    ("this year", "2025-01-01", "2025-12-31"),
    ("the last three days", "2025-11-18", "2025-11-21"),
    ("between May 2025 and July 2025", "2025-05-01", "2025-07-31"),
    ("on 3 March 2024", "2024-03-03", "2024-03-03"),
    ("last December", "2024-12-01", "2024-12-31"),
    ("seit März 2025", "2025-03-01", None),
    ("vor 2024", None, "2023-12-31"),
    ("im Februar 2024", "2024-02-01", "2024-02-29"),
    ("letzten Monat", "2025-10-01", "2025-10-31"),
    ("den letzten zwei Wochen", "2025-11-07", "2025-11-21"),
    ("去年", "2024-01-01", "2024-12-31"),
    ("去年10月", "2024-10-01", "2024-10-31"),
    ("上个月", "2025-10-01", "2025-10-31"),
    ("2025年10月", "2025-10-01", "2025-10-31"),
    ("2024年之前", None, "2023-12-31"),
    ("2025年5月以来", "2025-05-01", None),
    ("过去3天", "2025-11-18", "2025-11-21"),
)
FILTERS = (
    ("en", "What did Kolb say about tolls last week?", "last week"),
    ("en", "Last month, what did Kolb say?", "Last month"),
    ("en", "What did Kolb say about Orin in October 2025?", "in October 2025"),
    ("en", "In October 2025, what did Kolb say about tolls?", "In October 2025"),
    ("en", "What did Kolb say in October 2025 about the strike?", "in October 2025"),
    ("en", "What has Kolb said about Orin since May?", "since May"),
    ("en", "What did Kolb announce in October 2025?", "in October 2025"),
    ("en", "What was reported in October 2025?", "in October 2025"),
    ("en", "articles from last month about Orin", "from last month"),
    ("en", "last week's news about Orin", "last week"),
    ("en", "Which articles on Orin were published before 2025?", "before 2025"),
    ("en", "news since 2025-10-01", "since 2025-10-01"),
    ("en", "What happened with Orin this month?", "this month"),
    ("de", "Was sagte Kolb letzte Woche über die Maut?", "letzte Woche"),
    ("de", "Was hat Kolb seit März 2025 zu Orin gesagt?", "seit März 2025"),
    ("de", "Artikel vor 2025 über Orin", "vor 2025"),
    ("de", "Was wurde im Oktober 2025 über Orin berichtet?", "im Oktober 2025"),
    ("de", "Was ist letzte Woche passiert?", "letzte Woche"),
    ("de", "Was hat Kolb im Oktober 2025 angekündigt?", "im Oktober 2025"),
    ("zh", "去年青石对渡轮说了什么？", "去年"),
    ("zh", "青石去年怎么评价渡轮？", "去年"),
    ("zh", "2025年10月青石对渡轮说了什么？", "2025年10月"),
    ("zh", "2025年10月有哪些关于渡轮的报道？", "2025年10月"),
    ("zh", "今年的新闻", "今年"),
    ("zh", "2025年10月青石宣布了什么？", "2025年10月"),
    ("zh", "上个月发生了什么？", "上个月"),
)
FACTS = (
    ("en", "What did Kolb announce on March 3rd?"),
    ("en", "What did Kolb announce on March 3, 2025?"),
    ("en", "Who lived there in the 1901 census?"),
    ("en", "By 2028 how many ferries will sail?"),
    ("en", "What happened in 2024?"),
    ("en", "What happened to ferry fares in the last ten years?"),
    ("en", "How many users has Orin gained since May?"),
    ("en", "When in 2025 was Orin launched?"),
    ("en", "What did Kolb say about the strike in October 2025?"),
    ("en", "What did Kolb say about the 2024 election?"),
    ("en", "What did Kolb say on October 3, 2025?"),
    ("en", "In 2024, what did Kolb believe the tide would do?"),
    ("en", "What reports did the council publish in 2024?"),
    ("en", "What did the council's report in 2024 leave out?"),
    ("en", "According to Kolb, how many joined in 2025?"),
    ("en", "What may Kolb say?"),
    ("en", "What did Orin release last month?"),
    ("en", "Is Orin 2025 better than Orin 2024?"),
    ("en", "What did Kolb say in 1842?"),
    ("en", "What did Kolb say in December 2024?"),
    ("en", "What did Kolb say about Orin in 2024?"),
    ("en", "What happened in 1917?"),
    ("de", "Wie viele Nutzer hat Orin seit März 2025?"),
    ("de", "Wann wurde Orin im Jahr 2024 vorgestellt?"),
    ("de", "Wer regierte Elmland vor 1815?"),
    ("de", "Was geschah im Oktober 2025?"),
    ("zh", "青石在2025年3月3日宣布了什么？"),
    ("zh", "渡轮2024年有多少乘客？"),
    ("zh", "去年渡轮有多少乘客？"),
    ("zh", "青石对2025年10月的发布怎么看？"),
    ("zh", "2024年发生了什么？"),
)
LEADS = (
    ("What did Kolb say about opt-in last week?", "last week"),
    ("What did Kolb say in 2025?", "in 2025"),
)
LATEST = (
    ("en", "latest news on Orin", True),
    ("en", "the most recent article about Orin", True),
    ("en", "What did Kolb say most recently about tolls?", True),
    ("en", "What is the latest version of Orin?", False),
    ("en", "What is New Elmport's oldest bridge?", False),
    ("en", "what is new elmport's oldest bridge", False),
    ("en", "What's new with Orin?", True),
    ("en", "What did Kolb say about the latest report?", False),
    ("en", "Who recently bought the mill?", False),
    ("de", "neueste Nachrichten zu Orin", True),
    ("de", "Was sagte Kolb zuletzt über Orin?", True),
    ("de", "Was ist das neueste Modell?", False),
    ("zh", "渡轮最新的新闻", True),
    ("zh", "梅远最近说了什么？", True),
    ("zh", "渡轮的最新型号是什么？", False),
)


@pytest.mark.parametrize(("text", "since", "until"), FOUND)
def test_times_become_inclusive_days(text: str, since: str | None, until: str | None) -> None:
    """A time told by calendar or from today has a first and a last day, or an open side."""
    (mention,) = find_dates(Typed.of(text, "en"), TODAY)
    assert mention.phrase.text == text
    assert (mention.since and mention.since.isoformat()) == since
    assert (mention.until and mention.until.isoformat()) == until


@pytest.mark.parametrize(("question", "words"), LEADS)
def test_a_time_is_led_by_whole_words(question: str, words: str) -> None:
    """The end of a compound is no preposition."""
    assert [mention.phrase.text for mention in find_dates(Typed.of(question, "en"), TODAY)] == [
        words
    ]


@pytest.mark.parametrize(("language", "question", "words"), FILTERS)
def test_a_time_of_reporting_filters_and_shows_its_words(
    language: str, question: str, words: str
) -> None:
    """Asked what was said or published when, the time becomes a filter that can be seen."""
    query = understand(question, language=language, today=TODAY, reads=READS, holdings=HOLDINGS)
    assert [each.phrase.text for each in query.parsed_from] == [words]
    assert query.parsed_filters
    assert query.filters == query.parsed_filters


@pytest.mark.parametrize(("language", "question"), FACTS)
def test_a_time_that_belongs_to_the_fact_never_filters(language: str, question: str) -> None:
    """When something happened isn't when it was published; in doubt there is no filter."""
    query = understand(question, language=language, today=TODAY, reads=READS, holdings=HOLDINGS)
    assert not query.parsed_filters
    assert query.parsed_from == ()


@pytest.mark.parametrize(("language", "question", "latest"), LATEST)
def test_the_latest_reporting_is_ordered_by_day(language: str, question: str, latest: bool) -> None:
    """The latest news is an order; the latest of something else is a fact."""
    query = understand(question, language=language, today=TODAY, reads=READS, holdings=HOLDINGS)
    assert (query.order is Order.LATEST) == latest


def test_without_dated_articles_nothing_is_filtered() -> None:
    """A filter over articles without days would hide all of them."""
    query = understand(
        "news from last week",
        language="en",
        today=TODAY,
        reads=READS,
        holdings=Holdings(n_undated=3),
    )
    assert not query.filters


@pytest.mark.parametrize("text", ["2025-02-30", "31.04.2025", "2025年13月40日", "in May 0000"])
def test_days_that_no_calendar_holds_are_not_times(text: str) -> None:
    """A day that doesn't exist is skipped."""
    assert all(mention.exact is False for mention in find_dates(Typed.of(text, "en"), TODAY))


@pytest.mark.parametrize("text", ["in the 1980's", "1980年代", "model 2025x", "$2025 in cash"])
def test_decades_and_numbers_are_not_years(text: str) -> None:
    """Four digits are a year only by themselves."""
    assert find_dates(Typed.of(text, "en"), TODAY) == ()


def test_traditional_characters_lead_a_time_too() -> None:
    """`之後` opens the side that `之后` opens."""
    (mention,) = find_dates(Typed.of("2024年之後", "zh"), TODAY)
    assert (mention.since, mention.until) == (date(2025, 1, 1), None)
    assert mention.phrase.text == "2024年之後"


@given(
    st.text(max_size=120)
    | st.lists(st.sampled_from([f[0] for f in FOUND] + ["news", "?", " "]), max_size=8).map(
        " ".join
    ),
    st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1)),
)
def test_times_are_ordered_slices_with_ordered_days(text: str, today: date) -> None:
    """Any text is read; its times are slices of it, don't overlap, and begin before they end."""
    end = 0
    for mention in find_dates(Typed.of(text, "en"), today):
        phrase = mention.phrase
        assert phrase.start >= end
        assert text[phrase.start : phrase.end] == phrase.text
        assert mention.since or mention.until
        end = phrase.end
