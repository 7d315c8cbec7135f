"""The states that a database has been in, each with its number, its stamp and its report."""

import secrets
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime

__all__ = ["Generation", "generation", "raise_generation", "record_report", "was_in"]


@dataclass(frozen=True, slots=True)
class Generation:
    """A state of the index: its number, and a random stamp that no other state shares.

    The stamp tells generation 7 from the generation 7 that was rolled back before it.
    """

    number: int
    stamp: str


def generation(connection: sqlite3.Connection) -> Generation:
    """Return the newest generation this connection sees; number 0 before anything was added."""
    row = connection.execute(
        "SELECT number, stamp FROM generations ORDER BY number DESC LIMIT 1"
    ).fetchone()
    return Generation(*row) if row else Generation(0, "")


def was_in(connection: sqlite3.Connection, state: Generation) -> bool:
    """Whether the database is in that state or has been."""
    return bool(
        connection.execute(
            "SELECT 1 FROM generations WHERE number = ? AND stamp = ?", (state.number, state.stamp)
        ).fetchone()
    )


def raise_generation(connection: sqlite3.Connection, above: int = 0) -> int:
    """Name a new state; call it in every transaction that changes what can be found.

    Its number is greater than those of all earlier states, and than `above`.
    """
    (number,) = connection.execute(
        "INSERT INTO generations SELECT max(coalesce(max(number), 0), ?) + 1, ?, ?, NULL"
        " FROM generations RETURNING number",
        (above, secrets.token_hex(16), datetime.now(UTC).isoformat(timespec="seconds")),
    ).fetchone()
    return int(number)


def record_report(connection: sqlite3.Connection, number: int, report: str) -> None:
    """Keep the JSON report of the build that ended with that generation."""
    connection.execute("UPDATE generations SET report = ? WHERE number = ?", (report, number))
