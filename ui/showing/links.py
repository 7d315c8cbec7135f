"""The address of a question: what to ask, and what narrows it."""

from collections.abc import Iterable, Sequence
from contextvars import ContextVar
from datetime import date
from urllib.parse import urlencode

from onrecord.rag.question.query import Filters, Query
from onrecord.ui.engine import MAX_QUESTION_CHARS

__all__ = ["current_root", "feed_href", "question_href", "read_link", "rooted"]

MAX_VALUES = 20
MAX_VALUE_CHARS = 200

current_root: ContextVar[str] = ContextVar("root", default="")
"""The path under which a proxy shows the server whose page is being made."""


def rooted(path: str) -> str:
    """Give the address of a path of this server, as its readers' browsers have to ask for it.

    >>> rooted("/articles")
    '/articles'
    """
    return current_root.get() + path


def question_href(query: Query) -> str:
    """Give the address that asks a question again, as it is understood and by itself.

    >>> question_href(Query("And Vela?", "What did Vela say?", "en"))
    '/?q=What+did+Vela+say%3F'
    """
    on = query.without_parsed().filters
    pairs = [("q", query.resolved)]
    pairs += [("outlet", each) for each in on.outlets]
    pairs += [("author", each) for each in on.authors]
    pairs += [("language", each) for each in on.languages]
    pairs += [(name, day.isoformat()) for name, day in _days(on) if day]
    return rooted("/?" + urlencode(pairs))


def feed_href(query: Query) -> str:
    """Give the address of the feed that follows a question.

    >>> feed_href(Query("Who?", "Who?", "en"))
    '/follow.atom?q=Who%3F'
    """
    return rooted("/follow.atom?") + question_href(query).partition("?")[2]


def read_link(pairs: Sequence[tuple[str, str]]) -> tuple[str, Filters]:
    """Read a question and its filters from an address; what can't be read is left out."""
    given = [(name, value.strip()) for name, value in pairs if len(value) <= MAX_VALUE_CHARS]
    question = next((value.strip() for name, value in pairs if name == "q"), "")
    return question[: MAX_QUESTION_CHARS + 1], Filters(
        outlets=_values(given, "outlet"),
        languages=_values(given, "language"),
        since=_day(_values(given, "since")),
        until=_day(_values(given, "until")),
        authors=_values(given, "author"),
    )


def _values(pairs: Iterable[tuple[str, str]], name: str) -> tuple[str, ...]:
    return tuple(value for each, value in pairs if each == name and value)[:MAX_VALUES]


def _day(texts: tuple[str, ...]) -> date | None:
    try:
        return date.fromisoformat(texts[0]) if texts else None
    except ValueError:
        return None


def _days(filters: Filters) -> tuple[tuple[str, date | None], ...]:
    return ("since", filters.since), ("until", filters.until)
