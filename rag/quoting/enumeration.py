"""Sentences that list several things: items, ordinals, or what another sentence announces."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import regex

from onrecord.corpus import Sentence, SentenceKind
from onrecord.corpus.languages.months_and_numbers import HAN_DIGITS, NUMBERS

__all__ = ["MAX_CHARACTERS", "MAX_SENTENCES", "enumeration"]

MAX_SENTENCES: Final = 12
MAX_CHARACTERS: Final = 1_200
"""Code points of an enumeration."""

_APART: Final = 3
"""Sentences from the first of several things to the second, at most."""

_MOST: Final = 7
"""Things that are announced by their number, at most."""

_COUNTS: Final = {"both": 2, "beide": 2} | {
    word: n
    for word, n in (NUMBERS | HAN_DIGITS | {str(n): n for n in range(2, _MOST + 1)}).items()
    if 1 < n <= _MOST
}
_LATIN_COUNT: Final = "|".join(each for each in _COUNTS if len(each) > 1)
_ANNOUNCES: Final = regex.compile(
    rf"\b(?P<n>{_LATIN_COUNT})\s(?:[^\W\d_][\w-]*\s?){{1,3}}[.:]$"
    r"|(?P<han>[2-7两兩二三四五六七])(?:个|大|点|项|条|种|件|方面|重)[^，。：,.:]{0,8}[。：:]$",
    regex.IGNORECASE,
)
_LEADS_IN: Final = regex.compile(r"[:：][*_\s]*$")
_ORDINALS: Final = tuple(
    regex.compile(rf"[\W_]*(?:(?:{latin})\b|{han})", regex.IGNORECASE)
    for latin, han in (
        (
            r"first(?:ly)?|first of all|the first|erstens|zum einen|zunächst|d(?:er|ie|as) erste",
            r"首先|第一|其一|一是",
        ),
        (
            r"second(?:ly)?|the second|another|zweitens|zum anderen|d(?:er|ie|as) zweite",
            r"其次|第二|其二|二是",
        ),
        (
            r"third(?:ly)?|the third|drittens|zum dritten|d(?:er|ie|as) dritte",
            r"再次|第三|其三|三是",
        ),
        (r"fourth(?:ly)?|the fourth|viertens|d(?:er|ie|as) vierte", r"第四|其四|四是"),
    )
)
_LAST: Final = regex.compile(
    r"[\W_]*(?:(?:finally|lastly|and finally|last|schließlich|zuletzt)\b|最后|最後)",
    regex.IGNORECASE,
)


def enumeration(sentences: Sequence[Sentence], first: int, last: int) -> tuple[int, int]:
    """Give the first and last place of the enumeration that `first` to `last` are part of.

    Places are those in `sentences`, inclusive. Headings and masked text are never inside; where
    there is no enumeration, it is `first` to `last` again.
    """
    whole = first, last
    if sentences[first].kind is SentenceKind.ITEM:
        whole = _items(sentences, first)[0], max(last, _items(sentences, last)[1])
        lead = whole[0] - 1
        if lead >= 0 and sentences[lead].kind.quotable and _LEADS_IN.search(sentences[lead].text):
            whole = lead, whole[1]
    else:
        whole = _ordered(sentences, first, last)
        whole = whole[0], _announced(sentences, whole[1])
    return _bounded(sentences, (first, last), whole)


def _items(sentences: Sequence[Sentence], place: int) -> tuple[int, int]:
    first = last = place
    while first and sentences[first - 1].kind is SentenceKind.ITEM:
        first -= 1
    while last + 1 < len(sentences) and sentences[last + 1].kind is SentenceKind.ITEM:
        last += 1
    return first, last


def _announced(sentences: Sequence[Sentence], lead: int) -> int:
    """Find the last of the things that a sentence announces: items, or as many as it says."""
    text = sentences[lead].text
    match = _ANNOUNCES.search(text)
    after = lead + 1
    if after == len(sentences) or not (match or _LEADS_IN.search(text)):
        return lead
    if sentences[after].kind is SentenceKind.ITEM:
        return _items(sentences, after)[1]
    n = _COUNTS[(match["n"] or match["han"]).casefold()] if match else 0
    within = range(after, min(after + n, len(sentences)))
    return max((each for each in within if _one_paragraph(sentences, lead, each)), default=lead)


def _one_paragraph(sentences: Sequence[Sentence], first: int, last: int) -> bool:
    run = sentences[first : last + 1]
    return all(each.kind is SentenceKind.PROSE for each in run) and not any(
        "\n" in a.article.text[a.end : b.start] for a, b in pairwise(run)
    )


def _ordered(sentences: Sequence[Sentence], first: int, last: int) -> tuple[int, int]:
    """Go back to what is called the first of several, and on to the last that is counted."""
    while rank := _rank(sentences[first]):
        places = range(first - 1, max(-1, first - 1 - _APART), -1)
        before = next((n for n in places if _rank(sentences[n]) == rank - 1), None)
        if before is None or not _together(sentences, before, first):
            break
        first = before
    while (rank := _rank(sentences[last])) is not None:
        places = range(last + 1, min(len(sentences), last + 1 + _APART))
        after = next((n for n in places if _follows(sentences[n], rank)), None)
        if after is None or not _together(sentences, last, after):
            break
        last = after
    return first, last


def _together(sentences: Sequence[Sentence], first: int, last: int) -> bool:
    return all(each.kind.quotable for each in sentences[first : last + 1])


def _rank(sentence: Sentence) -> int | None:
    """Tell whether a sentence opens as the first of several (0), the second (1), and so on."""
    matches = (n for n, each in enumerate(_ORDINALS) if each.match(sentence.text))
    return next(matches, None)


def _follows(sentence: Sentence, rank: int) -> bool:
    return _rank(sentence) == rank + 1 or (rank > 0 and _LAST.match(sentence.text) is not None)


def _bounded(
    sentences: Sequence[Sentence], quoted: tuple[int, int], whole: tuple[int, int]
) -> tuple[int, int]:
    """Cut what is too long at its end; or, where that would lose the quote, begin with it."""
    for first in (whole[0], quoted[0]):
        last = min(whole[1], first + MAX_SENTENCES - 1)
        while last > first and sentences[last].end - sentences[first].start > MAX_CHARACTERS:
            last -= 1
        if last >= quoted[1]:
            return first, last
    return quoted
