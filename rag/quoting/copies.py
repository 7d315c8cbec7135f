"""The same words in several articles: one quote, of the article that had them first."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

import regex

from onrecord.corpus import Article, Span
from onrecord.rag.quoting.answer import Quote

__all__ = ["collapsed", "copies_of", "wording"]

_MARKS: Final = regex.compile(r"[\p{Pi}\p{Pf}\"'`´„‚＂＇「」『』〝〞〟]")


def wording(text: str) -> str:
    r"""Give what copies of the same words have in common: not case, space and quotation marks.

    >>> wording("“Kites\n fly,” he said.") == wording('"kites fly," He said.')
    True
    """
    return " ".join(_MARKS.sub("", text).casefold().split())


def collapsed(quotes: Sequence[Quote]) -> Quote:
    """Make one of quotes with the same wording: the earliest, with the first one's score."""
    head = min(quotes, key=lambda each: (_appeared(each.article), each.article.id))
    return replace(head, score=quotes[0].score, copies=copies_of(head, quotes))


def copies_of(quote: Span, spans: Sequence[Span]) -> tuple[Span, ...]:
    """Give the spans of other articles that have a quote's wording, one an article, by date."""
    words = wording(quote.text)
    found = {
        each.article.id: Span(each.article, each.start, each.end)
        for each in reversed(spans)
        if each.article.id != quote.article.id and wording(each.text) == words
    }
    return tuple(
        sorted(found.values(), key=lambda each: (_appeared(each.article), each.article.id))
    )


def _appeared(article: Article) -> date:
    return article.published or date.max
