"""What the rest of the package asks of a store: one generation to read, one in the making, both.

Nothing outside of this folder knows which engine keeps the rows: SQLite, or PostgreSQL.
"""

# ruff: noqa: D102  # the properties are those of the values

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from onrecord.corpus import Article, Passage, Sentence
from onrecord.corpus.reading.item import Validators
from onrecord.index.encoding.packing import Packing
from onrecord.index.filters import Filters
from onrecord.index.hit import Evidence, Hit
from onrecord.index.store.analysed import Analysed
from onrecord.index.store.chunk import Chunk
from onrecord.index.store.drafts import Draft, EncodingBlobs
from onrecord.index.store.duplicates import NearDuplicates
from onrecord.index.store.entries import ArticleEntry
from onrecord.index.store.generations import Generation
from onrecord.index.store.history import Event
from onrecord.index.store.lock import Right
from onrecord.index.store.place import Address
from onrecord.index.store.restore import Differences
from onrecord.index.store.settings import Settings
from onrecord.index.store.snapshots import SnapshotInfo
from onrecord.index.store.stored_files import FileState, StoredFiles

__all__ = ["Build", "Crew", "Nearest", "Snapshot", "Store", "VectorRows"]


class VectorRows(Protocol):
    """The vectors of one generation, as a search in memory is filled from them."""

    @property
    def generation(self) -> Generation: ...
    @property
    def n_passages(self) -> int:
        """Count of passages."""
        ...

    def was_in(self, state: Generation) -> bool:
        """Whether the index is in that state or has been."""
        ...

    def n_above(self, newest: int) -> int:
        """Count of the passages whose ids are greater: an id is never given twice."""
        ...

    def ids_up_to(self, newest: int) -> npt.NDArray[np.int64]:
        """Ascending ids of the passages that are no greater."""
        ...

    def vectors(self, above: int) -> Iterator[Chunk]:
        """Read the vectors of all passages with greater ids, in the order of their ids."""
        ...


class Nearest(Protocol):
    """Searches the vectors of one generation where they are stored."""

    def nearest(self, query: npt.NDArray[np.float32], k: int, filters: Filters) -> Chunk:
        """Read all passages that may be among the `k` nearest to `query` (dim,), or equal the last.

        Some may be missed if `is_exact` doesn't hold.
        """
        ...

    @property
    def is_exact(self) -> bool:
        """Whether each vector is looked at."""
        ...


class Snapshot(VectorRows, Protocol):
    """One generation to read, unchanged for as long as it is held; safe in several threads."""

    @property
    def settings(self) -> Settings: ...
    @property
    def n_articles(self) -> int:
        """Count of articles."""
        ...

    @property
    def in_engine(self) -> Nearest | None:
        """What searches vectors there; `None` where that is done in memory."""
        ...

    def is_stale(self) -> bool:
        """Whether there is a newer generation; cheap enough to ask before each answer."""
        ...

    def away(self) -> str | None:
        """Say why the store can't be read now, in a line; `None` if it can, as far as is known."""
        ...

    def languages(self) -> tuple[str, ...]:
        """Languages of the passages, the most frequent first."""
        ...

    def languages_of_articles(self) -> tuple[tuple[str, int], ...]:
        """Count the articles of each language, the most frequent first."""
        ...

    def frequencies(self, terms: Sequence[str]) -> Mapping[str, int]:
        """In how many passages each distinct term stands; 0 for one that stands nowhere."""
        ...

    def lexical(self, terms: Sequence[str], k: int, filters: Filters) -> list[tuple[int, float]]:
        """Ids and BM25 scores of the `k` best passages that hold the terms, best first.

        Also of all that equal the last of them.
        """
        ...

    def passing(self, filters: Filters) -> Iterator[npt.NDArray[np.int64]]:
        """Ids of the passages of the articles that pass, some at a time."""
        ...

    def in_order(self, ids: Sequence[int]) -> list[int]:
        """Put passages in the order of their articles' ids, and in each of their places."""
        ...

    def authors(self) -> tuple[str, ...]:
        """Name all whom the articles name as authors, in alphabetical order."""
        ...

    def passages(self, ids: Sequence[int]) -> Mapping[int, Passage]:
        """Read passages with their sentences."""
        ...

    def evidence(self, hits: Sequence[Hit], packing: Packing) -> list[Evidence]:
        """Token and sentence vectors of the hits' passages, in the order of the hits."""
        ...

    def article(self, article_id: str) -> Article:
        """Read an article; raises `KeyError` if there is none of this id."""
        ...

    def article_of(self, sha256: str) -> Article | None:
        """Read the first article with that text."""
        ...

    def sentences(self, article_id: str) -> tuple[Sentence, ...]:
        """All sentences of an article in its order; raises `KeyError` as `article` does."""
        ...

    def articles(self) -> list[ArticleEntry]:
        """All articles in the order of their ids, without their texts."""
        ...

    def imprints(self) -> Mapping[tuple[str | None, date | None], int]:
        """How many articles name each outlet and day together, in the order of their first ids."""
        ...

    def article_vectors(self, limit: int) -> dict[str, npt.NDArray[np.float32]]:
        """Give the mean vectors, each (dim,), of up to `limit` articles, chosen by their hashes."""
        ...

    def near_duplicates(self) -> tuple[NearDuplicates, ...]:
        """Group the articles that have nearly the same text."""
        ...

    def digests(self) -> Mapping[str, bytes]:
        """SHA-256 of all that is stored of each article, by ids; the same in every store."""
        ...

    def drafts(self, ids: Sequence[str]) -> list[Draft]:
        """Read all that is stored of articles, as it was put there."""
        ...

    def encodings(self, keys: Sequence[bytes]) -> dict[bytes, EncodingBlobs]:
        """Read the encodings of these keys that are stored."""
        ...

    def history(self, limit: int) -> tuple[Event, ...]:
        """Tell of the last generations and what made them, the newest first."""
        ...

    def problems(self) -> Iterator[str]:
        """Read every row, and tell what is not as it was written, a line each."""
        ...

    def close(self) -> object:
        """Let go of it."""
        ...


class Crew(Protocol):
    """Whoever, on any machine, encodes articles for a build."""

    def join(self) -> None:
        """Be known as one of them, until it is closed."""
        ...

    def put(self, articles: Iterable[Article]) -> None:
        """Let these articles, and no others, be claimed by who has the same models."""
        ...

    def claimed(self, n: int) -> AbstractContextManager[list[Article]]:
        """Give some articles that nobody else works at; they are done if nothing is raised."""
        ...

    @property
    def n_left(self) -> int:
        """Count the articles that are not done."""
        ...

    def together(self) -> AbstractContextManager[None]:
        """Make one generation of all that is put within, or nothing."""
        ...

    def close(self) -> None:
        """Leave; what was claimed and isn't done is free again."""
        ...


class Build(Protocol):
    """A generation in the making; each method does all of what it says, or nothing.

    Nobody else writes while it isn't resting; but what its article, or an encoding that it didn't
    put, was before a rest need not be so afterwards.
    """

    def resting(self) -> AbstractContextManager[None]:
        """Let others write what they may, until the end of the block."""
        ...

    def snapshot(self) -> Snapshot:
        """Read what there is by now."""
        ...

    def crew(self, settings: Settings) -> Crew | None:
        """Give those who have joined to encode for it; `None` if nobody has."""
        ...

    def file_digests(self) -> Mapping[str, str | None]:
        """SHA-256 of the file of each article, by ids; `None` where no file holds it."""
        ...

    def numbers(self, ids: Iterable[str] | None = None) -> dict[str, int]:
        """Tell a number of each of these articles, by ids, or of all.

        An article that is put again has another; none is ever given twice.
        """
        ...

    def holds(self, article: Article, file_sha256: str | None) -> bool:
        """Whether just this article is stored, of a file with that SHA-256."""
        ...

    def stored_files(self) -> StoredFiles:
        """Tell what is known of the files of all articles that came from a folder."""
        ...

    def stored_files_at(self, names: Iterable[str], marks: Iterable[str]) -> StoredFiles:
        """Tell it of ids that are one of the names, or a name and a mark and whatever else."""
        ...

    def stored_keys(self, keys: Iterable[bytes]) -> set[bytes]:
        """Which of the keys have an encoding."""
        ...

    def put_encodings(self, encodings: Mapping[bytes, EncodingBlobs]) -> None:
        """Store those encodings that aren't, by their keys, for whoever goes on if it is killed."""
        ...

    def tokens(
        self, keys: Sequence[bytes]
    ) -> list[tuple[npt.NDArray[np.uint8], npt.NDArray[np.int32]]]:
        """Read the packed tokens (n, width) of stored encodings, and their spans (n, 2)."""
        ...

    def put_articles(self, articles: Iterable[Analysed]) -> None:
        """Store articles in place of those of their ids; their encodings must be stored."""
        ...

    def remove(self, ids: Iterable[str]) -> None:
        """Take articles out."""
        ...

    def replace_all(self, articles: Iterable[Analysed], settings: Settings) -> None:
        """Hold these articles and no others, made with these settings."""
        ...

    def take_over(self, snapshot: Address, settings: Settings) -> Differences:
        """Hold what a kept snapshot holds; tell what became of the articles."""
        ...

    def remember(self, fetched: Mapping[str, Validators]) -> None:
        """Keep what servers told of those pages that are indexed."""
        ...

    def publishing(self, states: Mapping[str, FileState]) -> AbstractContextManager[Snapshot]:
        """End the build, if nothing is raised within: readers see what the snapshot shows.

        `states` tell how the files of articles stood when they were read.
        """
        ...

    def record(self, report: str) -> None:
        """Keep, within `publishing`, the JSON report with the last generation that it made."""
        ...

    def publish_as(self, number: int, report: str) -> None:
        """Give what is published a greater number, and this report."""
        ...

    def refuse_damaged(self) -> None:
        """Raise `DamagedIndexError` if any row is not what it was written as."""
        ...


class Store(Protocol):
    """Where an index is kept.

    Every method raises `StorageError` (its heirs say which) if it can't be read or written.
    """

    @property
    def folder(self) -> Path:
        """Where files lie that are derived from it."""
        ...

    @property
    def name(self) -> str:
        """Name it in a message."""
        ...

    def open(self) -> Snapshot:
        """Open the newest generation; raises `MissingIndexError` if there is no index."""
        ...

    def held(self) -> AbstractContextManager[Snapshot]:
        """Open the newest generation, and have it kept until it has been read, however long."""
        ...

    def locked(self, timeout_s: float, right: Right = ...) -> AbstractContextManager[None]:
        """Hold a right to write, to all of it by default.

        Raises `BusyIndexError` if it isn't free within that time and nobody could end the wait.
        """
        ...

    def opened(self, settings: Settings, right: Right = ...) -> AbstractContextManager[Build]:
        """Begin a build, with that lock; where there is no index, of one with these settings."""
        ...

    def joined(self, settings: Settings) -> AbstractContextManager[tuple[Build, Crew]]:
        """Join the crew of whoever builds here; raises `StorageError` where there can be none."""
        ...

    def kept(self) -> tuple[list[Article], list[str]]:
        """Read the copies: articles in the order of their ids, and the names of damaged copies."""
        ...

    @property
    def beside(self) -> Address:
        """Where a store is made that is going to take the place of this one."""
        ...

    def take_over(self, beside: Address, number: int) -> None:
        """Put the store that was made beside, and whose generation that is, in place of this."""
        ...

    def discard(self) -> None:
        """Delete it, with all that lies in its folder."""
        ...

    def shard(self, addresses: Sequence[str]) -> None:
        """Have the rows of an index that is yet to be built lie in these servers.

        Raises
        ------
        StorageError
            If there is an index already, or one of them can't be used.
        """
        ...

    def validators(self) -> dict[str, Validators]:
        """Tell what servers told of the pages that are indexed, by the ids of their articles."""
        ...

    def owners_metadata(self) -> str:
        """Give the TOML in which an owner's word on articles was kept; empty where there is none.

        It belongs to no generation, and outlasts whatever is built.
        """
        ...

    def keep_owners_metadata(self, text: str) -> None:
        """Keep that TOML, under the lock."""
        ...

    @property
    def n_bytes(self) -> int:
        """Count the bytes that it takes, without snapshots."""
        ...

    def last_number(self) -> int:
        """Give the greatest generation that anything here tells of, also if it is damaged."""
        ...

    def snapshots(self) -> tuple[SnapshotInfo, ...]:
        """List the snapshots that can be read, the newest generation first."""
        ...

    def take_snapshot(self, name: str | None = None) -> SnapshotInfo:
        """Keep the index as it is; without a name, once for each generation."""
        ...

    def snapshot_named(self, wanted: str) -> Address:
        """Find where a snapshot is by its name or generation; raises `SnapshotError`."""
        ...

    def snapshot_before(self, number: int) -> Address:
        """Find the newest snapshot of a generation before that; raises `SnapshotError`."""
        ...

    def check_sound(self, snapshot: Address, settings: Settings) -> None:
        """Refuse a snapshot that is damaged or made with other settings."""
        ...

    def differences(self, before: Address, after: Address | None) -> Differences:
        """Tell what happened to the articles between snapshots; `None` is the index as it is."""
        ...

    def at(self, snapshot: Address | None) -> AbstractContextManager[Address]:
        """Give, for a while, the address of a snapshot as an index of its own."""
        ...
