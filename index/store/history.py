"""What became of the index, as the database remembers it."""

import json
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from onrecord.index.errors import StorageError
from onrecord.index.store.database import connect, database_path
from onrecord.index.store.generations import generation
from onrecord.index.store.snapshots import snapshots

__all__ = ["Event", "event_of", "events", "last_number", "note_number"]

_NOTE: Final = "generation"


@dataclass(frozen=True, slots=True)
class Event:
    """A generation and what made it; counts are `None` for one in the midst of a long build."""

    generation: int
    created: str
    action: str | None
    n_added: int | None
    n_changed: int | None
    n_removed: int | None
    n_skipped: int | None
    duration_s: float | None


def events(connection: sqlite3.Connection, limit: int) -> tuple[Event, ...]:
    """Give the last generations, the newest first."""
    rows = connection.execute(
        "SELECT number, created, report FROM generations ORDER BY number DESC LIMIT ?", (limit,)
    )
    return tuple(event_of(*row) for row in rows)


def last_number(directory: Path) -> int:
    """Give the greatest generation that the database, its snapshots or a note tell of."""
    numbers = [_noted_number(directory)]
    numbers += [each.generation for each in snapshots(directory)]
    with (
        suppress(StorageError, sqlite3.Error),
        closing(connect(database_path(directory), writable=False)) as connection,
    ):
        numbers.append(generation(connection).number)
    return max(numbers)


def note_number(directory: Path, number: int) -> None:
    """Write down, apart from the database, how far the generations have come."""
    with suppress(OSError):  # all but a damaged database can do without
        (directory / _NOTE).write_text(str(number), "ascii")


def _noted_number(directory: Path) -> int:
    try:
        return int((directory / _NOTE).read_text("ascii"))
    except (OSError, ValueError):
        return 0


def event_of(number: int, created: str, report: str | None) -> Event:
    """Read what made a generation out of its report, in JSON."""
    told = json.loads(report or "{}")
    action, duration = told.get("action"), told.get("duration_s")
    return Event(
        number,
        created,
        str(action) if action else None,
        _count(told.get("added")),
        _count(told.get("changed")),
        _count(told.get("removed")),
        _count(told.get("skipped")),
        float(duration) if isinstance(duration, float) else None,
    )


def _count(ids: object) -> int | None:
    return len(ids) if isinstance(ids, list) else None
