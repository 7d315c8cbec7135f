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
from onrecord.index.store.postgres.vectors import vector_problems
from onrecord.index.store.sentences import sentence_of, sentences_crc32
from onrecord.index.store.soundness import encoding_problem, span_problems

__all__ = ["problems"]

_PAGE: Final = 500
_N_SENTENCES: Final = (
    "(SELECT count(*) FROM sentences AS s WHERE s.article = passages.article"
    " AND s.start >= passages.start AND s.start < passages.stop)"
)


def problems(rows: Rows, dimension: int) -> Iterator[str]:
    """Tell what is not as it was written, a line each; nothing if it is sound."""
    yield from _counts(rows)
    yield from _articles(rows)
    yield from _encodings(rows, dimension)
    yield from _terms(rows)
    yield from vector_problems(rows)


def _each(rows: Rows, query: str, size: int = _PAGE) -> Iterator[Row]:
    return chain.from_iterable(pages(rows, query, size))


def _counts(rows: Rows) -> Iterator[str]:
    """Each id once, and as many of all as its generation tells."""
    twice = rows(f"SELECT id FROM articles WHERE {ALIVE} GROUP BY id HAVING count(*) > 1")
    for (name,) in twice:
        yield f"article {name!r}: it stands there twice"
    told = rows("SELECT n_articles, n_passages FROM generations WHERE number = %(at)s")
    found = rows(
        f"SELECT (SELECT count(*) FROM articles WHERE {ALIVE}), (SELECT count(*) FROM {OF_ALIVE})"
    )
    if told != found:
        yield f"database: (articles, passages) are {found[0]}, not {told[0]} as was counted"


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
    wrong = rows(
        f"SELECT passages.id FROM {OF_ALIVE} JOIN encodings ON encodings.id = encoding"
        f" WHERE n_sentences != {_N_SENTENCES}"
    )
    for (row,) in wrong:
        yield f"passage {row}: it has another number of sentence vectors than of sentences"


def _terms(rows: Rows) -> Iterator[str]:
    """Compare lines of terms with sentences, and with postings and counts."""
    wrong = rows(
        f"SELECT passages.id FROM {OF_ALIVE}"
        f" WHERE length(words) - length(replace(words, chr(10), '')) + 1 != {_N_SENTENCES}"
    )
    for (row,) in wrong:
        yield f"passage {row}: it has another number of lines of terms than of sentences"
    ids, marks, counted = list[int](), list[int](), Counter[str]()
    for row, words in _each(
        rows,
        f"SELECT passages.id, words FROM {OF_ALIVE} WHERE passages.id > %(above)s"
        " ORDER BY passages.id",
    ):
        terms = Counter(words.split())
        counted.update(terms.keys())
        ids.append(row)
        marks.append(sum(_mark(term, n, terms.total()) for term, n in terms.items()))
    found = _marked(rows, np.array(ids, np.int64))
    for row in np.array(ids)[found != np.array(marks, np.uint64)].tolist():
        yield f"passage {row}: its terms are not those that are searched"
    told = rows(
        "SELECT term, sum(n)::bigint FROM frequencies WHERE generation <= %(at)s"
        " GROUP BY term HAVING sum(n) <> 0"
    )
    for term in sorted({term for term, _ in {*told} ^ {*counted.items()}}):
        yield f"term {term!r}: it stands in another number of passages than was counted"


def _marked(rows: Rows, ids: npt.NDArray[np.int64]) -> npt.NDArray[np.uint64]:
    """Add up, for each of some passages, the marks of the postings that name it  # (n,)."""
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
