"""Which lines and sentences of a scraped article are not its words: masked, never cut out."""

import re

from onrecord.corpus.checkpoint import checkpoint
from onrecord.corpus.languages.patterns import late_pattern
from onrecord.corpus.page.credits import is_byline, is_date_line
from onrecord.corpus.page.phrases import ANYWHERE, CLOSERS, NAVIGATION, SHARING, WHOLE_LINE
from onrecord.corpus.page.shortcodes import without_shortcodes

__all__ = ["is_boilerplate_line", "is_boilerplate_sentence"]

MAX_LINE_CHARS = 200  # longer is prose, unless it is plainly one of the closers
MAX_CLOSER_CHARS = 400
WORD = late_pattern(r"[^\W_]")

MENU = rf"(?:(?:{'|'.join(NAVIGATION)})[\s>»›/|·,•\-]*){{1,15}}"
HOME = r"(?:home|startseite|首页)"
CRUMBS = rf"{HOME}\s*[>»›].{{1,150}}|{HOME}(?:\s*/[^/:：.!?。！？]{{1,60}}){{2,6}}"
BUTTONS = (
    rf"(?:(?:{'|'.join(SHARING)})(?:\s(?:this|on|via|with|per|auf|diesen)\b|(?:到|至))?"
    r"(?:\s(?:article|post|story|artikel|beitrag))?[\s|·,/:：、•]*){1,12}"
)


def _compiled(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return late_pattern("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


LINE = _compiled((MENU, CRUMBS, BUTTONS, *WHOLE_LINE))
SENTENCE = _compiled(ANYWHERE)
CLOSER = _compiled(CLOSERS)
MARKS = " \t\u3000*_#>•·|[]【】"


def is_boilerplate_line(line: str) -> bool:
    """Whether a line of its own is a credit, a button, a form, or another part of the page.

    >>> is_boilerplate_line("Share on Facebook")
    True
    >>> is_boilerplate_line("Share prices fell on Monday.")
    False
    """
    checkpoint()
    words = line.strip(MARKS)
    if not WORD.search(without_shortcodes(line)):
        return True
    if len(words) <= MAX_LINE_CHARS and (
        LINE.fullmatch(words) or is_byline(words) or is_date_line(words)
    ):
        return True
    return _is_of_page(words)


def is_boilerplate_sentence(sentence: str) -> bool:
    """Whether a sentence, though glued to the body, is part of the page around it, or marked up."""
    checkpoint()
    words = sentence.strip(MARKS)
    if not WORD.search(words) or without_shortcodes(sentence) != sentence:
        return True
    return _is_of_page(words)


def _is_of_page(words: str) -> bool:
    if len(words) <= MAX_LINE_CHARS and SENTENCE.fullmatch(words):
        return True
    return len(words) <= MAX_CLOSER_CHARS and CLOSER.fullmatch(words) is not None
