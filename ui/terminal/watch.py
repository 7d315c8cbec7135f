"""Following the corpus while something else goes on."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from onrecord.ui.desk import Desk

__all__ = ["following"]


@contextmanager
def following(desk: Desk) -> Iterator[None]:
    """Keep the index in step with the corpus folder for as long as the context is open."""
    stop = threading.Event()
    thread = threading.Thread(target=desk.follow, args=(stop,), name="watch", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
