"""A `Snapshot` of a SQLite database: what one transaction sees of it."""

import json
import sqlite3
import threading
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import date
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

from onrecord.corpus import Article, Passage, Sentence
from onrecord.index.encoding.packing import Packing
from onrecord.index.filters import Filters
from onrecord.index.hit import Evidence, Hit
from onrecord.index.store.bm25 import match
from onrecord.index.store.chunk import Chunk
from onrecord.index.store.database import check_schema, connect, storage_errors
from onrecord.index.store.drafts import Draft, EncodingBlobs
from onrecord.index.store.duplicates import NearDuplicates, near_duplicates
from onrecord.index.store.entries import (
    ArticleEntry,
    passages_of,
    read_authors,
    read_entries,
    read_imprints,
)
from onrecord.index.store.frequencies import frequencies
from onrecord.index.store.generations import Generation, generation, was_in
from onrecord.index.store.history import Event, events
from onrecord.index.store.passages import read_evidence, read_passages
from onrecord.index.store.records import read_article, read_draft, read_encodings
from onrecord.index.store.sentences import read_sentences
from onrecord.index.store.settings import Settings, read_settings
from onrecord.index.store.soundness import problems
from onrecord.index.store.vector_rows import article_vectors, passage_ids, read_vectors

__all__ = ["SqliteSnapshot"]

_CACHED_ARTICLES: Final = 64
"""Texts held in memory; a question touches fewer."""


class SqliteSnapshot:
    """Reads through a connection; one thread at a time, the others wait.

    What `close` closes is a connection that `open` opened.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._path = path
        self._connection = connection
        self._lock = threading.RLock()
        self._file = path.stat().st_ino
        article = lru_cache(_CACHED_ARTICLES)(partial(read_article, connection))
        self._article: Callable[[int], Article] = article
        self._sentences: Callable[[int], tuple[Sentence, ...]] = lru_cache(_CACHED_ARTICLES)(
            lambda row: read_sentences(connection, row, article(row))
        )
        self.close: Callable[[], object] = lambda: None

    @classmethod
    def open(cls, path: Path) -> Self:
        """Begin to read the newest generation of the database at `path`.

        Builds don't show in it: it is one transaction, for as long as it is held.

        Raises
        ------
        MissingIndexError, OtherSchemaError, DamagedIndexError
            If there is none that this version can read.
        """
        with storage_errors(path):
            connection = connect(path, writable=False)
            try:
                check_schema(connection, path)
                connection.execute("BEGIN")
                found = cls(path, connection)
            except BaseException:
                connection.close()
                raise
        found.close = weakref.finalize(found, connection.close)
        return found

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._lock, storage_errors(self._path):
            yield self._connection

    def _number(self, query: str, *values: Any) -> int:
        with self._reading() as connection:
            return int(connection.execute(query, values).fetchone()[0])

    @cached_property
    def generation(self) -> Generation:
        """Number and stamp of the generation that this snapshot shows."""
        with self._reading() as connection:
            return generation(connection)

    @cached_property
    def settings(self) -> Settings:
        """What its rows were made with."""
        with self._reading() as connection:
            return read_settings(connection)

    @property
    def n_articles(self) -> int:
        """Count of articles."""
        return self._number("SELECT count(*) FROM articles")

    @cached_property
    def n_passages(self) -> int:
        """Count of passages."""
        return self._number("SELECT count(*) FROM passages")

    @property
    def in_engine(self) -> None:
        """Nothing: vectors are searched in memory."""

    def is_stale(self) -> bool:
        """Whether there is a newer generation, or another database in its place."""
        try:
            if self._path.stat().st_ino != self._file:
                return True
        except OSError:
            return False
        with (
            storage_errors(self._path),
            closing(connect(self._path, writable=False)) as connection,
        ):
            return generation(connection) != self.generation

    def away(self) -> None:
        """Tell nothing: a file is there, or its error says why not."""

    def was_in(self, state: Generation) -> bool:
        """Whether the database is in that state or has been."""
        with self._reading() as connection:
            return was_in(connection, state)

    def n_above(self, newest: int) -> int:
        """Count of the passages whose ids are greater."""
        return self._number("SELECT count(*) FROM passages WHERE id > ?", newest)

    def ids_up_to(self, newest: int) -> npt.NDArray[np.int64]:
        """Ascending ids of the passages that are no greater."""
        with self._reading() as connection:
            return passage_ids(connection, newest)

    def vectors(self, above: int) -> Iterator[Chunk]:
        """Read the vectors of all passages with greater ids, in the order of their ids."""
        with self._reading() as connection:
            yield from read_vectors(connection, self.settings.dimension, above)

    def languages(self) -> tuple[str, ...]:
        """Languages of the passages, the most frequent first."""
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT language FROM passages GROUP BY language ORDER BY count(*) DESC, language"
            ).fetchall()
        return tuple(language for (language,) in rows)

    def languages_of_articles(self) -> tuple[tuple[str, int], ...]:
        """Count the articles of each language, the most frequent first."""
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT language, count(*) AS n FROM articles GROUP BY language"
                " ORDER BY n DESC, language"
            ).fetchall()
        return tuple(rows)

    def frequencies(self, terms: Sequence[str]) -> Mapping[str, int]:
        """In how many passages each distinct term stands; 0 for one that stands nowhere."""
        with self._reading() as connection:
            return frequencies(connection, terms)

    def lexical(self, terms: Sequence[str], k: int, filters: Filters) -> list[tuple[int, float]]:
        """Ids and BM25 scores of the `k` best passages that hold any of the terms."""
        with self._reading() as connection:
            return match(connection, terms, k, filters, self.n_passages)

    def passing(self, filters: Filters) -> Iterator[npt.NDArray[np.int64]]:
        """Ids of the passages of the articles that pass, some at a time."""
        with self._reading() as connection:
            yield from passages_of(connection, filters)

    def in_order(self, ids: Sequence[int]) -> list[int]:
        """Put passages in the order of their articles' ids, and in each of their places."""
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT passages.id FROM passages JOIN articles ON articles.row = passages.article"
                " WHERE passages.id IN (SELECT value FROM json_each(?))"
                " ORDER BY articles.id, passages.start",
                (json.dumps(ids),),
            )
            return [row for (row,) in rows]

    def authors(self) -> tuple[str, ...]:
        """Name all whom the articles name as authors, in alphabetical order."""
        with self._reading() as connection:
            return read_authors(connection)

    def passages(self, ids: Sequence[int]) -> Mapping[int, Passage]:
        """Read passages with their sentences."""
        with self._reading() as connection:
            return read_passages(connection, ids, self._article)

    def evidence(self, hits: Sequence[Hit], packing: Packing) -> list[Evidence]:
        """Token and sentence vectors of the hits' passages, in the order of the hits."""
        with self._reading() as connection:
            return read_evidence(connection, hits, packing)

    def article(self, article_id: str) -> Article:
        """Read an article; raises `KeyError` if there is none of this id."""
        with self._reading():
            return self._article(self._row(article_id))

    def article_of(self, sha256: str) -> Article | None:
        """Read the first article with that text."""
        with self._reading() as connection:
            found = connection.execute(
                "SELECT row FROM articles WHERE sha256 = ? ORDER BY id LIMIT 1", (sha256,)
            ).fetchone()
            return self._article(found[0]) if found else None

    def sentences(self, article_id: str) -> tuple[Sentence, ...]:
        """All sentences of an article in its order; raises `KeyError` as `article` does."""
        with self._reading():
            return self._sentences(self._row(article_id))

    def _row(self, article_id: str) -> int:
        found = self._connection.execute(
            "SELECT row FROM articles WHERE id = ?", (article_id,)
        ).fetchone()
        if found is None:
            raise KeyError(article_id)
        return int(found[0])

    def articles(self) -> list[ArticleEntry]:
        """All articles in the order of their ids, without their texts."""
        with self._reading() as connection:
            return read_entries(connection)

    def imprints(self) -> Mapping[tuple[str | None, date | None], int]:
        """How many articles name each outlet and day together, in the order of their first ids."""
        with self._reading() as connection:
            return read_imprints(connection)

    def article_vectors(self, limit: int) -> dict[str, npt.NDArray[np.float32]]:
        """Give the mean vectors, each (dim,), of up to `limit` articles, chosen by their hashes."""
        with self._reading() as connection:
            return article_vectors(connection, limit)

    def near_duplicates(self) -> tuple[NearDuplicates, ...]:
        """Group the articles that have nearly the same text."""
        with self._reading() as connection:
            return near_duplicates(connection)

    def digests(self) -> Mapping[str, bytes]:
        """SHA-256 of all that is stored of each article, by ids."""
        with self._reading() as connection:
            ids = [row[0] for row in connection.execute("SELECT id FROM articles ORDER BY id")]
        models = self.settings.models
        return {each: self.drafts([each])[0].digest(models) for each in ids}

    def drafts(self, ids: Sequence[str]) -> list[Draft]:
        """Read all that is stored of articles, as it was put there."""
        with self._reading() as connection:
            return [read_draft(connection, self._row(each)) for each in ids]

    def encodings(self, keys: Sequence[bytes]) -> dict[bytes, EncodingBlobs]:
        """Read the encodings of these keys that are stored."""
        with self._reading() as connection:
            return read_encodings(connection, keys)

    def history(self, limit: int) -> tuple[Event, ...]:
        """Tell of the last generations and what made them, the newest first."""
        with self._reading() as connection:
            return events(connection, limit)

    def problems(self) -> Iterator[str]:
        """Read every row, and tell what is not as it was written, a line each."""
        with self._reading() as connection:
            yield from problems(connection)
