"""Who may change the articles, and how a change is told of."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from newsroom import ENCODER, FERRY, LIBRARY, PROJECTION

from onrecord.corpus.errors import FetchError
from onrecord.index.building.report import Progress
from onrecord.rag.desk import Desk
from onrecord.ui.keys import Keys
from onrecord.ui.rest.api import create_app
from onrecord.ui.settings import Administration, Settings
from onrecord.ui.tokens import hashed, new_token

BASE = "http://127.0.0.1"
ADMIN, READ = new_token(), new_token()
NOTE = {"id": "desk/note.txt", "text": "The crane stands still.", "published": "2025-03-14"}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Build over a folder with one article."""
    corpus = tmp_path / "secret-corpus"
    corpus.mkdir()
    (corpus / "ferry.txt").write_text(FERRY.text)
    desk = Desk(corpus, tmp_path / "secret-index", tmp_path / "cache", model="one's own")
    desk.encoder, desk.projection = ENCODER, PROJECTION
    desk.build()
    return desk


def serving(desk: Desk, keys: Keys | None = None, **told: Any) -> TestClient:
    settings = Settings(desk.corpus, desk.index, **told)
    return TestClient(create_app(desk.engine, settings, desk, keys=keys), BASE)


@pytest.fixture
def client(desk: Desk) -> Iterator[TestClient]:
    with serving(desk, admin=Administration.OPEN) as client:
        yield client


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_an_article_is_added_and_removed(client: TestClient, desk: Desk) -> None:
    """Under its own id, searched at once; a removed one is gone."""
    done = client.post("/v1/articles?wait=25", json={"articles": [NOTE]})
    assert (done.status_code, done.json()["state"]) == (200, "done")
    assert done.json()["report"]["added"] == ["desk/note.txt"]
    assert client.get("/v1/articles/desk%2Fnote.txt/text").text == NOTE["text"]
    gone = client.delete("/v1/articles?id=desk/note.txt&wait=25").json()
    assert gone["report"]["removed"] == ["desk/note.txt"]
    assert [each.id for each in desk.engine().articles()] == ["ferry.txt"]
    assert client.delete("/v1/articles?id=desk/note.txt").status_code == 404


def test_the_folder_is_taken_up_by_a_build(client: TestClient, desk: Desk) -> None:
    """Which is a job with an address; no path of this machine is in what it tells."""
    (desk.corpus / "bibliothek.txt").write_text(LIBRARY.text)
    (desk.corpus / "broken.txt").write_bytes(b"\x00\x01\x02")
    started = client.post("/v1/index/build")
    assert started.status_code in {200, 202}
    job = client.get(f"{started.headers['location']}?wait=25")
    assert job.json()["state"] == "done"
    done = client.post("/v1/index/build?wait=25", json={"force": False})
    assert job.json()["id"] == started.json()["id"]
    listed = client.get("/v1/jobs").json()["jobs"]
    assert [each["state"] for each in listed] == ["done", "done"]
    assert listed[1]["report"]["added"] == ["bibliothek.txt"]
    for told in (job.text, done.text, json.dumps(listed)):
        assert "secret" not in told


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"articles": []},
        {"articles": [NOTE], "urls": ["https://post.example/"]},
        {"articles": [NOTE | {"id": "/etc/passwd"}]},
        {"articles": [NOTE | {"text": " "}]},
        {"articles": [NOTE | {"published": "soon"}]},
        {"articles": [NOTE | {"url": "file:///etc/passwd"}]},
        {"urls": ["/etc/passwd"]},
        {"urls": ["-"]},
        {"urls": ["file:///etc/passwd"]},
    ],
)
def test_what_is_no_article_is_refused(client: TestClient, body: object) -> None:
    """Above all whatever would read a file of this machine."""
    assert client.post("/v1/articles", json=body).status_code == 422


def test_a_page_that_fails_fails_its_job(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one line, with its reason."""

    def failing(*_: object) -> None:
        raise FetchError("https://post.example/ can't be had: not found")

    monkeypatch.setattr("onrecord.corpus.reading.web.Web.fetch", failing)
    job = client.post("/v1/articles?wait=25", json={"urls": ["https://post.example/"]}).json()
    assert (job["state"], job["report"]) == ("failed", None)
    assert "can't be had: not found" in job["error"]


def test_a_snapshot_is_gone_back_to(client: TestClient) -> None:
    """Under a newer generation; a name that is taken fails."""
    assert client.post("/v1/snapshots?wait=25", json={"name": "spring"}).json()["state"] == "done"
    assert client.post("/v1/snapshots?wait=25", json={"name": "spring"}).json()["error"]
    client.post("/v1/articles?wait=25", json={"articles": [NOTE]})
    back = client.post("/v1/index/rollback?wait=25", json={"to": "spring"}).json()
    assert back["report"]["removed"] == ["desk/note.txt"]
    names = [each["name"] for each in client.get("/v1/snapshots").json()["snapshots"]]
    assert "spring" in names


def test_a_job_is_told_how_far_it_is_and_can_be_ended(
    client: TestClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ended at its next step; another goes on."""
    reached, go_on = threading.Event(), threading.Event()

    def build(*, force: bool, on_progress: Any) -> object:
        on_progress(Progress(1, 3, int(force), 2))
        reached.set()
        assert go_on.wait(20)
        on_progress(Progress(2, 3, 0, 0))
        return {"n": 1}

    monkeypatch.setattr(desk, "build", build, raising=False)
    path = client.post("/v1/index/build").headers["location"]
    assert reached.wait(20)
    running = client.get(path).json()
    assert running["state"] == "running"
    assert running["progress"] == {
        "n_files": 1,
        "n_files_in_all": 3,
        "n_encoded": 0,
        "n_waiting": 2,
    }
    assert client.delete(path).status_code == 200
    go_on.set()
    assert client.post("/v1/index/build?wait=25").json()["state"] == "done"
    assert client.get(path).json()["state"] == "cancelled"


def test_the_token_opens_administration_and_nothing_else_does(desk: Desk) -> None:
    """401 names the scheme; the read token doesn't administer."""
    told = {"admin_token": hashed(ADMIN), "read_token": hashed(READ)}
    with serving(desk, **told) as client:
        for headers in ({}, bearer("x"), bearer(READ), {"Authorization": f"Basic {ADMIN}"}):
            refused = client.post("/v1/index/build", headers=headers)
            assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
        assert client.post("/v1/index/build?wait=25", headers=bearer(ADMIN)).status_code == 200


@pytest.mark.parametrize("path", ["/v1/index", "/article/ferry.txt", "/docs", "/metrics", "/mcp"])
def test_a_read_token_is_needed_to_read(desk: Desk, path: str) -> None:
    """Everything but whether the server lives and is ready."""
    with serving(desk, read_token=hashed(READ)) as client:
        assert client.get(path).status_code == 401
        for token in (READ, ADMIN):
            status = client.get(path, headers=bearer(token)).status_code
            assert (status == 401) == (token == ADMIN)
        assert client.get("/readyz").status_code == 200


@pytest.mark.parametrize("headers", [{}, {"X-Forwarded-For": "203.0.113.9"}])
def test_nobody_administers_for_want_of_a_header(desk: Desk, headers: dict[str, str]) -> None:
    """A proxy on this machine adds none: it takes the token that was made at the start."""
    keys = Keys.made()
    with serving(desk, keys) as client:
        for path in ("/v1/index/build", "/v1/articles"):
            assert client.post(path, json={}, headers=headers).status_code == 401
        assert client.get("/v1/jobs", headers=headers).status_code == 401
        assert client.get("/v1/index", headers=headers).status_code == 200
        told = bearer(keys.admin) | headers
        assert client.post("/v1/index/build?wait=25", headers=told).status_code == 200


def test_a_read_token_never_writes(desk: Desk) -> None:
    """Whether or not a token of administration is set."""
    with serving(desk, read_token=hashed(READ), admin=Administration.OPEN) as client:
        assert client.get("/v1/index", headers=bearer(READ)).status_code == 200
        assert client.post("/v1/index/build", headers=bearer(READ)).status_code == 401


def test_administration_can_be_closed(desk: Desk) -> None:
    """For whoever has the token, too."""
    told = {"admin": Administration.CLOSED, "admin_token": hashed(ADMIN)}
    with serving(desk, **told) as client:
        assert client.post("/v1/index/build", headers=bearer(ADMIN)).status_code == 403
        assert client.get("/v1/index").status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Origin": BASE, "Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "https://friend.example", "Sec-Fetch-Site": "cross-site"}, 200),
    ],
)
def test_pages_of_others_change_nothing(desk: Desk, headers: dict[str, str], status: int) -> None:
    """A browser on this machine is no key; an origin that is named may ask, and read."""
    told = {"admin": Administration.OPEN, "origins": ("https://friend.example",)}
    with serving(desk, **told) as client:
        response = client.post("/v1/index/build?wait=25", headers=headers)
        assert response.status_code == status
        allowed = response.headers.get("access-control-allow-origin")
        assert allowed == ("https://friend.example" if "friend" in str(headers) else None)


def test_several_servers_share_one_index(desk: Desk) -> None:
    """What one adds, the other answers from, and it knows of the job."""
    other = Desk(desk.corpus, desk.index, desk.index, model="one's own")
    other.encoder, other.projection = ENCODER, PROJECTION
    told = {"admin": Administration.OPEN}
    with serving(desk, **told) as here, serving(other, **told) as there:
        before = there.get("/v1/index")
        done = here.post("/v1/articles?wait=25", json={"articles": [NOTE]})
        known = {"If-None-Match": before.headers["etag"]}
        assert there.get("/v1/index", headers=known).json()["articles"] == 2
        assert there.get(done.headers["location"]).json() == done.json()
