"""An engine that finds too little is told of, with the filter it finds too little with."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from newsroom import builder

from onrecord.corpus import Article
from onrecord.index.filters import Filters
from onrecord.index.search import recall
from onrecord.index.search.recall import missed
from onrecord.index.search.searched import Searched, opened
from onrecord.index.store.address import store_at
from onrecord.index.store.protocols import Snapshot


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """Index 60 articles of three words: a third in German, a half in the Post."""
    folder = tmp_path_factory.mktemp("recall")
    builder(folder).add(
        [
            Article(
                f"{i}.txt", f"Number {i} is topic{i}.", "", "Post" if i % 2 else "Wire", None,
                date(2025, 1, 1 + i % 28), "en" if i % 3 else "de", None,
            )
            for i in range(60)
        ]
    )  # fmt: skip
    with closing(store_at(folder).open()) as found:
        yield found


@dataclass(frozen=True)
class Halved:
    """Leaves out half of what there is, where just this is asked for."""

    searched: Searched
    filters: Filters

    def search(
        self, query: npt.NDArray[np.float32], k: int, filters: Filters
    ) -> list[tuple[int, float]]:
        """Search, and forget."""
        found = self.searched.search(query, k, filters)
        return found[::2] if filters == self.filters else found


@pytest.mark.parametrize(
    ("filters", "told"),
    [
        (Filters(), "of the 40 nearest, whatever is asked, 0.500 are found, 0.500 for the worst"),
        (Filters(languages=("de",)), "of the 40 nearest, language=de, 0.500 are found, 0.500 for"),
        (Filters(outlets=("Post",)), "of the 40 nearest, outlet=Post, 0.500 are found, 0.500 for"),
        (
            Filters(since=date(2025, 1, 26)),
            "of the 40 nearest, since=2025-01-26, 0.500 are found, 0.500 for the worst of 60",
        ),
    ],
)
def test_what_is_missed_is_told(
    snapshot: Snapshot, tmp_path: Path, filters: Filters, told: str
) -> None:
    """One line, with a remedy; nothing where all is found."""
    searched = opened(snapshot, tmp_path, None)
    assert list(missed(snapshot, searched)) == []
    (line,) = missed(snapshot, Halved(searched, filters))
    assert told in line
    assert line.endswith("raise hnsw.ef_search in the address, or search with vectors=engine")


@pytest.mark.parametrize(
    ("scores", "share"), [((0.9, 0.5), 0.5), ((0.9, 0.8), 1), ((0.9, 0.8, 0.8), 1), ((), 0)]
)
def test_what_is_no_farther_than_the_last_is_found(scores: tuple[float, ...], share: float) -> None:
    """Of two that are nearest, with .9 and .8; a third that equals the last makes no more of it."""
    best = np.array([0.9, 0.8, -np.inf], np.float32)
    assert recall._recall(list(enumerate(scores)), best) == share


def test_queries_are_stored_vectors_at_equal_distances(
    snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of sixty every third, where 25 are allowed."""
    monkeypatch.setattr(recall, "_N_QUERIES", 25)
    stored = np.concatenate([chunk.vectors for chunk in snapshot.vectors(0)])
    assert recall._queries(snapshot).tolist() == stored[::3].tolist()
