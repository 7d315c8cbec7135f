"""Where in an article the words of citations stand now, and what stands around them."""

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.corpus import Article, Sentence, Span
from onrecord.index.citations import Fate, Reference, followed
from onrecord.rag.quoting.answer import Quote
from onrecord.ui.engine import Engine

__all__ = ["Place", "meant", "places_in", "quote_at", "widened"]


@dataclass(frozen=True, slots=True)
class Place:
    """What became of a citation, `None` where that can't be told; and the span to show for it.

    Where the words are lost, that is what stands in their place now, if anything does.
    """

    fate: Fate | None
    span: Span | None

    @property
    def is_lost(self) -> bool:
        """Whether the words are no longer in the article."""
        return self.fate is Fate.CHANGED


def meant(engine: Engine, article_id: str, reference: Reference | None) -> Article | None:
    """Find the article, also where it has another name by now and the text that was cited."""
    try:
        return engine.article(article_id)
    except KeyError:
        text = reference.text if reference else ""
        named = (each.id for each in engine.articles() if text and each.sha256.startswith(text))
        found = next(named, None)
        return engine.article(found) if found else None


def quote_at(engine: Engine, article_id: str, reference: Reference | None) -> Quote | None:
    """Give words that are referred to as a quote like any other; `None` if they aren't there."""
    article = meant(engine, article_id, reference)
    fate, span = followed(article, reference) if article and reference else (None, None)
    if article is None or span is None or fate is None:
        return None
    sentences = engine.sentences(article.id)
    said = [each for each in sentences if each.start < span.end and span.start < each.end]
    names = {each.speaker.text if each.speaker else "" for each in said}
    speaker = said[0].speaker if len(names) == 1 else None
    return Quote(article, span.start, span.end, 1.0, speaker)


def places_in(
    article: Article, sentences: Sequence[Sentence], references: Sequence[Reference]
) -> tuple[Place, ...]:
    """Find each of the references in the article as it is now."""
    found = []
    for reference in references:
        fate, span = followed(article, reference)
        found.append(Place(fate, span or _instead(article, sentences, reference)))
    return tuple(found)


def widened(span: Span, sentences: Sequence[Sentence], by: int) -> tuple[Span, bool]:
    """Add so many sentences on either side, up to what is never quoted; tell whether more is there.

    >>> text = "One. Two. Three."
    >>> article = Article("a", text, "a", None, None, None, "en", None)
    >>> from onrecord.corpus import SentenceKind
    >>> cut = [Sentence(article, *at, SentenceKind.PROSE) for at in ((0, 4), (5, 9), (10, 16))]
    >>> widened(Span(article, 5, 9), cut, 1)[0].text
    'One. Two. Three.'
    """
    for _ in range(by):
        span = _wider(span, sentences)
    return span, _wider(span, sentences) != span


def _wider(span: Span, sentences: Sequence[Sentence]) -> Span:
    before = next((each for each in reversed(sentences) if each.end <= span.start), None)
    after = next((each for each in sentences if each.start >= span.end), None)
    start = before.start if before and before.kind.quotable else span.start
    end = after.end if after and after.kind.quotable else span.end
    return Span(span.article, start, end)


def _instead(article: Article, sentences: Sequence[Sentence], reference: Reference) -> Span | None:
    """Give the whole sentences where words once stood."""
    here = [each for each in sentences if each.start < reference.end and reference.start < each.end]
    return Span(article, here[0].start, here[-1].end) if here else None
