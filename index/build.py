"""Bring the index in step with a folder of articles.

Encodings are committed as they are made, so that a build which was killed goes on where it was;
articles are committed in groups, each one whole and with a generation of its own.
"""

import shutil
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from corpus import Article, PassageLimits
from corpus.item import Validators
from index.added import kept_articles, match_copies
from index.database import (
    check_header,
    check_schema,
    connect,
    create,
    database_path,
    drop_log,
    storage_errors,
    transaction,
)
from index.duplicates import sketch_articles
from index.encoder import Encoder
from index.errors import (
    DamagedIndexError,
    NothingToIndexError,
    NotIndexedError,
    OtherModelError,
    OtherSchemaError,
)
from index.files import sweep_drafts, sync_directory
from index.gather import (
    Gathered,
    ReadFile,
    UnchangedFile,
    articles_in,
    files_at,
    gather,
)
from index.generations import generation, raise_generation, record_report
from index.history import last_number, note_number
from index.lexical import ANALYSER
from index.lock import build_lock
from index.records import (
    Projection,
    delete_articles,
    read_article,
    sweep_encodings,
)
from index.report import PACKED, Progress, Report, Skipped, Tally
from index.restore import attached, differences, take_over
from index.settings import Settings, check_settings, read_settings, write_settings
from index.stored_files import NOTHING_STORED, remember_states, stored_files
from index.validators import remember
from index.vector_file import FILE_NAME, VectorFile
from index.verify import check_sound, refuse_damaged
from index.writer import Writer, article_ids

__all__ = ["Builder"]

_REBUILDING: Final = "rebuilding"


def _silent(_: Progress) -> None:
    """Nobody listens."""


@dataclass(frozen=True, slots=True)
class Builder:
    """Writes the index in `directory`; one at a time, whoever comes second waits.

    Every method raises `StorageError` (its heirs say which) if the index can't be written, and
    leaves the last committed generation in place whatever happens.
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
            ANALYSER,
        )  # fmt: skip

    def build(self, folder: Path) -> Report:
        """Index what is new or changed in `folder`, drop what is gone from it.

        Raises
        ------
        NothingToIndexError
            If the folder holds no article.
        OtherModelError, OtherSchemaError, DamagedIndexError
            If the index at hand can't be added to; `rebuild` replaces it.
        """
        paths = articles_in(folder)
        with self._writing() as connection:
            tally = Tally("build", n_files_in_all=len(paths))
            stored = stored_files(connection)
            writer = self._writer(connection, tally)
            writer.store(writer.drafted(gather(folder, paths, stored)))
            return self._finish(connection, tally.vanished(stored.digests), tally)

    def follow(self, folder: Path, paths: Collection[Path]) -> Report:
        """Do what `build` does, for these files and folders of `folder` alone."""
        with self._writing() as connection:
            stored = stored_files(connection)
            there = sorted({file for path in paths for file in files_at(path, folder)})
            tally = Tally("build", n_files_in_all=len(there))
            writer = self._writer(connection, tally)
            writer.store(writer.drafted(gather(folder, there, stored)))
            names = {path.relative_to(folder).as_posix() for path in paths}
            inside = tuple(name + mark for name in names for mark in PACKED)
            asked = (each for each in stored.digests if each in names or each.startswith(inside))
            return self._finish(connection, tally.vanished(asked), tally)

    def rebuild(self, folder: Path) -> Report:
        """Index all of `folder` anew, also with other models, and swap it in at one stroke.

        Encodings by the same models are used again. Until the end, readers see the old index.
        """
        paths = articles_in(folder)
        with self._locked():
            try:
                with self._open(check=False) as connection:
                    refuse_damaged(connection, database_path(self.directory))
                    return self._replace_rows(connection, folder, paths)
            except (OtherSchemaError, DamagedIndexError):
                kept, damaged = kept_articles(self.directory)
                return self._beside(
                    lambda beside: beside._anew(folder, paths, kept, damaged)  # noqa: SLF001
                )

    def roll_back(self, snapshot: Path) -> Report:
        """Make the index what it was in a snapshot: as a new generation, at one stroke.

        Raises
        ------
        DamagedIndexError, OtherSchemaError
            If the snapshot is not sound.
        OtherModelError
            If it was made with other settings than are set now.
        """
        check_sound(snapshot, self.settings)
        with self._locked():
            try:
                with self._open(check=False) as connection:
                    return self._take_over(connection, snapshot)
            except (OtherSchemaError, DamagedIndexError):
                return self._beside(lambda beside: beside.roll_back(snapshot))

    def add(self, articles: Sequence[Article]) -> Report:
        """Index single articles; a `build` does not take them out again."""
        with self._writing() as connection:
            tally = Tally("add", n_files_in_all=len(articles))
            writer = self._writer(connection, tally)
            writer.store(writer.draft(each, None) for each in articles)
            return self._finish(connection, [], tally)

    def take(
        self, found: Iterable[Gathered], fetched: Mapping[str, Validators] = MappingProxyType({})
    ) -> Report:
        """Index what was gathered one by one, wherever it is from; nothing else is looked at.

        `fetched` has, once all was gathered, the validators of pages, which are kept.

        Raises
        ------
        NothingToIndexError
            If nothing of it could be read.
        """
        with self._writing() as connection:
            tally = Tally("add")
            new = _without_stored(connection, found)
            writer = self._writer(connection, tally)
            writer.store(writer.drafted(new))
            if len(tally.skipped) == tally.n_files:
                raise NothingToIndexError(tally.nothing_read)
            with transaction(connection):
                remember(connection, fetched)
            return self._finish(connection, [], tally)

    def remove(self, ids: Sequence[str]) -> Report:
        """Take articles out: all of them, or none if one is not in the index.

        Raises
        ------
        NotIndexedError
            If one of them is not in the index; it names them all.
        """
        with self._writing() as connection:
            known = article_ids(connection)
            unknown = [repr(each) for each in ids if each not in known]
            if unknown:
                raise NotIndexedError(f"not in the index: {', '.join(unknown)}; none was removed")
            tally = Tally("remove", n_files_in_all=len(ids))
            return self._finish(connection, sorted(set(ids)), tally)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._locked(), self._open(check=True) as connection:
            yield connection

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with (
            storage_errors(database_path(self.directory)),
            build_lock(self.directory, self.lock_timeout_s),
        ):
            sweep_drafts(self.directory)
            yield

    @contextmanager
    def _open(self, *, check: bool) -> Iterator[sqlite3.Connection]:
        path = database_path(self.directory)
        with storage_errors(path):
            if not path.exists():
                create(path, self.settings)
            check_header(path)
            with closing(connect(path, writable=True)) as connection:
                check_schema(connection, path)
                if check:
                    check_settings(read_settings(connection), self.settings, path)
                yield connection

    def _replace_rows(
        self, connection: sqlite3.Connection, folder: Path, paths: Sequence[Path]
    ) -> Report:
        tally = Tally("build --force", n_files_in_all=len(paths))
        known = article_ids(connection)
        writer = self._writer(connection, tally)
        drafts = list(writer.drafted(gather(folder, paths, NOTHING_STORED)))
        drafts += writer.kept(drafts)
        writer.encode(drafts)
        with transaction(connection):
            delete_articles(connection, known)
            write_settings(connection, self.settings)
            writer.write(drafts)
            raise_generation(connection)
        tally.freed.update(row[0] for row in connection.execute("SELECT id FROM encodings"))
        names = {draft.article.id for draft in drafts}
        tally.added, tally.changed = sorted(names - known), sorted(names & known)
        tally.removed = sorted(known - names)
        return self._finish(connection, [], tally)

    def _anew(
        self, folder: Path, paths: Sequence[Path], kept: Sequence[Article], damaged: Sequence[str]
    ) -> Report:
        """Build where nothing else is, with the articles that are in no folder."""
        with self._writing() as connection:
            tally = Tally("build --force", n_files_in_all=len(paths))
            stored = stored_files(connection)
            writer = self._writer(connection, tally)
            writer.store(writer.drafted(gather(folder, paths, stored)))
            known = article_ids(connection)
            writer.store(writer.draft(each, None) for each in kept if each.id not in known)
            tally.skipped += [Skipped(each, "this copy is damaged", kept=False) for each in damaged]
            return self._finish(connection, [], tally)

    def _take_over(self, connection: sqlite3.Connection, snapshot: Path) -> Report:
        tally = Tally(f"rollback to {snapshot.stem}")
        with attached(connection, snapshot), transaction(connection):
            found = differences(connection)
            if read_settings(connection) != self.settings:
                found = found.of_all(article_ids(connection))
                write_settings(connection, self.settings)
            tally.freed |= take_over(connection, found)
            raise_generation(connection)
        tally.added, tally.changed = [*found.added], [*found.changed]
        tally.removed = [*found.removed]
        return self._finish(connection, [], tally)

    def _beside(self, act: Callable[["Builder"], Report]) -> Report:
        """Build in a folder of its own, where a killed build goes on, and move the file here."""
        beside = replace(self, directory=self.directory / _REBUILDING)
        try:
            report = act(beside)
        except (OtherSchemaError, DamagedIndexError, OtherModelError):
            shutil.rmtree(beside.directory)
            report = act(beside)
        with beside._writing() as connection, transaction(connection):  # noqa: SLF001
            raise_generation(connection, above=last_number(self.directory))
            report = replace(report, generation=generation(connection).number)
            record_report(connection, report.to_json())
        old = database_path(self.directory)
        drop_log(old)
        database_path(beside.directory).replace(old)
        sync_directory(self.directory)
        with suppress(FileNotFoundError):
            (beside.directory / FILE_NAME).replace(self.directory / FILE_NAME)
        note_number(self.directory, report.generation)
        shutil.rmtree(beside.directory)
        return report

    def _writer(self, connection: sqlite3.Connection, tally: Tally) -> Writer:
        return Writer(
            connection, self.directory, self.encoder, self.projection, self.limits,
            self.settings.models, self.on_progress, tally,
        )  # fmt: skip

    def _finish(self, connection: sqlite3.Connection, gone: Sequence[str], tally: Tally) -> Report:
        """Drop what is gone, report, and write the vector file if the old one is of little use."""
        if gone:
            with transaction(connection):
                tally.freed |= delete_articles(connection, gone)
                raise_generation(connection)
            tally.removed.extend(gone)
        with transaction(connection):
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


def _without_stored(
    connection: sqlite3.Connection, found: Iterable[Gathered]
) -> Iterator[Gathered]:
    """Mark what is stored already, article and digest, as unchanged."""
    for each in found:
        if isinstance(each, ReadFile) and _is_stored(connection, each):
            yield UnchangedFile(each.article.id)
        else:
            yield each


def _is_stored(connection: sqlite3.Connection, found: ReadFile) -> bool:
    rows = connection.execute(
        "SELECT row FROM articles WHERE id = ? AND file_sha256 IS ?",
        (found.article.id, found.sha256),
    ).fetchall()
    return any(read_article(connection, row) == found.article for (row,) in rows)
