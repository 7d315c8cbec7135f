"""The newest first, among quotes that answer about equally well."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from onrecord.rag.quoting.answer import Quote

__all__ = ["newest_first"]

_NEARLY_AS_GOOD: Final = 0.5
"""Of the best score: how well a quote has to answer for its day to count."""


def newest_first(quotes: Sequence[Quote], least: float) -> tuple[Quote, ...]:
    """Order the quotes that answer nearly as well as the first by day, the newest first.

    Those with a score below `least` and the others stay behind in their order; undated articles
    come after dated ones.
    """
    if not quotes:
        return ()
    bar = min(quotes[0].score, max(least, _NEARLY_AS_GOOD * quotes[0].score))
    good = [quote for quote in quotes if quote.score >= bar]
    rest = [quote for quote in quotes if quote.score < bar]
    good.sort(key=lambda quote: quote.article.published or date.min, reverse=True)
    return (*good, *rest)
