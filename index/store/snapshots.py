"""Snapshots: whole copies of the database, each a file, to compare with or to go back to."""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from onrecord.index.errors import SnapshotError, StorageError
from onrecord.index.files import replacing
from onrecord.index.store.database import (
    check_schema,
    connect,
    database_path,
    set_journal_mode,
    storage_errors,
)
from onrecord.index.store.generations import generation

__all__ = [
    "SnapshotInfo",
    "check_name",
    "chosen",
    "earlier",
    "earlier_snapshot",
    "find_snapshot",
    "snapshots",
    "take_snapshot",
]

FOLDER: Final = "snapshots"
_SUFFIX: Final = ".sqlite"
_NAME: Final = re.compile(r"[^\W_][\w.-]{0,99}")


@dataclass(frozen=True, slots=True)
class SnapshotInfo:
    """A copy of the database as it was in one generation."""

    name: str
    generation: int
    created: str
    n_articles: int
    n_bytes: int


def take_snapshot(directory: Path, name: str | None = None) -> SnapshotInfo:
    """Copy the index as it is; a crash leaves the whole copy or nothing.

    Without a name it is called after its generation, and taken once only.

    Raises
    ------
    SnapshotError
        If the name can't be one, or is taken.
    """
    path = database_path(directory)
    with storage_errors(path), closing(connect(path, writable=False)) as connection:
        check_schema(connection, path)
        title = name or f"generation-{generation(connection).number}"
        target = _path(directory, title)
        if name is not None and target.exists():
            raise SnapshotError(f"there is a snapshot {name!r} already; choose another name")
        if not target.exists():
            _copy(connection, target)
    return _described(target)


def snapshots(directory: Path) -> tuple[SnapshotInfo, ...]:
    """List the snapshots that can be read, the newest generation first."""
    found = []
    for path in sorted((directory / FOLDER).glob(f"*{_SUFFIX}")):
        with suppress(StorageError):
            found.append(_described(path))
    return tuple(sorted(found, key=lambda each: -each.generation))


def find_snapshot(directory: Path, wanted: str) -> Path:
    """Find the file of a snapshot by its name or its generation; raises as `chosen` does."""
    return _path(directory, chosen(snapshots(directory), wanted).name)


def earlier_snapshot(directory: Path, number: int) -> Path:
    """Find the newest snapshot of a generation before that number; raises as `earlier` does."""
    return _path(directory, earlier(snapshots(directory), number).name)


def chosen(there: Sequence[SnapshotInfo], wanted: str) -> SnapshotInfo:
    """Choose a snapshot by its name or its generation.

    Raises
    ------
    SnapshotError
        If there is none; the message names those that there are.
    """
    for fits in (lambda each: each.name, lambda each: str(each.generation)):
        for each in there:
            if fits(each) == wanted:
                return each
    names = ", ".join(f"{each.name} (generation {each.generation})" for each in there)
    raise SnapshotError(
        f"there is no snapshot {wanted!r}, but {names or 'none at all'}; "
        "`onrecord snapshot` takes one"
    )


def earlier(there: Sequence[SnapshotInfo], number: int) -> SnapshotInfo:
    """Choose the newest snapshot of a generation before that number.

    Raises
    ------
    SnapshotError
        If there is none.
    """
    for each in there:
        if each.generation < number:
            return each
    raise SnapshotError(
        f"there is no snapshot of a generation before {number}; `onrecord snapshot` takes one"
    )


@contextmanager
def _readable(path: Path) -> Iterator[sqlite3.Connection]:
    with storage_errors(path), closing(connect(path, writable=False)) as connection:
        check_schema(connection, path)
        yield connection


def _copy(connection: sqlite3.Connection, target: Path) -> None:
    target.parent.mkdir(exist_ok=True)
    with replacing(target) as draft, closing(sqlite3.connect(draft)) as copy:
        connection.backup(copy)
        set_journal_mode(copy, target, "delete")  # one file, which a read-only folder serves


def _described(path: Path) -> SnapshotInfo:
    with _readable(path) as connection:
        number, created = connection.execute(
            "SELECT number, created FROM generations ORDER BY number DESC LIMIT 1"
        ).fetchone()
        (n_articles,) = connection.execute("SELECT count(*) FROM articles").fetchone()
    return SnapshotInfo(path.stem, number, created, n_articles, path.stat().st_size)


def _path(directory: Path, name: str) -> Path:
    check_name(name)
    return directory / FOLDER / f"{name}{_SUFFIX}"


def check_name(name: str) -> None:
    """Refuse what can't name a snapshot, with a `SnapshotError`."""
    if not _NAME.fullmatch(name):
        raise SnapshotError(
            f"{name!r} can't name a snapshot: use up to 100 letters, digits, '.', '-' and '_'"
        )
