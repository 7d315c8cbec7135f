"""Who speaks in the sentences of a passage, read with what stands around it."""

from collections.abc import Mapping
from functools import lru_cache, partial
from typing import Final

from corpus import Passage, Span
from index.index import Index
from rag.answer import Speaker
from rag.names import Aliases
from rag.speaker_match import matches
from rag.speech import attributions

__all__ = ["Voices"]

_BEFORE: Final = 6
"""Sentences before a passage that may name who goes on speaking in it."""

_AFTER: Final = 2
_REMEMBERED: Final = 512


class Voices:
    """The speakers of one generation's passages; each passage is read once."""

    def __init__(self, index: Index, aliases: Aliases) -> None:
        self._aliases = aliases
        self._read = lru_cache(_REMEMBERED)(partial(_read_passage, index))

    def speaker(self, passage: Passage, start: int) -> Speaker | None:
        """Who says the sentence that starts at `start`, if that is certain."""
        return self._read(passage.article.id, passage.start, passage.end).get(start)

    def speakers(self, span: Span) -> Mapping[int, Speaker]:
        """Who says the sentences that start in `span`, by their start; one in it is needed."""
        return self._read(span.article.id, span.start, span.end)

    def is_asked(self, asked: str, speaker: Speaker) -> bool:
        """Whether `speaker` is, or speaks for, whom a question names."""
        return matches(asked, speaker, self._aliases)


def _read_passage(index: Index, article_id: str, start: int, end: int) -> Mapping[int, Speaker]:
    everything = index.sentences(article_id)
    inside = [n for n, each in enumerate(everything) if start <= each.start < end]
    window = everything[max(0, inside[0] - _BEFORE) : inside[-1] + 1 + _AFTER]
    found = zip(window, attributions(window), strict=True)
    return {each.start: speaker for each, speaker in found if speaker is not None}
