"""Whether two quotes give different numbers or dates for the same thing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

from onrecord.corpus import Span
from onrecord.index.index import Index
from onrecord.index.terms import terms
from onrecord.rag.evidence.signals import Vocabulary
from onrecord.rag.question.query import AnswerKind, Query
from onrecord.rag.quoting.answer import Quote
from onrecord.rag.quoting.figures import DATES, TIMES, Figure, figures, rival

__all__ = ["Disagreement"]

_ALIKE: Final = 0.6
"""Of what two quotes cover of the question, weighed by rarity: what both cover."""


_AS_LIKELY: Final = 0.5
"""Of the score of a quote in one language: what a quote in another needs."""

_HOW_LONG: Final = re.compile(
    r"\bhow (?:long|old|often|many (?:seconds|minutes|hours|days|weeks|months|years))\b"
    r"|\bwie (?:lang|lange|alt|oft|viele (?:sekunden|minuten|stunden|tage|wochen|monate|jahre))\b"
    r"|多久|多长|多大|几岁|(?:多少|几)(?:[秒天年周]|分钟|个?小时|个月)",
    re.IGNORECASE,
)
"""Of a question that asks for a length of time."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Which figures a question is about, and what tells that two quotes are about one thing."""

    query: Query
    vocabulary: Vocabulary
    asked: tuple[Figure, ...]

    @classmethod
    def over(cls, query: Query, index: Index) -> Self | None:
        """Prepare for a question; `None` if it asks for no figure and names none."""
        asked = figures(query.resolved, query.language)
        if not asked and query.wants not in {AnswerKind.NUMBER, AnswerKind.DATE}:
            return None
        return cls(
            query,
            Vocabulary.of(query.resolved, index),
            asked,
        )

    def marked(self, one: Quote, other: Quote) -> tuple[Quote, Quote] | None:
        """Mark in both quotes the figures for which the other has others; `None` if they agree.

        An article has other figures for other things: only another article contradicts it.
        """
        if one.article.id == other.article.id or not self._is_one_thing(one, other):
            return None
        ours, theirs = self._figures(one), self._figures(other)
        left, right = rival(ours, theirs), rival(theirs, ours)
        return (_with(one, left), _with(other, right)) if left and right else None

    def _figures(self, quote: Quote) -> list[Figure]:
        """Those of a quote that are of the kind that is asked for."""
        return [
            each for each in figures(quote.text, quote.article.language) if self._is_wanted(each)
        ]

    def _is_wanted(self, figure: Figure) -> bool:
        if any(figure.units & each.units for each in self.asked):
            return True
        if self.query.wants is AnswerKind.NUMBER:
            return not figure.units & DATES and (self._asks_time() or not figure.units & TIMES)
        return self.query.wants is AnswerKind.DATE and bool(figure.units & DATES)

    def _asks_time(self) -> bool:
        return _HOW_LONG.search(self.query.resolved) is not None

    def _is_one_thing(self, one: Quote, other: Quote) -> bool:
        """Tell whether both say the same of what the question names, numbers aside.

        Across languages, where words tell nothing, both have to answer about as likely.
        """
        if {one.article.language, other.article.language} != {self.query.language}:
            return other.score >= _AS_LIKELY * one.score
        ours, theirs = self._covered(one), self._covered(other)
        rarity = self.vocabulary.rarity
        either = sum(rarity[term] for term in ours | theirs)
        return bool(either) and sum(rarity[t] for t in ours & theirs) >= _ALIKE * either

    def _covered(self, span: Span) -> frozenset[str]:
        """Which words of the question stand in the quote, or above its article."""
        language = span.article.language
        wanted = self.vocabulary.by_language.get(language, frozenset())
        words = wanted & frozenset(terms(f"{span.article.title}\n{span.text}", language))
        return frozenset(each for each in words if not any(map(str.isdigit, each)))


def _with(quote: Quote, found: Sequence[Figure]) -> Quote:
    spans = {
        Span(quote.article, quote.start + each.start, quote.start + each.end) for each in found
    }
    return replace(
        quote,
        differing=tuple(sorted(spans.union(quote.differing), key=lambda each: each.start)),
    )
