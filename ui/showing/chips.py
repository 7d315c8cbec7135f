"""The filters and the order of a question in words, each of which can be taken off."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_interval, format_skeleton

from onrecord.rag.question.query import FollowUp, Part, Query
from onrecord.ui.words.days_and_languages import language_name, long_date
from onrecord.ui.words.strings import Strings

__all__ = ["Chip", "chips", "meanings"]

_ALL = 0.9
"""Share of a message that is all but the spaces in it."""


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter: what it takes off, its words, and whether it was read from the question."""

    part: Part
    value: str
    label: str
    parsed: bool


def chips(query: Query, s: Strings) -> list[Chip]:
    """Put what narrows or orders a question into words."""
    return list(_chips(query, s))


def meanings(query: Query, s: Strings) -> list[tuple[str, str]]:
    """Say, label by words, how a question that leans on others, or was pasted, is understood.

    The words are such as were typed, or stand in what was quoted. What leans on words of the same
    message says it all, unless the rest of that was left; so do two questions.
    """
    if query.parts:
        return []
    if query.has_typed(query.after):
        typed, read = query.question.casefold(), (*query.after, query.resolved)
        if sum(map(len, read)) >= _ALL * len(typed):
            return []
        return [("", each) for each in sorted(read, key=lambda each: typed.find(each.casefold()))]
    if query.follow_up is not FollowUp.RESOLVED:
        is_as_typed = query.resolved.casefold() == query.question.casefold()
        return [] if is_as_typed else [("", query.resolved)]
    found = [(s.whose_words, query.speaker)] if query.speaker else []
    found += [(s.on_what, query.subject)] if query.subject else []
    found = found or [(s.on_what, each) for each in query.meant]
    found = found or [("", each) for each in query.after]
    return found + ([("", s.seen_above)] if query.within else [])


def _chips(query: Query, s: Strings) -> Iterator[Chip]:
    on, parsed = query.filters, query.parsed_filters
    for outlet in on.outlets:
        yield Chip(Part.OUTLET, outlet, outlet, outlet in parsed.outlets)
    for author in on.authors:
        yield Chip(Part.AUTHOR, author, author, author in parsed.authors)
    for code in on.languages:
        label = language_name(code, s.language) or code
        yield Chip(Part.LANGUAGE, code, label, code in parsed.languages)
    if on.since or on.until:
        read = bool(parsed.since or parsed.until)
        yield Chip(Part.PUBLISHED, "", _days(on.since, on.until, s), read)
    if query.order:
        yield Chip(Part.ORDER, "", s.newest_first, parsed=True)


def _days(since: date | None, until: date | None, s: Strings) -> str:
    """Name a month, a year, a day or any other stretch of days.

    >>> from onrecord.ui.words.strings import EN
    >>> _days(date(2025, 10, 1), date(2025, 10, 31), EN)
    'October 2025'
    """
    if since is None or until is None:
        return " ".join(
            f"{side} {long_date(day, s.language)}"
            for side, day in ((s.since, since), (s.until, until))
            if day
        )
    if since == until:
        return long_date(since, s.language)
    after = until + timedelta(days=1) if until < date.max else until
    if since.day == after.day == 1:
        if (after.year, after.month) == (since.year + since.month // 12, since.month % 12 + 1):
            return format_skeleton("yMMMM", since, locale=s.language)
        if since.month == after.month == 1 and after.year == since.year + 1:
            return format_skeleton("y", since, locale=s.language)
    return format_interval(since, until, "yMMMd", locale=s.language)
