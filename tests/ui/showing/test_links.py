"""A question has an address, which asks the same again."""

from datetime import date
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.rag.question.query import Filters, Query
from onrecord.ui.engine import MAX_QUESTION_CHARS
from onrecord.ui.showing.links import question_href, read_link

OUTLET = st.text(min_size=1, max_size=20).map(str.strip).filter(bool)
DAY = st.none() | st.dates()


@given(
    question=st.text(min_size=1, max_size=60).map(str.strip).filter(bool),
    filters=st.builds(
        Filters,
        outlets=st.lists(OUTLET, max_size=3).map(tuple),
        authors=st.lists(OUTLET, max_size=2).map(tuple),
        languages=st.lists(st.sampled_from(["en", "zh", "de"]), max_size=2).map(tuple),
        since=DAY,
        until=DAY,
    ),
)
def test_an_address_asks_what_was_asked(question: str, filters: Filters) -> None:
    """With the filters that were chosen, whatever signs are in them."""
    href = question_href(Query("And?", question, "en", filters))
    assert href.startswith("/?q=")
    assert read_link(parse_qsl(href[2:], keep_blank_values=True)) == (question, filters)


def test_an_address_leaves_out_what_the_question_says_itself() -> None:
    """Filters that were read from it are read from it again."""
    may = Filters(since=date(2025, 5, 1), until=date(2025, 5, 31))
    query = Query("What was said in May 2025?", "What was said in May 2025?", "en", may, may)
    assert question_href(query) == "/?q=What+was+said+in+May+2025%3F"


@pytest.mark.parametrize(
    ("pairs", "read"),
    [
        ([], ("", Filters())),
        ([("q", "  ")], ("", Filters())),
        ([("q", "Who?"), ("q", "What?"), ("since", "soon")], ("Who?", Filters())),
        ([("q", "Who?"), ("outlet", "x" * 201), ("outlet", "")], ("Who?", Filters())),
        ([("q", "w" * 90_000)], ("w" * (MAX_QUESTION_CHARS + 1), Filters())),
    ],
)
def test_what_cannot_be_read_of_an_address_is_left_out(
    pairs: list[tuple[str, str]], read: tuple[str, Filters]
) -> None:
    """Nothing fails; what is too long stays too long, so that it's said."""
    assert read_link(pairs) == read
