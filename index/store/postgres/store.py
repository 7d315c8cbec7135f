"""A `Store` in a PostgreSQL database: a schema for the rows, a folder for what is derived."""

import secrets
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from onrecord.corpus import Article
from onrecord.corpus.reading.item import Validators
from onrecord.index.errors import (
    MissingIndexError,
    SnapshotError,
    StorageError,
)
from onrecord.index.store.lock import Right
from onrecord.index.store.place import Address, Database, VectorsIn
from onrecord.index.store.postgres.build import PostgresBuild
from onrecord.index.store.postgres.comparison import differences, generation_at
from onrecord.index.store.postgres.connection import (
    Connection,
    connect,
    storage_errors,
    take_lock,
)
from onrecord.index.store.postgres.crew import PostgresCrew
from onrecord.index.store.postgres.generations import begin, written
from onrecord.index.store.postgres.reading import Held
from onrecord.index.store.postgres.rows import FACTS, article_of
from onrecord.index.store.postgres.schema import BESIDE, LIVING, check_layout
from onrecord.index.store.postgres.shards import (
    WHOLE,
    add_shards,
    count_on,
    drop_rows,
    lay_out_all,
    parts_of,
    refuse_lost,
    shards_of,
)
from onrecord.index.store.postgres.snapshot import PostgresSnapshot
from onrecord.index.store.postgres.sweeping import take_back
from onrecord.index.store.postgres.vectors import lay_vectors, vectors_in
from onrecord.index.store.restore import Differences
from onrecord.index.store.settings import Settings, check_settings
from onrecord.index.store.snapshots import SnapshotInfo, check_name, chosen, earlier
from onrecord.index.store.soundness import refuse_unsound

__all__ = ["PostgresStore"]

_LOST_S: Final = 15.0
"""For so long the server may take to see that a writer is gone."""


@dataclass(frozen=True, slots=True)
class PostgresStore:
    """The schema of an index in `database`, or one of its snapshots."""

    database: Database

    @property
    def folder(self) -> Path:
        """Where the vector file lies on this machine."""
        return self.database.folder

    @property
    def name(self) -> str:
        """Its address, without a password."""
        return self.database.name

    def open(self) -> PostgresSnapshot:
        """Open the newest generation; raises `MissingIndexError` if there is no index."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return PostgresSnapshot(Held(self.database))

    @contextmanager
    def held(self) -> Iterator[PostgresSnapshot]:
        """Open the newest generation, pinned until it has been read; for a day at most."""
        name = f"reading {secrets.token_hex(8)}"
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._connected(writable=True) as connection:
            check_layout(connection, self.database)
            connection.execute(
                "INSERT INTO pins SELECT %s, max(number), clock_timestamp() + interval '1 day'"
                " FROM generations",
                (name,),
            )
            try:
                with closing(PostgresSnapshot(Held(self.database.of_snapshot(name)))) as found:
                    yield found
            finally:
                connection.execute("DELETE FROM pins WHERE name = %s", (name,))

    @contextmanager
    def locked(self, timeout_s: float, right: Right = Right.WHOLE) -> Iterator[None]:
        """Hold a right to write; raises `BusyIndexError` if it isn't free within that time."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with self._connected(writable=True) as connection:
            if right is Right.FOLDER:
                take_lock(connection, self.database, "folder", timeout_s)
            shared = right is not Right.WHOLE
            take_lock(connection, self.database, "build", timeout_s, shared=shared)
            yield

    @contextmanager
    def opened(self, settings: Settings, right: Right = Right.WHOLE) -> Iterator[PostgresBuild]:
        """Open the schema, laid out as this version has it, and take a turn to write.

        The connection that writes holds a lock of its own: whoever lost it can't write any more.
        """
        with self._connected(writable=True) as connection:
            shared = right is not Right.WHOLE
            take_lock(connection, self.database, "write", _LOST_S, shared=shared)
            build = PostgresBuild(self.database, connection, takes_turns=shared)
            build.take_turn()
            with connection.transaction():
                build.vectors = vectors_in(connection, self.database)
                lay_out_all(connection, self.database)
                begin(connection, settings)
                if build.vectors is not VectorsIn.MEMORY:
                    lay_vectors(connection, self.database, settings.dimension)
            parts = parts_of(connection)
            build.is_sharded = parts != WHOLE
            if build.is_sharded:
                refuse_lost(connection, self.database, parts)
                count_on(connection, parts)
                take_back(connection)
            yield build

    @contextmanager
    def joined(self, settings: Settings) -> Iterator[tuple[PostgresBuild, PostgresCrew]]:
        """Join the crew of whoever builds here; what is written are encodings alone."""
        with self._connected(writable=True) as connection:
            check_layout(connection, self.database)
            build = PostgresBuild(self.database, connection)
            with closing(PostgresCrew.of(build, settings)) as crew:
                crew.join()
                yield build, crew

    def kept(self) -> tuple[list[Article], list[str]]:
        """Read the articles that no file holds, and the ids of those that are damaged."""
        articles, damaged = [], []
        with suppress(StorageError), self._connected(writable=False) as connection:
            rows = connection.execute(
                f"SELECT sha256, {FACTS}, text FROM articles WHERE died = {LIVING}"
                " AND file_sha256 IS NULL ORDER BY id",
                binary=True,
            )
            for sha256, *stored in rows:
                with suppress(UnicodeDecodeError):
                    article = article_of(stored)
                    if article.sha256 == sha256:
                        articles.append(article)
                        continue
                damaged.append(stored[0])
        return articles, damaged

    @property
    def beside(self) -> Database:
        """A schema of its own, where a killed build goes on."""
        there = self.database
        return replace(there, schema=there.schema + BESIDE, folder=there.folder / "rebuilding")

    def take_over(self, beside: Address, number: int) -> None:  # noqa: ARG002 - rows tell it
        """Put the schema that was made beside in the place of this one."""
        if not isinstance(beside, Database):
            raise StorageError(f"{beside} can't take the place of {self.name}")
        mine = self.database.schema
        with self._connected(writable=True) as connection:
            shards = shards_of(connection, self.database)
            with connection.transaction():
                if self._has_owners(connection):
                    connection.execute(f"ALTER TABLE owners_metadata SET SCHEMA {beside.schema}")
                connection.execute(f"DROP SCHEMA IF EXISTS {mine} CASCADE")
                connection.execute(f"ALTER SCHEMA {beside.schema} RENAME TO {mine}")
            drop_rows(shards, self.database)

    def discard(self) -> None:
        """Delete the schema, and the folder."""
        with self._connected(writable=True) as connection:
            shards = shards_of(connection, self.database)
            connection.execute(f"DROP SCHEMA IF EXISTS {self.database.schema} CASCADE")
            drop_rows(shards, self.database)
        shutil.rmtree(self.folder, ignore_errors=True)

    def shard(self, addresses: Sequence[str]) -> None:
        """Have the rows of an index that is yet to be built lie in these servers.

        Raises
        ------
        StorageError
            If there is an index already, or one of them can't be used.
        """
        with self._connected(writable=True) as connection:
            add_shards(connection, self.database, addresses)

    def validators(self) -> dict[str, Validators]:
        """Tell what servers told of the pages that are indexed, by the ids of their articles."""
        with suppress(MissingIndexError), self._reading() as connection:
            rows = connection.execute(
                "SELECT id, etag, modified FROM validators JOIN articles ON number = article"
                f" WHERE died = {LIVING}"
            )
            return {name: Validators(etag, modified) for name, etag, modified in rows}
        return {}

    def owners_metadata(self) -> str:
        """Read the one row of a table that is there once something was kept."""
        with self._connected(writable=False) as connection:
            if not self._has_owners(connection):
                return ""
            row = connection.execute("SELECT toml FROM owners_metadata").fetchone()
            return str(row[0]) if row else ""

    def keep_owners_metadata(self, text: str) -> None:
        """Replace that row."""
        with self._connected(writable=True) as connection, connection.transaction():
            connection.execute("CREATE TABLE IF NOT EXISTS owners_metadata (toml text NOT NULL)")
            connection.execute("DELETE FROM owners_metadata")
            connection.execute("INSERT INTO owners_metadata VALUES (%s)", (text,))

    def _has_owners(self, connection: Connection) -> bool:
        table = (f"{self.database.schema}.owners_metadata",)
        return connection.execute("SELECT to_regclass(%s)", table).fetchone() != (None,)

    def last_number(self) -> int:
        """Give the greatest generation that its rows tell of."""
        with suppress(StorageError), self._reading() as connection:
            return generation_at(connection, replace(self.database, snapshot=None))
        return 0

    @property
    def n_bytes(self) -> int:
        """Count the bytes of the tables and their indexes."""
        with suppress(MissingIndexError), self._reading() as connection:
            row = connection.execute(
                "SELECT sum(pg_total_relation_size(pg_class.oid)) FROM pg_class"
                " JOIN pg_namespace ON pg_namespace.oid = relnamespace"
                " WHERE nspname = %s AND relkind = 'r'",
                (self.database.schema,),
            ).fetchone()
            size = int(row[0]) if row and row[0] is not None else 0
            if parts_of(connection) != WHOLE:
                rooms = connection.execute("SELECT n_bytes FROM rooms").fetchall()
                size += sum(n_bytes for (n_bytes,) in rooms)
            return size
        return 0

    def snapshots(self) -> tuple[SnapshotInfo, ...]:
        """List the snapshots, the newest generation first; they take no room of their own."""
        with suppress(MissingIndexError), self._reading() as connection:
            return _snapshots(connection)
        return ()

    def take_snapshot(self, name: str | None = None) -> SnapshotInfo:
        """Pin the newest generation; without a name, once for each."""
        with self._connected(writable=True) as connection, connection.transaction():
            check_layout(connection, self.database)
            number = generation_at(connection, replace(self.database, snapshot=None))
            title = name or f"generation-{number}"
            check_name(title)
            made = connection.execute(
                "INSERT INTO pins (name, generation) VALUES (%s, %s) ON CONFLICT DO NOTHING",
                (title, number),
            )
            if name is not None and not made.rowcount:
                raise SnapshotError(f"there is a snapshot {name!r} already; choose another name")
            return next(each for each in _snapshots(connection) if each.name == title)

    def snapshot_named(self, wanted: str) -> Database:
        """Find a snapshot by its name or generation."""
        return self.database.of_snapshot(chosen(self.snapshots(), wanted).name)

    def snapshot_before(self, number: int) -> Database:
        """Find the newest snapshot of a generation before that."""
        return self.database.of_snapshot(earlier(self.snapshots(), number).name)

    def check_sound(self, snapshot: Address, settings: Settings) -> None:
        """Refuse a snapshot that is damaged or made with other settings."""
        own = self._own(snapshot)
        with closing(PostgresSnapshot(Held(own))) as found:
            check_settings(found.settings, settings, own.name)
            refuse_unsound(found.problems(), own.name)

    def differences(self, before: Address, after: Address | None) -> Differences:
        """Tell what happened to the articles between snapshots; `None` is the index as it is."""
        with self._reading() as connection:
            first = generation_at(connection, self._own(before))
            second = generation_at(connection, self._own(after or self.database))
            return differences(connection, first, second)

    @contextmanager
    def at(self, snapshot: Address | None) -> Iterator[Address]:
        """Give, for a while, the address of a snapshot as an index of its own."""
        if snapshot is None:
            yield self.database
            return
        with tempfile.TemporaryDirectory(prefix="onrecord-") as folder:
            yield replace(self._own(snapshot), folder=Path(folder))

    def _own(self, snapshot: Address) -> Database:
        if not isinstance(snapshot, Database):
            raise SnapshotError(f"{snapshot} is no snapshot of {self.name}; name one of them")
        return snapshot

    @contextmanager
    def _connected(self, *, writable: bool) -> Iterator[Connection]:
        with (
            storage_errors(self.database),
            closing(connect(self.database, writable=writable)) as connection,
        ):
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._connected(writable=False) as connection:
            check_layout(connection, self.database)
            yield connection


def _snapshots(connection: Connection) -> tuple[SnapshotInfo, ...]:
    rows = connection.execute(
        "SELECT name, generation, created, n_articles FROM pins"
        " JOIN generations ON number = generation WHERE until IS NULL"
        " ORDER BY generation DESC, name"
    )
    return tuple(
        SnapshotInfo(name, number, written(created), n_articles, 0)
        for name, number, created, n_articles in rows
    )
