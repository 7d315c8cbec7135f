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
from onrecord.corpus.languages.months_and_numbers import (
    AMOUNTS,
    HAN_DIGITS,
    HAN_SCALES,
    HAN_STEPS,
    NUMBERS,
    SHORT_MONTHS,
    month_names,
)
from onrecord.index.hit import Evidence
from onrecord.index.index import Index
from onrecord.index.lexical import terms
from onrecord.rag.evidence.interaction import Similarity
from onrecord.rag.evidence.presence import NamedThings
from onrecord.rag.names.aliases import Aliases
from onrecord.rag.names.speaker_match import matches
from onrecord.rag.question.query import AnswerKind, Query

__all__ = ["SIGNALS", "Asked", "Candidate", "Vocabulary", "signals"]

SIGNALS: Final = (
    "sentence_tokens",  # late interaction of the sentence, read in its passage
    "sentence_vector",  # cosine of the sentence's mean vector
    "passage_tokens",  # late interaction of the whole passage
    "passage_vector",  # cosine of the passage's vector
    "subject_tokens",  # late interaction of the passage with what words are to be about
    "covered",  # share of the question's terms, weighed by rarity, that stand in the sentence
    "covered_nearby",  # the same for its passage
    "missing",  # rarity, 0 to 1, of the rarest term that stands nowhere in the passage
    "fits_kind",  # 1: holds a number or date as asked for; -1: holds none; 0: not asked for
    "is_question",  # a rhetorical question answers nothing
    "is_short",  # how far below a full sentence's length, 0 to 1
    "same_language",  # of question and passage: scores across languages run lower
    "covered_same_language",  # across languages only names and numbers can be covered
    "named",  # share of the question's names that stand in the sentence
    "named_nearby",  # in its passage
    "named_in_article",
    "asks_speaker",  # 1: somebody's words are asked for
    "by_asked",  # 1: whoever is asked about says it
    "by_other",  # 1: somebody else says it
    "read",  # log odds, by reading, that it answers; 0 for what is not read
)

_FULL_LENGTH: Final = 40
"""Code points (CJK counts double) below which a sentence rarely says anything by itself."""

_NUMBER: Final = regex.compile(
    rf"\p{{Nd}}|\b(?:{'|'.join((*NUMBERS, *AMOUNTS))})\b"
    rf"|[{''.join((*HAN_DIGITS, *HAN_STEPS, *HAN_SCALES))}半]",
    regex.IGNORECASE,
)
_SHORT_MONTH: Final = f"(?:{'|'.join(SHORT_MONTHS)})"
_DATE: Final = regex.compile(
    r"\b(?:1[0-9]|20)\d\d|\d\s?[年月日号號]|世[纪紀]|[昨今明]天|[去今明]年"
    rf"|\b{_SHORT_MONTH}\b\.?\s\d|\d\.?\s{_SHORT_MONTH}\b"
    rf"|\b(?:{'|'.join(month_names())}|century|Jahrhunderts?"
    r"|days?|weeks?|months?|years?|Tage?n?|Wochen?|Monate?n?|Jahre?n?)\b",
    regex.IGNORECASE,
)
_EVIDENCE_OF: Final = {AnswerKind.NUMBER: _NUMBER, AnswerKind.DATE: _DATE}
_CJK: Final = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]")
_ASKS: Final = regex.compile(r"[?？][\"'”’»」』)）]*$")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that could be quoted, and how near it and its passage come to the question.

    `place` is that of the sentence in its passage and in the lists of `similarity`.
    """

    evidence: Evidence
    similarity: Similarity
    place: int

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


@dataclass(frozen=True, slots=True)
class Asked:
    """All that a question is held against a sentence with."""

    query: Query
    vocabulary: Vocabulary
    names: NamedThings
    aliases: Aliases


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What is the same for all sentences of a passage."""

    covered: float
    missing: float
    names: NamedThings
    named_nearby: float
    named_in_article: float


def signals(
    chosen: Sequence[Candidate], asked: Asked, read: npt.NDArray[np.float64]
) -> npt.NDArray[np.float32]:
    """Give each candidate its row of `SIGNALS`  # (n, len(SIGNALS)) float32.

    `read` holds the log odds of the first candidates, by reading; none without a reader.
    """
    articles: dict[str, tuple[NamedThings, float]] = {}
    passages: dict[tuple[str, int], _Surroundings] = {}
    rows = np.zeros((len(chosen), len(SIGNALS)), np.float32)
    for row, candidate in zip(rows, chosen, strict=True):
        passage, article = candidate.passage, candidate.passage.article
        if article.id not in articles:
            whole = f"{article.title}\n{article.text}"
            names = asked.names.within(whole)
            articles[article.id] = names, names.share(whole)
        key = article.id, passage.start
        if key not in passages:
            passages[key] = _surroundings(candidate, asked, *articles[article.id])
        row[:-1] = _row(candidate, asked, passages[key])
    rows[: len(read), -1] = read
    return rows


def _surroundings(
    candidate: Candidate, asked: Asked, names: NamedThings, named_in_article: float
) -> _Surroundings:
    passage = candidate.passage
    names = names.within(passage.text)
    words = candidate.evidence.words.split()
    covered, missing = asked.vocabulary.coverage(words, passage.language)
    named_nearby = names.share(passage.text)
    return _Surroundings(covered, missing, names, named_nearby, named_in_article)


def _row(candidate: Candidate, asked: Asked, around: _Surroundings) -> tuple[float, ...]:
    near, place, passage = candidate.similarity, candidate.place, candidate.passage
    text = candidate.sentence.text
    covered, _ = asked.vocabulary.coverage(candidate.evidence.terms(place), passage.language)
    same_language = float(passage.language == asked.query.language)
    return (
        near.sentence_tokens[place],
        near.sentence_vectors[place],
        near.passage_tokens,
        near.passage_vector,
        near.subject_tokens,
        covered,
        around.covered,
        around.missing,
        _fits(asked.query.wants, text),
        float(_ASKS.search(text) is not None),
        _shortness(text),
        same_language,
        covered * same_language,
        around.names.share(text),
        around.named_nearby,
        around.named_in_article,
        *_voice(candidate, asked),
    )


def _voice(candidate: Candidate, asked: Asked) -> tuple[float, float, float]:
    """Tell whether words are asked for, whether they are these, and whether somebody else's are."""
    if asked.query.speaker is None:
        return 0.0, 0.0, 0.0
    speaker = candidate.sentence.speaker
    if speaker is None:
        return 1.0, 0.0, 0.0
    is_asked = matches(asked.query.speaker, speaker, asked.aliases)
    return 1.0, float(is_asked), float(not is_asked)


def _fits(wants: AnswerKind, text: str) -> float:
    pattern = _EVIDENCE_OF.get(wants)
    if pattern is None:
        return 0.0
    return 1.0 if pattern.search(text) else -1.0


def _shortness(text: str) -> float:
    return max(0.0, 1 - (len(text) + len(_CJK.findall(text, endpos=_FULL_LENGTH))) / _FULL_LENGTH)
