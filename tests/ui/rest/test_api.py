import errno
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote as percent_encoded

import pytest
from fakes_engine import HARBOUR, HOSTILE, ORCHARD, FakeDesk, FakeEngine, fake_engine
from fastapi.testclient import TestClient

from onrecord.ui.rest.api import create_app
from onrecord.ui.rest.problem import NO_ROOM
from onrecord.ui.settings import Administration, Settings

ANSWERED = "When will the night ferry sail again?"
BASE = "http://127.0.0.1"


@pytest.fixture
def client() -> Iterator[TestClient]:
    engine = fake_engine()
    with TestClient(create_app(lambda: engine), BASE, raise_server_exceptions=False) as client:
        yield client


def test_ask_answers_as_the_contract_says(client: TestClient) -> None:
    """Field for field; the words are those of the article at their offsets."""
    answer = client.post("/v1/ask", json={"question": ANSWERED}).json()
    assert list(answer) == [
        "question", "resolved_question", "language", "filters", "answered", "confidence",
        "reason", "generation", "quotes", "near_misses", "parsed_filters", "undated_left_out",
        "order", "readings", "asks", "follows", "told", "sides",
    ]  # fmt: skip
    first = answer["quotes"][0]
    assert list(first) == [
        "text", "start", "end", "speaker", "score", "article", "copies", "differing", "remarks",
        "context",
    ]  # fmt: skip
    assert first["text"] == HARBOUR.text[first["start"] : first["end"]]
    assert first["article"] == {
        "id": HARBOUR.id,
        "title": HARBOUR.title,
        "outlet": "The Ellery Courier",
        "author": "Nadia Fenn",
        "published": "2025-03-14",
        "language": "en",
        "url": "https://courier.example/ferry?page=1",
        "sha256": HARBOUR.sha256,
    }


def test_a_speaker_is_a_span_too(client: TestClient) -> None:
    """The name stands in the article where the offsets say."""
    body = {"question": "Who waited for the ferry longer than for any train?"}
    speaker = client.post("/v1/ask", json=body).json()["quotes"][0]["speaker"]
    assert speaker["name"] == "Ingrid Maas" == HARBOUR.text[speaker["start"] : speaker["end"]]
    assert speaker["kind"] == "direct"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"question": ""},
        {"question": "   "},
        {"question": "x" * 20_001},
        {"question": 5},
        {"question": "q", "unknown": 1},
        {"question": "q", "filters": {"outlet": "X"}},
        {"question": "q", "history": ["q"] * 21},
        {"question": "q", "history": [""]},
        {"question": "q", "history": "q"},
        {"question": "q", "history": [7]},
        {"question": "q", "parsed_filters": "no"},
        {"question": "q", "filters": {"since": "yesterday"}},
        {"question": "q", "filters": {"since": 1_700_000_000}},
        {"question": "q", "filters": {"since": "2025-10-20T00:00:00"}},
        {"question": "q", "filters": {"since": "2025-02-29"}},
        {"question": "q", "filters": {"since": "2025-02-02", "until": "2025-02-01"}},
        {"question": "q", "k": 0},
        {"question": "q", "k": 21},
        {"question": "q", "context": 11},
        {"question": "q", "context": "1"},
        {"question": "\u001c"},
        {"question": "q", "filters": {"outlets": ["x"] * 51}},
    ],
)
def test_what_is_not_a_question_is_a_problem(client: TestClient, body: object) -> None:
    """422 as RFC 9457 has it, and the field is named."""
    response = client.post("/v1/ask", json=body)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["detail"].startswith("body")


@pytest.mark.parametrize("k", [0, 101, "3", 1.5, True])
def test_retrieve_bounds_k(client: TestClient, k: object) -> None:
    """From 1 to 100, and a number."""
    assert client.post("/v1/retrieve", json={"question": "q", "k": k}).status_code == 422


def test_retrieve_finds_the_passage_first(client: TestClient) -> None:
    """Best first, at most k."""
    found = client.post("/v1/retrieve", json={"question": ANSWERED, "k": 1}).json()
    assert [hit["article"]["id"] for hit in found["hits"]] == [HARBOUR.id]
    assert found["generation"] == 12


@pytest.mark.parametrize("article", [HARBOUR, ORCHARD, HOSTILE], ids=["en", "zh", "hostile"])
def test_text_is_exactly_what_offsets_count_in(client: TestClient, article: object) -> None:
    """Byte for byte, whatever stands in the id."""
    assert isinstance(article, type(HARBOUR))
    path = f"/v1/articles/{percent_encoded(article.id, safe='')}"
    response = client.get(f"{path}/text")
    assert response.content == article.text.encode()
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert client.get(path).json()["sha256"] == article.sha256


def test_articles_and_index_tell_the_generation(client: TestClient) -> None:
    """Both are of one state of the index."""
    assert len(client.get("/v1/articles").json()["articles"]) == 4
    assert client.get("/v1/index").json() == {"generation": 12, "articles": 4, "passages": 4}


@pytest.mark.parametrize("path", ["/v1/articles/none", "/v1/articles/none/text", "/v1/nothing"])
def test_what_is_not_there_is_a_problem(client: TestClient, path: str) -> None:
    """404, with what to do."""
    response = client.get(path)
    assert (response.status_code, response.json()["title"]) == (404, "Not Found")


def test_without_an_index_the_server_lives_but_is_not_ready() -> None:
    """A probe can tell the two apart."""
    with TestClient(create_app(FakeDesk(None).engine), BASE) as client:
        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").status_code == 503
        response = client.post("/v1/ask", json={"question": ANSWERED})
        assert response.status_code == 503
        assert response.json()["detail"].endswith("run onrecord build")
        assert ".onrecord" not in response.text


def test_a_failure_inside_tells_nothing_of_the_inside() -> None:
    """500 without the error's own words."""

    def broken() -> FakeEngine:
        raise ZeroDivisionError("a secret path")

    with TestClient(create_app(broken), BASE, raise_server_exceptions=False) as client:
        response = client.get("/v1/index")
        assert response.status_code == 500
        assert "secret" not in response.text


def test_a_full_disk_takes_nothing_in_and_says_so(tmp_path: Path) -> None:
    """507 with the reason; what is read is read."""
    desk: Any = FakeDesk(fake_engine())
    settings = Settings(index=tmp_path, admin=Administration.OPEN)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "/a/secret/path")

    app = create_app(desk.engine, settings, desk)
    app.state.jobs.start = full
    with TestClient(app, BASE, raise_server_exceptions=False) as client:
        refused = client.post("/v1/index/build")
        assert (refused.status_code, refused.json()["detail"]) == (507, NO_ROOM)
        assert client.get("/v1/index").status_code == 200


def test_every_response_carries_the_security_headers(client: TestClient) -> None:
    """Pages of articles may run no inline script and no script from elsewhere."""
    for path in ("/v1/index", f"/v1/articles/{HARBOUR.id}", "/docs", "/v1/nothing"):
        headers = client.get(path, headers={"Origin": "https://elsewhere.example"}).headers
        assert "script-src 'self';" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert "access-control-allow-origin" not in headers


def test_only_names_of_this_machine_are_answered_on_loopback(client: TestClient) -> None:
    """A page elsewhere can't reach the server by a name of its own."""
    for host, status in (("evil.example", 421), ("localhost:7860", 200), ("[::1]:7860", 200)):
        assert client.get("/healthz", headers={"Host": host}).status_code == status


def test_a_body_too_large_is_refused(client: TestClient) -> None:
    """Before it is read, when its length is given."""
    response = client.post("/v1/ask", content=b"x" * 300_000)
    assert response.status_code == 413


def test_the_description_loads_nothing_from_elsewhere(client: TestClient) -> None:
    """`/docs` works offline."""
    page = client.get("/docs").text
    assert "POST /v1/ask" in page
    assert "http" not in page.replace("http-equiv", "")
    assert client.get("/openapi.json").json()["info"]["title"] == "On Record"


REPORTED = "What was reported in March 2025 about the night ferry?"


def test_filters_read_from_a_question_are_shown_and_can_be_declined(client: TestClient) -> None:
    """March has 31 days, one article has no date; without parsed filters there are none."""
    answer = client.post("/v1/ask", json={"question": REPORTED}).json()
    days = {"since": "2025-03-01", "until": "2025-03-31"}
    assert (answer["filters"], answer["parsed_filters"]) == (days, days)
    assert answer["undated_left_out"] == 1
    declined = client.post("/v1/ask", json={"question": REPORTED, "parsed_filters": False}).json()
    assert (declined["filters"], declined["parsed_filters"]) == ({}, {})
    assert declined["undated_left_out"] == 0
    latest = client.post("/v1/ask", json={"question": "latest news on the night ferry"}).json()
    assert (latest["order"], latest["filters"]) == ("latest", {})


def test_a_history_completes_a_follow_up(client: TestClient) -> None:
    """Oldest first; what was typed is kept beside what was understood."""
    body = {
        "question": "And Tomas Brandt?",
        "history": ["What did Greta Hollenstein say about the ferry?", "And Ingrid Maas?"],
    }
    answer = client.post("/v1/ask", json=body).json()
    assert answer["question"] == "And Tomas Brandt?"
    assert answer["resolved_question"] == "What did Tomas Brandt say about the ferry?"


def test_what_stays_unclear_is_asked_back(client: TestClient) -> None:
    """The questions that it may stand for come with the reason; nothing is quoted by guess."""
    body = {"question": "And Vela?", "history": ["What did Orin say about tolls?"]}
    answer = client.post("/v1/ask", json=body).json()
    assert (answer["answered"], answer["reason"]) == (False, "unclear_what_it_refers_to")
    assert answer["readings"] == ["What did Vela say about tolls?", "What did Orin say about Vela?"]
    assert answer["near_misses"] == []
