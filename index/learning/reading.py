"""Paragraphs and questions as the frozen layers see them, each read once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import torch
from torch import Tensor

from onrecord.index.encoding.encoder import Prompts, token_spans
from onrecord.index.learning.data import Paragraph, Question
from onrecord.index.learning.network import LowerLayers, run_padded

if TYPE_CHECKING:
    from tokenizers import Tokenizer

__all__ = ["MAX_TOKENS", "Reader", "Reading"]

MAX_TOKENS: Final = 512  # of multilingual-e5; what a paragraph has beyond is not learned from


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A text's token vectors, and which of them stand for characters of it.

    Prompt and special tokens are among the vectors, as they are when the index is built; `kept`
    are the rows of the others and `starts` the first character of each.
    """

    hidden: Tensor  # (n, dim) float16
    kept: tuple[int, ...]
    starts: tuple[int, ...]


class Reader:
    """Reads texts as the index and its searcher would, and remembers them."""

    def __init__(self, lower: LowerLayers, tokenizer: "Tokenizer", prompts: Prompts) -> None:
        self._lower = lower
        self._tokenizer = tokenizer
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._prompts = prompts
        self._readings: dict[Paragraph | Question, Reading] = {}

    def read(self, texts: Sequence[Paragraph | Question]) -> list[Reading]:
        """Return the reading of each text, in order."""
        unread = [text for text in dict.fromkeys(texts) if text not in self._readings]
        prompted = [self._prompt(text) + text.text for text in unread]
        tokens = self._tokenizer.encode_batch(prompted)
        hidden = run_padded(self._lower, [torch.tensor(found.ids) for found in tokens])
        for text, found, vectors in zip(unread, tokens, hidden, strict=True):
            kept, spans = token_spans(found, text.text, len(self._prompt(text)))
            self._readings[text] = Reading(vectors.half(), tuple(kept), tuple(spans[:, 0].tolist()))
        return [self._readings[text] for text in texts]

    def _prompt(self, text: Paragraph | Question) -> str:
        return self._prompts.passage if isinstance(text, Paragraph) else self._prompts.question
