"""Gradio writes a type stub for each of its components whenever it is imported.

That takes two fifths of its import, and a place where it may write to its own folder.
"""

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

__all__ = ["without_stubs"]


@contextmanager
def without_stubs() -> Iterator[None]:
    """Keep Gradio from it where it is imported within: of what stands in no file it writes none."""
    file_of = inspect.getfile

    def refusing(thing: Any) -> str:
        if getattr(thing, "__module__", "").startswith("gradio."):
            raise OSError("no stub is wanted")
        return file_of(thing)

    inspect.getfile = refusing  # type: ignore[assignment]  # the stand-in takes whatever it is given
    try:
        yield
    finally:
        inspect.getfile = file_of
