"""Which articles a search may find anything in."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Final

__all__ = ["Filters", "authors_of", "folded", "names_of"]

_BETWEEN: Final = re.compile(r"\s*[,;、，；/|&·]\s*|\s+(?:and|und|with|mit)\s+", re.IGNORECASE)
_BY: Final = re.compile(r"^(?:by|von|文/|作者[:：])\s*(?=\S)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles may answer; a field that is `None` or empty lets all through.

    Outlets and authors are compared as `folded`, an author with each that an article names.
    `languages` are those of articles, and `articles` their ids. `since` and `until` are inclusive
    days of publication, and leave out articles without one.
    """

    outlets: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    authors: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self != Filters()


def folded(name: str) -> str:
    """Take case, accents and double spaces away: names are compared without.

    >>> folded("Zoë  ŞAHİN") == folded("zoe sahin")
    True
    """
    apart = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(c for c in apart if not unicodedata.combining(c)).split())


def authors_of(byline: str | None) -> tuple[str, ...]:
    """Name those whom a byline names, each by itself.

    >>> authors_of("By Ada Lane, Bo Hill and Cy Moor")
    ('Ada Lane', 'Bo Hill', 'Cy Moor')
    >>> authors_of("赵明、钱红")
    ('赵明', '钱红')
    """
    names = _BETWEEN.split(_BY.sub("", (byline or "").strip()))
    return tuple(dict.fromkeys(name for name in names if name))


def names_of(byline: str | None) -> frozenset[str]:
    """All that an author may be asked for by, folded: the byline, and each whom it names."""
    return frozenset(map(folded, (byline or "", *authors_of(byline))))
