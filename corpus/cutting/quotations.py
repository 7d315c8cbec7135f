"""Where an article opens and closes its quotation marks, however untidily."""

import re
from dataclasses import dataclass

from onrecord.corpus.languages.script import HAN

__all__ = ["Quotation", "quotations"]

OPENING = {"“": "”", "„": '“”"', "«": "»", "»": "«", "「": "」", "『": "』"}
# A paragraph is read no further than this, so that one without line ends stays linear.
MAX_CHARACTERS = 2500  # code points; the longest quotation in the development articles has 700

MIN_WORDS, MIN_HAN = 5, 10  # of a quotation without a mark inside, to be more than a term
MARK = re.compile(r"[\"“”„‟«»「」『』]|\n\s*")
WORD = re.compile(rf"[{HAN}]|[^\W_]+")
CLAUSE_END = re.compile(r"[,.!?…;，。！？；：]")


@dataclass(frozen=True, slots=True)
class Quotation:
    """What stands between two marks: code points of the article, marks included, half-open.

    `spoken` tells words of someone's from a title or a word held at arm's length.
    """

    start: int
    end: int
    spoken: bool
    closed: bool = True


def quotations(text: str, start: int, end: int) -> tuple[Quotation, ...]:
    """Quotations of `text[start:end]`, in order and disjoint.

    A mark that is never closed holds to the end of its paragraph; one that is closed without
    having been opened is passed over.

    >>> [q.spoken for q in quotations('The "AI" boom: "It is over, all of it."', 0, 40)]
    [False, True]
    """
    found: list[Quotation] = []
    opened = -1
    closers = ""
    for mark in MARK.finditer(text, start, end):
        sign, at = mark.group(), mark.start()
        if opened >= 0 and (_ends_paragraph(text, mark) or at - opened > MAX_CHARACTERS):
            found.append(_quotation(text, opened, _last_character(text, opened, at), closed=False))
            opened = -1
        elif opened >= 0 and sign in closers and not _opens(text, at, sign, closers):
            found.append(_quotation(text, opened, at + 1))
            opened = -1
        elif opened < 0 and (sign in OPENING or sign == '"') and _may_open(text, at, end, sign):
            opened, closers = at, OPENING.get(sign, '"') + ("”" if sign == '"' else '"')
    if opened >= 0:
        found.append(_quotation(text, opened, min(end, opened + MAX_CHARACTERS), closed=False))
    return tuple(found)


def _ends_paragraph(text: str, mark: re.Match[str]) -> bool:
    """Whether a line end is more than a line that was broken to fit."""
    if mark.group()[0] != "\n":
        return False
    after = text[mark.end() : mark.end() + 1]
    broken = text[mark.start() - 1].isalnum() or text[mark.start() - 1] == ","
    return mark.group().count("\n") > 1 or not (broken and after.islower())


def _may_open(text: str, at: int, end: int, sign: str) -> bool:
    """Whether a mark outside of any quotation opens one: it touches the word after it."""
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < end else " "
    if sign in "„「『":
        return True
    if sign == "»" and not before.isspace():
        return False
    if sign == '"':
        return not after.isspace() and not (before.isalnum() and before < "\u3000")
    return not after.isspace() or before.isspace()


def _opens(text: str, at: int, sign: str, closers: str) -> bool:
    """Whether a mark inside of a straight quotation opens a nested one."""
    return sign == '"' == closers[0] and text[at - 1] == " " and text[at + 1 : at + 2].isalnum()


def _last_character(text: str, start: int, end: int) -> int:
    """Find the end of what is left when trailing white space is taken off."""
    return start + max(1, len(text[start:end].rstrip()))


def _quotation(text: str, start: int, end: int, *, closed: bool = True) -> Quotation:
    inside = text[start + 1 : end].rstrip('"”“»«」』 ')
    words = WORD.findall(inside)
    cjk = sum(word >= "\u3400" for word in words)
    long = cjk >= MIN_HAN or len(words) - cjk >= MIN_WORDS
    # German sets the comma after the closing mark; a title rarely begins a clause of its own.
    clause = text[end : end + 1] == "," and len(words) > 1 and inside[:1].isupper()
    spoken = bool(words) and (long or clause or bool(CLAUSE_END.search(inside)))
    return Quotation(start, end, spoken, closed)
