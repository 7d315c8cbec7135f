"""What the articles of an index tell of themselves: a question is read against it."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Self

from corpus import Article
from index.entries import ArticleEntry

__all__ = ["Holdings"]


@dataclass(frozen=True, slots=True)
class Holdings:
    """Names of outlets; days of publication, ascending; and how many articles have none."""

    outlets: tuple[str, ...] = ()
    days: tuple[date, ...] = ()
    n_undated: int = 0

    @classmethod
    def of(cls, articles: Iterable[Article | ArticleEntry]) -> Self:
        """Gather what is told by the metadata of articles."""
        outlets: dict[str, str] = {}
        days: list[date] = []
        n_undated = 0
        for article in articles:
            if article.outlet:
                outlets.setdefault(article.outlet.casefold(), article.outlet)
            if article.published is None:
                n_undated += 1
            else:
                days.append(article.published)
        return cls(tuple(outlets.values()), tuple(sorted(set(days))), n_undated)

    def any_within(self, since: date | None, until: date | None) -> bool:
        """Whether an article was published from `since` to `until`, both inclusive.

        >>> Holdings(days=(date(2025, 10, 17),)).any_within(date(2025, 10, 1), None)
        True
        """
        place = bisect_left(self.days, since or date.min)
        return place < len(self.days) and self.days[place] <= (until or date.max)
