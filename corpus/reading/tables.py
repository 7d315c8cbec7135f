"""Tables and JSON to articles: a row or an object each, its columns taken by their common names."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from textwrap import shorten
from typing import Any, BinaryIO

from onrecord.corpus.errors import DamagedFileError
from onrecord.corpus.languages.patterns import word_set
from onrecord.corpus.page.dates import parse_date
from onrecord.corpus.page.metadata import field_named, from_mapping
from onrecord.corpus.reading.encoding import decode
from onrecord.corpus.reading.item import Found, Refusal, Remark, line_item
from onrecord.corpus.reading.markup import HAS_MARKUP, fragment, words_of
from onrecord.corpus.reading.subtitles import Turn, transcript
from onrecord.corpus.reading.workbooks import with_raised

__all__ = ["objects", "rows", "sheets"]

TEXT = word_set(
    "text body content content_html content_text article_body articlebody full_text fulltext"
    " article story artikeltext volltext inhalt wortlaut fließtext 正文 内容 內容 文本 全文"
)
IDS = word_set("id guid identifier key artikel_id kennung 编号 編號")
LANGUAGES = word_set("language lang sprache 语言 語言")
START = word_set("start starttime start_time")  # of what is said
END = word_set("end endtime end_time")
SEPARATOR = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # a line that spreadsheets write and read
DELIMITERS = ",;\t|"
N_ABOVE = 10  # rows within which the names of the columns stand
SAMPLE_CHARS = 65_536
MAX_ROWS = 200_000


def rows(file: BinaryIO, name: str) -> Iterator[Found]:
    """Yield the articles of a file of comma-separated values, or of others.

    Raises
    ------
    CorpusError
        If it has no column of texts, or is in no encoding that is certain.
    """
    text = decode(file.read(), repr(name)).text
    csv.field_size_limit(len(text) + 1)
    try:
        dialect: Any = csv.Sniffer().sniff(text[:SAMPLE_CHARS], DELIMITERS)
    except csv.Error:
        dialect = csv.excel_tab if name.lower().endswith(".tsv") else csv.excel
    yield from _articles(_cells(text, dialect, name), name)


def _cells(text: str, dialect: Any, name: str) -> list[list[str]]:
    """Cut a table; where tabs are between its cells, quotation marks may be nothing but those."""
    said = SEPARATOR.match(text)
    text, delimiter = (text[said.end() :], said[1]) if said else (text, dialect.delimiter)
    lines = io.StringIO(text, newline="")
    try:
        return [*csv.reader(lines, dialect, delimiter=delimiter, strict=True, doublequote=True)]
    except csv.Error as error:
        if delimiter == "\t":
            return [line.split("\t") for line in text.splitlines()]
        raise DamagedFileError(f"{name!r} is no sound table ({error}): save it anew") from error


def sheets(file: BinaryIO, name: str) -> Iterator[Found]:
    """Yield the articles of a workbook, sheet by sheet.

    Raises
    ------
    DamagedFileError
        If it is none.
    """
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(with_raised(file.read())))
        names = book.sheet_names
        tables = [book.get_sheet_by_name(each).to_python() for each in names]
    except (CalamineError, OSError, ValueError) as error:
        raise DamagedFileError(f"{name!r} is no sound workbook: save it anew") from error
    filled = [(each, table) for each, table in zip(names, tables, strict=True) if table]
    for sheet, table in filled:
        try:
            yield from _articles(table, name if len(filled) == 1 else f"{name}#{sheet}")
        except DamagedFileError as error:
            yield Refusal(f"{name}#{sheet}", error)


def objects(file: BinaryIO, name: str) -> Iterator[Found]:
    """Yield the articles of JSON: an array of objects, one, one with an array, or one a line.

    Raises
    ------
    CorpusError
        If it is no such file.
    """
    try:
        found = _listed(_loaded(decode(file.read(), repr(name)).text))
    except (ValueError, RecursionError) as error:
        raise DamagedFileError(f"{name!r} is no sound JSON: mend it or take it out") from error
    entries = [_rendered(each) for each in found if isinstance(each, dict)]
    if not entries:
        raise DamagedFileError(f"{name!r} has no array of objects: expected [{{…}}, …]")
    if isinstance(found, list) and len(found) > len(entries):
        yield Remark(name, f"left out, as no objects: {len(found) - len(entries)} of {len(found)}")
    keys = list(dict.fromkeys(key for each in entries for key in each))
    if all(map(_is_said, entries)):
        yield line_item(name, {"text": transcript(map(_turn, entries))})
        return
    yield from _mapped(keys, ([each.get(key) for key in keys] for each in entries), name, 1)


def _is_said(entry: Mapping[str, Any]) -> bool:
    """Whether an object tells at which second it was said."""
    return any(
        _plain_key(key) in START and isinstance(value, (int, float)) for key, value in entry.items()
    )


def _turn(entry: Mapping[str, Any]) -> Turn:
    """Read a piece of a transcript, as of podcasts or of a program that hears."""
    known = {_field(key) or _plain_key(key): value for key, value in entry.items()}

    def second(names: frozenset[str]) -> float:
        told = next((known[each] for each in known if each in names), 0.0)
        return float(told) if isinstance(told, (int, float)) else 0.0

    words, speaker = _words(known.get("text")), known.get("speaker")
    named = _line(speaker.get("name") if isinstance(speaker, dict) else speaker)
    return Turn(named, " ".join(words.split()), second(START), second(END))


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return [json.loads(line) for line in text.splitlines() if line.strip()]


def _listed(found: Any) -> list[Any]:
    if isinstance(found, dict):
        lists = [each for each in found.values() if isinstance(each, list) and each]
        inner = next((each for each in lists if any(isinstance(one, dict) for one in each)), None)
        return [found] if inner is None or any(map(_is_text, found)) else inner
    return found if isinstance(found, list) else []


def _rendered(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Take what WordPress gives in two forms, or more, as it is shown."""
    return {
        key: _words(value["rendered"]) if isinstance(value, dict) and "rendered" in value else value
        for key, value in entry.items()
    }


def _articles(table: Sequence[Sequence[Any]], name: str) -> Iterator[Found]:
    filled = [row for row in table if any(str(cell).strip() for cell in row)]
    if len(filled) > MAX_ROWS:
        raise DamagedFileError(f"{name!r} has more than {MAX_ROWS:,} rows: split it")
    if not filled:
        raise DamagedFileError(f"{name!r} has no rows: fill it or take it out")
    named = (i for i, row in enumerate(filled[:N_ABOVE]) if any(_is_text(str(c)) for c in row))
    n_above = next(named, 0)
    if n_above:
        yield Remark(name, f"left out above the names of the columns: {n_above}")
    keys = [str(cell) for cell in filled[n_above]]
    yield from _mapped(keys, filled[n_above + 1 :], name, n_above + 2)


def _mapped(
    keys: Sequence[str], table: Iterable[Sequence[Any]], name: str, first: int
) -> Iterator[Found]:
    """Say which columns are taken for what, then yield the rows by them, numbered from `first`."""
    fields = [_field(key) for key in keys]
    if "text" not in fields:
        named = ", ".join(repr(shorten(key, 40, placeholder=" …")) for key in keys if key)[:200]
        raise DamagedFileError(
            f"{name!r} has no column of texts among {named}: call that column 'text'"
        )
    yield Remark(name, _said(keys, fields))
    seen = set[str]()
    for number, row in enumerate(table, first):
        known = dict[str, Any]()
        for field, value in zip(fields, row, strict=False):
            if field and value not in (None, ""):
                known.setdefault(field, value)
        yield _article(known, name, number, seen)


def _article(known: Mapping[str, Any], name: str, number: int, seen: set[str]) -> Found:
    text = _words(known.get("text"))
    own = f"{name}#{_line(known.get('id')) or number}"
    if not text:
        return Refusal(f"{name}#{number}", DamagedFileError(f"{name}#{number} has no text"))
    if own in seen:
        own = f"{name}#{number}"
    seen.add(own)
    facts = from_mapping(
        {key: value if isinstance(value, list) else _line(value) for key, value in known.items()}
    )
    return line_item(
        own,
        {
            "text": text, "title": facts.title, "author": facts.author, "outlet": facts.outlet,
            "published": parse_date(_line(known.get("published")) or ""), "url": facts.url,
            "language": _line(known.get("language")),
        },
    )  # fmt: skip


def _field(key: str) -> str | None:
    plain = _plain_key(key)
    if _is_text(key):
        return "text"
    if plain in IDS:
        return "id"
    return "language" if plain in LANGUAGES else field_named(key)


def _is_text(key: str) -> bool:
    plain = _plain_key(key)
    return plain in TEXT or all(part in TEXT for part in plain.split("_"))


def _plain_key(key: str) -> str:
    return key.strip().strip("\ufeff").lower().replace("-", "_").replace(" ", "_")


def _said(keys: Sequence[str], fields: Sequence[str | None]) -> str:
    taken = dict[str, str]()
    for key, field in zip(keys, fields, strict=True):
        if field:
            taken.setdefault(field, key)
    left = [key for key in keys if key and key not in taken.values()]
    said = ", ".join(f"{field} is {key!r}" for field, key in taken.items())
    return said + (f"; left out: {', '.join(map(repr, left))}" if left else "")


def _words(value: Any) -> str:
    """Return a text, without its markup if it is HTML, or that of a list of paragraphs."""
    if isinstance(value, list):
        return "\n\n".join(filter(None, map(_words, value)))
    text = value if isinstance(value, str) else ""
    return words_of(fragment(text)) if HAS_MARKUP.search(text) else text.strip()


def _line(value: Any) -> str | None:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        words = " ".join(str(value).split())
        return "".join(each for each in words if each.isprintable()) or None
    return None
