"""Snapshots are whole, and going back to one is a step forward."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from fakes import FakeEncoder
from newsroom import BRIDGE, FERRY, LIBRARY, ORCHARD, PROJECTION, TAGGER, WIRE, builder, retold
from pg_server import ran

from onrecord.corpus import sentences
from onrecord.index.building.build import Builder
from onrecord.index.errors import DamagedIndexError, OtherModelError, SnapshotError
from onrecord.index.index import Index
from onrecord.index.store.address import store_at
from onrecord.index.store.database import database_path
from onrecord.index.store.place import Address, Database, folder_of
from onrecord.index.store.restore import Differences
from onrecord.index.verify import verify

of_sqlite = pytest.mark.parametrize("new_place", ["sqlite"], indirect=True)
"""Of a store that is a file."""

Filled = Callable[[Address, Callable[[Address], object]], Address]
FERRY_TOLD_ANEW = retold(FERRY, FERRY.text.replace("38 crowns", "45 crowns"))


def altered(place: Address) -> None:
    """Build an index of three articles, of which a snapshot is taken, and alter it."""
    builder(place).add([FERRY, LIBRARY, ORCHARD])
    store_at(place).take_snapshot("first")
    builder(place).add([FERRY_TOLD_ANEW, BRIDGE])
    builder(place).remove([ORCHARD.id])


@pytest.fixture
def directory(place: Address, filled: Filled) -> Address:
    """Have such an index."""
    return filled(place, altered)


def texts(directory: Address) -> dict[str, str]:
    index = Index.open(directory, "fake", PROJECTION, TAGGER.name)
    return {each.id: index.article(each.id).text for each in index.articles()}


@of_sqlite
def test_a_snapshot_is_one_file_with_the_generation_that_was(directory: Address) -> None:
    """It needs nothing beside it, and nothing half-written lies about."""
    (taken,) = store_at(directory).snapshots()
    assert (taken.name, taken.generation, taken.n_articles) == ("first", 1, 3)
    assert [each.name for each in (folder_of(directory) / "snapshots").iterdir()] == [
        "first.sqlite"
    ]


def test_a_snapshot_without_a_name_is_taken_once(directory: Address) -> None:
    """It is called after its generation; a second one of the same would be the same."""
    assert store_at(directory).take_snapshot() == store_at(directory).take_snapshot()
    assert [each.name for each in store_at(directory).snapshots()] == ["generation-3", "first"]


@pytest.mark.parametrize("name", ["first", "../out", ".hidden", "a b", "x" * 101])
def test_a_name_that_is_taken_or_is_none_is_refused(name: str, directory: Address) -> None:
    """Nothing is overwritten, nothing written elsewhere."""
    with pytest.raises(SnapshotError):
        store_at(directory).take_snapshot(name)


def test_snapshots_are_found_by_name_and_generation(directory: Address) -> None:
    """What isn't there is refused with what is."""
    assert store_at(directory).snapshot_named("first") == store_at(directory).snapshot_named("1")
    assert store_at(directory).snapshot_before(3) == store_at(directory).snapshot_named("first")
    with pytest.raises(SnapshotError, match=r"'9'.*first \(generation 1\)"):
        store_at(directory).snapshot_named("9")
    with pytest.raises(SnapshotError, match="before 1"):
        store_at(directory).snapshot_before(1)


def test_rollback_brings_back_every_row_as_a_newer_generation(directory: Address) -> None:
    """A reader who held the state before keeps it, and goes on to the new one."""
    held = Index.open(directory, "fake", PROJECTION, TAGGER.name)
    report = builder(directory).roll_back(store_at(directory).snapshot_named("first"))
    assert (report.generation, report.action) == (4, "rollback to first")
    assert (report.added, report.changed, report.removed) == (
        (ORCHARD.id,), (FERRY.id,), (BRIDGE.id,),
    )  # fmt: skip
    assert texts(directory) == {each.id: each.text for each in (FERRY, LIBRARY, ORCHARD)}
    assert verify(directory) == []
    assert held.refresh().sentences(FERRY.id) == TAGGER.tell(sentences(FERRY))
    assert BRIDGE.id in {each.id for each in held.articles()}
    fresh = held.refresh()
    vector = FakeEncoder().encode_passages([ORCHARD.text])[0].vector
    assert (fresh.generation, fresh.dense(vector, 1)[0].passage.article.id) == (4, ORCHARD.id)
    store = store_at(directory)
    assert store.differences(store.snapshot_named("first"), None) == Differences((), (), ())


def test_what_is_the_same_keeps_its_rows_and_encodings(directory: Address) -> None:
    """Only what differs is written: a passage that stays has the number that it had."""
    rows = "articles.number" if isinstance(directory, Database) else "articles.row"
    statement = (
        f"SELECT passages.id FROM passages JOIN articles ON article = {rows}"
        f" WHERE articles.id = '{LIBRARY.id}'"
    )
    before = ran(directory, statement)
    builder(directory).roll_back(store_at(directory).snapshot_named("first"))
    after = ran(directory, statement)
    assert before == after


def test_a_damaged_snapshot_is_refused_and_nothing_happens(directory: Address) -> None:
    """All of it is verified first."""
    found = store_at(directory).snapshot_named("first")
    if isinstance(found, Database):  # what the newest generation no longer shows
        ran(found, "UPDATE articles SET text = text || '!' WHERE died < 9")
    else:
        with closing(sqlite3.connect(found)) as connection, connection:
            connection.execute("UPDATE articles SET text = replace(text, 'ferry', 'barge')")
    before = texts(directory)
    with pytest.raises(DamagedIndexError, match=r"is not sound.*choose another"):
        builder(directory).roll_back(found)
    assert texts(directory) == before


def test_a_snapshot_of_another_model_is_refused(directory: Address) -> None:
    """Its vectors would say nothing to the questions of this one."""
    other = Builder(directory, FakeEncoder(name="other"), PROJECTION)
    with pytest.raises(OtherModelError, match=r"'fake'.*'other'"):
        other.roll_back(store_at(directory).snapshot_named("first"))


def test_rollback_undoes_a_change_of_model(directory: Address, tmp_path: Path) -> None:
    """With the old model set again, also the settings are those of the snapshot."""
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "wire.txt").write_text(WIRE.text)
    Builder(directory, FakeEncoder(name="other"), PROJECTION).rebuild(tmp_path / "articles")
    report = builder(directory).roll_back(store_at(directory).snapshot_named("first"))
    assert texts(directory).keys() == {FERRY.id, LIBRARY.id, ORCHARD.id}
    assert report.removed == ("wire.txt", BRIDGE.id)
    assert verify(directory) == []


@of_sqlite
def test_rollback_replaces_a_damaged_database(directory: Address) -> None:
    """The number still grows, so that nobody who saw generation 3 sees an older one."""
    database_path(folder_of(directory)).write_bytes(b"garbage!" * 4096)
    report = builder(directory).roll_back(store_at(directory).snapshot_named("first"))
    assert texts(directory).keys() == {FERRY.id, LIBRARY.id, ORCHARD.id}
    assert report.generation > 1
    assert verify(directory) == []


def test_differences_name_what_came_changed_and_went(directory: Address) -> None:
    """From the first to the second of two databases."""
    found = store_at(directory).differences(store_at(directory).snapshot_named("first"), None)
    assert (found.added, found.changed, found.removed) == (
        (BRIDGE.id,), (FERRY.id,), (ORCHARD.id,),
    )  # fmt: skip


def test_history_tells_what_made_each_generation(directory: Address) -> None:
    """The newest first, with counts."""
    with closing(store_at(directory).open()) as snapshot:
        found = snapshot.history(2)
    assert [
        (each.generation, each.action, each.n_added, each.n_changed, each.n_removed)
        for each in found
    ] == [(3, "remove", 0, 0, 1), (2, "add", 1, 1, 0)]
