"""Filters, and how a question is understood, in words."""

from dataclasses import replace
from datetime import date

import pytest

from onrecord.rag.question.query import Filters, FollowUp, Order, Part, Query
from onrecord.ui.showing.chips import Chip, chips, meanings
from onrecord.ui.words.strings import DE, EN, ZH, Strings

DAYS = (
    (date(2025, 10, 1), date(2025, 10, 31), EN, "October 2025"),
    (date(2025, 10, 1), date(2025, 10, 31), ZH, "2025年10月"),
    (date(2024, 12, 1), date(2024, 12, 31), DE, "Dezember 2024"),
    (date(2024, 1, 1), date(2024, 12, 31), EN, "2024"),
    (date(2025, 10, 17), date(2025, 10, 17), DE, "17. Oktober 2025"),
    (date(2025, 10, 17), None, EN, "Published since October 17, 2025"),
    (None, date(2025, 10, 17), DE, "Erschienen bis 17. Oktober 2025"),
    (date(9999, 12, 1), date.max, EN, "Dec 1 – 31, 9999"),
)


@pytest.mark.parametrize(("since", "until", "strings", "label"), DAYS)
def test_days_are_named_as_people_name_them(
    since: date | None, until: date | None, strings: Strings, label: str
) -> None:
    """A whole month or year by its name, any other stretch by its ends."""
    query = Query("q", "q", "en", Filters(since=since, until=until))
    (chip,) = chips(query, strings)
    assert " ".join(chip.label.split()) == label


def test_each_filter_and_the_order_is_a_chip_of_its_own() -> None:
    """Those read from the question say so; a language that has no name is shown as its code."""
    query = Query(
        "q", "q", "en",
        Filters(("Wire", "Seeblick"), ("de", "xx"), date(2025, 1, 1), date(2025, 1, 31), ("Bo",)),
        Filters(("Wire",), (), date(2025, 1, 1), date(2025, 1, 31), ("Bo",)),
        order=Order.LATEST,
    )  # fmt: skip
    assert chips(query, EN) == [
        Chip(Part.OUTLET, "Wire", "Wire", parsed=True),
        Chip(Part.OUTLET, "Seeblick", "Seeblick", parsed=False),
        Chip(Part.AUTHOR, "Bo", "Bo", parsed=True),
        Chip(Part.LANGUAGE, "de", "German", parsed=False),
        Chip(Part.LANGUAGE, "xx", "xx", parsed=False),
        Chip(Part.PUBLISHED, "", "January 2025", parsed=True),
        Chip(Part.ORDER, "", EN.newest_first, parsed=True),
    ]
    assert chips(Query("q", "q", "en"), EN) == []


@pytest.mark.parametrize(
    ("typed", "resolved", "meant"),
    [
        ("was sagt bo", "Was sagt Bo", []),
        ("WHAT DOES BO SAY", "what does Bo say", []),
        ("Hi: what does Bo say", "what does Bo say", [("", "what does Bo say")]),
    ],
)
def test_capitals_are_no_other_question(
    typed: str, resolved: str, meant: list[tuple[str, str]]
) -> None:
    """Only what is read without the words around it is shown as it is understood."""
    assert meanings(Query(typed, resolved, "en"), EN) == meant


def test_each_question_that_is_asked_on_stands_by_itself() -> None:
    """Two in a row would be no sentence."""
    asked = ("And in winter?", "When does the ferry sail?")
    query = Query("why?", "why?", "en", follow_up=FollowUp.RESOLVED, after=asked)
    assert meanings(query, EN) == [("", each) for each in asked]


def test_what_leans_on_words_of_its_own_message_says_it_all() -> None:
    """But for a letter, of which the rest was left."""
    short, letter = (
        "The ferry is full. Is it?",
        "Dear all, I write from Sandholm. The ferry is full. Is it?",
    )
    query = Query(short, "Is it?", "en", follow_up=FollowUp.RESOLVED, after=("the ferry is full.",))
    assert meanings(query, EN) == []
    read = [("", "the ferry is full."), ("", "Is it?")]
    assert meanings(replace(query, question=letter), EN) == read
    swapped = replace(query, question=letter, resolved="The ferry is full.", after=("Is it?",))
    assert [each for _, each in meanings(swapped, EN)] == ["The ferry is full.", "Is it?"]
