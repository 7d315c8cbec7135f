"""Articles, passages and their encodings as rows of the database.

An encoding is kept once for all passages of the same text, language, sentence ends and models.
"""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np
import numpy.typing as npt

from onrecord.corpus import Article, Passage
from onrecord.corpus.checkpoint import checkpoint
from onrecord.index.store.analysed import Analysed
from onrecord.index.store.drafts import PARTS, Draft, EncodingBlobs, draft_of, encoding_key
from onrecord.index.store.duplicates import keep_sketch
from onrecord.index.store.frequencies import add_terms, take_terms
from onrecord.index.store.sentences import columns, read_sentences, sentences_crc32
from onrecord.index.store.token_places import places_of
from onrecord.index.store.token_rows import rows_of

__all__ = [
    "delete_articles",
    "read_article",
    "read_draft",
    "read_encodings",
    "read_tokens",
    "stored_keys",
    "sweep_encodings",
    "tokens_of",
    "write_article",
    "write_encoding",
]


def stored_keys(connection: sqlite3.Connection, keys: Iterable[bytes]) -> set[bytes]:
    """Which of the keys have an encoding."""
    find = "SELECT 1 FROM encodings WHERE key = ?"
    return {key for key in keys if connection.execute(find, (key,)).fetchone()}


def write_encoding(connection: sqlite3.Connection, key: bytes, blobs: EncodingBlobs) -> None:
    """Store the encoding of one passage."""
    vector, *parts = blobs.parts
    row = connection.execute(
        "INSERT INTO encodings (key, vector) VALUES (?, ?)", (key, vector)
    ).lastrowid
    connection.execute(
        "INSERT INTO evidence (encoding, checksum, places, sentence_vectors, tokens, n_tokens,"
        " width, n_sentences) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (row, blobs.checksum, *parts),
    )


def read_tokens(
    connection: sqlite3.Connection, keys: Sequence[bytes]
) -> list[tuple[npt.NDArray[np.uint8], npt.NDArray[np.int32]]]:
    """Read the packed tokens of stored encodings, and their spans in the passage."""
    found = []
    for key in keys:
        stored = connection.execute(
            "SELECT n_tokens, width, places, tokens FROM evidence"
            " JOIN encodings ON encodings.id = evidence.encoding WHERE key = ?",
            (key,),
        ).fetchone()
        found.append(tokens_of(*stored))
    return found


def tokens_of(
    n_tokens: int, width: int, places: bytes, tokens: bytes
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int32]]:
    """Make packed tokens (n, width) and their spans (n, 2) of what is stored of them."""
    spans, _ = places_of(places, n_tokens)
    return rows_of(tokens, n_tokens, width), spans


def write_article(connection: sqlite3.Connection, whole: Analysed, models: str) -> set[int]:
    """Store an article in place of what stood under its id; its encodings must be stored.

    Returns the encodings that are perhaps no longer used.
    """
    draft, article = whole.draft, whole.draft.article
    freed = delete_articles(connection, [article.id])
    (row,) = connection.execute(
        "INSERT INTO articles (id, title, outlet, author, published, language, url, sha256,"
        " file_sha256, n_characters, sentences_crc32, text)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING row",
        (
            article.id, article.title, article.outlet, article.author,
            article.published and article.published.isoformat(), article.language, article.url,
            article.sha256, draft.file_sha256, len(article.text),
            sentences_crc32(draft.sentences), article.text,
        ),
    ).fetchone()  # fmt: skip
    connection.executemany(
        "INSERT INTO sentences VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(row, *columns(each)) for each in draft.sentences],
    )
    for passage, words in zip(draft.passages, whole.words, strict=True):
        _write_passage(connection, row, passage, encoding_key(passage, models), words)
    add_terms(connection, [article.id])
    keep_sketch(connection, row, whole.sketch)
    return freed


def _write_passage(
    connection: sqlite3.Connection, article: int, passage: Passage, key: bytes, words: str
) -> None:
    checkpoint()
    row = connection.execute(
        "INSERT INTO passages (article, start, end, language, encoding)"
        " SELECT ?, ?, ?, ?, id FROM encodings WHERE key = ?",
        (article, passage.start, passage.end, passage.language, key),
    )
    if row.rowcount != 1:
        raise ValueError(f"passage {passage.start}:{passage.end} was not encoded")
    connection.execute("INSERT INTO terms (rowid, words) VALUES (?, ?)", (row.lastrowid, words))


def delete_articles(connection: sqlite3.Connection, ids: Iterable[str]) -> set[int]:
    """Take articles out, with their sentences, passages and terms.

    Returns the encodings that they used; see `sweep_encodings`.
    """
    freed: set[int] = set()
    for each in ids:
        take_terms(connection, [each])
        used = connection.execute(
            "SELECT encoding FROM passages JOIN articles ON articles.row = passages.article"
            " WHERE articles.id = ?",
            (each,),
        )
        freed.update(row[0] for row in used)
        connection.execute(
            "DELETE FROM terms WHERE rowid IN (SELECT passages.id FROM passages"
            " JOIN articles ON articles.row = passages.article WHERE articles.id = ?)",
            (each,),
        )
        connection.execute("DELETE FROM articles WHERE id = ?", (each,))
    return freed


def sweep_encodings(connection: sqlite3.Connection, freed: Iterable[int]) -> None:
    """Drop those of the freed encodings that no passage uses."""
    connection.execute(
        "DELETE FROM encodings WHERE id IN (SELECT value FROM json_each(?)) AND NOT EXISTS"
        " (SELECT 1 FROM passages WHERE passages.encoding = encodings.id)",
        (json.dumps(sorted(freed)),),
    )


def read_article(connection: sqlite3.Connection, row: int) -> Article:
    """Read the article of a row that exists."""
    found = connection.execute(
        "SELECT id, text, title, outlet, author, published, language, url"
        " FROM articles WHERE row = ?",
        (row,),
    ).fetchone()
    name, text, title, outlet, author, published, language, url = found
    day = date.fromisoformat(published) if published else None
    return Article(name, text, title, outlet, author, day, language, url)


def read_draft(connection: sqlite3.Connection, row: int) -> Draft:
    """Read all that is stored of the article of a row that exists."""
    article = read_article(connection, row)
    (digest,) = connection.execute(
        "SELECT file_sha256 FROM articles WHERE row = ?", (row,)
    ).fetchone()
    found = read_sentences(connection, row, article)
    places = connection.execute(
        "SELECT start, end, language FROM passages WHERE article = ? ORDER BY id", (row,)
    )
    return draft_of(article, digest, found, places.fetchall())


def read_encodings(
    connection: sqlite3.Connection, keys: Iterable[bytes]
) -> dict[bytes, EncodingBlobs]:
    """Read the encodings of these keys that are stored."""
    find = f"SELECT {PARTS} FROM encodings JOIN evidence ON encoding = id WHERE key = ?"
    found = {key: connection.execute(find, (key,)).fetchone() for key in keys}
    return {key: EncodingBlobs(*blobs) for key, blobs in found.items() if blobs}
