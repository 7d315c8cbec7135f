"""The process that serves: where it listens, and how it stops."""

import asyncio
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from fakes_engine import FakeDesk
from live import awaited
from newsroom import ENCODER, open_desk

from onrecord.rag.desk import Desk
from onrecord.ui.errors import AddressError
from onrecord.ui.keys import ADMIN_FILE, Keys
from onrecord.ui.rest.jobs import Jobs, State
from onrecord.ui.serve import GRACE_S, _bound, prepare, serve
from onrecord.ui.settings import Settings

SERVED = str(Path(__file__).parents[1] / "served_newsroom.py")
QUESTION = "The night ferry to Sandholm sails slowly again from when?"
QUOTED = "The night ferry to Sandholm sails again from 4 May."
NOTE = {"id": "note.txt", "text": "The crane turns slowly."}
BOUND_S = 60


@contextmanager
def process(folder: Path, **told: str) -> Iterator[subprocess.Popen[str]]:
    """Run a server until it is told to stop, and at the end of the test in any case."""
    with subprocess.Popen(
        [sys.executable, SERVED, str(folder)],
        env=os.environ | told,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        try:
            yield server
        finally:
            server.kill()


def address(server: subprocess.Popen[str]) -> str:
    """Wait until a server says where it is."""
    assert server.stderr
    for line in server.stderr:
        if found := re.search(r"http://127.0.0.1:\d+\S*", line):
            return found[0]
    raise AssertionError("the server ended")


def is_refused(url: str) -> bool:
    """Wait until nothing listens any more."""
    port, end = int(url.rpartition(":")[2]), time.monotonic() + BOUND_S
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            return True
        time.sleep(0.05)
    return False


def test_a_server_that_is_told_to_stop_finishes_what_runs(tmp_path: Path) -> None:
    """An answer that streams and a job, which other processes see."""
    desk, jobs = open_desk(tmp_path), Jobs(tmp_path / "jobs", {})
    keys = Keys.kept(tmp_path)
    bearer = {"Authorization": f"Bearer {keys.admin}"}
    with process(tmp_path) as server, httpx.Client(timeout=BOUND_S, headers=bearer) as http:
        url = address(server).partition("/login")[0]
        told = http.post(f"{url}/v1/articles", json={"articles": [NOTE]}).json()
        accept, asked = {"Accept": "text/event-stream"}, {"question": QUESTION}
        with http.stream("POST", f"{url}/v1/ask", json=asked, headers=accept) as stream:
            lines = stream.iter_lines()
            assert next(lines) == "event: understood"
            server.terminate()
            assert is_refused(url)
            assert jobs.get(told["id"]).state is State.RUNNING
            (tmp_path / "go").touch()
            *_, event, data = (line for line in lines if line)
            assert server.wait(GRACE_S / 2) == 0
        assert event == "event: answer"
        assert json.loads(data.removeprefix("data: "))["quotes"][0]["text"] == QUOTED
    assert jobs.get(told["id"]).state is State.DONE
    assert desk.engine().article("note.txt").text == NOTE["text"]


def test_a_first_start_makes_a_token_and_prints_one_link_with_it(tmp_path: Path) -> None:
    """Which signs in, and is the same at the next start; only its owner can read the file."""
    open_desk(tmp_path)
    with process(tmp_path) as server, httpx.Client(timeout=BOUND_S) as http:
        link = address(server)
        assert http.get(link).status_code == 303
        assert http.get(f"{link.partition('/login')[0]}/v1/jobs").status_code == 200
    kept = tmp_path / ADMIN_FILE
    assert link.rpartition("token=")[2] == kept.read_text() == Keys.kept(tmp_path).admin
    assert kept.stat().st_mode & 0o777 == 0o600


def test_logs_for_machines_hold_no_token(tmp_path: Path) -> None:
    """They name the file that it is in."""
    open_desk(tmp_path)
    with process(tmp_path, ONRECORD_LOG="json") as server:
        assert server.stderr
        line = json.loads(server.stderr.readline())["message"]
    assert ADMIN_FILE in line
    assert Keys.kept(tmp_path).admin not in line


def test_a_small_answer_waits_for_no_other() -> None:
    """Else a second question on a connection is answered 40 ms late, when the first is acked."""

    async def no_delay(listener: socket.socket) -> int:
        made: asyncio.Future[int] = asyncio.get_running_loop().create_future()

        def connected(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            accepted = writer.get_extra_info("socket")
            made.set_result(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        async with await asyncio.start_server(connected, sock=listener):
            _, writer = await asyncio.open_connection(*listener.getsockname())
            writer.close()
            return await made

    with _bound(Settings(port=0)) as listener:
        assert awaited(no_delay(listener))


def test_a_server_begins_without_articles(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """They are added on its page, then."""
    (tmp_path / "articles").mkdir()
    desk = Desk(tmp_path / "articles", tmp_path, tmp_path, model="the fake one")
    desk.encoder = ENCODER
    prepare(desk)
    (said,) = caplog.messages
    assert f"no article in '{tmp_path / 'articles'}'" in said


def test_an_address_that_is_taken_is_said_before_anything_is_built() -> None:
    """In one line, with what to do."""
    desk = FakeDesk(None)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(AddressError, match=f"127.0.0.1:{port} .*ONRECORD_PORT"):
            serve(desk, Settings(port=port))
    assert not desk.calls
