"""A `Build` in a PostgreSQL database: each step a transaction, each group a generation."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt
from psycopg.errors import SerializationFailure

from onrecord.corpus import Article
from onrecord.corpus.reading.item import Validators
from onrecord.index.errors import SnapshotError
from onrecord.index.store.analysed import Analysed
from onrecord.index.store.drafts import EncodingBlobs
from onrecord.index.store.place import Address, Database, VectorsIn
from onrecord.index.store.postgres.comparison import differences, generation_at
from onrecord.index.store.postgres.connection import Connection, lock_key, take_lock
from onrecord.index.store.postgres.duplicates import sketch_articles
from onrecord.index.store.postgres.generations import (
    next_number,
    raise_generation,
    record_report,
)
from onrecord.index.store.postgres.postings import merge_postings
from onrecord.index.store.postgres.reading import Written
from onrecord.index.store.postgres.rows import (
    FACTS,
    Change,
    article_of,
    end_articles,
    put_encodings,
    read_tokens,
    revive_articles,
    stored_keys,
    write_articles,
)
from onrecord.index.store.postgres.schema import LIVING
from onrecord.index.store.postgres.snapshot import PostgresSnapshot
from onrecord.index.store.postgres.sweeping import sweep, take_back
from onrecord.index.store.postgres.vectors import lay_graph
from onrecord.index.store.restore import Differences
from onrecord.index.store.settings import Settings
from onrecord.index.store.soundness import refuse_unsound
from onrecord.index.store.stored_files import FileState, StoredFiles

if TYPE_CHECKING:
    from onrecord.index.store.postgres.crew import PostgresCrew

__all__ = ["PostgresBuild"]

_TURN: Final = "turn"
_LIVES: Final = f"died = {LIVING}"


@dataclass(slots=True)
class PostgresBuild:
    """Writes through one connection, which holds the right to.

    It `takes_turns` where others may write meanwhile; `vectors` tells where they are going to be
    searched, `number` is that of the generation which it made last, `touched` are the terms whose
    blocks may have become many, `replaced` whether all articles were written anew, `is_sharded`
    whether rows lie in other servers.
    """

    database: Database
    connection: Connection
    takes_turns: bool = False
    vectors: VectorsIn = VectorsIn.MEMORY
    number: int = 0
    touched: set[str] = field(default_factory=set)
    replaced: bool = False
    is_sharded: bool = False
    _whole: tuple[int, Change] | None = None

    def take_turn(self) -> None:
        """Wait until nobody else writes, if anybody may."""
        if self.takes_turns:
            take_lock(self.connection, self.database, _TURN, math.inf)

    @contextmanager
    def resting(self) -> Iterator[None]:
        """Let others write what they may, until the end of the block."""
        if not self.takes_turns or self._whole is not None:
            yield
            return
        key = (lock_key(self.database, _TURN),)
        self.connection.execute("SELECT pg_advisory_unlock(%s)", key)
        yield
        self.take_turn()
        if self.is_sharded:
            take_back(self.connection)

    def crew(self, settings: Settings) -> "PostgresCrew | None":
        """Give those who have joined to encode for it; `None` if nobody has."""
        from onrecord.index.store.postgres.crew import PostgresCrew  # noqa: PLC0415  # knows builds

        crew = PostgresCrew.of(self, settings)
        if crew.is_there:
            return crew
        crew.close()
        return None

    def snapshot(self) -> PostgresSnapshot:
        """Read what there is by now, through the same connection."""
        return PostgresSnapshot(Written(self.database, self.connection))

    def file_digests(self) -> Mapping[str, str | None]:
        """SHA-256 of the file of each article, by ids; `None` where no file holds it."""
        query = f"SELECT id, file_sha256 FROM articles WHERE {_LIVES} ORDER BY number"
        return dict(self.connection.execute(query).fetchall())

    def numbers(self, ids: Iterable[str] | None = None) -> dict[str, int]:
        """Tell the numbers of these articles, by ids, or of all; none is ever given twice."""
        query = f"SELECT id, number FROM articles WHERE {_LIVES}"
        if ids is None:
            return dict(self.connection.execute(query).fetchall())
        found = self.connection.execute(f"{query} AND id = ANY(%s::text[])", (list(ids),))
        return dict(found.fetchall())

    def holds(self, article: Article, file_sha256: str | None) -> bool:
        """Whether just this article is stored, of a file with that SHA-256."""
        found = self.connection.execute(
            f"SELECT {FACTS}, text FROM articles WHERE id = %s AND {_LIVES}"
            " AND file_sha256 IS NOT DISTINCT FROM %s",
            (article.id, file_sha256), binary=True,
        ).fetchone()  # fmt: skip
        return found is not None and article_of(found) == article

    def stored_files(self) -> StoredFiles:
        """Tell what is known of the files of all articles that came from a folder."""
        digests = {name: each for name, each in self.file_digests().items() if each is not None}
        rows = self.connection.execute(
            "SELECT id, n_bytes, modified_ns, changed_ns, inode FROM file_states"
            f" JOIN articles ON number = article WHERE {_LIVES}",
            binary=True,
        )
        return StoredFiles(digests, {name: FileState(*state) for name, *state in rows})

    def stored_files_at(self, names: Iterable[str], marks: Iterable[str]) -> StoredFiles:
        """Tell it of ids that are one of the names, or a name and a mark and whatever else."""
        digests: dict[str, str] = {}
        for name, mark in product(names, marks):
            rows = self.connection.execute(
                f"SELECT id, file_sha256 FROM articles WHERE {_LIVES} AND file_sha256 IS NOT NULL"
                " AND (id = %s OR id >= %s AND id < %s)",
                (name, name + mark, name + chr(ord(mark) + 1)),
            )
            digests.update(rows.fetchall())
        return StoredFiles(digests, {})

    def stored_keys(self, keys: Iterable[bytes]) -> set[bytes]:
        """Which of the keys have an encoding."""
        return stored_keys(self.connection, keys)

    def put_encodings(self, encodings: Mapping[bytes, EncodingBlobs]) -> None:
        """Store encodings by their keys, for whoever goes on if this build is killed."""
        while True:
            try:
                with self.connection.transaction():
                    put_encodings(self.connection, encodings)
            except SerializationFailure:  # somebody else put one in a shard meanwhile
                if self._whole is not None:
                    raise
                continue  # it is seen by the next transaction
            return

    def tokens(
        self, keys: Sequence[bytes]
    ) -> list[tuple[npt.NDArray[np.uint8], npt.NDArray[np.int32]]]:
        """Read the packed tokens of stored encodings, and their spans in the passage."""
        return read_tokens(self.connection, keys)

    def put_articles(self, articles: Iterable[Analysed]) -> None:
        """Store articles in place of those of their ids; their encodings must be stored."""
        with self._changing() as (number, change):
            models = self.snapshot().settings.models
            write_articles(self.connection, articles, models, number, change)

    def remove(self, ids: Iterable[str]) -> None:
        """Take articles out."""
        with self._changing() as (number, change):
            end_articles(self.connection, ids, number, change)

    def replace_all(self, articles: Iterable[Analysed], settings: Settings) -> None:
        """Hold these articles and no others, made with these settings."""
        with self._changing(settings) as (number, change):
            end_articles(self.connection, self.file_digests(), number, change)
            write_articles(self.connection, articles, settings.models, number, change)
        self.replaced = True

    @contextmanager
    def _changing(self, settings: Settings | None = None) -> Iterator[tuple[int, Change]]:
        """Make a generation of what is done within, or nothing."""
        if self._whole is not None:
            yield self._whole
            return
        with self.connection.transaction():
            number, change = next_number(self.connection), Change()
            yield number, change
            raise_generation(self.connection, number, change, settings)
        self.number = number
        self.touched.update(change.frequencies)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Make one generation of all that is done within, by one row at its end."""
        with self._changing() as whole:
            self._whole = whole
            try:
                yield
            finally:
                self._whole = None

    def take_over(self, snapshot: Address, settings: Settings) -> Differences:
        """Hold what a snapshot holds; tell what became of the articles."""
        if not isinstance(snapshot, Database) or snapshot.schema != self.database.schema:
            raise SnapshotError("only a snapshot of the same store can be gone back to")
        mine = self.snapshot()
        with self._changing(settings) as (number, change):
            before = generation_at(self.connection, snapshot)
            found = differences(self.connection, mine.generation.number, before)
            if mine.settings != settings:
                found = found.of_all(self.file_digests().keys())
            end_articles(self.connection, [*found.changed, *found.removed], number, change)
            rows = self.connection.execute(
                "SELECT number FROM articles WHERE id = ANY(%s::text[]) AND born <= %s"
                " AND died > %s ORDER BY number",
                ([*found.added, *found.changed], before, before),
            )
            change.join(revive_articles(self.connection, [row for (row,) in rows], number))
        return found

    def remember(self, fetched: Mapping[str, Validators]) -> None:
        """Keep what servers told of those pages that are indexed."""
        with self.connection.transaction(), self.connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO validators SELECT number, %s, %s FROM articles"
                f" WHERE id = %s AND {_LIVES} ON CONFLICT (article)"
                " DO UPDATE SET etag = excluded.etag, modified = excluded.modified",
                [(each.etag, each.modified, url) for url, each in fetched.items()],
            )

    @contextmanager
    def publishing(self, states: Mapping[str, FileState]) -> Iterator[PostgresSnapshot]:
        """Leave the database in order; what can't be seen any more is swept afterwards."""
        with self.connection.transaction():
            sketch_articles(self.connection)
            merge_postings(self.connection, sorted(self.touched))
            yield self.snapshot()
            self._remember_states(states)
        sweep(self.connection, all_encodings=self.replaced)
        if self.vectors is VectorsIn.GRAPH:
            lay_graph(self.connection, self.database)

    def _remember_states(self, states: Mapping[str, FileState]) -> None:
        with self.connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO file_states SELECT number, %s, %s, %s, %s FROM articles"
                f" WHERE id = %s AND {_LIVES} AND file_sha256 IS NOT NULL"
                " ON CONFLICT (article) DO UPDATE SET n_bytes = excluded.n_bytes,"
                " modified_ns = excluded.modified_ns, changed_ns = excluded.changed_ns,"
                " inode = excluded.inode",
                [(*state, name) for name, state in states.items()],
            )

    def record(self, report: str) -> None:
        """Keep, within `publishing`, the report of a build that changed something."""
        record_report(self.connection, self.number, report)

    def publish_as(self, number: int, report: str) -> None:
        """Give what is published a greater number, and this report."""
        with self.connection.transaction():
            raise_generation(self.connection, number, Change())
            record_report(self.connection, number, report)

    def refuse_damaged(self) -> None:
        """Raise `DamagedIndexError` if any row is not what it was written as."""
        refuse_unsound(self.snapshot().problems(), self.database.name)
