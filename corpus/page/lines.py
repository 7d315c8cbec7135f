"""A text's lines, and what each is for: prose, a list item, a heading, or part of the page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby, pairwise, takewhile

from onrecord.corpus.article import SentenceKind
from onrecord.corpus.languages.patterns import late_pattern
from onrecord.corpus.languages.script import WIDE as WIDE_RANGE
from onrecord.corpus.page.boilerplate import is_boilerplate_line
from onrecord.corpus.page.fact_lines import states_figure
from onrecord.corpus.page.masthead import read_masthead
from onrecord.corpus.page.wrapping import fills, wrapped_width

__all__ = ["Line", "lines_of"]

MAX_HEADING_CHARS = 100
MAX_WIDE_HEADING_CHARS = 36  # of a heading in Chinese or Japanese
MAX_LEAD_IN_CHARS = 60  # of a line that ends with a colon
MAX_ROW_CHARS = 120  # of a row, within which its cells are looked for
HEAD_LINES = 5  # title, subtitle and the like stand together here without being a list
MIN_PROOF = 3  # lines, to tell at which width a text was wrapped
MIN_GAPS = 2  # between the words of a line that a sentence begins in
MIN_RUN = 4  # so many lines without a full stop are a list, not headings

LINE = late_pattern(r"[^\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
WIDE = late_pattern(rf"[{WIDE_RANGE}\uf900-\ufaff\uff00-\uffef]")
MARKED_HEADING = late_pattern(
    r"#{1,6}\s+\S.*|(?P<mark>\*\*|__)(?:(?!(?P=mark)).)+(?P=mark)|【[^】]+】"
)
ITEM = late_pattern(
    r"(?:\d{1,2}[.)、．]|[（(]\d{1,2}[）)]|[①-⑳]|[-*+•·–—▪●◦‣■□✓✔➤]\s|[a-z]\)|"
    r"[一二三四五六七八九十]{1,3}[、．]|[（(][一二三四五六七八九十]{1,3}[）)]|第[一二三四五六七八九十]{1,3}[，、：])\s?\S"
)
NUMBER = late_pattern(r"\d+|[①-⑳一二三四五六七八九十]+")
ROW = late_pattern(r".*\S(?:\t| \| )\S.*\d")
UNSEEN = r"\u200b-\u200f\u202a-\u202e\u2060-\u2069"  # joiners, and marks of direction
FINAL = late_pattern(rf"[.。!！…;；,，、:：][\"”“’'»«›」』)）\]*_\s{UNSEEN}]*$")
QUESTION = late_pattern(rf"[?？؟][\"”’»」』)）*_\s{UNSEEN}]*$")
END = late_pattern(rf"[.!?。！？…:：][\"”“’'»«›」』)）\]*_\s{UNSEEN}]*$")
ENDS_IN = late_pattern(r"[.!?…][\"”“’'»«)\]]*(?:\s|$)")
COLON = late_pattern(rf"[:：][*_\s{UNSEEN}]*$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its outer white space: `text[start:end]`, code points."""

    start: int
    end: int
    kind: SentenceKind


def lines_of(text: str, body: int = 0, title: str = "") -> tuple[Line, ...]:
    """Return the lines of `text` that hold anything, in order; wrapped lines become one again.

    What stands before offset `body` is front matter; a first line that is the `title` and
    stands over a credit is a heading even with a full stop.
    """
    lines = tuple(_unwrapped(text, _lines(text, body)))
    lines = tuple(_classified(text, line, body) for line in lines)
    lines = _with_lists(text, _with_masthead(text, lines, body), body)
    lines = _with_title(text, _with_questions(text, lines), title)
    return _with_body(_with_figures(text, lines, title))


def _lines(text: str, body: int) -> Iterator[Line]:
    for match in LINE.finditer(text):
        start, end = match.span()
        for begin, stop in ((start, min(end, body)), (max(start, body), end)):
            words = text[begin:stop].strip() if begin < stop else ""
            if words:
                offset = begin + text[begin:stop].index(words[0])
                yield Line(offset, offset + len(words), SentenceKind.PROSE)


def _unwrapped(text: str, lines: Iterator[Line]) -> Iterator[Line]:
    """Join the lines of each paragraph that was wrapped at a fixed width."""
    paragraphs = list[list[Line]]()
    for line in lines:
        if not paragraphs or text.count("\n", paragraphs[-1][-1].end, line.start) != 1:
            paragraphs.append([])
        paragraphs[-1].append(line)
    told = [_prose_lines(text, each) if len(each) > 1 else [] for each in paragraphs]
    widths = [wrapped_width(words) for words in told]
    known = max(
        (w for w, words in zip(widths, told, strict=True) if w and len(words) >= MIN_PROOF),
        default=0,
    )
    for paragraph, words, width in zip(paragraphs, told, widths, strict=True):
        if width or (known and fills(words, known)):
            yield Line(paragraph[0].start, paragraph[-1].end, SentenceKind.PROSE)
        else:
            yield from _rejoined(text, paragraph)


def _rejoined(text: str, paragraph: list[Line]) -> Iterator[Line]:
    """Join lines where a sentence plainly goes on past the break, in lower case, and ends."""
    runs = list[list[Line]]()
    for line in paragraph:
        above = text[runs[-1][-1].start : runs[-1][-1].end] if runs else ""
        goes_on = text[line.start].islower() and not text[line.start + 1 : line.end][:1].isupper()
        if above and goes_on and not END.search(above):
            runs[-1].append(line)
        else:
            runs.append([line])
    for run in runs:
        if len(run) > 1 and _is_sentence([text[line.start : line.end] for line in run]):
            yield replace(run[0], end=run[-1].end)
        else:
            yield from run


def _is_sentence(lines: list[str]) -> bool:
    first = lines[0]
    is_begun = first[:1].isupper() and first.count(" ") >= MIN_GAPS
    apart = any(ITEM.match(each) or is_boilerplate_line(each) for each in lines)
    is_whole = is_begun and ENDS_IN.search(lines[-1]) is not None
    return is_whole and not apart and not MARKED_HEADING.fullmatch(first)


def _prose_lines(text: str, paragraph: list[Line]) -> list[str]:
    """Return the words of lines that may be one paragraph, none if a list or a credit is there."""
    words = [text[line.start : line.end] for line in paragraph]
    apart = any(map(ITEM.match, words[1:])) or any(map(is_boilerplate_line, words))
    return [] if apart else words


def _classified(text: str, line: Line, body: int) -> Line:
    words = text[line.start : line.end]
    if line.start < body or is_boilerplate_line(words):
        return replace(line, kind=SentenceKind.BOILERPLATE)
    if MARKED_HEADING.fullmatch(words) and len(words) <= 2 * MAX_HEADING_CHARS:
        return replace(line, kind=SentenceKind.HEADING)
    if ITEM.match(words) or ROW.match(words[:MAX_ROW_CHARS]):
        return replace(line, kind=SentenceKind.ITEM)
    if _is_heading(words):
        return replace(line, kind=SentenceKind.HEADING)
    return line


def _is_heading(words: str) -> bool:
    """Whether a line is short and ends as headings do, or leads in what follows."""
    length = len(words) * (
        MAX_HEADING_CHARS / MAX_WIDE_HEADING_CHARS
        if 2 * len(WIDE.findall(words)) > len(words)
        else 1
    )
    if length > MAX_HEADING_CHARS or words[0].islower():
        return False
    if COLON.search(words):
        return length <= MAX_LEAD_IN_CHARS
    if QUESTION.search(words):
        return words[0] not in '"“„「『«' and not re.search(r"[.!?。！？]\s", words)
    return not FINAL.search(words)


def _with_masthead(text: str, lines: tuple[Line, ...], body: int) -> tuple[Line, ...]:
    spans = read_masthead(text, body).spans
    return tuple(
        replace(line, kind=SentenceKind.BOILERPLATE) if (line.start, line.end) in spans else line
        for line in lines
    )


def _with_questions(text: str, lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Make prose of questions right below prose, in a text with blank lines between paragraphs."""
    gaps = [text.count("\n", above.end, line.start) for above, line in pairwise(lines)]
    prose = [line.kind is SentenceKind.PROSE for line in lines]
    if not any(gap > 1 and above for gap, above in zip(gaps, prose, strict=False)):
        return lines
    made = list(lines)
    for index, gap in enumerate(gaps, start=1):
        line = lines[index]
        words = text[line.start : line.end]
        asks = line.kind is SentenceKind.HEADING and QUESTION.search(words)
        above = made[index - 1].kind is SentenceKind.PROSE
        if asks and above and gap == 1 and not MARKED_HEADING.fullmatch(words):
            made[index] = replace(line, kind=SentenceKind.PROSE)
    return tuple(made)


def _with_figures(text: str, lines: tuple[Line, ...], title: str) -> tuple[Line, ...]:
    """Make items of would-be headings that state a figure, below the title and its credits."""
    top = list(takewhile(lambda line: not line.kind.quotable, lines[: 2 * HEAD_LINES]))
    masked = [line.kind is SentenceKind.BOILERPLATE for line in top]
    first = masked.index(False) + 1 if False in masked else len(top)
    below = max([first, *(index for index, page in enumerate(masked) if page)])
    return tuple(
        replace(line, kind=SentenceKind.ITEM)
        if index >= below and line.kind is SentenceKind.HEADING and _is_fact(text, line, title)
        else line
        for index, line in enumerate(lines)
    )


def _is_fact(text: str, line: Line, title: str) -> bool:
    words = text[line.start : line.end]
    return words != title and not MARKED_HEADING.fullmatch(words) and states_figure(words)


def _with_lists(text: str, lines: tuple[Line, ...], body: int) -> tuple[Line, ...]:
    """Make numbered headings of lone items, items of long runs of would-be headings.

    A heading that ends with a colon leads in the items below it, as a sentence.
    """
    made = list(lines)
    for index, line in enumerate(lines):
        if line.kind is not SentenceKind.ITEM:
            continue
        around = lines[max(index - 1, 0) : index] + lines[index + 1 : index + 2]
        marker = _marker(text, line)
        alone = all(_marker(text, near) != marker for near in around)
        if alone and _is_heading(text[line.start : line.end]):
            made[index] = replace(line, kind=SentenceKind.HEADING)
    first = next((i for i, line in enumerate(made) if line.start >= body), 0) + HEAD_LINES
    position = 0
    for kind, run in groupby(made, key=lambda line: line.kind):
        length = len(list(run))
        if kind is SentenceKind.HEADING and length >= MIN_RUN and position >= first:
            for index in range(position + 1, position + length):
                if not MARKED_HEADING.fullmatch(text, made[index].start, made[index].end):
                    made[index] = replace(made[index], kind=SentenceKind.ITEM)
        position += length
    for index, (above, line) in enumerate(pairwise(made)):
        if line.kind is SentenceKind.ITEM and _leads_in(text, above):
            made[index] = replace(above, kind=SentenceKind.PROSE)
    return tuple(made)


def _leads_in(text: str, line: Line) -> bool:
    words = text[line.start : line.end]
    leads = line.kind is SentenceKind.HEADING and COLON.search(words) is not None
    return leads and not MARKED_HEADING.fullmatch(words)


def _marker(text: str, line: Line) -> str:
    """Return the style of a line's list marker, its number left out: `0)`, `0、`, `-`."""
    match = ITEM.match(text, line.start, line.end)
    return NUMBER.sub("0", match[0][:-1]).strip() if match else ""


def _with_title(text: str, lines: tuple[Line, ...], title: str) -> tuple[Line, ...]:
    unmasked = (i for i, line in enumerate(lines) if line.kind is not SentenceKind.BOILERPLATE)
    first = next(unmasked, None)
    if first is None or text[lines[first].start : lines[first].end] != title:
        return lines
    below = lines[first + 1 : first + 2]
    if not below or below[0].kind is not SentenceKind.BOILERPLATE:
        return lines
    made = replace(lines[first], kind=SentenceKind.HEADING)
    return (*lines[:first], made, *lines[first + 1 :])


def _with_body(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Take headings for prose where there is nothing else that could be quoted."""
    if any(line.kind.quotable for line in lines):
        return lines
    return tuple(
        replace(line, kind=SentenceKind.PROSE) if line.kind is SentenceKind.HEADING else line
        for line in lines
    )
