"""What servers told of the pages that are indexed, to ask with whether they have changed.

A cache: it goes with its article, and what is missing is fetched whole.
"""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Final

from onrecord.corpus.reading.item import Validators
from onrecord.index.store.database import connect, database_path, storage_errors

__all__ = ["recall", "remember"]

_TABLE: Final = """
CREATE TABLE IF NOT EXISTS validators (
    article INTEGER PRIMARY KEY REFERENCES articles ON DELETE CASCADE, etag TEXT, modified TEXT
) STRICT
"""


def remember(connection: sqlite3.Connection, fetched: Mapping[str, Validators]) -> None:
    """Keep the validators of those articles that are indexed."""
    connection.execute(_TABLE)
    connection.executemany(
        "INSERT OR REPLACE INTO validators SELECT row, ?, ? FROM articles WHERE id = ?",
        [(each.etag, each.modified, url) for url, each in fetched.items()],
    )


def recall(directory: Path) -> dict[str, Validators]:
    """Read the validators by the ids of their articles; none where there is no index."""
    path = database_path(directory)
    if not path.is_file():
        return {}
    with storage_errors(path), closing(connect(path, writable=False)) as connection:
        if not connection.execute(
            "SELECT 1 FROM sqlite_master WHERE name = 'validators'"
        ).fetchone():
            return {}
        rows = connection.execute(
            "SELECT id, etag, modified FROM validators JOIN articles ON row = article"
        )
        return {name: Validators(etag, modified) for name, etag, modified in rows}
