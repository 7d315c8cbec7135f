"""What bytes are: told by what they begin with, by what a server says, or by their look."""

import io
import json
import re
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import urlsplit

from onrecord.corpus.errors import CorpusError
from onrecord.corpus.reading.archive import opened
from onrecord.corpus.reading.formats import FORMATS, SUFFIXES, format_of

__all__ = ["LISTING", "WIRE", "kind_of", "true_kind"]

LISTING: Final = ".listing"
WIRE: Final = ".iptc"
HEAD_BYTES: Final = 4_096
BLANK: Final = b"\xef\xbb\xbf \t\r\n"
PLAIN: Final = frozenset({".txt", ".text"})
HEADED: Final = frozenset({".html", ".eml", ".mhtml"})
PAGE: Final = re.compile(
    rb"(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|article)\b",
    re.IGNORECASE | re.DOTALL,
)
LIST: Final = re.compile(rb"<(?:\w+:)?(?:rss|feed|rdf|urlset|sitemapindex)\b", re.IGNORECASE)
EXPORT: Final = re.compile(rb"xmlns:wp=")  # of WordPress: a feed with all the texts in it
XML: Final = re.compile(rb"<\?xml\s|<(?:nitf|newsItem|newsMessage|NewsML)\b")
HEADER: Final = rb"[A-Za-z][A-Za-z-]{1,40}: ?[^\r\n]*(?:\r?\n[ \t]+[^\r\n]*)*\r?\n"
MAIL: Final = re.compile(
    rb"(?:From [^\r\n]*\r?\n)?(?=(?:%b)*?(?:Received|MIME-Version|Message-ID):)(?:%b){2}"
    % (HEADER, HEADER),
    re.IGNORECASE,
)
SAVED: Final = re.compile(rb"Content-Type:\s*multipart/related", re.IGNORECASE)
CUE: Final = re.compile(rb"(?:\d+\s*\r?\n)?\d\d:\d\d:\d\d[,.]\d{3} --> \d\d:")
FOREIGN: Final = (  # what is no text, however it looks to a decoder
    (b"\xd0\xcf\x11\xe0", ".doc"), (b"\x1f\x8b", ".gz"), (b"WARC/", ".warc"), (b"BZh", ".bz2"),
    (b"7z\xbc\xaf", ".7z"), (b"Rar!\x1a", ".rar"), (b"\xfd7zXZ", ".xz"), (b"\x89PNG", ".png"),
    (b"GIF8", ".gif"), (b"\xff\xd8\xff", ".jpg"), (b"ID3\x03", ".mp3"), (b"ID3\x04", ".mp3"),
    (b"OggS", ".ogg"), (b"%!PS", ".ps"),
    (b"-----BEGIN PGP MESSAGE", ".pgp"), (b"\\documentclass", ".tex"),
)  # fmt: skip
LOOKS: Final = (
    (PAGE, ".html"), (XML, ".xml"), (re.compile(b"WEBVTT"), ".vtt"), (CUE, ".srt"),
    (re.compile(b"---\n"), ".md"),
    (re.compile(rb"\x01[^\x00-\x04]{8,}\x02|[\x00-\x08\x0b-\x1f]*ZCZC\b"), WIRE),
)  # fmt: skip
OF_TYPE: Final = {
    **{kind: each.suffixes[0] for each in FORMATS for kind in each.content_types},
    "application/rss+xml": LISTING,
    "application/atom+xml": LISTING,
}


def kind_of(raw: bytes, content_type: str = "", name: str = "") -> str:
    """Return the suffix of the loader for these bytes, `LISTING` for a feed or sitemap.

    >>> kind_of(b"%PDF-1.7 ...", "text/html")
    '.pdf'
    """
    told = OF_TYPE.get(content_type.partition(";")[0].strip().lower())
    named = PurePosixPath(urlsplit(name).path).suffix.lower()
    named = named if named in SUFFIXES else ""
    plain = named if named not in PLAIN else ""
    return _by_mark(raw) or told or plain or _by_look(raw) or named or ".txt"


def true_kind(raw: bytes, suffix: str) -> str:
    """Return what a file is, whatever it calls itself: its mark-up is never quoted.

    What bytes begin with tells it; of plain text, and of what has no suffix, their look does too,
    and a page or a mail that is called a page is told by its head.
    """
    form = format_of(suffix)
    own = form.suffixes if form else (suffix,)
    kind = _by_mark(raw)
    if kind is None and own[0] in {"", ".txt", ".html", ".md"}:
        look = _by_look(raw)
        kind = look if own[0] in {"", ".txt"} or look in HEADED else None
    is_damaged = kind == ".zip" and form is not None and raw.startswith(form.mark or b"?")
    return suffix if is_damaged or kind in {None, LISTING, ".md", *own} else kind or suffix


def _by_mark(raw: bytes) -> str | None:
    marked = [each for each in FORMATS if each.mark and raw.startswith(each.mark)]
    names = _members(raw) if any(each.member for each in marked) else ()
    for each in marked:
        if not each.member or (each.member in names and each.member_says in raw[:HEAD_BYTES]):
            return each.suffixes[0]
    head = raw[:HEAD_BYTES].lstrip(BLANK)
    if head.startswith(b"<") and not PAGE.match(head) and LIST.search(head):
        return ".xml" if EXPORT.search(head) else LISTING
    return next((kind for mark, kind in FOREIGN if raw.startswith(mark)), None)


def _members(raw: bytes) -> Sequence[str]:
    try:
        with opened(io.BytesIO(raw), "") as archive:
            return archive.namelist()
    except CorpusError:
        return ()


def _by_look(raw: bytes) -> str | None:
    head = raw[:HEAD_BYTES].lstrip(BLANK)
    if MAIL.match(head):
        return ".mhtml" if SAVED.search(head) else ".eml"
    if head.startswith((b"{", b"[")):
        return _kind_of_json(raw)
    return next((kind for look, kind in LOOKS if look.match(head)), None)


def _kind_of_json(raw: bytes) -> str | None:
    """Tell lines of JSON from one whole, and both from words in brackets."""
    first = raw.lstrip(BLANK).partition(b"\n")[0]
    for piece, kind in ((first, ".jsonl"), (raw, ".json")):
        try:
            found = json.loads(piece)
        except (ValueError, RecursionError):
            continue
        if kind == ".jsonl" and isinstance(found, dict) and b'"text"' in piece:
            return kind
        if kind == ".json" and isinstance(found, (dict, list)) and found:
            return kind
    return None
