"""How long one article takes among twenty thousand, and what a killed build costs.

`python tests/bench/scale.py` takes about half an hour on two cores. The articles are generated.
Their vectors are drawn by hash under the bundled model's name, because the model itself would take
hours; what is added, changed and removed afterwards goes through the model, as do the questions.
"""

import argparse
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import httpx
from generated import HashedEncoder, write_articles

from index.build import Builder
from index.database import connect, database_path
from index.projection import TokenProjection
from index.report import Report
from rag.desk import ADAPTER, Desk

QUESTION: Final = "Who counted the lanterns of Zanderbrook?"
FIRST: Final = "Zanderbrook by night\n\nThe keeper counted 4711 lanterns of Zanderbrook on Monday."
SECOND: Final = FIRST.replace("4711", "4712")
_TEXTS: Final = {"add": FIRST, "change": SECOND, "remove": None}
_MAX_WAIT_S: Final = 60.0
_ONRECORD: Final = (sys.executable, "-m", "ui.cli")


@dataclass(frozen=True, slots=True)
class Whole:
    """A build that was killed once it had half of its articles, and the one that finished it."""

    n_articles: int
    n_passages: int
    n_bytes: int
    n_articles_when_killed: int
    seconds_until_killed: float
    seconds_to_resume: float
    cpu_seconds_to_resume: float
    n_passages_encoded_when_killed: int
    n_passages_encoded_on_resuming: int
    peak_megabytes: int
    seconds_of_a_build_without_change: float


@dataclass(frozen=True, slots=True)
class Deed:
    """Seconds until what was done with one article shows in the answers.

    `cpu_seconds` are those of the one process, or command, that did it: what a machine that does
    nothing else would take, but for waiting for its disk.
    """

    deed: str
    by: str
    seconds: float
    cpu_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A folder of articles, the index over it, and the model's cache."""

    root: Path
    cache: Path

    @property
    def corpus(self) -> Path:
        """Where the articles are."""
        return self.root / "articles"

    @property
    def index(self) -> Path:
        """Where the index is."""
        return self.root / "index"

    def desk(self) -> Desk:
        """Make a desk as the command line has it."""
        return Desk(self.corpus, self.index, self.cache)

    def options(self) -> tuple[str, ...]:
        """Give the options of a command over this place."""
        return ("--corpus", str(self.corpus), "--index", str(self.index))


def build_whole(place: Place, n_articles: int) -> Whole:
    """Build over generated articles, killed once in the middle."""
    write_articles(place.corpus, n_articles)
    desk = place.desk()
    command = [sys.executable, __file__, "--build", str(place.root), desk.encoder.name]
    began = time.monotonic()
    child = subprocess.Popen(command)
    while _count(place, "articles") < n_articles // 2:
        time.sleep(0.05)
        if child.poll() is not None:
            raise RuntimeError("the build ended before it could be killed")
    child.send_signal(signal.SIGKILL)
    child.wait()
    killed_s = time.monotonic() - began
    n_stored, n_encoded = _count(place, "articles"), _count(place, "encodings")
    began, cpu = time.monotonic(), _children_cpu_s()
    resumed = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    resumed_s, used = time.monotonic() - began, _children_cpu_s() - cpu
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    report = json.loads(resumed.stdout)
    unchanged = desk.build()
    return Whole(
        report["n_articles"], report["n_passages"], database_path(place.index).stat().st_size,
        n_stored, killed_s, resumed_s, used, n_encoded, report["n_encoded"], peak,
        unchanged.duration_s,
    )  # fmt: skip


def _count(place: Place, table: str) -> int:
    path = database_path(place.index)
    if not path.exists():
        return 0
    with closing(connect(path, writable=False)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def build_hashed(root: Path, model: str) -> Report:
    """Build with hashed vectors under the name of a model."""
    projection = TokenProjection.load(ADAPTER)
    encoder = HashedEncoder(model, projection.matrix.shape[1])
    return Builder(root / "index", encoder, projection).build(root / "articles")


def by_desk(place: Place) -> Iterator[Deed]:
    """One process adds, changes, removes and asks: until it has the answer."""
    desk = place.desk()
    desk.engine().retrieve(QUESTION)  # what a process does once only
    path = place.root / "zanderbrook.txt"
    for deed, text in _TEXTS.items():
        began, cpu = time.monotonic(), time.process_time()
        _do(desk, path, text)
        _expect(partial(_desk_finds, desk), text)
        yield Deed(deed, "one process", _since(began), time.process_time() - cpu)


def by_build(place: Place) -> Iterator[Deed]:
    """As above, but by a build of the whole folder."""
    desk = place.desk()
    desk.engine().retrieve(QUESTION)
    path = place.corpus / "zanderbrook.txt"
    for deed, text in _TEXTS.items():
        _write(path, text)
        began, cpu = time.monotonic(), time.process_time()
        desk.build()
        _expect(partial(_desk_finds, desk), text)
        used = time.process_time() - cpu
        yield Deed(deed, "a build of the whole folder", _since(began), used)


def _do(desk: Desk, path: Path, text: str | None) -> None:
    if text is None:
        desk.remove([path.name])
    else:
        path.write_text(text)
        desk.add([str(path)])


def _write(path: Path, text: str | None) -> None:
    if text is None:
        path.unlink()
    else:
        path.write_text(text)


def _desk_finds(desk: Desk) -> list[str]:
    return [hit.passage.text for hit in desk.engine().retrieve(QUESTION, 3)]


def by_server(place: Place) -> Iterator[Deed]:
    """Change a file of a server's folder, and the index of it by a command beside it."""
    with serving(place) as finds:
        inside, beside = place.corpus / "zanderbrook.txt", place.root / "zanderbrook.txt"
        for text in (FIRST, None):  # the watch begins with a look at the whole folder
            _write(inside, text)
            _expect(finds, text)
        for deed, text in _TEXTS.items():
            _write(inside, text)
            began = time.monotonic()
            _expect(finds, text)
            yield Deed(deed, "serve --watch, from the change of the file", _since(began))
        for deed, text in _TEXTS.items():
            _write(beside, text)
            verb = ["remove", beside.name] if text is None else ["add", str(beside)]
            began, cpu = time.monotonic(), _children_cpu_s()
            subprocess.run(
                [*_ONRECORD, *verb, *place.options()],
                check=True, stdout=subprocess.DEVNULL, env=_environment(place),
            )  # fmt: skip
            used = _children_cpu_s() - cpu
            yield Deed(deed, "the command, start and model included", _since(began), used)
            ended = time.monotonic()
            _expect(finds, text)
            yield Deed(deed, "an open server, from the end of the command", _since(ended))


def _since(began: float) -> float:
    return time.monotonic() - began


def _children_cpu_s() -> float:
    """Seconds that the commands which have ended took of a processor."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@contextmanager
def serving(place: Place) -> Iterator[Callable[[], list[str]]]:
    """Run the server in a process of its own; gives what finds passages in it."""
    port = _free_port()
    server = subprocess.Popen(
        [*_ONRECORD, "serve", "--watch", "--port", str(port), *place.options()],
        env=_environment(place), stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=_MAX_WAIT_S) as client:
            _await_ready(client)
            yield partial(_server_finds, client)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(_MAX_WAIT_S)


def _free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        return int(listener.getsockname()[1])


def _environment(place: Place) -> dict[str, str]:
    return {**os.environ, "ONRECORD_CACHE": str(place.cache)}


def _await_ready(client: httpx.Client) -> None:
    deadline = time.monotonic() + _MAX_WAIT_S
    while time.monotonic() < deadline:
        try:
            if client.get("/readyz").is_success:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise TimeoutError("the server does not answer")


def _server_finds(client: httpx.Client) -> list[str]:
    found = client.post("/v1/retrieve", json={"question": QUESTION, "k": 3})
    return [hit["text"] for hit in found.raise_for_status().json()["hits"]]


def _expect(finds: Callable[[], list[str]], text: str | None) -> None:
    """Ask until just this version of the article is found, or none."""
    wanted = [] if text is None else [text]
    deadline = time.monotonic() + _MAX_WAIT_S
    while [each for each in finds() if "Zanderbrook" in each] != wanted:
        if time.monotonic() > deadline:
            raise TimeoutError(f"still not found after {_MAX_WAIT_S:g} s: {text!r}")


def table(deeds: Sequence[Mapping[str, Any]]) -> str:
    """Lay out measured deeds in Markdown: a row a way, seconds and those of a processor."""
    names = list(_TEXTS)
    lines = [f"| | {' | '.join(names)} |", "|---" * (len(names) + 1) + "|"]
    for by in dict.fromkeys(each["by"] for each in deeds):
        found = {each["deed"]: _cell(each) for each in deeds if each["by"] == by}
        lines.append(f"| {by} | {' | '.join(found[name] for name in names)} |")
    return "\n".join(lines)


def _cell(deed: Mapping[str, Any]) -> str:
    used = deed["cpu_seconds"]
    return f"{deed['seconds']:.2f} s" + ("" if used is None else f" ({used:.2f} s)")


def main() -> None:
    """Measure, and print JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "onrecord")
    parser.add_argument(
        "--keep", type=Path, help="a folder that keeps articles and index for a next time"
    )
    parser.add_argument("--build", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.build:
        print(build_hashed(Path(options.build[0]), options.build[1]).to_json())  # noqa: T201
        return
    with tempfile.TemporaryDirectory() as temporary:
        place = Place(options.keep or Path(temporary), options.cache)
        whole = place.root / "whole.json"
        if not whole.exists():
            whole.write_text(json.dumps(asdict(build_whole(place, options.articles))))
        deeds = [asdict(each) for by in (by_desk, by_build, by_server) for each in by(place)]
        print(json.dumps({"whole": json.loads(whole.read_text()), "deeds": deeds}, indent=1))  # noqa: T201


if __name__ == "__main__":
    main()
