"""Times that a question names, as days: "in May 2024", "letzte Woche", "去年"."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from onrecord.corpus.languages.months_and_numbers import MONTHS
from onrecord.rag.question.named_days import (
    DAYS,
    DEICTIC,
    LED,
    ONE_DAY,
    PERIODS,
    Days,
    Reader,
)
from onrecord.rag.question.query import DateMention, Phrase
from onrecord.rag.question.typed import Typed

__all__ = ["find_dates"]

POINT = r"[^\s,?？，到至][^,?？，到至]{2,19}?"
RANGE = re.compile(
    rf"(?:\b(?:between|from|zwischen|vo[nm]|seit)\s+|[从自在])(?P<first>{POINT})"
    rf"\s*(?:\s(?:and|to|until|till|und|bis(?: zum)?)\s"
    rf"|[到至])\s*(?P<last>[^\s,?？，][^,?？，]{{2,24}})",
    re.IGNORECASE,
)
LEADS = (  # what stands before a time, and which of its sides it opens
    (
        "since",
        (
            r"(?<![\w-])(?:since|seit|ab)\s+(?:dem\s+|the\s+|beginning of\s+|anfang\s+)?$"
            r"|(?:自从|自|从)$"
        ),
    ),
    ("after", r"(?<![\w-])(?:after|nach)\s+(?:dem\s+)?$"),
    (
        "until",
        r"(?<![\w-])(?:until|till|up to|bis(?: zum)?)\s+(?:ende\s+|the end of\s+)?$|(?:直到|截至)$",
    ),
    ("before", r"(?<![\w-])(?:before|prior to|vor)\s+(?:dem\s+)?$"),
    (
        "in",
        (
            r"(?<![\w-])(?:in|during|from|of|on|im|am|vom|von|aus|in den|in the|over the|im Jahre?"
            r"|in der|während des)\s+$|在$"
        ),
    ),
)
TRAILS = (
    ("since", r"^(?:年)?(?:以来|起|开始|至今)"),
    ("after", r"^(?:之后|以后|后)(?!来)"),
    ("before", r"^(?:之前|以前|前)(?!往)"),
)
UNLED = "unled"


def _compiled(table: tuple[tuple[str, Reader], ...]) -> tuple[tuple[re.Pattern[str], Reader], ...]:
    return tuple((re.compile(pattern, re.IGNORECASE), read) for pattern, read in table)


DEICTIC_RULES, DAY_RULES = _compiled(DEICTIC), _compiled(DAYS)
PERIOD_RULES, LED_RULES = _compiled(PERIODS), _compiled(LED)
LEAD_RULES = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in LEADS)
TRAIL_RULES = tuple((name, re.compile(pattern)) for name, pattern in TRAILS)
MAY_HOLD_A_TIME = re.compile(
    rf"\d|[年月周天日]|星期|\b(?:to|yester)day\b|gestern|heute|\bdays\b|\btagen?\b|week|month|year"
    rf"|woche|monat|jahr"
    rf"|\b(?:{'|'.join(MONTHS)})\b",
    re.IGNORECASE,
)
MAX_LEAD_CHARS = 24


def find_dates(question: Typed, today: date) -> tuple[DateMention, ...]:
    """Find the times that a question names, in the order of its words, none overlapping.

    >>> found = find_dates(Typed.of("What happened in May 2024?", "en"), date(2025, 1, 1))
    >>> [(m.phrase.text, m.since.isoformat(), m.until.isoformat()) for m in found]
    [('in May 2024', '2024-05-01', '2024-05-31')]
    """
    if not MAY_HOLD_A_TIME.search(question.text):
        return ()
    found: list[DateMention] = []
    for mention in (*_ranges(question.plain, today), *_candidates(question.plain, today)):
        phrase = mention.phrase
        if all(phrase.end <= f.phrase.start or f.phrase.end <= phrase.start for f in found):
            words = question.text[phrase.start : phrase.end]
            found.append(replace(mention, phrase=replace(phrase, text=words)))
    return tuple(sorted(found, key=lambda mention: mention.phrase.start))


def _ranges(question: str, today: date) -> Iterator[DateMention]:
    for match in RANGE.finditer(question):
        first, last = (
            next(_candidates(f"in {match[side]}", today), None) for side in ("first", "last")
        )
        if first is None or last is None or last.phrase.start > 0:
            continue
        if first.phrase.text != f"in {match['first']}" or not first.since or not last.until:
            continue
        end = match.start("last") + last.phrase.end - len("in ")
        phrase = Phrase(match.start(), end, question[match.start() : end])
        yield DateMention(phrase, first.since, last.until, deictic=False, exact=False)


def _candidates(question: str, today: date) -> Iterator[DateMention]:
    for rules, deictic, exact in (
        (DEICTIC_RULES, True, False),
        (DAY_RULES, False, True),
        (PERIOD_RULES, False, False),
        (LED_RULES, False, False),
    ):
        for rule, read in rules:
            for match in rule.finditer(question):
                days = _days(read, match, today)
                lead, start, end = _lead(question, match.start(), match.end())
                if days is None or (rules is LED_RULES and lead == UNLED):
                    continue
                phrase = Phrase(start, end, question[start:end])
                since, until = _side(lead, days)
                yield DateMention(phrase, since, until, deictic, exact)


def _days(read: Reader, match: re.Match[str], today: date) -> Days | None:
    try:
        return read(match, today)
    except (ValueError, OverflowError):  # no such day, or none that a calendar holds
        return None


def _lead(question: str, start: int, end: int) -> tuple[str, int, int]:
    """Tell how a time at `start:end` is led or trailed, and take those words into its span."""
    after = question[end : end + 4]
    before = question[max(0, start - MAX_LEAD_CHARS) : start]
    lead, lead_start = UNLED, start
    for name, rule in LEAD_RULES:
        match = rule.search(before)
        if match is not None:
            lead, lead_start = name, start - (len(before) - match.start())
            break
    for name, rule in TRAIL_RULES:
        match = rule.search(after)
        if match is not None:
            return name, lead_start, end + match.end()
    return lead, lead_start, end


def _side(lead: str, days: Days) -> tuple[date | None, date | None]:
    first, last = days
    if lead == "since":
        return first, None
    if lead == "after":
        return last + ONE_DAY, None
    if lead == "until":
        return None, last
    return (None, first - ONE_DAY) if lead == "before" else (first, last)
