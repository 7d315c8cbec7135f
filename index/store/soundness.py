"""Whether every row is what it was written as."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

import numpy as np

from onrecord.corpus import Article, Sentence
from onrecord.index.errors import DamagedIndexError
from onrecord.index.store.database import check_schema, connect, storage_errors
from onrecord.index.store.drafts import PARTS, EncodingBlobs
from onrecord.index.store.records import read_article
from onrecord.index.store.sentences import read_sentences, sentences_crc32
from onrecord.index.store.settings import Settings, check_settings, read_settings
from onrecord.index.store.token_rows import rows_of

__all__ = [
    "check_sound",
    "encoding_problem",
    "problems",
    "refuse_unsound",
    "span_problems",
]

_MAX_NORM_ERROR: Final = 1e-3  # of a stored unit vector

_N_SENTENCES: Final = (
    "(SELECT count(*) FROM sentences WHERE sentences.article = passages.article"
    " AND sentences.start >= passages.start AND sentences.start < passages.end)"
)
"""Of a row of passages, in SQL."""


def check_sound(path: Path, settings: Settings) -> None:
    """Refuse a database, such as a snapshot, that is damaged or made with other settings.

    Raises
    ------
    DamagedIndexError, OtherSchemaError, OtherModelError
        Naming the first thing that is wrong.
    """
    with storage_errors(path), closing(connect(path, writable=False)) as connection:
        check_schema(connection, path)
        connection.execute("BEGIN")
        check_settings(read_settings(connection), settings, path)
        refuse_unsound(problems(connection), path)


def refuse_unsound(found: Iterator[str], where: object) -> None:
    """Refuse an index, or a snapshot, of which any problem is found.

    Raises
    ------
    DamagedIndexError
        Naming the first thing that is wrong.
    """
    problem = next(found, None)
    if problem is not None:
        raise DamagedIndexError(f"{where} is not sound: {problem}; choose another one")


def problems(connection: sqlite3.Connection) -> Iterator[str]:
    """Tell what is not as it was written, a line each; nothing if it is sound."""
    yield from _structure(connection)
    yield from _articles(connection)
    yield from _encodings(connection)
    yield from _terms(connection)


def _structure(connection: sqlite3.Connection) -> Iterator[str]:
    for (line,) in connection.execute("PRAGMA integrity_check"):
        if line != "ok":
            yield f"database: {line}"
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        yield f"database: row {row} of {table} refers to a row of {parent} that is not there"


def _articles(connection: sqlite3.Connection) -> Iterator[str]:
    rows = connection.execute("SELECT row, sha256, sentences_crc32 FROM articles ORDER BY row")
    for row, sha256, crc32 in rows:
        article = read_article(connection, row)
        if article.sha256 != sha256:
            yield f"article {article.id!r}: its text is not the one that was stored"
        yield from _spans(connection, row, article, crc32)


def _spans(connection: sqlite3.Connection, row: int, article: Article, crc32: int) -> Iterator[str]:
    """Sentences as they were stored, in order and apart; passages that are runs of them."""
    try:
        sentences = read_sentences(connection, row, article)
    except ValueError as error:  # a span outside of the text, or a kind there is none of
        yield f"article {article.id!r}: {error}"
        return
    if sentences_crc32(sentences) != crc32:
        yield f"article {article.id!r}: its sentences or speakers are not those that were stored"
    passages = connection.execute("SELECT start, end FROM passages WHERE article = ?", (row,))
    for problem in span_problems(sentences, passages.fetchall()):
        yield f"article {article.id!r}: {problem}"


def span_problems(
    sentences: Sequence[Sentence], passages: Sequence[tuple[int, int]]
) -> Iterator[str]:
    """Tell what is wrong with where the sentences of an article, and its passages, stand."""
    end = 0
    for sentence in sentences:
        if sentence.start < end:
            yield f"the sentence at {sentence.start} overlaps another"
        end = sentence.end
    starts, ends = {each.start for each in sentences}, {each.end for each in sentences}
    for start, stop in passages:
        if start not in starts or stop not in ends or start >= stop:
            yield f"passage {start}:{stop} is not a run of its sentences"


def _encodings(connection: sqlite3.Connection) -> Iterator[str]:
    dimension = read_settings(connection).dimension
    rows = connection.execute(
        f"SELECT id, checksum, {PARTS} FROM encodings"
        " LEFT JOIN evidence ON evidence.encoding = encodings.id"
    )
    for row, checksum, *parts in rows:
        if checksum is None:
            yield f"encoding {row}: its token vectors are missing"
            continue
        problem = encoding_problem(EncodingBlobs(*parts), checksum, dimension)
        if problem:
            yield f"encoding {row}: {problem}"
    yield from _sentence_counts(connection)


def encoding_problem(blobs: EncodingBlobs, checksum: int, dimension: int) -> str | None:
    """Say what is wrong with a stored encoding; `None` if it is as it was written."""
    if blobs.checksum != checksum:
        return "its vectors are not the ones that were stored"
    sizes = len(blobs.vector), len(blobs.sentence_vectors) % blobs.n_sentences
    if sizes != (2 * dimension, 0) or not _holds_rows(blobs):
        return "its vectors have other sizes than they should"
    if abs(np.linalg.norm(np.frombuffer(blobs.vector, "<f2").astype(float)) - 1) > _MAX_NORM_ERROR:
        return "its vector is not of length one"
    return None


def _holds_rows(blobs: EncodingBlobs) -> bool:
    """Whether there are as many vectors of tokens as it says."""
    try:
        return len(rows_of(blobs.tokens, blobs.n_tokens, blobs.width)) == blobs.n_tokens
    except ValueError:
        return False


def _sentence_counts(connection: sqlite3.Connection) -> Iterator[str]:
    rows = connection.execute(
        "SELECT passages.id FROM passages JOIN evidence ON evidence.encoding = passages.encoding"
        f" WHERE n_sentences != {_N_SENTENCES}"
    )
    for (row,) in rows:
        yield f"passage {row}: it has another number of sentence vectors than of sentences"


def _terms(connection: sqlite3.Connection) -> Iterator[str]:
    """Compare the rows of passages and terms, and their lines with sentences."""
    rows = connection.execute(
        "SELECT id FROM passages EXCEPT SELECT rowid FROM terms"
        " UNION ALL SELECT * FROM (SELECT rowid FROM terms EXCEPT SELECT id FROM passages)"
    )
    for (row,) in rows:
        yield f"passage {row}: it stands in only one of passages and terms"
    rows = connection.execute(
        "SELECT passages.id FROM passages JOIN terms ON terms.rowid = passages.id"
        f" WHERE length(words) - length(replace(words, char(10), '')) + 1 != {_N_SENTENCES}"
    )
    for (row,) in rows:
        yield f"passage {row}: it has another number of lines of terms than of sentences"
    counted, found = "SELECT term, n FROM frequencies", "SELECT term, doc FROM vocabulary"
    rows = connection.execute(
        f"SELECT term FROM ({counted} EXCEPT {found})"
        f" UNION SELECT term FROM ({found} EXCEPT {counted})"
    )
    for (term,) in rows:
        yield f"term {term!r}: it stands in another number of passages than was counted"
