"""A file that nobody touched is not read again, and one that somebody did is."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from newsroom import builder, open_engine

from onrecord.corpus import Item, Refusal, items_in
from onrecord.index.building.report import Report
from onrecord.index.store.address import store_at
from onrecord.index.store.place import Address
from onrecord.index.store.stored_files import FileState

EARLY, LATER = "The harvest was early this year.", "The harvest was later this year."
STORED_FILES_NOW = "onrecord.index.store.stored_files.time.time_ns"
Build = Callable[[], Report]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two articles and a file of two."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "pear.txt").write_text(EARLY)
    (folder / "tea.txt").write_text("Tea is dear.")
    (folder / "two.jsonl").write_text('{"text": "Kites fly."}\n{"text": "Boats sail."}\n')
    return folder


@pytest.fixture
def build(folder: Path, place: Address) -> Build:
    """Build as it is done, with an encoder of the tests."""
    return lambda: builder(place).build(folder)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files that are opened."""
    names: list[str] = []

    def noted(path: Path, root: Path) -> Iterator[Item | Refusal]:
        names.append(path.name)
        return items_in(path, root)

    monkeypatch.setattr("onrecord.index.building.gather.items_in", noted)
    return names


@pytest.fixture
def _later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let all that was written be ten seconds old."""
    now = time.time_ns
    monkeypatch.setattr(STORED_FILES_NOW, lambda: now() + 10 * 10**9)


@pytest.mark.usefixtures("_later")
def test_a_file_that_nobody_touched_is_read_once(build: Build, read: list[str]) -> None:
    """But for one that several articles are packed in."""
    build()
    read.clear()
    report = build()
    assert read == ["two.jsonl"]
    assert (report.n_unchanged, report.generation) == (4, 1)


def test_a_file_written_to_just_now_is_read_again(
    folder: Path, build: Build, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes within one tick of the clock would leave its times as they are."""
    written = (folder / "pear.txt").stat().st_mtime_ns
    monkeypatch.setattr(STORED_FILES_NOW, lambda: written + 10**9)
    build()
    read.clear()
    assert build().n_unchanged == 4
    assert read == ["pear.txt", "tea.txt", "two.jsonl"]


@pytest.mark.usefixtures("_later")
def test_a_change_that_keeps_size_and_time_is_seen(folder: Path, build: Build) -> None:
    """Nobody can set the time of the last change of a file's own entry."""
    build()
    path = folder / "pear.txt"
    before = path.stat()
    time.sleep(0.02)  # a few ticks
    path.write_text(LATER)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert build().changed == ("pear.txt",)


@pytest.mark.usefixtures("_later")
def test_a_touched_file_of_the_same_words_is_unchanged(folder: Path, build: Build) -> None:
    """Where the times differ, its words decide; the next build need not read it."""
    build()
    time.sleep(0.02)
    (folder / "pear.txt").touch()
    assert build().n_unchanged == 4


@pytest.mark.usefixtures("_later")
def test_two_files_that_swap_their_names_are_seen(folder: Path, build: Build) -> None:
    """Each is read under its new name."""
    build()
    (folder / "pear.txt").rename(folder / "x")
    (folder / "tea.txt").rename(folder / "pear.txt")
    (folder / "x").rename(folder / "tea.txt")
    assert build().changed == ("pear.txt", "tea.txt")


@pytest.mark.usefixtures("_later")
def test_a_folder_that_was_copied_is_read(
    folder: Path, tmp_path: Path, place: Address, build: Build, read: list[str]
) -> None:
    """With all its times kept it is still another folder."""
    build()
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    (other / "pear.txt").write_text(LATER)
    shutil.copystat(folder / "pear.txt", other / "pear.txt")
    read.clear()
    assert builder(place).build(other).changed == ("pear.txt",)
    assert read == ["pear.txt", "tea.txt", "two.jsonl"]


@pytest.mark.usefixtures("_later")
def test_force_reads_everything(folder: Path, place: Address, read: list[str]) -> None:
    """Whatever was noted about the files."""
    made = builder(place)
    made.build(folder)
    read.clear()
    made.rebuild(folder)
    assert read == ["pear.txt", "tea.txt", "two.jsonl"]


@pytest.mark.usefixtures("_later")
def test_after_a_rollback_a_build_comes_back_to_the_files(
    folder: Path, place: Address, build: Build
) -> None:
    """What was noted of a file is of its newest words, and goes with them."""
    build()
    store_at(place).take_snapshot("early")
    (folder / "pear.txt").write_text(LATER)
    build()
    builder(place).roll_back(store_at(place).snapshot_named("early"))
    assert open_engine(place, []).article("pear.txt").text == EARLY
    assert build().changed == ("pear.txt",)
    assert build().n_unchanged == 4


def test_following_a_name_takes_out_what_was_in_it_and_nothing_beside(
    folder: Path, place: Address
) -> None:
    """Neither a longer name nor one that sorts between the name and what is in it."""
    for name in ("two/a.txt", "two/b/c.txt", "two.txt", "two-a.txt", "two0.txt", "twofold/a.txt"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"Words of {name}.")
    made = builder(place)
    made.build(folder)
    shutil.rmtree(folder / "two")
    (folder / "two.jsonl").unlink()
    gone = made.follow(folder, [folder / "two", folder / "two.jsonl"]).removed
    assert gone == ("two.jsonl#1", "two.jsonl#2", "two/a.txt", "two/b/c.txt")


def test_following_the_folder_itself_looks_at_all_of_it(folder: Path, place: Address) -> None:
    """As a build does."""
    made = builder(place)
    made.build(folder)
    (folder / "pear.txt").write_text(LATER)
    (folder / "tea.txt").unlink()
    report = made.follow(folder, [folder])
    assert (report.changed, report.removed) == (("pear.txt",), ("tea.txt",))
    assert report.n_unchanged == 2


def test_what_is_no_regular_file_has_no_state(folder: Path) -> None:
    """Nor has what is not there."""
    (folder / "link.txt").symlink_to("pear.txt")
    assert FileState.of(folder / "link.txt") is None
    assert FileState.of(folder) is None
    assert FileState.of(folder / "none.txt") is None
