"""What is known about articles without reading their texts, and which of them filters let pass."""

import json
import sqlite3
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["ArticleEntry", "index_facts", "passages_of", "read_entries", "read_imprints"]

_FACTS: Final = (
    "CREATE INDEX IF NOT EXISTS articles_facts"
    " ON articles (file_sha256, id, language, outlet, published)"
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
    connection.execute(_FACTS)


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


def passages_of(
    connection: sqlite3.Connection, outlets: frozenset[str], languages: frozenset[str],
    since: date | None, until: date | None,
) -> npt.NDArray[np.int64]:  # fmt: skip
    """Ascending ids of the passages of the articles that pass; `outlets` are case-folded."""
    known = connection.execute("SELECT DISTINCT ifnull(outlet, '') FROM articles")
    named = [outlet for (outlet,) in known if outlet.casefold() in outlets]
    rows = connection.execute(
        "SELECT passages.id FROM passages JOIN articles ON articles.row = passages.article"
        " WHERE (? OR ifnull(outlet, '') IN (SELECT value FROM json_each(?)))"
        " AND (? OR articles.language IN (SELECT value FROM json_each(?)))"
        " AND (? OR published >= ?) AND (? OR published <= ?) ORDER BY passages.id",
        (
            not outlets, json.dumps(named), not languages, json.dumps(sorted(languages)),
            since is None, since and since.isoformat(), until is None, until and until.isoformat(),
        ),
    )  # fmt: skip
    found = np.fromiter((row[0] for row in rows), np.int64)
    found.flags.writeable = False
    return found
