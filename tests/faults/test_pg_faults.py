"""Whatever breaks between here and a PostgreSQL server, there is one generation, whole."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from fastapi.testclient import TestClient
from newsroom import EQUIPMENT, FERRY, LIBRARY, PROJECTION, TAGGER, WIRE, builder, open_desk, retold
from pg_server import PgServer, new_database, ran

from onrecord.index.errors import DamagedIndexError, StoreAwayError
from onrecord.index.index import Index
from onrecord.index.store.address import store_at
from onrecord.index.store.place import Database
from onrecord.index.verify import verify
from onrecord.rag.engine import Engine
from onrecord.ui.rest.api import create_app
from onrecord.ui.settings import Settings


class Cut(psycopg.Connection[tuple[object, ...]]):
    """A connection that is cut before one of the statements of all of its kind."""

    n_left = -1
    n_run = 0

    def execute(self, *arguments, **options):  # type: ignore[no-untyped-def]  # noqa: ANN002, ANN003, ANN201
        """Run a statement, unless the time has come."""
        Cut.n_run += 1
        Cut.n_left -= 1
        if Cut.n_left == 0:
            self.close()
        return super().execute(*arguments, **options)


def versions(database: Database) -> set[str]:
    """Tell which versions the two articles are of, by id and by term."""
    index = Index.open(database, "fake", PROJECTION, TAGGER.name)
    texts = [index.article(each.id).text for each in index.articles()]
    texts += [hit.passage.article.text for hit in index.lexical(("version",), 9)]
    assert len(texts) == 4
    return {text.split("version ")[1].split(".")[0] for text in texts}


def test_a_build_that_is_cut_at_any_statement_is_whole_or_nothing(
    postgres: PgServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At each third of them, from another one each time; the next build mends it."""
    database = new_database(postgres.url, tmp_path)
    articles = [retold(each, f"It is version 0. {each.id} says so.") for each in (FERRY, WIRE)]
    builder(database).add(articles)
    monkeypatch.setattr("onrecord.index.store.postgres.connection.psycopg.connect", Cut.connect)
    Cut.n_run, Cut.n_left = 0, -1
    builder(database).add(
        [retold(each, f"It is version 1. {each.id} says so.") for each in articles]
    )
    n_statements, n_cut = Cut.n_run, 0
    for n in range(1, n_statements + 1, 3):
        Cut.n_left, told = n, f"It is version {n}. "
        try:
            builder(database).add([retold(each, told + f"{each.id} says so.") for each in articles])
        except StoreAwayError:
            n_cut += 1
        Cut.n_left = -1
        assert len(versions(database)) == 1
    assert n_cut > n_statements // 4
    builder(database).add(articles)
    assert versions(database) == {"0"}
    assert verify(database) == []


@contextmanager
def running(server: PgServer) -> Iterator[PgServer]:
    """Stop it afterwards."""
    try:
        yield server
    finally:
        server.discard()


@pytest.fixture
def server() -> Iterator[PgServer]:
    """Start a server that may be killed."""
    with running(PgServer.made()) as made:
        yield made


def test_a_server_that_is_killed_is_said_to_be_away(server: PgServer, tmp_path: Path) -> None:
    """What was asked before is answered; what is new is not, and nothing is half an answer."""
    database = new_database(server.url, tmp_path)
    desk = open_desk(database)
    app = create_app(desk.engine, Settings(index=database), desk)
    asked = {"question": "The night ferry to Sandholm sails again from 4 May"}
    with TestClient(app, base_url="http://127.0.0.1") as client:
        first = client.post("/v1/ask", json=asked).json()
        assert client.get("/readyz").json() == {"status": "ready", "generation": 1}
        server.kill()
        assert client.get("/readyz").json() == {
            "status": "ready", "generation": 1, "store": "away"
        }  # fmt: skip
        assert client.post("/v1/ask", json=asked).json() == first
        other = client.post("/v1/ask", json={"question": "Lighthouse tours cost seven crowns"})
        assert (other.status_code, other.headers["retry-after"]) == (503, "5")
        server.start()
        builder(database).add([replace(WIRE, id="again.txt")])
        while "store" in client.get("/readyz").json():  # nobody knocks again at once
            time.sleep(0.1)
        assert client.get("/readyz").json() == {"status": "ready", "generation": 2}
        assert client.post("/v1/ask", json=asked).json()["generation"] == 2


def test_a_replica_goes_through_a_failover(server: PgServer, tmp_path: Path) -> None:
    """It reads from the standby what the primary wrote, and goes on when that is promoted."""
    database = new_database(server.url, tmp_path)
    builder(database).add([FERRY])
    standby = server.standby()
    try:
        here, there = server.folder, standby.folder
        replica = replace(
            database, url=f"postgresql://test@/postgres?host={here},{there}", folder=tmp_path / "r"
        )
        following = replace(database, url=standby.url, folder=tmp_path / "s")
        engines = [Engine.open(each, EQUIPMENT) for each in (replica, following)]
        builder(database).add([WIRE])
        wait_for(following, 2)
        assert [each.refreshed().generation for each in engines] == [2, 2]
        server.kill()
        question = "The night ferry to Sandholm sails again from 4 May"
        told = [each.refreshed().ask(question) for each in engines]
        assert [answer.generation for answer in told] == [2, 2]
        assert told[0].quotes == told[1].quotes
        with pytest.raises(StoreAwayError):  # none of them takes what is written
            builder(replica).add([FERRY])
        standby.promote()
        builder(replica).remove([WIRE.id])
        assert [each.refreshed().generation for each in engines] == [3, 3]
        assert verify(replica) == []
    finally:
        standby.discard()


def wait_for(database: Database, number: int) -> None:
    """Wait until a standby has a generation."""
    while ran(database, "SELECT max(number) FROM generations") != [(number,)]:
        pass


def test_a_shard_that_lost_its_last_moments_is_told_of(tmp_path: Path) -> None:
    """Its standby, which hadn't heard of them, takes over: no question is answered by a half."""
    with ExitStack() as stack:
        coordinator, shard = (stack.enter_context(running(PgServer.made())) for _ in range(2))
        standby = stack.enter_context(running(shard.standby()))
        database = new_database(coordinator.url, tmp_path)
        hosts = f"{shard.folder},{standby.folder}"
        store_at(database).shard([f"postgresql://test@/postgres?host={hosts}"])
        builder(database).add([FERRY])
        standby.kill()
        builder(database).add([WIRE])
        engine = Engine.open(database, EQUIPMENT)
        shard.kill()
        standby.start()
        with pytest.raises(StoreAwayError, match="is in hot standby mode"):
            Engine.open(database, EQUIPMENT)
        standby.promote()
        with pytest.raises(DamagedIndexError, match="has lost what was written last"):
            engine.ask("The night ferry to Sandholm sails again from 4 May")
        with pytest.raises(DamagedIndexError, match="`onrecord build --force`"):
            builder(database).add([LIBRARY])
        builder(database).rebuild(tmp_path)
        assert Engine.open(database, EQUIPMENT).n_articles == 1
        assert verify(database) == []


@pytest.mark.faults
@pytest.mark.parametrize("given", ["40 1 3 0", "20 2 5 2"])
def test_whoever_reads_sees_one_generation_whatever_is_killed(given: str) -> None:
    """Writers, workers, connections, the server; or a coordinator, two shards, all standbys."""
    command = [sys.executable, str(Path(__file__).with_name("pg_kills.py")), *given.split()]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, timeout=280)
    told = json.loads(done.stdout)
    assert told["whole"] > 100
    assert told["generations"] > 2
