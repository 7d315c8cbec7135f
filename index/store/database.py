"""The SQLite database that holds everything the index knows.

One file in the index's folder, in write-ahead-log mode: a reader sees the state its transaction
began with while a build writes the next one. Every transaction that changes what can be found
raises the generation.
"""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from onrecord.index.errors import (
    REBUILD,
    DamagedIndexError,
    MissingIndexError,
    OlderSchemaError,
    OtherSchemaError,
    StorageError,
)
from onrecord.index.files import replacing
from onrecord.index.store.settings import Settings, write_settings

__all__ = [
    "FILE_NAME",
    "SCHEMA",
    "check_header",
    "check_schema",
    "connect",
    "create",
    "database_path",
    "drop_log",
    "is_no_room",
    "set_journal_mode",
    "storage_errors",
    "transaction",
]

FILE_NAME: Final = "onrecord.sqlite"

SCHEMA: Final = 9
"""Raise it when the tables, or the rules for what goes into them, change."""

_APPLICATION_ID: Final = 0x4F6E5263  # "OnRc", in the header of the file
_BUSY_TIMEOUT_MS: Final = 10_000
_NEEDS: Final = "see whether its disk has room and its folder may be written, then try again"

_NOT_THE_FILE: Final = frozenset(
    {
        sqlite3.SQLITE_BUSY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL, sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_IOERR, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_READONLY,
    }
)  # fmt: skip
"""What SQLite says where something around it fails; whatever else it says is about the file."""

_NO_ROOM: Final = frozenset({sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR})

# Wide columns stand last, or in a table of their own, so that a scan need not step over them.
_TABLES: Final = """
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE generations (
    number INTEGER PRIMARY KEY, stamp TEXT NOT NULL, created TEXT NOT NULL, report TEXT
) STRICT;
CREATE TABLE articles (
    row INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL,
    outlet TEXT, author TEXT, published TEXT, language TEXT NOT NULL, url TEXT,
    sha256 TEXT NOT NULL, file_sha256 TEXT, n_characters INTEGER NOT NULL,
    sentences_crc32 INTEGER NOT NULL, text TEXT NOT NULL
) STRICT;
CREATE TABLE sentences (
    article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    start INTEGER NOT NULL, end INTEGER NOT NULL, kind TEXT NOT NULL,
    speaker_start INTEGER, speaker_end INTEGER, speech TEXT, chance REAL, is_told INTEGER NOT NULL,
    PRIMARY KEY (article, start)
) STRICT, WITHOUT ROWID;
CREATE TABLE encodings (
    id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, vector BLOB NOT NULL
) STRICT;
CREATE TABLE evidence (
    encoding INTEGER PRIMARY KEY REFERENCES encodings ON DELETE CASCADE,
    checksum INTEGER NOT NULL, n_tokens INTEGER NOT NULL, width INTEGER NOT NULL,
    n_sentences INTEGER NOT NULL, places BLOB NOT NULL, sentence_vectors BLOB NOT NULL,
    tokens BLOB NOT NULL
) STRICT;
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    start INTEGER NOT NULL, end INTEGER NOT NULL, language TEXT NOT NULL,
    encoding INTEGER NOT NULL REFERENCES encodings
) STRICT;
CREATE INDEX passages_article ON passages (article);
CREATE INDEX passages_encoding ON passages (encoding);
CREATE VIRTUAL TABLE terms USING fts5(words, tokenize = "ascii tokenchars '.'");
CREATE TABLE frequencies (term TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE vocabulary USING fts5vocab(terms, 'row');
"""


def database_path(directory: Path) -> Path:
    """Where the database of the index in `directory` stands."""
    return directory / FILE_NAME


@contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Turn what SQLite raises into one line that names the file and the remedy."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF in _NOT_THE_FILE:
            raise StorageError(f"the index {path} can't be used now: {error}; {_NEEDS}") from error
        raise DamagedIndexError(f"the index {path} is damaged ({error}); {REBUILD}") from error
    except OSError as error:
        reason = error.strerror or error
        raise StorageError(f"the index {path} can't be used now: {reason}; {_NEEDS}") from error


def is_no_room(error: BaseException | None) -> bool:
    """Whether this, or what it came of, says that a disk is full."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
            return True
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
            return True
        error = error.__cause__
    return False


def connect(path: Path, *, writable: bool) -> sqlite3.Connection:
    """Open an existing database; transactions are begun and ended by name only.

    Raises
    ------
    MissingIndexError
        If there is no such file.
    """
    if not path.is_file():
        raise MissingIndexError(f"there is no index at {path}; run `onrecord build`")
    if writable:
        connection = _opened(path, "rw")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA secure_delete = FAST")
        return connection
    # SQLite wants to write a log's index beside the file, if it isn't told that nothing changes.
    connection = _opened(path, "ro&immutable=1" if _cannot_change(path) else "ro")
    try:
        connection.execute("PRAGMA schema_version")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in _NO_ROOM or not _is_whole(path):
            raise
        connection.close()
        return _opened(path, "ro&immutable=1")  # a full disk: others can't write either
    return connection


def _opened(path: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=_BUSY_TIMEOUT_MS / 1000,
    )
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _is_whole(path: Path) -> bool:
    """Whether all that was committed stands in the file itself, and nothing in its log."""
    log = Path(f"{path}-wal")
    return not log.exists() or log.stat().st_size == 0


def _cannot_change(path: Path) -> bool:
    """Whether the file stands, closed by its last writer, where nobody like us can write."""
    return not os.access(path.parent, os.W_OK) and not Path(f"{path}-wal").exists()


def create(path: Path, settings: Settings) -> None:
    """Lay out an empty database and put it in place in one step.

    A crash leaves either nothing or the whole of it: it is made under another name.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as draft:
        with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
            connection.execute("PRAGMA page_size = 8192")
            connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {SCHEMA}")
            connection.executescript(f"BEGIN; {_TABLES} COMMIT;")
            write_settings(connection, settings)
            set_journal_mode(connection, path, "wal")
        drop_log(path)


def set_journal_mode(connection: sqlite3.Connection, path: Path, mode: str) -> None:
    """Change how a database is written.

    Raises
    ------
    StorageError
        If it stays as it was, which SQLite does without an error where its write fails.
    """
    (found,) = connection.execute(f"PRAGMA journal_mode = {mode}").fetchone()
    if found != mode:
        raise StorageError(f"the index {path} can't be written to now; {_NEEDS}")


def drop_log(path: Path) -> None:
    """Delete the log of a database that is about to be replaced: it must not be read into it."""
    for leftover in (f"{path}-wal", f"{path}-shm"):
        Path(leftover).unlink(missing_ok=True)


def check_header(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse a file that SQLite would not write to as it was written.

    SQLite itself has to look: whoever else opens and closes the file in a process takes away the
    locks of its readers there (How To Corrupt An SQLite Database File, 2.2).

    Raises
    ------
    DamagedIndexError
        If its header names other versions of the format (SQLite File Format, 1.3.3).
    """
    (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    try:
        connection.execute("BEGIN")
        connection.execute(f"PRAGMA user_version = {SCHEMA}")  # never committed
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_READONLY or not os.access(path, os.W_OK):
            raise
        mode = "read-only"
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    if mode != "wal":
        raise DamagedIndexError(f"the index {path} is damaged (its header); {REBUILD}")


def check_schema(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse a file that is not an index of this version.

    Raises
    ------
    OtherSchemaError
        If it is a database of another program or of another version of this one.
    """
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (schema,) = connection.execute("PRAGMA user_version").fetchone()
    if application != _APPLICATION_ID:
        raise OtherSchemaError(f"{path} is a database, but not an On Record index; {REBUILD}")
    if 0 < schema < SCHEMA:
        raise OlderSchemaError(
            f"the index {path} has layout {schema}, this version reads {SCHEMA}; "
            "`onrecord build` builds it anew"
        )
    if schema != SCHEMA:
        raise OtherSchemaError(
            f"the index {path} has layout {schema}, this version reads {SCHEMA}; {REBUILD}"
        )


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All of it or nothing; the write lock is taken at the beginning."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:  # SQLite itself rolls back when the disk is full
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
