"""What is known of the files that are indexed, so that one which nobody touched need not be read.

A file is unchanged where its size, times and inode are those it was read with, as Git and Make have
it; where they are not, its SHA-256 decides. A cache: it goes with its article, and a file that it
says nothing of is read.
"""

import os
import sqlite3
import stat
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Final, NamedTuple, Self

__all__ = [
    "NOTHING_STORED",
    "FileState",
    "StoredFiles",
    "remember_states",
    "stored_files",
    "stored_files_at",
]

_SETTLED_NS: Final = 3 * 10**9
"""A file written to later than so long before it was read may be written to again within one tick
of its file system's clock, 2 s at most (FAT): Git calls it racily clean."""

_TABLE: Final = """
CREATE TABLE IF NOT EXISTS file_states (
    article INTEGER PRIMARY KEY REFERENCES articles ON DELETE CASCADE, sha256 TEXT NOT NULL,
    n_bytes INTEGER NOT NULL, modified_ns INTEGER NOT NULL, changed_ns INTEGER NOT NULL,
    inode INTEGER NOT NULL
) STRICT
"""


class FileState(NamedTuple):
    """What a file system tells of a file without reading it; times in ns since 1970.

    A tuple, because a build compares one for each of its files.
    """

    n_bytes: int
    modified_ns: int
    changed_ns: int
    inode: int

    @classmethod
    def of(cls, path: Path) -> Self | None:
        """Look at a regular file; `None` if it is something else, or was written to just now."""
        try:
            found = os.lstat(path)
        except (OSError, ValueError):
            return None
        modified, changed = found.st_mtime_ns, found.st_ctime_ns
        settled = max(modified, changed) <= time.time_ns() - _SETTLED_NS
        if not settled or not stat.S_ISREG(found.st_mode):
            return None
        inode = found.st_ino & 2**63 - 1  # SQLite's integers are signed
        return cls(found.st_size, modified, changed, inode)


@dataclass(frozen=True, slots=True)
class StoredFiles:
    """SHA-256 of the files that are indexed, and how those of one article stood, by ids."""

    digests: Mapping[str, str]
    states: Mapping[str, FileState]


NOTHING_STORED: Final = StoredFiles({}, {})


def stored_files(connection: sqlite3.Connection) -> StoredFiles:
    """Read what is known of the files of all articles that came from a folder."""
    digests = connection.execute(
        "SELECT id, file_sha256 FROM articles WHERE file_sha256 IS NOT NULL"
    )
    return StoredFiles(dict(digests), _states(connection))


def stored_files_at(
    connection: sqlite3.Connection, names: Iterable[str], marks: Iterable[str]
) -> StoredFiles:
    """Read the SHA-256 for ids that are one of the names, or a name and a mark and whatever else.

    Without states: what is asked for by name was touched.
    """
    digests: dict[str, str] = {}
    for name, mark in product(names, marks):
        first, last = name + mark, name + chr(ord(mark) + 1)
        digests.update(
            connection.execute(
                "SELECT id, file_sha256 FROM articles"
                " WHERE (id = ? OR id >= ? AND id < ?) AND file_sha256 IS NOT NULL",
                (name, first, last),
            )
        )
    return StoredFiles(digests, {})


def _states(connection: sqlite3.Connection) -> dict[str, FileState]:
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'file_states'").fetchone():
        return {}
    rows = connection.execute(
        "SELECT id, n_bytes, modified_ns, changed_ns, inode FROM file_states"
        " JOIN articles ON row = article AND file_sha256 = file_states.sha256"
    )
    return {name: FileState(*state) for name, *state in rows}


def remember_states(connection: sqlite3.Connection, states: Mapping[str, FileState]) -> None:
    """Keep how the files of these articles stood when they were read."""
    if states:
        connection.execute(_TABLE)
        connection.executemany(
            "INSERT OR REPLACE INTO file_states SELECT row, file_sha256, ?, ?, ?, ? FROM articles"
            " WHERE id = ? AND file_sha256 IS NOT NULL",
            [(*state, name) for name, state in states.items()],
        )
