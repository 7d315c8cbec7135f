"""A build that is killed, or whose disk fails, leaves the last generation or a later one."""

import errno
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest
from fakes import Interrupted
from injection import (
    BROKEN,
    DONE,
    ERRORS,
    REFUSED,
    available,
    failing_from,
    in_child,
    killed_at,
)
from scene import ADDED, AFTER, BEFORE, Scene

from onrecord.index.errors import DamagedIndexError, MissingIndexError, NotIndexedError
from onrecord.index.store.snapshots import snapshots, take_snapshot
from onrecord.index.verify import verify

pytestmark = pytest.mark.skipif(not available(), reason="SQLite's file layer is out of reach")

KEPT = {ADDED.id: ADDED.text}
_UNSURE = -3  # a deed takes an operation more or less from one time to the next


@dataclass(frozen=True)
class Deed:
    """Something that writes the index: how it is prepared, done, and what it may leave.

    `between` is what it goes through.
    """

    prepare: Callable[[Scene], object]
    act: Callable[[Scene], object]
    before: dict[str, str] | None
    after: dict[str, str]
    between: dict[str, str] | None = None


def _built(scene: Scene) -> None:
    scene.builder().build(scene.folder)
    scene.builder().add([ADDED])
    take_snapshot(scene.directory, "first")


def _altered(scene: Scene) -> None:
    _built(scene)
    scene.write(AFTER)


def _rolled_on(scene: Scene) -> None:
    _altered(scene)
    scene.builder().build(scene.folder)
    scene.write(BEFORE)


def _damaged(scene: Scene) -> None:
    _altered(scene)
    (scene.directory / "onrecord.sqlite").write_bytes(b"garbage!" * 512)


LONG = replace(
    ADDED, id="long.txt", text="\n\n".join(f"Berth {n} of the quay is free." for n in range(9))
)


def _in_turns(scene: Scene) -> None:
    """Add an article while a longer one is encoded."""
    encoder = Interrupted(act=lambda: scene.builder().add([ADDED]))
    replace(scene.builder(), encoder=encoder).add([LONG])


FIRST = Path("snapshots/first.sqlite")
DEEDS = {
    "first build": Deed(lambda _: None, lambda s: s.builder().build(s.folder), None, BEFORE),
    "build": Deed(
        _altered, lambda s: s.builder().build(s.folder), BEFORE | KEPT, AFTER | KEPT,
        BEFORE | AFTER | KEPT,  # what is gone goes in a transaction of its own
    ),
    "add": Deed(
        lambda s: s.builder().build(s.folder), lambda s: s.builder().add([ADDED]),
        BEFORE, BEFORE | KEPT,
    ),
    "force": Deed(_altered, lambda s: s.builder().rebuild(s.folder), BEFORE | KEPT, AFTER | KEPT),
    "rollback": Deed(
        _rolled_on, lambda s: s.builder().roll_back(s.directory / FIRST),
        AFTER | KEPT, BEFORE | KEPT,
    ),
    "force over damage": Deed(
        _damaged, lambda s: s.builder().rebuild(s.folder), None, AFTER | KEPT
    ),
    "two in turns": Deed(
        lambda s: s.builder().build(s.folder), _in_turns,
        BEFORE, BEFORE | KEPT | {LONG.id: LONG.text}, BEFORE | KEPT,
    ),
    "snapshot": Deed(
        _built, lambda s: take_snapshot(s.directory, "second"), BEFORE | KEPT, BEFORE | KEPT
    ),
}  # fmt: skip


def _remove(scene: Scene) -> None:
    with suppress(NotIndexedError):  # done before
        scene.builder().remove([ADDED.id])


def _follow(scene: Scene) -> None:
    scene.builder().follow(scene.folder, [scene.folder / name for name in BEFORE | AFTER])


EVERY = DEEDS | {
    "remove": Deed(_built, _remove, BEFORE | KEPT, BEFORE),
    "follow": Deed(_altered, _follow, BEFORE | KEPT, AFTER | KEPT, BEFORE | AFTER | KEPT),
}


def _n_operations(deed: Deed, scene: Scene) -> int:
    deed.prepare(scene)
    assert in_child(partial(deed.act, scene), killed_at(0), scene.root / "count") == DONE
    return int((scene.root / "count").read_text())


def _scenes(root: Path) -> Iterator[Scene]:
    n = 0
    while True:
        n += 1
        scene = Scene(root / str(n))
        scene.folder.mkdir(parents=True)
        scene.write(BEFORE)
        yield scene


def _check(deed: Deed, scene: Scene, after: str) -> None:
    """Before or after, whole; and whoever does it again gets there."""
    if deed.before is not None:
        texts = scene.texts()
        assert texts in (deed.before, deed.between, deed.after)
        assert scene.sound()
    else:
        _nothing_or_all(deed, scene)
    for each in snapshots(scene.directory):
        assert each.n_articles == len(BEFORE | KEPT)
    if after == "snapshot":
        assert scene.texts() == deed.after
        return
    deed.act(scene)
    assert scene.texts() == deed.after
    assert verify(scene.directory) == []


def _nothing_or_all(deed: Deed, scene: Scene) -> None:
    try:
        assert scene.texts() == deed.after
    except (MissingIndexError, DamagedIndexError):
        return


def _sweep(
    name: str, root: Path, faults: Callable[[int], Callable[[int], int]], n_points: int
) -> list[int]:
    """Do a deed once for each of up to `n_points` of its operations, with a fault there."""
    deed, scenes = EVERY[name], _scenes(root)
    n = _n_operations(deed, next(scenes))
    n_points = min(n, n_points)
    points = [1 + i * n // n_points for i in range(n_points)]
    outcomes = []
    for point in points:
        scene = next(scenes)
        deed.prepare(scene)
        outcomes.append(in_child(partial(deed.act, scene), faults(point), scene.root / "count"))
        _check(deed, scene, name)
    return outcomes


@pytest.mark.parametrize("name", DEEDS)
def test_killed_anywhere_nothing_is_lost(name: str, tmp_path: Path) -> None:
    """SIGKILL in front of some file operations of each deed, spread over all of them."""
    assert set(_sweep(name, tmp_path, killed_at, 6)) <= {-signal.SIGKILL, DONE}


@pytest.mark.parametrize("name", DEEDS)
def test_a_failing_disk_is_one_line_and_nothing_is_lost(name: str, tmp_path: Path) -> None:
    """A full disk from some operation on; the old index serves, and later it goes on."""
    outcomes = _sweep(name, tmp_path, lambda n: failing_from(n, errno.ENOSPC), 4)
    assert BROKEN not in outcomes
    assert REFUSED in outcomes


@pytest.mark.faults
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", EVERY)
def test_killed_at_each_operation(name: str, tmp_path: Path) -> None:
    """SIGKILL in front of every single file operation."""
    outcomes = _sweep(name, tmp_path, killed_at, 10**6)
    assert set(outcomes[:_UNSURE]) == {-signal.SIGKILL}
    assert set(outcomes) <= {-signal.SIGKILL, DONE}


@pytest.mark.faults
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("error", ERRORS, ids=errno.errorcode.get)
@pytest.mark.parametrize("n_failing", [1, 10**9], ids=["once", "for good"])
@pytest.mark.parametrize("name", EVERY)
def test_each_operation_fails(name: str, error: int, n_failing: int, tmp_path: Path) -> None:
    """Every single write fails, once or with all that follow."""

    def faults(number: int) -> Callable[[int], int]:
        return failing_from(number, error, n_failing=n_failing)

    assert BROKEN not in _sweep(name, tmp_path, faults, 10**6)
