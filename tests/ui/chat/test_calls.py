"""What the chat's script calls: read strictly, timed, and silent about what was typed."""

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fakes_engine import HARBOUR, FakeDesk, fake_engine
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given
from hypothesis import settings as tried
from hypothesis import strategies as st

from onrecord.ui.chat.calls import PATH
from onrecord.ui.rest.logs import configure_logs
from onrecord.ui.serve import application
from onrecord.ui.settings import Settings
from onrecord.ui.showing.render import article_href

TYPED = "a-secret-that-someone-typed"
ARTICLE = article_href(HARBOUR.id)
FERRY = "When will the night ferry sail again?"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Open the chat under a path of its own."""
    desk: Any = FakeDesk(fake_engine())
    folder = tmp_path_factory.mktemp("chat")
    app = application(desk, Settings(Path("/invented"), folder, rate=1_000_000, root="/news"))
    with TestClient(app, "http://127.0.0.1/news") as client:
        yield client


def call(client: TestClient, name: str, data: Any = None, **headers: str) -> Any:
    body = {"session_hash": "s", "component_id": 1, "fn_name": name, "data": data}
    return client.post(PATH, json=body, headers=headers)


def test_a_turn_is_answered_and_in_the_measures(client: TestClient) -> None:
    """Its links have the path under which the server is shown."""
    answer = call(client, "turn", {"question": FERRY}).json()
    assert 'href="/news/article/' in answer["html"]
    assert 'data-follow="/news/follow.atom?q=' in answer["html"]
    measured = client.get("/metrics").text
    assert 'onrecord_chat_seconds_count{event="turn"} 1.0' in measured
    assert 'onrecord_answers_total{outcome="quotes"} 1.0' in measured
    assert f'route="{PATH}"' in measured


def test_the_page_is_in_the_language_that_was_chosen(client: TestClient) -> None:
    """A choice counts more than what the browser says."""
    said = {"Accept-Language": "en", "Cookie": "onrecord-language=de"}
    greeted = call(client, "greet", **said).json()
    assert greeted["language"] == "de"
    assert 'href="/news/articles"' in greeted["html"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/gradio_api/upload"),
        ("POST", "/gradio_api/call/ask"),
        ("POST", "/gradio_api/run/ask"),
        ("POST", "/gradio_api/queue/join"),
        ("GET", "/gradio_api/queue/data"),
        ("POST", "/gradio_api/cancel"),
        ("GET", "/gradio_api/heartbeat/page"),
        ("GET", "/gradio_api/startup-events"),
        ("POST", "/gradio_api/component_server"),
        ("GET", "/gradio_api/info"),
        ("GET", "/gradio_api/proxy=https://elsewhere.example"),
        ("GET", "/gradio_api/file/etc/passwd"),
        ("GET", "/gradio_api/runs"),
        ("GET", "/monitoring"),
        ("POST", "/queue/join"),
        ("GET", "/token"),
    ],
)
def test_doors_that_the_chat_does_not_need_are_nowhere(
    client: TestClient, method: str, path: str
) -> None:
    """Whatever Gradio opens there."""
    told = client.request(method, path, json={}, follow_redirects=False)
    assert told.status_code == 404


@pytest.mark.parametrize(
    "path", ["/articles", "/overview", ARTICLE, "/speaker/Ingrid Maas", "/nothing"]
)
def test_every_link_of_a_page_is_under_the_root(client: TestClient, path: str) -> None:
    """Of one that isn't there, too."""
    page = client.get(path, headers={"Accept": "text/html"})
    assert page.headers["content-type"].startswith("text/html")
    links = re.findall(r'(?:href|src|action|cite)="(/[^"]*)', page.text)
    assert "/news/ui/onrecord.css" in links
    assert [each for each in links if not each.startswith("/news/")] == []


def test_a_feed_names_the_server_once(client: TestClient) -> None:
    """By its address, and the path under which it is shown."""
    feed = client.get("/follow.atom", params={"q": FERRY}).text
    assert f'href="http://127.0.0.1/news{ARTICLE}#' in feed
    assert 'href="http://127.0.0.1/news/?q=' in feed
    assert "/news/news/" not in feed


def test_what_is_refused_is_not_in_the_logs(
    client: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither what was typed, nor where in the code it was read."""
    configure_logs("json")
    try:
        told = call(client, "turn", {"question": [TYPED], TYPED: TYPED})
    finally:
        logging.basicConfig(handlers=[logging.NullHandler()], force=True)
    out = capsys.readouterr()
    assert told.status_code == 422
    assert TYPED not in told.text + out.err + out.out


def test_a_function_that_is_none_is_not_there(client: TestClient) -> None:
    """Gradio's own are none of the chat's."""
    assert call(client, "postprocess").status_code == 404


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "fn_name": st.sampled_from(["turn", "go_on", "chosen", "judge", "export"]) | st.text(),
            "data": st.recursive(
                st.none() | st.booleans() | st.integers() | st.text(max_size=20),
                lambda inner: (
                    st.lists(inner, max_size=4)
                    | st.dictionaries(
                        st.sampled_from(["question", "history", "filters", "wish", "groups"]), inner
                    )
                ),
                max_leaves=8,
            ),
            "component_id": st.integers(),
        },
    )
)
@tried(suppress_health_check=list(HealthCheck))
def test_whatever_is_called_the_server_does_not_fail(
    client: TestClient, body: dict[str, Any]
) -> None:
    """Answered or refused, and nothing of the inside is said."""
    told = client.post(PATH, json=body)
    assert told.status_code in {200, 400, 404, 422}
    assert "Traceback" not in told.text
