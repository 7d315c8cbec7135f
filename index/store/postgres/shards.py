"""An index whose rows lie in several servers: tables partitioned by hash, over postgres_fdw.

An article's rows are together in one of them, an encoding lies where its key says, a block of
postings where its term does. Generations, and what tells of them, are the coordinator's: what a
shard has and no generation tells of is seen by nobody.
"""

import re
import secrets
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from typing import Final

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from onrecord.index.errors import (
    REBUILD,
    DamagedIndexError,
    StorageError,
    StoreAddressError,
)
from onrecord.index.store.place import Database
from onrecord.index.store.postgres.connection import (
    DEFAULTS,
    SEARCHING,
    Connection,
    line_of,
    storage_errors,
)
from onrecord.index.store.postgres.schema import BESIDE, is_laid_out, is_newest, lay_out

__all__ = [
    "MARKED",
    "WHOLE",
    "add_shards",
    "count_on",
    "drop_rows",
    "lay_out_all",
    "lost",
    "mark",
    "of_each",
    "of_part",
    "parts_of",
    "refuse_lost",
    "shards_of",
    "spread",
]

WHOLE: Final = ("",)
"""The parts of an index without shards."""

_KEYS: Final = {
    "articles": "number", "sentences": "article", "passages": "article", "sketches": "article",
    "bands": "article", "encodings": "key", "postings": "term", "vectors": "article",
}  # fmt: skip
"""The tables whose rows lie in shards, and the column that says in which."""

_TUNED: Final = {
    "batch_size": "200", "async_capable": "true", "extensions": "vector",
    "fdw_tuple_cost": "100", "parallel_commit": "true", "parallel_abort": "true",
}  # fmt: skip
"""What postgres_fdw is told of each: rows are dear, so that what can be joined there is."""

_FETCHED: Final = {"articles": 1000, "encodings": 100, "postings": 1000}
"""Rows that it asks for at once, where they are long."""

_SETTINGS: Final = " ".join(f"-c {name}={value}" for name, value in SEARCHING.items())
"""What PostgreSQL is told in each."""

_PRIMARY: Final = {"target_session_attrs": "primary"}
"""Of several hosts only that is asked: a standby may not have yet what a generation tells of."""

_SECRET: Final = ("user", "password", "sslcert", "sslkey", "sslpassword")
"""What it keeps of an address for whoever is let in, and not of the server."""

_COUNTED: Final = {"articles": "number", "encodings": "id", "passages": "id", "postings": "block"}
"""The tables whose rows have numbers of their own."""

_ON_SHARD: Final = """
ALTER TABLE passages DROP CONSTRAINT passages_encoding_fkey;
CREATE INDEX articles_born ON articles (born);
CREATE TABLE marks (number bigint PRIMARY KEY, stamp text NOT NULL);
CREATE VIEW rooms AS
    SELECT sum(pg_total_relation_size(oid))::bigint AS n_bytes FROM pg_class WHERE relkind = 'r'
    AND relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'articles'::regclass);
"""
"""What a shard has otherwise than an index of its own: a passage's encoding may lie elsewhere."""

MARKED: Final = (
    "(SELECT count(*) FROM marks WHERE marks.number = generations.number"
    " AND marks.stamp = generations.stamp)"
)
"""In how many shards a generation is whole, in SQL."""

_NEEDED: Final = (
    "the server has to have postgres_fdw for shards: run CREATE EXTENSION postgres_fdw in the "
    "database as a superuser, and GRANT USAGE ON FOREIGN DATA WRAPPER postgres_fdw to who builds"
)


@dataclass(frozen=True, slots=True)
class Shard:
    """A server by the name that the coordinator has for it; `schema` holds the rows there."""

    name: str
    options: tuple[str, ...]
    schema: str

    @contextmanager
    def connected(self, database: Database) -> Iterator[Connection]:
        """Connect to it from here, past the coordinator."""
        given = dict(each.split("=", 1) for each in self.options)
        known = {name: each for name, each in given.items() if name not in _TUNED}
        known["options"] += f" -c search_path={self.schema}"
        with (
            storage_errors(database),
            closing(psycopg.connect(make_conninfo(**known), autocommit=True)) as connection,
        ):
            yield connection


def add_shards(connection: Connection, database: Database, addresses: Sequence[str]) -> None:
    """Tell the coordinator of the servers that are going to hold the rows of an index.

    Raises
    ------
    StorageError
        If there is an index already, or the coordinator can't reach one of them.
    """
    if is_laid_out(connection, database):
        raise StorageError(
            f"there is an index at {database.name}: name another schema, run `onrecord shards` "
            "for it, then `onrecord copy`"
        )
    try:
        connection.execute("CREATE EXTENSION IF NOT EXISTS postgres_fdw SCHEMA public")
        with connection.transaction():
            for each in shards_of(connection, database):
                connection.execute(f"DROP SERVER {each.name} CASCADE")
            for number, address in enumerate(addresses):
                _add(connection, f"{database.schema}_shard_{number}", address)
            for each in shards_of(connection, database):
                with each.connected(database):
                    pass
    except psycopg.errors.InsufficientPrivilege as error:
        raise StorageError(f"{_NEEDED} ({line_of(error)})") from error


def _add(connection: Connection, name: str, address: str) -> None:
    try:
        given: dict[str, object] = {**DEFAULTS, **_PRIMARY, **conninfo_to_dict(address)}
    except psycopg.ProgrammingError as error:  # what libpq says may tell a part of the password
        raise StoreAddressError(
            "what is named as a shard is no address of PostgreSQL: write it as "
            "postgresql://user:password@host/database, with other signs in it as %3F"
        ) from error
    given["options"] = f"{_SETTINGS} {given.get('options', '')}"
    secret: dict[str, object] = {key: given.pop(key) for key in _SECRET if key in given}
    server = sql.SQL("CREATE SERVER {} FOREIGN DATA WRAPPER postgres_fdw OPTIONS ({})")
    connection.execute(server.format(sql.Identifier(name), _options({**given, **_TUNED})))
    mapping = sql.SQL("CREATE USER MAPPING FOR PUBLIC SERVER {} OPTIONS ({})")
    connection.execute(mapping.format(sql.Identifier(name), _options(secret)))


def _options(given: dict[str, object]) -> sql.Composed:
    some = [sql.Identifier(key) + sql.SQL(" ") + sql.Literal(str(v)) for key, v in given.items()]
    return sql.SQL(", ").join(some)


def shards_of(connection: Connection, database: Database) -> list[Shard]:
    """Read which shards an index has, in their order, and where their rows are, if anywhere."""
    rows = connection.execute(
        "SELECT s.srvname, coalesce(s.srvoptions, '{}') || coalesce(m.umoptions, '{}'),"
        " coalesce((SELECT split_part(ftoptions[1], '=', 2) FROM pg_foreign_table"
        " JOIN pg_class ON pg_class.oid = ftrelid WHERE ftserver = m.srvid"
        " AND relnamespace = to_regnamespace(%s) LIMIT 1), '')"
        " FROM pg_user_mappings AS m JOIN pg_foreign_server AS s ON s.oid = m.srvid"
        r" WHERE s.srvname ~ %s ORDER BY length(s.srvname), s.srvname",
        (database.schema, f"^{database.schema.removesuffix(BESIDE)}_shard_[0-9]+$"),
    )
    return [Shard(name, tuple(options), schema) for name, options, schema in rows]


def parts_of(connection: Connection) -> tuple[str, ...]:
    """Give what the names of tables end in, one for each shard; one of nothing without shards."""
    row = connection.execute(
        "SELECT count(*) FROM pg_inherits WHERE inhparent = to_regclass('articles')"
    ).fetchone()
    return tuple(f"_{number}" for number in range(row[0] if row else 0)) or WHOLE


def of_part(statement: str, part: str) -> str:
    """Have a statement read the rows of one part.

    >>> of_part("SELECT id FROM passages JOIN articles ON article = number", "_2")
    'SELECT id FROM passages_2 AS passages JOIN articles_2 AS articles ON article = number'
    """
    if not part:
        return statement
    return re.sub(rf"\b(FROM|JOIN) ({'|'.join(_KEYS)})\b", rf"\1 \2{part} AS \2", statement)


def of_each(statement: str, parts: Sequence[str]) -> str:
    """Have a statement read the rows of each part, at the same time, one after the other."""
    return " UNION ALL ".join(f"({of_part(statement, part)})" for part in parts)


def lay_out_all(connection: Connection, database: Database) -> None:
    """Make what is missing of the newest layout: first in the shards, if there are any."""
    is_new = not is_laid_out(connection, database)
    shards = [] if is_newest(connection, database) else shards_of(connection, database)
    if is_new:
        name = database.schema[:40]
        shards = [replace(each, schema=f"{name}_{secrets.token_hex(8)}") for each in shards]
    for each in shards:
        with each.connected(database) as there, there.transaction():
            lay_out(there, replace(database, schema=each.schema))
            if is_new:
                there.execute(_ON_SHARD)
    lay_out(connection, database)
    if is_new and shards:
        for table in _KEYS.keys() - {"vectors"}:
            spread(connection, shards, table)
        _lay_apart(connection, shards, "rooms", "n_bytes bigint")
        _lay_apart(connection, shards, "marks", "number bigint, stamp text")


def spread(connection: Connection, shards: Sequence[Shard], table: str) -> None:
    """Have the rows of an empty table lie in the shards, where there is one like it."""
    connection.execute(
        f"ALTER TABLE {table} RENAME TO whole;"
        f" CREATE TABLE {table} (LIKE whole INCLUDING DEFAULTS INCLUDING IDENTITY)"
        f" PARTITION BY HASH ({_KEYS[table]}); DROP TABLE whole CASCADE"
    )
    for number, each in enumerate(shards):
        connection.execute(
            f"CREATE FOREIGN TABLE {table}_{number} PARTITION OF {table}"
            f" FOR VALUES WITH (MODULUS {len(shards)}, REMAINDER {number}) SERVER {each.name}"
            f" OPTIONS (schema_name '{each.schema}', table_name '{table}',"
            f" fetch_size '{_FETCHED.get(table, 10_000)}')"
        )


def _lay_apart(connection: Connection, shards: Sequence[Shard], table: str, columns: str) -> None:
    """Have what each shard has by itself be read here, one row after the other."""
    for number, each in enumerate(shards):
        connection.execute(
            f"CREATE FOREIGN TABLE {table}_{number} ({columns}) SERVER {each.name}"
            f" OPTIONS (schema_name '{each.schema}', table_name '{table}')"
        )
    every = " UNION ALL ".join(f"SELECT * FROM {table}_{n}" for n in range(len(shards)))
    connection.execute(f"CREATE VIEW {table} AS {every}")


def mark(connection: Connection, number: int) -> None:
    """Write into each shard, in the caller's transaction, that it has all of a generation."""
    for part in parts_of(connection):
        if part:
            connection.execute(
                f"INSERT INTO marks{part} SELECT number, stamp FROM generations WHERE number = %s",
                (number,),
            )


def refuse_lost(connection: Connection, database: Database, parts: Sequence[str]) -> None:
    """Raise `DamagedIndexError` if a shard doesn't know of the newest generation."""
    newest = f"SELECT {MARKED} FROM generations ORDER BY number DESC LIMIT 1"
    if connection.execute(newest).fetchone() != (len(parts),):
        raise lost(database)


def lost(database: Database) -> DamagedIndexError:
    """Say that another server took a shard's place before it had heard of all."""
    return DamagedIndexError(
        f"a shard of the index {database.name} has lost what was written last; {REBUILD}"
    )


def count_on(connection: Connection, parts: Sequence[str]) -> None:
    """Give no number that a shard has: a coordinator that lost its last moments would."""
    for table, column in _COUNTED.items():
        greatest = of_each(f"SELECT max({column}) AS n FROM {table}", parts)
        counter = f"pg_get_serial_sequence('{table}', '{column}')"
        connection.execute(
            f"SELECT setval({counter}, max(n)) FROM ({greatest}) AS found"
            f" HAVING max(n) > nextval({counter})"
        )


def drop_rows(shards: Sequence[Shard], database: Database) -> None:
    """Delete what shards hold of an index."""
    for each in shards:
        if each.schema:
            with each.connected(database) as there:
                there.execute(f"DROP SCHEMA IF EXISTS {each.schema} CASCADE")
