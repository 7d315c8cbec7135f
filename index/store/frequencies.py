"""How many passages a term stands in.

FTS5 knows it too, but has to walk through all passages of a term to tell: up to half a second for
a frequent one among a million. So it is counted where passages come and go, in their transaction.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

__all__ = ["add_terms", "frequencies", "n_terms", "take_terms"]

_LOW: Final = 0x7F
"""The bits of a number in each of its bytes; the highest says that another follows."""


def frequencies(connection: sqlite3.Connection, terms: Sequence[str]) -> dict[str, int]:
    """In how many passages each distinct term stands; 0 for one that stands nowhere."""
    rows = connection.execute(
        "SELECT term, n FROM frequencies WHERE term IN (SELECT value FROM json_each(?))",
        (json.dumps(terms),),
    )
    return dict.fromkeys(terms, 0) | dict(rows)


def n_terms(connection: sqlite3.Connection) -> int:
    """How many terms all passages have together.

    FTS5 keeps it in its record of averages (fts5_index.c), after how many rows there are.
    """
    (record,) = connection.execute("SELECT block FROM terms_data WHERE id = 1").fetchone()
    numbers = [0]
    for byte in record:
        numbers[-1] = numbers[-1] << 7 | byte & _LOW
        if byte <= _LOW:  # its last one
            numbers.append(0)
    return numbers[1]


def add_terms(connection: sqlite3.Connection, articles: Iterable[str]) -> None:
    """Count the terms of all passages of these articles, which have just been written."""
    connection.executemany(
        "INSERT INTO frequencies VALUES (?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n",
        _counted(connection, articles).items(),
    )


def take_terms(connection: sqlite3.Connection, articles: Iterable[str]) -> None:
    """Count them no longer: these articles are about to be deleted."""
    gone = _counted(connection, articles)
    connection.executemany(
        "UPDATE frequencies SET n = n - ? WHERE term = ?", [(n, term) for term, n in gone.items()]
    )
    connection.execute(
        "DELETE FROM frequencies WHERE n = 0 AND term IN (SELECT value FROM json_each(?))",
        (json.dumps(list(gone)),),
    )


def _counted(connection: sqlite3.Connection, articles: Iterable[str]) -> Counter[str]:
    rows = connection.execute(
        "SELECT words FROM articles JOIN passages ON passages.article = articles.row"
        " JOIN terms ON terms.rowid = passages.id"
        " WHERE articles.id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(articles)),),
    )
    return Counter(term for (words,) in rows for term in set(words.split()))
