"""A `Store` in a folder: a SQLite database, and beside it copies, snapshots and the lock."""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from onrecord.corpus import Article
from onrecord.corpus.page.owners import OWNERS_FILE
from onrecord.corpus.reading.item import Validators
from onrecord.index.errors import StorageError
from onrecord.index.files import n_bytes, replacing, sweep_drafts, sync_directory
from onrecord.index.store.added import kept_articles
from onrecord.index.store.database import (
    check_header,
    check_schema,
    connect,
    create,
    database_path,
    drop_log,
    storage_errors,
)
from onrecord.index.store.history import last_number, note_number
from onrecord.index.store.lock import Right, Turn, build_lock
from onrecord.index.store.place import Address, path_of
from onrecord.index.store.protocols import Build, Crew
from onrecord.index.store.restore import Differences, compare
from onrecord.index.store.settings import Settings
from onrecord.index.store.snapshots import (
    SnapshotInfo,
    earlier_snapshot,
    find_snapshot,
    snapshots,
    take_snapshot,
)
from onrecord.index.store.soundness import check_sound
from onrecord.index.store.sqlite_build import SqliteBuild
from onrecord.index.store.sqlite_snapshot import SqliteSnapshot
from onrecord.index.store.validators import recall

__all__ = ["SqliteStore"]

_BESIDE: Final = "rebuilding"


@dataclass(frozen=True, slots=True)
class SqliteStore:
    """The database in `folder`."""

    folder: Path

    @property
    def name(self) -> str:
        """Its file."""
        return str(database_path(self.folder))

    def open(self) -> SqliteSnapshot:
        """Open the newest generation; raises `MissingIndexError` if there is no index."""
        return SqliteSnapshot.open(database_path(self.folder))

    def held(self) -> closing[SqliteSnapshot]:
        """Open the newest generation: its transaction keeps it."""
        return closing(self.open())

    @contextmanager
    def locked(self, timeout_s: float, right: Right = Right.WHOLE) -> Iterator[None]:
        """Hold a right to write; raises `BusyIndexError` if it isn't free within that time."""
        path = database_path(self.folder)
        with storage_errors(path), build_lock(self.folder, right, timeout_s):
            sweep_drafts(self.folder)
            yield

    @contextmanager
    def opened(self, settings: Settings, right: Right = Right.WHOLE) -> Iterator[SqliteBuild]:  # noqa: ARG002 - who lost it is gone
        """Open the database, or lay out an empty one, and take a turn to write."""
        path = database_path(self.folder)
        with storage_errors(path), Turn.taken(self.folder) as turn:
            if not path.exists():
                create(path, settings)
            with closing(connect(path, writable=True)) as connection:
                check_header(connection, path)
                check_schema(connection, path)
                yield SqliteBuild(self.folder, connection, turn, self._perhaps_unused(connection))

    @property
    def _is_beside(self) -> bool:
        return self.folder.name == _BESIDE

    def _perhaps_unused(self, connection: sqlite3.Connection) -> set[int]:
        """Doubt every encoding where some may be of articles that are gone."""
        if not self._is_beside:
            return set()
        return {row for (row,) in connection.execute("SELECT id FROM encodings")}

    def joined(self, settings: Settings) -> AbstractContextManager[tuple[Build, Crew]]:  # noqa: ARG002
        """Refuse: a folder has one writer."""
        raise StorageError(f"{self.name} has one writer; name a postgresql://… that many share")

    def kept(self) -> tuple[list[Article], list[str]]:
        """Read the copies: articles in the order of their ids, and the names of damaged copies."""
        return kept_articles(self.folder)

    @property
    def beside(self) -> Path:
        """A folder of its own, where a killed build goes on."""
        return self.folder / _BESIDE

    def take_over(self, beside: Address, number: int) -> None:
        """Move the database that was made beside here."""
        old = database_path(self.folder)
        drop_log(old)
        database_path(path_of(beside)).replace(old)
        sync_directory(self.folder)
        note_number(self.folder, number)

    def discard(self) -> None:
        """Delete the folder."""
        shutil.rmtree(self.folder)

    def shard(self, addresses: Sequence[str]) -> None:  # noqa: ARG002
        """Refuse: a folder is on one machine."""
        raise StorageError(
            f"the index {self.name} is a folder, which has no shards: set "
            "ONRECORD_INDEX=postgresql://…"
        )

    def validators(self) -> dict[str, Validators]:
        """Tell what servers told of the pages that are indexed, by the ids of their articles."""
        return recall(self.folder)

    def owners_metadata(self) -> str:
        """Read the file of that name."""
        path = self.folder / OWNERS_FILE
        return path.read_text("utf-8") if path.is_file() else ""

    def keep_owners_metadata(self, text: str) -> None:
        """Write it, whole or not at all."""
        with replacing(self.folder / OWNERS_FILE) as draft:
            draft.write_text(text, "utf-8")

    @property
    def n_bytes(self) -> int:
        """Count the bytes of the files in the folder."""
        return n_bytes(self.folder)

    def last_number(self) -> int:
        """Give the greatest generation that anything here tells of, also if it is damaged."""
        return last_number(self.folder)

    def snapshots(self) -> tuple[SnapshotInfo, ...]:
        """List the snapshots that can be read, the newest generation first."""
        return snapshots(self.folder)

    def take_snapshot(self, name: str | None = None) -> SnapshotInfo:
        """Keep the index as it is; without a name, once for each generation."""
        return take_snapshot(self.folder, name)

    def snapshot_named(self, wanted: str) -> Path:
        """Find the file of a snapshot by its name or generation."""
        return find_snapshot(self.folder, wanted)

    def snapshot_before(self, number: int) -> Path:
        """Find the file of the newest snapshot of a generation before that."""
        return earlier_snapshot(self.folder, number)

    def check_sound(self, snapshot: Address, settings: Settings) -> None:
        """Refuse a snapshot that is damaged or made with other settings."""
        check_sound(path_of(snapshot), settings)

    def differences(self, before: Address, after: Address | None) -> Differences:
        """Tell what happened to the articles between snapshots; `None` is the index as it is."""
        return compare(path_of(before), path_of(after or database_path(self.folder)))

    @contextmanager
    def at(self, snapshot: Address | None) -> Iterator[Path]:
        """Give a folder that has a link to the file of a snapshot, so that nothing is copied."""
        if snapshot is None:
            yield self.folder
            return
        with tempfile.TemporaryDirectory(prefix="onrecord-") as folder:
            database_path(Path(folder)).symlink_to(path_of(snapshot).absolute())
            yield Path(folder)
