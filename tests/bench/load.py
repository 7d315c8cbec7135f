"""Load on a real server over loopback: many clients, rebuilds, and clients that mean harm.

    python tests/bench/load.py [--clients 50] [--seconds 60] [--servers 1]

What the server can answer is measured first, by a few clients that never pause. Then the others
come, each with an address of its own in 127.0.0.0/8, as clients elsewhere would have: offering half
of that, alone, and while the index is rebuilt and connections are abused; and offering far more.
No two questions are the same, so that no answer is remembered: each ends on another far day. With
several servers, which share the index, every client keeps to one of them.
"""

# ruff: noqa: T201  # it prints what it measured

import argparse
import asyncio
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parents[2]
SETS = [ROOT / "tests" / "quality" / name for name in ("questions.jsonl", "cases.jsonl")]
DAYS = (date(2100, 1, 1) + timedelta(n) for n in count())
START_S = 600
REBUILD_EVERY_S = 5.0
PATIENCE_S = 60.0
N_AT_FULL_SPEED = 4
"""Clients that find out what the server can answer: enough to keep it busy."""

SHARE = 0.5
"""Of what the server can answer, offered where nobody is to be refused."""

CROWD = 4
"""How many times as many clients come where more is offered than can be answered."""


@dataclass(slots=True)
class Tally:
    """What clients met in so many seconds."""

    seconds: float
    answered_s: list[float] = field(default_factory=list)
    refused_s: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    answers: dict[str, set[str]] = field(default_factory=dict)
    generations: set[int] = field(default_factory=set)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.answered_s) / self.seconds

    def told(self, **more: Any) -> dict[str, Any]:
        """Give what there is to tell."""
        return {
            "seconds": self.seconds,
            "statuses": dict(self.statuses),
            "answers a second": round(self.rate, 1),
            "answered": spread(self.answered_s),
            "refused": spread(self.refused_s),
            "generations": len(self.generations),
            "questions with two answers": sum(len(each) > 1 for each in self.answers.values()),
            **more,
        }


def spread(seconds: list[float]) -> dict[str, float]:
    """Give median, 95th percentile and maximum."""
    if len(seconds) < 2:
        return {}
    cuts = quantiles(seconds, n=100)
    return {
        "p50_s": round(cuts[49], 3),
        "p95_s": round(cuts[94], 3),
        "max_s": round(max(seconds), 3),
    }


def questions() -> list[str]:
    """Give the questions and cases over the sample corpus."""
    lines = [line for path in SETS for line in path.read_text("utf-8").splitlines() if line]
    return sorted({json.loads(line)["question"] for line in lines})


async def client(number: int, url: str, pause: float, tally: Tally) -> None:
    """Ask one question after the other, as a person with an address of their own."""
    address = f"127.0.{1 + number // 250}.{1 + number % 250}"
    rng, asked, end = random.Random(number), questions(), time.monotonic() + tally.seconds  # noqa: S311  # no secret
    transport = httpx.AsyncHTTPTransport(local_address=address)
    async with httpx.AsyncClient(transport=transport, timeout=PATIENCE_S) as http:
        await asyncio.sleep(rng.random() * pause)
        while time.monotonic() < end:
            await asyncio.sleep(await ask(http, url, rng.choice(asked), tally))
            await asyncio.sleep(rng.random() * 2 * pause)


async def ask(http: httpx.AsyncClient, url: str, question: str, tally: Tally) -> float:
    """Ask, note what came, and give how many seconds to wait as the server wishes."""
    body = {"question": question, "filters": {"until": next(DAYS).isoformat()}}
    began = time.monotonic()
    try:
        response = await http.post(f"{url}/v1/ask", json=body)
    except httpx.HTTPError as error:
        tally.statuses[type(error).__name__] += 1
        return 0.0
    tally.statuses[str(response.status_code)] += 1
    took = time.monotonic() - began
    if response.status_code != httpx.codes.OK:
        tally.refused_s.append(took)
        return float(response.headers.get("retry-after", 0))
    tally.answered_s.append(took)
    answer = response.json()
    quotes = [(each["article"]["id"], each["start"], each["end"]) for each in answer["quotes"]]
    tally.answers.setdefault(question, set()).add(json.dumps([quotes, answer["reason"]]))
    tally.generations.add(answer["generation"])
    return 0.0


async def rebuild(url: str, corpus: Path, tally: Tally) -> None:
    """Change an article that answers none of the questions, and build, again and again."""
    end, number = time.monotonic() + tally.seconds, 0
    async with httpx.AsyncClient(timeout=PATIENCE_S) as http:
        while time.monotonic() < end:
            number += 1
            (corpus / "zzz-ledger.txt").write_text(f"Ledger {number}\n\nZyxw vutsr {number}.\n")
            job = (await http.post(f"{url}/v1/index/build?wait=25")).json()
            tally.statuses[f"build {job.get('state', job.get('status'))}"] += 1
            await asyncio.sleep(REBUILD_EVERY_S)


async def harm(port: int, seconds: float) -> dict[str, Any]:
    """Hold 1,000 connections, send heads byte by byte, ask 10 MB, all from one address."""
    url, mine, end = f"http://127.0.0.1:{port}", ("127.0.0.250", 0), time.monotonic() + seconds
    transport = httpx.AsyncHTTPTransport(local_address=mine[0])
    async with httpx.AsyncClient(transport=transport, timeout=PATIENCE_S) as http:
        big = await http.post(f"{url}/v1/ask", json={"question": "x" * 10_000_000})
    opened = await asyncio.gather(*(connection(port, mine) for _ in range(1_000)))
    held = [each for each in opened if each]
    while time.monotonic() < end:
        for _, writer in held:
            if not writer.is_closing():
                writer.write(b"G")
        await asyncio.sleep(1)
    dropped = [await is_over(reader) for reader, _ in held]
    for _, writer in held:
        writer.close()
    return {
        "10 MB": big.status_code,
        "refused of 1000": len(opened) - len(held),
        "slow heads": len(held),
        "dropped": sum(dropped),
    }


async def connection(
    port: int, mine: tuple[str, int]
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
    """Open a connection; none if it is refused within three seconds."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=mine)
    except OSError:
        return None
    if await is_over(reader, 3):
        writer.close()
        return None
    return reader, writer


async def is_over(reader: asyncio.StreamReader, patience_s: float = 0.1) -> bool:
    """Tell whether the server said something, or hung up."""
    with suppress(OSError):
        try:
            await asyncio.wait_for(reader.read(64), patience_s)
        except TimeoutError:
            return False
    return True


async def crowd(
    urls: list[str], n_clients: int, pause: float, seconds: float, *beside: Awaitable[Any]
) -> Tally:
    """Let so many clients ask."""
    tally = Tally(seconds)
    many = (client(n, urls[n % len(urls)], pause, tally) for n in range(n_clients))
    await asyncio.gather(*many, *beside)
    return tally


async def load(ports: list[int], corpus: Path, n_clients: int, seconds: float) -> dict[str, Any]:
    """Let all of them loose, one kind after the other."""
    urls = [f"http://127.0.0.1:{port}" for port in ports]
    alone = await crowd(urls, 1, 0, seconds / 6)
    full = await crowd(urls, N_AT_FULL_SPEED, 0, seconds / 3)
    pause = n_clients / (full.rate * SHARE)
    offered = {
        "clients": n_clients,
        "pause_s": round(pause, 2),
        "offered": round(n_clients / pause, 1),
    }
    calm = await crowd(urls, n_clients, pause, seconds)
    changes, harmed = Tally(seconds), asyncio.create_task(harm(ports[0], seconds))
    rebuilt = rebuild(urls[0], corpus, changes)
    disturbed = await crowd(urls, n_clients, pause, seconds, rebuilt, harmed)
    beyond = await crowd(urls, n_clients * CROWD, 0, seconds / 2)
    after = await crowd(urls, 1, 0, seconds / 6)
    return {
        "one client": alone.told(),
        "full speed": full.told(clients=N_AT_FULL_SPEED),
        "within capacity": calm.told(**offered),
        "within capacity, disturbed": disturbed.told(
            **offered, builds=dict(changes.statuses), harm=harmed.result()
        ),
        "beyond capacity": beyond.told(clients=n_clients * CROWD, pause_s=0),
        "one client after that": after.told(),
    }


def serve(folder: Path, port: int) -> subprocess.Popen[bytes]:
    """Start the server that anyone starts."""
    told = {"ONRECORD_CORPUS": "corpus", "ONRECORD_INDEX": "index", "ONRECORD_PORT": str(port)}
    server = subprocess.Popen(
        [sys.executable, "-m", "onrecord.ui.cli", "serve"],
        cwd=folder,
        env={**os.environ, "ONRECORD_ADMIN": "open", "PYTHONPATH": str(ROOT), **told},
    )
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == httpx.codes.OK:
                return server
        except httpx.TransportError:
            time.sleep(0.5)
    server.kill()
    raise TimeoutError(f"the server was not ready after {START_S} s")


def free_ports(n: int) -> list[int]:
    """Find ports that nobody listens on."""
    with ExitStack() as stack:
        found = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(n)]
        return [each.getsockname()[1] for each in found]


def main() -> None:
    """Run it, and print what was measured as JSON."""
    parser = argparse.ArgumentParser(description="Load a server on loopback.")
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--servers", type=int, default=1)
    options = parser.parse_args()
    before, ports = os.getloadavg()[0], free_ports(options.servers)
    with tempfile.TemporaryDirectory(prefix="onrecord-load-") as name:
        corpus = Path(name) / "corpus"
        shutil.copytree(ROOT / "corpus" / "articles", corpus)
        servers = [serve(Path(name), port) for port in ports]
        try:
            found = asyncio.run(load(ports, corpus, options.clients, options.seconds))
        finally:
            for each in servers:
                each.send_signal(signal.SIGTERM)
            ended = [each.wait(60) for each in servers]
    found |= {"servers": len(ports), "load average before": round(before, 1), "ended with": ended}
    print(json.dumps(found, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
