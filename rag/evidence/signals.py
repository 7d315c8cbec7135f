"""What speaks for a sentence as the answer to a question, as numbers.

`SIGNALS` names them in order. What a signal means is the same for every encoder and language, so
that one set of weights serves all.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import numpy.typing as npt
import regex

from onrecord.corpus import Passage, Sentence
from onrecord.index.hit import Evidence
from onrecord.index.index import Index
from onrecord.index.terms import terms
from onrecord.rag.evidence.interaction import Similarity

__all__ = ["SIGNALS", "Candidate", "Vocabulary", "signals"]

SIGNALS: Final = (
    "sentence_tokens",  # late interaction of the sentence, read in its passage
    "sentence_vector",  # cosine of the sentence's mean vector
    "passage_tokens",  # late interaction of the whole passage
    "passage_vector",  # cosine of the passage's vector
    "covered",  # share of the question's terms, weighed by rarity, that stand in the sentence
    "covered_nearby",  # the same for its passage
    "missing",  # rarity, 0 to 1, of the rarest term that stands nowhere in the passage
    "is_question",  # a rhetorical question answers nothing
    "is_short",  # how far below a full sentence's length, 0 to 1
    "same_language",  # of question and passage: scores across languages run lower
    "covered_same_language",  # across languages only names and numbers can be covered
    "name",  # how well the sentence, or who says it, meets the name of whoever is asked for
    "name_nearby",  # the same for its passage
    "voice",  # how likely it is said by whoever is asked for
    "least_met",  # of the question's weighty tokens the one that the passage meets worst
    "is_read",
    "read",  # log odds, by reading, that it answers; 0 for what is not read
)

_FULL_LENGTH: Final = 40
"""Code points (CJK counts double) below which a sentence rarely says anything by itself."""

_LEAST_READ: Final = -15.0
"""Log odds below which it makes no difference, and of what there was no room for."""

_CJK: Final = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]")
_ASKS: Final = regex.compile(r"[?？][\"'”’»」』)）]*$")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that could be quoted, and how near it and its passage come to the question.

    `place` is that of the sentence in its passage and in the lists of `similarity`; `read` are the
    log odds, by reading, that it answers, `None` for what was not read.
    """

    evidence: Evidence
    similarity: Similarity
    place: int
    read: float | None = None

    @property
    def passage(self) -> Passage:
        """The passage it stands in."""
        return self.evidence.passage

    @property
    def sentence(self) -> Sentence:
        """The sentence itself."""
        return self.passage.sentences[self.place]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The question's terms as they would stand in each language, and how rare each is.

    A term in n of N passages has the rarity ln(1 + N / (1 + n)) / ln(1 + N): 1 for one that
    stands nowhere.
    """

    by_language: Mapping[str, frozenset[str]]
    rarity: Mapping[str, float]

    @classmethod
    def of(cls, question: str, index: Index) -> Self:
        """Look up the terms of a question in an index."""
        wanted = {each: frozenset(terms(question, each)) for each in index.languages}
        counts = index.frequencies(sorted(frozenset().union(*wanted.values())))
        n = max(index.n_passages, 2)
        return cls(
            wanted,
            {term: math.log1p(n / (1 + df)) / math.log1p(n) for term, df in counts.items()},
        )

    def coverage(self, words: Iterable[str], language: str) -> tuple[float, float]:
        """Share of the rarity that is among `words`, and the rarity of the rarest term missing."""
        wanted = self.by_language.get(language, frozenset())
        total = sum(self.rarity[term] for term in wanted)
        missing = [self.rarity[term] for term in wanted.difference(words)]
        return (1 - sum(missing) / total if total else 0.0), max(missing, default=0.0)


def signals(
    chosen: Sequence[Candidate], vocabulary: Vocabulary, language: str
) -> npt.NDArray[np.float32]:
    """Give each candidate its row of `SIGNALS`  # (n, len(SIGNALS)) float32.

    The question's terms are in the vocabulary; `language` is the question's.
    """
    nearby: dict[int, tuple[float, float]] = {}
    rows = np.zeros((len(chosen), len(SIGNALS)), np.float32)
    for row, candidate in zip(rows, chosen, strict=True):
        evidence = candidate.evidence
        if id(evidence) not in nearby:
            words = evidence.words.split()
            nearby[id(evidence)] = vocabulary.coverage(words, evidence.passage.language)
        row[:] = _row(candidate, vocabulary, language, nearby[id(evidence)])
    return rows


def _row(
    candidate: Candidate, vocabulary: Vocabulary, language: str, around: tuple[float, float]
) -> tuple[float, ...]:
    nearby, missing = around
    near, place, passage = candidate.similarity, candidate.place, candidate.passage
    text = candidate.sentence.text
    covered, _ = vocabulary.coverage(candidate.evidence.terms(place), passage.language)
    same_language = float(passage.language == language)
    return (
        near.sentence_tokens[place],
        near.sentence_vectors[place],
        near.passage_tokens,
        near.passage_vector,
        covered,
        nearby,
        missing,
        float(_ASKS.search(text) is not None),
        _shortness(text),
        same_language,
        covered * same_language,
        near.sentence_names[place],
        near.passage_name,
        near.sentence_voices[place],
        near.least,
        float(candidate.read is not None),
        max(candidate.read or 0.0, _LEAST_READ),
    )


def _shortness(text: str) -> float:
    return max(0.0, 1 - (len(text) + len(_CJK.findall(text, endpos=_FULL_LENGTH))) / _FULL_LENGTH)
