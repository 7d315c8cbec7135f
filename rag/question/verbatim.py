"""Words that were pasted: the sentence in which they stand, letter for letter, is meant."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate
from typing import Final

from onrecord.corpus import Sentence
from onrecord.corpus.cutting.quotations import quotations
from onrecord.corpus.languages.script import HAN, has_han, simplified
from onrecord.rag.question.query import AnswerKind, Query, is_brief

__all__ = ["Verbatim"]

_LEAST: Final = 15
"""Letters, of which a Chinese character has three, that are more than a Chinese name."""

_SHARE: Final = 0.4
"""Of a message, from which it is about what it quotes."""

_A_SENTENCE: Final = 40
"""Letters from which a whole sentence is in a message by no accident."""

_A_TITLE: Final = 20
"""Letters from which the beginning of a title, or another part, is one."""

_ASKS: Final = re.compile(r"[?？]\W*$")
_HAN: Final = re.compile(f"[{HAN}]")


@dataclass(frozen=True, slots=True)
class Verbatim:
    """What of a message may stand in an article as it is.

    Attributes
    ----------
    quoted
        What is in quotation marks, where that is two fifths of the message or more.
    sought
        The letters of each of these, and of a message that is no question.
    whole
        All letters of the message.
    marked
        The letters of all that is in quotation marks.
    asks
        Whether the message ends in a question mark.
    """

    quoted: tuple[str, ...]
    sought: tuple[str, ...]
    whole: str
    marked: tuple[str, ...]
    asks: bool

    @classmethod
    def of(cls, message: str) -> "Verbatim":
        """Look for quotation marks.

        >>> Verbatim.of("Who said “Nobody ever sues a ferry”?").sought
        ('nobodyeversuesaferry',)
        >>> Verbatim.of("Who wrote “Ferry” about the bridge?").sought
        ()
        """
        return _of(message)

    @classmethod
    def asked_for(cls, query: Query) -> "Verbatim":
        """Give what of a question is looked for: not the quoted words on which somebody's are."""
        words = cls.of(query.question)
        is_subject = words.quoted and query.speaker and query.wants is AnswerKind.SAID
        return replace(words, quoted=(), sought=(), whole="") if is_subject else words

    def names(self, title: str) -> bool:
        """Whether a message is a title, quotes it, or is mostly that; a long part of one will do.

        >>> Verbatim.of("Who wrote “Ferry tales”?").names("Ferry Tales")
        True
        """
        letters, whole = _letters(title), _weight(self.whole)
        weight = _weight(letters)
        if not letters or not whole:
            return False
        if letters == self.whole or (whole >= _A_TITLE and self.whole in letters):
            return True
        stands = letters in self.marked or (weight >= _LEAST and letters in self.whole)
        return stands and weight >= _SHARE * whole

    @property
    def is_quotation(self) -> bool:
        """Whether somebody's words were pasted, and not a few of one's own."""
        return bool(self.quoted) or _weight(self.whole) >= _A_SENTENCE

    def holds(self, text: str) -> bool:
        """Whether a text has what is sought, or is a sentence of it."""
        letters = _letters(text)
        is_part = _weight(letters) >= _A_SENTENCE and letters in self.whole
        return is_part or any(each in letters for each in self.sought)

    def places(self, sentences: Sequence[Sentence]) -> set[int]:
        """Tell in which of neighbouring sentences the words begin, and which stand in them."""
        if not self.sought and len(self.whole) < _A_SENTENCE:
            return set()
        texts = [each.text for each in sentences]
        if not self.sought:  # then no sentence that is longer stands in the message
            texts = [each if len(each) <= 2 * len(self.whole) else "" for each in texts]
        letters = list(map(_letters, texts))
        bounds, joined = list(accumulate(map(len, letters), initial=0)), "".join(letters)
        found = ((each, joined.find(each)) for each in self.sought)
        begun = {(each, bisect_right(bounds, start) - 1) for each, start in found if start >= 0}
        return {place for each, place in begun if not _is_term(each, sentences[place].text)} | {
            place for place, each in enumerate(letters)
            if _weight(each) >= _A_SENTENCE and each in self.whole
            and not _ASKS.search(sentences[place].text)
        }  # fmt: skip


@lru_cache(64)
def _of(message: str) -> Verbatim:
    whole = _letters(message)
    found = [message[each.start : each.end] for each in quotations(message, 0, len(message))]
    quoted = tuple(filter(_is_more_than_a_name, found))
    if sum(_weight(_letters(each)) for each in quoted) < _SHARE * _weight(whole):
        quoted = ()
    sought = tuple(map(_letters, quoted))
    asks = _ASKS.search(message) is not None
    if not asks and _is_more_than_a_name(message):
        sought += (whole,)
    return Verbatim(quoted, sought, whole, tuple(map(_letters, found)), asks)


def _is_more_than_a_name(text: str) -> bool:
    return _weight(_letters(text)) >= _LEAST if has_han(text) else not is_brief(text)


def _is_term(letters: str, text: str) -> bool:
    """Whether a text holds words at arm's length that it doesn't put into anybody's mouth."""
    held = quotations(text, 0, len(text))
    return any(
        not each.spoken and _letters(text[each.start : each.end]) == letters for each in held
    )


@lru_cache(4096)  # what is near to a question is looked at three times
def _letters(text: str) -> str:
    plain = simplified(text) if has_han(text) else text
    return "".join(filter(str.isalnum, plain.casefold()))


def _weight(letters: str) -> int:
    return len(letters) + 2 * len(_HAN.findall(letters))
