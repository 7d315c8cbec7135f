"""The index as readers see it: one generation, unchanged for as long as it is held."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from onrecord.corpus import Article, Sentence
from onrecord.index.errors import MissingIndexError
from onrecord.index.filters import Filters
from onrecord.index.hit import Arm, Evidence, Hit
from onrecord.index.search.searched import Searched, opened
from onrecord.index.store.address import store_at
from onrecord.index.store.drafts import Projection
from onrecord.index.store.duplicates import NearDuplicates
from onrecord.index.store.entries import ArticleEntry
from onrecord.index.store.generations import Generation
from onrecord.index.store.history import Event
from onrecord.index.store.place import Address
from onrecord.index.store.protocols import Snapshot, Store
from onrecord.index.store.settings import Settings, check_settings
from onrecord.index.terms import ANALYSER

__all__ = ["Index"]

_ALL: Final = Filters()


class Index:
    """A snapshot of exactly one generation; safe to use from several threads.

    Vectors are in memory, if the engine doesn't search them; all else is read from the store.
    """

    def __init__(
        self, directory: Address, snapshot: Snapshot, searched: Searched, projection: Projection
    ) -> None:
        self.directory = directory
        self.projection = projection
        self.settings: Settings = snapshot.settings
        self.close = snapshot.close
        self._snapshot = snapshot
        self._searched = searched
        self._beside = ThreadPoolExecutor(thread_name_prefix="vectors")

    @classmethod
    def open(
        cls, directory: Address, encoder_name: str, projection: Projection,
        tagger_name: str | None = None,
    ) -> Self:  # fmt: skip
        """Open the newest generation of the index in `directory`; `None` is any tagger's.

        Raises
        ------
        MissingIndexError, OtherSchemaError, DamagedIndexError
            If there is none that this version can read.
        OtherModelError
            If its vectors were made by another encoder or projection, or its speakers were told by
            another tagger.
        """
        return cls._open(directory, encoder_name, projection, tagger_name, None)

    @classmethod
    def _open(
        cls, directory: Address, encoder_name: str, projection: Projection,
        tagger_name: str | None, near: Searched | None,
    ) -> Self:  # fmt: skip
        store = store_at(directory)
        snapshot = store.open()
        try:
            _check(snapshot, store, encoder_name, projection, tagger_name)
            searched = opened(snapshot, store.folder, near)
            return cls(directory, snapshot, searched, projection)
        except BaseException:
            snapshot.close()
            raise

    def refresh(self) -> Self:
        """Open the newest generation, sharing the vectors that did not change.

        This snapshot stays as it is, also where that raises what `open` raises.
        """
        told_by = self.settings.attribution
        return self._open(
            self.directory, self.settings.encoder, self.projection, told_by, self._searched
        )

    def is_stale(self) -> bool:
        """Whether a newer generation has been committed; cheap enough to ask before each answer."""
        return self._snapshot.is_stale()

    def away(self) -> str | None:
        """Say why the store can't be read now, in a line; `None` if it can, as far as is known."""
        return self._snapshot.away()

    @property
    def generation_stamp(self) -> Generation:
        """Number and stamp of the generation that this snapshot shows."""
        return self._snapshot.generation

    @property
    def generation(self) -> int:
        """Number of the generation that this snapshot shows."""
        return self._snapshot.generation.number

    @property
    def n_articles(self) -> int:
        """Count of articles."""
        return self._snapshot.n_articles

    @property
    def n_passages(self) -> int:
        """Count of passages."""
        return self._snapshot.n_passages

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """Languages of the passages, the most frequent first."""
        return self._snapshot.languages()

    def dense(self, vector: npt.NDArray[np.float32], k: int, filters: Filters = _ALL) -> list[Hit]:
        """Find the `k` passages with the greatest inner product; `vector` (dim,), as searched."""
        return self._hits(self._searched.search(vector, k, filters), k, Arm.DENSE)

    def lexical(self, terms: Sequence[str], k: int, filters: Filters = _ALL) -> list[Hit]:
        """Find the `k` best passages by BM25 that hold any of the terms."""
        return self._hits(self._snapshot.lexical(terms, k, filters), k, Arm.LEXICAL)

    def search(
        self,
        vector: npt.NDArray[np.float32],
        n_dense: int,
        terms: Sequence[str],
        n_lexical: int,
        filters: Filters = _ALL,
    ) -> tuple[list[Hit], list[Hit]]:
        """Do `dense` and `lexical` at the same time."""
        nearest = self._beside.submit(self.dense, vector, n_dense, filters)
        matching = self.lexical(terms, n_lexical, filters)
        return nearest.result(), matching

    def frequencies(self, terms: Sequence[str]) -> Mapping[str, int]:
        """In how many passages each distinct term stands; 0 for one that stands nowhere."""
        return self._snapshot.frequencies(terms)

    def evidence(self, hits: Sequence[Hit]) -> list[Evidence]:
        """Token and sentence vectors of the hits' passages, in the order of the hits."""
        return self._snapshot.evidence(hits, self.projection.packing)

    def article(self, article_id: str) -> Article:
        """Return the article with this id.

        Raises
        ------
        KeyError
            If this generation has none.
        """
        return self._snapshot.article(article_id)

    def sentences(self, article_id: str) -> tuple[Sentence, ...]:
        """All sentences of an article in its order, also those that are never quoted."""
        return self._snapshot.sentences(article_id)

    def articles(self) -> list[ArticleEntry]:
        """All articles in the order of their ids, without their texts."""
        return self._snapshot.articles()

    def languages_of_articles(self) -> tuple[tuple[str, int], ...]:
        """Count the articles of each language, the most frequent first."""
        return self._snapshot.languages_of_articles()

    def imprints(self) -> Mapping[tuple[str | None, date | None], int]:
        """How many articles name each outlet and day together, in the order of their first ids."""
        return self._snapshot.imprints()

    def article_vectors(self, limit: int) -> dict[str, npt.NDArray[np.float32]]:
        """Give the mean vectors, each (dim,), of up to `limit` articles, chosen by their hashes."""
        return self._snapshot.article_vectors(limit)

    def authors(self) -> tuple[str, ...]:
        """Name all whom the articles name as authors, in alphabetical order."""
        return self._snapshot.authors()

    def near_duplicates(self) -> tuple[NearDuplicates, ...]:
        """Group the articles that have nearly the same text."""
        return self._snapshot.near_duplicates()

    def history(self, limit: int) -> tuple[Event, ...]:
        """Tell of the last generations and what made them, the newest first."""
        return self._snapshot.history(limit)

    def _hits(self, scored: Sequence[tuple[int, float]], k: int, arm: Arm) -> list[Hit]:
        """Best first; of equals the first by article and place, whenever each was indexed."""
        best = self._first(scored, k)
        passages = self._snapshot.passages([each for each, _ in best])
        hits = [Hit(each, passages[each], float(score), arm) for each, score in best]
        return sorted(hits, key=lambda hit: (-hit.score, hit.passage.article.id, hit.passage.start))

    def _first(self, scored: Sequence[tuple[int, float]], k: int) -> list[tuple[int, float]]:
        """Take `k` of these, best first, and of those that equal the last the first in order."""
        if len(scored) <= k:
            return list(scored)
        last = scored[k - 1][1]
        better = [each for each in scored if each[1] > last]
        equal = self._snapshot.in_order([each for each, score in scored if score == last])
        return [*better, *((each, last) for each in equal[: k - len(better)])]


def _check(
    snapshot: Snapshot, store: Store, encoder: str, projection: Projection, tagger: str | None
) -> None:
    found = snapshot.settings
    if snapshot.generation.number == 0:
        raise MissingIndexError(f"the index {store.name} holds nothing yet; run `onrecord build`")
    wanted = replace(
        found, encoder=encoder, projection=projection.name, analyser=ANALYSER,
        attribution=found.attribution if tagger is None else tagger,
        packing=projection.packing.name,
    )  # fmt: skip
    check_settings(found, wanted, store.name)
