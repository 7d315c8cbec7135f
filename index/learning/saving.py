"""What is learned is written whole, or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["saving"]


@contextmanager
def saving(path: Path) -> Iterator[Path]:
    """Give a file beside `path` to write; it takes its place when the block ends well."""
    draft = path.with_name(f".{path.name}")
    yield draft
    draft.replace(path)
