"""Whether the lines of a paragraph are one text that was wrapped at a fixed width.

A line is broken where the next word would not have fitted; in Chinese, where the line was full.
"""

from collections.abc import Sequence
from itertools import pairwise

from onrecord.corpus.languages.patterns import late_pattern
from onrecord.corpus.languages.script import WIDE

__all__ = ["fills", "wrapped_width"]

MIN_WIDTH, MAX_WIDTH = 18, 130  # columns; a Chinese character takes two
MIN_WORDS = 2.5  # a line, on average: lists of names have fewer
MIN_FIT = 0.9  # of the breaks
MIN_LOWER = 0.15  # of the breaks go on in lower case: a fifth and more in German, half in English
SLACK = 3  # columns that a mark which must not begin or end a line shifts its end by
FEW = 2  # breaks, which prove little: they have to go on in lower case, or fill a line
FULL_LINE = 56  # columns: longer than a Chinese heading

LONG_LINE = 50  # columns: headlines of that length rarely stand right above a shorter line
OPENERS = "„“\"»«'’(–— "

HANGING = late_pattern(r"(?:\s[a-zà-öø-ÿ]{1,4}|[,-])$")
ANY_WIDE = late_pattern(rf"[{WIDE}\uff00-\uffef]")
END = late_pattern(r"[.。!！?？…:：;；][\"”“’'»«›」』)）\]*_\s]*$")
FIRST_WORD = late_pattern(r"\S+")


def wrapped_width(lines: Sequence[str]) -> int | None:
    """Return the columns at which lines, without outer white space, were wrapped, if they were.

    >>> wrapped_width(["The ferry sails again from today, and", "the crane stands still there."])
    37
    >>> wrapped_width(["Stadtrat beschließt neue Fähre", "Ada Beispiel über den Bau am Kai"])
    """
    if len(lines) <= 1:
        return None
    wrapped = _is_wrapped_wide if _is_wide(lines) else _is_wrapped_at_words
    return max(map(_columns, lines)) if wrapped(lines) else None


def fills(lines: Sequence[str], width: int) -> bool:
    """Whether lines are broken where others of the text are, which were wrapped at `width`."""
    if len(lines) <= 1 or max(map(_columns, lines)) > width + SLACK:
        return False
    if _is_wide(lines):
        return all(_columns(line) >= width - SLACK for line in lines[:-1])
    return all(_is_full(line, after, width - SLACK) for line, after in pairwise(lines))


def _is_wide(lines: Sequence[str]) -> bool:
    return sum(len(ANY_WIDE.findall(line)) for line in lines) * 2 > sum(map(len, lines))


def _columns(line: str) -> int:
    return len(line) + len(ANY_WIDE.findall(line))


def _is_wrapped_at_words(lines: Sequence[str]) -> bool:
    breaks, width = list(pairwise(lines)), max(map(len, lines))
    n_words = sum(len(line.split()) for line in lines[:-1])
    if not MIN_WIDTH <= width <= MAX_WIDTH or n_words < MIN_WORDS * len(breaks):
        return False
    fits = sum(_is_full(line, after, width) for line, after in breaks)
    broken = sum(not END.search(line) for line in lines[:-1])
    if fits < MIN_FIT * len(breaks) or broken * 2 < len(breaks):
        return False
    goes_on = sum(_goes_on(line, after) for line, after in breaks)
    few = len(breaks) <= FEW
    return goes_on * 2 >= len(breaks) if few else goes_on >= MIN_LOWER * len(breaks)


def _goes_on(line: str, after: str) -> bool:
    """Whether a sentence goes on past a break: in lower case, or after a word that ends none."""
    if END.search(line):
        return False
    hanging = len(line) >= LONG_LINE and HANGING.search(line) and END.search(after)
    return bool(hanging) or after.lstrip(OPENERS)[:1].islower()


def _is_full(line: str, after: str, width: int) -> bool:
    """Whether the next word had no place; a hyphen may stand for a part of it."""
    word = FIRST_WORD.match(after)
    return line.endswith("-") or len(line) + 1 + len(word[0] if word else "") > width


def _is_wrapped_wide(lines: Sequence[str]) -> bool:
    """Whether all lines but the last are equally long, by characters or by columns."""
    if sum(END.search(line) is None for line in lines[:-1]) * 2 < len(lines) - 1:
        return False
    columns = list(map(_columns, lines))
    if not MIN_WIDTH <= max(columns) <= MAX_WIDTH:
        return False
    if len(lines) == FEW and not (columns[0] >= FULL_LINE and END.search(lines[1])):
        return False
    return any(
        min(widths[:-1]) >= max(widths) - SLACK
        for widths in (columns, [len(line) for line in lines])
    )
