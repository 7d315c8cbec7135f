"""Bring the index in step with a folder of articles.

Encodings are committed as they are made, so that a build which was killed goes on where it was;
articles are committed in groups, each one whole and with a generation of its own.
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from corpus import Article, PassageLimits, passages, sentences
from index.database import (
    Settings,
    check_schema,
    check_settings,
    connect,
    create,
    database_path,
    raise_generation,
    read_settings,
    record_report,
    storage_errors,
    sync_directory,
    transaction,
    write_settings,
)
from index.encoder import Encoder
from index.errors import (
    DamagedIndexError,
    NothingToIndexError,
    OtherModelError,
    OtherSchemaError,
)
from index.gather import (
    ReadFile,
    UnchangedFile,
    UnreadableFile,
    article_id,
    articles_in,
    gather,
)
from index.lexical import ANALYSER
from index.lock import build_lock
from index.records import (
    Draft,
    Projection,
    delete_articles,
    encoding_key,
    read_article,
    stored_keys,
    sweep_encodings,
    write_article,
    write_encoding,
)
from index.report import Progress, Report, Skipped, Tally
from index.vector_file import FILE_NAME, VectorFile

__all__ = ["Builder"]

_GROUP_PASSAGES: Final = 256
"""Articles are committed when they have this many passages together."""

_ENCODE_PASSAGES: Final = 32
"""Passages handed to the encoder, and committed, at once: a killed build loses at most these."""

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
            tally = Tally(n_files_in_all=len(paths))
            stored = _file_digests(connection)
            self._store(connection, self._drafts(connection, folder, paths, stored, tally), tally)
            gone = sorted(stored.keys() - {article_id(path, folder) for path in paths})
            return self._finish(connection, gone, tally)

    def rebuild(self, folder: Path) -> Report:
        """Index all of `folder` anew, also with other models, and swap it in at one stroke.

        Encodings by the same models are used again. Until the end, readers see the old index.
        """
        paths = articles_in(folder)
        with build_lock(self.directory, self.lock_timeout_s):
            try:
                with self._open(check=False) as connection:
                    return self._replace_rows(connection, folder, paths)
            except (OtherSchemaError, DamagedIndexError):
                return self._replace_file(folder)

    def add(self, articles: Sequence[Article]) -> Report:
        """Index single articles; a `build` does not take them out again."""
        with self._writing() as connection:
            tally = Tally(n_files_in_all=len(articles))
            self._store(connection, (self._draft(each, None) for each in articles), tally)
            return self._finish(connection, [], tally)

    def add_files(self, folder: Path, paths: Sequence[Path]) -> Report:
        """Index single files of `folder` without looking at the others."""
        with self._writing() as connection:
            tally = Tally(n_files_in_all=len(paths))
            stored = _file_digests(connection)
            self._store(connection, self._drafts(connection, folder, paths, stored, tally), tally)
            return self._finish(connection, [], tally)

    def remove(self, ids: Sequence[str]) -> Report:
        """Take articles out; ids that are not in the index are reported as skipped."""
        with self._writing() as connection:
            tally = Tally(n_files_in_all=len(ids))
            known = _article_ids(connection)
            for each in ids:
                if each not in known:
                    tally.skipped.append(Skipped(each, "not in the index", kept=False))
            return self._finish(connection, [each for each in ids if each in known], tally)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with build_lock(self.directory, self.lock_timeout_s), self._open(check=True) as connection:
            yield connection

    @contextmanager
    def _open(self, *, check: bool) -> Iterator[sqlite3.Connection]:
        path = database_path(self.directory)
        with storage_errors(path):
            if not path.exists():
                create(path, self.settings)
            with closing(connect(path, writable=True)) as connection:
                check_schema(connection, path)
                if check:
                    check_settings(read_settings(connection), self.settings, path)
                yield connection

    def _replace_rows(
        self, connection: sqlite3.Connection, folder: Path, paths: Sequence[Path]
    ) -> Report:
        tally = Tally(n_files_in_all=len(paths))
        known = _article_ids(connection)
        drafts = list(self._drafts(connection, folder, paths, {}, tally))
        drafts += self._kept(connection, drafts, {article_id(path, folder) for path in paths})
        for group in _groups(drafts):
            self._encode(connection, group, tally)
        with transaction(connection):
            delete_articles(connection, known)
            write_settings(connection, self.settings)
            self._write(connection, drafts, tally)
            raise_generation(connection)
        tally.freed.update(row[0] for row in connection.execute("SELECT id FROM encodings"))
        names = {draft.article.id for draft in drafts}
        tally.added, tally.changed = sorted(names - known), sorted(names & known)
        tally.removed = sorted(known - names)
        return self._finish(connection, [], tally)

    def _replace_file(self, folder: Path) -> Report:
        """Build in a folder of its own, where a killed build goes on, and move the file here."""
        beside = replace(self, directory=self.directory / _REBUILDING)
        try:
            report = beside.build(folder)
        except (OtherSchemaError, DamagedIndexError, OtherModelError):
            shutil.rmtree(beside.directory)
            report = beside.build(folder)
        old = database_path(self.directory)
        for leftover in (f"{old}-wal", f"{old}-shm"):  # they belong to the old file
            Path(leftover).unlink(missing_ok=True)
        database_path(beside.directory).replace(old)
        sync_directory(self.directory)
        with suppress(FileNotFoundError):
            (beside.directory / FILE_NAME).replace(self.directory / FILE_NAME)
        shutil.rmtree(beside.directory)
        return report

    def _drafts(
        self,
        connection: sqlite3.Connection,
        folder: Path,
        paths: Sequence[Path],
        stored: Mapping[str, str],
        tally: Tally,
    ) -> Iterator[Draft]:
        """Prepare the files that are new or changed; note down the others."""
        known = _article_ids(connection)
        for file in gather(folder, paths, stored):
            tally.n_files += 1
            match file:
                case UnchangedFile():
                    tally.n_unchanged += 1
                case UnreadableFile(name, reason):
                    tally.skipped.append(Skipped(name, reason, kept=name in known))
                case ReadFile(article, sha256, encoding):
                    if encoding is not None:
                        tally.recoded.append((article.id, encoding))
                    yield self._draft(article, sha256)

    def _draft(self, article: Article, file_sha256: str | None) -> Draft:
        found = sentences(article)
        runs = passages(article, found, self.limits, self.encoder.n_tokens)
        return Draft(article, file_sha256, found, runs)

    def _kept(
        self, connection: sqlite3.Connection, drafts: Sequence[Draft], in_folder: AbstractSet[str]
    ) -> Iterator[Draft]:
        """Take up stored articles that no file gives: added singly, or their file is unreadable."""
        read = {draft.article.id for draft in drafts}
        rows = connection.execute("SELECT row, id, file_sha256 FROM articles").fetchall()
        for row, name, digest in rows:
            if name not in read and (digest is None or name in in_folder):
                yield self._draft(read_article(connection, row), digest)

    def _store(self, connection: sqlite3.Connection, drafts: Iterable[Draft], tally: Tally) -> None:
        """Encode and commit articles group by group."""
        known = _article_ids(connection)
        for group in _groups(drafts):
            self._encode(connection, group, tally)
            with transaction(connection):
                self._write(connection, group, tally)
                raise_generation(connection)
            for draft in group:
                (tally.changed if draft.article.id in known else tally.added).append(
                    draft.article.id
                )

    def _encode(
        self, connection: sqlite3.Connection, drafts: Sequence[Draft], tally: Tally
    ) -> None:
        """Commit the encodings that these articles need and the database lacks."""
        wanted = [
            (encoding_key(passage, self._models), passage)
            for draft in drafts
            for passage in draft.passages
        ]
        have = stored_keys(connection, (key for key, _ in wanted))
        missing = list({key: passage for key, passage in wanted if key not in have}.items())
        tally.n_reused += len(wanted) - len(missing)
        for i in range(0, len(missing), _ENCODE_PASSAGES):
            some = missing[i : i + _ENCODE_PASSAGES]
            encodings = self.encoder.encode_passages([passage.text for _, passage in some])
            with transaction(connection):
                for (key, passage), encoding in zip(some, encodings, strict=True):
                    write_encoding(connection, key, passage, encoding, self.projection)
            tally.n_encoded += len(some)
            self.on_progress(Progress(tally.n_files, tally.n_files_in_all, tally.n_encoded))

    def _write(self, connection: sqlite3.Connection, drafts: Iterable[Draft], tally: Tally) -> None:
        for draft in drafts:
            tally.freed |= write_article(connection, draft, self._models)

    @property
    def _models(self) -> str:
        return self.settings.models

    def _finish(self, connection: sqlite3.Connection, gone: Sequence[str], tally: Tally) -> Report:
        """Drop what is gone, report, and write the vector file if the old one is of little use."""
        if gone:
            with transaction(connection):
                tally.freed |= delete_articles(connection, gone)
                raise_generation(connection)
            tally.removed.extend(gone)
        report = tally.report(connection)
        if report.generation == 0:
            raise NothingToIndexError(tally.nothing_read)
        if tally.added or tally.changed or tally.removed:
            with transaction(connection):
                sweep_encodings(connection, tally.freed)
                record_report(connection, report.to_json())
        self._save_vectors(connection)
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
        return report

    def _save_vectors(self, connection: sqlite3.Connection) -> None:
        file = VectorFile(
            self.directory / FILE_NAME,
            self._models,
            self.encoder.dimension,
            self.projection.vectors,
        )
        if not file.is_useful(connection):
            file.load(connection)


def _file_digests(connection: sqlite3.Connection) -> dict[str, str]:
    """SHA-256 of its file for every article that came from a folder."""
    return dict(
        connection.execute("SELECT id, file_sha256 FROM articles WHERE file_sha256 IS NOT NULL")
    )


def _article_ids(connection: sqlite3.Connection) -> set[str]:
    return {row[0] for row in connection.execute("SELECT id FROM articles")}


def _groups(drafts: Iterable[Draft]) -> Iterator[list[Draft]]:
    """Drafts in lists of about the same number of passages."""
    group: list[Draft] = []
    for draft in drafts:
        group.append(draft)
        if sum(len(each.passages) + 1 for each in group) >= _GROUP_PASSAGES:
            yield group
            group = []
    if group:
        yield group
