"""Passages, and the evidence in them, as the rows of the database give them."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from onrecord.corpus import Article, Passage
from onrecord.index.encoding.packing import Packing
from onrecord.index.hit import Evidence, Hit
from onrecord.index.store.drafts import PARTS
from onrecord.index.store.sentences import COLUMNS, sentence_of
from onrecord.index.store.token_places import places_of
from onrecord.index.store.token_rows import rows_of

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


def read_evidence(
    connection: sqlite3.Connection, hits: Sequence[Hit], packing: Packing
) -> list[Evidence]:
    """Read token and sentence vectors of the hits' passages, in the order of the hits."""
    rows = connection.execute(
        f"SELECT passages.id, {PARTS}, words"
        " FROM passages JOIN evidence ON evidence.encoding = passages.encoding"
        " JOIN encodings ON encodings.id = passages.encoding"
        " JOIN terms ON terms.rowid = passages.id"
        " WHERE passages.id IN (SELECT value FROM json_each(?))",
        (json.dumps([hit.id for hit in hits]),),
    )
    return evidence_from(rows, hits, packing)


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


def evidence_from(
    rows: Iterable[Sequence[Any]], hits: Sequence[Hit], packing: Packing
) -> list[Evidence]:
    """Make the evidence of the hits' passages of what is stored of it, in the order of the hits."""
    found = {each: stored for each, *stored in rows}
    return [_evidence(hit.passage, found[hit.id], packing) for hit in hits]


def _evidence(passage: Passage, row: Sequence[Any], packing: Packing) -> Evidence:
    vector, places, sentence_vectors, tokens, n_tokens, width, n_sentences, words = row
    spans, ids = places_of(places, n_tokens)
    packed = np.frombuffer(sentence_vectors, np.uint8).reshape(n_sentences, -1)
    return Evidence(
        passage,
        np.frombuffer(vector, "<f2").astype(np.float32),
        packing.matched(rows_of(tokens, n_tokens, width)),
        spans + np.int32(passage.start),
        ids,
        packing.sentences.rows(packed),
        words,
    )
