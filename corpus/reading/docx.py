"""A Word document to its words: headings, lists and tables in their order; notes last."""

import io
from collections.abc import Iterator
from datetime import date
from itertools import takewhile
from typing import Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from onrecord.corpus.errors import DamagedFileError, LockedFileError
from onrecord.corpus.page.metadata import Metadata
from onrecord.corpus.reading.layout import Kind, first_heading, laid_out, one_line, row
from onrecord.corpus.reading.raised import lowered, raised
from onrecord.corpus.reading.unpacked import unpacked

__all__ = ["read_docx"]

OLE_MARK = b"\xd0\xcf\x11\xe0"  # of the container of encrypted documents, and of `.doc`
FORMULA = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
SIGNS = {  # what is a letter of a typeface of signs alone, or a formula, can't be written
    qn("w:tab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
    qn("w:sym"): "\N{REPLACEMENT CHARACTER}",
    FORMULA: "\N{REPLACEMENT CHARACTER}",
}
WORDS = {qn("w:t"), *SIGNS}
DROPPED = {
    qn("w:del"),
    qn("w:moveFrom"),
    qn("w:rt"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}
STANDING_OFF = {"superscript": raised, "subscript": lowered}
NOTES = (RELATIONSHIP_TYPE.FOOTNOTES, RELATIONSHIP_TYPE.ENDNOTES)
TEMPLATE_AUTHOR, TEMPLATE_DAY = "python-docx", date(2013, 12, 23)  # of a library's empty document


def read_docx(raw: bytes, name: str) -> tuple[str, Metadata, Metadata]:
    """Return the text, what the document states about itself, and the day it was made.

    Deleted words are left out, inserted ones are in; footnotes and endnotes stand below the text.

    Raises
    ------
    CorpusError
        If it is no such document, is encrypted, or unpacks to too much.
    """
    document = _opened(raw, name)
    core = document.core_properties
    blocks = [*_blocks(document), *_notes(document)]
    stated = Metadata(
        title=one_line(core.title) or first_heading(blocks),
        author=None if core.author == TEMPLATE_AUTHOR else one_line(core.author),
    )
    day = core.created.date() if core.created else None
    created = Metadata(published=None if day == TEMPLATE_DAY else day)
    return laid_out(blocks), stated, created


def _opened(raw: bytes, name: str) -> Any:
    if raw.startswith(OLE_MARK):
        raise LockedFileError(f"{name} is encrypted or an old .doc: save it as .docx, unlocked")
    with unpacked(raw, name, "Word document"):
        try:
            document = docx.Document(io.BytesIO(raw))
        except AttributeError as error:  # the library looks for a part that is missing
            raise DamagedFileError(f"{name} lacks a part") from error
    if document.element.tag != qn("w:document"):
        raise DamagedFileError(f"{name} is Strict Open XML: save it as .docx, in the usual form")
    if next(document.element.iter(qn("w:altChunk")), None) is not None:
        raise DamagedFileError(f"{name} has other files in it: open it in Word and save it anew")
    if document.element.getroottree().docinfo.doctype:  # whose entities would be left out
        raise DamagedFileError(f"{name} declares a type, as no Word document does: save it anew")
    return document


def _blocks(document: Any) -> Iterator[tuple[Kind, str]]:
    """Yield each block of the body with its kind; content controls are looked into."""
    body = document.element.body
    for block in body.iter(qn("w:p"), qn("w:tr")):
        inside = {parent.tag for parent in block.iterancestors()}
        if inside & DROPPED or qn("w:tc") in inside:
            continue
        if block.tag == qn("w:tr"):
            cells = block.iter(qn("w:tc"))
            yield row(_words(each) for each in cells if _row_of(each) is block)
        else:
            kind, words = _kind(block, document), _words(block)
            yield kind, f"- {words}" if kind is Kind.ITEM and words else words


def _row_of(cell: Any) -> Any:
    return next(cell.iterancestors(qn("w:tr")))


def _notes(document: Any) -> Iterator[tuple[Kind, str]]:
    for relation in document.part.rels.values():
        if relation.reltype in NOTES and not relation.is_external:
            for note in parse_xml(relation.target_part.blob):
                if note.get(qn("w:type"), "normal") == "normal":
                    yield Kind.PARAGRAPH, " ".join(_words(each) for each in note.iter(qn("w:p")))


def _kind(paragraph: Any, document: Any) -> Kind:
    style = Paragraph(paragraph, document).style
    style_name = style.name if style is not None and style.name else ""
    if style_name.startswith(("Heading", "Title")):
        return Kind.HEADING
    numbered = paragraph.pPr is not None and paragraph.pPr.numPr is not None
    return Kind.ITEM if numbered or style_name.startswith("List") else Kind.PARAGRAPH


def _words(block: Any) -> str:
    """Join the words of a block; a break is a line end, a tab a tab.

    Those of a box that stands in a paragraph are a block of their own.
    """
    pieces: list[str] = []
    for node in block.iter(qn("w:p"), *WORDS):
        above = [*node.iterancestors()]
        parents = {parent.tag for parent in above}
        inside = {parent.tag for parent in takewhile(lambda each: each is not block, above)}
        if parents & DROPPED or qn("w:tabs") in parents or _is_hidden(node):
            continue
        if block.tag == qn("w:p") and qn("w:txbxContent") in inside:
            continue
        if node.tag == qn("w:p"):
            pieces.append(" " if pieces else "")
        elif node.tag == qn("w:t"):
            pieces.append(_in_place(node))
        else:
            pieces.append(SIGNS[node.tag])
    return "".join(pieces).strip()


def _in_place(node: Any) -> str:
    """Return the words of a run, those above or below the line as such."""
    place = node.getparent().find(f"{qn('w:rPr')}/{qn('w:vertAlign')}")
    writes = STANDING_OFF.get(place.get(qn("w:val"), "") if place is not None else "", str)
    return writes(node.text or "")


def _is_hidden(node: Any) -> bool:
    """Whether a run is hidden by its own format."""
    hidden = node.getparent().find(f"{qn('w:rPr')}/{qn('w:vanish')}")
    return hidden is not None and hidden.get(qn("w:val")) not in {"0", "false"}
