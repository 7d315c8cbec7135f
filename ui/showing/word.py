"""Paragraphs as a document of Word."""

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

__all__ = ["Paragraph", "word"]

STYLES: Final = {
    "heading": "Heading 2",
    "quote": "Quote",
    "source": "Normal",
    "note": "List Bullet",
}
_UNWRITABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What XML 1.0 has no way to write."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words, what they are for, and their language where it isn't the document's."""

    kind: Literal["heading", "quote", "source", "note"]
    text: str
    language: str | None = None


def word(paragraphs: Iterable[Paragraph]) -> bytes:
    """Write a document; what XML can't hold becomes U+FFFD."""
    document = Document()
    document.core_properties.title = "On Record"
    document.core_properties.author = ""
    document.add_heading("On Record", 1)
    for each in paragraphs:
        text = _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", each.text)
        run = document.add_paragraph(style=STYLES[each.kind]).add_run(text)
        if each.language and each.language != "und":
            run._r.get_or_add_rPr().append(_language(each.language))  # noqa: SLF001  # no way beside it
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _language(code: str) -> OxmlElement:
    element = OxmlElement("w:lang")
    element.set(qn("w:eastAsia" if code in {"zh", "ja", "ko"} else "w:val"), code)
    return element
