"""The words of a sentence, and who is said in it to speak."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple

from onrecord.corpus.speech.quotations import Quotation

__all__ = ["Claim", "Reference", "Token", "tokens", "word_set"]

TOKEN = re.compile(
    r"(?:Dr|Mrs?|Ms|Prof|St|[A-Z])\.(?= ?[A-ZÀ-Þ])|[^\W_]+(?:[-'’.&·][^\W_]+)*|[^\w\s*_]"
)
QUOTE = "\0"  # stands for words of someone's between marks


class Reference(Enum):
    """How a sentence names its speaker: by a name, or by looking back at one."""

    NAME = auto()
    HE = auto()
    SHE = auto()
    EITHER = auto()  # a person named by what they do: the analyst, er oder sie
    THEY = auto()
    COMPANY = auto()
    TEAM = auto()
    SAME = auto()  # no subject at all: whoever spoke last
    UNKNOWN = auto()  # somebody speaks whom no rule can name


@dataclass(frozen=True, slots=True)
class Claim:
    """Someone speaks: who, and where in the sentence.

    `start` and `end` are those of the phrase that names them, `at` that of the word of speaking,
    all code points of the article. `bare` if nothing of what is said stands in the sentence
    outside of quotation marks; `hearsay` if only a medium is named, which gives way to anyone.
    """

    start: int
    end: int
    at: int
    reference: Reference = Reference.NAME
    bare: bool = False
    hearsay: bool = False


class Token(NamedTuple):
    """A word or a mark: as written, in lower case, and where in the article.

    `word` tells words and numbers from marks, `capital` those that begin as names do. There is
    one for each word of an article, hence no dataclass: a tuple is built three times as fast.
    """

    text: str
    lower: str
    start: int
    end: int
    word: bool
    capital: bool


def word_set(words: str) -> frozenset[str]:
    """Make a table of words that are written one after the other."""
    return frozenset(words.split())


def tokens(text: str, start: int, end: int, quoted: Sequence[Quotation]) -> list[Token]:
    """Words and marks of `text[start:end]`, each quotation that is speech as one `QUOTE`."""
    found: list[Token] = []
    at = start
    for quotation in quoted:
        if not quotation.spoken or quotation.end <= start or quotation.start >= end:
            continue
        found += _plain(text, at, max(at, quotation.start))
        inside = max(start, quotation.start), min(end, quotation.end)
        found.append(Token(QUOTE, QUOTE, *inside, word=False, capital=False))
        at = min(end, quotation.end)
    return found + _plain(text, at, end)


def _plain(text: str, start: int, end: int) -> list[Token]:
    return [
        Token(
            found := match.group(),
            found.lower(),
            match.start(),
            match.end(),
            found[0].isalnum(),
            found[0].isupper(),
        )
        for match in TOKEN.finditer(text, start, end)
    ]
