"""The formats that articles are in: how each is told, how big it may be, and what reads it.

What reads one is imported when the first article comes: who asks reads none.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from onrecord.corpus.errors import UnknownFormatError
from onrecord.corpus.page.metadata import Metadata, read_front_matter
from onrecord.corpus.reading.encoding import decode
from onrecord.corpus.reading.jsonl import read_line
from onrecord.corpus.reading.spellings import spelt_out

__all__ = [
    "FORMATS",
    "HOLDERS",
    "MAX_BYTES",
    "PACKAGES",
    "SUFFIXES",
    "Draft",
    "Format",
    "format_of",
    "no_format",
]

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
    text = spelt_out(decoded.text)
    front_matter = read_front_matter(text)
    stated = front_matter.metadata if front_matter else Metadata()
    facts = stated.or_else(_read_text(text, front_matter.end if front_matter else 0))
    return Draft(text, facts, decoded.encoding, n_damaged=decoded.n_damaged)


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
    text, stated = read_page(decoded.text, name)
    facts = stated.or_else(_read_text(text))
    return Draft(text, facts, decoded.encoding, n_damaged=decoded.n_damaged)


def _from_line(raw: bytes, name: str) -> Draft:
    line = read_line(raw, name)
    return Draft(line.text, line.metadata.or_else(_read_text(line.text)), "utf-8", line.language)


def _from_pdf(raw: bytes, name: str) -> Draft:
    from onrecord.corpus.reading.pdf import read_pdf  # noqa: PLC0415

    paper = read_pdf(raw, name)
    said = _read_text(paper.text).or_else(_read_text(paper.margins))
    facts = paper.stated.or_else(said).or_else(paper.created)
    return Draft(
        paper.text, facts, "utf-8", n_damaged=paper.text.count("\N{REPLACEMENT CHARACTER}")
    )


def _from_docx(raw: bytes, name: str) -> Draft:
    from onrecord.corpus.reading.docx import read_docx  # noqa: PLC0415

    return _from_document(*read_docx(raw, name))


def _from_odf(raw: bytes, name: str) -> Draft:
    from onrecord.corpus.reading.odf import read_odf  # noqa: PLC0415

    return _from_document(*read_odf(raw, name))


def _from_slides(raw: bytes, name: str) -> Draft:
    from onrecord.corpus.reading.slides import read_slides  # noqa: PLC0415

    return _from_document(*read_slides(raw, name))


def _from_rtf(raw: bytes, name: str) -> Draft:
    from onrecord.corpus.reading.rtf import read_rtf  # noqa: PLC0415

    return _from_document(*read_rtf(raw, name))


def _from_document(text: str, stated: Metadata, created: Metadata) -> Draft:
    return Draft(text, stated.or_else(_read_text(text)).or_else(created), "utf-8")


def _from_mail(raw: bytes, name: str) -> Draft:
    from onrecord.corpus.reading.mail import read_mail  # noqa: PLC0415

    mail = read_mail(raw, name)
    return Draft(mail.text, mail.stated, "utf-8", n_damaged=mail.n_damaged)


def _from_saved_page(raw: bytes, name: str) -> Draft:
    from onrecord.corpus.reading.mail import read_saved_page  # noqa: PLC0415
    from onrecord.corpus.reading.webpage import read_page  # noqa: PLC0415

    page = read_saved_page(raw, name)
    text, stated = read_page(page.markup.text, name)
    facts = stated.or_else(Metadata(url=page.url)).or_else(_read_text(text))
    return Draft(text, facts, page.markup.encoding, n_damaged=page.markup.n_damaged)


def _from_subtitles(raw: bytes, name: str) -> Draft:
    from onrecord.corpus.reading.subtitles import read_subtitles  # noqa: PLC0415

    decoded = decode(raw, name)
    text = read_subtitles(decoded.text, name)
    return Draft(text, Metadata(), decoded.encoding, n_damaged=decoded.n_damaged)


def _read_text(text: str, body: int = 0) -> Metadata:
    """Read what the text itself says, its credits before its masthead."""
    from onrecord.corpus.page.credits import read_credits  # noqa: PLC0415
    from onrecord.corpus.page.masthead import read_masthead  # noqa: PLC0415

    return read_credits(text).or_else(Metadata(outlet=read_masthead(text, body).outlet))


@dataclass(frozen=True, slots=True)
class Format:
    """How a format is told, and what reads it.

    `mark` is what its bytes begin with; where it is an archive of its own, `member` is in it, and
    `member_says` what that begins with.
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
    member_says: bytes = b""
    is_package: bool = False


FORMATS = (
    Format((".txt", ".text"), (), _from_text),
    Format((".md", ".markdown"), ("text/markdown",), _from_markdown),
    Format(
        (".html", ".htm", ".xhtml", ".shtml"), ("text/html", "application/xhtml+xml"), _from_page
    ),
    Format((".mhtml", ".mht"), ("multipart/related", "application/x-mimearchive"),
           _from_saved_page, MAX_DOCUMENT_BYTES),
    Format((".eml",), ("message/rfc822",), _from_mail, MAX_DOCUMENT_BYTES, is_package=True),
    Format((".pdf",), ("application/pdf",), _from_pdf, MAX_DOCUMENT_BYTES, b"%PDF-"),
    Format((".docx",), (), _from_docx, MAX_DOCUMENT_BYTES, ZIP, "word/document.xml"),
    Format((".pptx",), (), _from_slides, MAX_DOCUMENT_BYTES, ZIP, "ppt/presentation.xml"),
    Format((".odt", ".ott", ".odp"), (), _from_odf, MAX_DOCUMENT_BYTES, ZIP, "mimetype",
           b"application/vnd.oasis.opendocument."),
    Format((".epub",), ("application/epub+zip",), None, MAX_DOCUMENT_BYTES, ZIP,
           "META-INF/container.xml", is_package=True),
    Format((".rtf",), ("application/rtf", "text/rtf"), _from_rtf, MAX_DOCUMENT_BYTES, b"{\\rtf"),
    Format((".vtt", ".srt"), ("text/vtt", "application/x-subrip"), _from_subtitles),
    Format((".csv", ".tsv"), ("text/csv", "text/tab-separated-values"), None,
           MAX_DOCUMENT_BYTES, is_package=True),
    Format((".xlsx", ".xls", ".ods"), (), None, MAX_DOCUMENT_BYTES, ZIP, "xl/workbook.xml",
           is_package=True),
    Format(
        (".jsonl", ".ndjson"), ("application/jsonl", "application/x-ndjson"), _from_line,
        MAX_PACKAGE_BYTES, is_package=True,
    ),
    Format((".json",), ("application/json",), None, MAX_DOCUMENT_BYTES, is_package=True),
    Format((".xml", ".nitf"), ("application/xml", "text/xml"), None, MAX_DOCUMENT_BYTES,
           is_package=True),
    Format((".iptc",), (), None, is_package=True),
    Format((".zip",), ("application/zip",), None, MAX_PACKAGE_BYTES, ZIP, is_package=True),
)  # fmt: skip
"""Of several whose mark a file has, it is the first whose member is in it."""

_OF_SUFFIX = {suffix: each for each in FORMATS for suffix in each.suffixes}
SUFFIXES = frozenset(_OF_SUFFIX)
PACKAGES = frozenset(suffix for suffix in SUFFIXES if _OF_SUFFIX[suffix].is_package)
HOLDERS = PACKAGES | {*FORMATS[0].suffixes}
"""Of files that may hold several articles; a text does where it is an agency's wire."""

REMEDIES = {
    suffix: remedy
    for suffixes, remedy in (
        (".doc .dot .docm .dotx .wpd .wps .sxw .pages .hwp .fodt", "save it as .docx"),
        (".ppt .key .pps .ppsx", "save it as .pptx"),
        (".numbers .xlsb .xlsm .parquet .dta .sav .mdb .accdb", "save its table as .csv"),
        (".msg .mbox .pst .oft", "save each mail as .eml"),
        (".webarchive .maff", "save the page as .html"),
        (".mobi .azw .azw3 .fb2 .djvu .indd .idml .qxp .xps", "save it as .epub or .pdf"),
        (".rst .org .tex .adoc .mdx .textile .log .rtfd", "save it as .md or .txt"),
        (".gz .tgz .tar .bz2 .xz .7z .rar .zst .warc", "unpack it, or pack it as .zip"),
        (".zip", "unpack it: what is packed in another file stays closed"),
        (".pgp .gpg .p7m", "decrypt it"),
        (".webloc .url .desktop .lnk", "add the page that it leads to by its address"),
        (".ass .ssa .sbv .sub .ttml .dfxp .stl", "save its subtitles as .vtt or .srt"),
        (".jpg .jpeg .png .gif .webp .tif .tiff .bmp .svg .heic .psd .ico",
         "a picture has no text to quote; type it out"),
        (".mp3 .m4a .wav .ogg .flac .aac .opus .mp4 .mov .mkv .avi .webm .m4v",
         "add its subtitles, .vtt or .srt"),
    )
    for suffix in suffixes.split()
}  # fmt: skip


NAMELESS = "its kind can't be told; call it .txt if it is plain text"


def format_of(suffix: str) -> Format | None:
    """Give the format of files with a suffix, in lower case with its dot."""
    return _OF_SUFFIX.get(suffix)


def no_format(name: str, suffix: str) -> UnknownFormatError:
    """Say that a file holds no article, and what to do."""
    remedy = (
        REMEDIES.get(suffix)
        or (not suffix and NAMELESS)
        or f"save it as one of {' '.join(sorted(SUFFIXES))}"
    )
    return UnknownFormatError(f"{name!r} can't be read as an article: {remedy}")
