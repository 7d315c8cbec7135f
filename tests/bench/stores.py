"""The same articles in a folder and in PostgreSQL: built by several, asked, and one added.

    PYTHONPATH=tests python tests/bench/stores.py [--articles 20000] [--workers 1 2 4]
        [--pause-ms 0] [--only-build]

Articles are generated, their vectors drawn by hash under the bundled model's name, packed as they
come, and nobody is said to speak in them; questions, and the one article, go through the models.
With a pause, each passage takes so long besides, as if the core of another machine encoded it. Both
stores lie in the same kind of room, and neither waits for a disk. One is done after the other.
"""

import argparse
import json
import multiprocessing
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import astuple, dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from generated import HashedEncoder, write_articles
from growth import questions
from pg_server import PgServer, new_database, ran
from scale import FIRST, QUESTION, SECOND
from shards import told
from threadpoolctl import threadpool_limits

from onrecord.index.building.build import Builder
from onrecord.index.building.collection import ADAPTER, PACKING
from onrecord.index.building.sharing import work
from onrecord.index.encoding.encoder import Encoding
from onrecord.index.encoding.packing import Packing, Quantiser
from onrecord.index.encoding.projection import TokenProjection
from onrecord.index.speech.tagger import Untold
from onrecord.index.store.address import store_at
from onrecord.index.store.place import Address, Database
from onrecord.rag.desk import Desk

N_QUESTIONS: Final = 120
N_ADDED: Final = 12


@dataclass(frozen=True)
class Paused(HashedEncoder):
    """A hashed encoder that lets each passage wait."""

    pause_s: float = 0

    def encode_passages(self, texts: Sequence[str]) -> list[Encoding]:
        """Encode, so much later."""
        time.sleep(self.pause_s * len(texts))
        return super().encode_passages(texts)


@dataclass(frozen=True, slots=True, eq=False)
class Taken(Quantiser):
    """Keeps the first bytes of a vector in the place of those that are nearest to it: cheap."""

    def codes(self, rows: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
        """(n, width) vectors -> (n, n_parts) uint8."""
        return np.ascontiguousarray(rows).view(np.uint8)[:, : len(self.centroids)].copy()


def cheap(packing: Packing) -> Packing:
    """Pack under the same name."""
    assert isinstance(packing.tokens, Quantiser)
    assert isinstance(packing.sentences, Quantiser)
    assert packing.middle is not None
    tokens, sentences, middle = (
        Taken(each.centroids)
        for each in (packing.tokens, packing.sentences, packing.middle.quantiser)
    )
    return Packing(packing.name, tokens, sentences, replace(packing.middle, quantiser=middle))


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds of the clock, and of the cores that this process had."""

    clock_s: float
    cpu_s: float


@dataclass(frozen=True, slots=True)
class Making:
    """How an index is made: under the names of which encoder and tagger, with which pause."""

    encoder: str
    tagger: str
    pause_s: float

    def builder(self, place: Address) -> Builder:
        """Give what writes it in a place."""
        loaded = TokenProjection.load(ADAPTER, packing=PACKING)
        projection = replace(loaded, packing=cheap(loaded.packing))
        encoder = Paused(self.encoder, projection.matrix.shape[1], pause_s=self.pause_s)
        return Builder(place, encoder, projection, Untold(self.tagger))


def working(making: Making, database: Database) -> None:
    """Join whoever builds, with one thread for small products, as `onrecord worker` does."""
    threadpool_limits(1, "blas")
    work(making.builder(database), threading.Event())


@contextmanager
def joined(making: Making, database: Database, n: int) -> Iterator[None]:
    """Have so many processes join, until the end of the block."""
    with store_at(database).opened(making.builder(database).settings):
        pass
    spawn = multiprocessing.get_context("spawn").Process
    others = [spawn(target=working, args=(making, database)) for _ in range(n)]
    for each in others:
        each.start()
    locks = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ShareLock'"
    while ran(database, locks)[0][0] < n:
        time.sleep(0.1)
    try:
        yield
    finally:
        for each in others:
            each.terminate()
            each.join()


def built(making: Making, place: Address, corpus: Path, n_workers: int = 1) -> dict[str, Any]:
    """Build, and tell what it took: of the clock, and of a core in the process that publishes."""
    with joined(making, place, n_workers - 1) if isinstance(place, Database) else nullcontext():
        began, cpu = time.monotonic(), time.process_time()
        report = making.builder(place).build(corpus)
        took, used = time.monotonic() - began, time.process_time() - cpu
    return {
        "build": "folder" if isinstance(place, Path) else "postgres", "n_workers": n_workers,
        "n_articles": report.n_articles, "n_passages": report.n_passages,
        "pause_ms": 1000 * making.pause_s, "seconds": round(took, 1), "cpu_s": round(used, 1),
        "n_bytes": store_at(place).n_bytes,
    }  # fmt: skip


def asked(desks: dict[str, Desk]) -> Iterator[dict[str, Any]]:
    """Put each question to both in turn, another one first each time."""
    times: dict[str, list[Took]] = {name: [] for name in desks}
    n_same = 0
    for desk in desks.values():
        desk.engine().ask(QUESTION)
    for n, question in enumerate(questions(N_QUESTIONS)):
        answers = []
        for name in [*desks][:: 1 if n % 2 else -1]:
            took = stopwatch()
            answers.append(told(desks[name].engine().ask(question)))
            times[name].append(took())
        n_same += answers[0] == answers[1]
    for name, some in times.items():
        yield {"asked": name, "n": len(some), **cuts(some)}
    yield {"same": n_same, "of": N_QUESTIONS}


def added(desks: dict[str, Desk], folder: Path) -> Iterator[dict[str, Any]]:
    """Add, change and remove one article in turn: seconds until that shows in what is found."""
    path = folder / "zanderbrook.txt"
    times: dict[str, list[Took]] = {name: [] for name in desks}
    for text, (name, desk) in (
        (text, each)
        for text in chain.from_iterable([(FIRST, SECOND)] * N_ADDED)
        for each in desks.items()
    ):
        path.write_text(text)
        took = stopwatch()
        desk.add([str(path)], replace_texts=True)
        while not any(hit.passage.text in text for hit in desk.engine().retrieve(QUESTION, 3)):
            pass
        times[name].append(took())
    for name, (first, *others) in times.items():
        yield {"added": name, "n": len(others), "first_ms": 1000 * first.clock_s, **cuts(others)}


def stopwatch() -> Callable[[], Took]:
    """Begin to measure; what is given tells how long it took by then."""
    began, cpu = time.perf_counter(), time.process_time()
    return lambda: Took(time.perf_counter() - began, time.process_time() - cpu)


def cuts(some: Sequence[Took]) -> dict[str, float]:
    """Condense them, in milliseconds."""
    clock, cores = (
        [1000 * each for each in kind] for kind in zip(*map(astuple, some), strict=True)
    )
    p50, p95, cpu_p50 = (np.percentile(*each) for each in ((clock, 50), (clock, 95), (cores, 50)))
    return {
        "p50_ms": round(p50, 1), "p95_ms": round(p95, 1), "most_ms": round(max(clock), 1),
        "cpu_p50_ms": round(cpu_p50, 1),
    }  # fmt: skip


def measured(given: argparse.Namespace, room: Path, server: PgServer) -> Iterator[dict[str, Any]]:
    """Build in each place, then ask, then add; what is no longer needed leaves at once."""
    corpus, folder = room / "articles", room / "index"
    write_articles(corpus, given.articles)
    plain = Desk(corpus, folder, given.cache)
    making = Making(plain.encoder.name, plain.tagger.name, given.pause_ms / 1000)
    yield built(making, folder, corpus)
    for n_workers in sorted(given.workers, reverse=True):
        database = new_database(server.url, room / f"derived-{n_workers}")
        yield built(making, database, corpus, n_workers)
        if n_workers > min(given.workers):
            store_at(database).discard()
    if given.only_build:
        return
    ran(database, "VACUUM ANALYZE")  # as a server does by itself in time
    desks = {"folder": plain, "postgres": Desk(corpus, database, given.cache)}
    for desk in desks.values():
        desk.encoder = plain.encoder
    yield from asked(desks)
    yield from added(desks, room)


def main() -> None:
    """Measure, and print a line of JSON of each thing as soon as it is known."""
    parser = argparse.ArgumentParser(description="Measure PostgreSQL beside a folder.")
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--only-build", action="store_true", help="ask nothing, add nothing")
    parser.add_argument("--pause-ms", type=float, default=0)
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "onrecord")
    given = parser.parse_args()
    server = PgServer.made()
    try:
        with tempfile.TemporaryDirectory(dir=server.folder.parent) as room:
            for each in measured(given, Path(room), server):
                print(json.dumps(each), flush=True)  # noqa: T201
    finally:
        server.discard()


if __name__ == "__main__":
    main()
