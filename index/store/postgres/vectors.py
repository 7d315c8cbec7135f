"""The vectors that PostgreSQL searches itself, with pgvector: a table that a store may have.

A build makes it whose address says so, and from then on every build keeps it in step. It holds the
vectors of each article as they are stored, in half precision; dropping it loses nothing.
"""

import struct
from collections.abc import Iterable, Iterator
from itertools import chain
from operator import itemgetter
from typing import Final

import numpy as np
import numpy.typing as npt
import psycopg

from onrecord.index.errors import StorageError
from onrecord.index.store.place import Database, VectorsIn
from onrecord.index.store.postgres.connection import Connection, Row, line_of
from onrecord.index.store.postgres.reading import Rows, pages
from onrecord.index.store.postgres.schema import BESIDE, OF_ALIVE
from onrecord.index.store.postgres.shards import of_part, shards_of, spread

__all__ = [
    "HOME", "SEARCHED", "lay_graph", "lay_vectors", "put_vectors", "received", "vector_problems",
    "vectors_in",
]  # fmt: skip

HOME: Final = (
    "SELECT quote_ident(nspname) FROM pg_extension JOIN pg_namespace"
    " ON pg_namespace.oid = extnamespace WHERE extname = 'vector'"
    r" AND string_to_array(substring(extversion FROM '^\d+\.\d+'), '.')::integer[] >= '{0,8}'"
)
"""Finds the schema that pgvector is in, if it is new enough: names are looked up in no other."""

SEARCHED: Final = (
    "vectors ON vectors.article = passages.article AND vectors.encoding = passages.encoding"
)
"""Joins passages to their vectors, in SQL."""

_EXTENSION: Final = "CREATE EXTENSION IF NOT EXISTS vector SCHEMA public"

_NOT_TO_BE_HAD: Final = (
    psycopg.errors.FeatureNotSupported,  # the server's machine doesn't have it
    psycopg.errors.UndefinedFile,
    psycopg.errors.InsufficientPrivilege,
)

_NEEDED: Final = (
    "the server has to have pgvector 0.8 or later for vectors=engine or hnsw: install it there, "
    "run CREATE EXTENSION vector in the database as a superuser, or leave vectors= out"
)
_GRAPH: Final = "m = 32, ef_construction = 200"
_SOME: Final = 8192
_OF_ARTICLE: Final = "REFERENCES articles ON DELETE CASCADE"


def vectors_in(connection: Connection, database: Database) -> VectorsIn:
    """Tell where vectors are to be searched: as the address says, or else as it was by now."""
    if database.vectors is not VectorsIn.MEMORY:
        return database.vectors
    for schema in (database.schema, database.schema.removesuffix(BESIDE)):
        for table, found in (("graph", VectorsIn.GRAPH), ("vectors", VectorsIn.ENGINE)):
            if _exists(connection, f"{schema}.{table}"):
                return found
    return VectorsIn.MEMORY


def _exists(connection: Connection, name: str) -> bool:
    return connection.execute("SELECT to_regclass(%s)", (name,)).fetchone() != (None,)


def lay_vectors(connection: Connection, database: Database, dimension: int) -> None:
    """Make the table of those that are stored, if there is none, in the caller's transaction.

    In the order of their hashes: a graph that is made of them side by side finds less.
    """
    if _exists(connection, "vectors"):
        return
    shards = shards_of(connection, database)
    for each in shards:
        with each.connected(database) as there, there.transaction():
            there.execute("DROP TABLE IF EXISTS vectors")  # of a build that came to nothing
            _lay_table(there, dimension, _OF_ARTICLE)
    _lay_table(connection, dimension, "" if shards else _OF_ARTICLE)
    if shards:
        spread(connection, shards, "vectors")
    last = b""
    while some := connection.execute(
        f"SELECT key, id FROM encodings WHERE key > %s ORDER BY key LIMIT {_SOME}",
        (last,), binary=True,
    ).fetchall():  # fmt: skip
        pairs = connection.execute(
            "SELECT DISTINCT article, encoding FROM passages WHERE encoding = ANY(%s::bigint[])",
            ([row for _, row in some],), binary=True,
        ).fetchall()  # fmt: skip
        put_vectors(connection, pairs)
        last = some[-1][0]


def _lay_table(connection: Connection, dimension: int, of_article: str) -> None:
    _lay_extension(connection)
    connection.execute(
        f"CREATE TABLE vectors (article bigint {of_article}, encoding bigint,"
        f" vector {_home(connection)}.halfvec({dimension}) NOT NULL,"
        " PRIMARY KEY (article, encoding));"
        " ALTER TABLE vectors ALTER COLUMN vector SET STORAGE PLAIN"
    )


def _lay_extension(connection: Connection) -> None:
    """Have pgvector, if it isn't there already.

    Raises
    ------
    StorageError
        If it is to be had in no version that is new enough.
    """
    try:
        connection.execute(_EXTENSION)
    except _NOT_TO_BE_HAD as error:
        raise StorageError(f"{_NEEDED} ({line_of(error)})") from error
    if connection.execute(HOME).fetchone() is None:
        raise StorageError(f"{_NEEDED} (it has an older one: ALTER EXTENSION vector UPDATE)")


def lay_graph(connection: Connection, database: Database) -> None:
    """Make the graph of the vectors, if there is none; it is kept in step by the engine."""
    if _exists(connection, "graph"):
        return
    for each in shards_of(connection, database):
        with each.connected(database) as there:
            _lay_graph(there)
    _lay_graph(connection)


def _lay_graph(connection: Connection) -> None:
    connection.execute(
        "CREATE INDEX IF NOT EXISTS graph ON vectors USING hnsw"
        f" (vector {_home(connection)}.halfvec_ip_ops) WITH ({_GRAPH})"
    )


def put_vectors(connection: Connection, pairs: Iterable[tuple[int, int]]) -> None:
    """Let the vectors of articles be searched, by their numbers and encodings, if any are."""
    if not _exists(connection, "vectors"):
        return
    wanted = sorted(set(pairs), key=itemgetter(1))
    rows = connection.execute(
        "SELECT id, vector FROM encodings WHERE id = ANY(%s::bigint[])",
        ([encoding for _, encoding in wanted],), binary=True,
    ).fetchall()  # fmt: skip
    vectors: dict[int, bytes] = dict(rows)
    _copy(connection, ((*pair, vectors[pair[1]]) for pair in wanted))


def vector_problems(rows: Rows) -> Iterator[str]:
    """Tell which vectors are not searched as they are stored, where there is the table."""
    if rows("SELECT to_regclass('vectors')::text") == [(None,)]:
        return
    query = (
        f"SELECT passages.id, passages.encoding, vector FROM {OF_ALIVE} LEFT JOIN {SEARCHED}"
        " WHERE passages.id > %(above)s ORDER BY passages.id"
    )
    for some in chain.from_iterable(pages(rows, of_part(query, p), _SOME) for p in rows.parts):
        stored: dict[int, bytes] = dict(
            rows(
                "SELECT id, vector FROM encodings WHERE id = ANY(%(ids)s::bigint[])",
                {"ids": list({encoding for _, encoding, _ in some})},
            )
        )
        for row, encoding, searched in some:
            if searched is None:
                yield f"passage {row}: its vector is not among those that are searched"
            elif received([searched]).astype("<f2").tobytes() != stored.get(encoding):
                yield f"passage {row}: its vector is searched as another one"


def received(vectors: Iterable[bytes]) -> npt.NDArray[np.float16]:
    """(n, dim) of what the engine sends of `halfvec`."""
    blobs = [np.frombuffer(each, ">f2", offset=4) for each in vectors]
    return np.array(blobs, np.float16)


def _home(connection: Connection) -> str:
    return str(connection.execute(HOME).fetchall()[0][0])


def _copy(connection: Connection, rows: Iterable[Row]) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy("COPY vectors FROM STDIN (FORMAT BINARY)") as copy,
    ):
        copy.set_types(["int8", "int8", "bytea"])  # what is sent of a bytea are its bytes
        for *row, vector in rows:
            numbers = np.frombuffer(vector, "<f2")
            sent = struct.pack(">hh", len(numbers), 0) + numbers.astype(">f2").tobytes()
            copy.write_row((*row, sent))
