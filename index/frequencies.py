"""How many passages a term stands in, and which terms are worth looking for."""

import sqlite3
from collections.abc import Mapping
from itertools import accumulate
from typing import Final

__all__ = ["frequency", "telling"]

MAX_VISITED: Final = 6_000
"""Passages that BM25 is worked out for, counted once a term: about 8 ms."""


def telling(frequencies: Mapping[str, int]) -> tuple[str, ...]:
    """Leave out what costs much and says little: FTS5 visits every passage that holds a term.

    The rarest terms are kept, as long as together they stand in `MAX_VISITED` passages.
    """
    found = sorted((n, term) for term, n in frequencies.items() if n)
    visited = accumulate(n for n, _ in found)
    return tuple(
        term for (_, term), total in zip(found, visited, strict=True) if total <= MAX_VISITED
    )


def frequency(connection: sqlite3.Connection, term: str) -> int:
    """In how many passages a term stands."""
    row = connection.execute("SELECT doc FROM vocabulary WHERE term = ?", (term,)).fetchone()
    return int(row[0]) if row else 0
