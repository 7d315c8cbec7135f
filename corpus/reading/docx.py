"""A Word document to its words: paragraphs, headings, lists and tables, in their order."""

import io
from collections.abc import Iterator
from datetime import date
from typing import Any
from zipfile import ZipFile

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from lxml.etree import LxmlError

from onrecord.corpus.errors import DamagedFileError, LockedFileError, TooBigError
from onrecord.corpus.page.metadata import Metadata
from onrecord.corpus.reading.archive import BROKEN, opened

__all__ = ["read_docx"]

MAX_PART_BYTES = 50_000_000  # unpacked; the parts are read as a whole
OLE_MARK = b"\xd0\xcf\x11\xe0"  # of the container of encrypted documents, and of `.doc`
WORDS = {qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr"), qn("w:noBreakHyphen")}
DROPPED = {
    qn("w:del"),
    qn("w:moveFrom"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}
TEMPLATE_AUTHOR, TEMPLATE_DAY = "python-docx", date(2013, 12, 23)  # of a library's empty document


def read_docx(raw: bytes, name: str) -> tuple[str, Metadata, Metadata]:
    """Return the text, what the document states about itself, and the day it was made.

    Blocks are apart by a blank line, list items and table rows on lines; deleted words are left
    out, inserted ones are in.

    Raises
    ------
    CorpusError
        If it is no such document, is encrypted, or unpacks to too much.
    """
    document = _opened(raw, name)
    core = document.core_properties
    heading, parts = None, list[str]()
    before = ""
    for kind, words in _blocks(document):
        if not words.strip():
            continue
        if kind == "heading":
            heading = heading or words
        parts += ["\n" if kind == before and kind in {"item", "row"} else "\n\n", words]
        before = kind
    stated = Metadata(
        title=_plain(core.title) or _plain(heading),
        author=None if core.author == TEMPLATE_AUTHOR else _plain(core.author),
    )
    day = core.created.date() if core.created else None
    created = Metadata(published=None if day == TEMPLATE_DAY else day)
    return "".join(parts[1:]), stated, created


def _opened(raw: bytes, name: str) -> Any:
    if raw.startswith(OLE_MARK):
        raise LockedFileError(f"{name} is encrypted or an old .doc: save it as .docx, unlocked")
    try:
        with opened(io.BytesIO(raw), name) as archive:
            _check_parts(archive, name)
        return docx.Document(io.BytesIO(raw))
    except (*BROKEN, PackageNotFoundError, LxmlError, KeyError, AttributeError) as error:
        raise DamagedFileError(f"{name} is no sound Word document: save it anew") from error


def _check_parts(archive: ZipFile, name: str) -> None:
    if sum(part.file_size for part in archive.infolist()) > MAX_PART_BYTES:
        raise TooBigError(f"{name} unpacks to more than {MAX_PART_BYTES:,} bytes: split it")


def _blocks(document: Any) -> Iterator[tuple[str, str]]:
    """Yield each block of the body with its kind; content controls are looked into."""
    body = document.element.body
    for block in body.iter(qn("w:p"), qn("w:tr")):
        inside = {parent.tag for parent in block.iterancestors()}
        if inside & DROPPED or qn("w:tc") in inside or qn("w:txbxContent") in inside:
            continue
        if block.tag == qn("w:tr"):
            cells = (" ".join(_words(cell).split()) for cell in block.iter(qn("w:tc")))
            yield "row", " | ".join(cells)
        else:
            kind, words = _kind(block, document), _words(block)
            yield kind, f"- {words}" if kind == "item" and words else words


def _kind(paragraph: Any, document: Any) -> str:
    style = Paragraph(paragraph, document).style
    style_name = style.name if style is not None and style.name else ""
    if style_name.startswith(("Heading", "Title")):
        return "heading"
    numbered = paragraph.pPr is not None and paragraph.pPr.numPr is not None
    return "item" if numbered or style_name.startswith("List") else "paragraph"


def _words(block: Any) -> str:
    """Join the words of a block; a break is a line end, a tab a tab."""
    pieces: list[str] = []
    for node in block.iter(qn("w:p"), *WORDS):
        parents = {parent.tag for parent in node.iterancestors()}
        if parents & DROPPED or qn("w:tabs") in parents:
            continue
        if node.tag == qn("w:p"):
            pieces.append(" " if pieces else "")
        elif node.tag == qn("w:t"):
            pieces.append(node.text or "")
        else:
            pieces.append({qn("w:tab"): "\t", qn("w:noBreakHyphen"): "-"}.get(node.tag, "\n"))
    return "".join(pieces).strip()


def _plain(words: str | None) -> str | None:
    return " ".join(words.split()) or None if words else None
