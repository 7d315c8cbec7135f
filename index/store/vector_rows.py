"""The vectors of passages, as rows of the database."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from onrecord.index.store.chunk import Chunk

__all__ = ["article_vectors", "means", "passage_ids", "read_vectors"]

_CHUNK_ROWS: Final = 8192


def passage_ids(connection: sqlite3.Connection, newest: int) -> npt.NDArray[np.int64]:
    """Ascending ids of the passages up to that one."""
    rows = connection.execute("SELECT id FROM passages WHERE id <= ? ORDER BY id", (newest,))
    return np.fromiter((row[0] for row in rows), np.int64)


def read_vectors(connection: sqlite3.Connection, dimension: int, above: int) -> Iterator[Chunk]:
    """Read the vectors of all passages with greater ids, in the order of their ids."""
    rows = connection.execute(
        "SELECT passages.id, encodings.vector FROM passages"
        " JOIN encodings ON encodings.id = passages.encoding"
        " WHERE passages.id > ? ORDER BY passages.id",
        (above,),
    )
    while some := rows.fetchmany(_CHUNK_ROWS):
        vectors = np.frombuffer(b"".join(row[1] for row in some), "<f2")
        yield Chunk(
            np.array([row[0] for row in some], np.int64),
            vectors.reshape(len(some), dimension).astype(np.float32),  # (n, dim)
        )


def article_vectors(
    connection: sqlite3.Connection, limit: int
) -> dict[str, npt.NDArray[np.float32]]:
    """Give the mean vectors, each (dim,), of up to `limit` articles, chosen by their hashes."""
    rows = connection.execute(
        "SELECT articles.id, vector FROM"
        " (SELECT row, id FROM articles ORDER BY sha256, id LIMIT ?) AS articles"
        " JOIN passages ON passages.article = articles.row"
        " JOIN encodings ON encodings.id = passages.encoding ORDER BY passages.id",
        (limit,),
    )
    return means(rows)


def means(rows: Iterable[Sequence[Any]]) -> dict[str, npt.NDArray[np.float32]]:
    """Give the mean (dim,) of the stored vectors that go by each name."""
    found: dict[str, list[npt.NDArray[np.float32]]] = defaultdict(list)
    for name, vector in rows:
        found[name].append(np.frombuffer(vector, "<f2").astype(np.float32))
    return {name: np.mean(vectors, axis=0) for name, vectors in found.items()}
