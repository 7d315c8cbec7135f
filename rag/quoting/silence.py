"""When nothing is quoted, and why: a reason that is true, or that none was sure enough."""

from collections.abc import Sequence
from typing import Final

from onrecord.rag.evidence.judgement import ANSWER_SIGNALS
from onrecord.rag.question.query import FollowUp, Query
from onrecord.rag.quoting.answer import Reason

__all__ = ["least_confidence", "reason_for"]

_HARDLY_ASKED: Final = 0.35
"""Confidence from which bare words are answered.

Whatever comes near their subject answers them. Of 56 bare words that stand in none of three
corpora 23 were answered from the threshold on, and 7 from here; of 61 that do, 60 were, and 59 are.
"""

_BESIDE: Final = 0.65
"""Of the threshold: what answers a question that is asked beside another needs.

By itself, which counts half, it says less than it means. Of 148 such follow-ups, in view, 109 were
right so, answered or rightly not, and 101 from the threshold on.
"""

_ON_SUBJECT: Final = 0.5
"""Late interaction of a passage below which it is on another subject."""

_ANSWERS_NOT: Final = -1.0
"""Log odds, by reading, of the likeliest sentence, below which it surely doesn't answer."""

_AT: Final = {name: place for place, name in enumerate(ANSWER_SIGNALS)}


def least_confidence(query: Query, threshold: float) -> float:
    """Give the confidence from which a question is answered; below it there is silence."""
    if query.after:
        return _BESIDE * threshold
    return max(threshold, _HARDLY_ASKED) if query.is_bare else threshold


def reason_for(query: Query, signals: Sequence[float], *, is_named: bool, is_heard: bool) -> Reason:
    """Say why nothing is quoted, from what speaks for the candidate that came nearest.

    `is_named` says that the corpus names whoever's words are asked for, and `is_heard` that some
    of what came nearest are their words.
    """
    if query.follow_up is FollowUp.UNRESOLVED:
        return Reason.UNCLEAR
    if not signals:
        return Reason.FILTERED if query.filters else Reason.NO_SUBJECT
    if query.leaves_out:
        return Reason.NOT_CONFIDENT  # what is left out may well say it
    if signals[_AT["passage_tokens"]] < _ON_SUBJECT and not query.after:
        return Reason.NO_SUBJECT
    if query.speaker and is_named and not is_heard:
        return Reason.NOT_SPEAKER
    is_read = signals[_AT["is_read"]] > 0
    surely_not = is_read and signals[_AT["read_best"]] < _ANSWERS_NOT
    return Reason.NOT_ASKED if surely_not else Reason.NOT_CONFIDENT
