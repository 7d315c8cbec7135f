"""What an engine finds among the vectors that it stores is scored here."""

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import numpy.typing as npt
import pytest

from onrecord.index.filters import Filters
from onrecord.index.search.searched import InEngine
from onrecord.index.store.generations import Generation

STORED = {3: (0.5, 0.0), 5: (1.0, 0.0), 9: (0.0, 1.0)}
SNAPSHOT = SimpleNamespace(generation=Generation(1, "a"), settings=SimpleNamespace(dimension=2))


@dataclass(frozen=True)
class Finds:
    """Finds these, whatever is asked."""

    ids: tuple[int, ...]

    def nearest(self, query: npt.NDArray[np.float32], k: int, filters: Filters) -> SimpleNamespace:
        """Give their vectors, in the order of their ids."""
        del query, k, filters
        vectors = np.array([STORED[each] for each in self.ids], np.float32).reshape(-1, 2)
        return SimpleNamespace(ids=np.array(self.ids, np.int64), vectors=vectors)


@pytest.mark.parametrize(
    ("ids", "k", "found"),
    [
        ((3, 5, 9), 2, [(5, 1.0), (3, 0.5)]),
        ((3, 9), 9, [(3, 0.5), (9, 0.0)]),
        ((3, 5, 9), 0, []),
        ((), 2, []),
    ],
)
def test_the_best_of_what_is_found_come_first(
    ids: tuple[int, ...], k: int, found: list[tuple[int, float]]
) -> None:
    """As many as are asked for, with their products: 1 and 1/2 are nearer to (1, 0) than 0."""
    searched = InEngine(Finds(ids), SNAPSHOT)  # type: ignore[arg-type]
    assert searched.search(np.array([1, 0], np.float32), k, Filters()) == found
