"""The articles in an order, searched and filtered, a page at a time."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from urllib.parse import urlencode

from onrecord.ui.engine import Metadata
from onrecord.ui.showing.links import rooted

__all__ = ["Column", "Shelf", "Wanted"]

PAGE = 50


class Column(StrEnum):
    """What the articles can be sorted by."""

    TITLE = "title"
    OUTLET = "outlet"
    PUBLISHED = "published"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What someone looks for: words of title, outlet or author, in which order, which page."""

    words: str = ""
    outlet: str = ""
    language: str = ""
    sort: Column = Column.PUBLISHED
    descending: bool = True
    page: int = 1
    since: date | None = None
    until: date | None = None
    in_text: bool = False
    undated: bool = False

    def href(self, page: int = 1) -> str:
        """Give the address of a page of this.

        >>> Wanted("ferry").href(2)
        '/articles?q=ferry&page=2'
        """
        pairs = [
            ("q", self.words),
            ("outlet", self.outlet),
            ("language", self.language),
            ("since", self.since.isoformat() if self.since else ""),
            ("until", self.until.isoformat() if self.until else ""),
            ("text", "1" if self.in_text else ""),
            ("undated", "1" if self.undated else ""),
            ("sort", "" if self.sort is Column.PUBLISHED else self.sort),
            ("order", "" if self.descending else "asc"),
            ("page", "" if page == 1 else str(page)),
        ]
        query = urlencode([(name, value) for name, value in pairs if value])
        return rooted("/articles") + (f"?{query}" if query else "")

    def by(self, column: Column) -> "Wanted":
        """Sort by a column; by the same one again, the other way round."""
        first_down = column is Column.PUBLISHED
        down = not self.descending if column is self.sort else first_down
        return replace(self, sort=column, descending=down, page=1)


@dataclass(frozen=True, slots=True)
class Shelf:
    """A page of the articles that match, of `n` in all, and what can be chosen from."""

    wanted: Wanted
    articles: tuple[Metadata, ...]
    n: int
    outlets: tuple[str, ...]
    languages: tuple[str, ...]
    n_undated: int

    @classmethod
    def of(
        cls, articles: Sequence[Metadata], wanted: Wanted, in_text: Collection[str] = ()
    ) -> "Shelf":
        """Put the articles in order; a page that there is none of is the nearest one.

        Those of `in_text` have the wanted words in their own.
        """
        found = [each for each in articles if _matches(each, wanted, in_text)]
        found.sort(key=lambda each: each.id)
        found.sort(key=_KEYS[wanted.sort], reverse=wanted.descending)
        found.sort(key=lambda each: getattr(each, wanted.sort) is None)
        page = max(1, min(wanted.page, -(-len(found) // PAGE)))
        return cls(
            replace(wanted, page=page),
            tuple(found[(page - 1) * PAGE : page * PAGE]),
            len(found),
            tuple(sorted({each.outlet for each in articles if each.outlet}, key=str.casefold)),
            tuple(sorted({each.language for each in articles})),
            sum(not each.published for each in articles),
        )

    @property
    def n_pages(self) -> int:
        """Count of pages."""
        return max(1, -(-self.n // PAGE))

    @property
    def first(self) -> int:
        """Place of the first one shown, from 1."""
        return (self.wanted.page - 1) * PAGE + 1

    @property
    def last(self) -> int:
        """Place of the last one shown."""
        return self.first + len(self.articles) - 1


_KEYS: dict[Column, Callable[[Metadata], str | date]] = {
    Column.TITLE: lambda each: each.title.casefold(),
    Column.OUTLET: lambda each: (each.outlet or "").casefold(),
    Column.PUBLISHED: lambda each: each.published or date.min,
    Column.LANGUAGE: lambda each: each.language,
}


def _matches(article: Metadata, wanted: Wanted, in_text: Collection[str]) -> bool:
    if wanted.outlet and article.outlet != wanted.outlet:
        return False
    if wanted.language and article.language != wanted.language:
        return False
    if wanted.undated and article.published:
        return False
    if wanted.since or wanted.until:
        day = article.published
        if not day or day < (wanted.since or day) or day > (wanted.until or day):
            return False
    if article.id in in_text:
        return True
    said = " ".join((article.title, article.outlet or "", article.author or "")).casefold()
    return all(word in said for word in wanted.words.casefold().split())
