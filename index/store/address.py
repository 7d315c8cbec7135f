"""Which store an address names."""

from pathlib import Path

from onrecord.index.store.protocols import Store
from onrecord.index.store.sqlite import SqliteStore

__all__ = ["store_at"]


def store_at(directory: Path) -> Store:
    """Give the store of an address: a folder is SQLite's."""
    return SqliteStore(directory)
