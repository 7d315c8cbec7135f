"""The formats that articles are in: how each is told, how big it may be, and what reads it.

What reads one is imported when the first article comes: who asks reads none.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from onrecord.corpus.page.metadata import Metadata, read_front_matter
from onrecord.corpus.reading.encoding import decode
from onrecord.corpus.reading.jsonl import read_line

__all__ = ["FORMATS", "MAX_BYTES", "PACKAGES", "SUFFIXES", "Draft", "Format", "format_of"]

MAX_BYTES = 20_000_000  # of an article; a newspaper's whole day is about 2 MB of text
MAX_DOCUMENT_BYTES = 100_000_000  # pictures and typefaces weigh more than words
MAX_PACKAGE_BYTES = 1_000_000_000  # it is never held as a whole
DECLARED = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?([\w-]{2,20})")
HEAD_BYTES = 4_096  # where a page has to declare its encoding
ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Draft:
    """What a format's loader reads out of the bytes; `language` only where the source states it.

    `n_damaged` bytes had no character.
    """

    text: str
    metadata: Metadata
    encoding: str
    language: str | None = None
    n_damaged: int = 0


def _from_text(raw: bytes, name: str) -> Draft:
    decoded = decode(raw, name)
    front_matter = read_front_matter(decoded.text)
    stated = front_matter.metadata if front_matter else Metadata()
    facts = stated.or_else(_read_text(decoded.text, front_matter.end if front_matter else 0))
    return Draft(decoded.text, facts, decoded.encoding, n_damaged=decoded.n_damaged)


def _from_markdown(raw: bytes, name: str) -> Draft:
    from onrecord.corpus.reading.markdown import first_heading, plain_body  # noqa: PLC0415

    decoded = decode(raw, name)
    front_matter = read_front_matter(decoded.text)
    source = decoded.text[front_matter.end :] if front_matter else decoded.text
    stated = front_matter.metadata if front_matter else Metadata()
    body = plain_body(source)
    heading = Metadata(title=first_heading(source))
    facts = stated.or_else(heading).or_else(_read_text(body))
    return Draft(body, facts, decoded.encoding, n_damaged=decoded.n_damaged)


def _from_page(raw: bytes, name: str) -> Draft:
    from onrecord.corpus.reading.webpage import read_page  # noqa: PLC0415  # a third of a second

    declared = DECLARED.search(raw[:HEAD_BYTES])
    decoded = decode(raw, name, declared[1].decode() if declared else None)
    text, stated = read_page(decoded.text)
    facts = stated.or_else(_read_text(text))
    return Draft(text, facts, decoded.encoding, n_damaged=decoded.n_damaged)


def _from_line(raw: bytes, name: str) -> Draft:
    line = read_line(raw, name)
    return Draft(line.text, line.metadata.or_else(_read_text(line.text)), "utf-8", line.language)


def _from_pdf(raw: bytes, name: str) -> Draft:
    from onrecord.corpus.reading.pdf import read_pdf  # noqa: PLC0415

    paper = read_pdf(raw, name)
    said = _read_text(paper.text).or_else(_read_text(paper.margins))
    return Draft(paper.text, paper.stated.or_else(said).or_else(paper.created), "utf-8")


def _from_docx(raw: bytes, name: str) -> Draft:
    from onrecord.corpus.reading.docx import read_docx  # noqa: PLC0415

    text, stated, created = read_docx(raw, name)
    return Draft(text, stated.or_else(_read_text(text)).or_else(created), "utf-8")


def _read_text(text: str, body: int = 0) -> Metadata:
    """Read what the text itself says, its credits before its masthead."""
    from onrecord.corpus.page.credits import read_credits  # noqa: PLC0415
    from onrecord.corpus.page.masthead import read_masthead  # noqa: PLC0415

    return read_credits(text).or_else(Metadata(outlet=read_masthead(text, body).outlet))


@dataclass(frozen=True, slots=True)
class Format:
    """How a format is told, and what reads it.

    `mark` is what its bytes begin with; where it is an archive of its own, `member` is in it.
    `read` makes a draft of the bytes of one article, and of how errors name it. A file of
    `max_bytes` at most is read (None: of those of an article). The files of a package hold
    several articles, and are taken apart in `onrecord.corpus.reading.packages`.
    """

    suffixes: tuple[str, ...]
    content_types: tuple[str, ...]
    read: Callable[[bytes, str], Draft] | None
    max_bytes: int | None = None
    mark: bytes = b""
    member: str = ""
    is_package: bool = False


FORMATS = (
    Format((".txt", ".text"), (), _from_text),
    Format((".md", ".markdown"), ("text/markdown",), _from_markdown),
    Format((".html", ".htm"), ("text/html", "application/xhtml+xml"), _from_page),
    Format((".pdf",), ("application/pdf",), _from_pdf, MAX_DOCUMENT_BYTES, b"%PDF-"),
    Format((".docx",), (), _from_docx, MAX_DOCUMENT_BYTES, ZIP, "word/document.xml"),
    Format(
        (".jsonl",), ("application/jsonl", "application/x-ndjson"), _from_line,
        MAX_PACKAGE_BYTES, is_package=True,
    ),
    Format((".zip",), ("application/zip",), None, MAX_PACKAGE_BYTES, ZIP, is_package=True),
)  # fmt: skip
"""Of several whose mark a file has, it is the first whose member is in it."""

_OF_SUFFIX = {suffix: each for each in FORMATS for suffix in each.suffixes}
SUFFIXES = frozenset(_OF_SUFFIX)
PACKAGES = frozenset(suffix for suffix in SUFFIXES if _OF_SUFFIX[suffix].is_package)


def format_of(suffix: str) -> Format | None:
    """Give the format of files with a suffix, in lower case with its dot."""
    return _OF_SUFFIX.get(suffix)
