"""What is known about articles without reading their texts, and which of them filters let pass."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from onrecord.index.filters import Filters, authors_of, folded, names_of

__all__ = [
    "ArticleEntry",
    "index_facts",
    "passages_of",
    "passing",
    "read_authors",
    "read_entries",
    "read_imprints",
    "spelled",
]

_CHUNK_ROWS: Final = 65_536

_FACTS: Final = (
    (
        "CREATE INDEX IF NOT EXISTS articles_facts"
        " ON articles (file_sha256, id, language, outlet, published)"
    ),
    "CREATE INDEX IF NOT EXISTS articles_authors ON articles (author)",
)


@dataclass(frozen=True, slots=True)
class ArticleEntry:
    """What is known about an article, without its text."""

    id: str
    title: str
    outlet: str | None
    author: str | None
    published: date | None
    language: str
    url: str | None
    sha256: str
    n_characters: int


def index_facts(connection: sqlite3.Connection) -> None:
    """Let facts be listed and counted without stepping over the texts; in their transaction."""
    for statement in _FACTS:
        connection.execute(statement)


def read_entries(connection: sqlite3.Connection) -> list[ArticleEntry]:
    """All articles in the order of their ids."""
    rows = connection.execute(
        "SELECT id, title, outlet, author, published, language, url, sha256, n_characters"
        " FROM articles ORDER BY id"
    )
    return [
        ArticleEntry(name, title, outlet, author, day and date.fromisoformat(day), *others)
        for name, title, outlet, author, day, *others in rows
    ]


def read_imprints(connection: sqlite3.Connection) -> dict[tuple[str | None, date | None], int]:
    """How many articles name each outlet and day together, in the order of their first ids."""
    rows = connection.execute(
        "SELECT outlet, published, count(*) FROM articles"
        " GROUP BY outlet, published ORDER BY min(id)"
    )
    return {(outlet, day and date.fromisoformat(day)): n for outlet, day, n in rows}


def read_authors(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Name all whom the articles name as authors, each once, in alphabetical order."""
    rows = connection.execute("SELECT DISTINCT author FROM articles WHERE author IS NOT NULL")
    return tuple(sorted({name for (byline,) in rows for name in authors_of(byline)}))


def passing(connection: sqlite3.Connection, filters: Filters) -> tuple[str, tuple[Any, ...]]:
    """Write the condition on a row of articles that filters come to, in SQL, and its values."""
    conditions, values = ["1"], list[Any]()
    for column, wanted in (("outlet", filters.outlets), ("author", filters.authors)):
        if wanted:
            conditions.append(f"ifnull(articles.{column}, '') IN (SELECT value FROM json_each(?))")
            values.append(json.dumps(_spelled(connection, column, wanted)))
    for column, exactly in (("language", filters.languages), ("id", filters.articles)):
        if exactly:
            conditions.append(f"articles.{column} IN (SELECT value FROM json_each(?))")
            values.append(json.dumps(exactly))
    for sign, day in ((">=", filters.since), ("<=", filters.until)):
        if day is not None:
            conditions.append(f"articles.published {sign} ?")
            values.append(day.isoformat())
    return " AND ".join(conditions), tuple(values)


def passages_of(
    connection: sqlite3.Connection, filters: Filters
) -> Iterator[npt.NDArray[np.int64]]:
    """Ids of the passages of the articles that pass, some at a time."""
    condition, values = passing(connection, filters)
    rows = connection.execute(
        "SELECT passages.id FROM articles JOIN passages ON passages.article = articles.row"
        f" WHERE {condition}",
        values,
    )
    while some := rows.fetchmany(_CHUNK_ROWS):
        yield np.array([row[0] for row in some], np.int64)


def _spelled(connection: sqlite3.Connection, column: str, wanted: Sequence[str]) -> list[str]:
    known = connection.execute(f"SELECT DISTINCT ifnull({column}, '') FROM articles")
    return spelled((each for (each,) in known), column, wanted)


def spelled(known: Iterable[str], column: str, wanted: Sequence[str]) -> list[str]:
    """How the articles write the names that are wanted, as no database can compare them."""
    names = {folded(each) for each in wanted}
    if column == "author":
        return [each for each in known if names & names_of(each)]
    return [each for each in known if folded(each) in names]
