"""Names as they are compared."""

import pytest

from onrecord.index.filters import Filters, authors_of, names_of


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        (None, ()),
        ("Ada Lane", ("Ada Lane",)),
        ("Von Ada Lane und Bo Hill", ("Ada Lane", "Bo Hill")),
        ("Ada Lane; Bo Hill, Ada Lane", ("Ada Lane", "Bo Hill")),
        ("文/林小满、赵明", ("林小满", "赵明")),
        ("Andy Sand", ("Andy Sand",)),
    ],
)
def test_each_author_of_a_byline_is_one(byline: str | None, names: tuple[str, ...]) -> None:
    """In any of three languages, each once."""
    assert authors_of(byline) == names


def test_an_author_is_asked_for_alone_or_with_the_others() -> None:
    """The byline as it stands is a name too, for whoever copies it."""
    assert names_of("Zoë Lane and Bo Hill") == {"zoe lane", "bo hill", "zoe lane and bo hill"}


def test_filters_that_let_all_through_are_none() -> None:
    """Whatever is set makes them some."""
    assert not Filters()
    some = ("a",)
    assert all([Filters(authors=some), Filters(languages=some), Filters(articles=some)])
