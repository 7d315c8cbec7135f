"""What differs between two databases, and going back to one of them in one transaction."""

import json
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Self

from onrecord.index.store.database import check_schema, connect, storage_errors
from onrecord.index.store.frequencies import add_terms
from onrecord.index.store.records import delete_articles
from onrecord.index.store.sentences import COLUMNS

__all__ = ["Differences", "attached", "compare", "differences", "take_over"]

_CONTENTS: Final = """
SELECT articles.id, articles.*,
    (SELECT json_group_array(json_array({sentence})) FROM
        (SELECT * FROM {schema}.sentences AS s WHERE s.article = articles.row ORDER BY start)
        AS sentences),
    (SELECT json_group_array(json_array(start, end, language, hex(key))) FROM
        (SELECT p.*, e.key FROM {schema}.passages AS p JOIN {schema}.encodings AS e
         ON e.id = p.encoding WHERE p.article = articles.row ORDER BY start, p.id))
FROM {schema}.articles AS articles
"""
"""All that is stored of each article; its row's number is the third column."""

_WANTED: Final = "(SELECT value FROM json_each(:wanted))"
_TWO: Final = "other.articles AS theirs JOIN main.articles AS mine USING (id)"

_TAKE_OVER: Final = (
    (
        "INSERT INTO main.encodings (key, vector) SELECT key, vector FROM other.encodings"
        " WHERE key NOT IN (SELECT key FROM main.encodings)"
    ),
    (
        "INSERT INTO main.evidence SELECT mine.id, checksum, n_tokens, width, n_sentences,"
        " places, sentence_vectors, tokens FROM other.evidence JOIN other.encodings AS theirs"
        " ON theirs.id = evidence.encoding JOIN main.encodings AS mine ON mine.key = theirs.key"
        " WHERE mine.id NOT IN (SELECT encoding FROM main.evidence)"
    ),
    (
        "INSERT INTO main.articles ({columns}) SELECT {columns} FROM other.articles"
        f" WHERE id IN {_WANTED} ORDER BY row"
    ),
    (
        f"INSERT INTO main.sentences SELECT mine.row, {COLUMNS}"
        f" FROM {_TWO} JOIN other.sentences AS sentences ON sentences.article = theirs.row"
        f" WHERE id IN {_WANTED}"
    ),
    (
        "INSERT INTO main.passages (article, start, end, language, encoding)"
        f" SELECT mine.row, start, end, p.language, e.id FROM {_TWO}"
        " JOIN other.passages AS p ON p.article = theirs.row"
        " JOIN other.encodings AS f ON f.id = p.encoding JOIN main.encodings AS e ON e.key = f.key"
        f" WHERE theirs.id IN {_WANTED} ORDER BY p.id"
    ),
    (
        "INSERT INTO main.terms (rowid, words) SELECT p.id, t.words"
        f" FROM {_TWO} JOIN main.passages AS p ON p.article = mine.row"
        " JOIN other.passages AS q ON q.article = theirs.row"
        " AND q.start = p.start AND q.end = p.end"
        f" JOIN other.terms AS t ON t.rowid = q.id WHERE theirs.id IN {_WANTED}"
    ),
)


@dataclass(frozen=True, slots=True)
class Differences:
    """Ids of articles: those that only one of two databases holds, and those that differ."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]

    def of_all(self, mine: Collection[str]) -> Self:
        """Count all that both hold as changed."""
        return replace(self, changed=tuple(sorted(set(mine) - set(self.removed))))


@contextmanager
def attached(connection: sqlite3.Connection, path: Path) -> Iterator[None]:
    """Have another database at hand under the name `other`, to be read only."""
    connection.execute("ATTACH ? AS other", (f"{path.absolute().as_uri()}?mode=ro",))
    try:
        yield
    finally:
        connection.execute("DETACH other")


def differences(connection: sqlite3.Connection) -> Differences:
    """Tell what would have to be done to `main` to make it the attached database."""
    mine, theirs = (_contents(connection, schema) for schema in ("main", "other"))
    common = mine.keys() & theirs.keys()
    return Differences(
        added=tuple(sorted(theirs.keys() - mine.keys())),
        changed=tuple(sorted(each for each in common if mine[each] != theirs[each])),
        removed=tuple(sorted(mine.keys() - theirs.keys())),
    )


def compare(before: Path, after: Path) -> Differences:
    """Tell what happened to the articles between two databases.

    Raises
    ------
    OtherSchemaError, DamagedIndexError
        If one of them can't be read.
    """
    with storage_errors(after), closing(connect(after, writable=False)) as connection:
        check_schema(connection, after)
    with storage_errors(before), closing(connect(before, writable=False)) as connection:
        check_schema(connection, before)
        with attached(connection, after):
            return differences(connection)


def take_over(connection: sqlite3.Connection, found: Differences) -> set[int]:
    """Make the articles of `main` those of `other`, in the caller's transaction.

    What is the same keeps its rows; what comes back has rows with new numbers, because a number
    is never given twice. Returns the encodings that are perhaps no longer used.
    """
    freed = delete_articles(connection, [*found.changed, *found.removed])
    names = [row[1] for row in connection.execute("PRAGMA main.table_info(articles)")]
    columns = ", ".join(name for name in names if name != "row")
    wanted = [*found.added, *found.changed]
    for statement in _TAKE_OVER:
        connection.execute(statement.replace("{columns}", columns), {"wanted": json.dumps(wanted)})
    add_terms(connection, wanted)
    return freed


def _contents(connection: sqlite3.Connection, schema: str) -> dict[str, int]:
    """Hash what is stored of each article."""
    rows = connection.execute(_CONTENTS.format(schema=schema, sentence=COLUMNS))
    return {name: hash((name, *rest)) for name, _, name_again, *rest in rows}
