"""An article with what is reckoned from its words, before it is its turn to be written."""

from dataclasses import dataclass
from typing import Self

from onrecord.corpus import Passage
from onrecord.corpus.checkpoint import checkpoint
from onrecord.index.store.drafts import Draft
from onrecord.index.store.duplicates import Sketch, runs_of, sketcher
from onrecord.index.terms import terms

__all__ = ["Analysed"]


@dataclass(frozen=True, slots=True, eq=False)
class Analysed:
    """A draft, the terms of each of its passages, and the sketch by which copies are known."""

    draft: Draft
    words: tuple[str, ...]
    sketch: Sketch

    @classmethod
    def of(cls, draft: Draft) -> Self:
        """Reckon it: of a book that takes half a minute."""
        words = tuple(_lines_of_terms(each) for each in draft.passages)
        return cls(draft, words, sketcher()(runs_of(words)))


def _lines_of_terms(passage: Passage) -> str:
    """Write the terms of a passage, each sentence's on a line of its own."""
    checkpoint()
    return "\n".join(" ".join(terms(each.text, passage.language)) for each in passage.sentences)
