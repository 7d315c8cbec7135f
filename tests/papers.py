"""PDF files made by hand: each line of text at its place, in the standard typeface."""

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Put", "pdf", "sealed_pdf"]

HELVETICA = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
CHINESE = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H"
    b" /DescendantFonts [<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light"
    b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /DW 1000 >>] >>"
)
TURNED = (b"1 0 0 1", b"0 1 -1 0", b"-1 0 0 -1", b"0 -1 1 0")


@dataclass(frozen=True, slots=True)
class Put:
    """A line of text, its place in points from the lower left, and its size in points.

    `turns` are right angles, against the clock.
    """

    text: str
    x: float
    y: float
    size: float = 10
    turns: int = 0


def pdf(pages: Sequence[Sequence[Put]], info: str = "") -> bytes:
    """Write a PDF of these pages; `info` are the entries of its document information."""
    return _written(_objects(pages, info), b"/Root 1 0 R /Info 2 0 R")


def sealed_pdf() -> bytes:
    """Write a PDF that only a password opens."""
    objects = _objects([[Put("Sealed.", 72, 720)]], "")
    seal = b"<< /Filter /Standard /V 1 /R 2 /P -4 /O (%s) /U (%s) >>" % (b"o" * 32, b"u" * 32)
    trailer = b"/Root 1 0 R /Encrypt %d 0 R /ID [(0123456789abcdef) (0123456789abcdef)]"
    return _written([*objects, seal], trailer % (len(objects) + 1))


def _objects(pages: Sequence[Sequence[Put]], info: str) -> list[bytes]:
    kids = b" ".join(b"%d 0 R" % (6 + 2 * index) for index in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 3 0 R >>",
        b"<< " + info.encode("latin-1") + b" >>",
        b"<< /Type /Pages /Count %d /Kids [%s] /MediaBox [0 0 595 842] >>" % (len(pages), kids),
        HELVETICA,
        CHINESE,
    ]
    for index, page in enumerate(pages):
        stream = b"\n".join(_shown(put) for put in page)
        fonts = b"/Resources << /Font << /F 4 0 R /C 5 0 R >> >>"
        contents = b"/Contents %d 0 R" % (7 + 2 * index)
        objects.append(b"<< /Type /Page /Parent 3 0 R %s %s >>" % (fonts, contents))
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    return objects


def _shown(put: Put) -> bytes:
    try:
        words = put.text.encode("cp1252")
        for sign in (b"\\", b"(", b")"):
            words = words.replace(sign, b"\\" + sign)
        font, string = b"F", b"(" + words + b")"
    except UnicodeEncodeError:
        font, string = b"C", b"<" + put.text.encode("utf-16-be").hex().encode() + b">"
    turned = TURNED[put.turns]
    return b"BT /%s %g Tf %s %g %g Tm %s Tj ET" % (font, put.size, turned, put.x, put.y, string)


def _written(objects: Sequence[bytes], trailer: bytes) -> bytes:
    raw, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(raw))
        raw += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return raw + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n"
        % (size, table, size, trailer, len(raw))
    )
