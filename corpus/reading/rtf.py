"""Rich text to its words; footnotes last."""

import re
from collections.abc import Iterator
from datetime import date

from striprtf.striprtf import rtf_to_text

from onrecord.corpus.errors import DamagedFileError
from onrecord.corpus.page.metadata import Metadata
from onrecord.corpus.reading.layout import Kind, laid_out, one_line, row
from onrecord.corpus.reading.raised import lowered, raised

__all__ = ["read_rtf"]

MARK = b"{\\rtf"
NOTE = re.compile(r"\{\s*(?:\\\*)?\\footnote\b")
HIDDEN = re.compile(  # or deleted, where changes are tracked
    r"\{\s*(?:\\[a-z]+-?\d*\s?){0,20}\\(?:pict|v|deleted)(?![a-z0-9])"
)
STANDING_OFF = re.compile(r"\\(super|sub)((?:\\[a-z]+-?\d*)*) ?([\d+-]+)(?=[{}\\])")
BRACE = re.compile(r"(?<!\\)(?:\\\\)*([{}])")
FACT = r"\{\\%s\s((?:[^{}\\]|\\[^{}]|\\[{}])*)\}"
MADE = re.compile(r"\\creatim\\yr(\d{4})\\mo(\d{1,2})\\dy(\d{1,2})")
HYPERLINK = re.compile(r"\bHYPERLINK\b")  # whose address the library would write into the text
CODEPAGE = re.compile(rb"\\ansicpg(\d{2,5})")
MAX_HEAD_CHARS = 100_000


def read_rtf(raw: bytes, name: str) -> tuple[str, Metadata, Metadata]:
    """Return the text, what the document states about itself, and the day it was made.

    Raises
    ------
    DamagedFileError
        If it is no such document.
    """
    if not raw.startswith(MARK):
        raise DamagedFileError(f"{name} is no RTF: save it anew")
    codepage = CODEPAGE.search(raw)
    try:
        source = HYPERLINK.sub(
            "LINK", raw.decode(f"cp{int(codepage[1]) if codepage else 1252}", "replace")
        )
        source = STANDING_OFF.sub(_standing_off, source)
        preamble = f"{{\\rtf1\\ansi\\ansicpg{int(codepage[1]) if codepage else 1252} "
        body, notes = _without(NOTE, _without(HIDDEN, source)[0])
        blocks = [*_blocks(body), *(block for note in notes for block in _blocks(preamble + note))]
        head = source[: source.find("\\pard") % MAX_HEAD_CHARS]
        title, author = (
            one_line(rtf_to_text(f"{preamble}{found[1]}}}", errors="replace")) if found else None
            for found in (re.search(FACT % key, head) for key in ("title", "author"))
        )
    except (ValueError, LookupError, OverflowError, TypeError) as error:
        raise DamagedFileError(f"{name} is no sound RTF: save it anew") from error
    return laid_out(blocks), Metadata(title=title, author=author), Metadata(published=_day(head))


def _standing_off(figure: re.Match[str]) -> str:
    """Write a figure above or below the line as such, in RTF."""
    place, formats, words = figure.groups()
    signs = raised(words) if place == "super" else lowered(words)
    return formats + r"{\uc1" + "".join(rf"\u{ord(each)}?" for each in signs) + "}"


def _blocks(source: str) -> Iterator[tuple[Kind, str]]:
    """Yield the paragraphs; the halves of characters beyond 65,535 are joined."""
    words = rtf_to_text(source, errors="replace")
    words = words.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    for line in words.split("\n"):
        if line.endswith("|"):
            yield row(line.rstrip("|").split("|"))
        else:
            yield Kind.PARAGRAPH, line.strip()


def _without(opening: re.Pattern[str], source: str) -> tuple[str, list[str]]:
    """Take out the groups that open so; the library drops footnotes, and shows what is hidden."""
    kept, groups, at = list[str](), list[str](), 0
    while found := opening.search(source, at):
        end = _group_end(source, found.start())
        kept.append(source[at : found.start()])
        groups.append(source[found.end() : end])
        at = end
    return "".join([*kept, source[at:]]), groups


def _group_end(source: str, start: int) -> int:
    depth = 0
    for brace in BRACE.finditer(source, start):
        depth += 1 if brace[1] == "{" else -1
        if depth == 0:
            return brace.end()
    return len(source)


def _day(head: str) -> date | None:
    made = MADE.search(head)
    try:
        return date(*map(int, made.groups())) if made else None
    except ValueError:
        return None
