"""Whoever reads months or numbers knows the same names for them, in every language."""

from datetime import date

import pytest

from onrecord.corpus.languages.months_and_numbers import (
    HAN_DIGITS,
    HAN_STEPS,
    MONTHS,
    NUMBERS,
    SCALES,
    SHORT_MONTHS,
    month_names,
)
from onrecord.corpus.page.dates import parse_date
from onrecord.rag.question.times import find_dates
from onrecord.rag.question.typed import Typed
from onrecord.rag.quoting.figures import figures

TODAY = date(2026, 1, 1)


@pytest.mark.parametrize("name", MONTHS)
def test_every_month_is_read_by_everybody(name: str) -> None:
    """In an article's head, in a question and in a quote."""
    written = f"{name.title()} 3, 2025"
    day = date(2025, MONTHS[name], 3)
    assert parse_date(written) == day
    (asked,) = find_dates(Typed.of(f"What happened on {written}?", "en"), TODAY)
    assert (asked.since, asked.until) == (day, day)
    (quoted,) = figures(f"It opened on {written}.", "en")
    assert quoted.value == (2025, MONTHS[name], 3)


@pytest.mark.parametrize("word", NUMBERS)
def test_every_number_is_read_by_everybody(word: str) -> None:
    """In a question and in a quote."""
    (asked,) = find_dates(Typed.of(f"What happened in the last {word} days?", "en"), TODAY)
    assert asked.since is not None
    assert (TODAY - asked.since).days == NUMBERS[word]
    (quoted,) = figures(f"About {word} passengers came.", "en")
    assert quoted.value == NUMBERS[word]


@pytest.mark.parametrize(("number", "value"), [("五十", 50), ("兩百三十", 230), ("三千", 3000)])
def test_chinese_numerals_are_put_together(number: str, value: float) -> None:
    """Of digits and steps, in both scripts."""
    (quoted,) = figures(f"来了{number}位乘客。", "zh")
    assert quoted.value == value


def test_the_tables_are_whole() -> None:
    """Twelve months in each language, numbers to twelve, and both scripts of Chinese."""
    assert {*MONTHS.values()} == {*SHORT_MONTHS.values()} == set(range(1, 13))
    assert month_names("en")[0] == "January"
    assert month_names("en", "de") == (*month_names("en"), "Januar", "Jänner", "Februar", "März",
        "Maerz", "Mai", "Juni", "Juli", "Oktober", "Dezember")  # fmt: skip
    assert {*month_names()} == {*month_names("en", "de")}
    assert {*NUMBERS.values()} == set(range(2, 20))
    assert {*HAN_DIGITS.values()} == set(range(1, 10))
    assert HAN_STEPS == {"十": 10, "百": 100, "千": 1000}
    assert (SCALES["million"], SCALES["milliarden"], SCALES["億"]) == (1e6, 1e9, 1e8)
