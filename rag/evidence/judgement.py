"""What the signals amount to: how candidates are ordered, and how sure the first one is.

Both are linear in the signals, so that each answer can be explained. The weights were learned by
`onrecord.rag.learning.judgement`; the file that holds them says from what.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from onrecord.rag.evidence.prior import Prior
from onrecord.rag.evidence.signals import SIGNALS

__all__ = ["AGAINST", "ANSWER_SIGNALS", "EITHER", "Judgement", "Verdict", "answer_signals"]

Floats = npt.NDArray[np.float64]

ANSWER_SIGNALS: Final = (
    *SIGNALS,
    "lead",  # how far the first is ahead of the next four, in the scores of the order
    "named",  # 0 to 1: whether any candidate's passage names whoever is asked for
    "voice_best",  # how likely any candidate is said by whoever is asked for
    "asks_somebody",  # for somebody's words
    "support",  # mean late interaction of the five best
    "read_any",  # log odds, by reading, that any of those read answers
    "read_best",  # the greatest log odds of one
    "read_second",  # and the next
)

AGAINST: Final = frozenset(("missing", "is_question", "is_short"))
"""Signals that never make an answer likelier."""

EITHER: Final = frozenset(("same_language", "is_read", "read_second", "asks_somebody"))
"""Signals that shift what the others mean; all further ones never make an answer less likely."""

_N_BEST: Final = 5
_UNNAMED, _NAMED = 0.35, 0.5
"""How well a name is met at most where it stands nowhere, and at least where it surely does."""

_UNREAD: Final = -9.0
"""Log odds where nothing was read, or nothing else."""

_AT: Final = {name: place for place, name in enumerate(SIGNALS)}


def answer_signals(rows: npt.NDArray[np.float32], order: Floats) -> Floats:
    """Give what speaks for the first candidate, seen among the others.

    `rows` are the signals of the candidates, best first, and `order` their scores.
    """
    read = np.sort(rows[rows[:, _AT["is_read"]] > 0, _AT["read"]].astype(np.float64))
    best = np.concatenate([[_UNREAD, _UNREAD], read])[-2:]
    others = (
        order[0] - order[1:_N_BEST].mean() if len(order) > 1 else 0.0,
        float(np.clip((rows[:, _AT["name_nearby"]].max() - _UNNAMED) / (_NAMED - _UNNAMED), 0, 1)),
        rows[:, _AT["voice"]].max(),
        float(rows[:, _AT["name_nearby"]].any()),
        rows[:_N_BEST, _AT["sentence_tokens"]].mean(),
        np.logaddexp.reduce(read) if len(read) else _UNREAD,
        best[1],
        best[0],
    )
    return np.array([*rows[0], *others], np.float64)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How candidates are ordered, by their places, best first, and how they score in that order.

    The first one's score is the `confidence`, the estimated probability that it answers; each
    further one's falls with its distance from it. `signals` are what the confidence rests on.
    """

    order: tuple[int, ...] = ()
    scores: tuple[float, ...] = ()
    signals: tuple[float, ...] = ()

    @property
    def confidence(self) -> float:
        """0 without candidates."""
        return self.scores[0] if self.scores else 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """Weights of the order, weights of the confidence, and the confidence it takes to answer.

    Attributes
    ----------
    nearness
        (len(SIGNALS),) float64: as `order`, for candidates of which none has been read.
    order
        (len(SIGNALS),) float64: a candidate's score is its product with the signals.
    confidence, intercept
        (len(ANSWER_SIGNALS),) float64 and a number: a logistic regression.
    threshold
        Below this confidence the answer is silence.
    """

    nearness: Floats
    order: Floats
    confidence: Floats
    intercept: float
    threshold: float

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the weights; a signal that the file doesn't name has none."""
        saved = json.loads(path.read_text("utf-8"))
        return cls(
            _vector(saved["nearness"], SIGNALS),
            _vector(saved["order"], SIGNALS),
            _vector(saved["confidence"], ANSWER_SIGNALS),
            saved["intercept"],
            saved["threshold"],
        )

    def likeliest(self, rows: npt.NDArray[np.float32], prior: Floats) -> list[int]:
        """Order what is unread: places of (n, len(SIGNALS)) rows, what is to be read first first.

        `prior` is (n,), what speaks for each beside them.
        """
        nearness = rows.astype(np.float64) @ self.nearness + prior
        return [int(place) for place in (-nearness).argsort(kind="stable")]

    def score(self, rows: npt.NDArray[np.float32]) -> Floats:
        """(n, len(SIGNALS)) signals -> (n,) scores, comparable within one question."""
        return rows.astype(np.float64) @ self.order

    def verdict(self, rows: npt.NDArray[np.float32], prior: Prior) -> Verdict:
        """Judge candidates by their signals  # (n, len(SIGNALS)) float32."""
        if not len(rows):
            return Verdict()
        by_signals = self.score(rows)
        scores = by_signals + prior.order
        order = (-scores).argsort(kind="stable")
        telling = answer_signals(rows[order], by_signals[order])
        sure = self.probability(telling, prior.confidence[order[0]])
        shares = sure * np.exp(scores[order] - scores[order[0]])
        return Verdict(tuple(order.tolist()), tuple(shares.tolist()), tuple(telling.tolist()))

    def probability(self, signals: Floats, prior: float = 0.0) -> float:
        """Estimate the probability that the first candidate answers the question.

        `prior` are log odds of what no signal tells.
        """
        odds = signals @ self.confidence + self.intercept + prior
        return float(1 / (1 + np.exp(-odds)))


def _vector(weights: Mapping[str, float], names: tuple[str, ...]) -> Floats:
    return np.array([weights.get(name, 0.0) for name in names], np.float64)
