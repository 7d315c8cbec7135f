"""What everybody says: each voice is asked by itself, as the sides of a comparison are."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from onrecord.corpus import Sentence, Span
from onrecord.rag.conversation.comparing import Comparison
from onrecord.rag.conversation.naming import names_subject, passages_for
from onrecord.rag.names.same_name import is_any, is_by, voices
from onrecord.rag.question.query import AnswerKind, Query
from onrecord.rag.quoting.answer import Quote

__all__ = ["Hearing"]

_MOST: Final = 6
"""Voices that are asked; each costs as much as a question."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """Hears several voices; `nearest` gives the sentences that come nearest to a question.

    `mentioning` is as in `Teller`.
    """

    comparison: Comparison
    nearest: Callable[[Query], Sequence[Sentence]]
    mentioning: Callable[[Query, str], Sequence[Sentence]]

    def quotes(self, query: Query, least: float) -> tuple[Quote, ...]:
        """Give what each voice says on what is asked, if it scores so much or names it, by day.

        If some name it, only that; else what stands in passages that do, unless who speaks of it
        is asked: without it, somebody's words on anything else score as much.
        """
        elsewhere = self.mentioning(query, query.subject or "")
        beside = [*self._beside_subject(query), *elsewhere]
        said = dict.fromkeys(
            each
            for name in self._voices(query, beside)
            if (each := self._heard(query, name, beside, least))
        )
        named = [e for e in said if self._is_named(query, e) or _holds(e, elsewhere)]
        others = () if query.wants is AnswerKind.PERSON else said
        return tuple(sorted(named or others, key=lambda each: each.article.published or date.min))

    def _heard(
        self, query: Query, name: str, beside: Sequence[Sentence], least: float
    ) -> Quote | None:
        """Give the best of what somebody says, or else the first of their words that names it."""
        best = self.comparison.said(query, name)
        if best and best.score >= least and _holds(best, beside):
            return best
        own = (e for e in beside if is_by(name, e.speaker, self.comparison.aliases))
        first = next((e for e in own if e.kind.quotable and self._is_named(query, e)), None)
        if first is None:
            return None
        return Quote(first.article, first.start, first.end, least, first.speaker)

    def _is_named(self, query: Query, span: Span) -> bool:
        subject, language = query.subject or "", span.article.language
        return names_subject(subject, span.text, language, self.comparison.aliases)

    def _voices(self, query: Query, sentences: Sequence[Sentence]) -> list[str]:
        """Name who says sentences, the nearest to what is asked first."""
        nearest = enumerate(self.nearest(query))
        ranks = {(each.article.id, each.start): rank for rank, each in nearest}
        in_order = sorted(
            sentences, key=lambda each: ranks.get((each.article.id, each.start), len(ranks))
        )
        aliases = self.comparison.aliases
        speakers = (each.speaker for each in in_order if each.speaker)
        heard = (each for each in speakers if not is_any(query.leaves_out, each, aliases))
        return voices(heard, aliases)[:_MOST]

    def _beside_subject(self, query: Query) -> Iterator[Sentence]:
        index, aliases = self.comparison.index, self.comparison.aliases
        for hit in passages_for(query.subject or "", index, aliases, query.filters):
            if self._is_named(query, hit.passage):
                yield from hit.passage.sentences


def _holds(quote: Quote, sentences: Sequence[Sentence]) -> bool:
    return any(
        quote.start <= each.start < quote.end and quote.article.id == each.article.id
        for each in sentences
    )
