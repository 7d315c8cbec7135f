"""A file to the articles in it: most hold one, JSON lines and archives hold many."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from onrecord.corpus.errors import CorpusError, TooBigError, UnknownFormatError
from onrecord.corpus.reading.archive import members
from onrecord.corpus.reading.folder import article_id, name_of, open_file, written_out
from onrecord.corpus.reading.formats import MAX_BYTES, SUFFIXES, format_of
from onrecord.corpus.reading.item import Item, Refusal
from onrecord.corpus.reading.jsonl import lines

__all__ = ["bounded", "items_in", "split"]


def items_in(path: Path, root: Path, max_bytes: int = MAX_BYTES) -> Iterator[Item | Refusal]:
    """Yield the articles of the file at `path`, named relative to `root`, and what is refused."""
    try:
        name = article_id(path, root)
    except CorpusError as error:
        yield Refusal(written_out(name_of(path, root)), error)
        return
    suffix = path.suffix.lower()
    try:
        with open_file(path, _limit(suffix, max_bytes)) as file:
            if suffix not in SUFFIXES:
                raise _unknown(name)
            yield from split(file, name, suffix, max_bytes)
    except CorpusError as error:
        yield Refusal(name, error)


def split(
    file: BinaryIO, name: str, suffix: str, max_bytes: int = MAX_BYTES
) -> Iterator[Item | Refusal]:
    """Yield the articles in a file that can be sought in; its own id is `name`.

    Raises
    ------
    CorpusError
        If the file is not what its suffix says, or has too much of it. What was yielded before
        is sound.
    """
    if suffix == ".jsonl":
        yield from lines(file, name, max_bytes)
    elif suffix == ".zip":
        for found in members(file, name, SUFFIXES, max_bytes):
            if isinstance(found, Item) and found.suffix == ".jsonl":
                yield from lines(io.BytesIO(found.raw), found.id, max_bytes)
            else:
                yield found
    else:
        yield Item(name, bounded(file, repr(name), _limit(suffix, max_bytes)), suffix)


def _limit(suffix: str, max_bytes: int) -> int:
    form = format_of(suffix)
    return (form and form.max_bytes) or max_bytes


def bounded(file: BinaryIO, name: str, max_bytes: int) -> bytes:
    """Read all of a file.

    Raises
    ------
    TooBigError
        If there are more than `max_bytes`.
    """
    raw = file.read(max_bytes + 1)
    if len(raw) > max_bytes:
        raise TooBigError(f"{name} has more than {max_bytes:,} bytes: split it into articles")
    return raw


def _unknown(name: str) -> UnknownFormatError:
    known = " ".join(sorted(SUFFIXES))
    return UnknownFormatError(f"{name!r} is no article: expected one of {known}")
