"""From a question to the sentences that might answer it, and what speaks for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from onrecord.index.encoding.encoder import Encoding
from onrecord.index.errors import TextTooLongError
from onrecord.index.hit import Hit
from onrecord.index.index import Index
from onrecord.rag.errors import QuestionError
from onrecord.rag.evidence.equipment import Equipment
from onrecord.rag.evidence.interaction import AskedVectors, similarities
from onrecord.rag.evidence.presence import NamedThings
from onrecord.rag.evidence.reader import Pair, ReadQuestion, pairs
from onrecord.rag.evidence.retrieval import Depth, search
from onrecord.rag.evidence.signals import Asked, Candidate, Vocabulary, signals
from onrecord.rag.question.query import Query
from onrecord.rag.stages import stage

__all__ = ["Finder", "Found"]

_N_LOOKED_AT: Final = 32
"""Candidates, by late interaction, whose words are looked at; the right one is rarely below."""

_N_READ: Final = 6
"""Candidates that are read, token by token."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What a question finds: passages, by fused rank, and sentences in them, the nearest first."""

    query: Query
    encoding: Encoding
    vectors: AskedVectors
    hits: list[Hit]
    candidates: list[Candidate]


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds in one generation of the index; safe to use from several threads."""

    index: Index
    equipment: Equipment

    def find(self, query: Query, depth: Depth) -> Found:
        """Find passages in both searches, and what could be quoted of them.

        Raises
        ------
        QuestionError
            If the question is longer than the encoder reads.
        """
        encoding = self._encoded(query)
        vectors = AskedVectors.of(encoding, self.equipment.projection, query.about)
        with stage("search"):
            hits = search(self.index, query, vectors.vector, depth)
        with stage("interact"):
            return Found(query, encoding, vectors, hits, self._nearest(vectors, hits))

    def weigh(self, found: Found) -> npt.NDArray[np.float32]:
        """Tell what speaks for each candidate  # (n, len(SIGNALS)) float32."""
        query, aliases = found.query, self.equipment.aliases
        asked = Asked(
            query,
            Vocabulary.of(query.searched, self.index),
            NamedThings.of(query.searched, query.language, aliases),
            aliases,
        )
        with stage("read"):
            read = self._read(found)
        with stage("weigh"):
            return signals(found.candidates, asked, read)

    @staticmethod
    def pairs(found: Found, n: int | None = None) -> tuple[ReadQuestion, list[Pair]]:
        """Lay the first `n` candidates, or all, beside the question, as the reader reads them."""
        query = found.query
        question = ReadQuestion.of(query.searched, query.language, found.encoding, found.vectors)
        read = ((each.evidence, each.sentence) for each in found.candidates[:n])
        return question, list(pairs(question, read))

    def _encoded(self, query: Query) -> Encoding:
        try:
            with stage("encode"):
                return self.equipment.encoder.encode_questions([query.searched])[0]
        except TextTooLongError as error:
            raise QuestionError(str(error)) from error

    def _nearest(self, vectors: AskedVectors, hits: Sequence[Hit]) -> list[Candidate]:
        found = self.index.evidence(hits)
        nearest = [
            (nearness, Candidate(evidence, similarity, place))
            for evidence, similarity in zip(found, similarities(vectors, found), strict=True)
            for place, nearness in enumerate(similarity.nearness)
            if evidence.passage.sentences[place].kind.quotable
        ]
        nearest.sort(key=lambda each: -each[0])
        return [candidate for _, candidate in nearest[:_N_LOOKED_AT]]

    def _read(self, found: Found) -> npt.NDArray[np.float64]:
        reader = self.equipment.reader
        return np.zeros(0) if reader is None else reader.read(*self.pairs(found, _N_READ))
