"""A `Snapshot` of a PostgreSQL database: the rows that were born by a generation and live on."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import cached_property, lru_cache, partial
from typing import Final

import numpy as np
import numpy.typing as npt

from onrecord.corpus import Article, Passage, Sentence
from onrecord.index.encoding.packing import Packing
from onrecord.index.errors import StoreAwayError
from onrecord.index.filters import Filters, authors_of
from onrecord.index.hit import Evidence, Hit
from onrecord.index.store.bm25 import N_WHOLE, best, wanted, whole
from onrecord.index.store.chunk import Chunk
from onrecord.index.store.drafts import PARTS, Draft, EncodingBlobs, draft_of
from onrecord.index.store.duplicates import NearDuplicates
from onrecord.index.store.entries import ArticleEntry
from onrecord.index.store.generations import Generation
from onrecord.index.store.history import Event, event_of
from onrecord.index.store.passages import evidence_from, passages_from
from onrecord.index.store.place import VectorsIn
from onrecord.index.store.postgres.connection import Row
from onrecord.index.store.postgres.duplicates import near_duplicates
from onrecord.index.store.postgres.generations import written
from onrecord.index.store.postgres.nearest import PostgresNearest
from onrecord.index.store.postgres.passing import Passing
from onrecord.index.store.postgres.postings import matching
from onrecord.index.store.postgres.reading import Held, Written, pages
from onrecord.index.store.postgres.rows import FACTS, SENTENCE, article_of
from onrecord.index.store.postgres.schema import ALIVE, OF_ALIVE
from onrecord.index.store.postgres.shards import of_each
from onrecord.index.store.postgres.soundness import problems
from onrecord.index.store.sentences import sentence_of
from onrecord.index.store.settings import Settings
from onrecord.index.store.vector_rows import means

__all__ = ["PostgresSnapshot"]

_CACHED_ARTICLES: Final = 256
"""Texts held in memory; a question touches fewer."""

_CACHED_NAMES: Final = 1024
"""Numbers of articles by their ids: what is remembered is told also where the server is away."""

_CHUNK_ROWS: Final = 8192
_STATE: Final = (
    "SELECT settings, n_articles, n_passages, n_terms FROM generations WHERE number = %(at)s"
)


class PostgresSnapshot:
    """Reads one generation; what `close` closes is the connection of `rows`."""

    def __init__(self, rows: Held | Written) -> None:
        self._rows = rows
        self.close: Callable[[], object] = rows.close
        self._passing = Passing(rows)
        self._texts: dict[int, Article] = {}
        self._number: Callable[[str], int] = lru_cache(_CACHED_NAMES)(partial(_number, rows))
        self._stored: Callable[[int], list[Row]] = lru_cache(_CACHED_ARTICLES)(
            partial(_sentences, rows)
        )

    @property
    def generation(self) -> Generation:
        """Number and stamp of the generation that this snapshot shows."""
        return self._rows.generation

    @cached_property
    def _state(self) -> tuple[Settings, int, int, int]:
        ((settings, *counts),) = self._rows(_STATE)
        n_articles, n_passages, n_terms = counts
        return Settings(**json.loads(settings)), n_articles, n_passages, n_terms

    @property
    def settings(self) -> Settings:
        """What its rows were made with."""
        return self._state[0]

    @property
    def n_articles(self) -> int:
        """Count of articles."""
        return self._state[1]

    @property
    def n_passages(self) -> int:
        """Count of passages."""
        return self._state[2]

    def is_stale(self) -> bool:
        """Whether another generation is the newest; not where the server can't be asked."""
        with suppress(StoreAwayError):
            return self._rows.newest() != self.generation
        return False

    def away(self) -> str | None:
        """Say why the store can't be read now; `None` if nothing is known of that."""
        return self._rows.away()

    def was_in(self, state: Generation) -> bool:
        """Whether the index is in that state or has been."""
        return bool(
            self._rows(
                "SELECT 1 FROM generations WHERE number = %(number)s AND stamp = %(stamp)s"
                " AND number <= %(at)s",
                {"number": state.number, "stamp": state.stamp},
            )
        )

    def n_above(self, newest: int) -> int:
        """Count of the passages whose ids are greater."""
        query = f"SELECT count(*) FROM {OF_ALIVE} WHERE passages.id > %(above)s"
        return int(self._rows(query, {"above": newest})[0][0])

    def ids_up_to(self, newest: int) -> npt.NDArray[np.int64]:
        """Ascending ids of the passages that are no greater."""
        query = f"SELECT passages.id FROM {OF_ALIVE} WHERE passages.id <= %(last)s ORDER BY 1"
        return np.fromiter((row for (row,) in self._rows(query, {"last": newest})), np.int64)

    def vectors(self, above: int) -> Iterator[Chunk]:
        """Read the vectors of all passages with greater ids, in the order of their ids."""
        query = (
            f"SELECT passages.id, encoding FROM {OF_ALIVE}"
            " WHERE passages.id > %(above)s ORDER BY passages.id"
        )
        for rows in pages(self._rows, query, _CHUNK_ROWS, above):
            some = self._encoded(rows, "vector")
            vectors = np.frombuffer(b"".join(row[-1] for row in some), "<f2")
            yield Chunk(
                np.array([row[0] for row in some], np.int64),
                vectors.reshape(len(some), -1).astype(np.float32),  # (n, dim)
            )

    def _encoded(self, rows: Sequence[Row], columns: str) -> list[Row]:
        """Put what is stored of an encoding in the place of its id, at the end of each row."""
        found = self._rows(
            f"SELECT id, {columns} FROM encodings WHERE id = ANY(%(ids)s::bigint[])",
            {"ids": list({row[-1] for row in rows})},
        )
        parts = {row: some for row, *some in found}
        return [(*row, *parts[last]) for *row, last in rows if last in parts]

    @cached_property
    def in_engine(self) -> PostgresNearest | None:
        """What searches vectors there; `None` where that is done in memory."""
        if self._rows.database.vectors is VectorsIn.MEMORY:
            return None
        return PostgresNearest(self._rows, self._passing)

    def languages(self) -> tuple[str, ...]:
        """Languages of the passages, the most frequent first."""
        rows = self._counted(
            f"SELECT passages.language, count(*) AS n FROM {OF_ALIVE} GROUP BY passages.language",
            "language",
        )
        return tuple(language for language, _ in rows)

    def languages_of_articles(self) -> tuple[tuple[str, int], ...]:
        """Count the articles of each language, the most frequent first."""
        rows = self._counted(
            f"SELECT language, count(*) AS n FROM articles WHERE {ALIVE} GROUP BY language",
            "language",
        )
        return tuple((language, n) for language, n in rows)

    def _counted(self, counts: str, column: str) -> list[Row]:
        """Add up what is counted in each part, the most frequent first."""
        return self._rows(
            f"SELECT {column}, sum(n)::bigint FROM ({of_each(counts, self._rows.parts)}) AS counts"
            f" GROUP BY {column} ORDER BY 2 DESC, 1"
        )

    def frequencies(self, terms: Sequence[str]) -> Mapping[str, int]:
        """In how many passages each distinct term stands; 0 for one that stands nowhere."""
        rows = self._rows(
            "SELECT term, sum(n)::bigint FROM frequencies"
            " WHERE term = ANY(%(terms)s::text[]) AND generation <= %(at)s GROUP BY term",
            {"terms": list(terms)},
        )
        return dict.fromkeys(terms, 0) | dict(rows)

    def lexical(self, terms: Sequence[str], k: int, filters: Filters) -> list[tuple[int, float]]:
        """Ids and BM25 scores of the `k` best passages that hold any of the terms."""
        counts = self.frequencies(terms)
        chosen = wanted(counts, self.n_passages)
        if not chosen.terms or k <= 0:
            return []
        scored = matching(self._rows, chosen, counts, self.n_passages, self._state[3])
        found = self._passing.scored(scored, filters)
        if chosen.are_all:
            return list(best(found, k))
        some = [row for row, _ in best(found, max(k, N_WHOLE))]
        words = self._rows(
            "SELECT id, words FROM passages WHERE id = ANY(%(ids)s::bigint[])", {"ids": some}
        )
        return list(best(whole(words, counts, self.n_passages, self._state[3]), k))

    def passing(self, filters: Filters) -> Iterator[npt.NDArray[np.int64]]:
        """Ids of the passages of the articles that pass, some at a time."""
        yield self._passing.passages(filters)

    def in_order(self, ids: Sequence[int]) -> list[int]:
        """Put passages in the order of their articles' ids, and in each of their places."""
        rows = self._rows(
            f"SELECT passages.id FROM {OF_ALIVE} WHERE passages.id = ANY(%(ids)s::bigint[])"
            " ORDER BY articles.id, passages.start",
            {"ids": list(ids)},
        )
        return [row for (row,) in rows]

    def authors(self) -> tuple[str, ...]:
        """Name all whom the articles name as authors, in alphabetical order."""
        rows = self._rows(
            of_each(
                f"SELECT DISTINCT author FROM articles WHERE author IS NOT NULL AND {ALIVE}",
                self._rows.parts,
            )
        )
        return tuple(sorted({name for (byline,) in rows for name in authors_of(byline)}))

    def passages(self, ids: Sequence[int]) -> Mapping[int, Passage]:
        """Read passages with their sentences."""
        asked = {"ids": list(ids)}
        rows = self._rows(
            "SELECT id, article, start, stop, language FROM passages"
            " WHERE id = ANY(%(ids)s::bigint[])",
            asked,
        )
        parts = self._rows(
            f"SELECT id, {SENTENCE} FROM (SELECT id, article, start AS first, stop AS until"
            " FROM passages WHERE id = ANY(%(ids)s::bigint[])) AS asked"
            " JOIN sentences USING (article) WHERE start >= first AND start < until"
            " ORDER BY id, start",
            asked,
        )
        texts = self._articles(row[1] for row in rows)
        return passages_from(rows, parts, texts.__getitem__)

    def evidence(self, hits: Sequence[Hit], packing: Packing) -> list[Evidence]:
        """Token and sentence vectors of the hits' passages, in the order of the hits."""
        rows = self._rows(
            "SELECT id, words, encoding FROM passages WHERE id = ANY(%(ids)s::bigint[])",
            {"ids": [hit.id for hit in hits]},
        )
        found = [(row, *parts, words) for row, words, *parts in self._encoded(rows, PARTS)]
        return evidence_from(found, hits, packing)

    def article(self, article_id: str) -> Article:
        """Read an article; raises `KeyError` if there is none of this id."""
        return self._article(self._number(article_id))

    def _article(self, number: int) -> Article:
        return self._articles([number])[number]

    def _articles(self, numbers: Iterable[int]) -> dict[int, Article]:
        """Read articles by their numbers; the last of them are kept in memory."""
        known, wanted = self._texts, set(numbers)
        query = f"SELECT number, {FACTS}, text FROM articles WHERE number = ANY(%(some)s::bigint[])"
        missing = sorted(wanted - known.keys())
        rows = self._rows(query, {"some": missing}) if missing else []
        known = {**known, **{number: article_of(stored) for number, *stored in rows}}
        self._texts = dict(list(known.items())[-_CACHED_ARTICLES:])
        return {number: known[number] for number in wanted}

    def article_of(self, sha256: str) -> Article | None:
        """Read the first article with that text."""
        query = f"SELECT number FROM articles WHERE sha256 = %(sha256)s AND {ALIVE} ORDER BY id"
        for (number,) in self._rows(f"{query} LIMIT 1", {"sha256": sha256}):
            return self._article(number)
        return None

    def sentences(self, article_id: str) -> tuple[Sentence, ...]:
        """All sentences of an article in its order; raises `KeyError` as `article` does."""
        number = self._number(article_id)
        article = self._article(number)
        return tuple(sentence_of(article, row) for row in self._stored(number))

    def articles(self) -> list[ArticleEntry]:
        """All articles in the order of their ids, without their texts."""
        rows = self._rows(
            f"SELECT {FACTS}, sha256, n_characters FROM articles WHERE {ALIVE} ORDER BY id"
        )
        return [ArticleEntry(*row) for row in rows]

    def imprints(self) -> Mapping[tuple[str | None, date | None], int]:
        """How many articles name each outlet and day together, in the order of their first ids."""
        counts = (
            f"SELECT outlet, published, count(*) AS n, min(id) AS first FROM articles WHERE {ALIVE}"
            " GROUP BY outlet, published"
        )
        rows = self._rows(
            f"SELECT outlet, published, sum(n)::bigint FROM ({of_each(counts, self._rows.parts)})"
            " AS counts GROUP BY outlet, published ORDER BY min(first)"
        )
        return {(outlet, day): n for outlet, day, n in rows}

    def article_vectors(self, limit: int) -> dict[str, npt.NDArray[np.float32]]:
        """Give the mean vectors, each (dim,), of up to `limit` articles, chosen by their hashes."""
        rows = self._rows(
            f"SELECT number, id FROM articles WHERE {ALIVE} ORDER BY sha256, id LIMIT %(limit)s",
            {"limit": limit},
        )
        names: dict[int, str] = dict(rows)
        some = self._rows(
            "SELECT article, encoding FROM passages WHERE article = ANY(%(some)s::bigint[])"
            " ORDER BY id",
            {"some": list(names)},
        )
        return means((names[number], vector) for number, vector in self._encoded(some, "vector"))

    def near_duplicates(self) -> tuple[NearDuplicates, ...]:
        """Group the articles that have nearly the same text."""
        return near_duplicates(self._rows)

    def digests(self) -> Mapping[str, bytes]:
        """SHA-256 of all that is stored of each article, by ids."""
        return dict(self._rows(f"SELECT id, digest FROM articles WHERE {ALIVE} ORDER BY id"))

    def drafts(self, ids: Sequence[str]) -> list[Draft]:
        """Read all that is stored of articles, as it was put there."""
        return [self._draft(each) for each in ids]

    def _draft(self, article_id: str) -> Draft:
        of = {"number": self._number(article_id)}
        ((digest,),) = self._rows("SELECT file_sha256 FROM articles WHERE number = %(number)s", of)
        query = "SELECT start, stop, language FROM passages WHERE article = %(number)s ORDER BY id"
        places = [(start, stop, language) for start, stop, language in self._rows(query, of)]
        return draft_of(self.article(article_id), digest, self.sentences(article_id), places)

    def encodings(self, keys: Sequence[bytes]) -> dict[bytes, EncodingBlobs]:
        """Read the encodings of these keys that are stored."""
        rows = self._rows(
            f"SELECT key, {PARTS} FROM encodings WHERE key = ANY(%(keys)s::bytea[])",
            {"keys": list(keys)},
        )
        return {key: EncodingBlobs(*blobs) for key, *blobs in rows}

    def history(self, limit: int) -> tuple[Event, ...]:
        """Tell of the last generations and what made them, the newest first."""
        rows = self._rows(
            "SELECT number, created, report FROM generations"
            " WHERE number > 0 AND number <= %(at)s ORDER BY number DESC LIMIT %(limit)s",
            {"limit": limit},
        )
        return tuple(event_of(number, written(created), report) for number, created, report in rows)

    def problems(self) -> Iterator[str]:
        """Read every row of this generation, and tell what is not as it was written."""
        return problems(self._rows, self.settings.dimension)


def _number(rows: Held | Written, article_id: str) -> int:
    query = f"SELECT number FROM articles WHERE id = %(id)s AND {ALIVE}"
    for (number,) in rows(query, {"id": article_id}):
        return int(number)
    raise KeyError(article_id)


def _sentences(rows: Held | Written, number: int) -> list[Row]:
    query = f"SELECT {SENTENCE} FROM sentences WHERE article = %(number)s ORDER BY start"
    return rows(query, {"number": number})
