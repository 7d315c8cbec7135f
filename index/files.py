"""Files that are there whole or not at all, also after a crash."""

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

__all__ = ["n_bytes", "replacing", "sweep_drafts", "sync_directory"]

_SUFFIX: Final = ".new"
_ABANDONED_S: Final = 3600.0
"""A draft that nobody wrote to for so long belongs to a process that is gone."""


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give the name of a draft that takes the place of `path` when all of it has been written."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}{_SUFFIX}")
    try:
        yield draft
        _sync(draft)
        draft.replace(path)
        sync_directory(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def sweep_drafts(folder: Path) -> None:
    """Delete the drafts that killed processes left in `folder`."""
    for draft in folder.glob(f"*{_SUFFIX}*"):
        if time.time() - draft.stat().st_mtime > _ABANDONED_S:
            draft.unlink(missing_ok=True)


def sync_directory(directory: Path) -> None:
    """Make a rename in `directory` outlast a power cut."""
    _sync(directory)


def n_bytes(directory: Path) -> int:
    """Count the bytes of the files in a directory, if there is one; folders in it don't count."""
    found = 0
    for each in directory.iterdir() if directory.is_dir() else ():
        with suppress(FileNotFoundError):  # drafts come and go
            found += each.stat().st_size if each.is_file() else 0
    return found


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
