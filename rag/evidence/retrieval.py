"""From a question to the passages that might answer it: two searches, one list."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from onrecord.corpus import Passage
from onrecord.index.hit import Hit, Standing
from onrecord.index.index import Index
from onrecord.index.terms import terms_for_languages
from onrecord.rag.question.query import Query
from onrecord.rag.question.verbatim import Verbatim

__all__ = ["Depth", "by_passage", "fuse", "search"]

_N_NEAR: Final = 16
"""Passages of the articles that were shown before: as many as an article rarely has."""

_N_HOLDING: Final = 16
"""Passages in which quoted words are looked for."""

_RRF_K: Final = 60
"""The constant of reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009)."""


@dataclass(frozen=True, slots=True)
class Depth:
    """How many passages each arm brings."""

    dense: int = 40
    lexical: int = 16


def search(
    index: Index, query: Query, words: str, vector: npt.NDArray[np.float32], depth: Depth
) -> list[Hit]:
    """Find the passages of both arms, fused, each once, best first.

    `words` are looked up, and `vector` is theirs. After them come the nearest of the articles that
    were shown before, and those that best hold the words that were quoted, by these alone.

    Words are looked up as they would stand in each language of the corpus, so that a name in a
    Chinese question finds the name in an English article.
    """
    languages = tuple(dict.fromkeys((query.language, *index.languages)))
    wanted = terms_for_languages(words, languages)
    filters = query.filters
    if query.within:
        filters = replace(filters, articles=query.within)
    hits = fuse(*index.search(vector, depth.dense, wanted, depth.lexical, filters))
    if query.near and not query.within:
        near = replace(filters, articles=query.near)
        hits = _with(hits, index.dense(vector, _N_NEAR, near))
    if quoted := Verbatim.of(query.question).quoted:
        wanted = terms_for_languages(" ".join(quoted), index.languages)
        hits = _with(hits, index.lexical(wanted, _N_HOLDING, filters))
    return hits


def _with(hits: list[Hit], others: Sequence[Hit]) -> list[Hit]:
    known = {each.id for each in hits}
    return hits + [each for each in others if each.id not in known]


def fuse(*arms: Sequence[Hit]) -> list[Hit]:
    """Join ranked lists by reciprocal rank; a passage keeps the arm that ranked it best.

    The score of a fused hit is the sum of 1 / (60 + rank) over the lists that hold it; of equals
    the first by article and place comes first.
    """
    found: dict[int, Hit] = {}
    standings: dict[int, list[Standing]] = {}
    for hits in arms:
        for rank, hit in enumerate(hits, 1):
            found[hit.id] = hit
            standings.setdefault(hit.id, []).append(Standing(hit.arm, rank, hit.score))
    fused = [_fused(hit, standings[key]) for key, hit in found.items()]
    return sorted(fused, key=lambda hit: (-hit.score, hit.passage.article.id, hit.passage.start))


def by_passage(
    hits: Sequence[Hit], passages: Sequence[Passage], scores: Sequence[float]
) -> list[Hit]:
    """Put hits in the order of the best score of their passage; 0 where it has none.

    `passages` and `scores` belong together, best first.
    """
    best: dict[tuple[str, int], float] = {}
    for passage, score in zip(passages, scores, strict=True):
        best.setdefault((passage.article.id, passage.start), score)
    scored = [
        replace(hit, score=best.get((hit.passage.article.id, hit.passage.start), 0.0))
        for hit in hits
    ]
    return sorted(scored, key=lambda hit: -hit.score)


def _fused(hit: Hit, standings: Sequence[Standing]) -> Hit:
    best = min(standings, key=lambda each: each.rank)
    score = sum(1 / (_RRF_K + each.rank) for each in standings)
    return Hit(hit.id, hit.passage, score, best.arm, tuple(standings))
