"""What a search finds, and what is known about it for weighing the evidence."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from onrecord.corpus import Passage

__all__ = ["Arm", "Evidence", "Hit", "Standing"]


class Arm(StrEnum):
    """Which search found a passage."""

    DENSE = "dense"
    LEXICAL = "lexical"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one search ranked a passage, counted from 1, and with what score of its own."""

    arm: Arm
    rank: int
    score: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage, how well it matches (higher is better, comparable within one arm), who found it.

    `id` names the passage within the index, for as long as its article is unchanged. A fused hit
    has its `standings` in the searches that found it.
    """

    id: int
    passage: Passage
    score: float
    arm: Arm
    standings: tuple[Standing, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """The token and sentence vectors of one passage, and its words.

    Attributes
    ----------
    vector
        (dimension,) float32, unit length: the passage as a whole.
    tokens
        (n, width) int8, projected token vectors.
    spans
        (n, 2) int32, code points into the article's text: the same count as `Sentence.start`.
    ids
        (n,) int32, numbers of the tokens in the encoder's vocabulary.
    sentence_vectors
        (n_sentences, dimension) float16, in the order of `passage.sentences`: the mean of a
        sentence's token vectors, normalised; zeros for a sentence without tokens.
    words
        A line for each sentence, in the same order: its terms as `onrecord.index.terms` gives
        them, apart by spaces.
    """

    passage: Passage
    vector: npt.NDArray[np.float32]
    tokens: npt.NDArray[np.int8]
    spans: npt.NDArray[np.int32]
    ids: npt.NDArray[np.int32]
    sentence_vectors: npt.NDArray[np.float16]
    words: str

    def terms(self, place: int) -> list[str]:
        """Give the terms of the sentence at a place in the passage."""
        return self.words.split("\n")[place].split()
