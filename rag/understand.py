"""From what was typed to a `Query`, by rule."""

from collections.abc import Sequence
from datetime import date

from rag.asked import Asked, read_asked
from rag.dates import RECENCY, read_dates
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
    outlets: Sequence[str] = (),
    published: tuple[date, date] | None = None,
) -> Query:
    """Read a question."""
    typed = filters or Filters()
    mentions = find_dates(question, today)
    asked = read_asked(_blanked(question, mentions), language)
    dated = read_dates(question, mentions, asked, published)
    del history, outlets
    return Query(question, question, language, filters=typed, parsed_filters=dated.filters,
        speaker=asked.speaker.text if asked.speaker else None, subject=asked.subject.text if asked.subject else None,
        wants=asked.wants, order=dated.order, dates=mentions, parsed_from=dated.phrases)


def _blanked(question: str, mentions: tuple[DateMention, ...]) -> str:
    """Put spaces where times stand, so that they are read as no part of a name or a subject."""
    spans = [(m.phrase.start, m.phrase.end) for m in mentions]
    spans += [match.span() for match in RECENCY.finditer(question)]
    for start, end in spans:
        question = question[:start] + " " * (end - start) + question[end:]
    return question
