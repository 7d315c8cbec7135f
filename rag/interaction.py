"""Late interaction: how well the tokens of a sentence, read in its passage, meet a question's.

After ColBERT (Khattab and Zaharia, SIGIR 2020): each token of the question looks for its best
match among the tokens of the sentence, and the matches are averaged by the tokens' salience.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.encoder import Encoding
from index.hit import Evidence
from index.projection import TokenProjection

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
    subject
        (m,) float32, sum 1: the salience of the tokens that say what words are to be about; of
        all tokens, if nobody's words are asked for.
    """

    vector: Floats
    tokens: Floats
    salience: Floats
    subject: Floats

    @classmethod
    def of(
        cls, encoding: Encoding, projection: TokenProjection, subject: tuple[int, int] | None = None
    ) -> "AskedVectors":
        """Project an encoded question; `subject` are code points of its text, half-open."""
        tokens, salience = projection.question(encoding.tokens)
        start, end = subject or (0, 0)
        inside = (encoding.spans[:, 0] >= start) & (encoding.spans[:, 1] <= end)
        about = salience * inside if inside.any() else salience
        return cls(encoding.vector, tokens, salience, about / about.sum())


@dataclass(frozen=True, slots=True, eq=False)
class Similarity:
    """How near the sentences of one passage come to a question; all cosines, -1 to 1.

    Attributes
    ----------
    sentence_tokens, sentence_vectors
        (n_sentences,) float32, late interaction and cosine; -1 for a sentence without tokens.
    passage_tokens, passage_vector
        Late interaction and cosine of the whole passage.
    subject_tokens
        Late interaction of the whole passage with what words are to be about.
    """

    sentence_tokens: Floats
    sentence_vectors: Floats
    passage_tokens: float
    passage_vector: float
    subject_tokens: float


def similarities(asked: AskedVectors, found: Sequence[Evidence]) -> list[Similarity]:
    """Hold a question against each passage's sentences, in their order."""
    return [_similarity(asked, evidence) for evidence in found]


def _similarity(asked: AskedVectors, evidence: Evidence) -> Similarity:
    met = evidence.tokens.astype(np.float32) @ asked.tokens.T  # (n, m)
    starts = [sentence.start for sentence in evidence.passage.sentences]
    bounds = np.searchsorted(evidence.spans[:, 0], [*starts, np.iinfo(np.int32).max])
    filled = np.flatnonzero(bounds[:-1] < bounds[1:])
    scores = np.full(len(starts), -1.0, np.float32)
    if filled.size:
        best = np.maximum.reduceat(met, bounds[filled], axis=0)  # (n_filled, m)
        scores[filled] = best @ asked.salience
    whole = met.max(axis=0, initial=-1.0)
    return Similarity(
        scores,
        evidence.sentence_vectors @ asked.vector,
        float(whole @ asked.salience),
        float(evidence.vector @ asked.vector),
        float(whole @ asked.subject),
    )
