"""Connections to a PostgreSQL server, and what goes wrong with them, in one line."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from onrecord.index.errors import (
    REBUILD,
    DamagedIndexError,
    OnRecordIndexError,
    StorageError,
    StoreAddressError,
    StoreAwayError,
)
from onrecord.index.store.lock import wait
from onrecord.index.store.place import Database

__all__ = [
    "DEFAULTS", "SEARCHING", "Connection", "Row", "connect", "line_of", "lock_key",
    "storage_errors", "take_lock",
]  # fmt: skip

Row = tuple[Any, ...]
Connection = psycopg.Connection[Row]

DEFAULTS: Final = {
    "application_name": "onrecord",
    "connect_timeout": "5",
    "tcp_user_timeout": "10000",  # ms; else a server that fell silent is waited for for minutes
    "keepalives_idle": "10",
}
SEARCHING: Final = {
    "hnsw.ef_search": "400",
    "hnsw.iterative_scan": "relaxed_order",
    "plan_cache_mode": "force_custom_plan",  # whether the graph pays depends on the filter
}
"""Settings of a connection through which vectors are searched."""

_PREPARED: Final = 1
"""How often a statement is run before it is prepared: to plan takes longer than to find."""

_AWAY: Final = "see whether its server runs and lets you in, then try again"
_DAMAGE: Final = (
    errors.DataCorrupted, errors.IndexCorrupted, errors.UndefinedTable, errors.UndefinedColumn,
)  # fmt: skip
"""What PostgreSQL says of the tables themselves; whatever else it says is about the server."""


def connect(database: Database, *, writable: bool, settings: Mapping[str, str] = {}) -> Connection:
    """Connect to the first of its hosts that can be reached, to the primary if it is to write.

    Transactions are begun and ended by name only. `settings` are the server's, for this
    connection; what the URL says of them counts more.
    """
    with storage_errors(database):
        try:
            given = conninfo_to_dict(database.url)
        except psycopg.ProgrammingError as error:
            raise StoreAddressError(  # what libpq says of it may tell a part of the password
                f"{database.name} is no address of PostgreSQL: write it as "
                "postgresql://user:password@host/database, with other signs in it as %3F"
            ) from error
        ours = " ".join(f"-c {name}={value}" for name, value in settings.items())
        ours += " -c enable_partitionwise_join=on -c enable_partitionwise_aggregate=on"
        path = f"{ours} {given.get('options') or ''} -c search_path={database.schema}"
        path += "" if writable else " -c default_transaction_read_only=on"
        kind = {"target_session_attrs": "read-write"} if writable else {}
        info = make_conninfo(database.url, **{**DEFAULTS, **given, **kind, "options": path})
        return psycopg.connect(info, autocommit=True, prepare_threshold=_PREPARED)


def lock_key(database: Database, kind: str) -> int:
    """Give the number of an advisory lock of a schema."""
    digest = hashlib.sha256(f"onrecord {kind} {database.schema}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def take_lock(
    connection: Connection, database: Database, kind: str, timeout_s: float, *, shared: bool = False
) -> None:
    """Take an advisory lock, which the server gives up with the connection.

    Raises
    ------
    BusyIndexError
        If it isn't free within that time, and nobody could end the wait.
    """
    take = f"SELECT pg_try_advisory_lock{'_shared' if shared else ''}(%s)"
    key = (lock_key(database, kind),)
    wait(lambda: connection.execute(take, key).fetchone() == (True,), database.name, timeout_s)


@contextmanager
def storage_errors(database: Database) -> Iterator[None]:
    """Turn what PostgreSQL raises into one line that names the index and the remedy."""
    try:
        yield
    except OnRecordIndexError:
        raise
    except _DAMAGE as error:
        raise DamagedIndexError(
            f"the index {database.name} is damaged ({line_of(error)}); {REBUILD}"
        ) from error
    except (psycopg.OperationalError, psycopg.InterfaceError) as error:
        raise StoreAwayError(
            f"the index {database.name} can't be used now: {line_of(error)}; {_AWAY}"
        ) from error
    except psycopg.Error as error:
        raise StorageError(
            f"the index {database.name} can't be used so: {line_of(error)}"
        ) from error


def line_of(error: psycopg.Error) -> str:
    """Write what PostgreSQL says in one line."""
    return " ".join((str(error) or type(error).__name__).split())
