"""Late interaction: how well the tokens of a sentence, read in its passage, meet a question's.

After ColBERT (Khattab and Zaharia, SIGIR 2020): each token of the question looks for its best
match among the tokens of the sentence, and the matches are averaged by the tokens' salience.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from onrecord.index.encoding.encoder import Encoding
from onrecord.index.encoding.projection import TokenProjection
from onrecord.index.hit import Evidence

__all__ = ["AskedVectors", "Similarity", "similarities"]

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class AskedVectors:
    """The question as vectors.

    Attributes
    ----------
    vector
        (dim,) float32, unit length.
    tokens
        (m, width) float32: their products with stored tokens are cosines.
    salience
        (m,) float32, sum 1.
    """

    vector: Floats
    tokens: Floats
    salience: Floats

    @classmethod
    def of(cls, encoding: Encoding, projection: TokenProjection) -> "AskedVectors":
        """Project an encoded question."""
        vector = projection.question_vector(encoding.vector)
        return cls(vector, *projection.question(encoding.tokens))


@dataclass(frozen=True, slots=True, eq=False)
class Similarity:
    """How near the sentences of one passage come to a question; all cosines, -1 to 1.

    Attributes
    ----------
    sentence_tokens, sentence_vectors
        For each sentence, late interaction and cosine; -1 for a sentence without tokens.
    nearness
        For each sentence, all of it together: tells what is worth looking at.
    passage_tokens, passage_vector
        Late interaction and cosine of the whole passage.
    """

    sentence_tokens: Sequence[float]
    sentence_vectors: Sequence[float]
    nearness: Sequence[float]
    passage_tokens: float
    passage_vector: float


def similarities(asked: AskedVectors, found: Sequence[Evidence]) -> list[Similarity]:
    """Hold a question against each passage's sentences, in their order; all in one go."""
    if not found:
        return []
    tokens = np.concatenate([each.tokens for each in found]).astype(np.float32)
    met = tokens @ asked.tokens.T  # (n_tokens, m)
    counts = [len(each.passage.sentences) for each in found]
    owners = np.repeat(np.arange(len(found)), counts)
    bounds = _bounds(found)
    filled = np.flatnonzero(bounds[:-1] < bounds[1:])
    by_sentence = _reduced(met, bounds[filled], filled, len(owners))
    firsts = np.flatnonzero(np.diff(owners[filled], prepend=-1))
    by_passage = _reduced(by_sentence[filled], firsts, owners[filled][firsts], len(found))
    vectors = np.concatenate([each.sentence_vectors for each in found]).astype(np.float32)
    near = by_sentence @ asked.salience
    cosines = vectors @ asked.vector
    wholes = np.stack([each.vector for each in found]) @ asked.vector
    return list(
        map(
            Similarity,
            _parted(near, counts),
            _parted(cosines, counts),
            _parted(near + 0.25 * cosines + 0.25 * wholes[owners], counts),
            (by_passage @ asked.salience).tolist(),
            wholes.tolist(),
        )
    )


def _bounds(found: Sequence[Evidence]) -> npt.NDArray[np.int64]:
    """Rows at which the tokens of each sentence begin, and where the last one's end."""
    bounds: list[int] = []
    at = 0
    for each in found:
        begins = each.spans[:, 0].tolist()
        after = (sentence.start for sentence in each.passage.sentences[1:])
        bounds += [at, *(at + bisect_left(begins, start) for start in after)]
        at += len(begins)
    return np.array([*bounds, at])


def _parted(values: Floats, counts: Sequence[int]) -> list[list[float]]:
    """Part the values of all sentences: a list for each passage, which has so many sentences."""
    found = values.tolist()
    return [found[end - count : end] for end, count in zip(accumulate(counts), counts, strict=True)]


def _reduced(
    met: Floats, begins: npt.NDArray[np.int64], rows: npt.NDArray[np.int64], n: int
) -> Floats:
    """Take the best of each run of rows that begins at `begins`, into (n, m); -1 elsewhere."""
    best = np.full((n, met.shape[1]), -1.0, np.float32)
    if len(begins):
        best[rows] = np.maximum.reduceat(met, begins, axis=0)
    return best
