"""Near-duplicates, with the sketches in PostgreSQL; see `onrecord.index.store.duplicates`."""

from onrecord.index.store.duplicates import (
    MAX_COMPARED,
    NearDuplicates,
    Sketch,
    are_alike,
    bands_of,
    connected,
    grouped,
    runs_of,
    sketcher,
)
from onrecord.index.store.postgres.connection import Connection
from onrecord.index.store.postgres.reading import Rows
from onrecord.index.store.postgres.schema import ALIVE, LIVING

__all__ = ["keep_sketch", "near_duplicates", "sketch_articles"]


def sketch_articles(connection: Connection) -> None:
    """Sketch the articles that have none, and keep which are alike; in the caller's transaction."""
    rows = connection.execute(
        "SELECT number FROM articles WHERE died = %s"
        " AND number > (SELECT coalesce(max(article), 0) FROM sketches) ORDER BY number",
        (LIVING,), binary=True,
    ).fetchall()  # fmt: skip
    if rows:
        sketch = sketcher()
        for (number,) in rows:
            lines = connection.execute(
                "SELECT words FROM passages WHERE article = %s ORDER BY start", (number,)
            )
            keep_sketch(connection, number, sketch(runs_of(words for (words,) in lines)))


def near_duplicates(rows: Rows) -> tuple[NearDuplicates, ...]:
    """Group the articles that are alike, as SQLite's store does."""
    alive = f"SELECT number FROM articles WHERE {ALIVE}"
    pairs = rows(
        f"WITH alive AS MATERIALIZED ({alive}) SELECT article, other FROM alike"
        " WHERE article IN (SELECT number FROM alive) AND other IN (SELECT number FROM alive)"
    )
    groups = connected((one, other) for one, other in pairs)
    named = rows(
        "SELECT number, id FROM articles WHERE number = ANY(%(numbers)s::bigint[])"
        " ORDER BY published NULLS LAST, id",
        {"numbers": [number for group in groups for number in group]},
    )
    group_of = {number: place for place, group in enumerate(groups) for number in group}
    ids: list[list[str]] = [[] for _ in groups]
    for number, name in named:
        ids[group_of[number]].append(name)
    return grouped(ids)


def keep_sketch(connection: Connection, article: int, sketch: Sketch) -> None:
    """Keep the sketch of the newest article, and which others are like it."""
    bands = bands_of(sketch)
    near = connection.execute(
        "SELECT DISTINCT article FROM bands WHERE hash = ANY(%s::bigint[])",
        (bands,), binary=True, prepare=False,  # planned anew: tables grow
    ).fetchall()  # fmt: skip
    candidates = connection.execute(  # by number: of a join, plans go wrong
        "SELECT article, hashes FROM sketches JOIN articles ON number = article"
        " WHERE died = %s AND article = ANY(%s::bigint[]) ORDER BY article LIMIT %s",
        (LIVING, [number for (number,) in near], MAX_COMPARED), binary=True, prepare=False,
    ).fetchall()  # fmt: skip
    connection.execute("INSERT INTO sketches VALUES (%b, %b)", (article, sketch.tobytes()))
    connection.execute(
        "INSERT INTO bands SELECT unnest(%s::bigint[]), %s ON CONFLICT DO NOTHING", (bands, article)
    )
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO alike VALUES (%s, %s)",
            [(other, article) for other, hashes in candidates if are_alike(hashes, sketch)],
        )
