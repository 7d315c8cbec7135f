"""Passages as an index holds them: what a question is learned against, and what stays as it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import torch
from torch import Tensor

from onrecord.index.encoding.encoder import Encoder, Encoding
from onrecord.index.hit import Evidence
from onrecord.index.learning.data import Paragraph
from onrecord.index.store.drafts import Projection

__all__ = ["StoredPassage", "StoredPassages"]

_AT_ONCE = 64  # paragraphs that are encoded together


@dataclass(frozen=True, slots=True, eq=False)
class StoredPassage:
    """One passage's vectors; `sentence` tells of each token the place of its sentence."""

    vector: Tensor  # (dim,) float32, unit length
    tokens: Tensor  # (n, width) int8, unit rows times 127
    sentence: Tensor  # (n,) int64
    sentence_vectors: Tensor  # (n_sentences, dim) float16, unit rows
    quotable: Tensor  # (n_sentences,) bool

    @classmethod
    def of(cls, evidence: Evidence) -> Self:
        """Take a passage over from an index."""
        sentences = evidence.passage.sentences
        starts = [sentence.start for sentence in sentences[1:]]
        return cls(
            torch.tensor(evidence.vector),
            torch.tensor(evidence.tokens),
            torch.tensor(np.searchsorted(starts, evidence.spans[:, 0], side="right")),
            torch.tensor(evidence.sentence_vectors),
            torch.tensor([sentence.kind.quotable for sentence in sentences]),
        )

    @classmethod
    def encoded(cls, paragraph: Paragraph, found: Encoding, projection: Projection) -> Self:
        """Make of an encoded paragraph what an index would hold."""
        starts = [start for start, _ in paragraph.sentences[1:]]
        sentence = np.searchsorted(starts, found.spans[:, 0], side="right")
        sums = np.zeros((len(paragraph.sentences), found.tokens.shape[1]), np.float32)
        np.add.at(sums, sentence, found.tokens)
        lengths = np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12)
        made = projection.tokens(found.tokens, paragraph.language)
        tokens, spoken = projection.packing.tokens, projection.packing.sentences
        return cls(
            torch.tensor(found.vector.astype(np.float16).astype(np.float32)),
            torch.tensor(tokens.rows(tokens.codes(made))),
            torch.tensor(sentence),
            torch.tensor(spoken.rows(spoken.codes(sums / lengths))),
            torch.ones(len(paragraph.sentences), dtype=torch.bool),
        )


@dataclass(frozen=True, slots=True, eq=False)
class StoredPassages:
    """All passages that a question looks through; they are told by their rows."""

    passages: Sequence[StoredPassage]
    vectors: Tensor  # (n, dim) float32, unit rows

    @classmethod
    def joined(cls, passages: Iterable[StoredPassage]) -> Self:
        """Put passages together, in their order."""
        found = tuple(passages)
        return cls(found, torch.stack([each.vector for each in found]))

    @classmethod
    def encoded(
        cls, paragraphs: Sequence[Paragraph], encoder: Encoder, projection: Projection
    ) -> Self:
        """Encode paragraphs as passages."""
        found: list[StoredPassage] = []
        for start in range(0, len(paragraphs), _AT_ONCE):
            some = paragraphs[start : start + _AT_ONCE]
            encodings = encoder.encode_passages([paragraph.text for paragraph in some])
            pairs = zip(some, encodings, strict=True)
            found += (StoredPassage.encoded(*pair, projection) for pair in pairs)
        return cls.joined(found)
