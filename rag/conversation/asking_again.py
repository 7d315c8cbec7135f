"""An earlier question that is asked once more: of what was not shown, of others, or of several."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from onrecord.rag.conversation.follow_ups import Resolution
from onrecord.rag.names.aliases import Aliases
from onrecord.rag.question.asked import Asks, Leans
from onrecord.rag.question.chosen import chosen_articles
from onrecord.rag.question.holdings import Holdings
from onrecord.rag.question.query import Compared, DateMention, Filters, Query
from onrecord.rag.question.question_names import name_terms
from onrecord.rag.question.times import find_dates
from onrecord.rag.question.tongues import read_language
from onrecord.rag.question.typed import Typed

__all__ = ["asked_again", "merged", "unset"]


def asked_again(
    last: Query, resolution: Resolution, typed: Typed, aliases: Aliases, *,
    question: str, today: date, holdings: Holdings, filters: Filters,
) -> Query:  # fmt: skip
    """Ask an earlier question once more: for what was not shown, of others, or of several."""
    asks, parsed, subject = typed.reading.asks, Filters(), last.subject
    sides = last.sides
    if len(resolution.meant) > 1:
        asks, last = Asks.COMPARISON, replace(last, asks=Asks.COMPARISON, speaker=None)
        sides = tuple(map(Compared, resolution.meant))
    elif typed.reading.leans is Leans.PAPERS:
        tongue = read_language(typed.text, holdings.languages, of_papers=True)
        parsed = Filters(languages=(tongue[0],)) if tongue else parsed
    elif sides and resolution.meant:
        sides += (Compared(resolution.meant[0]),)
    elif asks is not Asks.MORE:
        parsed, _ = chosen_articles(typed, _times(typed, last, today), holdings, aliases)
        if typed.reading.leans is Leans.PARALLEL and not parsed and last.subject:
            points, names = typed.reading.points, name_terms(typed.text, typed.language, aliases)
            subject = " ".join(names) or (points.text if points else subject)
    parsed = unset(parsed, filters)
    if parsed and asks is Asks.COUNT and typed.reading.points is None:
        last = replace(last, filters=Filters(), parsed_filters=Filters())  # it says of which itself
    if typed.reading.leans in {Leans.SOMEBODY, Leans.SOMETHING} and asks is Asks.WORDS:
        asks = Asks.ARTICLES  # "what are they called?"
    if asks is Asks.WORDS or last.asks is Asks.VOICES:
        asks = last.asks
    return replace(
        last,
        question=question,
        resolved=last.resolved.replace(last.subject or "", subject or ""),
        language=typed.language,
        filters=merged(filters, merged(parsed, last.filters)),
        parsed_filters=merged(parsed, last.parsed_filters),
        subject=subject,
        sides=sides,
        asks=asks,
        beyond=resolution.beyond,
        follow_up=resolution.follow_up,
        readings=(),
        parsed_from=(),
        encoding=last.encoding if subject == last.subject else None,
    )


def _times(typed: Typed, last: Query, today: date) -> Sequence[DateMention]:
    """Find the times that are named; a month without a year is of the one that was asked about."""
    found = find_dates(typed, today)
    then = (last.filters.until or today).year
    return found if any(each.deictic for each in found) else find_dates(typed, date(then, 12, 31))


def unset(read: Filters, typed: Filters) -> Filters:
    """Keep what was read where nothing is set by hand."""
    days = typed.since or typed.until
    return Filters(
        outlets=() if typed.outlets else read.outlets,
        languages=() if typed.languages else read.languages,
        since=None if days else read.since,
        until=None if days else read.until,
        authors=() if typed.authors else read.authors,
    )


def merged(typed: Filters, parsed: Filters) -> Filters:
    """Add what was read to what is set by hand, which wins."""
    return Filters(
        outlets=typed.outlets or parsed.outlets,
        languages=typed.languages or parsed.languages,
        since=typed.since or parsed.since,
        until=typed.until or parsed.until,
        authors=typed.authors or parsed.authors,
    )
