"""Passages, and the evidence in them, as the rows of the database give them."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from onrecord.corpus import Article, Passage
from onrecord.index.hit import Evidence, Hit
from onrecord.index.store.sentences import COLUMNS, sentence_of

__all__ = ["evidence_from", "passages_from", "read_evidence", "read_passages"]


def read_passages(
    connection: sqlite3.Connection, ids: Sequence[int], article: Callable[[int], Article]
) -> dict[int, Passage]:
    """Read passages with their sentences; `article` gives the article of a row."""
    asked = (json.dumps(ids),)
    rows = connection.execute(
        "SELECT id, article, start, end, language FROM passages"
        " WHERE id IN (SELECT value FROM json_each(?))",
        asked,
    ).fetchall()
    parts = connection.execute(
        f"SELECT passages.id, {COLUMNS} FROM passages"
        " JOIN sentences ON sentences.article = passages.article"
        " AND sentences.start >= passages.start AND sentences.start < passages.end"
        " WHERE passages.id IN (SELECT value FROM json_each(?))"
        " ORDER BY passages.id, sentences.start",
        asked,
    )
    return passages_from(rows, parts, article)


def read_evidence(connection: sqlite3.Connection, hits: Sequence[Hit]) -> list[Evidence]:
    """Read token and sentence vectors of the hits' passages, in the order of the hits."""
    rows = connection.execute(
        "SELECT passages.id, n_tokens, width, vector, spans, ids, sentence_vectors, tokens, words"
        " FROM passages JOIN evidence ON evidence.encoding = passages.encoding"
        " JOIN encodings ON encodings.id = passages.encoding"
        " JOIN terms ON terms.rowid = passages.id"
        " WHERE passages.id IN (SELECT value FROM json_each(?))",
        (json.dumps([hit.id for hit in hits]),),
    )
    return evidence_from(rows, hits)


def passages_from(
    rows: Iterable[Sequence[Any]],
    parts: Iterable[Sequence[Any]],
    article: Callable[[int], Article],
) -> dict[int, Passage]:
    """Make passages of what is stored of them, and of the sentences of each."""
    inside: dict[int, list[Sequence[Any]]] = defaultdict(list)
    for each, *stored in parts:
        inside[each].append(stored)
    return {
        each: _passage(article(row), start, end, language, inside[each])
        for each, row, start, end, language in rows
    }


def _passage(
    article: Article, start: int, end: int, language: str, parts: Sequence[Sequence[Any]]
) -> Passage:
    inside = tuple(sentence_of(article, stored) for stored in parts)
    return Passage(article, start, end, inside, language)


def evidence_from(rows: Iterable[Sequence[Any]], hits: Sequence[Hit]) -> list[Evidence]:
    """Make the evidence of the hits' passages of what is stored of it, in the order of the hits."""
    found = {each: stored for each, *stored in rows}
    return [_evidence(hit.passage, found[hit.id]) for hit in hits]


def _evidence(passage: Passage, row: Sequence[Any]) -> Evidence:
    n_tokens, width, vector, spans, ids, sentence_vectors, tokens, words = row
    offsets = np.frombuffer(spans, "<i4").reshape(n_tokens, 2)
    return Evidence(
        passage,
        np.frombuffer(vector, "<f4"),
        np.frombuffer(tokens, np.int8).reshape(n_tokens, width),
        offsets + np.int32(passage.start),
        np.frombuffer(ids, "<i4"),
        np.frombuffer(sentence_vectors, "<f2").reshape(len(passage.sentences), -1),
        words,
    )
