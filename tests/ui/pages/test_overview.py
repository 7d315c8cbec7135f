"""The overview: counts that add up, drawings without script, words only as text."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from fakes_engine import HARBOUR, HOSTILE, LIBRARY, ORCHARD, FakeDesk
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from newsroom import ARTICLES, open_desk

from onrecord.ui.pages.charts import NARROW, WIDE, Dot, Sheet, bars, dots
from onrecord.ui.pages.overview import Overview, Unit
from onrecord.ui.pages.overview_page import outlook
from onrecord.ui.rest.api import create_app
from onrecord.ui.words.strings import DE, EN

BAD = '"><script>alert(1)</script>'


def test_articles_are_counted_by_month_and_outlet() -> None:
    """Months without articles are there too; what has no date is counted apart."""
    seen = Overview.of([HARBOUR, LIBRARY, ORCHARD, HOSTILE])
    assert (seen.unit, len(seen.bins), seen.n_undated) == (Unit.MONTH, 13, 1)
    assert (seen.bins[0], seen.bins[-1]) == (date(2024, 9, 1), date(2025, 9, 1))
    assert dict(seen.by_outlet)["Seeblick"] == (1, *[0] * 12)
    assert seen.languages[0][1] == 1


DAY = st.none() | st.dates(date(1900, 1, 1), date(2040, 12, 31))


@given(st.lists(st.tuples(DAY, st.sampled_from([None, *"ABCDEFGHI"])), max_size=30))
def test_no_article_is_counted_twice_or_left_out(found: list[tuple[date | None, str]]) -> None:
    """Within the years that are drawn."""
    seen = Overview.of([replace(HARBOUR, published=day, outlet=name) for day, name in found])
    drawn = sum(sum(row) for _, row in seen.by_outlet)
    days = [day for day, _ in found if day]
    assert drawn == sum(day >= seen.bins[0] for day in days)
    assert seen.n_undated == len(found) - len(days)
    assert len(seen.by_outlet) <= 7
    assert len(seen.bins) <= 40
    assert seen.bins == tuple(sorted(set(seen.bins)))


def test_without_articles_it_says_so() -> None:
    """And leads to where some are added."""
    app = create_app(FakeDesk(None).engine)
    app.include_router(outlook)
    page = TestClient(app, "http://127.0.0.1").get("/overview")
    assert (page.status_code, EN.empty_corpus in page.text) == (200, True)
    assert 'href="/articles"' in page.text


def test_a_long_time_is_told_by_year() -> None:
    """Bars stay wide enough to be seen."""
    later = HARBOUR.published + timedelta(days=2000)  # type: ignore[operator]
    seen = Overview.of([HARBOUR, replace(HARBOUR, published=later)])
    assert (seen.unit, len(seen.bins)) == (Unit.YEAR, 6)


def test_drawings_have_no_script_style_or_outside_address() -> None:
    """And what is in a title is text."""
    spots = [Dot(0.1, 0.2, BAD, "/article/a", 0), Dot(-0.5, 1.0, "苹果", "/article/b", 2)]
    for svg in (bars(["May", BAD], [(BAD, [3, 0])], BAD), dots(spots, BAD)):
        root = etree.fromstring(str(svg))
        tags = {etree.QName(each).localname for each in root.iter()}
        assert not tags & {"script", "style", "defs", "image", "foreignObject"}
        assert all("style" not in each.attrib for each in root.iter())
        links = [
            value for each in root.iter() for name, value in each.attrib.items() if "href" in name
        ]
        assert all(each.startswith("/article/") for each in links)
        assert "<script" not in str(svg)


def test_names_on_a_map_do_not_meet() -> None:
    """Where dots are close, some stay without one."""
    close = [Dot(0.0, n / 500, f"Title {n}", f"/article/{n}", 0) for n in range(9)]
    root = etree.fromstring(str(dots(close, "map")))
    names = [each for each in root.iter("{*}text") if each.get("class") == "name"]
    spots = sorted((float(each.get("x")), float(each.get("y"))) for each in names)
    assert 0 < len(spots) < 9
    for (x, y), (other_x, other_y) in pairwise(spots):
        assert x != other_x or other_y - y > 10


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    """Serve the page over the newsroom."""
    bad = replace(ARTICLES[0], id=f"a{BAD}", title=BAD, outlet=BAD, language="en")
    app = create_app(open_desk(tmp_path / "index", [*ARTICLES, bad]).engine)
    app.include_router(outlook)
    with TestClient(app, "http://127.0.0.1") as client:
        yield client


def test_the_page_leads_to_questions_articles_and_outlets(client: TestClient) -> None:
    """In the reader's language, by links alone; hostile names are text."""
    page = client.get("/overview", headers={"Accept-Language": "de"}).text
    assert 'href="/speaker/Ingrid%20Maas"' in page
    assert 'href="/articles?outlet=Seeblick"' in page
    assert 'xlink:href="/article/bibliothek.txt"' in page
    assert DE.n_articles(len(ARTICLES) + 1) in page
    assert "<script>" not in page


@pytest.mark.parametrize("sheet", [WIDE, NARROW], ids=["wide", "narrow"])
def test_axes_count_in_whole_numbers_and_labels_have_room(sheet: Sheet) -> None:
    """No number stands twice, and the months that are named are evenly apart."""
    months = [f"Mon {2024 + n // 12}-{n % 12 + 1}" for n in range(17)]
    root = etree.fromstring(bars(months, [("A", [1, 0, 2] * 5 + [1, 1])], "t", sheet))
    path = "//*[starts-with(@class, 'axis {}')]/*/*[local-name()='text']/text()"
    labels = {axis: root.xpath(path.format(axis)) for axis in ("x", "y")}
    assert labels["y"] == ["0", "1", "2"]
    shown = [months.index(each) for each in labels["x"]]
    assert 2 <= len(shown) <= sheet.n_labels
    assert shown[-1] == len(months) - 1
    assert len({after - before for before, after in pairwise(shown)}) == 1
