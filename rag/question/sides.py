"""What a question compares: names, or times."""

import re
from collections.abc import Sequence
from datetime import date
from itertools import repeat
from typing import Final

from onrecord.rag.names.aliases import Aliases
from onrecord.rag.question.query import Compared, DateMention, Phrase
from onrecord.rag.question.question_names import name_terms
from onrecord.rag.question.times import find_dates
from onrecord.rag.question.typed import Typed

__all__ = ["MAX_SIDES", "read_sides"]

MAX_SIDES: Final = 4

_LED: Final = "in "
"""A bare year is a time after it."""

_NUMBER: Final = re.compile(r"\d+")


def read_sides(
    typed: Typed, mentions: Sequence[DateMention], aliases: Aliases, today: date
) -> tuple[Compared, ...]:
    """Give what was read as compared; else the times, or the names that aren't the subject.

    Where two times are compared, who is named beside them is asked at both, and no side.

    >>> typed = Typed.of("How is Orin 2 unlike Dream Kettle?", "en")
    >>> [each.name for each in read_sides(typed, (), Aliases.from_groups({}), date(2025, 1, 1))]
    ['Orin 2', 'Dream Kettle']
    """
    names = name_terms(typed.text, typed.language, aliases)
    read = typed.reading.sides
    found = [_compared(_whole(each, typed.text, names), today) for each in read]
    timed = map(_timed, found, read, repeat(mentions))
    sides = list({each.name: each for each in timed}.values())
    named = [Compared(each.phrase.text, each) for each in mentions]
    named = named or [_compared(each, today) for each in _NUMBER.findall(typed.text)]
    times = [each for each in sides or named if each.time]
    if len(times) > 1:
        return tuple(times[:MAX_SIDES])
    return tuple(sides or map(Compared, _named(typed, names)))[:MAX_SIDES]


def _whole(side: Phrase, text: str, names: Sequence[str]) -> str:
    """Go on to the end of a name in which a side lies."""
    ends = [text.find(each) + len(each) for each in names if text.find(each) <= side.start]
    return text[side.start : max((side.end, *(each for each in ends if side.start < each)))]


def _timed(side: Compared, read: Phrase, mentions: Sequence[DateMention]) -> Compared:
    """Give the time of which a side is only a part: the month beside a year."""
    for each in mentions:
        is_within = each.phrase.start <= read.start and read.end <= each.phrase.end
        days = (side.time.since, side.time.until) if side.time else None
        if is_within and days != (each.since, each.until):
            return Compared(each.phrase.text.removeprefix(_LED), each)
    return side


def _compared(name: str, today: date) -> Compared:
    """Take a name that is wholly a time as that."""
    for each in find_dates(Typed.of(_LED + name, ""), today):
        if len(each.phrase.text) >= len(name):
            return Compared(each.phrase.text.removeprefix(_LED), each)
    return Compared(name)


def _named(typed: Typed, names: Sequence[str]) -> list[str]:
    """Name what isn't the subject, in its order; and who was read to speak."""
    subject, speaker = typed.reading.subject, typed.reading.speaker
    apart = [each for each in names if not subject or each not in subject.text]
    if speaker and not any(speaker.text in each or each in speaker.text for each in apart):
        apart.append(speaker.text)
    return sorted(apart, key=typed.text.find)
