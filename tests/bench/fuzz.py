"""Ten thousand requests that nobody would send: none fails the server, or stays in it.

    python tests/bench/fuzz.py [--requests 10000] [--seed 1] [--index DIR]

Each begins as one that is answered, of a door drawn by lot (`doors.py`), and is changed in some
places: its path, query, headers, or JSON; one of ten as bytes. The server is a process of its own,
over the invented newsroom, or over an index that is there. All that is sent has a word in it that
must not be in the logs; every line of these must be JSON, and none tell of a failure. Exits with 1
where one does, a status is 5xx, or memory grows in the second half.
"""

# ruff: noqa: T201, S311  # it prints what it measured, and what is drawn is no secret

import argparse
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import httpx
from doors import DOORS, TYPED, Sent

__all__ = ["drawn"]

TESTS: Final = Path(__file__).resolve().parents[1]
MAX_GROWTH_MB: Final = 48
"""Of memory in the second half: less than a tenth of a server's."""

ODD: Final = (
    "", "\x00", "\ud800", "\u202e", "\ufeff", "\r\nX: 1", "'; DROP TABLE articles; --", "%00%ff",
    "<script>alert(1)</script>", "../../etc/passwd", "{{7*7}}", "١٢", "NaN", "🚢" * 300,
    "a" * 30_000,
    "Wer? " * 900, "“" * 2_000, "(" * 3_000, "\n" * 500, "2025-02-30", "0" * 400, "-1", "1e999",
)  # fmt: skip
ODD_VALUES: Final = (
    None, True, 0, -1, 10**30, 1.5, float("nan"), float("inf"), [], {}, [[]], [None] * 600,
    {"$ref": "#"}, {"": {}}, "x",
)  # fmt: skip
HEADERS: Final = (
    {"Accept": "text/event-stream"}, {"Accept": "text/html"}, {"Accept": TYPED},
    {"Accept-Language": f"{TYPED};q=9, *"}, {"Accept-Language": "zh-Hant;q=0.3,de;q=x"},
    {"Accept-Encoding": "gzip, br;q=0"}, {"Range": "bytes=5-1"}, {"If-None-Match": f'W/"{TYPED}"'},
    {"Cookie": f"onrecord-language={TYPED}; onrecord-session={TYPED}"}, {"Cookie": "=;;=\x7f"},
    {"Authorization": f"Bearer {TYPED}"}, {"Authorization": "Basic Og=="}, {"X-Request-ID": "\t"},
    {"X-Forwarded-For": TYPED, "X-Forwarded-Host": TYPED, "Forwarded": f"for={TYPED}"},
    {"Content-Encoding": "gzip"}, {"Transfer-Encoding": "gzip, chunked"},
    {"Expect": "100-continue"},
    {"Sec-Fetch-Site": "same-origin"}, {"Origin": f"https://{TYPED}.example"}, {"TE": "trailers"},
    {"MCP-Protocol-Version": TYPED}, {"MCP-Protocol-Version": "2025-06-18"},
    {"traceparent": f"00-{TYPED}"}, {"Upgrade": "websocket", "Connection": "Upgrade"},
)  # fmt: skip
KINDS: Final = (
    "application/json", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data",
    f"application/json; charset={TYPED}", "",
)  # fmt: skip


def drawn(lot: random.Random) -> Sent:
    """Draw a request: a door's, changed in some places."""
    sent = lot.choice(DOORS)
    headers = {"Content-Type": lot.choice(KINDS) if lot.random() < 0.1 else KINDS[0]}
    while lot.random() < 0.3:
        headers |= lot.choice(HEADERS)
    if lot.random() < 0.05:
        sent = replace(
            sent, method=lot.choice(["GET", "HEAD", "PUT", "OPTIONS", "PATCH", "DELETE"])
        )
    if lot.random() < 0.1:
        sent = replace(sent, path=_path(sent.path, lot))
    body = sent.body
    if isinstance(body, bytes) or lot.random() < 0.1:
        body = _bytes(sent.content, lot)
    elif lot.random() < 0.8:
        body = _changed(body, lot)
    query = _changed(sent.query, lot) if lot.random() < 0.5 else sent.query
    return replace(
        sent, headers=headers, body=body, query=query if isinstance(query, dict) else {"q": query}
    )


def _path(path: str, lot: random.Random) -> str:
    at = lot.randrange(1, len(path) + 1)
    return path[:at] + lot.choice([*ODD[:12], TYPED, "/", "//", "/../", "?", "#"]) + path[at:]


def _bytes(content: bytes, lot: random.Random) -> bytes:
    """Change some bytes, leave some out, or put some in twice."""
    made = bytearray(content or b"{")
    for _ in range(lot.randrange(1, 5)):
        at = lot.randrange(len(made) + 1)
        made[at : at + lot.randrange(3)] = lot.choice(
            [b"", bytes([lot.randrange(256)]), bytes(made[:40]), b"\xff\xfe", b"[" * 2_000, b"\x00"]
        )
    return bytes(made)


def _changed(value: Any, lot: random.Random, chance: float = 0.15) -> Any:
    """Change a value of JSON in some places."""
    if lot.random() < chance:
        return lot.choice([*ODD_VALUES, *(TYPED + each for each in ODD)])
    if isinstance(value, dict):
        made = {
            key: _changed(each, lot) for key, each in value.items() if lot.random() > chance / 3
        }
        return made | ({TYPED + lot.choice(ODD): 1} if lot.random() < chance / 3 else {})
    if isinstance(value, list):
        return [_changed(each, lot) for each in value] * lot.choice([1, 1, 1, 1, 2, 40])
    return value


@dataclass(slots=True)
class Met:
    """What came back, and what the server held meanwhile."""

    statuses: Counter[int] = field(default_factory=Counter)
    n_failures: int = 0
    megabytes: list[int] = field(default_factory=list)
    files: list[int] = field(default_factory=list)

    def note(self, sent: Sent, status: int, text: str) -> None:
        """Note an answer."""
        self.statuses[status] += 1
        if status >= 500 or "Traceback (most" in text:
            self.n_failures += 1
            print(status, sent.method, repr(sent.target[:200]), repr(sent.content[:900]))


@contextmanager
def serving(index: Path | None, folder: Path) -> Iterator[tuple[str, int, Path]]:
    """Run a server; give its address, its process and its log."""
    log = folder / "log"
    command = [sys.executable, "-m", "onrecord", "serve", "--port", "0", "--index", str(index)]
    if index is None:
        sys.path.insert(0, str(TESTS))
        from newsroom import ARTICLES, builder  # noqa: PLC0415

        builder(folder / "index").add(ARTICLES)
        command = [sys.executable, str(TESTS / "served_newsroom.py"), str(folder / "index")]
    told = {"ONRECORD_LOG": "json", "ONRECORD_RATE": "1000000", "ONRECORD_ADMIN": "token"}
    with (
        log.open("wb") as lines,
        subprocess.Popen(command, env=os.environ | told, stderr=lines) as process,
    ):
        try:
            while not (found := re.search(r"http://127.0.0.1:\d+", log.read_text())):
                if process.poll() is not None:
                    raise SystemExit(log.read_text())
            yield found[0], process.pid, log
        finally:
            process.send_signal(signal.SIGTERM)


def fuzzed(address: str, process: int, n_requests: int, seed: int) -> Met:
    """Send them, one after the other."""
    met, lot = Met(), random.Random(seed)
    with httpx.Client(base_url=address, timeout=60) as client:
        for n in range(n_requests):
            sent = drawn(lot)
            status, text = _raw(address, sent, lot) if not n % 10 else _whole(client, sent)
            met.note(sent, status, text)
            if not n % max(n_requests // 20, 1):
                told = Path(f"/proc/{process}/status").read_text()
                met.megabytes.append(int(re.findall(r"VmRSS:\s+(\d+)", told)[0]) // 1024)
                met.files.append(len([*Path(f"/proc/{process}/fd").iterdir()]))
                print(f"{n:6} {met.megabytes[-1]} MB {met.files[-1]} files", dict(met.statuses))
    return met


def _whole(client: httpx.Client, sent: Sent) -> tuple[int, str]:
    """Send a request by a client that keeps to the protocol."""
    headers = {name: value.encode("latin-1") for name, value in sent.headers.items()}
    body = None if sent.method in {"GET", "HEAD"} else sent.content
    try:
        answer = client.request(sent.method, sent.target, content=body, headers=headers)
    except (httpx.ProtocolError, httpx.InvalidURL):  # it sends no such thing, or nothing comes back
        return 0, ""
    return answer.status_code, answer.text


def _raw(address: str, sent: Sent, lot: random.Random) -> tuple[int, str]:
    """Send a request some of whose bytes were changed, head and all."""
    host, port = address.removeprefix("http://").split(":")
    headers = {"Host": f"{host}:{port}", "Content-Length": str(len(sent.content)), **sent.headers}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    head = f"{sent.method} {sent.target} HTTP/1.1\r\nConnection: close\r\n{lines}\r\n"
    found = bytearray()
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        try:
            connection.sendall(_bytes(head.encode("latin-1"), lot) + sent.content)
            with suppress(OSError):  # it was hung up already
                connection.shutdown(socket.SHUT_WR)
            while more := connection.recv(65_536):
                found += more
        except ConnectionError:
            pass
    status = re.match(rb"HTTP/1.1 (\d{3})", found)
    return (int(status[1]) if status else 0), found.decode("utf-8", "replace")


def told_in(log: Path) -> list[str]:
    """Find the lines of a log that aren't JSON, tell of a failure, or hold what was typed."""
    wrong = []
    for line in log.read_text("utf-8", "replace").splitlines():
        try:
            told = json.loads(line)
        except ValueError:
            told = {}
        is_sound = told.get("level") in {"info", "warning"} and "exception" not in told
        if not is_sound or TYPED in line.lower():
            wrong.append(line[:3_000])
    return wrong


def main() -> int:
    """Send, tell, judge."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--index", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        with serving(options.index, Path(folder)) as (address, process, log):
            met = fuzzed(address, process, options.requests, options.seed)
        wrong = told_in(log)
    grown = met.megabytes[-1] - met.megabytes[len(met.megabytes) // 2]
    print(f"{met.statuses.total()} requests: {dict(sorted(met.statuses.items()))}")
    print(f"memory {met.megabytes} MB, of which {grown} in the second half; open files {met.files}")
    print(f"{met.n_failures} failures, {len(wrong)} lines of the log that should not be there")
    print("\n".join(wrong[:20]))
    return int(bool(met.n_failures or wrong or grown > MAX_GROWTH_MB))


if __name__ == "__main__":
    sys.exit(main())
