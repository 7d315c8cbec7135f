"""What Gradio does whenever it is imported, and nobody here needs: two thirds of its import.

It writes a type stub for each of its components, also into its own folder, and fills in the
templates of their docstrings; and it loads what its own tools over MCP and its tables are made of.
"""

import importlib.util
import inspect
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, Final

import jinja2

__all__ = ["without_unused"]

_MISSED: Final = "mcp"  # Gradio does without where it isn't installed; 0.9 s
_LATE: Final = "pandas"  # 0.3 s


@contextmanager
def without_unused() -> Iterator[None]:
    """Keep Gradio from it where it is imported within; no other thread may import these then."""
    with (
        _replaced(inspect, "getfile", _refusing),
        _replaced(jinja2, "Template", _AsWritten),
        _absent(_MISSED),
        _late(_LATE),
    ):
        yield


@contextmanager
def _replaced(module: ModuleType, name: str, stand_in: Any) -> Iterator[None]:
    kept = getattr(module, name)
    setattr(module, name, stand_in)
    try:
        yield
    finally:
        setattr(module, name, kept)


_file_of = inspect.getfile


def _refusing(thing: Any) -> str:
    """Find no file of Gradio's components: of what stands in no file it writes no stub."""
    if getattr(thing, "__module__", "").startswith("gradio."):
        raise OSError("no stub is wanted")
    return _file_of(thing)


class _AsWritten:
    """A template that is left as it is."""

    def __init__(self, source: str) -> None:
        self._source = source

    def render(self, **_: Any) -> str:
        return self._source


@contextmanager
def _absent(name: str) -> Iterator[None]:
    """Let a package seem not to be installed, unless it is imported already."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]  # the import system's own sign for it
    try:
        yield
    finally:
        del sys.modules[name]


@contextmanager
def _late(name: str) -> Iterator[None]:
    """Have a package imported when something in it is used for the first time."""
    finder = _LateFinder(name)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


@dataclass(slots=True)
class _LateFinder:
    name: str | None

    def find_spec(
        self, name: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != self.name:
            return None
        self.name = None  # the others find it
        spec = importlib.util.find_spec(name)
        if spec and spec.loader:
            spec.loader = importlib.util.LazyLoader(spec.loader)
        return spec
