"""What bytes without a file name are: told by what they begin with, or by what a server says."""

import io
import re
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import urlsplit

from onrecord.corpus.errors import CorpusError
from onrecord.corpus.reading.archive import opened
from onrecord.corpus.reading.formats import FORMATS, SUFFIXES

__all__ = ["LISTING", "kind_of"]

LISTING: Final = ".xml"
HEAD_BYTES: Final = 1_024
BLANK: Final = b"\xef\xbb\xbf \t\r\n"
PAGE: Final = re.compile(rb"<(?:!doctype\s+html|html|head|body|article)\b", re.IGNORECASE)
LIST: Final = re.compile(rb"<(?:\w+:)?(?:rss|feed|rdf|urlset|sitemapindex)\b", re.IGNORECASE)
OF_TYPE: Final = {
    **{kind: each.suffixes[0] for each in FORMATS for kind in each.content_types},
    "application/rss+xml": LISTING,
    "application/atom+xml": LISTING,
    "application/xml": LISTING,
    "text/xml": LISTING,
}


def kind_of(raw: bytes, content_type: str = "", name: str = "") -> str:
    """Return the suffix of the loader for these bytes, `LISTING` for a feed or sitemap.

    >>> kind_of(b"%PDF-1.7 ...", "text/html")
    '.pdf'
    """
    told = OF_TYPE.get(content_type.partition(";")[0].strip().lower())
    named = PurePosixPath(urlsplit(name).path).suffix.lower()
    return _by_mark(raw) or told or (named if named in SUFFIXES else None) or _by_look(raw)


def _by_mark(raw: bytes) -> str | None:
    marked = [each for each in FORMATS if each.mark and raw.startswith(each.mark)]
    names = _members(raw) if any(each.member for each in marked) else ()
    for each in marked:
        if not each.member or each.member in names:
            return each.suffixes[0]
    head = raw[:HEAD_BYTES].lstrip(BLANK)
    if head.startswith(b"<") and LIST.search(head) and not PAGE.search(head):
        return LISTING
    return None


def _members(raw: bytes) -> Sequence[str]:
    try:
        with opened(io.BytesIO(raw), "") as archive:
            return archive.namelist()
    except CorpusError:
        return ()


def _by_look(raw: bytes) -> str:
    head = raw[:HEAD_BYTES].lstrip(BLANK)
    if PAGE.search(head):
        return ".html"
    if head.startswith(b"{") and b'"text"' in raw:
        return ".jsonl"
    return ".md" if head.startswith(b"---\n") else ".txt"
