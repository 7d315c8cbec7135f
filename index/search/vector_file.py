"""The file that spares a start from reading every vector out of the database.

It is a header line, passage ids and a FAISS index. The header carries a seal over all of it,
because FAISS trusts what it reads, and the generation it was made of. A file that is missing,
damaged or of another database or model is made again; deleting it loses nothing.
"""

import hashlib
import json
import logging
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np

from onrecord.index.files import replacing
from onrecord.index.search.vectors import Rows, Vectors, is_near
from onrecord.index.store.generations import Generation
from onrecord.index.store.protocols import VectorRows

__all__ = ["FILE_NAME", "VectorFile", "stamped_number"]

faiss: Any = import_module("faiss")  # its type stubs leave out what its Python layer adds

FILE_NAME: Final = "vectors.faiss"

_LAYOUT: Final = 2
"""Raise it when vectors are kept in another way: 1 had float32, 2 has half precision."""

_HEADER_BYTES: Final = 1024
_CHUNK_BYTES: Final = 1 << 20

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class VectorFile:
    """The vector file of one index, for vectors of one model.

    `model` names everything that vectors depend on.
    """

    path: Path
    model: str
    dimension: int

    def load(self, rows: VectorRows, near: Vectors | None = None) -> Vectors:
        """Get the vectors of the generation of `rows`.

        From `near` (those of another generation) if little has changed since, else from the file,
        else from the database, and then the file is written.
        """
        for old in (near, None):
            base = old or self.read(rows)
            fresh = base.refreshed(rows) if base else None
            if fresh is not None:
                return fresh
        vectors = Vectors.read(rows, self.dimension)
        try:
            self.save(vectors)
        except OSError as error:  # a folder that may only be read is a good place for an index
            _log.warning("%s can't be written, the next start is slower: %s", self.path, error)
        return vectors

    def save(self, vectors: Vectors) -> None:
        """Write vectors without later changes; a crash leaves the old file or the new one."""
        if not vectors.is_whole:
            raise ValueError("only vectors without later changes can be saved")
        with replacing(self.path) as draft, draft.open("wb") as file:
            _write(file, vectors, self.model)

    def read(self, rows: VectorRows) -> Vectors | None:
        """Read the file, if it is whole and of a state that this database has been in.

        One open file throughout: it may be replaced by name while it is being read.
        """
        try:
            with self.path.open("rb") as file:
                header, seal = _header(file)
                if not self._fits(header, rows) or header.seal(_digest(file)) != seal:
                    return None
                file.seek(_HEADER_BYTES)
                ids = np.frombuffer(file.read(8 * header.n), "<i8").astype(np.int64)
                flat = faiss.read_index(faiss.PyCallbackIOReader(file.read, _CHUNK_BYTES))
        except (OSError, ValueError, RuntimeError):  # RuntimeError: of a FAISS this can't read
            return None
        state = Generation(header.number, header.stamp)
        return Vectors(state, Rows(flat, ids), Rows.empty(self.dimension), None)

    def is_useful(self, rows: VectorRows) -> bool:
        """Whether the file, if it is whole, spares reading most vectors from the database."""
        try:
            with self.path.open("rb") as file:
                header, _ = _header(file)
        except (OSError, ValueError):
            return False
        return self._fits(header, rows) and is_near(rows, header.newest, header.n)

    def problem(self, rows: VectorRows) -> str | None:
        """Say why the file can't be used; `None` if it can."""
        if not self.path.exists():
            return "it is missing"
        found = self.read(rows)
        if found is None:
            return "it is damaged, or of another database or model"
        if found.base.flat.ntotal != len(found.base.ids) or found.dimension != self.dimension:
            return "it holds another number of vectors than of passages"
        return None

    def _fits(self, header: "_Header", rows: VectorRows) -> bool:
        kept = (header.layout, header.model, header.dimension)
        same = kept == (_LAYOUT, self.model, self.dimension)
        return same and rows.was_in(Generation(header.number, header.stamp))


def stamped_number(path: Path) -> int:
    """Give the generation that a vector file says it was made of; 0 if it says none."""
    try:
        with path.open("rb") as file:
            return int(_header(file)[0].number)
    except (OSError, ValueError, TypeError):
        return 0


@dataclass(frozen=True, slots=True)
class _Header:
    """What a file says of itself; `n` rows of width `dimension` follow it, `newest` the last id."""

    number: int
    stamp: str
    model: str
    dimension: int
    n: int
    newest: int
    layout: int = 1

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
    header = _Header(state.number, state.stamp, model, vectors.dimension, len(ids), newest, _LAYOUT)
    line = json.dumps({"seal": header.seal(digest.hexdigest()), **asdict(header)})
    file.seek(0)
    file.write(line.encode().ljust(_HEADER_BYTES - 1) + b"\n")


def _header(file: BinaryIO) -> tuple[_Header, str]:
    """Read what the file says of itself, and its seal; `ValueError` if it is something else."""
    found = json.loads(file.read(_HEADER_BYTES))
    try:
        seal = found.pop("seal")
        header = _Header(**found)
    except (TypeError, AttributeError, KeyError) as error:
        raise ValueError("not the header of a vector file") from error
    return header, str(seal)


def _digest(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while chunk := file.read(_CHUNK_BYTES):
        digest.update(chunk)
    return digest.hexdigest()
