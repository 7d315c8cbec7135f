"""Vectors that PostgreSQL searches itself."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from newsroom import FERRY, LIBRARY, WIRE, builder, opened, opened_ways
from pg_server import PgServer, new_database, ran

from onrecord.corpus import Article, find_articles, load, sentences
from onrecord.index.building.build import Builder
from onrecord.index.encoding.encoder import TextEncoder
from onrecord.index.encoding.projection import TokenProjection
from onrecord.index.errors import OlderSchemaError, StorageError, StoreAddressError
from onrecord.index.filters import Filters
from onrecord.index.index import Index
from onrecord.index.store.place import Database, VectorsIn
from onrecord.index.store.postgres.nearest import PostgresNearest
from onrecord.index.verify import verify

CORPUS = Path(__file__).parents[3] / "corpus" / "articles"


@pytest.fixture
def database(postgres: PgServer, tmp_path: Path) -> Database:
    """Give a place whose engine searches, with nothing in it."""
    return new_database(postgres.url, tmp_path / "derived", VectorsIn.ENGINE)


WORDS = ["ferry", "harbour", "city", "year", "old", "mill", "tea", "crown", "night", "loaf"]


def articles(n: int) -> list[Article]:
    """Make articles of few words, many of which equal others."""
    draw = np.random.default_rng(7)
    return [
        Article(
            f"{i}.txt", " ".join(draw.choice(WORDS, int(draw.integers(1, 4)))) + ".", f"No. {i}",
            ["Wire", None, "Post"][i % 3], None, date(2025, 1, 1 + i % 28), ["en", "de"][i % 2],
            None,
        )
        for i in range(n)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def ways(postgres: PgServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Index]]:
    """Open the same articles where vectors are searched in memory, in the engine, along a graph."""
    folder = tmp_path_factory.mktemp("ways")
    there = new_database(postgres.url, folder / "pg", VectorsIn.GRAPH)
    yield from opened_ways(folder / "sqlite", there, articles(150))


@pytest.mark.parametrize(
    ("filters", "n_all"),
    [
        (Filters(), 1 + 2 + 5 + 40 + 150),
        (Filters(outlets=("wire",)), 1 + 2 + 5 + 40 + 50),
        (Filters(languages=("de",), since=date(2025, 1, 9)), 1 + 2 + 5 + 40 + 51),
        (Filters(outlets=("nobody",)), 0),
    ],
)
def test_the_same_is_found_wherever_it_is_searched(
    ways: list[Index], filters: Filters, n_all: int
) -> None:
    """To the last bit of a score, and equals in the same order."""
    draw, n_found = np.random.default_rng(3), 0
    for k in (1, 2, 5, 40, 200):
        query = draw.standard_normal(32).astype(np.float32)
        one, *others = (
            [(hit.passage.article.id, hit.score) for hit in index.dense(query, k, filters)]
            for index in ways
        )
        assert others == [one] * 3
        n_found += len(one)
    assert n_found == n_all


def test_each_of_many_equals_is_found(ways: list[Index]) -> None:
    """To nothing at all every vector is as near as any other."""
    for index in ways:
        hits = index.dense(np.zeros(32, np.float32), 9)
        assert [hit.passage.article.id for hit in hits] == sorted(f"{i}.txt" for i in range(150))[
            :9
        ]


def test_some_search_beside_each_other(ways: list[Index]) -> None:
    """Each through a connection of its own, and no more than a few."""
    engine = ways[2]._searched
    queries = np.random.default_rng(5).standard_normal((40, 32)).astype(np.float32)
    alone = [engine.search(query, 3, Filters()) for query in queries]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda query: engine.search(query, 3, Filters()), queries))
    assert found == alone
    nearest = ways[2]._snapshot.in_engine
    assert isinstance(nearest, PostgresNearest)
    assert 1 <= len(nearest._free) <= 4


def test_a_build_puts_vectors_where_the_engine_searches(database: Database, tmp_path: Path) -> None:
    """Those there were, and from then on also what others add, or build anew."""
    held = replace(database, vectors=VectorsIn.MEMORY, folder=tmp_path / "held")
    builder(held).add([FERRY])
    with pytest.raises(OlderSchemaError, match=r"`onrecord build` with vectors=engine in the addr"):
        opened(database)
    builder(database).add([WIRE])
    builder(held).add([LIBRARY])
    query = np.ones(32, np.float32)
    ids = {FERRY.id, WIRE.id, LIBRARY.id}
    assert {hit.passage.article.id for hit in opened(database).dense(query, 9)} == ids
    assert not (database.folder / "vectors.faiss").exists()
    ran(database, "UPDATE articles SET text = text || '!' WHERE id = 'bibliothek.txt'")
    builder(held).rebuild(tmp_path)
    assert {hit.passage.article.id for hit in opened(database).dense(query, 9)} == {
        FERRY.id,
        WIRE.id,
    }
    assert verify(database) == []


@pytest.mark.parametrize(
    ("harm", "found"),
    [
        ("DELETE FROM vectors", "is not among those that are searched"),
        ("UPDATE vectors SET vector = (SELECT vector FROM vectors LIMIT 1)", "as another one"),
    ],
)
def test_harm_is_found(harm: str, found: str, database: Database) -> None:
    """One line names it."""
    builder(database).add([FERRY, WIRE])
    assert verify(database) == []
    ran(database, f"SET search_path = {database.schema}, public; {harm}")
    assert any(found in problem for problem in verify(database)), verify(database)


def test_a_graph_is_asked_how_much_it_finds(
    ways: list[Index], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of few it finds all, which is told of only where more than all are meant to be."""
    monkeypatch.setattr("onrecord.index.search.recall._N_QUERIES", 9)
    place = ways[-1].directory
    assert verify(place) == []
    with monkeypatch.context() as strict:
        strict.setattr("onrecord.index.search.recall._ENOUGH", 1.5)
        told = verify(place)
        assert "vectors: of the 40 nearest, whatever is asked, 1.000 are found, 1.000" in told[0]
        assert verify(replace(place, vectors=VectorsIn.ENGINE)) == []
    assert ran(place, "SELECT count(*) FROM pg_class WHERE oid = to_regclass('graph')") == [(1,)]


def test_a_graph_that_misses_is_told_of(
    postgres: PgServer, encoder: TextEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One with few edges, over the vectors of the sample's sentences; not one made as we do."""
    place = new_database(postgres.url, tmp_path, VectorsIn.GRAPH)
    made = Builder(place, encoder, TokenProjection.plain(encoder.dimension))
    whole = [load(path, CORPUS) for path in find_articles(CORPUS)]
    with monkeypatch.context() as patch:
        patch.setattr("onrecord.index.store.postgres.vectors._GRAPH", "m = 2, ef_construction = 4")
        made.add(
            [
                replace(article, id=f"{each.start} {article.id}", text=each.text)
                for article in whole
                for each in sentences(article)
                if each.kind.quotable
            ]
        )
    along = replace(place, url=f"{place.url}&options=-c%20enable_sort%3Doff")  # few as they are
    told = verify(along)
    assert re.match(r"vectors: of the 40 nearest, whatever is asked, 0\.[5-9]\d\d are fou", told[0])
    assert verify(replace(along, vectors=VectorsIn.ENGINE)) == []
    ran(place, "DROP INDEX graph")
    made.add([])
    assert verify(along) == []


@pytest.mark.parametrize(
    ("name", "statement", "why"),
    [
        ("_EXTENSION", "CREATE EXTENSION nobody_has_this", "is not available"),
        ("HOME", "SELECT 'public' WHERE false", "ALTER EXTENSION vector UPDATE"),
    ],
)
def test_a_server_without_pgvector_is_told_of(
    name: str, statement: str, why: str, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what to do, and nothing is left behind: without `vectors=` all goes on."""
    monkeypatch.setattr(f"onrecord.index.store.postgres.vectors.{name}", statement)
    with pytest.raises(StorageError, match=rf"pgvector 0.8 or later .*leave vectors= out.*{why}"):
        builder(database).add([FERRY])
    held = replace(database, vectors=VectorsIn.MEMORY)
    builder(held).add([FERRY])
    assert opened(held).n_articles == 1


def test_an_address_tells_where_vectors_are_searched(tmp_path: Path) -> None:
    """Beside what is libpq's."""
    found = Database.of("postgresql://one/news?vectors=hnsw&schema=tea&sslmode=require", tmp_path)
    assert (found.vectors, found.schema) == (VectorsIn.GRAPH, "tea")
    assert found.url == "postgresql://one/news?sslmode=require"
    with pytest.raises(StoreAddressError, match="choose one of memory, engine, hnsw"):
        Database.of("postgresql://one/news?vectors=faiss", tmp_path)
