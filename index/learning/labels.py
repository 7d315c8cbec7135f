"""Which token of a batch belongs to which sentence, and which sentences answer which question."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import torch
from torch import Tensor

from onrecord.index.learning.batches import Batch
from onrecord.index.learning.reading import Reading

__all__ = ["Labels"]


@dataclass(frozen=True, slots=True, eq=False)
class Labels:
    """A batch in numbers; its sentences are counted over all paragraphs, if they have tokens.

    `rows` are the tokens of each paragraph that stand in a sentence, and `sentence` tells of all
    of them, paragraph after paragraph, in which.
    """

    rows: tuple[Tensor, ...]  # one (n,) int64 a paragraph
    sentence: Tensor  # (tokens of all paragraphs,) int64
    gold_sentences: Tensor  # (questions, sentences) bool
    gold_paragraphs: Tensor  # (questions, paragraphs) bool

    @classmethod
    def of(cls, batch: Batch, paragraphs: Sequence[Reading]) -> Self:
        """Label a batch whose paragraphs have these readings."""
        columns: dict[tuple[object, int], int] = {}
        rows, sentence = [], []
        for paragraph, reading in zip(batch.paragraphs, paragraphs, strict=True):
            kept = []
            for row, start in zip(reading.kept, reading.starts, strict=True):
                number = paragraph.sentence_at(start)
                if number is not None:
                    kept.append(row)
                    sentence.append(columns.setdefault((paragraph, number), len(columns)))
            rows.append(torch.tensor(kept, dtype=torch.int64))
        gold_sentences = torch.zeros(len(batch.questions), len(columns), dtype=torch.bool)
        gold_paragraphs = torch.zeros(len(batch.questions), len(paragraphs), dtype=torch.bool)
        for row, question in enumerate(batch.questions):
            for place in question.gold:
                if place in columns:
                    gold_sentences[row, columns[place]] = True
                    gold_paragraphs[row, batch.paragraphs.index(place[0])] = True
        return cls(tuple(rows), torch.tensor(sentence), gold_sentences, gold_paragraphs)
