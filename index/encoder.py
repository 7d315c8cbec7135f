"""Text to vectors: one vector for the whole, one for each token, and where each token stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

__all__ = ["Encoder", "Encoding"]


@dataclass(frozen=True, slots=True, eq=False)
class Encoding:
    """One text as the encoder sees it.

    `tokens` leaves out the special tokens, those of the prompt, and those that stand for no
    character of the text. `spans` are code-point offsets in the text as it was given, half-open,
    never empty and never around the space before a word; they do not go backwards, and one
    character that became several tokens has several equal spans.
    """

    vector: npt.NDArray[np.float32]  # (dim,) unit length
    tokens: npt.NDArray[np.float32]  # (n, dim) last hidden state, not normalised
    spans: npt.NDArray[np.int32]  # (n, 2)


class Encoder(Protocol):
    """A text encoder; safe to use from several threads at once."""

    @property
    def name(self) -> str:
        """Weights and settings; vectors of encoders with different names do not mix."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    @property
    def max_tokens(self) -> int:
        """The longest text it takes, in its own tokens, with prompt and special tokens."""
        ...

    def n_tokens(self, text: str) -> int:
        """Count the tokens of a passage, with prompt and special tokens."""
        ...

    def encode_questions(self, questions: Sequence[str]) -> list[Encoding]:
        """Encode questions; raises `TextTooLongError` for one longer than `max_tokens`."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> list[Encoding]:
        """Encode passages; raises `TextTooLongError` for one longer than `max_tokens`."""
        ...
