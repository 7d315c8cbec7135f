"""A `Build` in a SQLite database: each step a transaction, each group of articles a generation."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from onrecord.corpus import Article
from onrecord.corpus.reading.item import Validators
from onrecord.index.encoding.packing import Packing
from onrecord.index.store.added import keep_copies, match_copies
from onrecord.index.store.carry_over import carry_encodings, is_older
from onrecord.index.store.database import database_path, transaction
from onrecord.index.store.drafts import Draft, EncodingBlobs
from onrecord.index.store.duplicates import sketch_articles
from onrecord.index.store.entries import index_facts
from onrecord.index.store.generations import raise_generation, record_report
from onrecord.index.store.history import note_number
from onrecord.index.store.place import Address, path_of
from onrecord.index.store.records import (
    delete_articles,
    read_article,
    read_tokens,
    stored_keys,
    sweep_encodings,
    write_article,
    write_encoding,
)
from onrecord.index.store.restore import Differences, attached, differences, take_over
from onrecord.index.store.settings import Settings, read_settings, write_settings
from onrecord.index.store.soundness import problems, refuse_unsound
from onrecord.index.store.sqlite_snapshot import SqliteSnapshot
from onrecord.index.store.stored_files import (
    FileState,
    StoredFiles,
    remember_states,
    stored_files,
    stored_files_at,
)
from onrecord.index.store.validators import remember

__all__ = ["SqliteBuild"]


@dataclass(frozen=True, slots=True)
class SqliteBuild:
    """Writes the database in `directory` through one connection.

    `freed` are the encodings that are perhaps no longer used.
    """

    directory: Path
    connection: sqlite3.Connection
    freed: set[int] = field(default_factory=set)

    def snapshot(self) -> SqliteSnapshot:
        """Read what there is by now, through the same connection."""
        return SqliteSnapshot(database_path(self.directory), self.connection)

    def crew(self, settings: Settings) -> None:
        """Give nobody: a folder has one writer."""

    def file_digests(self) -> Mapping[str, str | None]:
        """SHA-256 of the file of each article, by ids; `None` where no file holds it."""
        return dict(self.connection.execute("SELECT id, file_sha256 FROM articles"))

    def holds(self, article: Article, file_sha256: str | None) -> bool:
        """Whether just this article is stored, of a file with that SHA-256."""
        found = self.connection.execute(
            "SELECT row FROM articles WHERE id = ? AND file_sha256 IS ?", (article.id, file_sha256)
        ).fetchone()
        return found is not None and read_article(self.connection, found[0]) == article

    def stored_files(self) -> StoredFiles:
        """Tell what is known of the files of all articles that came from a folder."""
        return stored_files(self.connection)

    def stored_files_at(self, names: Iterable[str], marks: Iterable[str]) -> StoredFiles:
        """Tell it of ids that are one of the names, or a name and a mark and whatever else."""
        return stored_files_at(self.connection, names, marks)

    def stored_keys(self, keys: Iterable[bytes]) -> set[bytes]:
        """Which of the keys have an encoding."""
        return stored_keys(self.connection, keys)

    def put_encodings(self, encodings: Mapping[bytes, EncodingBlobs]) -> None:
        """Store encodings by their keys, for whoever goes on if this build is killed."""
        with transaction(self.connection):
            for key, blobs in encodings.items():
                write_encoding(self.connection, key, blobs)

    def carry_over(self, packing: Packing) -> None:
        """Take over those encodings of an older index that can be packed."""
        older = database_path(self.directory.parent)
        if is_older(older):
            carry_encodings(self.connection, older, packing)
            self.freed.update(row for (row,) in self.connection.execute("SELECT id FROM encodings"))

    def tokens(
        self, keys: Sequence[bytes]
    ) -> list[tuple[npt.NDArray[np.uint8], npt.NDArray[np.int32]]]:
        """Read the packed tokens of stored encodings, and their spans in the passage."""
        return read_tokens(self.connection, keys)

    def put_articles(self, drafts: Iterable[Draft]) -> None:
        """Store articles in place of those of their ids; their encodings must be stored."""
        with transaction(self.connection):
            self._write(drafts, read_settings(self.connection))
            raise_generation(self.connection)
        with transaction(self.connection):  # a killed build would leave all of it to the next
            sketch_articles(self.connection)

    def remove(self, ids: Iterable[str]) -> None:
        """Take articles out."""
        with transaction(self.connection):
            self.freed.update(delete_articles(self.connection, ids))
            raise_generation(self.connection)

    def replace_all(self, drafts: Sequence[Draft], settings: Settings) -> None:
        """Hold these articles and no others, made with these settings."""
        with transaction(self.connection):
            delete_articles(self.connection, self.file_digests())
            write_settings(self.connection, settings)
            self._write(drafts, settings)
            raise_generation(self.connection)
        self.freed.update(row for (row,) in self.connection.execute("SELECT id FROM encodings"))

    def _write(self, drafts: Iterable[Draft], settings: Settings) -> None:
        for draft in drafts:
            if draft.file_sha256 is None:
                keep_copies(self.directory, [draft.article])
            self.freed.update(write_article(self.connection, draft, settings.models))

    def take_over(self, snapshot: Address, settings: Settings) -> Differences:
        """Hold what a snapshot holds; tell what became of the articles."""
        with attached(self.connection, path_of(snapshot)), transaction(self.connection):
            found = differences(self.connection)
            if read_settings(self.connection) != settings:
                found = found.of_all(self.file_digests().keys())
                write_settings(self.connection, settings)
            self.freed.update(take_over(self.connection, found))
            raise_generation(self.connection)
        return found

    def remember(self, fetched: Mapping[str, Validators]) -> None:
        """Keep what servers told of those pages that are indexed."""
        with transaction(self.connection):
            remember(self.connection, fetched)

    @contextmanager
    def publishing(self, states: Mapping[str, FileState]) -> Iterator[SqliteSnapshot]:
        """Leave the database in order, in one transaction."""
        with transaction(self.connection):
            index_facts(self.connection)
            sketch_articles(self.connection)
            found = self.snapshot()
            yield found
            remember_states(self.connection, states)
        match_copies(self.directory, self.connection)
        note_number(self.directory, found.generation.number)
        self.connection.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def record(self, report: str) -> None:
        """Keep the report, and sweep what the build no longer needs."""
        sweep_encodings(self.connection, self.freed)
        record_report(self.connection, report)

    def publish_as(self, number: int, report: str) -> None:
        """Give what is published a greater number, and this report."""
        with transaction(self.connection):
            raise_generation(self.connection, above=number - 1)
            record_report(self.connection, report)

    def refuse_damaged(self) -> None:
        """Raise `DamagedIndexError` if any row is not what it was written as."""
        refuse_unsound(problems(self.connection), database_path(self.directory))
