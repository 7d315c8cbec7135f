"""An article on its way into the store, of which is told part by part who speaks in it."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from onrecord.corpus import Passage, Sentence
from onrecord.index.store.drafts import Draft

__all__ = ["Telling"]

_AT_ONCE: Final = 512
"""Passages that are looked at together: all tokens of a very long article would take half a
gigabyte."""


@dataclass(slots=True, eq=False)
class Telling:
    """An article, its sentences of which is told who says them, and the count of their passages."""

    draft: Draft
    said: list[Sentence] = field(default_factory=list)
    n_passages: int = 0

    @property
    def breaks(self) -> tuple[Passage, ...]:
        """The passages that end a part, but for the last."""
        return self.draft.passages[_AT_ONCE - 1 : -1 : _AT_ONCE]

    @property
    def is_whole(self) -> bool:
        """Whether all is told."""
        return self.n_passages == len(self.draft.passages)

    def part(self) -> tuple[tuple[Passage, ...], tuple[Sentence, ...]]:
        """Give the next passages, and the sentences from the last told to the end of these."""
        passages = self.draft.passages[self.n_passages : self.n_passages + _AT_ONCE]
        sentences = self.draft.sentences
        last = bisect_left(sentences, passages[-1].end, key=lambda each: each.start)
        is_last = passages[-1] is self.draft.passages[-1]
        return passages, sentences[len(self.said) : None if is_last else last]

    def told(self, passages: Sequence[Passage], said: Sequence[Sentence]) -> None:
        """Take what was told of a part."""
        self.said += said
        self.n_passages += len(passages)

    def whole(self) -> Draft:
        """Give the article with all that was told."""
        return replace(self.draft, sentences=tuple(self.said)) if self.said else self.draft
