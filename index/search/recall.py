"""How much an engine finds that searches along a graph, of what is nearest."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Final

import numpy as np
import numpy.typing as npt

from onrecord.index.filters import Filters
from onrecord.index.search.searched import Searched
from onrecord.index.store.protocols import Snapshot

__all__ = ["missed"]

Floats = npt.NDArray[np.float32]

_DEPTH: Final = 40
"""As many as a question asks for."""

_N_QUERIES: Final = 200
_ENOUGH: Final = 0.99
_SLACK: Final = 1e-5
"""By how much two ways of adding up a product differ."""


def missed(snapshot: Snapshot, searched: Searched) -> Iterator[str]:
    """Tell with which filters too little is found, a line each.

    Queries are vectors that are stored, as far apart as can be; what is nearest to them is found
    by holding each against all, some at a time.
    """
    queries = _queries(snapshot)
    filters = _filters(snapshot)
    for name, best in _best(snapshot, queries, filters).items():
        recalls = [
            _recall(searched.search(query, _DEPTH, filters[name]), scores)
            for query, scores in zip(queries, best, strict=True)
            if np.isfinite(scores).any()
        ]
        if recalls and np.mean(recalls) < _ENOUGH:
            yield (
                f"vectors: of the {_DEPTH} nearest, {name}, {np.mean(recalls):.3f} are found, "
                f"{min(recalls):.3f} for the worst of {len(recalls)} queries, where {_ENOUGH} are "
                "meant to be; raise hnsw.ef_search in the address, or search with vectors=engine"
            )


def _queries(snapshot: Snapshot) -> Floats:
    """(n, dim) of stored vectors, at most 200, at equal distances."""
    step, n = max(1, -(-snapshot.n_passages // _N_QUERIES)), 0
    some = [np.empty((0, snapshot.settings.dimension), np.float32)]
    for chunk in snapshot.vectors(0):
        some.append(chunk.vectors[-n % step :: step])  # wherever the chunk begins
        n += len(chunk.vectors)
    return np.concatenate(some)


def _filters(snapshot: Snapshot) -> Mapping[str, Filters]:
    """By their names: none, frequent and rare languages and outlets, and the newest tenth."""
    imprints = snapshot.imprints()
    outlets = Counter[str]()
    for (outlet, _), n in imprints.items():
        outlets.update({outlet: n} if outlet else {})
    days = sorted(chain.from_iterable([day] * n for (_, day), n in imprints.items() if day))
    languages = [language for language, _ in snapshot.languages_of_articles()]
    found = {"whatever is asked": Filters()}
    for language in {*languages[:1], *languages[-1:]}:
        found[f"language={language}"] = Filters(languages=(language,))
    for outlet in {name for name, _ in outlets.most_common()[:: max(1, len(outlets) - 1)]}:
        found[f"outlet={outlet}"] = Filters(outlets=(outlet,))
    if days:
        since = days[9 * len(days) // 10]
        found[f"since={since}"] = Filters(since=since)
    return found


def _best(
    snapshot: Snapshot, queries: Floats, filters: Mapping[str, Filters]
) -> Mapping[str, Floats]:
    """(n, 40) scores of the best that pass each filter, in no order; -inf where there are fewer."""
    best = {name: np.full((len(queries), _DEPTH), -np.inf, np.float32) for name in filters}
    passing = {
        name: np.concatenate([np.empty(0, np.int64), *snapshot.passing(each)])
        for name, each in filters.items()
    }
    for chunk in snapshot.vectors(0):
        scores = queries @ chunk.vectors.T
        for name, ids in passing.items():
            those = np.hstack([best[name], scores[:, np.isin(chunk.ids, ids)]])
            best[name] = np.partition(those, -_DEPTH, axis=1)[:, -_DEPTH:]
    return best


def _recall(found: list[tuple[int, float]], best: Floats) -> float:
    """Share of the best that are found: whatever is no farther than the last of them."""
    there = best[np.isfinite(best)]
    least = float(there.min()) - _SLACK
    near = sum(score >= least for _, score in found)
    return min(near, len(there)) / len(there)
