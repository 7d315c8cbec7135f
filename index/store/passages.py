"""Passages, and the evidence in them, as the rows of the database give them."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from onrecord.corpus import Article, Passage
from onrecord.index.hit import Evidence, Hit
from onrecord.index.store.sentences import COLUMNS, sentence_of

__all__ = ["evidence_of", "passage_of", "read_evidence", "read_passages"]


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
    inside: dict[int, list[Sequence[Any]]] = defaultdict(list)
    for each, *stored in parts:
        inside[each].append(stored)
    return {
        each: passage_of(article(row), start, end, language, inside[each])
        for each, row, start, end, language in rows
    }


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
    found = {row[0]: row[1:] for row in rows}
    return [evidence_of(hit.passage, found[hit.id]) for hit in hits]


def passage_of(
    article: Article, start: int, end: int, language: str, parts: Sequence[Sequence[Any]]
) -> Passage:
    """Make a passage of what is stored of it and of its sentences."""
    inside = tuple(sentence_of(article, stored) for stored in parts)
    return Passage(article, start, end, inside, language)


def evidence_of(
    passage: Passage, row: tuple[int, int, bytes, bytes, bytes, bytes, bytes, str]
) -> Evidence:
    """Make the evidence of a passage of what is stored of it."""
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
