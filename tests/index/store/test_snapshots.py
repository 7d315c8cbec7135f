"""Snapshots are whole, and going back to one is a step forward."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from fakes import FakeEncoder
from newsroom import BRIDGE, FERRY, LIBRARY, ORCHARD, PROJECTION, TAGGER, WIRE, builder, retold

from onrecord.corpus import sentences
from onrecord.index.building.build import Builder
from onrecord.index.errors import DamagedIndexError, OtherModelError, SnapshotError
from onrecord.index.index import Index
from onrecord.index.store.database import database_path
from onrecord.index.store.history import events
from onrecord.index.store.restore import compare
from onrecord.index.store.snapshots import earlier_snapshot, find_snapshot, snapshots, take_snapshot
from onrecord.index.verify import verify

FERRY_TOLD_ANEW = retold(FERRY, FERRY.text.replace("38 crowns", "45 crowns"))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build an index of three articles, of which a snapshot is taken, and alter it."""
    at = tmp_path_factory.mktemp("built")
    builder(at).add([FERRY, LIBRARY, ORCHARD])
    take_snapshot(at, "first")
    builder(at).add([FERRY_TOLD_ANEW, BRIDGE])
    builder(at).remove([ORCHARD.id])
    return at


@pytest.fixture
def directory(built: Path, tmp_path: Path) -> Path:
    """Give a copy of it."""
    return shutil.copytree(built, tmp_path / "index")


def texts(directory: Path) -> dict[str, str]:
    index = Index.open(directory, "fake", PROJECTION, TAGGER.name)
    return {each.id: index.article(each.id).text for each in index.articles()}


def test_a_snapshot_is_one_file_with_the_generation_that_was(directory: Path) -> None:
    """It needs nothing beside it, and nothing half-written lies about."""
    (taken,) = snapshots(directory)
    assert (taken.name, taken.generation, taken.n_articles) == ("first", 1, 3)
    assert [each.name for each in (directory / "snapshots").iterdir()] == ["first.sqlite"]


def test_a_snapshot_without_a_name_is_taken_once(directory: Path) -> None:
    """It is called after its generation; a second one of the same would be the same."""
    assert take_snapshot(directory) == take_snapshot(directory)
    assert [each.name for each in snapshots(directory)] == ["generation-3", "first"]


@pytest.mark.parametrize("name", ["first", "../out", ".hidden", "a b", "x" * 101])
def test_a_name_that_is_taken_or_is_none_is_refused(name: str, directory: Path) -> None:
    """Nothing is overwritten, nothing written elsewhere."""
    with pytest.raises(SnapshotError):
        take_snapshot(directory, name)


def test_snapshots_are_found_by_name_and_generation(directory: Path) -> None:
    """What isn't there is refused with what is."""
    assert find_snapshot(directory, "first") == find_snapshot(directory, "1")
    assert earlier_snapshot(directory, 3) == find_snapshot(directory, "first")
    with pytest.raises(SnapshotError, match=r"'9'.*first \(generation 1\)"):
        find_snapshot(directory, "9")
    with pytest.raises(SnapshotError, match="before 1"):
        earlier_snapshot(directory, 1)


def test_rollback_brings_back_every_row_as_a_newer_generation(directory: Path) -> None:
    """A reader who held the state before keeps it, and goes on to the new one."""
    held = Index.open(directory, "fake", PROJECTION, TAGGER.name)
    report = builder(directory).roll_back(find_snapshot(directory, "first"))
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
    assert compare(find_snapshot(directory, "first"), database_path(directory)) == compare(
        database_path(directory), database_path(directory)
    )


def test_what_is_the_same_keeps_its_rows_and_encodings(directory: Path) -> None:
    """Only what differs is written: a passage that stays has the number that it had."""
    with closing(sqlite3.connect(database_path(directory))) as connection:
        before = connection.execute(
            "SELECT passages.id FROM passages JOIN articles ON article = row WHERE articles.id = ?",
            (LIBRARY.id,),
        ).fetchall()
        builder(directory).roll_back(find_snapshot(directory, "first"))
        after = connection.execute(
            "SELECT passages.id FROM passages JOIN articles ON article = row WHERE articles.id = ?",
            (LIBRARY.id,),
        ).fetchall()
    assert before == after


def test_a_damaged_snapshot_is_refused_and_nothing_happens(directory: Path) -> None:
    """All of it is verified first."""
    path = find_snapshot(directory, "first")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE articles SET text = replace(text, 'ferry', 'barge')")
    before = texts(directory)
    with pytest.raises(DamagedIndexError, match=r"is not sound.*choose another"):
        builder(directory).roll_back(path)
    assert texts(directory) == before


def test_a_snapshot_of_another_model_is_refused(directory: Path) -> None:
    """Its vectors would say nothing to the questions of this one."""
    other = Builder(directory, FakeEncoder(name="other"), PROJECTION)
    with pytest.raises(OtherModelError, match=r"'fake'.*'other'"):
        other.roll_back(find_snapshot(directory, "first"))


def test_rollback_undoes_a_change_of_model(directory: Path, tmp_path: Path) -> None:
    """With the old model set again, also the settings are those of the snapshot."""
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "wire.txt").write_text(WIRE.text)
    Builder(directory, FakeEncoder(name="other"), PROJECTION).rebuild(tmp_path / "articles")
    report = builder(directory).roll_back(find_snapshot(directory, "first"))
    assert texts(directory).keys() == {FERRY.id, LIBRARY.id, ORCHARD.id}
    assert report.removed == ("wire.txt", BRIDGE.id)
    assert verify(directory) == []


def test_rollback_replaces_a_damaged_database(directory: Path) -> None:
    """The number still grows, so that nobody who saw generation 3 sees an older one."""
    database_path(directory).write_bytes(b"garbage!" * 4096)
    report = builder(directory).roll_back(find_snapshot(directory, "first"))
    assert texts(directory).keys() == {FERRY.id, LIBRARY.id, ORCHARD.id}
    assert report.generation > 1
    assert verify(directory) == []


def test_differences_name_what_came_changed_and_went(directory: Path) -> None:
    """From the first to the second of two databases."""
    found = compare(find_snapshot(directory, "first"), database_path(directory))
    assert (found.added, found.changed, found.removed) == (
        (BRIDGE.id,), (FERRY.id,), (ORCHARD.id,),
    )  # fmt: skip


def test_history_tells_what_made_each_generation(directory: Path) -> None:
    """The newest first, with counts."""
    with closing(sqlite3.connect(database_path(directory))) as connection:
        found = events(connection, 2)
    assert [
        (each.generation, each.action, each.n_added, each.n_changed, each.n_removed)
        for each in found
    ] == [(3, "remove", 0, 0, 1), (2, "add", 1, 1, 0)]
