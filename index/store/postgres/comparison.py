"""What differs between two generations of a store, by the digests of what is stored."""

from typing import Final

from onrecord.index.errors import SnapshotError
from onrecord.index.store.place import Database
from onrecord.index.store.postgres.connection import Connection
from onrecord.index.store.restore import Differences

__all__ = ["differences", "generation_at"]

_AT: Final = "SELECT id, digest FROM articles WHERE born <= %({at})s AND died > %({at})s"


def generation_at(connection: Connection, place: Database) -> int:
    """Give the number of the generation that a snapshot keeps, or of the newest.

    Raises
    ------
    SnapshotError
        If there is no such snapshot.
    """
    if place.snapshot is None:
        row = connection.execute("SELECT max(number) FROM generations").fetchone()
    else:
        query = "SELECT generation FROM pins WHERE name = %s"
        row = connection.execute(query, (place.snapshot,)).fetchone()
    if row is None:
        raise SnapshotError(f"there is no {place.name}; `onrecord snapshot` takes one")
    return int(row[0])


def differences(connection: Connection, before: int, after: int) -> Differences:
    """Tell what happened to the articles from one generation to another."""
    rows = connection.execute(
        f"SELECT coalesce(old.id, new.id) AS id, old.id IS NULL, new.id IS NULL"
        f" FROM ({_AT.format(at='before')}) AS old FULL JOIN ({_AT.format(at='after')}) AS new"
        " ON old.id = new.id WHERE old.digest IS DISTINCT FROM new.digest ORDER BY 1",
        {"before": before, "after": after},
    ).fetchall()
    return Differences(
        added=tuple(name for name, is_new, _ in rows if is_new),
        changed=tuple(name for name, is_new, is_gone in rows if not is_new and not is_gone),
        removed=tuple(name for name, _, is_gone in rows if is_gone),
    )
