"""Exact search over passage vectors with FAISS; derived from the database and never the truth.

The file beside the database is a header line and a FAISS index. The header carries the SHA-256 of
what follows, because FAISS trusts what it reads, and the generation it was made of. A file that
is missing, damaged or of another database or model is made again from the database.
"""

import hashlib
import json
import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, Final, Self

import numpy as np
import numpy.typing as npt

from index.database import Generation, generation, sync_directory

__all__ = ["FILE_NAME", "Transform", "Vectors", "is_useful", "load", "problem", "save"]

faiss: Any = import_module("faiss")  # its type stubs leave out what its Python layer adds

FILE_NAME: Final = "vectors.faiss"

Transform = Callable[[npt.NDArray[np.float32], Sequence[str]], npt.NDArray[np.float32]]
"""(n, dim) stored vectors and their n languages -> (n, dim) vectors to search."""

_HEADER_BYTES: Final = 1024
_CHUNK_ROWS: Final = 8192
_CHUNK_BYTES: Final = 1 << 20
_MAX_CHANGED: Final = 0.1  # share of the base that may be new or removed before it is made anew
_FEW: Final = 1000  # rows; below it a share is not worth counting


@dataclass(frozen=True, slots=True)
class _Part:
    """A FAISS index that is never written to again, and the passage id of each of its rows.

    `ids` is (n,) int64, ascending.
    """

    flat: Any
    ids: npt.NDArray[np.int64]

    @classmethod
    def of(cls, ids: npt.NDArray[np.int64], vectors: npt.NDArray[np.float32]) -> Self:
        flat = faiss.IndexFlatIP(vectors.shape[1])
        flat.add(vectors)
        return cls(flat, ids)

    def search(
        self, query: npt.NDArray[np.float32], k: int, chosen: npt.NDArray[np.bool_] | None
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
        """Ids and scores of the best `k` of the chosen rows; fewer where there are fewer."""
        k = min(k, len(self.ids) if chosen is None else int(chosen.sum()))
        if k == 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        parameters = None
        if chosen is not None:
            bits = np.packbits(chosen, bitorder="little")
            parameters = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bits))
        scores, rows = self.flat.search(query[np.newaxis], k, params=parameters)
        found = rows[0] >= 0
        return self.ids[rows[0][found]], scores[0][found]


@dataclass(frozen=True, slots=True, eq=False)
class Vectors:
    """The passage vectors of one generation: a large part that is shared, a small one of its own.

    `removed` is a mask over the rows of the large part, `None` where none is removed.
    """

    generation: Generation
    base: _Part
    delta: _Part
    removed: npt.NDArray[np.bool_] | None

    @property
    def n(self) -> int:
        """Count of the passages that can be found."""
        gone = 0 if self.removed is None else int(self.removed.sum())
        return len(self.base.ids) + len(self.delta.ids) - gone

    @property
    def dimension(self) -> int:
        """Width of a vector."""
        return int(self.base.flat.d)

    def search(
        self,
        query: npt.NDArray[np.float32],
        k: int,
        allowed: npt.NDArray[np.int64] | None = None,
    ) -> list[tuple[int, float]]:
        """Passage ids and inner products, best first, the lower id first where they are equal.

        Parameters
        ----------
        query
            (dim,) float32.
        allowed
            Ascending ids of the passages that may be found; all of them if `None`.

        Raises
        ------
        ValueError
            If the query has another width or holds something that is not a number.
        """
        vector = np.ascontiguousarray(query, dtype=np.float32)  # (dim,)
        if vector.shape != (self.dimension,) or not np.isfinite(vector).all():
            raise ValueError(
                f"a query vector must be ({self.dimension},) finite numbers, not {vector.shape}"
            )
        faiss.omp_set_num_threads(1)  # counts for the calling thread only
        base_rows = _chosen(self.base.ids, allowed, self.removed)
        delta_rows = _chosen(self.delta.ids, allowed, None)
        ids_base, scores_base = self.base.search(vector, k, base_rows)
        ids_delta, scores_delta = self.delta.search(vector, k, delta_rows)
        ids = np.concatenate([ids_base, ids_delta])
        scores = np.concatenate([scores_base, scores_delta])
        order = np.lexsort((ids, -scores))[: max(k, 0)]
        return [(int(ids[i]), float(scores[i])) for i in order]

    @property
    def is_whole(self) -> bool:
        """Whether the shared part alone is this generation, so that it can be saved."""
        return self.removed is None and not len(self.delta.ids)

    def refreshed(
        self, connection: sqlite3.Connection, generation: Generation, transform: Transform
    ) -> Self | None:
        """Bring these vectors to another generation of the same database.

        `None` where too much has changed for that, or where the database was never in this state.
        """
        if not _was(connection, self.generation):
            return None
        newest = int(self.base.ids[-1]) if len(self.base.ids) else 0
        if not _is_near(connection, newest, len(self.base.ids)):
            return None
        kept = np.isin(self.base.ids, _ids(connection), assume_unique=True)
        delta = _read(connection, transform, self.dimension, above=newest)
        removed = None if kept.all() else ~kept
        return type(self)(generation, self.base, delta, removed)


def load(
    path: Path,
    connection: sqlite3.Connection,
    model: str,
    dimension: int,
    transform: Transform,
    near: Vectors | None = None,
) -> Vectors:
    """Vectors of the generation that `connection` sees.

    From `near` (those of another generation) if little has changed since, else from the file,
    else from the database itself.
    """
    now = generation(connection)
    fresh = near.refreshed(connection, now, transform) if near else None
    if fresh is None:
        stored = _read_file(path, connection, model, dimension)
        fresh = stored.refreshed(connection, now, transform) if stored else None
    if fresh is not None:
        return fresh
    return Vectors(now, _read(connection, transform, dimension), _empty(dimension), None)


def save(vectors: Vectors, path: Path, model: str) -> None:
    """Write vectors that are whole; a crash leaves the old file or the new one."""
    if not vectors.is_whole:
        raise ValueError("only vectors without later changes can be saved")
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    try:
        with draft.open("wb") as file:
            _write(file, vectors, model)
        draft.replace(path)
        sync_directory(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def is_useful(path: Path, connection: sqlite3.Connection, model: str) -> bool:
    """Whether the file, if it is whole, spares reading most vectors from the database."""
    try:
        with path.open("rb") as file:
            header, _ = _header(file)
    except (OSError, ValueError):
        return False
    return (
        header.model == model
        and _was(connection, Generation(header.number, header.stamp))
        and _is_near(connection, header.newest, header.n)
    )


def problem(path: Path, connection: sqlite3.Connection, model: str, dimension: int) -> str | None:
    """Say why the file can't be used; `None` if it can."""
    if not path.exists():
        return "it is missing"
    found = _read_file(path, connection, model, dimension)
    if found is None:
        return "it is damaged, or of another database or model"
    if found.base.flat.ntotal != len(found.base.ids) or found.dimension != dimension:
        return "it holds another number of vectors than of passages"
    return None


@dataclass(frozen=True, slots=True)
class _Header:
    """What a file says of itself; `n` rows of width `dimension` follow it, `newest` the last id."""

    number: int
    stamp: str
    model: str
    dimension: int
    n: int
    newest: int

    def seal(self, payload: str) -> str:
        """SHA-256 over the header and the digest of what follows it."""
        return hashlib.sha256(f"{json.dumps(asdict(self))}{payload}".encode()).hexdigest()


def _write(file: BinaryIO, vectors: Vectors, model: str) -> None:
    """Header last: only then is the digest known."""
    digest = hashlib.sha256()

    def write(part: bytes) -> int:
        digest.update(part)
        return file.write(part)

    file.seek(_HEADER_BYTES)
    write(vectors.base.ids.astype("<i8").tobytes())
    faiss.write_index(vectors.base.flat, faiss.PyCallbackIOWriter(write, _CHUNK_BYTES))
    state = vectors.generation
    ids = vectors.base.ids
    newest = int(ids[-1]) if len(ids) else 0
    header = _Header(state.number, state.stamp, model, vectors.dimension, len(ids), newest)
    line = json.dumps({"seal": header.seal(digest.hexdigest()), **asdict(header)})
    file.seek(0)
    file.write(line.encode().ljust(_HEADER_BYTES - 1) + b"\n")
    file.flush()
    os.fsync(file.fileno())


def _read_file(
    path: Path, connection: sqlite3.Connection, model: str, dimension: int
) -> Vectors | None:
    """Read the file, if it is whole and of a state that this database has been in.

    One open file throughout: it may be replaced by name while it is being read.
    """
    try:
        with path.open("rb") as file:
            header, seal = _header(file)
            state = Generation(header.number, header.stamp)
            fits = (header.model, header.dimension) == (model, dimension)
            if not fits or not _was(connection, state) or header.seal(_digest(file)) != seal:
                return None
            file.seek(_HEADER_BYTES)
            ids = np.frombuffer(file.read(8 * header.n), "<i8").astype(np.int64)
            flat = faiss.read_index(faiss.PyCallbackIOReader(file.read, _CHUNK_BYTES))
    except (OSError, ValueError, RuntimeError):  # RuntimeError: of a FAISS this one can't read
        return None
    return Vectors(state, _Part(flat, ids), _empty(dimension), None)


def _header(file: BinaryIO) -> tuple[_Header, str]:
    """Read what the file says of itself, and its seal; `ValueError` if it is something else."""
    found = json.loads(file.read(_HEADER_BYTES))
    try:
        seal = found.pop("seal")
        header = _Header(**found)
    except (TypeError, AttributeError, KeyError) as error:
        raise ValueError("not the header of a vector file") from error
    return header, str(seal)


def _was(connection: sqlite3.Connection, state: Generation) -> bool:
    """Whether the database is in that state or has been."""
    return bool(
        connection.execute(
            "SELECT 1 FROM generations WHERE number = ? AND stamp = ?", (state.number, state.stamp)
        ).fetchone()
    )


def _is_near(connection: sqlite3.Connection, newest: int, n_rows: int) -> bool:
    """Whether few passages came or went since there were `n_rows`, the last with id `newest`."""
    n_all, n_new = connection.execute(
        "SELECT (SELECT count(*) FROM passages), (SELECT count(*) FROM passages WHERE id > ?)",
        (newest,),
    ).fetchone()
    n_changed: int = n_new + n_rows - (n_all - n_new)
    return n_changed <= max(_FEW, _MAX_CHANGED * n_rows)


def _digest(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while chunk := file.read(_CHUNK_BYTES):
        digest.update(chunk)
    return digest.hexdigest()


def _chosen(
    ids: npt.NDArray[np.int64],
    allowed: npt.NDArray[np.int64] | None,
    removed: npt.NDArray[np.bool_] | None,
) -> npt.NDArray[np.bool_] | None:
    """Mask of the rows that may be found; `None` for all."""
    if allowed is None:
        return None if removed is None else ~removed
    chosen = np.isin(ids, allowed, assume_unique=True)
    return chosen if removed is None else chosen & ~removed


def _ids(connection: sqlite3.Connection) -> npt.NDArray[np.int64]:
    rows = connection.execute("SELECT id FROM passages ORDER BY id")
    return np.fromiter((row[0] for row in rows), np.int64)


def _empty(dimension: int) -> _Part:
    return _Part.of(np.empty(0, np.int64), np.empty((0, dimension), np.float32))


def _read(
    connection: sqlite3.Connection,
    transform: Transform,
    dimension: int,
    above: int = 0,
) -> _Part:
    """Read the vectors of all passages with an id above that, in the order of their ids."""
    flat = faiss.IndexFlatIP(dimension)
    ids: list[npt.NDArray[np.int64]] = [np.empty(0, np.int64)]
    for some, languages, vectors in _chunks(connection, dimension, above):
        flat.add(np.ascontiguousarray(transform(vectors, languages), dtype=np.float32))
        ids.append(some)
    return _Part(flat, np.concatenate(ids))


def _chunks(
    connection: sqlite3.Connection, dimension: int, above: int
) -> Iterator[tuple[npt.NDArray[np.int64], list[str], npt.NDArray[np.float32]]]:
    rows = connection.execute(
        "SELECT passages.id, passages.language, encodings.vector FROM passages"
        " JOIN encodings ON encodings.id = passages.encoding"
        " WHERE passages.id > ? ORDER BY passages.id",
        (above,),
    )
    while some := rows.fetchmany(_CHUNK_ROWS):
        vectors = np.frombuffer(b"".join(row[2] for row in some), "<f4")
        yield (
            np.array([row[0] for row in some], np.int64),
            [row[1] for row in some],
            vectors.reshape(len(some), dimension).astype(np.float32),  # (n, dim)
        )
