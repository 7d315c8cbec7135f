"""A `Build` in a SQLite database: each step a transaction, each group of articles a generation."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from onrecord.corpus import Article
from onrecord.corpus.reading.item import Validators
from onrecord.index.store.added import keep_copies, match_copies
from onrecord.index.store.analysed import Analysed
from onrecord.index.store.database import database_path, transaction
from onrecord.index.store.drafts import EncodingBlobs
from onrecord.index.store.duplicates import prepare_sketches, sketch_articles
from onrecord.index.store.entries import index_facts
from onrecord.index.store.generations import raise_generation, record_report
from onrecord.index.store.history import note_number
from onrecord.index.store.lock import Turn
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


@dataclass(slots=True)
class SqliteBuild:
    """Writes the database in `directory` through one connection, when it is its turn.

    `freed` are the encodings that are perhaps no longer used; `number` is that of the generation
    which it made last.
    """

    directory: Path
    connection: sqlite3.Connection
    turn: Turn
    freed: set[int] = field(default_factory=set)
    number: int = 0

    def snapshot(self) -> SqliteSnapshot:
        """Read what there is by now, through the same connection."""
        return SqliteSnapshot(database_path(self.directory), self.connection)

    def resting(self) -> AbstractContextManager[None]:
        """Let others write what they may, until the end of the block."""
        return self.turn.given_up()

    def crew(self, settings: Settings) -> None:
        """Give nobody: a folder has one writer."""

    def file_digests(self) -> Mapping[str, str | None]:
        """SHA-256 of the file of each article, by ids; `None` where no file holds it."""
        return dict(self.connection.execute("SELECT id, file_sha256 FROM articles"))

    def numbers(self, ids: Iterable[str] | None = None) -> dict[str, int]:
        """Tell the rows of these articles, by ids, or of all; no row is ever given twice."""
        if ids is None:
            return dict(self.connection.execute("SELECT id, row FROM articles"))
        return dict(
            self.connection.execute(
                "SELECT id, row FROM articles WHERE id IN (SELECT value FROM json_each(?))",
                (json.dumps(list(ids)),),
            )
        )

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
            there = stored_keys(self.connection, encodings)
            for key in encodings.keys() - there:
                write_encoding(self.connection, key, encodings[key])

    def tokens(
        self, keys: Sequence[bytes]
    ) -> list[tuple[npt.NDArray[np.uint8], npt.NDArray[np.int32]]]:
        """Read the packed tokens of stored encodings, and their spans in the passage."""
        return read_tokens(self.connection, keys)

    def put_articles(self, articles: Iterable[Analysed]) -> None:
        """Store articles in place of those of their ids; their encodings must be stored."""
        with self._changing():
            self._write(articles, read_settings(self.connection))

    def remove(self, ids: Iterable[str]) -> None:
        """Take articles out."""
        with self._changing():
            self.freed.update(delete_articles(self.connection, ids))

    def replace_all(self, articles: Iterable[Analysed], settings: Settings) -> None:
        """Hold these articles and no others, made with these settings."""
        with self._changing():
            delete_articles(self.connection, self.file_digests())
            write_settings(self.connection, settings)
            self._write(articles, settings)
        self.freed.update(row for (row,) in self.connection.execute("SELECT id FROM encodings"))

    def _write(self, articles: Iterable[Analysed], settings: Settings) -> None:
        prepare_sketches(self.connection)
        for each in articles:
            if each.draft.file_sha256 is None:
                keep_copies(self.directory, [each.draft.article])
            self.freed.update(write_article(self.connection, each, settings.models))

    def take_over(self, snapshot: Address, settings: Settings) -> Differences:
        """Hold what a snapshot holds; tell what became of the articles."""
        with attached(self.connection, path_of(snapshot)), self._changing():
            found = differences(self.connection)
            if read_settings(self.connection) != settings:
                found = found.of_all(self.file_digests().keys())
                write_settings(self.connection, settings)
            self.freed.update(take_over(self.connection, found))
        return found

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Make a generation of what is done within, or nothing."""
        with transaction(self.connection):
            yield
            number = raise_generation(self.connection)
        self.number = number

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
        record_report(self.connection, self.number, report)

    def publish_as(self, number: int, report: str) -> None:
        """Give what is published a greater number, and this report."""
        with transaction(self.connection):
            record_report(self.connection, raise_generation(self.connection, number - 1), report)

    def refuse_damaged(self) -> None:
        """Raise `DamagedIndexError` if any row is not what it was written as."""
        refuse_unsound(problems(self.connection), database_path(self.directory))
