"""From what was typed to a `Query`, by rule."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from onrecord.rag.names.aliases import Aliases
from onrecord.rag.question.answer_kind import answer_kind
from onrecord.rag.question.asked import read_asked
from onrecord.rag.question.authors import read_author
from onrecord.rag.question.conversation import resolve
from onrecord.rag.question.holdings import Holdings
from onrecord.rag.question.outlets import read_outlet
from onrecord.rag.question.published import RECENCY, Dated, read_dates
from onrecord.rag.question.query import DateMention, Filters, Parsed, Part, Phrase, Query
from onrecord.rag.question.times import find_dates

__all__ = ["understand"]

MAX_CHARS = 600
"""Longer than any question: what is longer was pasted, and is searched for as it is."""
NOTHING_HELD = Holdings()
NO_ALIASES = Aliases.from_groups({})

Named = tuple[str, Phrase] | None
"""An outlet or an author, and where the question asks for it."""


def understand(
    question: str,
    *,
    language: str,
    today: date,
    filters: Filters | None = None,
    history: Sequence[Query] = (),
    holdings: Holdings = NOTHING_HELD,
    aliases: Aliases = NO_ALIASES,
) -> Query:
    """Read a question: what it leans on, whose words it asks for, and its filters.

    `filters` are those set by hand; they win over those read from the question. `history` holds
    the questions before it, oldest first. What `holdings` don't have is no filter, and `aliases`
    tell people from organisations and things.

    >>> query = understand("What did Ada say last week?", language="en", today=date(2025, 11, 21),
    ...                    holdings=Holdings(days=(date(2025, 11, 12),)))
    >>> query.speaker, query.parsed_filters.since.isoformat(), query.parsed_from[0].text
    ('Ada', '2025-11-10', 'last week')
    """
    if len(question) > MAX_CHARS:
        typed = filters or Filters()
        return Query(question, question, language, typed)
    resolution = resolve(question, history, aliases)
    text = resolution.text
    if text != question and history:
        language = history[-1].language
    mentions = find_dates(text, today)
    asked = read_asked(_blanked(text, mentions), language)
    dated = read_dates(text, mentions, asked, holdings)
    outlet = read_outlet(text, holdings.outlets, aliases)
    author = None if outlet else read_author(text, holdings.authors)
    named = outlet or author
    if named and asked.speaker and _overlap(named[1], asked.speaker):
        asked = replace(asked, speaker=None, wants=answer_kind(text, language))
    typed = filters or Filters()
    parsed = _parsed(typed, dated, outlet, author)
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
        parsed_from=_parsed_from(parsed, dated, outlet, author),
        n_undated=holdings.n_undated if parsed.since or parsed.until else 0,
        follow_up=resolution.follow_up,
        readings=resolution.readings,
    )


def _overlap(one: Phrase, other: Phrase) -> bool:
    return one.start < other.end and other.start < one.end


def _words(text: str, phrase: Phrase | None) -> str | None:
    return text[phrase.start : phrase.end] if phrase else None


def _blanked(question: str, mentions: tuple[DateMention, ...]) -> str:
    """Put spaces where times stand, so that they are read as no part of a name or a subject."""
    spans = [(m.phrase.start, m.phrase.end) for m in mentions]
    spans += [match.span() for match in RECENCY.finditer(question)]
    for start, end in spans:
        question = question[:start] + " " * (end - start) + question[end:]
    return question


def _parsed(typed: Filters, dated: Dated, outlet: Named, author: Named) -> Filters:
    """Keep what was read from the question where nothing is set by hand."""
    days = Filters() if typed.since or typed.until else dated.filters
    return replace(
        days,
        outlets=(outlet[0],) if outlet and not typed.outlets else (),
        authors=(author[0],) if author and not typed.authors else (),
    )


def _merged(typed: Filters, parsed: Filters) -> Filters:
    return Filters(
        outlets=typed.outlets or parsed.outlets,
        languages=typed.languages,
        since=typed.since or parsed.since,
        until=typed.until or parsed.until,
        authors=typed.authors or parsed.authors,
    )


def _parsed_from(parsed: Filters, dated: Dated, outlet: Named, author: Named) -> tuple[Parsed, ...]:
    phrases = dated.phrases if parsed.since or parsed.until else ()
    found = [Parsed(Part.PUBLISHED, phrase) for phrase in phrases]
    if dated.order_phrase:
        found.append(Parsed(Part.ORDER, dated.order_phrase))
    if outlet and parsed.outlets:
        found.append(Parsed(Part.OUTLET, outlet[1]))
    if author and parsed.authors:
        found.append(Parsed(Part.AUTHOR, author[1]))
    return tuple(found)
