"""From what was typed to a `Query`, by rule."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from rag.asked import Asked, read_asked
from rag.conversation import resolve
from rag.dates import RECENCY, Dated, read_dates
from rag.periods import find_dates
from rag.query import DateMention, Filters, Phrase, Query

__all__ = ["understand"]


def understand(
    question: str,
    *,
    language: str,
    today: date,
    filters: Filters | None = None,
    history: Sequence[Query] = (),
    outlets: Collection[str] = (),
    speakers: Collection[str] = (),
    published: tuple[date, date] | None = None,
) -> Query:
    """Read a question: what it leans on, whose words it asks for, and its filters.

    `filters` are those set by hand; they win over those read from the question. `history` holds
    the questions before it, oldest first. `outlets` and `speakers` are names in the corpus, and
    `published` its oldest and newest day of publication: `None` if no article is dated.

    >>> query = understand("What did Ada say last week?", language="en", today=date(2025, 11, 21),
    ...                    published=(date(2025, 1, 1), date(2025, 11, 20)))
    >>> query.speaker, query.parsed_filters.since.isoformat(), query.parsed_from[0].text
    ('Ada', '2025-11-10', 'last week')
    """
    resolution = resolve(question, history, language=language, speakers=speakers)
    text = resolution.text
    if text != question and history:
        language = history[-1].language
    mentions = find_dates(text, today)
    asked = read_asked(_blanked(text, mentions), language)
    dated = read_dates(text, mentions, asked, published)
    outlet = _outlet(text, outlets)
    typed = filters or Filters()
    parsed = _parsed(typed, dated, outlet)
    return Query(
        question=question,
        resolved=text,
        language=language,
        filters=_merged(typed, parsed),
        parsed_filters=parsed,
        speaker=_words(text, asked.speaker),
        subject=_words(text, asked.subject),
        wants=asked.wants,
        order=dated.order,
        dates=mentions,
        parsed_from=_parsed_from(parsed, dated, outlet),
        follow_up=resolution.follow_up,
        readings=resolution.readings,
    )


def _words(text: str, phrase: Phrase | None) -> str | None:
    return text[phrase.start : phrase.end] if phrase else None


def _blanked(question: str, mentions: tuple[DateMention, ...]) -> str:
    """Put spaces where times stand, so that they are read as no part of a name or a subject."""
    spans = [(m.phrase.start, m.phrase.end) for m in mentions]
    spans += [match.span() for match in RECENCY.finditer(question)]
    for start, end in spans:
        question = question[:start] + " " * (end - start) + question[end:]
    return question


def _parsed(typed: Filters, dated: Dated, outlet: Phrase | None) -> Filters:
    """Keep what was read from the question where nothing is set by hand."""
    by_hand = typed.since or typed.until
    days = Filters() if by_hand else dated.filters
    return replace(days, outlets=(outlet.text,) if outlet and not typed.outlets else ())


def _merged(typed: Filters, parsed: Filters) -> Filters:
    return Filters(
        outlets=typed.outlets or parsed.outlets,
        languages=typed.languages,
        since=typed.since or parsed.since,
        until=typed.until or parsed.until,
    )


def _parsed_from(parsed: Filters, dated: Dated, outlet: Phrase | None) -> tuple[Phrase, ...]:
    phrases = dated.phrases if parsed.since or parsed.until or dated.order else ()
    return (*phrases, outlet) if outlet and parsed.outlets else phrases
