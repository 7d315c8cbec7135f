"""Messages of agencies: between control codes, IPTC 7901, or `ZCZC` and `NNNN`, as by telex."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import BinaryIO

from onrecord.corpus.errors import DamagedFileError
from onrecord.corpus.languages.script import HAN
from onrecord.corpus.page.bylines import agency
from onrecord.corpus.page.credits import is_byline, is_date_line
from onrecord.corpus.page.dates import parse_date
from onrecord.corpus.reading.encoding import decode
from onrecord.corpus.reading.item import Found, Refusal, line_item
from onrecord.corpus.reading.layout import one_line

__all__ = ["messages"]

MESSAGE = re.compile(
    rb"\x01(?P<head>[^\x01-\x04]*)\x02(?P<text>[^\x01-\x04]*)\x03(?P<foot>[^\x01-\x04]*)"
)
TELEX = re.compile(
    rb"^[\x00-\x08 ]*ZCZC\b(?P<all>.*?)(?:^[ \t]*NNNN\b|(?=^ZCZC\b)|\Z)", re.DOTALL | re.MULTILINE
)
PARAGRAPH = re.compile(r"\n+[ \t]{2,}(?=\S)")  # it begins with a few spaces
CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # typefaces and the like
SENT = re.compile(r"(?P<day>\d\d)\d{4}Z?\s+(?P<month>[^\W\d_]{3,})\s+(?P<year>\d\d)\b")
HEADLINE = re.compile(r"\^.*|.*\S\s?=")  # as agencies mark it
PROSE = re.compile(r".*[.!?。！？][\"”’)]*|.{70,}")
MIN_TITLE = re.compile(rf"\s*(?:\S+[ \t]+\S|[{HAN}]{{5,}})")
N_HEAD = 12  # lines


def messages(file: BinaryIO, name: str) -> Iterator[Found]:
    """Yield the messages, each under its number if there are several.

    Raises
    ------
    CorpusError
        If there is none that is whole, or they are in no encoding that is certain.
    """
    raw = file.read()
    form = MESSAGE if MESSAGE.search(raw) else TELEX
    found = [*form.finditer(raw)]
    if not found:
        raise DamagedFileError(f"{name!r} holds no whole message of an agency: save it as text")
    for number, message in enumerate(found, 1):
        called = name if len(found) == 1 else f"{name}#{number}"
        parts = [decode(CONTROL.sub(b"", part), repr(called)).text for part in message.groups()]
        head, text, foot = parts if form is MESSAGE else _parts(parts[0])
        yield line_item(
            called,
            {
                "text": PARAGRAPH.sub("\n\n", text).strip(),
                "title": _headline(head),
                "published": _sent(foot) or _sent(head),
            },
        )
    if re.search(rb"\w", form.sub(b"", raw)):
        called = f"{name}#{len(found) + 1}"
        yield Refusal(called, DamagedFileError(f"{called!r} is no whole message: save it as text"))


def _parts(message: str) -> tuple[str, str, str]:
    """Part a telex; its head ends with the headline, or the line before the first prose."""
    lines = f"ZCZC{message}".split("\n")
    foot = next((i for i in range(len(lines) - 1, 0, -1) if SENT.match(lines[i].strip())), None)
    end = _n_head(lines[:N_HEAD])
    return "\n".join(lines[:end]), "\n".join(lines[end:foot]), lines[foot] if foot else ""


def _n_head(lines: Sequence[str]) -> int:
    """Count the lines down to the headline; bylines below it are the text's."""
    marked = [number for number, line in enumerate(lines, 1) if HEADLINE.fullmatch(line.strip())]
    if marked:
        return marked[-1]
    prose = (i for i, line in enumerate(lines) if PROSE.fullmatch(line.strip()) or agency([line]))
    above = range(next(prose, len(lines)) - 1, 0, -1)
    heads = (i + 1 for i in above if MIN_TITLE.match(lines[i]) and not _is_credit(lines[i]))
    return next(heads, 1)


def _is_credit(line: str) -> bool:
    return is_byline(line.strip()) or is_date_line(line.strip())


def _headline(head: str) -> str | None:
    """Return the last line of a head but its first, which numbers the message."""
    lines = [line for line in head.strip().split("\n")[1:] if line.strip()]
    return one_line(lines[-1].strip("^= ")) if lines else None


def _sent(foot: str) -> date | None:
    """Return the day of a foot such as `201030 Okt 25`: day, hour and minute, month, year."""
    sent = SENT.search(foot)
    return parse_date(f"{sent['day']} {sent['month']} 20{sent['year']}") if sent else None
