"""A file to the articles in it: most hold one, tables, mails, books and archives hold many."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

from onrecord.corpus.errors import CorpusError, DamagedFileError, TooBigError
from onrecord.corpus.reading.archive import members
from onrecord.corpus.reading.folder import article_id, name_of, open_file, written_out
from onrecord.corpus.reading.formats import MAX_BYTES, PACKAGES, SUFFIXES, format_of, no_format
from onrecord.corpus.reading.item import Found, Item, Refusal
from onrecord.corpus.reading.jsonl import lines
from onrecord.corpus.reading.sniff import true_kind

__all__ = ["bounded", "items_in", "split"]

Splitter = Callable[[BinaryIO, str], Iterator[Found]]


def items_in(path: Path, root: Path, max_bytes: int = MAX_BYTES) -> Iterator[Found]:
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
                raise no_format(name, suffix)
            yield from split(file, name, suffix, max_bytes)
    except CorpusError as error:
        yield Refusal(name, error)


def split(file: BinaryIO, name: str, suffix: str, max_bytes: int = MAX_BYTES) -> Iterator[Found]:
    """Yield the articles in a file that can be sought in; its own id is `name`.

    Raises
    ------
    CorpusError
        If the file is not what its suffix says, or has too much of it. What was yielded before
        is sound.
    """
    if suffix in LINES:
        yield from lines(file, name, max_bytes)
    elif suffix == ".zip":
        for found in members(file, name, SUFFIXES, max_bytes):
            yield from _inner(found, max_bytes)
    else:
        raw = bounded(file, repr(name), _limit(suffix, max_bytes))
        splitter = _splitter(suffix)
        if splitter is None:
            yield _alone(raw, name, suffix)
        else:
            for each in splitter(io.BytesIO(raw), name):
                attached = suffix == ".eml" and each.id != name
                yield from _inner(each, max_bytes) if attached else (each,)


def _alone(raw: bytes, name: str, suffix: str) -> Item:
    kind = true_kind(raw, suffix)
    if kind in PACKAGES and kind != suffix:
        raise DamagedFileError(f"{name!r} is no plain text: call it {kind}, which it is")
    return Item(name, raw, kind)


LINES = frozenset({".jsonl", ".ndjson"})
"""Of which each line is bounded, and the file never held as a whole."""


def _splitter(suffix: str) -> Splitter | None:
    """Import what takes a package apart; who asks takes none."""
    if suffix in {".csv", ".tsv", ".xlsx", ".xls", ".ods", ".json"}:
        from onrecord.corpus.reading import tables  # noqa: PLC0415

        by_cells = tables.rows if suffix in {".csv", ".tsv"} else tables.sheets
        return tables.objects if suffix == ".json" else by_cells
    if suffix in {".xml", ".nitf"}:
        from onrecord.corpus.reading.newsxml import stories  # noqa: PLC0415

        return stories
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
        if found.suffix == ".zip" or found.suffix not in SUFFIXES:
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
