"""Whether every row of a generation is what it was written as."""

import zlib
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from typing import Final

import numpy as np
import numpy.typing as npt

from onrecord.corpus import Article
from onrecord.index.store.drafts import PARTS, EncodingBlobs
from onrecord.index.store.postgres.connection import Row
from onrecord.index.store.postgres.postings import POSTING
from onrecord.index.store.postgres.reading import Rows, pages
from onrecord.index.store.postgres.rows import FACTS, SENTENCE, article_of
from onrecord.index.store.postgres.schema import ALIVE, OF_ALIVE
from onrecord.index.store.postgres.shards import of_part
from onrecord.index.store.postgres.vectors import vector_problems
from onrecord.index.store.sentences import sentence_of, sentences_crc32
from onrecord.index.store.soundness import encoding_problem, span_problems

__all__ = ["problems"]

_PAGE: Final = 500
_PASSAGES: Final = (
    f"SELECT passages.id, encoding, words FROM {OF_ALIVE} WHERE passages.id > %(above)s"
    " ORDER BY passages.id"
)
_N_SENTENCES: Final = (
    "SELECT id, count(*) FROM passages JOIN sentences ON sentences.article = passages.article"
    " AND sentences.start >= passages.start AND sentences.start < passages.stop"
    " WHERE id = ANY(%(ids)s::bigint[]) GROUP BY id"
)


def problems(rows: Rows, dimension: int) -> Iterator[str]:
    """Tell what is not as it was written, a line each; nothing if it is sound."""
    yield from _counts(rows)
    yield from _articles(rows)
    yield from _encodings(rows, dimension)
    yield from _sentences(rows)
    yield from _terms(rows)
    yield from vector_problems(rows)


def _each(rows: Rows, query: str, size: int = _PAGE) -> Iterator[Row]:
    return chain.from_iterable(_pages(rows, query, size))


def _pages(rows: Rows, query: str, size: int) -> Iterator[list[Row]]:
    """Read page after page of one part after the other."""
    for part in rows.parts:
        yield from pages(rows, of_part(query, part), size)


def _counts(rows: Rows) -> Iterator[str]:
    """Each id once, and as many of all as its generation tells."""
    twice = rows(f"SELECT id FROM articles WHERE {ALIVE} GROUP BY id HAVING count(*) > 1")
    for (name,) in twice:
        yield f"article {name!r}: it stands there twice"
    told = rows("SELECT n_articles, n_passages FROM generations WHERE number = %(at)s")
    counts = (
        f"SELECT (SELECT count(*) FROM articles WHERE {ALIVE}), (SELECT count(*) FROM {OF_ALIVE})"
    )
    parts = [rows(of_part(counts, part))[0] for part in rows.parts]
    found = tuple(map(sum, zip(*parts, strict=True)))
    if told != [found]:
        yield f"database: (articles, passages) are {found}, not {told[0]} as was counted"


def _articles(rows: Rows) -> Iterator[str]:
    found = _each(
        rows,
        f"SELECT number, sha256, sentences_crc32, {FACTS}, text FROM articles"
        f" WHERE {ALIVE} AND number > %(above)s ORDER BY number",
    )
    for number, sha256, crc32, *stored in found:
        try:
            article = article_of(stored)
        except UnicodeDecodeError:
            yield f"article {stored[0]!r}: its text is not the one that was stored"
            continue
        if article.sha256 != sha256:
            yield f"article {article.id!r}: its text is not the one that was stored"
        yield from _spans(rows, number, article, crc32)


def _spans(rows: Rows, number: int, article: Article, crc32: int) -> Iterator[str]:
    of = {"article": number}
    stored = rows(
        f"SELECT {SENTENCE} FROM sentences WHERE article = %(article)s ORDER BY start", of
    )
    try:
        sentences = [sentence_of(article, row) for row in stored]
    except ValueError as error:  # a span outside of the text, or a kind there is none of
        yield f"article {article.id!r}: {error}"
        return
    if sentences_crc32(sentences) != crc32:
        yield f"article {article.id!r}: its sentences or speakers are not those that were stored"
    passages = rows("SELECT start, stop FROM passages WHERE article = %(article)s", of)
    for problem in span_problems(sentences, [(start, stop) for start, stop in passages]):
        yield f"article {article.id!r}: {problem}"


def _encodings(rows: Rows, dimension: int) -> Iterator[str]:
    found = _each(
        rows,
        f"SELECT id, checksum, {PARTS} FROM encodings WHERE id > %(above)s ORDER BY id",
    )
    for row, checksum, *parts in found:
        problem = encoding_problem(EncodingBlobs(*parts), checksum, dimension)
        if problem:
            yield f"encoding {row}: {problem}"


def _sentences(rows: Rows) -> Iterator[str]:
    """Compare the sentences of each passage with its encoding, and with its lines of terms."""
    n_encoded = "SELECT id, n_sentences FROM encodings WHERE id = ANY(%(ids)s::bigint[])"
    for some in _pages(rows, _PASSAGES, _PAGE):
        told: dict[int, int] = dict(rows(_N_SENTENCES, {"ids": [row for row, *_ in some]}))
        encoded: dict[int, int] = dict(
            rows(n_encoded, {"ids": list({encoding for _, encoding, _ in some})})
        )
        for row, encoding, words in some:
            if encoded.get(encoding) != told.get(row, 0):
                yield f"passage {row}: it has another number of sentence vectors than of sentences"
            if words.count("\n") + 1 != told.get(row, 0):
                yield f"passage {row}: it has another number of lines of terms than of sentences"


def _terms(rows: Rows) -> Iterator[str]:
    """Compare lines of terms with postings and counts."""
    ids, marks, counted = list[int](), list[int](), Counter[str]()
    for row, _, words in _each(rows, _PASSAGES):
        terms = Counter(words.split())
        counted.update(terms.keys())
        ids.append(row)
        marks.append(sum(_mark(term, n, terms.total()) for term, n in terms.items()))
    known = np.array(ids, np.int64)
    order = np.argsort(known)  # those of each part come together
    differs = _marked(rows, known[order]) != np.array(marks, np.uint64)[order]
    for row in known[order][differs].tolist():
        yield f"passage {row}: its terms are not those that are searched"
    told = rows(
        "SELECT term, sum(n)::bigint FROM frequencies WHERE generation <= %(at)s"
        " GROUP BY term HAVING sum(n) <> 0"
    )
    for term in sorted({term for term, _ in {*told} ^ {*counted.items()}}):
        yield f"term {term!r}: it stands in another number of passages than was counted"


def _marked(rows: Rows, ids: npt.NDArray[np.int64]) -> npt.NDArray[np.uint64]:
    """Add up, for each of some passages, in order, the marks of its postings  # (n,)."""
    marks = np.zeros(len(ids) + 1, np.uint64)  # the last is for all others
    query = "SELECT block, term, data FROM postings WHERE block > %(above)s ORDER BY block"
    for _, term, data in _each(rows, query, 20 * _PAGE):
        some = np.frombuffer(data, POSTING)
        places = np.searchsorted(ids, some["id"])
        known = np.isin(some["id"], ids)
        places[~known] = len(ids)
        n, length = some["n"].astype(np.uint64), some["length"].astype(np.uint64)
        np.add.at(marks, places, np.uint64(zlib.crc32(term.encode())) * n + length)
    return marks[:-1]


def _mark(term: str, n: int, length: int) -> int:
    return zlib.crc32(term.encode()) * n + length
