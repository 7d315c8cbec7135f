"""Check that everything stored is what it was written as, and what is derived from it fits."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from onrecord.index.search.recall import missed
from onrecord.index.search.searched import InEngine
from onrecord.index.search.vector_file import FILE_NAME, VectorFile
from onrecord.index.store.address import store_at
from onrecord.index.store.place import Address
from onrecord.index.store.protocols import Snapshot

__all__ = ["verify"]


def verify(directory: Address) -> list[str]:
    """List what is wrong with the index in `directory`, a line each; nothing if it is sound.

    Reads every row, in one generation; where vectors are searched along a graph, it asks whether
    enough of them are found.

    Raises
    ------
    MissingIndexError, OtherSchemaError, DamagedIndexError
        If it can't be read as far as that.
    """
    store = store_at(directory)
    with closing(store.open()) as snapshot:
        found = [*snapshot.problems()]
        if snapshot.in_engine is None:
            return [*found, *_vector_file(store.folder, snapshot)]
        if snapshot.in_engine.is_exact or found:
            return found
        return [*missed(snapshot, InEngine(snapshot.in_engine, snapshot))]


def _vector_file(folder: Path, snapshot: Snapshot) -> Iterator[str]:
    settings = snapshot.settings
    file = VectorFile(folder / FILE_NAME, settings.models, settings.dimension)
    problem = file.problem(snapshot)
    if problem is not None:
        yield f"{FILE_NAME}: {problem}; it is made again when the index is next opened"
