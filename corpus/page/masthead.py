"""What stands above an article on its page: the paper's name, its sections, the way to here."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import dropwhile, islice

from onrecord.corpus.languages.patterns import late_pattern
from onrecord.corpus.languages.script import WIDE as WIDE_RANGE
from onrecord.corpus.page.boilerplate import MARKS, is_boilerplate_line
from onrecord.corpus.page.phrases import NAVIGATION, PAPERS, PAPERS_AND_OTHERS, SECTIONS

__all__ = ["FULL_STOP", "Masthead", "read_masthead"]

HEAD_LINES = 8  # where a masthead stands, blank lines not counted
HEAD_CHARS, TAIL_CHARS = 10_000, 2_000  # where credits stand
MAX_LINE_CHARS = 150
MAX_TITLE_CHARS = 120
MAX_NAME_CHARS, MAX_WIDE_NAME_CHARS = 40, 10
MAX_NAME_WORDS = 4
MAX_SHORT_NAME_WORDS = 2  # besides the article; headlines rarely stop there
MIN_TITLE_WORDS, MIN_WIDE_TITLE_CHARS = 2, 4
MIN_CREDIT_CHARS, MIN_WIDE_CREDIT_CHARS = 5, 3

WIDE = late_pattern(f"[{WIDE_RANGE}]")
FULL_STOP = late_pattern(r"[.。]\W*$")
PUNCTUATION = late_pattern(r"[!?;:,\"“”„«»！？；：，、。…]|\.\s|\.$")
STEP = late_pattern(rf"\s*[>＞]\s*|\s+[»›→]\s+|(?<=[{WIDE_RANGE}])[»›→](?=[{WIDE_RANGE}])")
BAR = late_pattern(r"\s+[/|·•]\s+|\s*[／｜]\s*")
BREAK = late_pattern(r"\s+[·•|–—]\s+|\s*[｜]\s*")
HERE = late_pattern(
    r"^(?:you are here|sie sind hier|(?:您的|您所在的|您现在的|当前|现在)?位置)\s*[:：]\s*",
    re.IGNORECASE,
)
HOME = late_pattern(r"home(?:page)?|start(?:seite)?|首页|主页", re.IGNORECASE)
WORDS = "|".join((*SECTIONS, *NAVIGATION))
SECTION = late_pattern(
    rf"(?:{WORDS})(?:(?:\s?&\s?|\sand\s|\sund\s|\s|(?<=[{WIDE_RANGE}]))(?:{WORDS})){{0,3}}",
    re.IGNORECASE,
)
PAPER = late_pattern("|".join(PAPERS), re.IGNORECASE)
PAPER_OR_OTHER = late_pattern("|".join((*PAPERS, *PAPERS_AND_OTHERS)), re.IGNORECASE)
ARTICLE = late_pattern(r"^(?:the|der|die|das)\s", re.IGNORECASE)
SMALL_WORD = late_pattern(r"of|the|and|for|&|für|und|am|d(?:e|er|ie|as|u)|l[ae]")
MOTTO = late_pattern(  # what a paper says that it is
    r"(?:(?:the|an?|your|das|die|der|eine?|ihre?|dein)\s)?(?:[\w\-]+\s){0,2}"
    r"(?:magazine?|newspaper|journal|weekly|daily|newsletter|blog|\w*zeitung|wochenblatt|"
    r"nachrichten|news)(?:\s(?:of|for|on|about|from|für|über|aus|zu[mr]?|der|des)\s[^.!?]{1,60})?"
    r"|[\w、]{0,16}(?:周刊|杂志|日报|媒体|资讯|门户)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Masthead:
    """The lines that are not the article's, `text[start:end]`, and the outlet they name."""

    spans: frozenset[tuple[int, int]]
    outlet: str | None


@dataclass(frozen=True, slots=True)
class _Found:
    """A line of the page, and the outlet it names, if any."""

    span: tuple[int, int]
    outlet: str | None


@dataclass(frozen=True, slots=True)
class _Line:
    span: tuple[int, int]
    words: str


def read_masthead(text: str, body: int = 0) -> Masthead:
    r"""Return what stands above the first prose, from offset `body`, and is not the title.

    A name needs evidence that it is a paper's: the section below it, a credit that repeats it,
    a motto. Where no line is left to be the title, nothing is taken away.

    >>> read_masthead("THE QUAY GAZETTE\nBusiness\n\nHarbour reopens\n\nIt is open.").outlet
    'THE QUAY GAZETTE'
    """
    head = list(_head(text, body))
    credit_lines = _credits(text, body)
    ways = [
        one
        for line in head
        if not _is_plain_page(line.words)
        and (one := _way(line, credit_lines) or _with_motto(line, credit_lines))
    ]
    found = [*_top(head, {way.span for way in ways}, credit_lines), *ways]
    spans = frozenset(one.span for one in found)
    if not any(_is_title(line.words) for line in head if line.span not in spans):
        return Masthead(frozenset(), None)
    return Masthead(spans, next((one.outlet for one in found if one.outlet), None))


def _head(text: str, body: int) -> Iterator[_Line]:
    """Yield the lines above the first that is prose, at most `HEAD_LINES` of them."""
    for line in islice(_lines(text, body, body + HEAD_CHARS), HEAD_LINES):
        long = len(line.words) > MAX_LINE_CHARS or FULL_STOP.search(line.words)
        if long and not is_boilerplate_line(line.words):
            return
        yield line


def _lines(text: str, start: int, end: int) -> Iterator[_Line]:
    for raw in re.finditer(r"[^\n]+", text[start:end]):
        words = raw[0].strip()
        if words:
            first = start + raw.start() + raw[0].index(words[0])
            yield _Line((first, first + len(words)), words.strip(MARKS))


def _is_plain_page(words: str) -> bool:
    """Whether a line is masked anyhow, and says nothing about the outlet."""
    return is_boilerplate_line(words) and not SECTION.fullmatch(words)


def _credits(text: str, body: int) -> str:
    """Return the lines that are masked anyhow, in lower case: an outlet often stands in them."""
    tail = max(body, len(text) - TAIL_CHARS)
    lines = (
        *islice(_lines(text, body, body + HEAD_CHARS), 2 * HEAD_LINES),
        *_lines(text, tail, len(text)),
    )
    return "\n".join(line.words.casefold() for line in lines if is_boilerplate_line(line.words))


def _way(line: _Line, credit_lines: str) -> _Found | None:
    """Read a breadcrumb, or sections side by side."""
    words = HERE.sub("", line.words)
    steps = [step.strip() for step in STEP.split(words)]
    bars = [bar.strip() for bar in BAR.split(words)]
    if len(steps) > 1:
        return _steps(line, steps, credit_lines)
    first, *others = bars
    known = _is_section(first) or _is_paper(first, credit_lines)
    if len(others) > 1 and HOME.fullmatch(first) and not PUNCTUATION.search(words):
        return _Found(line.span, None)
    if others and known and all(map(_is_section, others)):
        return _Found(line.span, first if not _is_section(first) else None)
    return None


def _steps(line: _Line, steps: Sequence[str], credit_lines: str) -> _Found | None:
    first, second, *others = steps
    if not all(steps) or any(PUNCTUATION.search(step) for step in steps[:-1]):
        return None
    if _is_section(first):
        return _Found(line.span, None)
    paper = _is_paper(first, credit_lines) or (bool(others) and _is_section(second))
    if _is_brief(first) and (paper or all(map(_is_section, steps[1:]))):
        return _Found(line.span, first if paper else None)
    return None


def _with_motto(line: _Line, credit_lines: str) -> _Found | None:
    """Read a paper's name with what the paper says about itself."""
    name, *motto = BREAK.split(line.words)
    if len(motto) != 1 or not MOTTO.fullmatch(motto[0]) or _is_section(name):
        return None
    evident = _is_name(name) and (name.isupper() or _is_paper(name, credit_lines))
    return _Found(line.span, name) if evident else None


def _top(head: Sequence[_Line], ways: set[tuple[int, int]], credit_lines: str) -> Iterator[_Found]:
    """Read a name, a section, or one above the other, from lines of their own at the top."""
    lines = list(dropwhile(lambda line: line.span in ways or is_boilerplate_line(line.words), head))
    if not lines:
        return
    name, below = lines[0], lines[1:2]
    if _is_section(name.words):
        yield _Found(name.span, None)
        return
    sections = [line for line in below if _is_section(line.words)]
    above = bool(sections) or any(line.span in ways or _is_menu(line.words) for line in below)
    if _is_masthead(name.words, credit_lines, above):
        yield _Found(name.span, name.words)
        yield from (_Found(line.span, None) for line in sections)


def _is_masthead(name: str, credit_lines: str, above_section: bool) -> bool:
    if not _is_name(name):
        return False
    credited = _is_credited(name, credit_lines)
    paper = PAPER.fullmatch(_last_word(name)) is not None
    short = len(ARTICLE.sub("", name).split()) <= MAX_SHORT_NAME_WORDS
    if above_section and (paper or credited):
        return True
    like_paper = _is_paper(name, "")
    if above_section:
        return short and (like_paper or name.isupper())
    return (paper and short and name.isupper()) or (like_paper and credited)


def _is_section(words: str) -> bool:
    return bool(HOME.fullmatch(words) or SECTION.fullmatch(words))


def _is_menu(words: str) -> bool:
    return is_boilerplate_line(words) and HOME.fullmatch(BAR.split(words)[0]) is not None


def _is_name(words: str) -> bool:
    """Whether this may be the name of a paper: a few words, each with a capital."""
    return _is_brief(words) and all(
        not word[0].islower() or "." in word or SMALL_WORD.fullmatch(word) for word in words.split()
    )


def _is_brief(words: str) -> bool:
    if PUNCTUATION.search(words) or not 1 < len(words) <= MAX_NAME_CHARS:
        return False
    if WIDE.search(words):
        return len(words) <= MAX_WIDE_NAME_CHARS
    return len(words.split()) <= MAX_NAME_WORDS


def _is_paper(name: str, credit_lines: str) -> bool:
    """Whether a name ends as those of papers do, or stands in a credit."""
    if not _is_name(name) or _is_section(name):
        return False
    return bool(PAPER_OR_OTHER.fullmatch(_last_word(name))) or _is_credited(name, credit_lines)


def _is_credited(name: str, credit_lines: str) -> bool:
    plain = ARTICLE.sub("", name).casefold()
    least = MIN_WIDE_CREDIT_CHARS if WIDE.search(name) else MIN_CREDIT_CHARS
    return len(plain) >= least and plain in credit_lines


def _last_word(name: str) -> str:
    return name.rsplit(maxsplit=1)[-1]


def _is_title(words: str) -> bool:
    if len(words) > MAX_TITLE_CHARS or FULL_STOP.search(words) or _is_section(words):
        return False
    wide = len(WIDE.findall(words))
    return wide >= MIN_WIDE_TITLE_CHARS or len(words.split()) >= MIN_TITLE_WORDS
