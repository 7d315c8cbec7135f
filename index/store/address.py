"""Which store an address names."""

from pathlib import Path

from onrecord.index.errors import StorageError
from onrecord.index.store.place import Address
from onrecord.index.store.protocols import Store
from onrecord.index.store.sqlite import SqliteStore

__all__ = ["store_at"]


def store_at(address: Address) -> Store:
    """Give the store of an address: a folder is SQLite's.

    Raises
    ------
    StorageError
        If it is a database, and what talks to it is not installed.
    """
    if isinstance(address, Path):
        return SqliteStore(address)
    try:
        from onrecord.index.store.postgres.store import PostgresStore  # noqa: PLC0415  # an extra
    except ImportError as error:
        raise StorageError(
            f"the index {address.name} needs psycopg: pip install 'onrecord[postgres]'"
        ) from error
    return PostgresStore(address)
