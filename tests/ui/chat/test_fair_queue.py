"""The chat's queue: shared fairly, timed, and silent about what was typed."""

import json
import logging
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fakes_engine import FakeDesk, fake_engine
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given
from hypothesis import settings as tried
from hypothesis import strategies as st

from onrecord.ui.chat.fair_queue import SHARE, by_turns
from onrecord.ui.rest.logs import configure_logs
from onrecord.ui.serve import application
from onrecord.ui.settings import Settings

TYPED = "a-secret-that-someone-typed"
WAIT_S = 60


def event(client: str, number: int) -> Any:
    request = SimpleNamespace(client=SimpleNamespace(host=client))
    return SimpleNamespace(request=request, number=number)


def test_clients_are_served_by_turns() -> None:
    """Whoever comes after forty of another waits for one of them."""
    waiting = [*(event("a", n) for n in range(40)), event("b", 40), event("b", 41)]
    assert [each.number for each in by_turns(waiting)][:5] == [0, 40, 1, 41, 2]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Open the chat, whose queue takes things in but doesn't begin with them."""
    desk: Any = FakeDesk(fake_engine())
    folder = tmp_path_factory.mktemp("chat")
    app = application(desk, Settings(Path("/invented"), folder, rate=1_000_000))
    with TestClient(app, "http://127.0.0.1") as client:
        yield client


def joined(client: TestClient, data: list[Any], **told: Any) -> int:
    body = {"session_hash": "s", "data": data, "fn_index": 0} | told
    return client.post("/gradio_api/queue/join", json=body).status_code


def number_of(client: TestClient, name: str) -> tuple[int, int]:
    """Find an event of the chat by its name: its number, and how much it takes."""
    config = client.get("/config").json()
    found = next(each for each in config["dependencies"] if each["api_name"] == name)
    return found["id"], len(found["inputs"])


def test_an_event_that_is_none_is_refused(client: TestClient) -> None:
    """In words, and as the client's mistake."""
    for number in (999, -1):
        assert joined(client, [], fn_index=number) == 400


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/gradio_api/upload"),
        ("POST", "/gradio_api/call/ask"),
        ("POST", "/gradio_api/run/ask"),
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
    assert client.request(method, path, json={}).status_code == 404


def test_what_fails_is_a_line_of_json_without_what_was_typed(
    client: TestClient, capsys: pytest.CaptureFixture[str]
) -> None:
    """Gradio would print the value that it refuses, and a traceback of many lines."""
    number, n_inputs = number_of(client, "ask")
    configure_logs("json")
    try:
        data = ["q", None, [TYPED], [TYPED], TYPED, TYPED][:n_inputs]
        assert joined(client, data, fn_index=number) == 200
        deadline, printed = time.monotonic() + WAIT_S, ""
        while "an event of the chat failed" not in printed and time.monotonic() < deadline:
            time.sleep(0.05)
            out = capsys.readouterr()
            printed += out.err + out.out
    finally:
        logging.basicConfig(handlers=[logging.NullHandler()], force=True)
    lines = [json.loads(line) for line in printed.splitlines()]
    assert any("an event of the chat failed" in each["message"] for each in lines)
    assert TYPED not in printed


def test_one_client_has_a_share_of_what_waits(client: TestClient) -> None:
    """However fast it is; its questions are in the measures."""
    number, n_inputs = number_of(client, "ask")
    data = ["When will the night ferry sail again?", None, [], [], "", ""][:n_inputs]
    said = [joined(client, data, fn_index=number) for _ in range(SHARE * 3)]
    assert {200, 503} == set(said)
    deadline = time.monotonic() + WAIT_S
    while 'onrecord_chat_seconds_count{event="ask"}' not in client.get("/metrics").text:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    measured = client.get("/metrics").text
    assert 'onrecord_answers_total{outcome="quotes"}' in measured
    assert 'route="/gradio_api/queue/join"' in measured


@given(
    st.dictionaries(
        st.sampled_from(["data", "fn_index", "session_hash", "event_data", "trigger_id", "x"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=20),
            lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner),
            max_leaves=8,
        ),
    )
)
@tried(suppress_health_check=list(HealthCheck))
def test_whatever_is_put_into_the_queue_the_server_does_not_fail(
    client: TestClient, body: dict[str, Any]
) -> None:
    """Refused, queued, or too much; of what is full, 503 is said, and nothing of the inside."""
    told = client.post("/gradio_api/queue/join", json=body)
    assert told.status_code in {200, 400, 422, 429, 503}
    assert "Traceback" not in told.text
