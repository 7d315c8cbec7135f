"""Following the corpus, and the web, while something else goes on."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["meanwhile"]


@contextmanager
def meanwhile(work: Callable[[threading.Event], None]) -> Iterator[None]:
    """Have work done for as long as the context is open: until its event is set."""
    stop = threading.Event()
    thread = threading.Thread(target=work, args=(stop,), name="watch", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
