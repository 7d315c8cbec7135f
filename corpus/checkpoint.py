"""Where long work on one article can be ended from outside."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

__all__ = ["checkpoint", "ended_by"]

_check: ContextVar[Callable[[], None] | None] = ContextVar("check", default=None)


@contextmanager
def ended_by(check: Callable[[], None]) -> Iterator[None]:
    """Have `check` called all along the work done within; what it raises ends that."""
    token = _check.set(check)
    try:
        yield
    finally:
        _check.reset(token)


def checkpoint() -> None:
    """Say that work goes on: to be called where it may take more than a second until the next."""
    check = _check.get()
    if check is not None:
        check()
