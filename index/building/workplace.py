"""Where an index is written and with what: opened for one writer at a time, and left in order."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from onrecord.corpus import PassageLimits
from onrecord.corpus.speech import RULES
from onrecord.index.building.lock import build_lock
from onrecord.index.building.report import Progress, Report, Tally
from onrecord.index.building.writer import Writer
from onrecord.index.encoding.encoder import Encoder
from onrecord.index.errors import NothingToIndexError
from onrecord.index.files import sweep_drafts
from onrecord.index.lexical import ANALYSER
from onrecord.index.search.vector_file import FILE_NAME, VectorFile
from onrecord.index.store.added import match_copies
from onrecord.index.store.database import (
    check_header,
    check_schema,
    connect,
    create,
    database_path,
    storage_errors,
    transaction,
)
from onrecord.index.store.duplicates import sketch_articles
from onrecord.index.store.entries import index_facts
from onrecord.index.store.generations import raise_generation, record_report
from onrecord.index.store.history import note_number
from onrecord.index.store.records import Projection, delete_articles, sweep_encodings
from onrecord.index.store.settings import Settings, check_settings, read_settings
from onrecord.index.store.stored_files import remember_states

__all__ = ["Workplace"]


def _silent(_: Progress) -> None:
    """Nobody listens."""


@dataclass(frozen=True, slots=True)
class Workplace:
    """The index in `directory`, what its rows are made with, and who hears how far a build is.

    Whoever comes second waits for `lock_timeout_s`.
    """

    directory: Path
    encoder: Encoder
    projection: Projection
    limits: PassageLimits = field(default_factory=PassageLimits)
    on_progress: Callable[[Progress], None] = _silent
    lock_timeout_s: float = 60.0

    @property
    def settings(self) -> Settings:
        """What the rows of this index are made with."""
        return Settings(
            self.encoder.name, self.projection.name, self.encoder.dimension, str(self.limits),
            ANALYSER, RULES,
        )  # fmt: skip

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Be its only writer; raises `StorageError` if its rows were made with something else."""
        with self.locked(), self.opened() as connection:
            path = database_path(self.directory)
            check_settings(read_settings(connection), self.settings, path)
            yield connection

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep every other writer out."""
        with (
            storage_errors(database_path(self.directory)),
            build_lock(self.directory, self.lock_timeout_s),
        ):
            sweep_drafts(self.directory)
            yield

    @contextmanager
    def opened(self) -> Iterator[sqlite3.Connection]:
        """Open the database, or lay out an empty one."""
        path = database_path(self.directory)
        with storage_errors(path):
            if not path.exists():
                create(path, self.settings)
            with closing(connect(path, writable=True)) as connection:
                check_header(connection, path)
                check_schema(connection, path)
                yield connection

    def writer(self, connection: sqlite3.Connection, tally: Tally) -> Writer:
        """Make what writes articles through a connection, and notes in `tally` what it did."""
        return Writer(
            connection, self.directory, self.encoder, self.projection, self.limits,
            self.settings.models, self.on_progress, tally,
        )  # fmt: skip

    def finish(self, connection: sqlite3.Connection, gone: Sequence[str], tally: Tally) -> Report:
        """Drop what is gone, report, and write the vector file if the old one is of little use."""
        if gone:
            with transaction(connection):
                tally.freed |= delete_articles(connection, gone)
                raise_generation(connection)
            tally.removed.extend(gone)
        with transaction(connection):
            index_facts(connection)
            sketch_articles(connection)
            report = tally.report(connection)
            if report.generation == 0:
                raise NothingToIndexError(tally.nothing_read)
            remember_states(connection, tally.states)
            if tally.has_changed or report.action.startswith("rollback"):
                sweep_encodings(connection, tally.freed)
                record_report(connection, report.to_json())
        match_copies(self.directory, connection)
        note_number(self.directory, report.generation)
        self._save_vectors(connection)
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
        return report

    def _save_vectors(self, connection: sqlite3.Connection) -> None:
        file = VectorFile(
            self.directory / FILE_NAME,
            self.settings.models,
            self.encoder.dimension,
            self.projection.vectors,
        )
        if not file.is_useful(connection):
            file.load(connection)
