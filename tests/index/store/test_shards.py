"""An index whose rows lie in several PostgreSQL servers."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import psycopg
import pytest
from newsroom import (
    ARTICLES,
    EQUIPMENT,
    FERRY,
    LIBRARY,
    WIRE,
    builder,
    open_desk,
    open_engine,
    opened,
    opened_ways,
    retold,
)
from pg_server import PgServer, new_database, ran

from onrecord.corpus import Article, find_articles, load
from onrecord.index.building.copying import copy
from onrecord.index.errors import StorageError, StoreAddressError, StoreAwayError
from onrecord.index.filters import Filters
from onrecord.index.hit import Hit
from onrecord.index.index import Index
from onrecord.index.store.address import store_at
from onrecord.index.store.drafts import EncodingBlobs
from onrecord.index.store.place import Database, VectorsIn
from onrecord.index.store.postgres.connection import Connection, Row, connect
from onrecord.index.store.postgres.reading import Held
from onrecord.index.store.postgres.rows import put_encodings
from onrecord.index.verify import verify
from onrecord.rag.engine import Engine
from onrecord.ui.cli import main
from onrecord.ui.settings import Settings

CORPUS = Path(__file__).parents[3] / "corpus" / "articles"
WORDS = ["ferry", "harbour", "city", "year", "old", "mill", "tea", "crown", "night", "loaf"]
ASKED = "The night ferry to Sandholm sails again from 4 May"


@pytest.fixture(scope="module")
def shards() -> Iterator[list[PgServer]]:
    """Start two servers that may be killed."""
    made = [PgServer.made(), PgServer.made()]
    yield made
    for each in made:
        each.discard()


@pytest.fixture
def database(postgres: PgServer, shards: list[PgServer], tmp_path: Path) -> Database:
    """Give a place in one server with rows in two others, and nothing in it."""
    return sharded(postgres, shards, tmp_path / "derived")


def sharded(
    postgres: PgServer, shards: Sequence[PgServer], folder: Path,
    vectors: VectorsIn = VectorsIn.MEMORY,
) -> Database:  # fmt: skip
    """Have an index that is yet to be built lie in them."""
    place = new_database(postgres.url, folder, vectors)
    store_at(place).shard([each.url for each in shards])
    return place


def found(hits: Sequence[Hit]) -> list[tuple[str, int, float]]:
    return [(hit.passage.article.id, hit.passage.start, hit.score) for hit in hits]


@pytest.fixture(scope="module")
def ways(
    postgres: PgServer, shards: list[PgServer], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[Index]]:
    """Open 40 articles of few words in a folder, and in shards, searched in each of the ways."""
    draw = np.random.default_rng(7)
    articles = [
        Article(
            f"{i}.txt", " ".join(draw.choice(WORDS, int(draw.integers(3, 40)))) + ".", f"No. {i}",
            ["Wire", None, "Post"][i % 3], ["A. Poe", None][i % 2], date(2025, 1, 1 + i % 28),
            ["en", "de"][i % 2], None,
        )
        for i in range(40)
    ]  # fmt: skip
    folder = tmp_path_factory.mktemp("ways")
    there = sharded(postgres, shards, folder / "pg", VectorsIn.GRAPH)
    yield from opened_ways(folder / "sqlite", there, articles)


def test_rows_lie_in_all_of_them(ways: list[Index], shards: list[PgServer]) -> None:
    """And not where they are asked for; an article's are together."""
    place = ways[1].directory
    parts = "SELECT tableoid::regclass::text, count(*) FROM {} GROUP BY 1 ORDER BY 1"
    for table in ("articles", "passages", "encodings", "postings", "vectors"):
        rows = ran(place, parts.format(table))
        assert [name for name, _ in rows] == [f"{table}_0", f"{table}_1"]
    apart = "SELECT count(*) FROM passages_0 JOIN articles_1 ON number = article"
    assert ran(place, apart) == [(0,)]
    assert verify(place) == []
    assert store_at(place).n_bytes > 100_000
    assert len(shards) == 2


@pytest.mark.parametrize("filters", [Filters(), Filters(outlets=("wire",), since=date(2025, 1, 9))])
def test_the_same_is_found(ways: list[Index], filters: Filters) -> None:
    """To the last bit of a score, and equals in the same order."""
    n_found = 0
    for i in range(8):
        draw = np.random.default_rng(i)
        words = list(draw.choice(WORDS, 1 + i % 6, replace=False))
        query = draw.standard_normal(32).astype(np.float32)
        one, *others = (
            [
                *found(index.lexical(words, 9, filters)),
                *found(index.dense(query, 1 + 7 * i, filters)),
            ]
            for index in ways
        )
        assert others == [one] * 3
        n_found += len(one)
    assert n_found > 100


def test_rows_are_joined_where_they_lie(ways: list[Index], monkeypatch: pytest.MonkeyPatch) -> None:
    """In each shard, at the same time; else all of a table would be sent for a few of its rows."""
    read, plans = Held.__call__, list[str]()

    def explained(rows: Held, query: str, values: Mapping[str, object] = {}) -> list[Row]:
        lines = read(rows, f"EXPLAIN {query}", values)
        plans.append("\n".join(line for (line,) in lines))
        return read(rows, query, values)

    monkeypatch.setattr(Held, "__call__", explained)
    for index in ways[2:]:
        hits = index.dense(np.ones(32, np.float32), 9, Filters(outlets=("wire",)))
        assert len(index.evidence(hits)) == 9
        index.lexical(WORDS, 9, Filters(since=date(2025, 1, 9)))
    asked = [plan for plan in plans if "Foreign Scan" in plan]
    assert len(asked) > 9
    assert [plan for plan in asked if "Join" in plan or "Nested Loop" in plan] == []
    assert len([plan for plan in asked if plan.count("Async Foreign Scan") == 2]) > 9


def test_the_same_is_told(ways: list[Index]) -> None:
    """Of all articles together: counts are those of all shards."""
    one, other = (
        (
            index.languages, index.languages_of_articles(), index.authors(), index.imprints(),
            index.articles(), index.near_duplicates(),
            {name: mean.tolist() for name, mean in index.article_vectors(20).items()},
        )
        for index in ways[:2]
    )  # fmt: skip
    assert one == other


def test_the_same_is_quoted_and_copied_back(database: Database, tmp_path: Path) -> None:
    """From the articles that come along: copied to shards, and from there to a folder."""
    articles = [load(path, CORPUS) for path in find_articles(CORPUS)][::3]
    here, back = tmp_path / "here", tmp_path / "back"
    engines = [open_engine(here, articles)]
    copy(here, database)
    copy(database, back)
    engines += [Engine.open(database, EQUIPMENT), Engine.open(back, EQUIPMENT)]
    for question in [f"What about {each.title}?" for each in articles]:
        told = [each.ask(question) for each in engines]
        assert len({(answer.quotes, answer.reason, answer.confidence) for answer in told}) == 1
    assert verify(database) == verify(back) == []


def test_generations_are_kept_compared_and_gone_back_to(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And what nobody can see any more leaves the shards."""
    monkeypatch.setattr("onrecord.index.store.postgres.sweeping.KEPT_S", 0)
    made, store = builder(database), store_at(database)
    made.add([FERRY, WIRE])
    store.take_snapshot("kept")
    made.add([retold(FERRY, "The ferry is gone."), LIBRARY])
    before = store.differences(store.snapshot_named("kept"), None)
    assert (before.added, before.changed) == ((LIBRARY.id,), (FERRY.id,))
    made.roll_back(store.snapshot_named("kept"))
    assert {each.text for each in map(opened(database).article, (FERRY.id, WIRE.id))} == {
        FERRY.text, WIRE.text,
    }  # fmt: skip
    assert verify(database) == []
    ran(database, "DELETE FROM pins")
    for i in range(2):
        made.add([retold(LIBRARY, f"Number {i}.")])
        made.remove([LIBRARY.id])
    made.add([])
    counts = "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM file_states)"
    assert ran(database, counts)[0][0] <= 3
    assert verify(database) == []


def test_a_damaged_index_is_built_beside(database: Database, tmp_path: Path) -> None:
    """In shards as well; what was there leaves them."""
    made = builder(database)
    made.add([FERRY, LIBRARY])
    ran(database, "UPDATE articles SET text = text || '!' WHERE id = 'bibliothek.txt'")
    assert any("its text is not" in problem for problem in verify(database))
    schemas = f"SELECT count(*) FROM pg_namespace WHERE nspname LIKE '{database.schema}%'"
    shard = replace(database, url=store_url(database, 0))
    (tmp_path / "wire.txt").write_text(WIRE.text)
    made.rebuild(tmp_path)
    assert opened(database).n_articles == 2
    assert verify(database) == []
    assert ran(shard, schemas) == [(1,)]


def store_url(database: Database, number: int) -> str:
    """Tell where a shard is."""
    name = f"{database.schema}_shard_{number}"
    query = f"SELECT srvoptions FROM pg_foreign_server WHERE srvname = '{name}'"
    ((options,),) = ran(database, query)
    folder = next(each.removeprefix("host=") for each in options if each.startswith("host="))
    return f"postgresql://test@/postgres?host={folder}"


def test_a_shard_that_commits_alone_is_taken_back(
    database: Database, shards: list[PgServer]
) -> None:
    """The last generation stays, whole, and the next build finds nothing of the one that failed."""
    articles = [replace(WIRE, id=f"{i}.txt", text=f"Number {i} is old.") for i in range(9)]
    builder(database).add(articles)
    where = "SELECT ftoptions[1] FROM pg_foreign_table WHERE ftrelid = 'articles_1'::regclass"
    schema = ran(database, where)[0][0].removeprefix("schema_name=")
    trap = (
        f"SET search_path = {schema}; CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE 'no room'; END $$; CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON"
        " articles DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()"
    )
    with psycopg.connect(shards[1].url) as there:
        there.execute(trap)
    newer = [retold(each, f"{each.id} is new.") for each in articles]
    with pytest.raises(StorageError, match="no room"):
        builder(database).add(newer)
    assert ran(database, "SELECT count(*) > 0 FROM articles WHERE born = 2") == [(True,)]
    assert {each.split()[-1] for each in texts(database)} == {"old."}
    with psycopg.connect(shards[1].url) as there:
        there.execute(f"DROP TRIGGER refuse ON {schema}.articles")
    builder(database).add([LIBRARY])
    assert {each.split()[-1] for each in texts(database) if each != LIBRARY.text} == {"old."}
    assert verify(database) == []
    builder(database).add(newer)
    assert {each.split()[-1] for each in texts(database) if each != LIBRARY.text} == {"new."}


def texts(database: Database) -> list[str]:
    """Read the texts of all articles."""
    index = opened(database)
    return [index.article(each.id).text for each in index.articles()]


def test_a_shard_that_is_gone_is_told_of(database: Database, shards: list[PgServer]) -> None:
    """What was asked before is answered; what is new is not, and nothing is half an answer."""
    from fastapi.testclient import TestClient  # noqa: PLC0415 - a second

    from onrecord.ui.rest.api import create_app  # noqa: PLC0415

    desk = open_desk(database, ARTICLES)
    app = create_app(desk.engine, Settings(index=database), desk)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        first = client.post("/v1/ask", json={"question": ASKED}).json()
        shards[1].kill()
        try:
            ready = {"status": "ready", "generation": 1, "store": "away"}
            assert client.get("/readyz").json() == ready
            assert client.post("/v1/ask", json={"question": ASKED}).json() == first
            other = client.post("/v1/ask", json={"question": "Lighthouse tours cost seven crowns"})
            assert (other.status_code, other.headers["retry-after"]) == (503, "5")
            with pytest.raises(
                StoreAwayError, match=rf"{shards[1].folder}.*see whether its server"
            ):
                builder(database).add([replace(WIRE, id="again.txt")])
        finally:
            shards[1].start()
        builder(database).add([replace(WIRE, id="again.txt")])
        while "store" in client.get("/readyz").json():  # nobody knocks again at once
            time.sleep(0.1)
        assert client.post("/v1/ask", json={"question": ASKED}).json()["generation"] == 2
    assert verify(database) == []


def test_a_shard_that_dies_in_a_build_leaves_the_last_generation(
    database: Database, shards: list[PgServer], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the first rows and the last; the next build mends it."""
    builder(database).add([FERRY])
    raised = "onrecord.index.store.postgres.build.raise_generation"
    with monkeypatch.context() as patch:
        patch.setattr(raised, lambda *_: shards[0].kill())
        with pytest.raises(StoreAwayError, match="closed the connection"):
            builder(database).add(ARTICLES)
    shards[0].start()
    assert [each.id for each in opened(database).articles()] == [FERRY.id]
    builder(database).add(ARTICLES)
    assert verify(database) == []


def test_what_two_encode_at_once_is_kept_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though the first of them can't see in a shard what the other has put there since."""
    builder(database).add([WIRE])
    put, n_tries = "onrecord.index.store.postgres.build.put_encodings", 0

    def beside(connection: Connection, encodings: Mapping[bytes, EncodingBlobs]) -> None:
        nonlocal n_tries
        n_tries += 1
        connection.execute("SELECT count(*) FROM encodings")
        with closing(connect(database, writable=True)) as other:
            put_encodings(other, encodings)
        put_encodings(connection, encodings)

    monkeypatch.setattr(put, beside)
    builder(database).add([FERRY])
    assert n_tries == 2
    assert verify(database) == []


def test_shards_are_set_once(
    database: Database, postgres: PgServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By a command, before there is an index, in a database."""
    url = f"{postgres.url}&schema={database.schema}"
    assert main(["shards", "--index", url, postgres.url, postgres.url]) == 0
    assert "2 shards, which the next build fills" in capsys.readouterr().out
    builder(database).add([FERRY])
    assert main(["shards", "--index", url, postgres.url]) == 1
    assert "name another schema" in capsys.readouterr().err
    assert main(["shards", "--index", str(tmp_path), postgres.url]) == 1
    assert "is a folder, which has no shards" in capsys.readouterr().err
    away = new_database(postgres.url, tmp_path)
    with pytest.raises(StoreAwayError, match="nowhere"):
        store_at(away).shard(["postgresql://test@/postgres?host=/nowhere"])
    with pytest.raises(StoreAddressError, match="no address of PostgreSQL"):
        store_at(away).shard(["postgresql://ada:se cret@host/x"])
    builder(away).add([FERRY])
