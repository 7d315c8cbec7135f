"""All that somebody is quoted with, by day."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Final

from onrecord.corpus import Sentence
from onrecord.index.filters import Filters
from onrecord.index.index import Index
from onrecord.rag.conversation.naming import names_subject, passages_for
from onrecord.rag.names.aliases import Aliases
from onrecord.rag.names.same_name import is_by
from onrecord.rag.question.query import Place, is_shown
from onrecord.rag.quoting.answer import Quote
from onrecord.rag.quoting.copies import collapsed, wording
from onrecord.rag.quoting.corrections import paragraphs

__all__ = ["MAX_STATEMENTS", "Statements"]

MAX_STATEMENTS: Final = 100

_ALL: Final = Filters()


@dataclass(frozen=True, slots=True)
class Statements:
    """Finds statements in one generation of the index."""

    index: Index
    aliases: Aliases

    def of(
        self, speaker: str, subject: str | None = None, filters: Filters = _ALL,
        beyond: Collection[Place] = (),
    ) -> tuple[Quote, ...]:  # fmt: skip
        """Give the statements of a speaker, the oldest first; on a subject, those that name it.

        Sentences that follow each other are one; the same words elsewhere are its copies. What
        stands in `beyond` is left out.
        """
        return self.on(subject, self.find(speaker, filters, beyond))

    def find(self, speaker: str, filters: Filters, beyond: Collection[Place]) -> list[Quote]:
        """Find all statements of a speaker, as `of` does, by article, with copies apart."""
        return [
            quote
            for article in self._articles(speaker, filters)
            for quote in self._said(self.index.sentences(article), speaker, beyond)
        ]

    def on(self, subject: str | None, found: Sequence[Quote]) -> tuple[Quote, ...]:
        """Give those of the statements found that name a subject, if given, the oldest first."""
        on = [each for each in found if not subject or self._is_on(subject, each)]
        return _by_day(on)[:MAX_STATEMENTS]

    def _articles(self, speaker: str, filters: Filters) -> list[str]:
        hits = passages_for(speaker, self.index, self.aliases, filters)
        return sorted({hit.passage.article.id for hit in hits})

    def _said(
        self, sentences: Sequence[Sentence], speaker: str, beyond: Collection[Place]
    ) -> Iterator[Quote]:
        """Make one quote of the sentences of a paragraph that follow each other."""
        for paragraph in paragraphs(sentences):
            runs = groupby(
                paragraph,
                key=lambda each: self._is_by(speaker, each) and not is_shown(each, beyond),
            )
            for first, *more in (run for is_said, run in runs if is_said):
                end = more[-1].end if more else first.end
                yield Quote(first.article, first.start, end, 1.0, first.speaker)

    def _is_by(self, speaker: str, sentence: Sentence) -> bool:
        return sentence.kind.quotable and is_by(speaker, sentence.speaker, self.aliases)

    def _is_on(self, subject: str, quote: Quote) -> bool:
        text = f"{quote.article.title} {quote.text}"
        return names_subject(subject, text, quote.article.language, self.aliases)


def _by_day(quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    alike: dict[str, list[Quote]] = {}
    for each in quotes:
        alike.setdefault(wording(each.text), []).append(each)
    found = [collapsed(each) for each in alike.values()]
    return tuple(
        sorted(found, key=lambda q: (q.article.published or date.min, q.article.id, q.start))
    )
