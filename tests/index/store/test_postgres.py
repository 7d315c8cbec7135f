"""What the store in PostgreSQL promises beyond what every store does."""

import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import psycopg
import pytest
from fakes import FakeEncoder
from newsroom import (
    ARTICLES,
    EQUIPMENT,
    FERRY,
    LIBRARY,
    ORCHARD,
    PROJECTION,
    TAGGER,
    WIRE,
    builder,
    open_engine,
)
from pg_server import PgServer, new_database, ran

from onrecord.corpus import Article, find_articles, load
from onrecord.index.building.build import Builder
from onrecord.index.building.copying import copy
from onrecord.index.building.sharing import work
from onrecord.index.encoding.encoder import Encoding
from onrecord.index.errors import (
    MissingIndexError,
    NoLongerKeptError,
    OlderSchemaError,
    SnapshotError,
    StorageError,
    StoreAddressError,
    StoreAwayError,
)
from onrecord.index.filters import Filters
from onrecord.index.hit import Hit
from onrecord.index.index import Index
from onrecord.index.store.address import store_at
from onrecord.index.store.place import Address, Database, VectorsIn, address_of
from onrecord.index.store.postgres import schema
from onrecord.index.store.postgres.connection import connect
from onrecord.index.store.postgres.duplicates import sketch_articles
from onrecord.index.verify import verify
from onrecord.rag.engine import Engine

CORPUS = Path(__file__).parents[3] / "corpus" / "articles"


@pytest.fixture
def database(postgres: PgServer, tmp_path: Path) -> Database:
    """Give a place in PostgreSQL with nothing in it."""
    return new_database(postgres.url, tmp_path / "derived")


@pytest.fixture
def _swept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep nothing for readers."""
    monkeypatch.setattr("onrecord.index.store.postgres.sweeping.KEPT_S", 0)


def test_addresses_are_read(tmp_path: Path) -> None:
    """A folder, or a URL whose schema is ours, and whose password is nobody's business."""
    assert address_of("postgres.d/x", tmp_path) == Path("postgres.d/x")
    found = address_of("postgresql://ada:secret@one,two/news?schema=tea&sslmode=require", tmp_path)
    assert isinstance(found, Database)
    assert (found.url, found.schema) == (
        "postgresql://ada:secret@one,two/news?sslmode=require", "tea",
    )  # fmt: skip
    assert found.name == "postgresql://ada@one,two/news (schema=tea)"
    with pytest.raises(StoreAddressError, match=r"write them as %3F or %2F$"):
        address_of("postgresql://ada:sec?ret@one/news", tmp_path)
    with pytest.raises(StoreAddressError, match="a-z"):
        address_of("postgresql://one/news?schema=Tea;", tmp_path)


def found(hits: Sequence[Hit]) -> list[tuple[str, int, float]]:
    return [(hit.passage.article.id, hit.passage.start, hit.score) for hit in hits]


WORDS = ["ferry", "harbour", "city", "year", "old", "mill", "tea", "crown", "night", "loaf"]


@pytest.fixture(scope="module")
def twins(postgres: PgServer, tmp_path_factory: pytest.TempPathFactory) -> tuple[Index, Index]:
    """Open the same 60 articles of few words in both stores, indexed in another order."""
    draw = np.random.default_rng(7)
    articles = [
        Article(
            f"{i}.txt", " ".join(draw.choice(WORDS, int(draw.integers(3, 40)))) + ".", f"No. {i}",
            ["Wire", None, "Post"][i % 3], None, date(2025, 1, 1 + i % 28), "en", None,
        )
        for i in range(60)
    ]  # fmt: skip
    folder = tmp_path_factory.mktemp("twins")
    places: list[Address] = [folder / "sqlite", new_database(postgres.url, folder / "pg")]
    for place, some in zip(places, (articles, articles[::-1]), strict=True):
        builder(place).add(some)
        builder(place).remove(["7.txt"])
        builder(place).add([articles[7]])
    one, other = (Index.open(each, "fake", PROJECTION, TAGGER.name) for each in places)
    return one, other


@pytest.mark.parametrize("max_visited", [10_000, 75, 30, 3])
@pytest.mark.parametrize("filters", [Filters(), Filters(outlets=("wire",), since=date(2025, 1, 9))])
def test_words_are_weighed_as_fts5_weighs_them(
    twins: tuple[Index, Index], max_visited: int, filters: Filters, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To the last bit, so that equals are equal: rare words, two together, and one alone."""
    monkeypatch.setattr("onrecord.index.store.bm25.MAX_VISITED", max_visited)
    monkeypatch.setattr("onrecord.index.store.bm25.MAX_ALONE", 0.9)
    n_found = 0
    for i in range(12):
        words = list(np.random.default_rng(i).choice(WORDS, 1 + i % 6, replace=False))
        one, other = (found(index.lexical(words, 9, filters)) for index in twins)
        assert one == other
        assert twins[0].frequencies(words) == twins[1].frequencies(words)
        n_found += len(one)
    assert n_found > 12


def test_both_stores_give_the_same_quotes(postgres: PgServer, tmp_path: Path) -> None:
    """Of the articles that come along, however they were indexed; near-duplicates as well."""
    articles = [load(path, CORPUS) for path in find_articles(CORPUS)]
    places: list[Address] = [tmp_path / "sqlite", new_database(postgres.url, tmp_path / "pg")]
    one = open_engine(places[0], articles)
    for some in (articles[10:], articles[:10]):
        other = open_engine(places[1], some)
    asked = [f"What about {each.title}?" for each in articles[::5]]
    asked.append("What is the capital of France?")
    for question in asked:
        first, second = one.ask(question), other.ask(question)
        assert [(q.article.id, q.start, q.end, q.score) for q in first.quotes] == [
            (q.article.id, q.start, q.end, q.score) for q in second.quotes
        ]
        assert (first.reason, first.confidence) == (second.reason, second.confidence)
        assert found(one.retrieve(question, 20)) == found(other.retrieve(question, 20))
    assert verify(places[1]) == []


@pytest.mark.parametrize(
    ("harm", "found"),
    [
        ("UPDATE articles SET text = text || '!'", "its text is not"),
        ("UPDATE sentences SET stop = 999999", "not within"),
        ("UPDATE sentences SET kind = 'poem'", "poem"),
        ("UPDATE passages SET stop = stop - 1", "not a run"),
        ("UPDATE encodings SET vector = substr(vector, 1, 8)", "not the ones"),
        ("UPDATE passages SET words = words || chr(10) || 'x'", "number of lines of terms"),
        ("UPDATE passages SET words = replace(words, 'ferri', 'barg')", "that are searched"),
        ("UPDATE postings SET data = substr(data, 13) WHERE term = 'ferri'", "that are searched"),
        ("UPDATE frequencies SET n = n + 1 WHERE term = 'ferri'", "than was counted"),
        ("DELETE FROM articles WHERE id = '2025/ferry.txt'", "as was counted"),
    ],
)
def test_harm_is_found(harm: str, found: str, database: Database) -> None:
    """One line names it; a build by force mends it."""
    builder(database).add([FERRY, WIRE])
    ran(database, harm)
    assert any(found in problem for problem in verify(database)), verify(database)


def test_a_damaged_schema_is_replaced(database: Database, tmp_path: Path) -> None:
    """Beside it, at one stroke; who held the old one can't mix it with the new."""
    made = builder(database)
    made.add([FERRY, LIBRARY])
    held = Index.open(database, "fake", PROJECTION, TAGGER.name)
    ran(database, "UPDATE articles SET text = text || '!' WHERE id = 'bibliothek.txt'")
    (tmp_path / "wire.txt").write_text(WIRE.text)
    report = made.rebuild(tmp_path)
    assert (set(report.added), report.generation) == ({FERRY.id, "wire.txt"}, 3)
    assert verify(database) == []
    with pytest.raises(NoLongerKeptError, match="ask again"):
        held.articles()
    assert held.refresh().n_articles == 2


@pytest.mark.usefixtures("_swept")
def test_a_snapshot_is_a_pin(database: Database) -> None:
    """It takes no row, holds what it shows, and is swept around."""
    made, store = builder(database), store_at(database)
    made.add([FERRY, WIRE])
    store.take_snapshot("kept")
    rows = "SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM passages)"
    before = ran(database, rows)
    made.remove([FERRY.id])
    made.add([LIBRARY])
    made.remove([LIBRARY.id])
    assert ran(database, rows) == before
    with store.at(store.snapshot_named("kept")) as place:
        kept = Engine.open(place, EQUIPMENT)
        assert {each.id for each in kept.articles()} == {FERRY.id, WIRE.id}
        assert kept.ask("What does each crossing cost in crowns?").generation == 1
    assert verify(database) == verify(database.of_snapshot("kept")) == []
    with pytest.raises(SnapshotError):
        made.roll_back(Path("nowhere.sqlite"))


@pytest.mark.usefixtures("_swept")
def test_what_was_swept_is_not_half_read(database: Database) -> None:
    """A reader that held on to it for too long is told so, and goes on from the newest."""
    made = builder(database)
    made.add([FERRY])
    index = Index.open(database, "fake", PROJECTION, TAGGER.name)
    made.remove([FERRY.id])
    made.add([WIRE])
    with pytest.raises(NoLongerKeptError, match=r"generation 1 .* is no longer there; ask again"):
        index.lexical(("ferri",), 3)
    assert index.is_stale()
    assert [each.id for each in index.refresh().articles()] == [WIRE.id]
    assert ran(database, "SELECT count(*) FROM passages") == [(1,)]
    assert verify(database) == []


@pytest.mark.usefixtures("_swept")
def test_blocks_are_laid_together(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Words that come with many articles are found in few rows, and leave with them."""
    monkeypatch.setattr("onrecord.index.store.postgres.postings._MANY_BLOCKS", 3)
    made = builder(database)
    for i in range(12):
        made.add([replace(WIRE, id=f"{i}.txt", text=f"The ferry is number {i}.")])
    blocks = "SELECT count(*) FROM postings WHERE term = 'ferri'"
    assert ran(database, blocks)[0][0] <= 4
    assert ran(database, "SELECT count(*) FROM frequencies WHERE term = 'ferri'")[0][0] <= 3
    made.remove([f"{i}.txt" for i in range(11)])
    made.add([LIBRARY])
    index = Index.open(database, "fake", PROJECTION, TAGGER.name)
    assert [hit.passage.article.id for hit in index.lexical(("ferri",), 50)] == ["11.txt"]
    assert index.frequencies(["ferri"]) == {"ferri": 1}
    assert verify(database) == []


def test_a_connection_that_broke_is_opened_again(database: Database) -> None:
    """The same generation goes on being read."""
    builder(database).add([FERRY])
    index = Index.open(database, "fake", PROJECTION, TAGGER.name)
    ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name"
    assert (True,) in ran(database, f"{ended} = 'onrecord'")
    assert index.lexical(("ferri",), 3)[0].passage.article == FERRY
    assert not index.is_stale()
    index.close()
    with pytest.raises(StoreAwayError, match="closed"):
        index.articles()


def test_a_writer_that_lost_its_connection_writes_no_more(database: Database) -> None:
    """Its lock is gone with it: another may have begun."""
    made = builder(database)
    made.add([FERRY])
    ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name"
    with suppress(StoreAwayError), made.writing() as build:
        ran(database, f"{ended} = 'onrecord'")
        build.remove([FERRY.id])
        pytest.fail("it could still write")
    assert made.add([WIRE]).n_articles == 2


def test_what_is_no_index_of_ours_is_left_alone(database: Database) -> None:
    """Tables of others are not touched, nor those of a newer version read."""
    with pytest.raises(MissingIndexError, match="run `onrecord build`"):
        store_at(database).open()
    with psycopg.connect(database.url, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {database.schema}")
    ran(database, "CREATE TABLE articles (mine text)")
    with pytest.raises(StorageError, match="name another schema"):
        builder(database).add([FERRY])
    ran(database, "DROP TABLE articles")
    builder(database).add([FERRY])
    ran(database, "INSERT INTO layouts VALUES (99)")
    with pytest.raises(StorageError, match=r"layout 99.*use that version"):
        store_at(database).open()


def test_an_older_layout_is_brought_up_by_the_next_build(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Readers of the new version wait for it, and lose nothing."""
    builder(database).add([FERRY])
    migrations = "onrecord.index.store.postgres.schema._MIGRATIONS"
    monkeypatch.setattr(migrations, (*schema._MIGRATIONS, "CREATE TABLE more (n integer)"))
    with pytest.raises(OlderSchemaError, match="layout 4, this version reads 5; `onrecord build`"):
        store_at(database).open()
    builder(database).add([WIRE])
    assert store_at(database).open().n_articles == 2
    assert ran(database, "SELECT number FROM layouts ORDER BY 1") == [(2,), (3,), (4,), (5,)]


def test_a_layout_goes_back_as_is_documented(database: Database) -> None:
    """And forward again, with the next build."""
    page = (CORPUS.parents[1] / "docs" / "scale.md").read_text("utf-8")
    (back,) = re.findall(r"```sql\n(.*?)```", page, re.DOTALL)
    builder(replace(database, vectors=VectorsIn.ENGINE)).add([FERRY])
    ran(database, back.replace("= onrecord", f"= {database.schema}"))
    with pytest.raises(OlderSchemaError, match="layout 2, this version reads 4; `onrecord build`"):
        store_at(database).open()
    builder(database).add([WIRE])
    assert ran(database, "SELECT to_regclass('vectors')") == [(None,)]
    assert verify(database) == []


def test_the_first_layout_is_built_anew_by_the_next_build(
    database: Database, tmp_path: Path
) -> None:
    """Beside what is read meanwhile."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "ferry.txt").write_text(FERRY.text)
    Builder(database, FakeEncoder(), PROJECTION).build(folder)
    before = _evidence(database)
    ran(database, "DELETE FROM layouts WHERE number > 2; UPDATE layouts SET number = 1")
    with pytest.raises(OlderSchemaError, match="layout 1, this version reads 4; `onrecord build`"):
        store_at(database).open()
    Builder(database, FakeEncoder(), PROJECTION).build(folder)
    assert _evidence(database) == before
    assert verify(database) == []


def _evidence(database: Database) -> list[list[object]]:
    with closing(Index.open(database, "fake", PROJECTION)) as index:
        found = index.evidence(index.dense(np.zeros(32, np.float32), 99))
    return [
        [each.vector.tolist(), each.tokens.tolist(), each.spans.tolist(), each.ids.tolist(),
         each.sentence_vectors.tolist()]
        for each in found
    ]  # fmt: skip


def test_copies_go_both_ways(database: Database, tmp_path: Path) -> None:
    """What is there already stays, what is gone goes, and a copy that was killed goes on."""
    here = tmp_path / "here"
    builder(here).add(ARTICLES)
    builder(here).remove([WIRE.id])
    report = copy(here, database)
    assert (len(report.added), report.n_articles, report.generation) == (6, 6, 2)
    builder(database).remove([ORCHARD.id])
    builder(database).add([WIRE, replace(FERRY, title="Another")])
    assert copy(here, database).changed == (FERRY.id,)
    again = copy(here, database)
    assert (again.n_unchanged, again.added, again.removed) == (6, (), ())
    back = tmp_path / "back"
    copy(database, back)
    engines = [Engine.open(each, EQUIPMENT) for each in (here, database, back)]
    told = [each.ask("What does each crossing cost?") for each in engines]
    assert len({(answer.quotes, answer.confidence) for answer in told}) == 1
    assert verify(back) == verify(database) == []
    assert ran(database, "SELECT count(*) FROM pins") == [(0,)]


def test_a_copy_that_was_killed_goes_on(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the articles that are not there yet."""
    monkeypatch.setattr("onrecord.index.building.copying._GROUP", 2)
    builder(tmp_path).add(ARTICLES)
    put, calls = "onrecord.index.store.postgres.build.write_articles", []

    def failing(*arguments: object) -> None:
        calls.append(arguments)
        if len(calls) == 3:
            raise KeyboardInterrupt
        write(*arguments)

    with monkeypatch.context() as patch:
        from onrecord.index.store.postgres.build import write_articles as write  # noqa: PLC0415

        patch.setattr(put, failing)
        with suppress(KeyboardInterrupt):
            copy(tmp_path, database)
    report = copy(tmp_path, database)
    assert (report.n_unchanged, len(report.added), report.n_articles) == (4, 3, 7)


_JOINED = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ShareLock'"


class _Slow(FakeEncoder):
    """Takes a moment, so that all get something to do."""

    def encode_passages(self, texts: Sequence[str]) -> list[Encoding]:
        """Encode, a moment later for each."""
        time.sleep(0.02 * len(texts))
        return super().encode_passages(texts)


@pytest.fixture
def join(database: Database) -> Iterator[Callable[[], None]]:
    """Have somebody join the crew, until the test is over."""
    stop, threads = threading.Event(), list[threading.Thread]()

    def start() -> None:
        place = Builder(database, _Slow(), PROJECTION, TAGGER)
        threads.append(threading.Thread(target=work, args=(place, stop)))
        threads[-1].start()

    yield start
    stop.set()
    for each in threads:
        each.join()


def test_many_build_one_generation(
    database: Database, tmp_path: Path, join: Callable[[], None]
) -> None:
    """Readers see nothing of it before its end; all that is encoded is encoded once."""
    for i in range(80):
        (tmp_path / f"{i}.txt").write_text(f"Number {i} of many tells of topic{i}. It ends here.")
    made = Builder(database, _Slow(), PROJECTION, TAGGER)
    made.add([FERRY])
    join()
    join()
    while not _has_joined(database):
        time.sleep(0.01)
    seen = set()
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            with closing(store_at(database).open()) as snapshot:
                seen.add((snapshot.generation.number, snapshot.n_articles))

    watcher = threading.Thread(target=watch)
    watcher.start()
    report = made.build(tmp_path)
    done.set()
    watcher.join()
    assert (report.generation, report.n_articles, len(report.added)) == (2, 81, 80)
    assert report.n_encoded < 80
    assert seen <= {(1, 1), (2, 81)}
    assert ran(database, "SELECT count(*) FROM tasks") == [(0,)]
    assert verify(database) == []


class _Busy(FakeEncoder):
    """Notes how many passages' vectors it makes at the same time."""

    n_busy = 0
    most = 0

    def encode_passages(self, texts: Sequence[str]) -> list[Encoding]:
        """Encode, a moment later."""
        _Busy.n_busy += 1
        _Busy.most = max(_Busy.most, _Busy.n_busy)
        time.sleep(0.05)
        _Busy.n_busy -= 1
        return super().encode_passages(texts)


def test_who_shares_a_build_has_all_cores_encode(
    database: Database, tmp_path: Path, join: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As who builds alone: a claim holds enough for each of them."""
    monkeypatch.setattr("onrecord.index.building.encodings._ENCODERS", 2)
    monkeypatch.setattr("onrecord.index.building.sharing._AT_ONCE", 16)
    for i in range(60):
        told = "".join(f"Part {j} of number {i} tells of topic{i}. " * 8 for j in range(8))
        (tmp_path / f"{i}.txt").write_text(told)
    made = Builder(database, _Busy(), PROJECTION, TAGGER)
    made.add([FERRY])
    join()
    while ran(database, _JOINED)[0][0] < 1:
        time.sleep(0.01)
    made.build(tmp_path)
    assert _Busy.most == 2


def _has_joined(database: Database) -> bool:
    return ran(database, _JOINED)[0][0] >= 2


def test_what_is_alike_is_looked_for_by_a_new_plan_each_time(database: Database) -> None:
    """A plan made for empty tables would walk through all of them for each article of a build."""
    builder(database).add([replace(FERRY, id=f"{n}.txt") for n in range(12)])
    with closing(connect(database, writable=True)) as connection:
        for table in ("alike", "bands", "sketches"):
            connection.execute(f"DELETE FROM {table}")
        sketch_articles(connection)
        prepared = connection.execute("SELECT statement FROM pg_prepared_statements").fetchall()
    assert prepared
    assert not any("FROM bands" in statement for (statement,) in prepared)
