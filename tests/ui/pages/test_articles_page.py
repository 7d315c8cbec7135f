"""The page of the articles shows all, and lets an administrator add, remove and put back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from newsroom import ARTICLES, BRIDGE, FERRY, HOSTILE, ORCHARD, open_desk

from onrecord.corpus import Article
from onrecord.index.building.following import Followed, keep
from onrecord.rag.desk import Desk
from onrecord.ui.pages.articles_page import Removed, as_line, free_id, library
from onrecord.ui.rest.api import create_app
from onrecord.ui.settings import Administration, Settings
from onrecord.ui.tokens import hashed

BASE = "http://127.0.0.1"
FILE = b"The crane of Norrkai\n\nThe crane of Norrkai lifts nine tonnes, said Per Holm."


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Set up the newsroom's desk."""
    return open_desk(tmp_path / "index")


def client_of(desk: Desk, **settings: Any) -> TestClient:
    """Open the page's interface; by default to whoever comes."""
    settings = {"admin": Administration.OPEN} | settings
    app = create_app(desk.engine, Settings(index=desk.index, **settings), desk)
    app.include_router(library)
    return TestClient(app, BASE, raise_server_exceptions=False)


@pytest.fixture
def client(desk: Desk) -> Iterator[TestClient]:
    with client_of(desk) as client:
        yield client


def ended(client: TestClient, job: dict[str, Any]) -> dict[str, Any]:
    """Wait until a job is over."""
    while job["state"] in {"queued", "running"}:
        job = client.get(f"/v1/jobs/{job['id']}?wait=25").json()
    return job


def test_each_article_stands_in_the_table_and_is_only_text(client: TestClient) -> None:
    """With a link to its page; what is in a title is shown, never run."""
    page = client.get("/articles").text
    for article in ARTICLES:
        assert f'data-id="{article.id}"' in page
    assert f'href="/article/{FERRY.id.replace("/", "%2F")}"' in page
    assert "<script>" not in page
    assert client.get("/articles?q=library&sort=size").status_code == 422


def test_hostile_words_are_escaped_wherever_they_stand(tmp_path: Path) -> None:
    """In titles, outlets, authors, ids and in what was searched for."""
    bad = '"><script>alert(1)</script>'
    article = Article(f"a{bad}.txt", "Words.", f"T{bad}", f"O{bad}", f"A{bad}", None, "en", None)
    with client_of(open_desk(tmp_path / "index", [article])) as client:
        page = client.get("/articles", params={"outlet": f"O{bad}"}).text
        assert page.count("&lt;script&gt;alert(1)") >= 5
        assert "<script>alert" not in page
        assert "<script>alert" not in client.get("/articles", params={"q": bad}).text


def test_a_file_is_added_and_answers(client: TestClient, desk: Desk) -> None:
    """The report tells its id; a file that can't be read fails alone."""
    job = client.post("/articles/file?name=crane.txt", content=FILE).json()
    assert ended(client, job)["report"]["added"] == ["crane.txt"]
    (quote,) = desk.engine().ask("What does the crane of Norrkai lift?").quotes
    assert quote.text == "The crane of Norrkai lifts nine tonnes, said Per Holm."
    bad = client.post("/articles/file?name=crane.pdf", content=b"no PDF").json()
    assert ended(client, bad)["state"] == "failed"


@pytest.mark.parametrize("article", [FERRY, ORCHARD, BRIDGE, HOSTILE])
def test_what_was_removed_is_put_back_letter_for_letter(
    client: TestClient, desk: Desk, article: Article
) -> None:
    """Text, offsets and all that was known are as before, so citations hold."""
    job = client.post("/articles/remove", json={"ids": [article.id]}).json()
    assert ended(client, job)["report"]["removed"] == [article.id]
    assert f'data-id="{article.id}"' not in client.get("/articles").text
    job = client.post("/articles/restore", json={"ids": [article.id]}).json()
    assert ended(client, job)["report"]["added"] == [article.id]
    assert desk.engine().article(article.id) == article


def test_nothing_is_put_back_that_was_not_removed(client: TestClient) -> None:
    """Nor removed that isn't there."""
    assert client.post("/articles/restore", json={"ids": [FERRY.id]}).status_code == 404
    assert client.post("/articles/remove", json={"ids": ["none.txt"]}).status_code == 404


CHANGES = [("/articles/file?name=a.txt", None), ("/articles/remove", {"ids": [FERRY.id]})]


@pytest.mark.parametrize(("path", "body"), CHANGES)
def test_administration_is_for_whoever_has_the_token(
    desk: Desk, path: str, body: dict[str, str] | None
) -> None:
    """The page hides what is closed."""
    with client_of(desk, admin=Administration.CLOSED) as client:
        assert client.post(path, json=body).status_code == 403
        assert "administration" not in client.get("/articles").text
    told = {"admin": Administration.TOKEN, "admin_token": hashed("secret")}
    with client_of(desk, **told) as client:
        assert 'data-door="token"' in client.get("/articles").text
        assert client.post(path, json=body).status_code == 401
        bearer = {"Authorization": "Bearer secret"}
        assert client.post(path, json=body, headers=bearer).status_code == 200


def test_pages_of_other_origins_change_nothing(client: TestClient) -> None:
    """A browser says where a request is from."""
    other = {"Origin": "https://elsewhere.example"}
    refused = client.post("/articles/remove", json={"ids": [FERRY.id]}, headers=other)
    assert refused.status_code == 403


def test_only_so_much_is_kept_for_an_undo() -> None:
    """The oldest is forgotten first."""
    removed = Removed(max_articles=2, max_chars=10_000)
    for article in (FERRY, ORCHARD, BRIDGE):
        removed.keep(article)
    assert removed.get(FERRY.id) is None
    assert removed.get(BRIDGE.id) == BRIDGE
    assert set(as_line(BRIDGE)) == {"id", "text", "title", "language"}


def test_a_second_pasted_text_never_replaces_the_first() -> None:
    """Whatever the title's case and signs; a title of signs alone has a name too."""
    taken: set[str] = set()
    for title in ("Bridge closes", "bridge: CLOSES!", "桥", "***"):
        taken.add(free_id(title, taken))
    assert taken == {
        "pasted/bridge-closes.txt",
        "pasted/bridge-closes-2.txt",
        "pasted/桥.txt",
        "pasted/text.txt",
    }


def test_words_are_found_in_the_articles_themselves(client: TestClient) -> None:
    """Where it is wished; by days, too, which leave out what has none."""

    def shown(**looked: str) -> set[str]:
        page = client.get("/articles", params=looked).text
        return {each.id for each in ARTICLES if f'data-id="{each.id}"' in page}

    assert shown(q="crossing crowns") == set()
    assert shown(q="crossing crowns", text="1") == {FERRY.id}
    assert shown(since="2025-09-01", until="2025-09-20") == {ORCHARD.id}


def test_several_are_removed_and_put_back_at_once(client: TestClient) -> None:
    """With one undo."""
    ids = [FERRY.id, ORCHARD.id]
    ended(client, client.post("/articles/remove", json={"ids": ids}).json())
    assert client.get("/v1/index").json()["articles"] == len(ARTICLES) - 2
    ended(client, client.post("/articles/restore", json={"ids": ids}).json())
    assert client.get("/v1/index").json()["articles"] == len(ARTICLES)


def test_what_is_no_known_format_is_refused(client: TestClient) -> None:
    """Also what could be read as some text."""
    refused = client.post("/articles/file?name=pic.png", content=b"\x89PNG....")
    assert refused.status_code == 415
    assert ".docx" in refused.json()["detail"]


def test_what_is_known_of_an_undated_article_is_told(client: TestClient, desk: Desk) -> None:
    """Its words stay, and so does what wasn't asked; it is no longer among the undated ones."""
    before = desk.engine().article(BRIDGE.id)
    assert f'data-id="{BRIDGE.id}"' in client.get("/articles?undated=1").text
    told = {"title": before.title, "outlet": "The Courier", "published": "2025-02-03"}
    job = client.post("/articles/describe", json={"id": BRIDGE.id, **told}).json()
    assert ended(client, job)["report"]["changed"] == [BRIDGE.id]
    day = date(2025, 2, 3)
    assert desk.engine().article(BRIDGE.id) == replace(
        before, outlet="The Courier", author=None, published=day
    )
    assert f'data-id="{BRIDGE.id}"' not in client.get("/articles?undated=1").text
    assert client.post("/articles/describe", json={"id": "none", **told}).status_code == 404


def test_administrators_see_how_what_is_followed_stands(desk: Desk, tmp_path: Path) -> None:
    """When it was looked at, what came of it and what was wrong; addresses can hold secrets."""
    url = "https://post.example/feed?<key>"
    keep(tmp_path / "index", [Followed(url, 1.0, 2.0, 31, "it answered 404: check it")])
    there = (url, "https://b.example/new")
    with client_of(desk, follow=there) as client:
        page = client.get("/articles", headers={"accept-language": "de"}).text
    assert "https://post.example/feed?&lt;key&gt;" in page
    assert "bisher 31 Artikel<br><bdi>it answered 404: check it</bdi>" in page
    assert "<bdi>https://b.example/new</bdi> <small>noch nicht angesehen</small>" in page
    with client_of(desk, follow=there, admin=Administration.TOKEN) as client:
        assert "example" not in client.get("/articles").text
    with client_of(desk) as client:
        assert "example" not in client.get("/articles").text
