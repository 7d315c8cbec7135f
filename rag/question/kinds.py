"""What is asked, and on what a question leans, from how likely each kind is."""

from typing import Final

import numpy as np
import numpy.typing as npt

from onrecord.rag.question.asked import Asks, Leans

__all__ = ["ASKS", "LEANS", "LEANS_FROM", "asked", "leaning", "leaning_share"]

Floats = npt.NDArray[np.float32]

ASKS: Final = tuple(Asks)
LEANS: Final = tuple(Leans)

LEANS_FROM: Final = 0.1
"""Probability of leaning from which a question is read with what stands before it.

Of 844 questions that stand by themselves 18 are as likely to; of 195 that follow others, 144.
"""

_TALK: Final = (Asks.GREETING, Asks.THANKS)
_SURELY_TALK: Final = 0.65
"""Probability of small talk, from which it is that.

Of 1,405 words of articles, each by itself, 13 reach it; "hello" has .98, "thx" .69.
"""

_THANKED: Final = 0.75
"""Share of thanks in what is small talk, below which "hello" and "bonjour" are read as such."""

_OF_ALL: Final = 0.975
"""Probability that a count leans on nothing, from which it counts all articles.

For "how many are there?" and 有几篇？, which lean on a list, it is .97 at most; else .986 at least.
"""


def asked(odds: Floats) -> Asks:
    """Read what is asked from log odds of all kinds; of what is hardly small talk, words.

    >>> asked(np.log(np.array([0.2, *[0.01] * 10, 0.4, 0.2], np.float32)))
    <Asks.WORDS: 'words'>
    """
    found = ASKS[int(odds.argmax())]
    if found not in _TALK:
        return found
    greeting, thanks = (_shares(odds)[ASKS.index(each)] for each in _TALK)
    if greeting + thanks < _SURELY_TALK:
        return Asks.WORDS
    return Asks.THANKS if thanks >= _THANKED * (greeting + thanks) else Asks.GREETING


def leaning(odds: Floats, asks: Asks) -> Leans:
    """Read on what is leant from log odds of all kinds; a count that may lean is of a list.

    >>> leaning(np.log(np.array([0.9, *[0.02] * 5], np.float32)), Asks.COUNT)
    <Leans.SOMETHING: 'something'>
    """
    found = LEANS[int(odds.argmax())]
    may_lean = asks is Asks.COUNT and _shares(odds)[LEANS.index(Leans.NOTHING)] < _OF_ALL
    return Leans.SOMETHING if may_lean and found is Leans.NOTHING else found


def leaning_share(odds: Floats) -> float:
    """Tell from log odds of all kinds how likely anything is leant on.

    >>> round(leaning_share(np.log(np.array([0.9, *[0.02] * 5], np.float32))), 3)
    0.1
    """
    return float(1 - _shares(odds)[LEANS.index(Leans.NOTHING)])


def _shares(odds: Floats) -> Floats:
    shares: Floats = np.exp(odds - np.logaddexp.reduce(odds))
    return shares
