"""Messages of agencies, IPTC 7901: a head, a text and a foot between control codes."""

import re
from collections.abc import Iterator
from datetime import date
from typing import BinaryIO

from onrecord.corpus.errors import DamagedFileError
from onrecord.corpus.page.dates import parse_date
from onrecord.corpus.reading.encoding import decode
from onrecord.corpus.reading.item import Found, line_item
from onrecord.corpus.reading.layout import one_line

__all__ = ["messages"]

MESSAGE = re.compile(
    rb"\x01(?P<head>[^\x01-\x04]*)\x02(?P<text>[^\x01-\x04]*)\x03(?P<foot>[^\x01-\x04]*)"
)
PARAGRAPH = re.compile(r"\n[ \t]{2,}(?=\S)")  # it begins with a few spaces
CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")  # typefaces and the like
SENT = re.compile(r"(?P<day>\d\d)\d{4}\s+(?P<month>[^\W\d_]{3,})\s+(?P<year>\d\d)\b")


def messages(file: BinaryIO, name: str) -> Iterator[Found]:
    """Yield the messages, each under its number if there are several.

    Raises
    ------
    CorpusError
        If there is none that is whole, or they are in no encoding that is certain.
    """
    found = [*MESSAGE.finditer(file.read())]
    if not found:
        raise DamagedFileError(f"{name!r} holds no whole message of IPTC 7901: save it as text")
    for number, message in enumerate(found, 1):
        called = name if len(found) == 1 else f"{name}#{number}"
        head, text, foot = (
            decode(CONTROL.sub(b"", part), repr(called)).text for part in message.groups()
        )
        yield line_item(
            called,
            {
                "text": PARAGRAPH.sub("\n\n", text).strip(),
                "title": _headline(head),
                "published": _sent(foot),
            },
        )


def _headline(head: str) -> str | None:
    """Return the last line of a head but its first, which numbers the message."""
    lines = [line for line in head.strip().split("\n")[1:] if line.strip()]
    return one_line(lines[-1].rstrip("= ")) if lines else None


def _sent(foot: str) -> date | None:
    """Return the day of a foot such as `201030 Okt 25`: day, hour and minute, month, year."""
    sent = SENT.search(foot)
    return parse_date(f"{sent['day']} {sent['month']} 20{sent['year']}") if sent else None
