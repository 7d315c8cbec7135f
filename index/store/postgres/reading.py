"""Rows of one generation, over a connection that is opened again when it breaks."""

import threading
import time
import weakref
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final, Protocol, Self, TypeVar

import psycopg

from onrecord.index.errors import NoLongerKeptError, StorageError, StoreAwayError
from onrecord.index.store.generations import Generation
from onrecord.index.store.place import Database
from onrecord.index.store.postgres.connection import Connection, Row, connect, storage_errors
from onrecord.index.store.postgres.schema import check_layout
from onrecord.index.store.postgres.shards import MARKED, WHOLE, lost, parts_of

__all__ = ["Held", "Rows", "Written", "pages"]

_Found = TypeVar("_Found")

_PAUSE_S: Final = 2.0
"""How long nobody knocks again at a server that was away."""

_HELD: Final = "SELECT {} FROM generations WHERE number = %s AND stamp = %s AND kept"
_NEWEST: Final = "SELECT number, stamp FROM generations ORDER BY number DESC LIMIT 1"
_PINNED: Final = (
    "SELECT number, stamp FROM generations JOIN pins ON pins.generation = number WHERE name = %s"
)


class Rows(Protocol):
    """Runs statements; `at` among their values is the generation that is read.

    `parts` are what the names of tables end in whose rows are apart.
    """

    @property
    def parts(self) -> tuple[str, ...]:
        """Tell it."""
        ...

    def __call__(self, query: str, values: Mapping[str, Any] = ...) -> list[Row]:
        """Give all rows that a statement finds."""


def pages(rows: Rows, query: str, size: int, above: int = 0) -> Iterator[list[Row]]:
    """Read page after page, each `above` the number that the last row before it begins with."""
    while some := rows(f"{query} LIMIT {size}", {"above": above}):
        yield some
        above = some[-1][0]


class Written:
    """Reads through the connection of a build, what is there by now."""

    def __init__(self, database: Database, connection: Connection) -> None:
        self.database = database
        self.parts = parts_of(connection)
        self._connection = connection
        self.generation = _newest(connection)

    def __call__(self, query: str, values: Mapping[str, Any] = {}) -> list[Row]:
        """Run one statement."""
        given = {**values, "at": self.generation.number}
        return self._connection.execute(query, given, binary=True).fetchall()

    def newest(self) -> Generation:
        """Look for the newest generation."""
        return _newest(self._connection)

    def away(self) -> str | None:
        """Tell nothing: a build ends where its connection does."""

    def apart(self, settings: Mapping[str, str]) -> Self:  # noqa: ARG002
        """Give itself: what a build writes is seen through its own connection alone."""
        return self

    def close(self) -> object:
        """Leave the connection to the build."""


class Held:
    """Reads one generation through a connection of its own; one thread at a time, others wait.

    After each statement it makes sure that what was read is that generation, whole.
    """

    def __init__(
        self, database: Database, state: Generation | None = None,
        settings: Mapping[str, str] = {},
    ) -> None:  # fmt: skip
        self.database = database
        self._lock = threading.RLock()
        self._failed: tuple[float, str] | None = None
        self._connect = partial(connect, database, writable=False, settings=settings)
        self._connections = [self._connect()]
        self._apart: list[Held] = []
        self.close = weakref.finalize(self, _close, self._connections, self._apart)
        try:
            with storage_errors(database):
                check_layout(self._connections[0], database)
                self.parts = parts_of(self._connections[0])
                self.generation = state or self._found(self._connections[0])
        except BaseException:
            self.close()
            raise

    def apart(self, settings: Mapping[str, str]) -> "Held":
        """Read the same generation through one more connection, which is closed with this one."""
        self._apart.append(Held(self.database, self.generation, settings))
        return self._apart[-1]

    def _found(self, connection: Connection) -> Generation:
        if self.database.snapshot is None:
            return _newest(connection)
        row = connection.execute(_PINNED, (self.database.snapshot,)).fetchone()
        if row is None:
            raise NoLongerKeptError(f"there is no {self.database.name}: `onrecord snapshot` lists")
        return Generation(*row)

    def __call__(self, query: str, values: Mapping[str, Any] = {}) -> list[Row]:
        """Run one statement; once more where the connection broke, or a standby took it away."""
        given = {**values, "at": self.generation.number}

        def read(connection: Connection) -> list[Row]:
            state = self.generation
            found = connection.execute(query, given, binary=True).fetchall()
            self._check(connection, state)
            return found

        return self._tried(read)

    def newest(self) -> Generation:
        """Look for the newest generation of the store; a snapshot has but its own.

        Of no use is one whose rows can't be read: each shard has to be there.
        """

        def read(connection: Connection) -> Generation:
            found = self._found(connection)
            if self.parts != WHOLE:
                self._check(connection, found)
            return found

        return self._tried(read)

    def _check(self, connection: Connection, state: Generation) -> None:
        """Refuse what isn't kept, or not by each shard: none of it comes back, if it is gone."""
        n_parts = 0 if self.parts == WHOLE else len(self.parts)
        query = _HELD.format(MARKED if n_parts else "0")
        held = connection.execute(query, (state.number, state.stamp)).fetchone()
        if held is None:
            raise NoLongerKeptError(
                f"generation {state.number} of {self.database.name} is no longer there; ask again"
            )
        if held != (n_parts,):
            raise lost(self.database)

    def away(self) -> str | None:
        """Say why the server can't be read from, if it couldn't when it was last tried."""
        return self._failed[1] if self._failed else None

    def _tried(self, read: Callable[[Connection], _Found]) -> _Found:
        with self._lock, storage_errors(self.database):
            if self._failed and time.monotonic() < self._failed[0]:
                raise StoreAwayError(self._failed[1])
            try:
                found = self._twice(read)
            except (psycopg.OperationalError, psycopg.InterfaceError, StoreAwayError) as error:
                self._note(error)
                raise
            self._failed = None
            return found

    def _twice(self, read: Callable[[Connection], _Found]) -> _Found:
        try:
            return read(self._connections[0])
        except (psycopg.OperationalError, psycopg.InterfaceError):
            if not self.close.alive:  # as its owner wished
                raise
            self._connections[0].close()
            self._connections[0] = self._connect()
            return read(self._connections[0])

    def _note(self, error: Exception) -> None:
        try:
            with storage_errors(self.database):
                raise error
        except StorageError as told:
            self._failed = (time.monotonic() + _PAUSE_S, str(told))


def _newest(connection: Connection) -> Generation:
    row = connection.execute(_NEWEST).fetchone()
    return Generation(*row) if row else Generation(0, "")


def _close(connections: list[Connection], apart: list[Held]) -> None:
    for each in connections:
        each.close()
    for other in apart:
        other.close()
