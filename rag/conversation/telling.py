"""What is asked about the articles themselves: told by titles, leads, days, authors and counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

from onrecord.corpus import Span
from onrecord.index.filters import folded, names_of
from onrecord.index.index import Index
from onrecord.index.store.entries import ArticleEntry
from onrecord.rag.conversation.naming import names_subject, passages_for
from onrecord.rag.names.aliases import Aliases
from onrecord.rag.question.asked import SMALL_TALK, Asks, Item
from onrecord.rag.question.query import Filters, Query
from onrecord.rag.quoting.answer import Entry, Told

__all__ = ["N_NEWEST", "Teller", "passes"]

N_NEWEST: Final = 5
"""Articles that are told where the newest are asked for."""

N_TOLD: Final = 20
"""Articles that are told of all that there are."""


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells of the articles of one generation of the index."""

    index: Index
    aliases: Aliases

    def tell(self, query: Query) -> Told | None:
        """Answer a question about articles; `None` if there are none such."""
        if query.asks in SMALL_TALK:
            return Told(query.asks, (), self.index.n_articles)
        if query.asks is Asks.ORIGIN:
            return self._origin(query)
        found = self._chosen(query)
        if not found and query.asks is not Asks.COUNT:
            return None
        n = N_NEWEST if query.asks in {Asks.NEWEST, Asks.CORPUS} else N_TOLD
        return Told(query.asks, self._entries(found[:n]), len(found))

    def _origin(self, query: Query) -> Told | None:
        known = {each.id: each for each in self.index.articles()}
        found = [known[each] for each in query.within if each in known]
        if query.item is not Item.ANY:
            found = found[query.item.place :][:1]
        return Told(query.asks, self._entries(found), len(found)) if found else None

    def _chosen(self, query: Query) -> list[ArticleEntry]:
        """Find the articles that pass, and are about the subject if there is one; newest first."""
        passing = [each for each in self.index.articles() if passes(each, query.filters)]
        if query.subject and query.asks is not Asks.CORPUS:
            about = self._mentioning(query)
            passing = [each for each in passing if each.id in about or self._is_titled(query, each)]
        return sorted(passing, key=lambda each: (each.published or date.min, each.id), reverse=True)

    def _mentioning(self, query: Query) -> frozenset[str]:
        """Find ids of articles a passage of which names the subject."""
        subject = query.subject or ""
        return frozenset(
            hit.passage.article.id
            for hit in passages_for(subject, self.index, self.aliases, query.filters)
            if names_subject(subject, hit.passage.text, hit.passage.language, self.aliases)
        )

    def _is_titled(self, query: Query, article: ArticleEntry) -> bool:
        return names_subject(query.subject or "", article.title, article.language, self.aliases)

    def _entries(self, found: Sequence[ArticleEntry]) -> tuple[Entry, ...]:
        return tuple(Entry(each, self._lead(each)) for each in found)

    def _lead(self, article: ArticleEntry) -> Span | None:
        """Find the first sentence that could be quoted, and isn't the title."""
        said = (each for each in self.index.sentences(article.id) if each.kind.quotable)
        first = next((each for each in said if each.text != article.title), None)
        return Span(first.article, first.start, first.end) if first else None


class Imprint(Protocol):
    """What filters look at."""

    @property
    def outlet(self) -> str | None:
        """Where the article appeared."""
        ...

    @property
    def author(self) -> str | None:
        """Who wrote it."""
        ...

    @property
    def published(self) -> date | None:
        """When it appeared."""
        ...

    @property
    def language(self) -> str:
        """The language that it is in."""
        ...


def passes(article: Imprint, filters: Filters) -> bool:
    """Whether filters let an article through."""
    outlets, authors = set(map(folded, filters.outlets)), set(map(folded, filters.authors))
    day = article.published
    return (
        (not outlets or folded(article.outlet or "") in outlets)
        and (not authors or bool(authors & names_of(article.author)))
        and (not filters.languages or article.language in filters.languages)
        and (not filters.since or (day is not None and day >= filters.since))
        and (not filters.until or (day is not None and day <= filters.until))
    )
