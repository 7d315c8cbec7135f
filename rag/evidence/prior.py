"""What was shown or pasted before: it makes a sentence likelier to be meant, or less."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from onrecord.rag.evidence.signals import Candidate
from onrecord.rag.question.query import FollowUp, Query, is_shown
from onrecord.rag.question.verbatim import Verbatim

__all__ = ["Prior", "are_pasted", "is_near"]

_SAME_ARTICLE: Final = {True: 3.0, False: 2.0}
"""In the scores of the order: what it is worth to be of an article that answered before.

If the question leans on another, and if it stands by itself.
"""

_SHOWN: Final = {True: 1.5, False: 1.0}
"""And what it costs to have been shown: who asks on has read it."""

_SURER: Final = {True: 0.5, False: 0.0}
"""In log odds: how much surer it makes an answer to be of such an article."""

_PASTED: Final = 6.0
"""To hold the words that were pasted, in scores and in log odds: more than all else together."""


@dataclass(frozen=True, slots=True, eq=False)
class Prior:
    """What speaks for candidates beside their signals.

    Attributes
    ----------
    order
        (n,) float64: added to their scores.
    confidence
        (n,) float64: log odds, added to those of an answer that begins with one.
    """

    order: npt.NDArray[np.float64]
    confidence: npt.NDArray[np.float64]

    @classmethod
    def of(cls, query: Query, candidates: Sequence[Candidate]) -> Self:
        """Tell from what was shown before a question was asked."""
        leans = query.follow_up is FollowUp.RESOLVED
        near = np.array([is_near(query, each) for each in candidates], np.float64)
        shown = np.array([is_shown(each.sentence, query.seen) for each in candidates], np.float64)
        pasted = np.array(are_pasted(query, candidates), np.float64)
        order = _SAME_ARTICLE[leans] * near - _SHOWN[leans] * shown
        return cls(order + _PASTED * pasted, _SURER[leans] * near + _PASTED * pasted)


def is_near(query: Query, candidate: Candidate) -> bool:
    """Whether a candidate's article was shown before."""
    return candidate.passage.article.id in query.near


def are_pasted(query: Query, candidates: Sequence[Candidate]) -> list[bool]:
    """Tell whether each candidate holds the words that were pasted, or their beginning."""
    words = Verbatim.asked_for(query)
    evidence = {id(each.evidence): each.passage.sentences for each in candidates}
    places = {key: words.places(sentences) for key, sentences in evidence.items()}
    return [each.place in places[id(each.evidence)] for each in candidates]
