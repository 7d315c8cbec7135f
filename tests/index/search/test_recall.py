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
from onrecord.index.search.recall import missed
from onrecord.index.search.searched import Searched, opened
from onrecord.index.store.address import store_at
from onrecord.index.store.protocols import Snapshot


@pytest.fixture
def snapshot(tmp_path: Path) -> Iterator[Snapshot]:
    """Index 60 articles of three words: a third in German, a half in the Post."""
    builder(tmp_path).add(
        [
            Article(
                f"{i}.txt", f"Number {i} is topic{i}.", "", "Post" if i % 2 else "Wire", None,
                date(2025, 1, 1 + i % 28), "en" if i % 3 else "de", None,
            )
            for i in range(60)
        ]
    )  # fmt: skip
    with closing(store_at(tmp_path).open()) as found:
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
