"""A file to the articles in it: most hold one, tables, mails, books and archives hold many."""

import io
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from onrecord.corpus.errors import (
    CorpusError,
    DamagedFileError,
    EmptyArticleError,
    TooBigError,
)
from onrecord.corpus.reading.archive import members
from onrecord.corpus.reading.folder import article_id, name_of, open_file, written_out
from onrecord.corpus.reading.formats import MAX_BYTES, PACKAGES, SUFFIXES, format_of, no_format
from onrecord.corpus.reading.item import Found, Item, Refusal, Remark
from onrecord.corpus.reading.jsonl import lines
from onrecord.corpus.reading.sniff import WIRE, true_kind

__all__ = ["bounded", "items_in", "split"]

Splitter = Callable[[BinaryIO, str], Iterator[Found]]


def items_in(path: Path, root: Path, max_bytes: int = MAX_BYTES) -> Iterator[Found]:
    """Yield the articles of the file at `path`, named relative to `root`, and what is refused.

    A folder that can't be read is refused with a slash behind its name.
    """
    try:
        name = article_id(path, root)
    except CorpusError as error:
        yield Refusal(written_out(name_of(path, root)), error)
        return
    suffix = path.suffix.lower()
    try:
        limit = _limit(suffix, max_bytes) if suffix in READ else sys.maxsize  # it isn't read
        with open_file(path, limit) as file:
            if suffix not in READ:
                raise no_format(name, suffix)
            if suffix in STREAMED:
                yield from split(file, name, suffix, max_bytes)
                return
            raw = bounded(file, repr(name), limit)
        yield from split(io.BytesIO(raw), name, suffix, max_bytes)
    except CorpusError as error:
        is_folder = os.path.isdir(path) and not path.is_symlink()  # noqa: PTH112  # never raises
        yield Refusal(f"{name}/" if is_folder else name, error)


def split(file: BinaryIO, name: str, suffix: str, max_bytes: int = MAX_BYTES) -> Iterator[Found]:
    """Yield the articles in a file that can be sought in; its own id is `name`.

    Raises
    ------
    CorpusError
        If the file is not what its suffix says, has too much of it, or nothing. What was yielded
        before is sound.
    """
    is_empty = True
    for found in _split(file, name, suffix, max_bytes):
        is_empty = is_empty and isinstance(found, Remark)
        yield found
    if is_empty:
        raise EmptyArticleError(f"{name!r} holds no article: fill it or remove it")


def _split(file: BinaryIO, name: str, suffix: str, max_bytes: int) -> Iterator[Found]:
    if not file.read(1):
        raise EmptyArticleError(f"{name!r} is empty: fill it or remove it")
    file.seek(0)
    if suffix in LINES:
        yield from lines(file, name, max_bytes)
    elif suffix in STREAMED:
        for found in members(file, name, READ, max_bytes):
            yield from _inner(found, max_bytes)
    else:
        raw = bounded(file, repr(name), _limit(suffix, max_bytes))
        kind = _kind(raw, name, suffix)
        splitter = _splitter(kind) if kind in {suffix, WIRE} else None
        if splitter is None:
            yield Item(name, raw, kind)
        else:
            for each in splitter(io.BytesIO(raw), name):
                attached = suffix == ".eml" and each.id != name
                yield from _inner(each, max_bytes) if attached else (each,)


def _kind(raw: bytes, name: str, suffix: str) -> str:
    kind = true_kind(raw, suffix)
    if format_of(kind) is None:
        raise no_format(name, kind)
    if kind in PACKAGES and kind not in {suffix, WIRE}:
        raise DamagedFileError(f"{name!r} is {kind} by its content: give it that suffix")
    return kind


READ = SUFFIXES | {""}
"""What is named so is opened; without a suffix it is told by its bytes."""

LINES = frozenset({".jsonl", ".ndjson"})
"""Of which each line is bounded."""

STREAMED = LINES | {".zip"}
"""Of which no file is held as a whole."""


def _splitter(suffix: str) -> Splitter | None:
    """Import what takes a package apart; who asks takes none."""
    if suffix in {".csv", ".tsv", ".xlsx", ".xls", ".ods", ".json"}:
        from onrecord.corpus.reading import tables  # noqa: PLC0415

        by_cells = tables.rows if suffix in {".csv", ".tsv"} else tables.sheets
        return tables.objects if suffix == ".json" else by_cells
    if suffix in {".xml", ".nitf"}:
        from onrecord.corpus.reading.newsxml import stories  # noqa: PLC0415

        return stories
    if suffix == WIRE:
        from onrecord.corpus.reading.wire import messages  # noqa: PLC0415

        return messages
    if suffix == ".epub":
        from onrecord.corpus.reading.epub import chapters  # noqa: PLC0415

        return chapters
    if suffix == ".eml":
        from onrecord.corpus.reading.mail import attachments  # noqa: PLC0415

        return attachments
    return None


def _inner(found: Found, max_bytes: int) -> Iterator[Found]:
    """Take apart what was packed in something else; archives within archives stay closed."""
    if not isinstance(found, Item):
        yield found
        return
    try:
        if found.suffix == ".zip" or found.suffix not in READ:
            raise no_format(found.id, found.suffix)
        yield from split(io.BytesIO(found.raw), found.id, found.suffix, max_bytes)
    except CorpusError as error:
        yield Refusal(found.id, error)


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
