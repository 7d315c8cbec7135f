"""What is wrong with a request is said so that it can be mended."""

from collections.abc import Iterator

import pytest
from fakes_engine import FakeDesk, fake_engine
from fastapi.testclient import TestClient

from onrecord.ui.rest.api import create_app
from onrecord.ui.settings import Administration, Settings

JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """Serve the in-memory engine."""
    desk = FakeDesk(fake_engine())
    app = create_app(desk.engine, Settings(admin=Administration.OPEN), desk)  # type: ignore[arg-type]
    with TestClient(app, "http://127.0.0.1") as client:
        yield client


@pytest.mark.parametrize(
    ("path", "body", "detail"),
    [
        ("ask", '{"question": " "}', "body.question: the question is empty: type one"),
        ("ask", '{"question": 5}', "body.question: expected a string"),
        ("ask", "[1]", "body: expected an object"),
        ("ask", "", "body: missing: add it"),
        ("ask", '{"question": "q", "k": 21}', "body.k: expected 20 or less"),
        ("ask", '{"question": "q", "k": "2"}', "body.k: expected a whole number"),
        ("ask", '{"question": "q", "history": "q"}', "body.history: expected a list"),
        ("ask", '{"question": "q", "filters": {"since": "1 May"}}',
         "body.filters.since: a day is written like 2025-10-20"),
        ("ask", '{"question": "q", "filters": {"since": "2025-02-30"}}',
         "body.filters.since: there is no such day: day value is outside expected range"),
        ("ask", '{"question": "q", "filters": {"since": "2025-02-02", "until": "2025-02-01"}}',
         "body.filters: since 2025-02-02 is after until 2025-02-01: exchange them"),
        ("ask", '{"questions": "q"}', "body.question: missing: add it; body.questions: unknown"),
        ("ask", '{"question": "q"', "body.16: no JSON from this character on (Expecting ','"),
        ("ask/batch", '{"asks": []}', "body.asks: expected at least 1 of them"),
        ("articles", "{}", "body.articles: missing: add it"),
        ("articles", '{"urls": ["x"]}', "body.urls.0: expected something that matches ^https?://"),
        ("articles", '{"articles": [{"id": "a"}]}', "body.articles.0.text: missing: add it"),
        ("verify", '{"citations": [{"text": "a", "start": 0, "end": 1, "article": "a"}]}',
         "body.citations.0.sha256: missing: add it"),
        ("verify", '{"citations": [{"text": "a", "start": 0, "end": 1, "article": {}}]}',
         "body.citations.0.article.id: missing: add it; body.citations.0.article.sha256: "),
        ("index/build?wait=99", "{}", "query.wait: expected 25 or less"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_what_was_expected(
    client: TestClient, path: str, body: str, detail: str
) -> None:
    """Its place, and how it is mended; no other reading of the body is brought in."""
    response = client.post(f"/v1/{path}", content=body, headers=JSON)
    assert response.status_code == 422
    assert response.json()["detail"].startswith(detail)


def test_a_forgotten_header_is_named(client: TestClient) -> None:
    """As curl sends none for JSON of its own accord."""
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    response = client.post("/v1/ask", content='{"question": "q"}', headers=form)
    assert response.status_code == 422
    assert "add it" in response.json()["detail"]
    assert "`Content-Type: application/json`" in response.json()["detail"]
