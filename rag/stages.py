"""The stages of an answer, for whoever measures how long they take."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import Final

__all__ = ["STAGES", "Watch", "stage", "watching"]

STAGES: Final = ("understand", "encode", "search", "interact", "read", "weigh", "compose")
"""Reading the question, its vectors, both searches, late interaction, the reader,
signals, the quotes."""

Watch = Callable[[str], AbstractContextManager[object]]
"""Gives what is entered as a stage begins and left as it ends."""

_watch: ContextVar[Watch] = ContextVar("watch", default=lambda _: nullcontext())


@contextmanager
def watching(watch: Watch) -> Iterator[None]:
    """Let `watch` see the stages of what is asked inside, in this thread or task."""
    token = _watch.set(watch)
    try:
        yield
    finally:
        _watch.reset(token)


def stage(name: str) -> AbstractContextManager[object]:
    """Mark a stage for whoever is watching."""
    return _watch.get()(name)
