"""One client can take no door from another, the chat's least of all."""

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from fakes_engine import FakeDesk, FakeEngine, fake_engine
from live import served

from onrecord.ui.chat.calls import PATH
from onrecord.ui.rest.limits import Bounds
from onrecord.ui.serve import application
from onrecord.ui.settings import Settings

GREEDY, OTHER = "127.0.0.2", "127.0.0.3"
N_AT_ONCE = Bounds().at_once
FERRY = "When will the night ferry sail again?"
SAID = {"messages": [{"role": "user", "content": FERRY}]}
TOLD = {"name": "ask", "arguments": {"question": FERRY}}
DOORS: dict[str, tuple[str, str, Any]] = {
    "chat": ("POST", PATH, {"fn_name": "turn", "data": {"question": FERRY}}),
    "REST": ("POST", "/v1/ask", {"question": FERRY}),
    "OpenAI": ("POST", "/v1/chat/completions", SAID),
    "MCP": ("POST", "/mcp", {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": TOLD}),
    "widget": ("GET", f"/embed?q={FERRY}", None),
    "feed": ("GET", f"/follow.atom?q={FERRY}", None),
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve everything, as `onrecord serve` does."""
    desk: Any = FakeDesk(fake_engine())
    settings = Settings(Path("/invented"), tmp_path_factory.mktemp("shares"), rate=1_000_000)
    with served(application(desk, settings)) as address:
        yield address


@contextmanager
def client(address: str, here: str) -> Iterator[httpx.Client]:
    """Ask from an address of one's own."""
    transport = httpx.HTTPTransport(local_address=here)
    accept = {"Accept": "application/json, text/event-stream"}
    with httpx.Client(
        base_url=address, transport=transport, headers=accept, timeout=60
    ) as connected:
        yield connected


@pytest.mark.parametrize("door", DOORS)
def test_who_asks_too_much_is_refused_and_others_are_answered(
    door: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Forty at once: sixteen are taken, and whoever comes after them waits for no more."""
    go_on, answer = threading.Event(), FakeEngine.answer

    def held(engine: FakeEngine, query: Any) -> Any:
        assert go_on.wait(20)
        return answer(engine, query)

    monkeypatch.setattr(FakeEngine, "answer", held)
    method, path, body = DOORS[door]
    with (
        client(address, GREEDY) as greedy,
        client(address, OTHER) as other,
        ThreadPoolExecutor(41) as pool,
    ):

        def ask(who: httpx.Client) -> Future[httpx.Response]:
            return pool.submit(who.request, method, path, json=body)

        many = [ask(greedy) for _ in range(40)]
        while sum(each.done() for each in many) < 40 - N_AT_ONCE:
            wait(many, 0.02)
        one = ask(other)
        assert other.get("/v1/index").status_code == 200
        go_on.set()
        assert one.result().status_code == 200
        said = Counter(each.result().status_code for each in many)
    assert said == {200: N_AT_ONCE, 429: 40 - N_AT_ONCE}
