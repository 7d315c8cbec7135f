"""Articles, passages and their encodings as rows of the database.

An encoding is kept once for all passages of the same text, language, sentence ends and models.
"""

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np
import numpy.typing as npt

from onrecord.corpus import Article, Passage, Sentence
from onrecord.index.encoding.encoder import Encoding
from onrecord.index.lexical import terms
from onrecord.index.store.frequencies import add_terms, take_terms
from onrecord.index.store.sentences import columns, sentences_crc32

__all__ = [
    "Draft",
    "EncodingBlobs",
    "Projection",
    "delete_articles",
    "encoding_key",
    "read_article",
    "stored_keys",
    "sweep_encodings",
    "write_article",
    "write_encoding",
]


class Projection(Protocol):
    """What is done to the encoder's vectors before they are stored or searched."""

    @property
    def name(self) -> str:
        """Identifies weights and settings; an index holds tokens of one projection."""

    def tokens(self, tokens: npt.NDArray[np.float32], language: str) -> npt.NDArray[np.int8]:
        """(n, dim) float32 token vectors -> (n, width) int8, to be stored."""

    def vectors(
        self, vectors: npt.NDArray[np.float32], languages: Sequence[str]
    ) -> npt.NDArray[np.float32]:
        """(n, dim) float32 stored vectors -> (n, dim) float32 to be searched."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An article ready to be stored; `file_sha256` is `None` if no file of the folder holds it."""

    article: Article
    file_sha256: str | None
    sentences: tuple[Sentence, ...]
    passages: tuple[Passage, ...]

    def __post_init__(self) -> None:
        for passage in self.passages:
            inside = [s for s in self.sentences if passage.start <= s.start < passage.end]
            if inside != list(passage.sentences):
                raise ValueError(
                    f"passage {passage.start}:{passage.end} of {self.article.id!r} is not a run "
                    "of the article's sentences"
                )


@dataclass(frozen=True, slots=True)
class EncodingBlobs:
    """An encoding as bytes, little-endian.

    `vector` (dim,) float32; `spans` (n, 2) uint32 code points into the passage; `ids` (n,) uint32
    numbers in the vocabulary; `tokens` (n, width) int8; `sentence_vectors` (n_sentences, dim)
    float16.
    """

    vector: bytes
    spans: bytes
    ids: bytes
    sentence_vectors: bytes
    tokens: bytes

    @property
    def checksum(self) -> int:
        """CRC-32 over all of it: finds damage, does not prove origin."""
        crc = 0
        for part in (self.vector, self.spans, self.ids, self.sentence_vectors, self.tokens):
            crc = zlib.crc32(part, crc)
        return crc


def encoding_key(passage: Passage, models: str) -> bytes:
    """SHA-256 of everything an encoding depends on; `models` names encoder and projection."""
    ends = [sentence.end - passage.start for sentence in passage.sentences]
    whole = json.dumps([models, passage.language, passage.text, ends])
    return hashlib.sha256(whole.encode()).digest()


def stored_keys(connection: sqlite3.Connection, keys: Iterable[bytes]) -> set[bytes]:
    """Which of the keys have an encoding."""
    find = "SELECT 1 FROM encodings WHERE key = ?"
    return {key for key in keys if connection.execute(find, (key,)).fetchone()}


def write_encoding(
    connection: sqlite3.Connection,
    key: bytes,
    passage: Passage,
    encoding: Encoding,
    projection: Projection,
) -> None:
    """Store what the encoder made of one passage, with the vectors of its sentences."""
    tokens = projection.tokens(encoding.tokens, passage.language)  # (n, width) int8
    if tokens.dtype != np.int8 or tokens.shape[:1] != encoding.spans.shape[:1]:
        raise ValueError(f"{projection.name} gave {tokens.dtype} {tokens.shape}, not (n, w) int8")
    blobs = EncodingBlobs(
        encoding.vector.astype("<f4").tobytes(),
        encoding.spans.astype("<u4").tobytes(),
        encoding.ids.astype("<u4").tobytes(),
        _sentence_vectors(passage, encoding).astype("<f2").tobytes(),
        np.ascontiguousarray(tokens).tobytes(),
    )
    row = connection.execute(
        "INSERT INTO encodings (key, vector) VALUES (?, ?)", (key, blobs.vector)
    ).lastrowid
    parts = blobs.spans, blobs.ids, blobs.sentence_vectors, blobs.tokens
    connection.execute(
        "INSERT INTO evidence (encoding, checksum, n_tokens, width, spans, ids, sentence_vectors,"
        " tokens) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (row, blobs.checksum, *tokens.shape, *parts),
    )


def _sentence_vectors(passage: Passage, encoding: Encoding) -> npt.NDArray[np.float32]:
    """(n_sentences, dim) unit rows: the mean of the tokens that begin in each sentence."""
    starts = [sentence.start - passage.start for sentence in passage.sentences]
    owner = np.searchsorted(starts, encoding.spans[:, 0], side="right") - 1
    sums = np.zeros((len(starts), encoding.tokens.shape[1]), np.float32)
    np.add.at(sums, np.maximum(owner, 0), encoding.tokens)
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    return (sums / np.where(lengths > 0, lengths, 1)).astype(np.float32)


def write_article(connection: sqlite3.Connection, draft: Draft, models: str) -> set[int]:
    """Store an article in place of what stood under its id; its encodings must be stored.

    Returns the encodings that are perhaps no longer used.
    """
    article = draft.article
    freed = delete_articles(connection, [article.id])
    row = connection.execute(
        "INSERT INTO articles (id, title, outlet, author, published, language, url, sha256,"
        " file_sha256, n_characters, sentences_crc32, text)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            article.id, article.title, article.outlet, article.author,
            article.published and article.published.isoformat(), article.language, article.url,
            article.sha256, draft.file_sha256, len(article.text),
            sentences_crc32(draft.sentences), article.text,
        ),
    ).lastrowid  # fmt: skip
    connection.executemany(
        "INSERT INTO sentences VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(row, *columns(each)) for each in draft.sentences],
    )
    for passage in draft.passages:
        _write_passage(connection, row, passage, encoding_key(passage, models))
    add_terms(connection, [article.id])
    return freed


def _write_passage(
    connection: sqlite3.Connection, article: int | None, passage: Passage, key: bytes
) -> None:
    row = connection.execute(
        "INSERT INTO passages (article, start, end, language, encoding)"
        " SELECT ?, ?, ?, ?, id FROM encodings WHERE key = ?",
        (article, passage.start, passage.end, passage.language, key),
    )
    if row.rowcount != 1:
        raise ValueError(f"passage {passage.start}:{passage.end} was not encoded")
    connection.execute(
        "INSERT INTO terms (rowid, words) VALUES (?, ?)",
        (row.lastrowid, _lines_of_terms(passage)),
    )


def _lines_of_terms(passage: Passage) -> str:
    """Write the terms of a passage, each sentence's on a line of its own."""
    return "\n".join(" ".join(terms(each.text, passage.language)) for each in passage.sentences)


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
