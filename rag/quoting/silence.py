"""Why there is no answer."""

from typing import Final

from onrecord.rag.evidence.judgement import ANSWER_SIGNALS
from onrecord.rag.question.query import FollowUp, Query
from onrecord.rag.quoting.answer import Reason

__all__ = ["reason_for"]

_NEARLY: Final = 0.9
"""Of the threshold: a confidence above it fell only a little short."""

_ON_SUBJECT: Final = 0.5
"""Late interaction of a passage on the question's subject."""

_AT: Final = {name: place for place, name in enumerate(ANSWER_SIGNALS)}


def reason_for(
    query: Query, signals: tuple[float, ...], confidence: float, threshold: float
) -> Reason:
    """Say why nothing is quoted, from what speaks for the candidate that came nearest."""
    if query.follow_up is FollowUp.UNRESOLVED:
        return Reason.UNCLEAR
    if not signals:
        return Reason.FILTERED if query.filters else Reason.NO_SUBJECT
    if signals[_AT["passage_tokens"]] < _ON_SUBJECT:
        return Reason.NO_SUBJECT
    nearly = confidence >= _NEARLY * threshold
    if signals[_AT["asks_speaker"]] and not (nearly and signals[_AT["heard"]]):
        return Reason.NOT_SPEAKER
    return Reason.NOT_CONFIDENT if nearly else Reason.NOT_ASKED
