"""Articles, passages and their encodings as rows; what is in the way of a new one dies with it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from onrecord.corpus import Article, Passage
from onrecord.index.store.analysed import Analysed
from onrecord.index.store.drafts import PARTS, Draft, EncodingBlobs, encoding_key
from onrecord.index.store.postgres.connection import Connection, Row
from onrecord.index.store.postgres.duplicates import keep_sketch
from onrecord.index.store.postgres.postings import add_postings
from onrecord.index.store.postgres.schema import LIVING
from onrecord.index.store.postgres.vectors import put_vectors
from onrecord.index.store.records import tokens_of
from onrecord.index.store.sentences import columns, sentences_crc32

__all__ = [
    "FACTS",
    "SENTENCE",
    "Change",
    "article_of",
    "copy_rows",
    "end_articles",
    "put_encodings",
    "read_tokens",
    "revive_articles",
    "stored_keys",
    "write_articles",
]

FACTS: Final = "id, title, outlet, author, published, language, url"
"""Columns of an article, its text left out."""

SENTENCE: Final = "start, stop, kind, speaker_start, speaker_stop, speech, chance, is_told"
"""Columns of a sentence: what `sentence_of` takes."""

_COPIED: Final = (
    f"{FACTS}, sha256, file_sha256, n_characters, sentences_crc32, digest, text"  # all but numbers
)


@dataclass(slots=True)
class Change:
    """What a commit adds to the counts of the generation before, or takes away."""

    n_articles: int = 0
    n_passages: int = 0
    n_terms: int = 0
    frequencies: Counter[str] = field(default_factory=Counter)

    def add(self, n_articles: int, words: Iterable[str], sign: int = 1) -> None:
        """Count articles and the lines of terms of their passages; `sign` is -1 for those gone."""
        self.n_articles += sign * n_articles
        for line in words:
            terms = line.split()
            self.n_passages += sign
            self.n_terms += sign * len(terms)
            self.frequencies.update(dict.fromkeys(terms, sign))

    def join(self, other: "Change") -> None:
        """Add what another change does."""
        self.n_articles += other.n_articles
        self.n_passages += other.n_passages
        self.n_terms += other.n_terms
        self.frequencies.update(other.frequencies)


def article_of(stored: Sequence[Any]) -> Article:
    """Make an article of its id, text and the other facts."""
    name, title, outlet, author, published, language, url, text = stored
    return Article(
        name, text.decode("utf-8", "surrogatepass"), title, outlet, author, published, language, url
    )


def stored_keys(connection: Connection, keys: Iterable[bytes]) -> set[bytes]:
    """Which of the keys have an encoding."""
    return set(_encodings(connection, keys))


def put_encodings(connection: Connection, encodings: Mapping[bytes, EncodingBlobs]) -> None:
    """Store encodings; one that somebody else has stored is the same."""
    ordered = sorted(encodings.items(), key=itemgetter(0))  # else two might wait for each other
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO encodings (key, checksum, {PARTS})"
            " VALUES (%b, %s, %b, %b, %b, %b, %s, %s, %s) ON CONFLICT DO NOTHING",
            [(key, each.checksum, *each.parts) for key, each in ordered],
        )  # fmt: skip


def read_tokens(
    connection: Connection, keys: Sequence[bytes]
) -> list[tuple[npt.NDArray[np.uint8], npt.NDArray[np.int32]]]:
    """Read the packed tokens of stored encodings, and their spans in the passage."""
    rows = connection.execute(
        "SELECT key, n_tokens, width, places, tokens FROM encodings WHERE key = ANY(%s::bytea[])",
        (list(keys),), binary=True,
    )  # fmt: skip
    found = {key: stored for key, *stored in rows}
    return [tokens_of(*found[key]) for key in keys]


def end_articles(connection: Connection, ids: Iterable[str], number: int, change: Change) -> None:
    """Let those articles of these ids that live die in that generation."""
    ended = connection.execute(
        "UPDATE articles SET died = %s WHERE id = ANY(%s) AND died = %s RETURNING number",
        (number, list(ids), LIVING), binary=True,
    ).fetchall()  # fmt: skip
    rows = connection.execute(
        "SELECT words FROM passages WHERE article = ANY(%s::bigint[])",
        ([each for (each,) in ended],), binary=True,
    )  # fmt: skip
    change.add(len(ended), (words for (words,) in rows), -1)


def write_articles(
    connection: Connection, found: Iterable[Analysed], models: str, number: int, change: Change
) -> None:
    """Store articles that are born in that generation; their encodings must be stored."""
    wholes = list({each.draft.article.id: each for each in found}.values())
    last = [each.draft for each in wholes]
    end_articles(connection, [draft.article.id for draft in last], number, change)
    keyed = [[(each, encoding_key(each, models)) for each in draft.passages] for draft in last]
    encodings = _encodings(connection, {key for some in keyed for _, key in some})
    articles = _numbers(connection, "articles", "number", len(last))
    facts = [_facts(row, number, draft, models) for row, draft in zip(articles, last, strict=True)]
    copy_rows(connection, f"articles (number, born, {_COPIED})", facts)
    copy_rows(
        connection,
        f"sentences (article, {SENTENCE})",
        [
            (row, *columns(sentence))
            for row, draft in zip(articles, last, strict=True)
            for sentence in draft.sentences
        ],
    )
    passages = [
        (row, passage, encodings.get(key))
        for row, some in zip(articles, keyed, strict=True)
        for passage, key in some
    ]
    lines = [line for each in wholes for line in each.words]
    words = _write_passages(connection, passages, lines)
    put_vectors(connection, {(row, each) for row, _, each in passages if each is not None})
    change.add(len(last), words.values())
    for row, each in zip(articles, wholes, strict=True):
        keep_sketch(connection, row, each.sketch)


def _write_passages(
    connection: Connection, passages: Sequence[tuple[int, Passage, int | None]], lines: list[str]
) -> dict[int, str]:
    for _, passage, encoding in passages:
        if encoding is None:
            raise ValueError(f"passage {passage.start}:{passage.end} was not encoded")
    ids = _numbers(connection, "passages", "id", len(passages))
    words = dict(zip(ids, lines, strict=True))
    copy_rows(
        connection,
        "passages (id, article, start, stop, language, encoding, words)",
        [
            (row, article, each.start, each.end, each.language, encoding, words[row])
            for row, (article, each, encoding) in zip(ids, passages, strict=True)
        ],
    )
    add_postings(connection, words)
    return words


def revive_articles(connection: Connection, rows: Sequence[int], number: int) -> Change:
    """Store dead articles once more, with numbers of their own: a number is never given twice."""
    change, old = Change(), list(rows)
    new = _numbers(connection, "articles", "number", len(old))
    pairs = "unnest(%s::bigint[], %s::bigint[]) AS pair (old, new)"
    connection.execute(
        f"INSERT INTO articles (number, born, {_COPIED}) SELECT new, %s, {_COPIED}"
        f" FROM articles JOIN {pairs} ON number = old WHERE number = ANY(%s::bigint[])",
        (number, old, new, old),
    )
    connection.execute(
        f"INSERT INTO sentences SELECT new, {SENTENCE} FROM sentences JOIN {pairs}"
        " ON article = old WHERE article = ANY(%s::bigint[])",
        (old, new, old),
    )
    made = connection.execute(
        "INSERT INTO passages (article, start, stop, language, encoding, words)"
        f" SELECT new, start, stop, language, encoding, words FROM passages JOIN {pairs}"
        " ON article = old WHERE article = ANY(%s::bigint[]) ORDER BY id RETURNING id, words,"
        " article, encoding",
        (old, new, old), binary=True,
    ).fetchall()  # fmt: skip
    words: dict[int, str] = {row: line for row, line, *_ in made}
    put_vectors(connection, {(article, encoding) for *_, article, encoding in made})
    add_postings(connection, words)
    change.add(len(old), words.values())
    return change


def _facts(row: int, number: int, draft: Draft, models: str) -> Row:
    article = draft.article
    facts = (
        article.id, article.title, article.outlet, article.author, article.published,
        article.language, article.url, article.sha256, draft.file_sha256, len(article.text),
        sentences_crc32(draft.sentences),
    )  # fmt: skip
    text = article.text.encode("utf-8", "surrogatepass")
    return (row, number, *facts, draft.digest(models), text)


def _encodings(connection: Connection, keys: Iterable[bytes]) -> dict[bytes, int]:
    rows = connection.execute(
        "SELECT key, id FROM encodings WHERE key = ANY(%s::bytea[])", (list(keys),), binary=True
    )
    return dict(rows.fetchall())


def _numbers(connection: Connection, table: str, column: str, n: int) -> list[int]:
    """Take numbers that nobody else is given."""
    rows = connection.execute(
        "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
        (table, column, n), binary=True,
    )  # fmt: skip
    return [row for (row,) in rows]


def copy_rows(connection: Connection, target: str, rows: Iterable[Row]) -> None:
    """Store rows by COPY; `target` are the table and its columns."""
    with connection.cursor() as cursor, cursor.copy(f"COPY {target} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
