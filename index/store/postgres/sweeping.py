"""What no reader can see any more is taken out."""

from collections.abc import Sequence
from typing import Final

from onrecord.index.store.postgres.connection import Connection
from onrecord.index.store.postgres.postings import strip_postings
from onrecord.index.store.postgres.schema import LIVING
from onrecord.index.store.postgres.shards import parts_of

__all__ = ["sweep", "take_back"]

KEPT_S: Final = 600
"""How long a generation can still be read when there is a newer one, if it isn't kept by name."""

_SOME: Final = 500
_APART: Final = ("alike", "file_states", "validators")
"""Tables whose rows don't go with their article where that is in a shard."""


def sweep(connection: Connection, *, all_encodings: bool) -> None:
    """Delete what died in a generation that all readers have left, and fold its counts.

    `all_encodings` tells whether also those are looked at that a killed build left.
    """
    row = connection.execute(
        "SELECT max(number) FROM generations"
        " WHERE created <= clock_timestamp() - make_interval(secs => %s)",
        (KEPT_S,),
    ).fetchone()
    if row is None or row[0] is None:
        return
    horizon = int(row[0])
    connection.execute("DELETE FROM pins WHERE until < clock_timestamp()")
    connection.execute(
        "UPDATE generations SET kept = false WHERE kept AND number < %s"
        " AND number NOT IN (SELECT generation FROM pins)",
        (horizon,),
    )
    while _sweep_some(connection, horizon):
        pass
    if all_encodings:
        rows = connection.execute(
            "SELECT id FROM encodings WHERE NOT EXISTS"
            " (SELECT FROM passages WHERE encoding = encodings.id)"
        )
        _delete_encodings(connection, {row for (row,) in rows})
    _fold(connection, horizon)


def _sweep_some(connection: Connection, horizon: int) -> bool:
    """Delete some of the articles that died by then, and that no snapshot shows."""
    with connection.transaction():
        doomed = [
            number
            for (number,) in connection.execute(
                "SELECT number FROM articles WHERE died <= %s AND NOT EXISTS"
                " (SELECT 1 FROM pins WHERE generation >= born AND generation < died) LIMIT %s",
                (horizon, _SOME),
            )
        ]
        left = _delete_articles(connection, doomed)
        rows = connection.execute(
            "SELECT DISTINCT encoding FROM passages WHERE encoding = ANY(%s::bigint[])",
            (list(left),),
        )
        _delete_encodings(connection, left - {row for (row,) in rows})
    return len(doomed) == _SOME


def _delete_articles(connection: Connection, numbers: Sequence[int]) -> set[int]:
    """Delete articles and all that is theirs; tell which encodings were."""
    passages = connection.execute(
        "SELECT id, words, encoding FROM passages WHERE article = ANY(%s::bigint[])", (numbers,)
    ).fetchall()
    strip_postings(connection, {row: words for row, words, _ in passages})
    connection.execute("DELETE FROM articles WHERE number = ANY(%s::bigint[])", (numbers,))
    for table in _APART:
        connection.execute(f"DELETE FROM {table} WHERE article = ANY(%s::bigint[])", (numbers,))
    connection.execute("DELETE FROM alike WHERE other = ANY(%s::bigint[])", (numbers,))
    return {encoding for _, _, encoding in passages}


def take_back(connection: Connection) -> None:
    """Undo what a shard kept of a generation that never came to be.

    Shards commit one after the other, the coordinator last: where that ends half-way, some have
    rows that no generation tells of, and the next one would.
    """
    row = connection.execute("SELECT max(number) FROM generations").fetchone()
    last = row[0] if row else 0
    found = connection.execute(
        "SELECT number, born FROM articles WHERE born > %s OR (died > %s AND died < %s)",
        (last, last, LIVING),
    ).fetchall()
    if found:
        with connection.transaction():
            _delete_articles(connection, [number for number, born in found if born > last])
            connection.execute(
                "UPDATE articles SET died = %s WHERE number = ANY(%s::bigint[])",
                (LIVING, [number for number, _ in found]),
            )
    for part in parts_of(connection):
        connection.execute(f"DELETE FROM marks{part} WHERE number > %s", (last,))


def _delete_encodings(connection: Connection, ids: set[int]) -> None:
    connection.execute("DELETE FROM encodings WHERE id = ANY(%s::bigint[])", (sorted(ids),))


def _fold(connection: Connection, horizon: int) -> None:
    """Add up what generations that nobody can go back to changed in the counts of terms."""
    with connection.transaction():
        row = connection.execute(
            "SELECT least(%s, min(generation)) FROM pins", (horizon,)
        ).fetchone()
        last = int(row[0]) if row and row[0] is not None else horizon
        connection.execute(
            "WITH fresh AS (UPDATE generations SET folded = true"
            " WHERE number <= %(last)s AND NOT folded RETURNING number),"
            " touched AS (SELECT DISTINCT term FROM frequencies"
            " WHERE generation IN (SELECT number FROM fresh)),"
            " gone AS (DELETE FROM frequencies USING touched WHERE"
            " frequencies.term = touched.term AND generation <= %(last)s RETURNING frequencies.*)"
            " INSERT INTO frequencies SELECT term, %(last)s, sum(n) FROM gone GROUP BY term"
            " HAVING sum(n) <> 0"
            " ON CONFLICT (term, generation) DO UPDATE SET n = excluded.n",
            {"last": last},
        )
