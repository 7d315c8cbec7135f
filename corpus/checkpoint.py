"""Where long work on one article can be ended from outside."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from typing import Final, TypeVar

__all__ = ["LOOK_EVERY_S", "apart", "awaited", "checkpoint", "ended_by", "is_watched"]

LOOK_EVERY_S: Final = 0.25
"""How often whoever waits for something looks whether that is to end."""

Result = TypeVar("Result")

_check: ContextVar[Callable[[], None] | None] = ContextVar("check", default=None)


@contextmanager
def ended_by(check: Callable[[], None]) -> Iterator[None]:
    """Have `check` called all along the work done within; what it raises ends that."""
    token = _check.set(check)
    try:
        yield
    finally:
        _check.reset(token)


def is_watched() -> bool:
    """Whether the work done here can be ended from outside."""
    return _check.get() is not None


def checkpoint() -> None:
    """Say that work goes on: to be called where it may take more than a second until the next."""
    check = _check.get()
    if check is not None:
        check()


def awaited(result: Future[Result]) -> Result:
    """Wait for what another thread does, for as long as work goes on here."""
    while not result.done():
        checkpoint()
        wait([result], LOOK_EVERY_S)
    return result.result()


def apart(work: Callable[[], Result]) -> Result:
    """Do what doesn't look in a thread of its own; if work ends here, it is left to itself."""
    if not is_watched():
        return work()
    result: Future[Result] = Future()
    context = copy_context()

    def run() -> None:
        try:
            result.set_result(context.run(work))
        except BaseException as error:  # noqa: BLE001  # raised again by who waits
            result.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return awaited(result)
