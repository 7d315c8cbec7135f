"""What somebody said, on a page and in a feed."""

from collections.abc import Iterator

import pytest
from fakes_engine import HARBOUR, FakeDesk, fake_engine
from fastapi.testclient import TestClient
from lxml import etree

from onrecord.ui.pages.feed import following
from onrecord.ui.pages.speaker_page import speaking
from onrecord.ui.rest.api import create_app
from onrecord.ui.words.page_strings import DE

NAMES = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def client() -> Iterator[TestClient]:
    """Serve both."""
    app = create_app(FakeDesk(fake_engine()).engine)
    app.include_router(speaking)
    app.include_router(following)
    with TestClient(app, "http://127.0.0.1") as at:
        yield at


def test_a_speakers_page_tells_by_day_what_they_said(client: TestClient) -> None:
    """In the reader's language; a name that nobody has is only text."""
    headers = {"Accept-Language": "de"}
    page = client.get("/speaker/Ingrid Maas", headers=headers).text
    assert '<time datetime="2025-03-14">14. März 2025</time>' in page
    assert page.count("<blockquote") == len(fake_engine().statements("Ingrid Maas"))
    nobody = client.get("/speaker/<b>Nobody", headers=headers).text
    assert DE.never_quoted in nobody
    assert "<b>" not in nobody


def test_a_question_is_followed_by_a_feed(client: TestClient) -> None:
    """An entry a quote, each with an address that marks it; asked again, they are the same."""
    asked = {"q": "What did Ingrid Maas say about the ferry?"}
    reply = client.get("/follow.atom", params=asked)
    assert reply.headers["content-type"].startswith("application/atom+xml")
    feed = etree.fromstring(reply.content)
    contents = feed.xpath("//a:entry/a:content/text()", namespaces=NAMES)
    assert contents
    assert all(each in HARBOUR.text for each in contents)
    links = feed.xpath("//a:entry/a:link/@href", namespaces=NAMES)
    assert all(each.startswith("http://127.0.0.1/article/2025%2Fharbour") for each in links)
    assert client.get("/follow.atom", params=asked).content == reply.content
    assert client.get("/follow.atom").status_code == 422
