"""One writer at a time: a lock on a file of the index's folder, freed when its process ends."""

import fcntl
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

from onrecord.index.errors import BusyIndexError

__all__ = ["FILE_NAME", "build_lock", "taken", "wait"]

FILE_NAME: Final = "build.lock"

_POLL_S: Final = 0.1

_log = logging.getLogger(__name__)


@contextmanager
def build_lock(directory: Path, timeout_s: float) -> Iterator[None]:
    """Hold the right to write the index in `directory`, waiting for it if need be.

    Raises
    ------
    BusyIndexError
        If another process or thread still holds it after `timeout_s`.
    """
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / FILE_NAME).open("a") as file:
        wait(partial(taken, file.fileno()), directory, timeout_s)
        yield


def wait(taken: Callable[[], bool], name: object, timeout_s: float) -> None:
    """Try to take the right to write the index of that name until it is `taken`.

    Raises
    ------
    BusyIndexError
        If it isn't after `timeout_s`.
    """
    began, told = time.monotonic(), False
    while not taken():
        if not told:
            _log.info("another build holds the index %s: waiting for it", name)
            told = True
        if time.monotonic() >= began + timeout_s:
            raise BusyIndexError(
                f"another build holds the index {name} (waited {timeout_s:g} s); "
                "try again when it has ended"
            )
        time.sleep(_POLL_S)


def taken(descriptor: int) -> bool:
    """Take the lock of an open file, which goes with its process, unless another has it."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
