"""The vectors that PostgreSQL searches itself, with pgvector: a table that a store may have.

A build makes it whose address says so, and from then on every build keeps it in step. It holds the
vector of each encoding as that is stored, in half precision; dropping it loses nothing.
"""

import struct
from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np
import numpy.typing as npt
import psycopg

from onrecord.index.errors import StorageError
from onrecord.index.store.place import Database, VectorsIn
from onrecord.index.store.postgres.connection import Connection, Row, line_of
from onrecord.index.store.postgres.reading import Rows, pages
from onrecord.index.store.postgres.schema import BESIDE, OF_ALIVE

__all__ = [
    "HOME", "lay_graph", "lay_vectors", "put_vectors", "received", "vector_problems", "vectors_in",
]  # fmt: skip

HOME: Final = (
    "SELECT quote_ident(nspname) FROM pg_extension JOIN pg_namespace"
    " ON pg_namespace.oid = extnamespace WHERE extname = 'vector'"
    r" AND string_to_array(substring(extversion FROM '^\d+\.\d+'), '.')::integer[] >= '{0,8}'"
)
"""Finds the schema that pgvector is in, if it is new enough: names are looked up in no other."""

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


def lay_vectors(connection: Connection, dimension: int) -> None:
    """Make the table of those that are stored, if there is none, in the caller's transaction.

    In the order of their hashes: a graph that is made of them side by side finds less.
    """
    if _exists(connection, "vectors"):
        return
    _lay_extension(connection)
    connection.execute(
        "CREATE TABLE vectors (encoding bigint PRIMARY KEY REFERENCES encodings ON DELETE CASCADE,"
        f" vector {_home(connection)}.halfvec({dimension}) NOT NULL);"
        " ALTER TABLE vectors ALTER COLUMN vector SET STORAGE PLAIN"
    )
    last = b""
    while some := connection.execute(
        "SELECT key, id, vector FROM encodings WHERE key > %s AND EXISTS"
        f" (SELECT FROM passages WHERE encoding = encodings.id) ORDER BY key LIMIT {_SOME}",
        (last,), binary=True,
    ).fetchall():  # fmt: skip
        _copy(connection, ((row, vector) for _, row, vector in some))
        last = some[-1][0]


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


def lay_graph(connection: Connection) -> None:
    """Make the graph of the vectors, if there is none; it is kept in step by the engine."""
    connection.execute(
        "CREATE INDEX IF NOT EXISTS graph ON vectors USING hnsw"
        f" (vector {_home(connection)}.halfvec_ip_ops) WITH ({_GRAPH})"
    )


def put_vectors(connection: Connection, encodings: Iterable[int]) -> None:
    """Let the vectors of these encodings be searched, where there is the table."""
    if not _exists(connection, "vectors"):
        return
    rows = connection.execute(
        "SELECT id, vector FROM encodings WHERE id = ANY(%s::bigint[])"
        " AND NOT EXISTS (SELECT FROM vectors WHERE encoding = id)",
        (list(encodings),), binary=True,
    ).fetchall()  # fmt: skip
    _copy(connection, rows)


def vector_problems(rows: Rows) -> Iterator[str]:
    """Tell which vectors are not searched as they are stored, where there is the table."""
    if rows("SELECT to_regclass('vectors')::text") == [(None,)]:
        return
    missing = rows(
        f"SELECT passages.id FROM {OF_ALIVE} LEFT JOIN vectors"
        " ON vectors.encoding = passages.encoding WHERE vectors.encoding IS NULL ORDER BY 1"
    )
    for (row,) in missing:
        yield f"passage {row}: its vector is not among those that are searched"
    query = (
        "SELECT id, encodings.vector, vectors.vector FROM encodings JOIN vectors ON encoding = id"
        " WHERE id > %(above)s ORDER BY id"
    )
    for some in pages(rows, query, _SOME):
        for row, stored, searched in some:
            if received([searched]).astype("<f2").tobytes() != stored:
                yield f"encoding {row}: its vector is searched as another one"


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
        copy.set_types(["int8", "bytea"])  # what is sent of a bytea are its bytes
        for row, vector in rows:
            numbers = np.frombuffer(vector, "<f2")
            sent = struct.pack(">hh", len(numbers), 0) + numbers.astype(">f2").tobytes()
            copy.write_row((row, sent))
