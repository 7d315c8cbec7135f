"""How far a quote reaches where one sentence is not the whole of it: lists and corrections."""

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Final

from onrecord.corpus import Sentence, Span, Speaker, Speech
from onrecord.index.index import Index
from onrecord.rag.names.aliases import Aliases
from onrecord.rag.names.same_name import same_name
from onrecord.rag.quoting.corrections import is_correction, paragraph, paragraphs
from onrecord.rag.quoting.enumeration import enumeration

__all__ = ["Extents"]

_REMEMBERED: Final = 512
"""Articles whose notes are known."""

Places = tuple[int, int]
SameVoice = Callable[[Speaker | None, Speaker | None], bool]


class Extents:
    """Widens spans over one generation of the index, never into somebody else's words."""

    def __init__(self, index: Index, aliases: Aliases) -> None:
        self._index = index
        self._aliases = aliases
        self.notes = lru_cache(_REMEMBERED)(partial(_notes, index))

    def listed(self, span: Span) -> Span:
        """Take in the enumeration that a span of whole sentences is part of."""
        sentences, places = self._places(span)
        return _one_voice(sentences, places, enumeration(sentences, *places), self._is_same)

    def corrected(self, span: Span) -> Span | None:
        """Give the whole paragraph of a span that stands in a correction; `None` in others."""
        sentences, (first, last) = self._places(span)
        note = paragraph(sentences, span.start)
        if not is_correction(span.article, note):
            return None
        starts = [each.start for each in sentences]
        whole = min(first, starts.index(note[0].start)), max(last, starts.index(note[-1].start))
        return _one_voice(sentences, (first, last), whole, _is_retold)

    def speaker(self, span: Span) -> Speaker | None:
        """Who says all sentences of a span, if it is one and the same."""
        found = self._said_by(span)
        return found[0] if self._is_one(found) else None

    def adjoin(self, one: Span, other: Span) -> bool:
        """Whether two spans follow each other in one paragraph, in the same person's words."""
        first, second = sorted((one, other), key=lambda each: each.start)
        gap = first.article.text[first.end : second.start]
        if first.article.id != second.article.id or first.end > second.start:
            return False
        return not gap.strip(" ") and self._is_one([*self._said_by(first), *self._said_by(second)])

    def _said_by(self, span: Span) -> list[Speaker | None]:
        """Who says each of the sentences of a span."""
        sentences, (first, last) = self._places(span)
        return [each.speaker for each in sentences[first : last + 1]]

    def _is_one(self, found: Sequence[Speaker | None]) -> bool:
        return all(self._is_same(found[0], each) for each in found)

    def _places(self, span: Span) -> tuple[Sequence[Sentence], Places]:
        sentences = self._index.sentences(span.article.id)
        places = [n for n, each in enumerate(sentences) if span.start <= each.start < span.end]
        return sentences, (places[0], places[-1])

    def _is_same(self, one: Speaker | None, other: Speaker | None) -> bool:
        if one is None or other is None:
            return one is other
        return same_name(one.text, other.text, self._aliases)


def _is_retold(one: Speaker | None, other: Speaker | None) -> bool:
    """Tell whether the article tells both in its own words."""
    return all(each is None or each.speech is Speech.REPORTED for each in (one, other))


def _notes(index: Index, article_id: str) -> tuple[Span, ...]:
    """Find the paragraphs of an article that take something back."""
    sentences, at, found = index.sentences(article_id), 0, list[Span]()
    for note in paragraphs(sentences):
        if note[0].kind.quotable and is_correction(note[0].article, note):
            last = at + len(note) - 1
            found.append(_one_voice(sentences, (at, at), (at, last), _is_retold))
        at += len(note)
    return tuple(found)


def _one_voice(
    sentences: Sequence[Sentence], quoted: Places, whole: Places, is_one: SameVoice
) -> Span:
    """Cut a stretch where it is not said by whoever says the quote."""
    (first, last), article = quoted, sentences[0].article
    said_by = [each.speaker for each in sentences]
    while first > whole[0] and is_one(said_by[quoted[0]], said_by[first - 1]):
        first -= 1
    while last < whole[1] and is_one(said_by[quoted[0]], said_by[last + 1]):
        last += 1
    return Span(article, sentences[first].start, sentences[last].end)
