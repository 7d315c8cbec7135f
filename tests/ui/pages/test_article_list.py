"""The page of the articles: searched, sorted, filtered, a page at a time."""

from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

from fakes_engine import HARBOUR, HOSTILE, LIBRARY, ORCHARD
from hypothesis import given
from hypothesis import strategies as st

from onrecord.ui.pages.article_list import PAGE, Column, Shelf, Wanted
from onrecord.ui.pages.articles_page import Looked

ARTICLES = (HARBOUR, LIBRARY, ORCHARD, HOSTILE)


def ids(**wanted: object) -> list[str]:
    """Name what is shown."""
    return [each.id for each in Shelf.of(ARTICLES, replace(Wanted(), **wanted)).articles]  # type: ignore[arg-type]


def test_the_newest_come_first_and_the_undated_last() -> None:
    """Either way round, what isn't known stands at the end."""
    newest = [ORCHARD.id, HARBOUR.id, LIBRARY.id, HOSTILE.id]
    assert ids() == newest
    assert ids(descending=False) == [LIBRARY.id, HARBOUR.id, ORCHARD.id, HOSTILE.id]


def test_words_are_found_in_title_outlet_and_author() -> None:
    """All of them, in any order and case."""
    assert ids(words="FENN ferry") == [HARBOUR.id]
    assert ids(words="seeblick") == [LIBRARY.id]
    assert ids(words="ferry submarine") == []
    assert ids(outlet="河谷日报", language="zh") == [ORCHARD.id]
    assert ids(outlet="河谷日报", language="de") == []


def test_pages_hold_each_article_once() -> None:
    """A page beyond the last is the last."""
    many = [replace(HARBOUR, id=f"{n:03}") for n in range(2 * PAGE + 1)]
    pages = [Shelf.of(many, Wanted(page=n)) for n in (1, 2, 3)]
    assert [len(each.articles) for each in pages] == [PAGE, PAGE, 1]
    assert len({each.id for page in pages for each in page.articles}) == 2 * PAGE + 1
    assert (pages[2].first, pages[2].last, pages[2].n) == (101, 101, 101)
    assert Shelf.of(many, Wanted(page=9)).wanted.page == 3
    assert Shelf.of([], Wanted(page=9)).n == 0


WANTED = st.builds(
    Wanted,
    words=st.text(max_size=20),
    outlet=st.text(max_size=20),
    language=st.sampled_from(["", "en"]),
    sort=st.sampled_from(Column),
    descending=st.booleans(),
)


@given(wanted=WANTED, page=st.integers(1, 999))
def test_an_address_shows_what_was_wanted(wanted: Wanted, page: int) -> None:
    """Whatever signs are in it."""
    asked = dict(parse_qsl(urlsplit(wanted.href(page)).query))
    assert Looked.model_validate(asked).wanted == replace(wanted, page=page)


def test_a_column_sorts_and_again_the_other_way_round() -> None:
    """Dates begin with the newest, words with A."""
    titles = Wanted(page=3).by(Column.TITLE)
    assert titles == Wanted(sort=Column.TITLE, descending=False)
    assert titles.by(Column.TITLE).descending
    assert Wanted().by(Column.PUBLISHED) == Wanted(descending=False)
