"""The words of a sentence, and who is said in it to speak."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from rag.quotations import Quotation

__all__ = ["Claim", "Reference", "Token", "content_after", "tokens"]

TOKEN = re.compile(r"[^\W_]+(?:[-'’.&·][^\W_]+)*|[^\w\s*_]")
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


@dataclass(frozen=True, slots=True)
class Claim:
    """Someone speaks: who, and where in the sentence.

    `start` and `end` are those of the phrase that names them, `at` that of the word of speaking,
    all code points of the article. `bare` if nothing of what is said stands in the sentence
    outside of quotation marks; `hearsay` if only a medium is named, which gives way to anyone.
    `before` if the words said come before the word of speaking.
    """

    start: int
    end: int
    at: int
    reference: Reference = Reference.NAME
    bare: bool = False
    hearsay: bool = False


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a mark: as written, in lower case, and where in the article."""

    text: str
    lower: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        """Whether it begins as names do."""
        return self.text[0].isupper()

    @property
    def word(self) -> bool:
        """Whether it is a word or a number rather than a mark."""
        return self.text[0].isalnum()


def tokens(text: str, start: int, end: int, quoted: Sequence[Quotation]) -> list[Token]:
    """Words and marks of `text[start:end]`, each quotation that is speech as one `QUOTE`."""
    found: list[Token] = []
    at = start
    for quotation in quoted:
        if not quotation.spoken or quotation.end <= start or quotation.start >= end:
            continue
        found += _plain(text, at, max(at, quotation.start))
        found.append(Token(QUOTE, QUOTE, max(start, quotation.start), min(end, quotation.end)))
        at = min(end, quotation.end)
    return found + _plain(text, at, end)


def content_after(words: Sequence[Token], at: int) -> bool:
    """Whether words follow `words[at]` that could be what is said."""
    return sum(word.word for word in words[at + 1 :]) > 0


def _plain(text: str, start: int, end: int) -> list[Token]:
    return [
        Token(found, found.lower(), match.start(), match.end())
        for match in TOKEN.finditer(text, start, end)
        if (found := match.group())
    ]
