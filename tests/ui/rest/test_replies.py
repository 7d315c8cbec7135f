"""Replies are made of what the engine says."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import ARTICLES, PROJECTION, TAGGER, open_engine

from onrecord.index.filters import Filters
from onrecord.index.index import Index
from onrecord.rag.engine import Engine
from onrecord.ui.rest.replies import articles_body
from onrecord.ui.rest.request_bodies import ListRequest

OUTLETS = [*sorted({each.outlet for each in ARTICLES if each.outlet}), "THE COURIER", "Nobody"]
AUTHORS = ["NADIA FÉNN", "Nobody"]
DAYS = [*sorted({each.published for each in ARTICLES if each.published}), date(2025, 3, 16)]


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> tuple[Engine, Index]:
    """Open an engine and an index over the newsroom."""
    folder = tmp_path_factory.mktemp("newsroom")
    engine = open_engine(folder)
    return engine, Index.open(folder, "fake", PROJECTION, TAGGER.name)


@given(
    outlets=st.lists(st.sampled_from(OUTLETS), max_size=2),
    languages=st.lists(st.sampled_from(["en", "de", "zh", "fr"]), max_size=2),
    authors=st.lists(st.sampled_from(AUTHORS), max_size=2),
    days=st.lists(st.none() | st.sampled_from(DAYS), min_size=2, max_size=2),
    limit=st.integers(1, 3),
)
def test_what_is_listed_is_what_may_answer(  # noqa: PLR0917 - by name
    held: tuple[Engine, Index],
    outlets: list[str],
    languages: list[str],
    authors: list[str],
    days: list[date | None],
    limit: int,
) -> None:
    """Filters mean the same in a list as in a search, and pages leave out nothing."""
    engine, index = held
    since, until = days if None in days else sorted(filter(None, days))
    listed: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        wanted = ListRequest(
            outlet=outlets,
            author=authors,
            language=languages,
            since=since,
            until=until,
            limit=limit,
            cursor=cursor,
        )
        page = articles_body(engine, wanted)
        listed += [each.id for each in page.articles]
        cursor = page.next
    filters = Filters(tuple(outlets), tuple(languages), since, until, tuple(authors))
    passages = index.dense(np.ones(32, np.float32), 100, filters)
    assert listed == sorted({each.passage.article.id for each in passages})
