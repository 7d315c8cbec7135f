"""What is asked about the articles themselves: told by titles, leads, days, authors and counts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

from onrecord.corpus import Sentence, Span
from onrecord.index.filters import folded, names_of
from onrecord.index.index import Index
from onrecord.index.store.entries import ArticleEntry
from onrecord.rag.conversation.naming import names_subject, passages_for
from onrecord.rag.names.aliases import Aliases
from onrecord.rag.question.asked import SMALL_TALK, Asks, Item
from onrecord.rag.question.holdings import Holdings
from onrecord.rag.question.query import Filters, Query
from onrecord.rag.quoting.answer import Entry, Told

__all__ = ["N_NEWEST", "Teller", "passes"]

N_NEWEST: Final = 5
"""Articles that are told where the newest are asked for."""

N_TOLD: Final = 20
"""Articles that are told of all that there are."""

_FEW: Final = frozenset((Asks.NEWEST, Asks.OLDEST, Asks.CORPUS))
"""What is asked of a few of them."""


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells of the articles of one generation of the index.

    `mentioning` finds sentences in other languages that say what words of a question do.
    """

    index: Index
    aliases: Aliases
    mentioning: Callable[[Query, str], Sequence[Sentence]]

    def tell(self, query: Query) -> Told | None:
        """Answer a question about articles; `None` if there are none such."""
        if query.asks in SMALL_TALK:
            return Told(query.asks, (), self.index.n_articles)
        if query.asks is Asks.ORIGIN:
            return self._origin(query)
        found = self._chosen(query)
        if not found and query.asks is not Asks.COUNT:
            return None
        n = N_NEWEST if query.asks in _FEW else N_TOLD
        held = Holdings.of_articles(found) if query.asks is Asks.CORPUS else None
        return Told(query.asks, self._entries(found[:n]), len(found), held)

    def _origin(self, query: Query) -> Told | None:
        known = {each.id: each for each in self.index.articles()}
        found = [known[each] for each in query.within if each in known]
        if query.item is not Item.ANY:
            found = found[query.item.place :][:1]
        return Told(query.asks, self._entries(found), len(found)) if found else None

    def _chosen(self, query: Query) -> list[ArticleEntry]:
        """Find the articles that pass, and are about the subject if there is one; newest first."""
        passing = [each for each in self.index.articles() if passes(each, query.filters)]
        if query.asks is not Asks.CORPUS:
            passing = self._on_subject(query, passing)
        if query.asks is Asks.OLDEST:
            dated = [each for each in passing if each.published]
            return sorted(dated, key=lambda each: (each.published, each.id))
        return sorted(passing, key=lambda each: (each.published or date.min, each.id), reverse=True)

    def _on_subject(self, query: Query, passing: list[ArticleEntry]) -> list[ArticleEntry]:
        """Keep articles that name the subject, if there is one, and nothing that is left out."""
        if query.subject:
            about = self._naming(query.subject, query, passing)
            passing = [each for each in passing if each.id in about]
        passing = [e for e in passing if not any(passes(e, each) for each in query.but)]
        for name in query.leaves_out:
            apart = self._naming(name, query, passing)
            passing = [each for each in passing if each.id not in apart]
        return passing

    def _naming(self, name: str, query: Query, articles: Sequence[ArticleEntry]) -> frozenset[str]:
        """Find ids of articles whose title or a passage names something.

        What isn't a name has other words in other languages.
        """
        written = (
            hit.passage.article.id
            for hit in passages_for(name, self.index, self.aliases, query.filters)
            if names_subject(name, hit.passage.text, hit.passage.language, self.aliases)
        )
        titled = (
            each.id
            for each in articles
            if names_subject(name, each.title, each.language, self.aliases)
        )
        elsewhere = (each.article.id for each in self.mentioning(query, name))
        return frozenset((*written, *titled, *elsewhere))

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
