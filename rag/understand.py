"""From what was typed to a `Query`, by rule."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from rag.asked import read_asked
from rag.conversation import resolve
from rag.dates import RECENCY, Dated, read_dates
from rag.periods import find_dates
from rag.query import DateMention, Filters, Phrase, Query

__all__ = ["understand"]

MAX_CHARS = 600
"""Longer than any question: what is longer was pasted, and is searched for as it is."""
FROM_OUTLET = re.compile(
    r"\b(?:articles?|news|reports?|coverage|stories|headlines|published|reported|Artikeln?|Berichten?"
    r"|Nachrichten)\s+(?:from|in|by|of|von|aus|in der|im)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
OUTLET_S = re.compile(
    r"^(?:['’]s?\s+|\s+)(?:articles?|coverage|reports|reporting|stories)\b"
    r"|^(?:的)?(?:报道|報道|文章|新闻|新聞)",
    re.IGNORECASE,
)


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
    if len(question) > MAX_CHARS:
        typed = filters or Filters()
        return Query(question, question, language, typed)
    resolution = resolve(question, history, speakers=speakers)
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


def _outlet(question: str, outlets: Collection[str]) -> tuple[str, Phrase] | None:
    """Find the one outlet whose articles are asked for: "articles from The Mill Post"."""
    for name in sorted(outlets, key=len, reverse=True):
        place = re.search(
            rf"(?<![\w-]){re.escape(name)}(?![\w-])", question, re.IGNORECASE | re.ASCII
        )
        if place is None:
            continue
        start, end = place.span()
        if FROM_OUTLET.search(question[:start]) or OUTLET_S.search(question[end:]):
            return name, Phrase(start, end, question[start:end])
    return None


def _parsed(typed: Filters, dated: Dated, outlet: tuple[str, Phrase] | None) -> Filters:
    """Keep what was read from the question where nothing is set by hand."""
    days = Filters() if typed.since or typed.until else dated.filters
    return replace(days, outlets=(outlet[0],) if outlet and not typed.outlets else ())


def _merged(typed: Filters, parsed: Filters) -> Filters:
    return Filters(
        outlets=typed.outlets or parsed.outlets,
        languages=typed.languages,
        since=typed.since or parsed.since,
        until=typed.until or parsed.until,
    )


def _parsed_from(
    parsed: Filters, dated: Dated, outlet: tuple[str, Phrase] | None
) -> tuple[Phrase, ...]:
    phrases = dated.phrases if parsed.since or parsed.until else ()
    phrases += (dated.order_phrase,) if dated.order_phrase else ()
    return (*phrases, outlet[1]) if outlet and parsed.outlets else phrases
