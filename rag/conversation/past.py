"""What was said so far: the questions, and what came back."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from onrecord.rag.question.asked import SMALL_TALK, Asks
from onrecord.rag.question.query import FollowUp, Place, Query
from onrecord.rag.quoting.answer import Answer

__all__ = ["Past"]

_N_MEANT: Final = 3
"""Questions, the last, whose names may be meant."""


@dataclass(frozen=True, slots=True)
class Past:
    """The questions so far, oldest first; each answer is looked at only if it matters."""

    queries: Sequence[Query]
    answered: Callable[[Query], Answer]

    @property
    def recent(self) -> Iterator[Query]:
        """Questions that can be meant, the last first."""
        yield from islice(self._clear(), _N_MEANT)

    @property
    def beginning(self) -> str:
        """The last question that was asked beside no other: what those after it lean on.

        With the words that led up to it, if it leans on these.
        """
        return next((e.whole for e in self._clear() if not e.after or e.has_typed(e.after)), "")

    def _clear(self) -> Iterator[Query]:
        settled = map(self._settled, reversed(self.queries))
        for each in settled:
            if each.follow_up is not FollowUp.UNRESOLVED and each.asks not in SMALL_TALK:
                yield each

    def _settled(self, query: Query) -> Query:
        """Give a question as it was answered, where the answers told how it is meant."""
        is_open = query.readings or query.before or query.asks is Asks.COUNT
        return self.answered(query).query if is_open else query

    @property
    def last(self) -> Query | None:
        """The last question that can be asked again: not where an answer comes from, if another."""
        asked = (each for each in self.recent if each.asks is not Asks.ORIGIN)
        return next(asked, next(self.recent, None))

    @property
    def last_shown(self) -> Query | None:
        """The last of these to which anything was shown."""
        shown = (each for each in self.recent if self.articles(each))
        return next((each for each in shown if each.asks is not Asks.ORIGIN), None)

    def quoted(self, query: Query) -> tuple[Place, ...]:
        """Which quotes were shown in answer to a question."""
        quotes = self.answered(query).quotes
        return tuple((each.article.id, each.start, each.end) for each in quotes)

    def shown(self) -> tuple[Place, ...]:
        """Which quotes were shown in the answers that can be meant, each once."""
        places = (place for each in self.recent for place in self.quoted(each))
        before = (place for each in self.recent for place in each.beyond)
        return tuple(dict.fromkeys((*places, *before)))

    def voices(self) -> tuple[str, ...]:
        """Who was quoted in the answers that can be meant, as they name them, each once."""
        quotes = (quote for each in self.recent for quote in self.answered(each).quotes)
        return tuple(dict.fromkeys(quote.speaker.text for quote in quotes if quote.speaker))

    def quoted_articles(self) -> tuple[str, ...]:
        """Ids of the articles that were quoted last, in order, each once."""
        quotes = self.quoted(self.last_shown) if self.last_shown else ()
        return tuple(dict.fromkeys(article for article, _, _ in quotes))

    def articles(self, query: Query) -> tuple[str, ...]:
        """Ids of the articles that were shown in answer to a question, in order, each once."""
        answer = self.answered(query)
        told = (each.article.id for each in answer.told.entries) if answer.told else ()
        return tuple(dict.fromkeys((*(each.article.id for each in answer.quotes), *told)))
