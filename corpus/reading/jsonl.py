"""JSON Lines: one article a line, `{"text": …}` with its metadata beside it."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, BinaryIO

from onrecord.corpus.errors import CorpusError, DamagedFileError, TooBigError
from onrecord.corpus.page.dates import parse_date
from onrecord.corpus.page.metadata import Metadata, from_mapping
from onrecord.corpus.reading.item import Item, Refusal

__all__ = ["Line", "lines", "read_line"]

MAX_BAD_LINES = 100  # more of them, and the file is something else
TEXT_FIELDS = ("title", "outlet", "author", "published", "url", "language", "id")
LANGUAGE = re.compile(r"[a-z]{2}(?:-[A-Za-z0-9]{2,8})*")
LINE_ENDS = re.compile(r"\r\n?")
LINE_FIELDS = '"text", and if known ' + ", ".join(f'"{name}"' for name in TEXT_FIELDS)


@dataclass(frozen=True, slots=True)
class Line:
    """What one line says; `id` and `language` only if it states them."""

    text: str
    metadata: Metadata
    id: str | None
    language: str | None


def lines(file: BinaryIO, name: str, max_bytes: int) -> Iterator[Item | Refusal]:
    """Yield the articles of a file, named by their `id` or the number of their line.

    Raises
    ------
    DamagedFileError
        If more than `MAX_BAD_LINES` lines are refused.
    """
    seen: set[str] = set()
    n_bad = 0
    for number, raw in _raw_lines(file, max_bytes):
        item = _item(number, raw, name, max_bytes, seen)
        if item is None:
            continue
        n_bad += isinstance(item, Refusal)
        if n_bad > MAX_BAD_LINES:
            raise DamagedFileError(
                f"{name!r} has more than {MAX_BAD_LINES} bad lines: expected an object with "
                f"{LINE_FIELDS} a line"
            )
        yield item


def _raw_lines(file: BinaryIO, max_bytes: int) -> Iterator[tuple[int, bytes]]:
    """Yield the lines, numbered from 1; of a line that is too long, one byte too many is kept."""
    number = 0
    while raw := file.readline(max_bytes + 1):
        number += 1
        yield number, raw
        while len(raw) > max_bytes and not raw.endswith(b"\n"):
            raw = file.readline(max_bytes + 1)
            if len(raw) <= max_bytes:
                break


def _item(
    number: int, raw: bytes, name: str, max_bytes: int, seen: set[str]
) -> Item | Refusal | None:
    line_id = f"{name}#{number}"
    where = f"line {number} of {name!r}"
    raw = raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw
    if not raw.strip():
        return None
    try:
        if len(raw) > max_bytes:
            raise TooBigError(f"{where} has more than {max_bytes:,} bytes: split it")
        entries = _object(raw, where)
        line_id = f"{name}#{_string(entries, 'id', where) or number}"
        _line(entries, where)
        if line_id in seen:
            raise DamagedFileError(f"{where} has the id of a line above: give it one of its own")
    except CorpusError as error:
        return Refusal(line_id, error)
    seen.add(line_id)
    return Item(line_id, raw, ".jsonl")


def read_line(raw: bytes, name: str) -> Line:
    """Read one line; fields by other common names count where these are missing.

    Raises
    ------
    DamagedFileError
        If it is no JSON object, has no text, or a field is not what it should be.
    """
    return _line(_object(raw, name), name)


def _line(entries: dict[str, Any], name: str) -> Line:
    text = entries.get("text")
    if not isinstance(text, str) or not text.strip():
        raise DamagedFileError(f'{name} has no "text": expected {LINE_FIELDS}, all of them strings')
    stated = {key: _string(entries, key, name) for key in TEXT_FIELDS}
    day = parse_date(stated["published"]) if stated["published"] else None
    if stated["published"] and day is None:
        raise DamagedFileError(
            f'{name}: "published" is {stated["published"]!r}, no day like 2025-10-20'
        )
    if stated["language"] and not LANGUAGE.fullmatch(stated["language"]):
        raise DamagedFileError(f"{name}: \"language\" is {stated['language']!r}, no code like 'de'")
    facts = from_mapping(entries)
    if stated["url"] and facts.url is None:
        raise DamagedFileError(f'{name}: "url" is {stated["url"]!r}, no http or https address')
    language = stated["language"][:2] if stated["language"] else None
    return Line(
        LINE_ENDS.sub("\n", text),
        replace(facts, published=day or facts.published),
        stated["id"],
        language,
    )


def _object(raw: bytes, name: str) -> dict[str, Any]:
    try:
        entries = json.loads(raw.decode())
        json.dumps(entries, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise DamagedFileError(f"{name} is no JSON in UTF-8: mend it or take it out") from error
    if not isinstance(entries, dict):
        raise DamagedFileError(f"{name} is no JSON object: expected {LINE_FIELDS}")
    return entries


def _string(entries: dict[str, Any], key: str, name: str) -> str | None:
    value = entries.get(key)
    if value is None or value == "":
        return None
    if key == "id" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str) or not value.isprintable():
        raise DamagedFileError(f'{name}: "{key}" is {str(value)[:40]!r}, expected a line of text')
    return value
