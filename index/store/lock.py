"""Who may write the index: locks on files of its folder, freed when their process ends.

Whoever changes articles may do so beside others, each in turn: a writer gives its turn up while it
reads or encodes, and has it while it looks at what is stored and writes.
"""

import fcntl
import logging
import math
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from enum import Enum, auto
from functools import partial
from pathlib import Path
from typing import Final, Self

from onrecord.corpus.checkpoint import checkpoint, is_watched
from onrecord.index.errors import BusyIndexError

__all__ = ["Right", "Turn", "build_lock", "taken", "wait"]

FILE_NAME: Final = "build.lock"
FOLDER_NAME: Final = "folder.lock"
TURN_NAME: Final = "turn.lock"

_POLL_S: Final = 0.1

_log = logging.getLogger(__name__)


class Right(Enum):
    """What a writer may change: more than others may change beside it."""

    ARTICLES = auto()
    """Articles by their ids, beside whoever does the same or keeps a folder in step."""

    FOLDER = auto()
    """What a folder holds, and nobody else does that."""

    WHOLE = auto()
    """All of it: nobody else changes anything."""


@contextmanager
def build_lock(directory: Path, right: Right, timeout_s: float) -> Iterator[None]:
    """Hold a right to write the index in `directory`, waiting for it if need be.

    Raises
    ------
    BusyIndexError
        If another process or thread still holds it after `timeout_s`.
    """
    directory.mkdir(parents=True, exist_ok=True)
    names = [(FILE_NAME, fcntl.LOCK_EX if right is Right.WHOLE else fcntl.LOCK_SH)]
    if right is Right.FOLDER:
        names.insert(0, (FOLDER_NAME, fcntl.LOCK_EX))
    with ExitStack() as held:
        for name, kind in names:
            file = held.enter_context((directory / name).open("a"))
            wait(partial(taken, file.fileno(), kind), directory, timeout_s)
        yield


class Turn:
    """The turn to write, of those who may: whoever has it is the only one."""

    def __init__(self, directory: Path, descriptor: int) -> None:
        self._directory = directory
        self._descriptor = descriptor

    @classmethod
    @contextmanager
    def taken(cls, directory: Path) -> Iterator[Self]:
        """Wait for it, as long as that takes, and have it."""
        with (directory / TURN_NAME).open("a") as file:
            turn = cls(directory, file.fileno())
            turn._take()
            yield turn

    def _take(self) -> None:
        wait(partial(taken, self._descriptor), self._directory, math.inf)

    @contextmanager
    def given_up(self) -> Iterator[None]:
        """Let others write, and wait for the next turn; without it where something is raised."""
        fcntl.flock(self._descriptor, fcntl.LOCK_UN)
        yield
        self._take()


def wait(taken: Callable[[], bool], name: object, timeout_s: float) -> None:
    """Try to take the right to write the index of that name until it is `taken`.

    Raises
    ------
    BusyIndexError
        If it isn't after `timeout_s`, and nobody could end the wait.
    """
    began, told = time.monotonic(), False
    while not taken():
        checkpoint()
        if not told and timeout_s < math.inf:
            _log.info("another build holds the index %s: waiting for it", name)
            told = True
        if time.monotonic() >= began + timeout_s and not is_watched():
            raise BusyIndexError(
                f"another build holds the index {name} (waited {timeout_s:g} s); "
                "try again when it has ended"
            )
        time.sleep(_POLL_S)


def taken(descriptor: int, kind: int = fcntl.LOCK_EX) -> bool:
    """Take the lock of an open file, which goes with its process, unless another has it."""
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
