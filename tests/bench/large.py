"""What one large article costs a server: memory, the time until its job ends, and others' waiting.

    python tests/bench/large.py [--lines 100000] [--cache DIR] [--whole]

An article of that many lines, 8 MB of them by default, is indexed from the folder. Meanwhile short
ones are added one after the other, and the seconds are counted until each is found. Then the job is
cancelled, once while the article is cut up and once while it is encoded; with `--whole` it runs to
its end first, which takes half an hour on two cores that do nothing else.
"""

import argparse
import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import count, islice
from pathlib import Path
from typing import Any, Final

import httpx
from generated import article_text
from server import Server, serving
from whole import Place

N_LINES: Final = 100_000
LINE_CHARS: Final = 80
POLL_S: Final = 0.2  # ten requests a second are let in
PAUSE_S: Final = 5.0
"""Between two short articles: an editor is no machine."""

SHORT: Final = (
    "Zanderbrook by night {n}\n\nThe keeper counted {n} lanterns of Zanderbrook{n} on Monday."
)


def main() -> None:
    """Print what was measured as one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--lines", type=int, default=N_LINES)
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "onrecord")
    parser.add_argument("--whole", action="store_true")
    asked = parser.parse_args()
    os.environ["ONRECORD_ADMIN"] = "open"
    with tempfile.TemporaryDirectory(prefix="onrecord-large-") as folder:
        place = Place(Path(folder), asked.cache)
        place.corpus.mkdir()
        (place.corpus / "short.txt").write_text(SHORT.format(n=0))
        place.desk().build()
        with serving(place) as server:
            told = measured(server, place, asked.lines, whole=asked.whole)
    sys.stdout.write(json.dumps(told) + "\n")


def measured(server: Server, place: Place, n_lines: int, *, whole: bool) -> dict[str, Any]:
    """Count megabytes more than before at the most, and seconds."""
    numbers = count(1)
    alone_s = _found(server, next(numbers))
    before_mb = server.megabytes
    path = place.corpus / "large.txt"
    path.write_text("\n".join(islice(_lines(), n_lines)))
    told: dict[str, Any] = {
        "load": os.getloadavg()[0], "bytes": path.stat().st_size, "short alone s": alone_s,
        "before MB": before_mb,
    }  # fmt: skip
    with _peak(server) as peak:
        if whole:
            told |= _run(server, numbers)
            path.write_text("\n".join(islice(_lines(), 1, n_lines + 1)))
        job = _begun(server)
        time.sleep(PAUSE_S)
        told["cancelled while cut s"] = _cancelled(server, job)
        job = _begun(server)
        while not _progress(server, job).get("n_encoded"):
            time.sleep(POLL_S)
        told["short meanwhile s"] = [_found(server, next(numbers)) for _ in range(5)]
        told["progress"] = _progress(server, job)
        told["cancelled while encoded s"] = _cancelled(server, job)
    return told | {"most MB more": peak[0] - before_mb, "load at the end": os.getloadavg()[0]}


def _run(server: Server, numbers: Iterator[int]) -> dict[str, Any]:
    """Let the job run to its end, short articles all along."""
    began, waits = time.monotonic(), list[float]()
    job = _begun(server)
    while (now := _job(server, job))["state"] in {"queued", "running"}:
        waits.append(_found(server, next(numbers)))
        time.sleep(PAUSE_S)
    report = now["report"] or now
    return {
        "whole s": round(time.monotonic() - began, 1), "came to": report.get("n_passages", now),
        "shorts s": sorted(waits)[-5:], "n shorts": len(waits),
    }  # fmt: skip


def _lines() -> Iterator[str]:
    for number in count():
        for sentence in article_text(number).replace("\n\n", " ").split(". "):
            yield sentence[: LINE_CHARS - 2] + "."


def _found(server: Server, number: int) -> float:
    """Add a short article; count the seconds until it is found."""
    began = time.monotonic()
    article = {"id": f"short{number}.txt", "text": SHORT.format(n=number)}
    server.client.post("/v1/articles", json={"articles": [article]}).raise_for_status()
    while not any(f"Zanderbrook{number} " in each for each in server.finds(SHORT.format(n=number))):
        time.sleep(POLL_S)
    return round(time.monotonic() - began, 2)


def _begun(server: Server) -> str:
    job = server.client.post("/v1/index/build", json={}).raise_for_status().json()
    return str(job["id"])


def _job(server: Server, job: str, wait: int = 0) -> Mapping[str, Any]:
    while True:
        with suppress(httpx.TransportError):  # of a connection that stood idle for too long
            answer = server.client.get(f"/v1/jobs/{job}", params={"wait": wait})
            found: Mapping[str, Any] = answer.raise_for_status().json()
            return found


def _progress(server: Server, job: str) -> Mapping[str, int]:
    found: Mapping[str, int] | None = _job(server, job)["progress"]
    return found or {}


def _cancelled(server: Server, job: str) -> float:
    """Cancel a job; count the seconds until it has ended."""
    began = time.monotonic()
    server.client.delete(f"/v1/jobs/{job}").raise_for_status()
    ended = _job(server, job, 25)
    if ended["state"] != "cancelled":
        raise RuntimeError(f"the job is {ended['state']}")
    return round(time.monotonic() - began, 2)


@contextmanager
def _peak(server: Server) -> Iterator[list[int]]:
    """Look at the memory of the server ten times a second; give the most, once it is over."""
    found, over = [0], threading.Event()

    def watch() -> None:
        while not over.wait(0.1):
            found[0] = max(found[0], server.megabytes)

    watching = threading.Thread(target=watch)
    watching.start()
    try:
        yield found
    finally:
        over.set()
        watching.join()


if __name__ == "__main__":
    main()
