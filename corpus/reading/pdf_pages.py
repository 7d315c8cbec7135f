"""The lines of a PDF with their places on the page: a program of its own.

PDFium parses files from anywhere, in C++; a process with little memory and time is all that a
hostile file can harm. Reads the file from standard input; writes one JSON object.
"""

import ctypes
import json
import math
import resource
import sys
from collections import Counter
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

__all__ = ["main"]

MAX_MEMORY_BYTES = 2_000_000_000
MAX_CPU_S = 60
MAX_PAGES = 2_000
MAX_CHARS = 20_000_000
LOCKED, DAMAGED, TOO_BIG = "locked", "damaged", "too big"
WIDE_GAP = 1.8  # in heights of a line: so far apart are columns, not words
SAME_PLACE = 0.3  # of the width of a letter
SHIFT = 0.6  # in heights of a line: a new line
SMALLER = 0.85  # in heights of a letter: so small is what may stand above or below the line
OFF = 0.08  # in heights of a letter
SPACE = 0.15  # in heights of a letter
Placed = tuple[list[float], int | None]
"""The place of a letter, and the drawing that set it."""

SIGNS = {  # as in `raised.py`, which what runs by itself does without
    -1: str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎"),
    1: str.maketrans("0123456789+-−=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾"),
}
UNTOLD = 0x100000  # a private place, behind which the number of a letter may be its own
HYPHENS = {0x02: "-", 0xFFFE: "-", 0xAD: "-"}  # as PDFium writes them at the end of a line


def main() -> None:
    """Translate standard input to standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_S, MAX_CPU_S))
    json.dump(_read(sys.stdin.buffer.read()), sys.stdout)


def _read(raw: bytes) -> dict[str, Any]:
    try:
        document = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        password = getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD
        return {"error": LOCKED if password else DAMAGED}
    if len(document) > MAX_PAGES:
        return {"error": TOO_BIG}
    pages: list[Any] = []
    n_chars = 0
    for page in document:
        text = page.get_textpage()
        n_chars += text.count_chars()
        if n_chars > MAX_CHARS:
            return {"error": TOO_BIG}
        turned = [_turn(text, index) for index in range(text.count_chars())]
        turns = _mostly(turned)
        sides = page.get_mediabox()
        height = sides[3] - sides[1] if turns % 2 == 0 else sides[2] - sides[0]
        pages.append({"height": height, "lines": _lines(text, turned, turns)})
    return {"metadata": document.get_metadata_dict(skip_empty=True), "pages": pages}


def _mostly(turned: list[int | None]) -> int:
    """Return by how many right angles most of a page's letters are turned."""
    counted = Counter(each for each in turned if each is not None)
    return counted.most_common(1)[0][0] if counted else 0


def _turn(text: Any, index: int) -> int | None:
    """Return by how many right angles a letter is turned; white space is not."""
    if chr(pdfium.FPDFText_GetUnicode(text, index)).isspace():
        return None
    angle: float = pdfium.FPDFText_GetCharAngle(text, index)
    return round(angle / (math.pi / 2)) % 4


def _lines(text: Any, turned: list[int | None], turns: int) -> list[list[Any]]:
    """Pieces of lines: their words, left, right, bottom and top, in points from below.

    What is turned otherwise than most of the page runs along its margin, and is left out. What
    is set twice in one place, so that it looks bold, is read once. Smaller figures above or below
    the line are written as such; PDFium takes what follows them for another line.
    """
    lines: list[list[Any]] = []
    line: list[Any] | None = None
    base, side, is_broken = (0.0, 0.0), 0, False
    set_already: dict[tuple[int, int, int], Placed] = {}
    for index, turn in enumerate(turned):
        code = pdfium.FPDFText_GetUnicode(text, index)
        if code in {10, 13}:
            line, is_broken = (line, True) if side else (None, False)
            continue
        character = _character(text, index, code)
        box = _box(text, index, turns)
        if box is None or (character.isspace() and line is None):
            if line is not None and character.isspace():
                line[0] += " "
            continue
        if turn not in {None, turns} or _is_again(set_already, code, box, _drawing(text, index)):
            continue
        if line is None or _is_apart(line, box):
            line, base = ["", *box], (0.0, 0.0)
            lines.append(line)
        side, base = _standing(base, _baseline(text, index, turns), box, character)
        if is_broken and box[0] - line[2] > SPACE * base[1]:
            line[0] += " "
        is_broken = False
        line[0] += character.translate(SIGNS.get(side, {}))
        line[1:] = [
            min(line[1], box[0]),
            max(line[2], box[1]),
            line[3] if side else min(line[3], box[2]),
            line[4] if side else max(line[4], box[3]),
        ]
    return [[_utf16(words), *box] for words, *box in lines if words.strip()]


def _character(text: Any, index: int, code: int) -> str:
    """Return a letter; one whose typeface doesn't tell what it is comes with its number at most."""
    if code == 0 and pdfium.FPDFText_IsGenerated(text, index) == 0:
        return "\N{REPLACEMENT CHARACTER}"
    if pdfium.FPDFText_HasUnicodeMapError(text, index) == 1 and not chr(code).isspace():
        return chr(UNTOLD + code % UNTOLD)
    return HYPHENS.get(code) or chr(code)


def _standing(
    base: tuple[float, float], at: float, box: list[float], character: str
) -> tuple[int, tuple[float, float]]:
    """Tell whether a letter stands above (1), below (-1) or on (0) the line, and what that is.

    The line is that of the last letter which isn't a smaller one: its baseline and its height.
    """
    height = box[3] - box[2]
    if height >= SMALLER * base[1]:
        return 0, (at, height) if character.isalnum() else base
    off = (at - base[0]) / base[1]
    return (off > OFF) - (off < -OFF), base


def _baseline(text: Any, index: int, turns: int) -> float:
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(text, index, x, y)
    return (y.value, x.value, -y.value, -x.value)[turns]


def _is_again(
    set_already: dict[tuple[int, int, int], Placed],
    code: int,
    box: list[float],
    drawing: int | None,
) -> bool:
    """Whether the same letter stands in this place already, but for a hair; note that it does.

    Those of a ligature have one place, and are set by one drawing.
    """
    if chr(code).isspace():
        return False
    left, bottom, hair = round(box[0]), round(box[2]), SAME_PLACE * (box[1] - box[0])
    near = (
        set_already.get((code, left + right, bottom + up))
        for right in (-1, 0, 1)
        for up in (-1, 0, 1)
    )
    is_again = any(
        all(abs(here - there) < hair for here, there in zip(box, other[0], strict=True))
        for other in near
        if other and other != (box, drawing)
    )
    set_already[code, left, bottom] = box, drawing
    return is_again


def _drawing(text: Any, index: int) -> int | None:
    """Tell apart what sets letters on a page."""
    return ctypes.cast(pdfium.FPDFText_GetTextObject(text, index), ctypes.c_void_p).value


def _box(text: Any, index: int, turns: int) -> list[float] | None:
    """Left, right, bottom and top, upright; spaces that PDFium put in have no place."""
    if pdfium.FPDFText_IsGenerated(text, index) == 1:
        return None
    left, bottom, right, top = text.get_charbox(index, loose=True)
    for _ in range(turns):
        left, bottom, right, top = -top, left, -bottom, right
    return [left, right, bottom, top]


def _is_apart(line: list[Any], box: list[float]) -> bool:
    height = max(line[4] - line[3], box[3] - box[2], 1.0)
    is_shifted = abs((line[3] + line[4]) - (box[2] + box[3])) / 2 > SHIFT * height
    return bool(is_shifted or box[0] - line[2] > WIDE_GAP * height or box[1] < line[1])


def _utf16(words: str) -> str:
    """Put halves of characters together; what has no partner is left out."""
    return words.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")


if __name__ == "__main__":
    main()
