"""Late interaction: how well the tokens of a sentence, read in its passage, meet a question's.

After ColBERT (Khattab and Zaharia, SIGIR 2020): each token of the question looks for its best
match among the tokens of the sentence, and the matches are averaged by the tokens' salience.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from onrecord.index.encoding.encoder import Encoding
from onrecord.index.encoding.projection import TokenProjection
from onrecord.index.hit import Evidence

__all__ = ["AskedVectors", "Similarity", "similarities"]

Floats = npt.NDArray[np.float32]

_OTHERS, _SAME = 0.45, 0.65
"""Cosines of a name's tokens below which they are another's, and above which they are the same."""


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
    names
        (k,) rows of the tokens of each form in which whoever is asked for is named; none if
        nobody's words are asked for.
    """

    vector: Floats
    tokens: Floats
    salience: Floats
    names: tuple[npt.NDArray[np.int64], ...] = ()

    @classmethod
    def of(
        cls, encoding: Encoding, projection: TokenProjection,
        names: Sequence[tuple[int, int]] = (),
    ) -> "AskedVectors":  # fmt: skip
        """Project an encoded question; `names` are the code points that name who is asked for."""
        vector = projection.question_vector(encoding.vector)
        tokens, salience = projection.question(encoding.tokens)
        starts, ends = encoding.spans.T
        rows = (np.flatnonzero((starts < end) & (ends > start)) for start, end in names)
        return cls(vector, tokens, salience, tuple(filter(len, rows)))

    def along(self, other: "AskedVectors") -> "AskedVectors":
        """Weigh another text as much: what comes near to both has the mean of both."""
        return AskedVectors(
            np.float32(0.5) * (self.vector + other.vector),
            np.concatenate([self.tokens, other.tokens]),
            np.float32(0.5) * np.concatenate([self.salience, other.salience]),
            self.names,
        )


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
    sentence_names, passage_name
        How well the name of whoever is asked for is met, in whatever script, in each sentence or
        by the name of who says it, and in the passage; 0 where nobody's words are asked for.
    sentence_voices
        For each sentence, 0 to 1, how likely it is said by whoever is asked for.
    least
        Of the question's weighty tokens the one that the passage meets worst.
    """

    sentence_tokens: Sequence[float]
    sentence_vectors: Sequence[float]
    nearness: Sequence[float]
    passage_tokens: float
    passage_vector: float
    sentence_names: Sequence[float]
    sentence_voices: Sequence[float]
    passage_name: float
    least: float


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
    near = _weighed(by_sentence, asked.salience)
    cosines = vectors @ asked.vector
    wholes = np.stack([each.vector for each in found]) @ asked.vector
    names, voices = _told_names(asked, found, met, by_sentence)
    return list(
        map(
            Similarity,
            _parted(near, counts),
            _parted(cosines, counts),
            _parted(near + 0.25 * cosines + 0.25 * wholes[owners], counts),
            _weighed(by_passage, asked.salience).tolist(),
            wholes.tolist(),
            _parted(names, counts),
            _parted(voices, counts),
            _named(by_passage, asked.names).tolist(),
            _least(by_passage, asked.salience).tolist(),
        )
    )


def _told_names(
    asked: AskedVectors, found: Sequence[Evidence], met: Floats, by_sentence: Floats
) -> tuple[Floats, Floats]:
    """Tell how well each sentence, or who says it, meets the name that is asked for.

    And how likely it is that it is they who say it.
    """
    names = _named(by_sentence, asked.names)
    voices = np.zeros(len(names), np.float32)
    if not asked.names:
        return names, voices
    told = list(_voices(found))
    if told:
        rows, starts, ends, is_sure, chances = map(np.array, zip(*told, strict=True))
        bounds = np.stack([starts, ends], axis=1).ravel()
        padded = np.concatenate([met, met[-1:]])  # the last name may end where the tokens do
        best = _reduced(padded, bounds, np.arange(len(bounds)), len(bounds))[::2]
        name = _named(best, asked.names).astype(np.float64)
        voices[rows] = chances * np.clip((name - _OTHERS) / (_SAME - _OTHERS), 0, 1)
        sure = rows[is_sure]
        names[sure] = np.maximum(names[sure], name[is_sure])
    return names, voices


def _voices(found: Sequence[Evidence]) -> Iterator[tuple[int, int, int, bool, float]]:
    """Yield each sentence with a voice, the tokens of its name, and whether and how it is sure."""
    row = first = 0
    for each in found:
        begins = each.spans[:, 0].tolist()
        for sentence in each.passage.sentences:
            if (voice := sentence.voice) is not None:
                start, end = (first + bisect_left(begins, at) for at in (voice.start, voice.end))
                if start < end:
                    yield row, start, end, sentence.speaker is not None, voice.chance
            row += 1
        first += len(begins)


def _weighed(met: Floats, salience: Floats) -> Floats:
    """(n, m) and (m,) -> (n,): late interaction.

    By hand: for so few columns, BLAS may warn of invalid values in lanes that it doesn't use.
    """
    return np.asarray((met * salience).sum(axis=1))


def _least(met: Floats, salience: Floats) -> Floats:
    """(n, m) and (m,) -> (n,): the worst of what is no lighter than the mean; 0 without tokens."""
    weighty = met[:, salience * len(salience) >= 1]
    return weighty.min(axis=1) if weighty.shape[1] else np.zeros(len(met), np.float32)


def _named(met: Floats, names: Sequence[npt.NDArray[np.int64]]) -> Floats:
    """(n, m) -> (n,): how well the form that is met best is met; 0 without one."""
    if not names:
        return np.zeros(len(met), np.float32)
    return np.asarray(np.stack([met[:, rows].mean(axis=1) for rows in names]).max(axis=0))


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
