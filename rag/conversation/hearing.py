"""What everybody says: each voice is asked by itself, as the sides of a comparison are."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from onrecord.corpus import Passage, Sentence, Span
from onrecord.rag.conversation.comparing import Comparison
from onrecord.rag.conversation.naming import names_subject, passages_for
from onrecord.rag.names.same_name import is_any, voices
from onrecord.rag.question.query import Query
from onrecord.rag.quoting.answer import Quote

__all__ = ["Hearing"]

_MOST: Final = 6
"""Voices that are asked; each costs as much as a question."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """Hears several voices; `nearest` gives the sentences that come nearest to a question."""

    comparison: Comparison
    nearest: Callable[[Query], Sequence[Sentence]]

    def quotes(self, query: Query, least: float) -> tuple[Quote, ...]:
        """Give what each voice says on what is asked, if it scores so much, by day.

        If some name it, only that; else what stands in passages that do: without it, somebody's
        words on anything else score as much.
        """
        beside = list(self._beside_subject(query))
        answers = (self.comparison.said(query, name) for name in self._voices(query, beside))
        said = dict.fromkeys(
            each
            for each in answers
            if each and each.score >= least and any(_holds(passage, each) for passage in beside)
        )
        named = [each for each in said if self._is_named(query, each)]
        return tuple(sorted(named or said, key=lambda each: each.article.published or date.min))

    def _is_named(self, query: Query, span: Span) -> bool:
        subject, language = query.subject or "", span.article.language
        return names_subject(subject, span.text, language, self.comparison.aliases)

    def _voices(self, query: Query, passages: Sequence[Passage]) -> list[str]:
        """Name who speaks in passages, the nearest to what is asked first."""
        nearest = enumerate(self.nearest(query))
        ranks = {(each.article.id, each.start): rank for rank, each in nearest}
        sentences = sorted(
            (each for passage in passages for each in passage.sentences),
            key=lambda each: ranks.get((each.article.id, each.start), len(ranks)),
        )
        aliases = self.comparison.aliases
        speakers = (each.speaker for each in sentences if each.speaker)
        heard = (each for each in speakers if not is_any(query.leaves_out, each, aliases))
        return voices(heard, aliases)[:_MOST]

    def _beside_subject(self, query: Query) -> Iterator[Passage]:
        index, aliases = self.comparison.index, self.comparison.aliases
        for hit in passages_for(query.subject or "", index, aliases, query.filters):
            if self._is_named(query, hit.passage):
                yield hit.passage


def _holds(passage: Passage, quote: Quote) -> bool:
    is_within = passage.start <= quote.start < passage.end
    return is_within and passage.article.id == quote.article.id
