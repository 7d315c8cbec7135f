"""Articles whose passages are encoded by whoever is free, on any machine.

A claim is a row lock: it ends with its transaction, so that a worker which is killed holds nothing.
Encodings are durable at once, by their keys; who makes one twice makes the same.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass

from onrecord.corpus import Article
from onrecord.index.store.added import article_facts, article_from
from onrecord.index.store.postgres.build import PostgresBuild
from onrecord.index.store.postgres.connection import Connection, connect, lock_key
from onrecord.index.store.postgres.rows import copy_rows
from onrecord.index.store.settings import Settings

__all__ = ["PostgresCrew"]


@dataclass(frozen=True, slots=True)
class PostgresCrew:
    """The workers of a build; `claims` is a connection of its own."""

    build: PostgresBuild
    claims: Connection
    settings: str

    @classmethod
    def of(cls, build: PostgresBuild, settings: Settings) -> "PostgresCrew":
        """Connect once more, to hold claims."""
        claims = connect(build.database, writable=True)
        return cls(build, claims, json.dumps(asdict(settings)))

    def join(self) -> None:
        """Be known as a worker, until the connection ends."""
        self.claims.execute("SELECT pg_advisory_lock_shared(%s)", self._key)

    @property
    def is_there(self) -> bool:
        """Whether anybody has joined."""
        row = self.claims.execute("SELECT pg_try_advisory_lock(%s)", self._key).fetchone()
        if row == (True,):
            self.claims.execute("SELECT pg_advisory_unlock(%s)", self._key)
        return row != (True,)

    @property
    def _key(self) -> tuple[int]:
        return (lock_key(self.build.database, "crew"),)

    def put(self, articles: Iterable[Article]) -> None:
        """Let these articles, and no others, be claimed by who has the same models."""
        texts = (json.dumps({**article_facts(each), "text": each.text}) for each in articles)
        with self.claims.transaction():
            self.claims.execute("DELETE FROM tasks")
            rows = ((self.settings, whole.encode()) for whole in texts)
            copy_rows(self.claims, "tasks (settings, article)", rows)

    @contextmanager
    def claimed(self, n: int) -> Iterator[list[Article]]:
        """Give some articles that nobody else works at; they are done if nothing is raised."""
        with self.claims.transaction():
            rows = self.claims.execute(
                "DELETE FROM tasks WHERE number IN (SELECT number FROM tasks WHERE settings = %s"
                " ORDER BY number LIMIT %s FOR UPDATE SKIP LOCKED) RETURNING number, article",
                (self.settings, n), binary=True,
            ).fetchall()  # fmt: skip
            yield [article_from(json.loads(article)) for _, article in sorted(rows)]

    @property
    def n_left(self) -> int:
        """Count the articles that are not done."""
        row = self.claims.execute("SELECT count(*) FROM tasks").fetchone()
        return int(row[0]) if row else 0

    def together(self) -> AbstractContextManager[None]:
        """Make one generation of all that is put within, by one row at its end."""
        return self.build.together()

    def close(self) -> None:
        """Leave; what was claimed and isn't done is free again."""
        self.claims.close()
