"""Files of the index that are damaged, read-only or in use: the same answers, or one line."""

import os
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from injection import DONE, in_child
from scene import ADDED, BEFORE, Scene

from onrecord.index.errors import OnRecordIndexError, StorageError
from onrecord.index.verify import verify

KEPT = {ADDED.id: ADDED.text}
N_FAST, N_FULL = 60, 2_000
HEADER_BYTES = 100  # of an SQLite database


@pytest.fixture
def built(scene: Scene) -> Scene:
    """Build the index, with an article that no file holds."""
    scene.builder().build(scene.folder)
    scene.builder().add([ADDED])
    return scene


def harmed(whole: bytes, n: int, last: int) -> Iterator[bytes]:
    """Give copies with one bit flipped, or cut off, at places spread over the first bytes."""
    chance = random.Random(7)  # noqa: S311  # the same places each time
    for i in range(n):
        at = i * last // n
        if chance.random() < 0.8:
            yield whole[:at] + bytes([whole[at] ^ 1 << chance.randrange(8)]) + whole[at + 1 :]
        else:
            yield whole[:at]


def check_vector_file(built: Scene, n: int) -> None:
    path = built.directory / "vectors.faiss"
    whole = path.read_bytes()
    for bad in harmed(whole, n, len(whole)):
        path.write_bytes(bad)
        assert built.texts() == BEFORE | KEPT
    path.unlink()
    assert built.texts() == BEFORE | KEPT
    assert verify(built.directory) == []


def check_database_header(built: Scene, n: int, n_repaired: int) -> None:
    """Expect the same answers or one line; a forced build brings all back, also what was added."""
    path = built.directory / "onrecord.sqlite"
    whole = path.read_bytes()
    shutil.copytree(built.directory, built.root / "sound")
    harms = [*harmed(whole, n, HEADER_BYTES), *(whole[: len(whole) * i // n] for i in range(n))]
    for i, bad in enumerate(harms):
        path.write_bytes(bad)
        try:
            assert built.texts() == BEFORE | KEPT
        except OnRecordIndexError as error:
            assert "\n" not in str(error)  # noqa: PT017  # or it doesn't fail at all
        if i % max(1, len(harms) // n_repaired) == 0:
            built.builder().rebuild(built.folder)
            assert built.texts() == BEFORE | KEPT
            assert verify(built.directory) == []
        shutil.rmtree(built.directory)
        shutil.copytree(built.root / "sound", built.directory)


def test_a_damaged_vector_file_changes_no_answer(built: Scene) -> None:
    """Bits flipped and ends cut off, at some places all over it."""
    check_vector_file(built, N_FAST)


def test_a_damaged_database_header_is_one_line_and_can_be_mended(built: Scene) -> None:
    """Bits of the header flipped, the file cut short."""
    check_database_header(built, N_FAST, 12)


@pytest.mark.faults
@pytest.mark.timeout(3600)
def test_a_damaged_vector_file_at_2000_places(built: Scene) -> None:
    """All over it."""
    check_vector_file(built, N_FULL)


@pytest.mark.faults
@pytest.mark.timeout(3600)
def test_a_damaged_database_at_2000_places(built: Scene) -> None:
    """Each bit of the header, and a thousand lengths."""
    check_database_header(built, N_FULL // 2, 200)


def test_a_damaged_copy_of_an_added_article_is_told(built: Scene) -> None:
    """Where the database is lost too, its loss is not silent."""
    (copy,) = (built.directory / "added").iterdir()
    copy.write_text(copy.read_text().replace("lighthouse", "darkhouse"))
    (built.directory / "onrecord.sqlite").write_bytes(b"garbage!" * 512)
    report = built.builder().rebuild(built.folder)
    assert [each.path for each in report.skipped] == [f"added/{copy.name}"]
    assert built.texts() == BEFORE


@pytest.fixture
def open_scene() -> Iterator[Scene]:
    """Build an index where another user may look, but not write."""
    with tempfile.TemporaryDirectory() as root:
        scene = Scene(Path(root))
        scene.write(BEFORE)
        scene.builder().build(scene.folder)
        paths = [scene.root, *scene.root.rglob("*")]
        for path in paths:
            path.chmod(0o555 if path.is_dir() else 0o444)
        yield scene
        for path in paths:
            path.chmod(0o777)


def test_a_read_only_folder_serves(open_scene: Scene) -> None:
    """A reader needs no right to write."""
    assert _unprivileged(open_scene.texts) == DONE


def test_a_read_only_folder_refuses_a_build_in_a_line(open_scene: Scene) -> None:
    """It says what is missing, and harms nothing."""

    def build() -> None:
        with pytest.raises(StorageError, match="Permission denied; see whether"):
            open_scene.builder().build(open_scene.folder)

    assert _unprivileged(build) == DONE
    assert open_scene.texts() == BEFORE


def _unprivileged(act: Callable[[], object]) -> int:
    def as_nobody() -> None:
        if os.geteuid() == 0:
            os.setuid(65534)
        act()

    with tempfile.TemporaryDirectory() as elsewhere:
        return in_child(as_nobody, lambda _: 0, Path(elsewhere) / "count")
