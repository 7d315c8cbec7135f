"""Nobody keeps the others from being answered."""

import asyncio
import json
import logging
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import httpx
import pytest
import uvicorn
from fakes_engine import FakeDesk, FakeEngine, fake_engine
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from live import START_S, awaited, served
from starlette.types import Message, Receive, Scope, Send

from onrecord.ui.mcp.mounted_tools import mount_tools
from onrecord.ui.mcp.toolbox import Toolbox
from onrecord.ui.mcp.tools import tool_server
from onrecord.ui.rest.api import create_app
from onrecord.ui.rest.connections import limited_protocol
from onrecord.ui.rest.limits import Bounds, Limits, Pace
from onrecord.ui.rest.logs import JsonLines, configure_logs
from onrecord.ui.rest.request_id import current_request_id
from onrecord.ui.settings import Settings

BASE = "http://127.0.0.1"
QUESTION = {"question": "When will the night ferry sail again?"}


@given(st.lists(st.floats(0, 3), max_size=200))
def test_a_client_is_never_faster_than_its_pace(gaps: list[float]) -> None:
    """In t seconds at most 5 + t of 60 a minute with bursts of 5; whoever waits is let in."""
    pace, now, n_let_in = Pace(60, 5), 0.0, 0
    for gap in gaps:
        now += gap
        wait = pace.wait_s("a", now)
        n_let_in += not wait
        assert n_let_in <= 5 + now + 1e-6
        assert not wait or not Pace(60, 5).wait_s("a", now)
        assert not wait or wait <= 1.0 + 1e-6


def test_pace_is_each_clients_own() -> None:
    """One that was too fast doesn't slow another down."""
    pace = Pace(60, 2)
    assert [pace.wait_s("a", 0.0) for _ in range(3)] == [0, 0, 1.0]
    assert pace.wait_s("b", 0.0) == 0
    assert pace.wait_s("a", 1.0) == 0


def test_who_is_too_fast_is_told_how_long_to_wait() -> None:
    """429 with `Retry-After`; probes and the chat aren't counted."""
    engine = fake_engine()
    app = create_app(lambda: engine, bounds=Bounds(per_minute=60, burst=2))
    with TestClient(app, BASE) as client:
        assert [client.get("/v1/index").status_code for _ in range(3)] == [200, 200, 429]
        refused = client.post("/v1/ask", json=QUESTION)
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
        assert client.get("/healthz").status_code == 200


def test_clients_of_a_proxy_are_told_apart() -> None:
    """By what a proxy that is trusted says of them."""
    engine = fake_engine()
    settings = Settings(proxies=("127.0.0.1/32",))
    app = create_app(lambda: engine, settings, bounds=Bounds(per_minute=1, burst=1))
    with served(app) as url:
        said = [
            httpx.get(f"{url}/v1/index", headers={"X-Forwarded-For": client}).status_code
            for client in ("192.0.2.1", "192.0.2.2", "192.0.2.1")
        ]
    assert said == [200, 200, 429]


def test_a_client_with_many_addresses_is_one() -> None:
    """All of an IPv6 network that is given to one."""
    engine, said = fake_engine(), list[int]()
    app = create_app(lambda: engine, bounds=Bounds(per_minute=1, burst=1))
    for peer in ("2001:db8:0:7::1", "2001:db8:0:7:ffff::2", "2001:db8:0:8::1"):
        client = TestClient(app, BASE, client=(peer, 5))
        said.append(client.get("/v1/index").status_code)
    assert said == [200, 429, 200]


def test_tools_are_in_the_same_bounds() -> None:
    """Whoever asks through an assistant is no faster."""
    engine = fake_engine()
    app = create_app(lambda: engine, bounds=Bounds(per_minute=1, burst=2))
    box = Toolbox(FakeDesk(engine), app.state.metrics)  # type: ignore[arg-type]
    mount_tools(app, lambda: tool_server(box))
    ping = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
    accept = {"Accept": "application/json, text/event-stream"}
    with TestClient(app, f"{BASE}:7860") as client:
        said = [client.post("/mcp", json=ping, headers=accept) for _ in range(3)]
    assert [each.status_code for each in said] == [200, 200, 429]
    assert 1 <= int(said[-1].headers["retry-after"]) <= 60


def held(monkeypatch: pytest.MonkeyPatch) -> tuple[threading.Event, threading.Event]:
    """Let answers wait until they are let go."""
    reached, go_on = threading.Event(), threading.Event()
    answer = FakeEngine.answer

    def waiting(engine: FakeEngine, query: object) -> object:
        reached.set()
        assert go_on.wait(20)
        return answer(engine, query)  # type: ignore[arg-type]

    monkeypatch.setattr(FakeEngine, "answer", waiting)
    return reached, go_on


@pytest.mark.parametrize(
    ("bounds", "status"),
    [
        (Bounds(at_once=1), 429),
        (Bounds(working=1, waiting=0), 503),
        (Bounds(working=1, wait_s=0.05), 503),
        (Bounds(answer_s=0.05), 504),
    ],
)
def test_what_is_too_much_is_refused(
    bounds: Bounds, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Too many at once of one client, of all, too long a wait, too long an answer."""
    reached, go_on = held(monkeypatch)
    engine = fake_engine()

    async def both() -> list[int]:
        transport = httpx.ASGITransport(create_app(lambda: engine, bounds=bounds))
        async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
            first = asyncio.create_task(client.post("/v1/ask", json=QUESTION))
            await asyncio.to_thread(reached.wait, 20)
            second = await client.post("/v1/ask", json=QUESTION)
            go_on.set()
            return [(await first).status_code, second.status_code]

    first, second = awaited(both())
    assert second == status
    assert first == (504 if status == 504 else 200)


def test_who_hangs_up_while_waiting_is_not_answered() -> None:
    """The work is spared, and the turn is the next one's."""
    scope = {"type": "http", "method": "POST", "path": "/v1/ask", "headers": []}
    answered: list[str] = []

    async def all_of_it() -> None:
        go_on, left = asyncio.Event(), asyncio.Event()

        async def app(_: Scope, receive: Receive, send: Send) -> None:
            answered.append((await receive())["body"])
            await go_on.wait()
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b""})

        async def sent(_: Message) -> None:
            """Nobody looks at it."""

        limits = Limits(app, Bounds(working=1))

        def ask(body: str) -> asyncio.Task[None]:
            messages: list[Message] = [{"type": "http.request", "body": body}]

            async def receive() -> Message:
                if not messages:
                    await (left if body == "second" else asyncio.Event()).wait()
                return messages.pop() if messages else {"type": "http.disconnect"}

            return asyncio.create_task(limits(scope, receive, sent))

        first, second = ask("first"), ask("second")
        for _ in range(20):
            await asyncio.sleep(0)
        assert limits._n_waiting == 1
        left.set()
        await second
        third = ask("third")
        go_on.set()
        await asyncio.gather(first, third)
        assert limits._n_waiting == 0

    awaited(all_of_it())
    assert answered == ["first", "third"]


@contextmanager
def serving(per_client: int, head_s: float) -> Iterator[int]:
    """Serve on a free port with these bounds of connections."""
    app = create_app(FakeDesk(fake_engine()).engine)
    protocol = limited_protocol(per_client, head_s=head_s)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", http=protocol))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        deadline = time.monotonic() + START_S
        while not server.started:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        yield listener.getsockname()[1]
        server.should_exit = True
        thread.join(START_S)


def test_one_connection_too_many_is_refused_and_other_clients_are_not() -> None:
    """Of one address; another is answered meanwhile, and so is this one once it lets go."""
    with serving(per_client=3, head_s=60) as port:
        with ExitStack() as open_ones:
            for _ in range(3):
                open_ones.enter_context(socket.create_connection(("127.0.0.1", port)))
            with socket.create_connection(("127.0.0.1", port)) as refused:
                assert refused.recv(64).startswith(b"HTTP/1.1 503")
            other = httpx.HTTPTransport(local_address="127.0.0.2")
            with httpx.Client(transport=other) as client:
                assert client.get(f"http://127.0.0.1:{port}/healthz").status_code == 200
        assert httpx.get(f"http://127.0.0.1:{port}/healthz").status_code == 200


def test_a_head_sent_byte_by_byte_is_dropped() -> None:
    """Also the second one of a connection."""
    with serving(per_client=3, head_s=0.3) as port:
        with socket.create_connection(("127.0.0.1", port), timeout=20) as slow:
            slow.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n")
            assert slow.recv(64) == b""
        with socket.create_connection(("127.0.0.1", port), timeout=20) as slow:
            slow.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert slow.recv(65_536).startswith(b"HTTP/1.1 200")
            slow.sendall(b"GET /hea")
            while found := slow.recv(65_536):
                assert b"400" not in found


@pytest.mark.parametrize("path", ["/v1/ask", "/mcp"])
def test_a_body_sent_byte_by_byte_is_given_up(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """408, before anything works on it."""
    monkeypatch.setattr("onrecord.ui.rest.guard.BODY_S", 0.2)
    with serving(per_client=3, head_s=5) as port:
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 99\r\n\r\n{{"
        with socket.create_connection(("127.0.0.1", port), timeout=20) as slow:
            slow.sendall(head.encode())
            assert slow.recv(64).startswith(b"HTTP/1.1 408")


def test_who_sends_too_much_hears_so_when_all_is_sent() -> None:
    """Not while it sends: the answer would be lost with what was never read."""
    body = b"x" * 10_000_000
    with (
        serving(per_client=3, head_s=5) as port,
        socket.create_connection(("127.0.0.1", port), timeout=20) as large,
    ):
        head = f"POST /v1/ask HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: {len(body)}"
        large.sendall(f"{head}\r\n\r\n".encode())
        for first in range(0, len(body), 1_000_000):
            large.sendall(body[first : first + 1_000_000])
            time.sleep(0.01)
        assert large.recv(64).startswith(b"HTTP/1.1 413")


def test_who_asks_before_sending_too_much_need_not_send_it() -> None:
    """The refusal comes in place of the word to go on."""
    with (
        serving(per_client=3, head_s=5) as port,
        socket.create_connection(("127.0.0.1", port), timeout=20) as polite,
    ):
        head = f"POST /v1/ask HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 9999999"
        polite.sendall(f"{head}\r\nExpect: 100-continue\r\n\r\n".encode())
        assert polite.recv(64).startswith(b"HTTP/1.1 413")


def test_a_body_without_a_length_is_bounded() -> None:
    """413 as soon as it has too much."""
    engine = fake_engine()

    def endless() -> Iterator[bytes]:
        for _ in range(100):
            yield b"x" * 10_000

    with TestClient(create_app(lambda: engine), BASE) as client:
        assert client.post("/v1/ask", content=endless()).status_code == 413


def test_a_log_line_is_json_with_the_request_and_without_the_question(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Route and status, never what was asked."""
    configure_logs("json")
    try:
        engine = fake_engine()
        with TestClient(create_app(lambda: engine), BASE) as client:
            client.post("/v1/ask", json=QUESTION, headers={"X-Request-ID": "a-1"})
            client.get("/v1/articles/none", headers={"X-Request-ID": "a-2"})
            client.head("/v1/index", headers={"X-Request-ID": "a-4"})
    finally:
        logging.basicConfig(handlers=[logging.NullHandler()], force=True)
    printed = capsys.readouterr().err
    lines = [
        json.loads(line) for line in printed.splitlines() if "onrecord.ui.rest.request_log" in line
    ]
    told = [(each["request_id"], each["method"], each["route"], each["status"]) for each in lines]
    assert told == [
        ("a-1", "POST", "/v1/ask", 200),
        ("a-2", "GET", "/v1/articles/{article_id:path}", 404),
        ("a-4", "HEAD", "/v1/index", 200),
    ]
    assert "ferry" not in printed


def test_a_failure_is_one_line_of_json() -> None:
    """With what was raised inside it."""
    token = current_request_id.set("a-3")
    try:
        error = ZeroDivisionError("one\ntwo")
        told = (type(error), error, None)
        record = logging.LogRecord("ui", logging.ERROR, "", 0, "a %s", ("line",), told)
        line = JsonLines().format(record)
    finally:
        current_request_id.reset(token)
    assert "\n" not in line
    assert json.loads(line)["request_id"] == "a-3"
    assert "one\ntwo" in json.loads(line)["exception"]


@pytest.mark.parametrize(("n", "working"), [(1, 2), (2, 2), (16, 16)])
def test_as_many_work_as_there_are_cores(
    n: int, working: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two at least: one may wait for what the other one reads from the disk."""
    monkeypatch.setattr("onrecord.ui.rest.limits.n_cores", lambda: n)
    assert Bounds().working == working
