"""What the articles of an index tell of themselves: a question is read against it."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Self

from onrecord.index.filters import authors_of

if TYPE_CHECKING:  # a store is what whoever only asks a server goes without
    from onrecord.index.store.entries import ArticleEntry

__all__ = ["Holdings"]


@dataclass(frozen=True, slots=True)
class Holdings:
    """Names of outlets and authors; days, ascending, and how many articles have none; languages."""

    outlets: tuple[str, ...] = ()
    days: tuple[date, ...] = ()
    n_undated: int = 0
    authors: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, imprints: Mapping[tuple[str | None, date | None], int], authors: Iterable[str] = (),
        languages: Iterable[str] = (),
    ) -> Self:  # fmt: skip
        """Gather authors, languages, and the outlets and days named together, with counts."""
        outlets: dict[str, str] = {}
        for outlet, _ in imprints:
            if outlet:
                outlets.setdefault(outlet.casefold(), outlet)
        days = sorted({day for _, day in imprints if day is not None})
        n_undated = sum(n for (_, day), n in imprints.items() if day is None)
        return cls(
            tuple(outlets.values()), tuple(days), n_undated, tuple(authors), tuple(languages)
        )

    @classmethod
    def of_articles(cls, articles: "Sequence[ArticleEntry]") -> Self:
        """Gather those of some articles."""
        imprints = Counter((each.outlet, each.published) for each in articles)
        authors = sorted({name for each in articles for name in authors_of(each.author)})
        return cls.of(imprints, authors, dict.fromkeys(each.language for each in articles))

    def any_within(self, since: date | None, until: date | None) -> bool:
        """Whether an article was published from `since` to `until`, both inclusive.

        >>> Holdings(days=(date(2025, 10, 17),)).any_within(date(2025, 10, 1), None)
        True
        """
        place = bisect_left(self.days, since or date.min)
        return place < len(self.days) and self.days[place] <= (until or date.max)
