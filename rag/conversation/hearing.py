"""What everybody says: each voice is asked by itself, as the sides of a comparison are."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from onrecord.corpus import Sentence
from onrecord.rag.conversation.comparing import Comparison
from onrecord.rag.conversation.naming import names_subject, passages_for
from onrecord.rag.names.same_name import is_by
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

        If some name it, only that; else if their paragraphs do, only what stands there.
        """
        owns = (self.comparison.own(query, name) for name in self._voices(query))
        said = [[each for each in own if each.score >= least] for own in owns]
        named = [[each for each in own if self._names(query, each, each.text)] for own in said]
        around = self.comparison.around
        beside = [[each for each in own if self._names(query, each, around(each))] for own in said]
        on = next(filter(any, (named, beside)), said)
        found = dict.fromkeys(own[0] for own in on if own)
        return tuple(sorted(found, key=lambda each: each.article.published or date.min))

    def _names(self, query: Query, quote: Quote, text: str) -> bool:
        language = quote.article.language
        return names_subject(query.subject or "", text, language, self.comparison.aliases)

    def _voices(self, query: Query) -> list[str]:
        """Name who speaks where the subject is named, or else near by, the nearest first."""
        nearest = list(self.nearest(query))
        ranks = {(each.article.id, each.start): rank for rank, each in enumerate(nearest)}
        named = sorted(
            self._beside_subject(query),
            key=lambda each: ranks.get((each.article.id, each.start), len(ranks)),
        )
        voices: list[str] = []
        for speaker in (each.speaker for each in named or nearest):
            if speaker and not any(is_by(v, speaker, self.comparison.aliases) for v in voices):
                voices.append(speaker.text)
        return voices[:_MOST]

    def _beside_subject(self, query: Query) -> Iterator[Sentence]:
        index, aliases = self.comparison.index, self.comparison.aliases
        subject = query.subject or ""
        for hit in passages_for(subject, index, aliases, query.filters):
            passage = hit.passage
            if names_subject(subject, passage.text, passage.language, aliases):
                yield from (each for each in passage.sentences if each.speaker)
