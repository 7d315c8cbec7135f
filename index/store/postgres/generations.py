"""Generations as rows: what is read is what they, and the stamps of articles, say."""

import json
import secrets
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Final

from onrecord.index.store.postgres.connection import Connection
from onrecord.index.store.postgres.rows import Change, copy_rows
from onrecord.index.store.postgres.shards import mark
from onrecord.index.store.settings import Settings

__all__ = ["begin", "next_number", "raise_generation", "record_report", "written"]

_COUNTS: Final = "n_articles, n_passages, n_terms"


def begin(connection: Connection, settings: Settings) -> None:
    """Write the state before anything was added, if there is none; in the caller's transaction."""
    begun = connection.execute(
        f"INSERT INTO generations (number, stamp, created, settings, {_COUNTS})"
        " VALUES (0, '', clock_timestamp(), %s, 0, 0, 0) ON CONFLICT DO NOTHING",
        (json.dumps(asdict(settings)),),
    )
    if begun.rowcount:
        mark(connection, 0)


def next_number(connection: Connection) -> int:
    """Give the number of what is being written: the only writer counts on."""
    row = connection.execute("SELECT max(number) + 1 FROM generations").fetchone()
    return int(row[0]) if row else 1


def raise_generation(
    connection: Connection, number: int, change: Change, settings: Settings | None = None
) -> None:
    """Name a new state: the last thing in each transaction that changes what can be found."""
    connection.execute(
        f"INSERT INTO generations (number, stamp, created, settings, {_COUNTS})"
        " SELECT %s, %s, clock_timestamp(), coalesce(%s, settings), n_articles + %s,"
        " n_passages + %s, n_terms + %s FROM generations ORDER BY number DESC LIMIT 1",
        (
            number, secrets.token_hex(16), settings and json.dumps(asdict(settings)),
            change.n_articles, change.n_passages, change.n_terms,
        ),
    )  # fmt: skip
    counted = sorted((term, number, n) for term, n in change.frequencies.items() if n)
    copy_rows(connection, "frequencies (term, generation, n)", counted)
    mark(connection, number)


def record_report(connection: Connection, number: int, report: str) -> None:
    """Keep the JSON report of the build that ended with that generation."""
    connection.execute("UPDATE generations SET report = %s WHERE number = %s", (report, number))


def written(created: datetime) -> str:
    """Write a time as all stores do."""
    return created.astimezone(UTC).isoformat(timespec="seconds")
