"""The index as readers see it: one generation, unchanged for as long as it is held."""

import sqlite3
import threading
import weakref
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

from onrecord.corpus import Article, Sentence
from onrecord.corpus.speech import RULES
from onrecord.index.errors import MissingIndexError
from onrecord.index.hit import Arm, Evidence, Hit
from onrecord.index.lexical import ANALYSER, match_any
from onrecord.index.search.vector_file import FILE_NAME, VectorFile
from onrecord.index.search.vectors import Vectors
from onrecord.index.store.database import check_schema, connect, database_path, storage_errors
from onrecord.index.store.duplicates import NearDuplicates, near_duplicates
from onrecord.index.store.entries import ArticleEntry, passages_of, read_entries, read_imprints
from onrecord.index.store.frequencies import frequencies, telling
from onrecord.index.store.generations import Generation, generation
from onrecord.index.store.history import Event, events
from onrecord.index.store.passages import read_evidence, read_passages
from onrecord.index.store.records import Projection, read_article
from onrecord.index.store.sentences import read_sentences
from onrecord.index.store.settings import Settings, check_settings, read_settings

__all__ = ["Index"]

_CACHED_ARTICLES: Final = 64
"""Texts held in memory; a question touches fewer."""

_CACHED_FILTERS: Final = 16
"""Sets of filters whose passages are known, 8 bytes a passage."""


class Index:
    """A snapshot of exactly one generation; safe to use from several threads.

    Vectors are in memory; texts and token vectors are read from the database, through a
    transaction that began when the snapshot was opened, so that builds don't show in it.
    """

    def __init__(
        self, directory: Path, connection: sqlite3.Connection, vectors: Vectors,
        projection: Projection,
    ) -> None:  # fmt: skip
        self.directory = directory
        self.projection = projection
        self.settings: Settings = read_settings(connection)
        self._connection = connection
        self._vectors = vectors
        self._lock = threading.RLock()
        self._beside = ThreadPoolExecutor(thread_name_prefix="vectors")
        self._file = database_path(directory).stat().st_ino
        article = lru_cache(_CACHED_ARTICLES)(partial(read_article, connection))
        self._article: Callable[[int], Article] = article
        self._sentences: Callable[[int], tuple[Sentence, ...]] = lru_cache(_CACHED_ARTICLES)(
            lambda row: read_sentences(connection, row, article(row))
        )
        self._passing = lru_cache(_CACHED_FILTERS)(partial(passages_of, connection))
        self.close = weakref.finalize(self, connection.close)

    @classmethod
    def open(cls, directory: Path, encoder_name: str, projection: Projection) -> Self:
        """Open the newest generation of the index in `directory`.

        Raises
        ------
        MissingIndexError, OtherSchemaError, DamagedIndexError
            If there is none that this version can read.
        OtherModelError
            If its vectors were made by another encoder or projection.
        """
        return cls._open(directory, encoder_name, projection, None)

    @classmethod
    def _open(
        cls, directory: Path, encoder_name: str, projection: Projection, near: Vectors | None
    ) -> Self:
        path = database_path(directory)
        with storage_errors(path):
            connection = connect(path, writable=False)
            try:
                check_schema(connection, path)
                connection.execute("BEGIN")
                _check(connection, path, encoder_name, projection.name)
                vectors = _load(directory, connection, projection, near)
                return cls(directory, connection, vectors, projection)
            except BaseException:
                connection.close()
                raise

    def refresh(self) -> Self:
        """Open the newest generation, sharing the vectors that did not change.

        This snapshot stays as it is, also where that raises what `open` raises.
        """
        return self._open(self.directory, self.settings.encoder, self.projection, self._vectors)

    def is_stale(self) -> bool:
        """Whether a newer generation has been committed; cheap enough to ask before each answer."""
        path = database_path(self.directory)
        try:
            if path.stat().st_ino != self._file:
                return True
        except OSError:
            return False
        with storage_errors(path), closing(connect(path, writable=False)) as connection:
            return generation(connection) != self.generation_stamp

    @property
    def generation_stamp(self) -> Generation:
        """Number and stamp of the generation that this snapshot shows."""
        return self._vectors.generation

    @property
    def generation(self) -> int:
        """Number of the generation that this snapshot shows."""
        return self._vectors.generation.number

    @property
    def n_articles(self) -> int:
        """Count of articles."""
        return int(self._rows("SELECT count(*) FROM articles")[0][0])

    @property
    def n_passages(self) -> int:
        """Count of passages."""
        return self._vectors.n

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """Languages of the passages, the most frequent first."""
        rows = self._rows(
            "SELECT language FROM passages GROUP BY language ORDER BY count(*) DESC, language"
        )
        return tuple(row[0] for row in rows)

    def dense(
        self,
        vector: npt.NDArray[np.float32],
        k: int,
        allowed: npt.NDArray[np.int64] | None = None,
    ) -> list[Hit]:
        """Find the `k` passages with the greatest inner product; `vector` (dim,), as searched.

        `allowed` are ascending passage ids, see `allowed`; `None` lets all through.
        """
        return self._hits(self._vectors.search(vector, k, allowed), Arm.DENSE)

    def lexical(
        self, terms: Sequence[str], k: int, allowed: npt.NDArray[np.int64] | None = None
    ) -> list[Hit]:
        """Find the `k` best passages by BM25 that hold any of the terms."""
        wanted = match_any(telling(self.frequencies(terms)))
        if not wanted or k <= 0:
            return []
        rows = self._rows(
            "SELECT rowid, -bm25(terms) AS score FROM terms WHERE terms MATCH ?"
            " ORDER BY score DESC, rowid",
            (wanted,),
            k if allowed is None else None,
        )
        if allowed is not None:
            chosen = np.isin([row[0] for row in rows], allowed)
            rows = [row for row, keep in zip(rows, chosen, strict=True) if keep][:k]
        return self._hits(rows, Arm.LEXICAL)

    def search(
        self,
        vector: npt.NDArray[np.float32],
        n_dense: int,
        terms: Sequence[str],
        n_lexical: int,
        allowed: npt.NDArray[np.int64] | None = None,
    ) -> tuple[list[Hit], list[Hit]]:
        """Do `dense` and `lexical` at the same time."""
        nearest = self._beside.submit(self.dense, vector, n_dense, allowed)
        matching = self.lexical(terms, n_lexical, allowed)
        return nearest.result(), matching

    def frequencies(self, terms: Sequence[str]) -> Mapping[str, int]:
        """In how many passages each distinct term stands; 0 for one that stands nowhere."""
        with self._lock, storage_errors(database_path(self.directory)):
            return frequencies(self._connection, terms)

    def evidence(self, hits: Sequence[Hit]) -> list[Evidence]:
        """Token and sentence vectors of the hits' passages, in the order of the hits."""
        with self._lock, storage_errors(database_path(self.directory)):
            return read_evidence(self._connection, hits)

    def article(self, article_id: str) -> Article:
        """Return the article with this id.

        Raises
        ------
        KeyError
            If this generation has none.
        """
        with self._lock:
            return self._article(self._row(article_id))

    def sentences(self, article_id: str) -> tuple[Sentence, ...]:
        """All sentences of an article in its order, also those that are never quoted."""
        with self._lock:
            return self._sentences(self._row(article_id))

    def articles(self) -> list[ArticleEntry]:
        """All articles in the order of their ids, without their texts."""
        with self._lock, storage_errors(database_path(self.directory)):
            return read_entries(self._connection)

    def imprints(self) -> Mapping[tuple[str | None, date | None], int]:
        """How many articles name each outlet and day together, in the order of their first ids."""
        with self._lock, storage_errors(database_path(self.directory)):
            return read_imprints(self._connection)

    def article_vectors(self, limit: int) -> dict[str, npt.NDArray[np.float32]]:
        """Give the mean vectors, each (dim,), of up to `limit` articles, chosen by their hashes."""
        rows = self._rows(
            "SELECT articles.id, vector FROM"
            " (SELECT row, id FROM articles ORDER BY sha256, id LIMIT ?) AS articles"
            " JOIN passages ON passages.article = articles.row"
            " JOIN encodings ON encodings.id = passages.encoding ORDER BY passages.id",
            (limit,),
        )
        found: dict[str, list[npt.NDArray[np.float32]]] = defaultdict(list)
        for name, vector in rows:
            found[name].append(np.frombuffer(vector, "<f4"))
        return {name: np.mean(vectors, axis=0) for name, vectors in found.items()}

    def near_duplicates(self) -> tuple[NearDuplicates, ...]:
        """Group the articles that have nearly the same text."""
        with self._lock, storage_errors(database_path(self.directory)):
            return near_duplicates(self._connection)

    def history(self, limit: int) -> tuple[Event, ...]:
        """Tell of the last generations and what made them, the newest first."""
        with self._lock, storage_errors(database_path(self.directory)):
            return events(self._connection, limit)

    def allowed(
        self,
        outlets: Sequence[str] = (),
        languages: Sequence[str] = (),
        since: date | None = None,
        until: date | None = None,
    ) -> npt.NDArray[np.int64] | None:
        """Ascending ids of the passages of the articles that pass; `None` if nothing is asked.

        Outlets are compared without case. `languages` are those of articles; `since` and `until`
        are inclusive days, and leave out articles without a date.
        """
        if not (outlets or languages or since or until):
            return None
        folded = frozenset(outlet.casefold() for outlet in outlets)
        with self._lock, storage_errors(database_path(self.directory)):
            return self._passing(folded, frozenset(languages), since, until)

    def _rows(
        self, query: str, values: Sequence[Any] = (), limit: int | None = None
    ) -> list[tuple[Any, ...]]:
        with self._lock, storage_errors(database_path(self.directory)):
            rows = self._connection.execute(query, values)
            return rows.fetchall() if limit is None else rows.fetchmany(limit)

    def _row(self, article_id: str) -> int:
        rows = self._rows("SELECT row FROM articles WHERE id = ?", (article_id,))
        if not rows:
            raise KeyError(article_id)
        return int(rows[0][0])

    def _hits(self, scored: Sequence[tuple[Any, ...]], arm: Arm) -> list[Hit]:
        """Best first; of equals the first by article and place, whenever each was indexed."""
        ids = [each[0] for each in scored]
        with self._lock, storage_errors(database_path(self.directory)):
            passages = read_passages(self._connection, ids, self._article)
        hits = [Hit(each, passages[each], float(score), arm) for each, score in scored]
        return sorted(hits, key=lambda hit: (-hit.score, hit.passage.article.id, hit.passage.start))


def _check(connection: sqlite3.Connection, path: Path, encoder: str, projection: str) -> None:
    found = read_settings(connection)
    if generation(connection).number == 0:
        raise MissingIndexError(f"the index {path} holds nothing yet; run `onrecord build`")
    wanted = replace(
        found, encoder=encoder, projection=projection, analyser=ANALYSER, attribution=RULES
    )
    check_settings(found, wanted, path)


def _load(
    directory: Path, connection: sqlite3.Connection, projection: Projection, near: Vectors | None
) -> Vectors:
    settings = read_settings(connection)
    return VectorFile(
        directory / FILE_NAME, settings.models, settings.dimension, projection.vectors
    ).load(connection, near)
