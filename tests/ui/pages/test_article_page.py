"""An article as it is now, and what is cited from it."""

from collections.abc import Iterator

import pytest
from fakes_engine import HARBOUR, ORCHARD, FakeDesk, FakeEngine
from fastapi.testclient import TestClient
from newsroom import retold

from onrecord.corpus import Article, Span
from onrecord.index.citations import Reference
from onrecord.ui.rest.api import create_app
from onrecord.ui.rest.article_page import reading
from onrecord.ui.words.strings import DE, EN

START = HARBOUR.text.index("Fishermen complain")
END = HARBOUR.text.index("ten 🚢.") + 6
CITED = str(Reference.of(Span(HARBOUR, START, END)))
PATH = f"/article/{HARBOUR.id}"


def client(*articles: Article) -> TestClient:
    """Serve these articles."""
    app = create_app(FakeDesk(FakeEngine(articles)).engine)
    app.include_router(reading)
    return TestClient(app, base_url="http://127.0.0.1")


@pytest.fixture
def moved() -> Iterator[TestClient]:
    """Serve the article with a sentence in front."""
    with client(retold(HARBOUR, "First of all. " + HARBOUR.text)) as at:
        yield at


def test_moved_words_are_followed_and_said_to_have_moved(moved: TestClient) -> None:
    """Just they are marked."""
    panel = moved.get(PATH, params={"view": "panel", "at": CITED}).text
    assert f'<mark data-quotes="0">{HARBOUR.text[START:END]}</mark>' in panel
    assert EN.words_moved in panel


def test_context_is_that_of_where_the_words_stand_now(moved: TestClient) -> None:
    """By whole sentences, up to a heading; what it gives refers to all of it."""
    found = moved.get(f"/context/{HARBOUR.id}", params={"at": CITED}).json()
    text = "First of all. " + HARBOUR.text
    reference = Reference.read(found["at"])
    assert reference
    words = text[reference.start : reference.end]
    assert words == found["before"] + HARBOUR.text[START:END] + found["after"]
    assert found["before"] == "Not everyone is glad. "
    assert words.endswith("never asked them.")
    assert not found["more"]


def test_lost_words_have_no_context() -> None:
    """What became of them is said in the reader's language."""
    changed = retold(HARBOUR, HARBOUR.text.replace("Fishermen complain", "Nobody complains"))
    for articles, said in (((changed,), DE.words_changed), ((), DE.no_article)):
        with client(*articles) as at:
            found = at.get(
                f"/context/{HARBOUR.id}",
                params={"at": CITED},
                headers={"Accept-Language": "de"},
            ).json()
            assert (found["said"], found["before"], found["at"]) == (said, "", "")


def test_an_article_is_found_under_its_new_name() -> None:
    """By the hash of its text, where a citation has one."""
    renamed = Article(**{name: getattr(HARBOUR, name) for name in HARBOUR.__slots__} | {"id": "b"})
    with client(renamed) as at:
        panel = at.get(PATH, params={"view": "panel", "at": CITED})
        assert f'<mark data-quotes="0">{HARBOUR.text[START:END]}</mark>' in panel.text
        assert at.get(PATH).status_code == 404


def test_a_missing_article_has_a_page() -> None:
    """In the reader's language, with a way on; never the problem that programs get."""
    with client() as at:
        page = at.get("/article/none.txt", headers={"Accept-Language": "de"})
        assert page.status_code == 404
        assert page.headers["content-type"].startswith("text/html")
        assert DE.no_article in page.text
        assert 'href="/articles"' in page.text
        panel = at.get("/article/none.txt", params={"view": "panel"})
        assert (panel.status_code, DE.close in panel.text) == (404, False)
        assert EN.no_article in panel.text


def test_an_article_page_is_in_the_readers_language() -> None:
    """The frame speaks it; the article keeps its own."""
    with client(ORCHARD) as at:
        page = at.get(f"/article/{ORCHARD.id}", headers={"Accept-Language": "de"}).text
    assert '<html lang="de">' in page
    assert "20. September 2025" in page
    assert 'class="source-text" lang="zh"' in page


def test_what_is_selected_becomes_a_quote_like_any_other() -> None:
    """Without the blanks around it, with its speaker; of the text that was seen, or not at all."""
    start = HARBOUR.text.index("“We have waited")
    chosen = {"start": start - 2, "end": start + 30, "text": HARBOUR.sha256[:12]}
    with client(HARBOUR) as at:
        card = at.get(f"/card/{HARBOUR.id}", params=chosen).text
        assert f">{HARBOUR.text[start : start + 30]}</blockquote>" in card
        assert str(Reference.of(Span(HARBOUR, start, start + 30))) in card
        assert "Ingrid Maas" in card
        for wrong in ({"text": "0" * 12}, {"start": start - 2, "end": start - 1}):
            assert at.get(f"/card/{HARBOUR.id}", params={**chosen, **wrong}).status_code == 409
