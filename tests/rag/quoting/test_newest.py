"""Quotes by day, where the newest are asked for."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from newsroom import FERRY

from onrecord.rag.quoting.answer import Quote
from onrecord.rag.quoting.newest import newest_first


def quote(score: float, day: date | None) -> Quote:
    """Quote the headline of an article of that day."""
    return Quote(replace(FERRY, published=day), 0, 23, score, None)


OLD, NEW = date(2024, 1, 1), date(2025, 1, 1)


def test_the_newest_of_those_that_answer_nearly_as_well_comes_first() -> None:
    """.5 is half of .9 and more; .4 is less, so its day doesn't count."""
    old, new, weak = quote(0.9, OLD), quote(0.5, NEW), quote(0.4, NEW)
    assert newest_first((old, new, weak), 0.1) == (new, old, weak)


def test_what_is_no_answer_does_not_come_first() -> None:
    """Below the least score an answer needs, the newest stays where it is."""
    old, new = quote(0.9, OLD), quote(0.5, NEW)
    assert newest_first((old, new), 0.6) == (old, new)


def test_undated_articles_come_after_dated_ones() -> None:
    """Nobody knows how new they are."""
    undated, old = quote(0.9, None), quote(0.8, OLD)
    assert newest_first((undated, old), 0.1) == (old, undated)


@given(st.lists(st.tuples(st.floats(0, 1), st.none() | st.dates()), max_size=8), st.floats(0, 1))
def test_no_quote_is_lost_and_equal_days_keep_their_order(
    drawn: list[tuple[float, date | None]], least: float
) -> None:
    """It is a stable order of the same quotes."""
    quotes = sorted((quote(*each) for each in drawn), key=lambda each: -each.score)
    ordered = newest_first(quotes, least)
    assert sorted(map(id, ordered)) == sorted(map(id, quotes))
    assert newest_first([replace(each) for each in quotes], least) == ordered
    if len({each.article.published for each in quotes}) == 1:
        assert list(ordered) == quotes
