"""Numbers and dates, and what they count, in three languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.rag.quoting.figures import figures, rival

ENGLISH = "The ferry carried 62,700 passengers, 20 per cent more than in 1998, for $4 million."
GERMAN = "Die Fähre beförderte 62.700 Passagiere, 7,5 Prozent mehr als 1998, für 4 Millionen Euro."
CHINESE = "渡轮运送了6.27万乘客，比1998年多百分之八，航行五十多天，票价400万欧元。"


def read(text: str, language: str) -> list[tuple[str, object, set[str]]]:
    return [(text[f.start : f.end], f.value, set(f.units)) for f in figures(text, language)]


def test_english_figures() -> None:
    """Grouping, percent in two words, a year, a sign before the number and a scale after it."""
    assert read(ENGLISH, "en") == [
        ("1998", (1998,), {"date:year"}),
        ("62,700", 62_700.0, {"passenger", "person"}),
        ("20", 20.0, {"percent"}),
        ("$4 million", 4e6, {"dollar"}),
    ]


def test_german_figures() -> None:
    """The point groups and the comma divides."""
    assert read(GERMAN, "de") == [
        ("1998", (1998,), {"date:year"}),
        ("62.700", 62_700.0, {"passenger", "person"}),
        ("7,5", 7.5, {"percent"}),
        ("4 Millionen", 4e6, {"euro"}),
    ]


def test_chinese_figures() -> None:
    """Numbers in characters, their scales, and the percent that stands before."""
    assert read(CHINESE, "zh") == [
        ("1998年", (1998,), {"date:year"}),
        ("6.27万", 62_700.0, {"passenger", "person"}),
        ("百分之八", 8.0, {"percent"}),
        ("五十多", 50.0, {"day"}),
        ("400万", 4e6, {"euro"}),
    ]


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("on 4 May", "en", (5, 4)),
        ("on May 4th, 2025", "en", (2025, 5, 4)),
        ("am 4. Mai 2025", "de", (2025, 5, 4)),
        ("5月4日", "zh", (5, 4)),
        ("in May 2025", "en", (2025, 5)),
    ],
)
def test_dates(text: str, language: str, value: tuple[int, ...]) -> None:
    """Days and months, with the year where it is said."""
    assert [each.value for each in figures(text, language)] == [value]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("航行十二天", 12, "day"),
        ("航行两百三十天", 230, "day"),
        ("票价五百人民币", 500, "yuan"),  # 人 counts people
        ("来了五百人", 500, "person"),
        ("蓄水三千二百万立方米", 32e6, "立方"),
    ],
)
def test_chinese_numerals(text: str, value: float, unit: str) -> None:
    """Ten without a digit before it is one ten; the longest unit counts."""
    assert [(each.value, set(each.units)) for each in figures(text, "zh")] == [(value, {unit})]


@pytest.mark.parametrize(
    "text",
    [
        "Model 3.1.2 is out", "a 1080p film", "he said it once", "一次",
        "She gave 20 to charity.",
    ],
)  # fmt: skip
def test_what_counts_nothing_is_no_figure(text: str) -> None:
    """Versions, formats, and the Chinese for "once"."""
    assert figures(text, "zh" if text == "一次" else "en") == ()


@pytest.mark.parametrize(
    ("one", "other", "rivals"),
    [
        ("It sold 300 tickets.", "It sold 400 tickets.", ["300"]),
        ("It sold 300 tickets.", "Some 300 tickets were sold, and 400 tickets given.", []),
        ("It sold 300 tickets.", "It took 400 days.", []),
        ("About 590,000 copies", "exactly 589,600 copies", []),
        ("Exactly 589,600 copies", "about 590,000 copies", []),
        ("About 590,000 copies", "exactly 627,000 copies", ["590,000"]),
        ("It holds 0.000004 grams.", "It holds 0.000003 grams.", ["0.000004"]),
        ("It opened on 4 May.", "It opened on 5 May 2025.", ["4 May"]),
        ("It opened on 4 May.", "It opened on 4 May 2025.", []),
    ],
)
def test_rivals_are_other_values_of_the_same_unit(one: str, other: str, rivals: list[str]) -> None:
    """One value in common is agreement, and so is the same number rounded or without its year."""
    found = rival(figures(one, "en"), figures(other, "en"))
    assert [one[each.start : each.end] for each in found] == rivals


def test_rivals_across_languages() -> None:
    """62,700 is 62.700 is 6.27万; 8 per cent is 百分之八."""
    english, german, chinese = figures(ENGLISH, "en"), figures(GERMAN, "de"), figures(CHINESE, "zh")
    assert {each.value for each in rival(english, german)} == {20.0}
    assert {each.value for each in rival(german, chinese)} == {7.5}
    assert {each.value for each in rival(english, chinese)} == {20.0}


@given(
    st.text(st.sampled_from("0123456789.,万亿十百千二月日年% $€May-mal thousand"), max_size=60),
    st.sampled_from(["en", "de", "zh", "und"]),
)
def test_any_text_has_its_figures_in_it(text: str, language: str) -> None:
    """Every figure is a stretch of the text, and none is a rival of itself."""
    found = figures(text, language)
    assert all(0 <= each.start < each.end <= len(text) for each in found)
    assert rival(found, found) == ()
