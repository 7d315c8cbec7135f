"""Kills of writers, workers, connections and servers at random moments, readers asking.

    python tests/faults/pg_kills.py [MOMENTS] [SEED] [SECONDS] [SHARDS]

Every article is written anew in each generation, so that a reader who sees two versions at once
has seen two generations. With shards, they and the coordinator have a standby each, which takes
over at some of the kills, and is killed at others. Prints what was killed and what the readers saw.
"""

# ruff: noqa: T201

import json
import multiprocessing
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import psycopg
from fakes import FakeEncoder
from pg_server import PgServer, new_database

from onrecord.index.building.build import Builder
from onrecord.index.building.sharing import work
from onrecord.index.encoding.projection import TokenProjection
from onrecord.index.errors import MissingIndexError, NoLongerKeptError, StorageError
from onrecord.index.index import Index
from onrecord.index.store.address import store_at
from onrecord.index.store.place import Database
from onrecord.index.verify import verify

PROJECTION = TokenProjection.plain(32)
N_ARTICLES = 12
VECTOR = FakeEncoder().encode_passages(["Article 3 tells of version."])[0].vector


def write(folder: Path, version: int) -> None:
    """Write all articles anew."""
    for n in range(N_ARTICLES):
        text = f"Article {n} tells of version {version}. It has {n} ends."
        (folder / f"{n}.txt").write_text(text)


def versions(index: Index) -> str:
    """Read all articles by id, by vector and by term, and tell how much of a generation that is."""
    texts = [index.article(each.id).text for each in index.articles()]
    hits = [*index.dense(VECTOR, 99), *index.lexical(("articl",), 99)]
    if len(texts) != N_ARTICLES or len(hits) != 2 * N_ARTICLES or not index.evidence(hits):
        return "half"
    found = [*texts, *(hit.passage.article.text for hit in hits)]
    n_versions = len({text.split("version ")[1].split(".")[0] for text in found})
    return "whole" if n_versions == 1 else "mixed"


def building(database: Database, folder: Path, first: int) -> None:
    """Build version after version; a server that is away is tried again."""
    for version in range(first, 10**9):
        write(folder, version)
        with suppress(StorageError):
            Builder(database, FakeEncoder(), PROJECTION, lock_timeout_s=20).build(folder)


def working(database: Database) -> None:
    """Join whoever builds."""
    work(Builder(database, FakeEncoder(), PROJECTION), threading.Event())


@dataclass
class Seen:
    """What the readers saw."""

    stop: threading.Event = field(default_factory=threading.Event)
    told: Counter[str] = field(default_factory=Counter)

    def read(self, database: Database) -> None:
        """Ask again and again."""
        index = None
        while not self.stop.is_set():
            try:
                if index is None:
                    index = Index.open(database, "fake", PROJECTION)
                elif index.is_stale():
                    index = index.refresh()
                self.told[versions(index)] += 1
            except NoLongerKeptError:
                self.told["no longer kept"] += 1
                index = None
            except MissingIndexError:
                self.told["missing"] += 1
            except StorageError:
                self.told["away"] += 1
                time.sleep(0.02)


@contextmanager
def reading(database: Database) -> Iterator[Counter[str]]:
    """Have two ask until the end of the block, and tell then what they saw."""
    seen = Seen()
    readers = [threading.Thread(target=seen.read, args=(database,)) for _ in range(2)]
    for each in readers:
        each.start()
    try:
        yield seen.told
    finally:
        seen.stop.set()
        for each in readers:
            each.join()


class Crowd:
    """A writer and two workers, each a process."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._given = database, folder
        self._n_begun = 0
        self._processes: dict[str, multiprocessing.process.BaseProcess] = {}
        for kind in ("writer", "worker 1", "worker 2"):
            self.start(kind)

    def start(self, kind: str) -> None:
        """Start one, in the place of one that was."""
        database, folder = self._given
        self._n_begun += 1
        context = multiprocessing.get_context("forkserver")  # it has imported all this once
        context.set_forkserver_preload(["__main__"])
        spawn = context.Process
        if kind == "writer":
            made = spawn(target=building, args=(database, folder, 1000 * self._n_begun))
        else:
            made = spawn(target=working, args=(database,))
        made.start()
        self._processes[kind] = made

    def kill(self, kind: str) -> None:
        """Kill one with -9."""
        os.kill(self._processes[kind].pid or 0, signal.SIGKILL)
        self._processes[kind].join()

    def close(self) -> None:
        """Kill all."""
        for kind in self._processes:
            self.kill(kind)


class Alone:
    """A server without a standby."""

    def __init__(self) -> None:
        self.server = PgServer.made()
        self.url = self.server.url

    def kill(self, draw: random.Random) -> str:  # noqa: ARG002 - there is but one way
        """Kill it, start it again, and say so."""
        self.server.kill()
        self.server.start()
        return "server"

    def discard(self) -> None:
        """Stop it for good."""
        self.server.discard()


class Pair:
    """A server, and the standby that has all that it has committed."""

    def __init__(self) -> None:
        self.server = PgServer.made()
        with psycopg.connect(self.server.url, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
        self.standby = self.server.standby()
        with psycopg.connect(self.server.url, autocommit=True) as connection:
            connection.execute("SELECT pg_reload_conf()")
        hosts = f"{self.server.folder},{self.standby.folder}"
        self.url = f"postgresql://test@/postgres?host={hosts}"

    def kill(self, draw: random.Random) -> str:
        """Kill one of them; a primary is started again, or the other one takes its place."""
        kind = draw.choice(["standby", "primary", "primary for good"])
        killed = self.standby if kind == "standby" else self.server
        killed.kill()
        if kind == "primary for good":
            self.standby.promote()
            self.server, self.standby = self.standby, self.standby.standby(killed.folder)
        else:
            time.sleep(draw.uniform(0, 1))
            killed.start()
        return kind

    def discard(self) -> None:
        """Stop both for good."""
        self.standby.discard()
        self.server.discard()


def main(n_moments: int, seed: int, most_s: int, n_shards: int) -> Counter[str]:
    """Kill at so many moments, so far apart at most; raise if anything was lost, mixed or half."""
    draw = random.Random(seed)  # noqa: S311
    pauses_s = [draw.uniform(0, most_s) for _ in range(n_moments)]
    with ExitStack() as stack:
        servers = [Pair() for _ in range(1 + n_shards)] if n_shards else [Alone()]
        for each in servers:
            stack.callback(each.discard)
        root = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="onrecord-kills-")))
        folder, database = root / "articles", new_database(servers[0].url, root / "derived")
        if n_shards:
            store_at(database).shard([each.url for each in servers[1:]])
        folder.mkdir()
        write(folder, 0)
        Builder(database, FakeEncoder(), PROJECTION).build(folder)
        with reading(database) as seen, closing(Crowd(database, folder)) as crowd:
            told = kill(pauses_s, draw, servers, crowd)
        write(folder, 7)
        report = Builder(database, FakeEncoder(), PROJECTION).build(folder)
        told += seen
        told["generations"] = report.generation
        problems = verify(database)
    if problems or seen["mixed"] or seen["half"] or report.n_articles != N_ARTICLES:
        raise AssertionError((problems, told))
    return told


def kill(
    pauses_s: list[float], draw: random.Random, servers: Sequence[Alone | Pair], crowd: Crowd
) -> Counter[str]:
    """Kill something after each of some pauses; count what."""
    done = Counter[str]()
    for pause_s in pauses_s:
        time.sleep(pause_s)
        kind = draw.choice(["writer", "worker 1", "worker 2", *["connection"] * 5, "server"])
        if kind == "server":
            kind = draw.choice(servers).kill(draw)
        elif kind == "connection":
            end_one(draw.choice(servers).url, draw)
        else:
            crowd.kill(kind)
            crowd.start(kind)
        done[f"killed {kind}"] += 1
    return done


def end_one(url: str, draw: random.Random) -> None:
    """Cut one of the connections, whoever's it is."""
    with suppress(psycopg.OperationalError), psycopg.connect(url) as connection:
        found = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE application_name = 'onrecord'"
        ).fetchall()
        if found:
            connection.execute("SELECT pg_terminate_backend(%s)", draw.choice(found))


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    print(json.dumps(main(*given, *(200, 1, 2, 0)[len(given) :])))
