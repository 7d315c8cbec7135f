"""Load on a real server over loopback: many clients, rebuilds, and clients that mean harm.

    python tests/bench/load.py [--clients 50] [--seconds 60] [--pause 1.0]

Each client has an address of its own in 127.0.0.0/8, as clients elsewhere would.
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
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = ROOT / "tests" / "quality" / "questions.jsonl"
START_S = 600
REBUILD_EVERY_S = 5.0
PATIENCE_S = 60.0


@dataclass(slots=True)
class Tally:
    """What the clients met."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    answers: dict[str, set[str]] = field(default_factory=dict)
    generations: set[int] = field(default_factory=set)


def questions() -> list[str]:
    """Give the questions over the sample corpus."""
    lines = QUESTIONS.read_text("utf-8").splitlines()
    return [json.loads(line)["question"] for line in lines if line.strip()]


async def client(number: int, url: str, end: float, pause: float, tally: Tally) -> None:
    """Ask one question after the other, as a person with an address of their own."""
    address = f"127.0.{1 + number // 250}.{1 + number % 250}"
    rng, asked = random.Random(number), questions()  # noqa: S311  # no secret
    transport = httpx.AsyncHTTPTransport(local_address=address)
    async with httpx.AsyncClient(transport=transport, timeout=PATIENCE_S) as http:
        await asyncio.sleep(rng.random() * pause)
        while time.monotonic() < end:
            question = rng.choice(asked)
            began = time.monotonic()
            try:
                response = await http.post(f"{url}/v1/ask", json={"question": question})
            except httpx.HTTPError as error:
                tally.statuses[type(error).__name__] += 1
                continue
            tally.seconds.append(time.monotonic() - began)
            tally.statuses[str(response.status_code)] += 1
            if response.status_code == httpx.codes.OK:
                note(question, response.json(), tally)
            await asyncio.sleep(rng.random() * 2 * pause)


def note(question: str, answer: dict[str, Any], tally: Tally) -> None:
    """Note the quotes that a question got, and the generation."""
    quotes = [(each["article"]["id"], each["start"], each["end"]) for each in answer["quotes"]]
    tally.answers.setdefault(question, set()).add(json.dumps([quotes, answer["reason"]]))
    tally.generations.add(answer["generation"])


async def rebuild(url: str, corpus: Path, end: float, tally: Tally) -> None:
    """Change an article that answers none of the questions, and build, again and again."""
    async with httpx.AsyncClient(timeout=PATIENCE_S) as http:
        number = 0
        while time.monotonic() < end:
            number += 1
            (corpus / "zzz-ledger.txt").write_text(f"Ledger {number}\n\nZyxw vutsr {number}.\n")
            job = (await http.post(f"{url}/v1/index/build?wait=25")).json()
            tally.statuses[f"build {job.get('state', job.get('status'))}"] += 1
            await asyncio.sleep(REBUILD_EVERY_S)


async def harm(port: int, end: float) -> dict[str, Any]:
    """Hold 1,000 connections, send heads byte by byte, ask 10 MB, all from one address."""
    url, mine = f"http://127.0.0.1:{port}", ("127.0.0.250", 0)
    transport = httpx.AsyncHTTPTransport(local_address=mine[0])
    async with httpx.AsyncClient(transport=transport, timeout=PATIENCE_S) as http:
        big = await http.post(f"{url}/v1/ask", json={"question": "x" * 10_000_000})
    opened = await asyncio.gather(*(connection(port, mine) for _ in range(1_000)))
    refused = sum(state == "refused" for state, _ in opened)
    dropped = 0
    while time.monotonic() < end:
        for _, writer in opened:
            if writer is not None and not writer.is_closing():
                writer.write(b"G")
        await asyncio.sleep(1)
    for _, writer in opened:
        if writer is not None:
            dropped += writer.is_closing()
            writer.close()
    return {"10 MB": big.status_code, "refused of 1000": refused, "dropped while slow": dropped}


async def connection(port: int, mine: tuple[str, int]) -> tuple[str, asyncio.StreamWriter | None]:
    """Open a connection and wait a moment for it to be refused."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=mine)
    except OSError:
        return "refused", None
    try:
        async with asyncio.timeout(3):
            said = await reader.read(64)
    except TimeoutError:
        asyncio.get_running_loop().create_task(closing(reader, writer))
        return "held", writer
    except OSError:
        said = b""
    writer.close()
    return ("refused" if not said or b"503" in said else "answered"), None


async def closing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Notice when the server drops a connection."""
    with suppress(OSError):
        await reader.read()
    writer.close()


async def load(port: int, corpus: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Let all of them loose."""
    url, end, tally = f"http://127.0.0.1:{port}", time.monotonic() + options.seconds, Tally()
    many = [client(n, url, end, options.pause, tally) for n in range(options.clients)]
    *_, harmed = await asyncio.gather(*many, rebuild(url, corpus, end, tally), harm(port, end))
    cuts = quantiles(tally.seconds, n=100)
    return {
        "questions": len(tally.seconds),
        "a second": round(len(tally.seconds) / options.seconds, 1),
        "statuses": dict(tally.statuses),
        "p50_s": round(cuts[49], 3),
        "p95_s": round(cuts[94], 3),
        "generations met": len(tally.generations),
        "questions with two answers": sum(len(each) > 1 for each in tally.answers.values()),
        "harm": harmed,
        "load average": round(os.getloadavg()[0], 1),
    }


def serve(folder: Path, port: int) -> subprocess.Popen[bytes]:
    """Start the server that anyone starts, over a copy of the sample corpus."""
    told = {"ONRECORD_CORPUS": "corpus", "ONRECORD_INDEX": "index", "ONRECORD_PORT": str(port)}
    shutil.copytree(ROOT / "corpus" / "articles", folder / "corpus")
    server = subprocess.Popen(
        [sys.executable, "-m", "ui.cli", "serve"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **told},
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


def main() -> None:
    """Run it, and print what was measured as JSON."""
    parser = argparse.ArgumentParser(description="Load a server on loopback.")
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--pause", type=float, default=1.0, help="seconds between two questions")
    options = parser.parse_args()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="onrecord-load-") as name:
        server = serve(Path(name), port)
        try:
            found = asyncio.run(load(port, Path(name) / "corpus", options))
        finally:
            server.send_signal(signal.SIGTERM)
            found_status = server.wait(60)
    print(json.dumps({**found, "server exit": found_status}, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
