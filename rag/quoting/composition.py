"""Which of the sentences that answer are shown, how much of each, and what stands beside what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

from onrecord.corpus import Span
from onrecord.corpus.languages.script import has_han
from onrecord.index.index import Index
from onrecord.rag.names.aliases import Aliases
from onrecord.rag.names.same_name import is_by
from onrecord.rag.names.shape import is_person_like
from onrecord.rag.question.query import AnswerKind, Query
from onrecord.rag.quoting.answer import Quote, Remark
from onrecord.rag.quoting.copies import copies_of, wording
from onrecord.rag.quoting.corrections import concerns
from onrecord.rag.quoting.differing import Disagreement
from onrecord.rag.quoting.extents import Extents

__all__ = ["N_LISTED", "N_QUOTES", "Composer"]

N_QUOTES: Final = 3
"""Quotes that an answer shows, but for corrections, and for what a list needs."""

N_LISTED: Final = 6
"""Quotes that the answer to a question for several things shows."""

_LEAST: Final = 0.005
"""Of the first quote's score: what stands beside a quote needs, as a correction of it."""

_LEAST_SHOWN: Final = 0.01
"""Of the first quote's score: of 154 quotes below it in 825 answers two were right."""

_LEAST_LISTED: Final = 0.05
"""Of the first quote's score: what the fourth of a list needs, or any beside a whole list."""

_ENDS: Final = ".。!！?？…"

_SAME_ARTICLE: Final = 0.85
"""What a score counts for each quote of the same article that is shown already.

Over the sample cases less variety answers no more of them, and .7 or lower loses right quotes.
"""


@dataclass(frozen=True, slots=True)
class Composer:
    """Makes answers of rankings, over one generation of the index."""

    index: Index
    aliases: Aliases
    extents: Extents

    @classmethod
    def over(cls, index: Index, aliases: Aliases) -> Self:
        """Prepare for one generation."""
        return cls(index, aliases, Extents(index, aliases))

    def compose(
        self, query: Query, ranked: Sequence[Quote], confidence: float
    ) -> tuple[Quote, ...]:
        """Choose what is shown of a ranking: what answers best, then what stands beside it."""
        telling = [each for each in ranked if each.score >= _LEAST * confidence]
        wholes = _apart(self._whole(query, each) for each in telling)
        chosen = self._voiced(query, self._joined(query, _chosen(query, wholes)))
        chosen = self._differing(query, chosen, wholes)
        return tuple(self._corrected(chosen, wholes))

    def _whole(self, query: Query, quote: Quote) -> Quote:
        """Take in what belongs to a quote: all of a correction, or of an enumeration."""
        note = self.extents.corrected(quote)
        if note is not None:
            copies = [self.extents.corrected(each) or each for each in quote.copies]
            return replace(self._widened(quote, note, copies), remarks=(Remark.CORRECTION,))
        if query.wants is not AnswerKind.LIST:
            return quote
        copies = [self.extents.listed(each) for each in quote.copies]
        return self._widened(quote, self.extents.listed(quote), copies)

    def _widened(self, quote: Quote, span: Span, copies: Sequence[Span]) -> Quote:
        if (span.start, span.end) == (quote.start, quote.end):
            return quote
        return replace(
            quote,
            start=span.start,
            end=span.end,
            speaker=self.extents.speaker(span),
            copies=copies_of(span, copies),
        )

    def _joined(self, query: Query, quotes: Sequence[Quote]) -> list[Quote]:
        """Make one of what a list would name in quotes that follow each other in an article."""
        joined: list[Quote] = []
        for each in quotes:
            near = next((one for one in joined if self.extents.adjoin(one, each)), None)
            if query.wants is not AnswerKind.LIST or near is None:
                joined.append(each)
                continue
            pairs = [(a, b) for a in near.copies for b in each.copies if self.extents.adjoin(a, b)]
            whole = self._widened(near, _hull(near, each), [_hull(a, b) for a, b in pairs])
            joined[joined.index(near)] = whole
        return joined

    def _voiced(self, query: Query, chosen: Sequence[Quote]) -> list[Quote]:
        """Put others' words after those of whoever is asked about, if these come first.

        Beside a person's, other people's are left out: of 57 such quotes none was right. Whoever
        speaks for a company may be called by another name.
        """
        asked = query.speaker
        if asked is None or not self._is_by(asked, chosen[0]):
            return list(chosen)
        own = [each for each in chosen if each.speaker is None or self._is_by(asked, each)]
        if is_person_like(asked):
            return own
        return own + [each for each in chosen if each not in own]

    def _is_by(self, asked: str, quote: Quote) -> bool:
        return is_by(asked, quote.speaker, self.aliases)

    def _differing(
        self, query: Query, chosen: Sequence[Quote], wholes: Sequence[Quote]
    ) -> list[Quote]:
        """Put beside the first quote those that give another figure than it does."""
        disagreement = Disagreement.over(query, self.index)
        first, beside, others = chosen[0], list[Quote](), list[Quote]()
        if disagreement is None:
            return list(chosen)
        for each in chosen[1:]:
            marked = disagreement.marked(first, each)
            if marked is None:
                others.append(each)
            else:
                first = marked[0]
                beside.append(marked[1])
        if not beside:
            left = (each for each in wholes if not any(_overlap(each, one) for one in chosen))
            pairs = (disagreement.marked(first, each) for each in left)
            pair = next((each for each in pairs if each is not None), None)
            if pair is not None:
                first, beside = pair[0], [pair[1]]
        return [first, *beside, *others][: max(len(chosen), 2)]

    def _corrected(self, chosen: Sequence[Quote], wholes: Sequence[Quote]) -> list[Quote]:
        """Put beside each quote the correction that concerns it, and remark on both."""
        shown: list[Quote] = []
        for each in chosen:
            if any(_overlap(each, other) for other in shown):
                continue
            note = None if Remark.CORRECTION in each.remarks else self._note(each, wholes)
            if note is None:
                shown.append(each)
                continue
            shown.append(replace(each, remarks=(Remark.CORRECTED,)))
            if not any(_overlap(note, other) for other in shown):
                shown.append(note)
        return shown

    def _note(self, quote: Quote, wholes: Sequence[Quote]) -> Quote | None:
        """Find the correction that concerns a quote: in its article, or among what answers."""
        known = [each for each in wholes if Remark.CORRECTION in each.remarks]
        found = next((each for each in known if concerns(each, quote)), None)
        if found is not None:
            return found
        for note in self.extents.notes(quote.article.id):
            if concerns(note, quote) and not _overlap(note, quote):
                speaker = self.extents.speaker(note)
                return Quote(
                    note.article, note.start, note.end, 0.0, speaker, remarks=(Remark.CORRECTION,)
                )
        return None


def _hull(one: Span, other: Span) -> Span:
    return Span(one.article, min(one.start, other.start), max(one.end, other.end))


def _apart(quotes: Iterable[Quote]) -> list[Quote]:
    """Leave out what stands in a quote before it, there or in another article that says more."""
    kept, said = list[Quote](), list[str]()
    for each in quotes:
        words = wording(each.text)
        again = any(_stands_in(words.rstrip(_ENDS), other) for other in said)
        if not again and not any(_overlap(each, other) for other in kept):
            kept.append(each)
            said.append(words)
    return kept


def _stands_in(words: str, other: str) -> bool:
    """Whether a wording stands in another, and its last word or number does not go on there.

    >>> [_stands_in("it sold 5", other) for other in ("it sold 5, he said.", "it sold 50.")]
    [True, False]
    """
    at = other.find(words)
    after = other[at + len(words) :][:1]
    return at >= 0 and (not after.isalnum() or has_han(after))


def _overlap(one: Span, other: Span) -> bool:
    return one.article.id == other.article.id and one.start < other.end and other.start < one.end


def _chosen(query: Query, wholes: Sequence[Quote]) -> list[Quote]:
    """Choose by score, and from different articles where several answer as well."""
    if query.order is not None:
        return list(wholes[:N_QUOTES])
    left = [each for each in wholes[1:] if each.score >= _LEAST_SHOWN * wholes[0].score]
    chosen = [wholes[0]]
    listed = query.wants is AnswerKind.LIST
    least = _LEAST_LISTED * wholes[0].score
    while left and len(chosen) < (N_LISTED if listed else N_QUOTES):
        if listed and len(chosen) >= N_QUOTES:
            left = [each for each in left if each.score >= least]
        articles = [each.article.id for each in chosen]
        best = max(
            left,
            key=lambda each: each.score * _SAME_ARTICLE ** articles.count(each.article.id),
            default=None,
        )
        if best is None:
            break
        chosen.append(best)
        left.remove(best)
    return sorted(chosen, key=wholes.index)
