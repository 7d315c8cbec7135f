"""A PDF to running text: columns in order, lines joined to paragraphs, running heads left out."""

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from onrecord.corpus.checkpoint import apart
from onrecord.corpus.errors import (
    CorpusError,
    DamagedFileError,
    EmptyArticleError,
    LockedFileError,
    TooBigError,
)
from onrecord.corpus.languages.detect import detect_language
from onrecord.corpus.languages.script import WIDE, between_lines, has_wide
from onrecord.corpus.page.metadata import Metadata, from_mapping
from onrecord.corpus.page.names import persons_in
from onrecord.corpus.reading.columns import Column, Line, ordered

__all__ = ["Paper", "read_pdf"]

PAGES = Path(__file__).with_name("pdf_pages.py")
MAX_S = 90
MAX_UNTOLD = 0.1  # of the letters
MAX_OTHERWISE = 0.3  # of the letters are written in another direction
UNKNOWN = "\N{REPLACEMENT CHARACTER}"
MARGIN = 0.12  # of the height of a page: where running heads and page numbers stand
MIN_SHARE = 0.3  # of the pages: left and right ones have heads of their own
SAME_HEIGHT = 1.15
NEW_PARAGRAPH = 1.35  # in steps from line to line of the column
INDENT = 0.8  # in heights of a line
SHORT = 0.75  # of the width of the column
VERY_SHORT = 0.55

WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
ITEM = re.compile(r"(?:[•▪●◦‣■\-–*]|\d{1,2}[.)])\s+\S")
FINAL = re.compile(r"[.!?。！？…:：;；][\"”“’'»«›」』)）\]\s]*$")
HYPHEN = re.compile(r"([^\W\d_]+)-\s*$")
SUSPENDED = re.compile(r"(?:und|oder|bis|bzw|sowie|and|or|to)\b")  # Ein- und Ausfuhr
UNTOLD = 0x100000  # where `pdf_pages` puts letters of which it knows the number alone
NUMBERED = re.compile("[\U00100000-\U0010ffff]")
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
DOWNWARDS = re.compile(rf"\s*[{WIDE}\uff00-\uffef]\s*$")  # a line of one Chinese character
LEFTWARDS = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
UNTITLED = re.compile(
    r"(?:untitled|unbenannt|无标题).*|.*\.(?:docx?|indd|qxp|pdf|odt|tex|rtf)", re.IGNORECASE
)
WRITER = re.compile(r"^Microsoft \w+ - ")
DAY = re.compile(r"D:(\d{4})(\d\d)(\d\d)")


@dataclass(frozen=True, slots=True)
class Paper:
    """The text, what runs along the margins of its pages, and what the file says about itself.

    `created` is the day the file was made: later than the day of the words, if anything.
    """

    text: str
    margins: str
    stated: Metadata
    created: Metadata


def read_pdf(raw: bytes, name: str) -> Paper:
    """Read a PDF; paragraphs are apart by a blank line.

    Raises
    ------
    CorpusError
        If it is encrypted, damaged, too big, or has no text but pictures of it.
    """
    found = _pages(raw, name)
    written = _written([words for page in found["pages"] for words, *_ in page["lines"]], name)
    pages = [[Line(next(written), *box) for _, *box in page["lines"]] for page in found["pages"]]
    if not any(pages):
        raise EmptyArticleError(
            f"{name} has no text, only pictures of it: recognise its text (OCR) and save it anew"
        )
    _check(pages, name)
    heights = [page["height"] for page in found["pages"]]
    running = _running(pages, heights)
    bodies = [[line for line in page if _key(line) not in running] for page in pages]
    flow = [column for body in bodies if body for column in ordered(body)]
    margins = {line.words.strip(): None for page in pages for line in page if _key(line) in running}
    stated, created = _stated(found["metadata"])
    return Paper(_text(flow), "\n".join(margins), stated, created)


def _written(lines: list[str], name: str) -> Iterator[str]:
    """Write lines with letters of which the number alone is known, if these are a text so.

    If they aren't, few of them are letters that aren't known, and more make no text at all.
    """
    words = "".join(lines)
    numbered = NUMBERED.sub(lambda letter: chr(ord(letter[0]) % UNTOLD), words)
    n_untold = len(NUMBERED.findall(words)) + words.count(UNKNOWN)
    if n_untold <= MAX_UNTOLD * len(words):
        return (NUMBERED.sub(UNKNOWN, line) for line in lines)
    if CONTROL.search(numbered) or UNKNOWN in numbered or not detect_language(numbered, default=""):
        raise DamagedFileError(
            f"{name} doesn't say what its letters are: recognise its text (OCR) and save it anew"
        )
    return (NUMBERED.sub(lambda letter: chr(ord(letter[0]) % UNTOLD), line) for line in lines)


def _check(pages: Sequence[Sequence[Line]], name: str) -> None:
    """Refuse what is written in a direction in which its letters come in no order."""
    words = "".join(line.words for page in pages for line in page)
    n_letters = sum(map(str.isalpha, words))
    n_down = sum(len(line.words) for page in pages for line in page if DOWNWARDS.match(line.words))
    for n, way in ((len(LEFTWARDS.findall(words)), "leftwards"), (n_down, "downwards")):
        if n > MAX_OTHERWISE * n_letters:
            raise DamagedFileError(
                f"{name} is written {way}, which isn't read in a PDF: save it as .docx"
            )


def _pages(raw: bytes, name: str) -> dict[str, Any]:
    """Run the parser in a process of its own; what it can't do in its bounds is refused."""
    command = [sys.executable, "-I", str(PAGES)]
    try:
        found: dict[str, Any] = json.loads(_said(command, raw))
    except (subprocess.SubprocessError, ValueError) as error:
        raise DamagedFileError(
            f"{name} can't be read as a PDF in {MAX_S} s and 2 GB: save it anew, or split it"
        ) from error
    if "error" in found:
        raise _refused(found["error"], name)
    return found


def _said(command: list[str], raw: bytes) -> bytes:
    """Run a process until it has said all, its time is up, or work ends here."""
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nowhere) as process:  # noqa: S603
        try:
            return apart(lambda: process.communicate(raw, MAX_S)[0])
        finally:
            process.kill()


def _refused(why: str, name: str) -> CorpusError:
    if why == "locked":
        return LockedFileError(f"{name} is encrypted: save it without a password")
    if why == "too big":
        return TooBigError(f"{name} has more pages or words than allowed: split it")
    return DamagedFileError(f"{name} is no sound PDF: save it anew")


def _running(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> set[tuple[str, int]]:
    """Find what stands in the margin of several pages at one height, but for its figures."""
    seen = Counter(
        key
        for page, height in zip(pages, heights, strict=True)
        for key in {
            _key(line)
            for line in page
            if line.bottom < MARGIN * height or line.top > (1 - MARGIN) * height
        }
    )
    least = max(2, MIN_SHARE * len(pages))
    return {key for key, n_pages in seen.items() if n_pages >= least}


def _key(line: Line) -> tuple[str, int]:
    return re.sub(r"\d+", "0", "".join(line.words.split()).casefold()), round(line.bottom / 6)


def _text(flow: Sequence[Column]) -> str:
    known = Counter(
        word for column in flow for line in column.lines for word in WORD.findall(line.words)
    )
    parts: list[str] = []
    for line, is_joined, mark in _joints(flow):
        words = " ".join(line.words.split())
        if is_joined and parts:
            parts[-1] = _glued(parts[-1], words, known)
        else:
            parts += [mark, words] if parts else [words]
    return "".join(parts)


def _joints(flow: Sequence[Column]) -> Iterator[tuple[Line, bool, str]]:
    """Yield each line, whether it goes on with the one before, and else what comes between."""
    before: Line | None = None
    for column in flow:
        step = _step(column)
        for index, line in enumerate(column.lines):
            if column.is_table:
                yield line, False, "\n" if index else "\n\n"
            elif index == 0:
                yield line, before is not None and _goes_over(before, line), "\n\n"
            else:
                above = column.lines[index - 1]
                mark = "\n" if ITEM.match(line.words) else "\n\n"
                yield line, _goes_on(above, line, column, step), mark
            before = None if column.is_table else line


def _step(column: Column) -> float:
    """Return the usual way from line to line of a column, in points."""
    steps = [
        above.bottom - below.bottom
        for above, below in pairwise(column.lines)
        if above.height < SAME_HEIGHT * below.height < SAME_HEIGHT**2 * above.height
    ]
    return median(steps) if steps else 1.3 * column.lines[0].height


def _goes_on(above: Line, line: Line, column: Column, step: float) -> bool:
    """Whether two lines, one below the other, are of one paragraph."""
    if ITEM.match(line.words) or not _is_alike(above, line):
        return False
    if above.bottom - line.bottom > NEW_PARAGRAPH * step:
        return False
    if (
        line.left - column.left > INDENT * line.height
        and above.left - column.left < line.height / 2
    ):
        return ITEM.match(above.words) is not None
    share = (above.right - column.left) / max(column.right - column.left, 1.0)
    return share >= (SHORT if FINAL.search(above.words) else VERY_SHORT)


def _goes_over(above: Line, line: Line) -> bool:
    """Whether a paragraph goes on in the next column or on the next page."""
    if not _is_alike(above, line) or FINAL.search(above.words):
        return False
    first = line.words.lstrip()[:1]
    return first.islower() or has_wide(first) or HYPHEN.search(above.words) is not None


def _is_alike(above: Line, line: Line) -> bool:
    return max(above.height, line.height) < SAME_HEIGHT * min(above.height, line.height)


def _glued(above: str, words: str, known: Counter[str]) -> str:
    """Join two lines; a hyphen at the end goes unless the word has one elsewhere too.

    >>> _glued("the re-", "paired cranes", Counter())
    'the repaired cranes'
    """
    hyphen, first = HYPHEN.search(above), WORD.match(words)
    if hyphen and first:
        if SUSPENDED.match(words):
            return f"{above} {words}"
        is_kept = first[0][0].isupper() or f"{hyphen[1]}-{first[0]}" in known
        return above + words if is_kept else above.rstrip()[:-1] + words
    return above + between_lines(above, words) + words


def _stated(information: dict[str, str]) -> tuple[Metadata, Metadata]:
    title = WRITER.sub("", information.get("Title", "")).strip()
    title = "" if UNTITLED.fullmatch(title) else title
    day = DAY.sub(r"\1-\2-\3 ", information.get("CreationDate", ""))
    author = information.get("Author", "")
    author = author if persons_in(author) else ""  # else the account of whoever saved it
    stated = from_mapping({"title": title, "author": author})
    return stated, from_mapping({"date": day})
