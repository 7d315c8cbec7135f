"""Texts as the encoder sees them halfway up, kept in a folder, since that is what takes long."""

import hashlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from onrecord.index.encoding.encoder import Encoder, Encoding

__all__ = ["EncodedTexts"]

_AT_ONCE: Final = 256


@dataclass(frozen=True, slots=True, eq=False)
class EncodedTexts:
    """States of tokens, and their spans, of many texts, one after the other.

    Attributes
    ----------
    tokens
        (n, dim) float16.
    spans
        (n, 2) int32.
    starts
        (n_texts + 1,) int64: where the tokens of each text begin and end.
    """

    tokens: npt.NDArray[np.float16]
    spans: npt.NDArray[np.int32]
    starts: npt.NDArray[np.int64]

    @classmethod
    def of(cls, texts: Sequence[str], encoder: Encoder, folder: Path) -> Self:
        """Encode texts as questions; what is found encoded in `folder` is taken from there."""
        folder.mkdir(parents=True, exist_ok=True)
        parts = []
        for at in range(0, len(texts), _AT_ONCE):
            parts.append(_encoded(texts[at : at + _AT_ONCE], encoder, folder))
            sys.stderr.write(f"{min(at + _AT_ONCE, len(texts))} of {len(texts)} are encoded\n")
        return cls(
            np.concatenate([tokens for tokens, _, _ in parts]),
            np.concatenate([spans for _, spans, _ in parts]),
            np.cumsum([0, *(n for _, _, counts in parts for n in counts)]),
        )

    def __getitem__(self, row: int) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int32]]:
        """Give the states of a text's tokens, (n, dim) float32, and their spans, (n, 2)."""
        first, last = self.starts[row], self.starts[row + 1]
        return self.tokens[first:last].astype(np.float32), self.spans[first:last]


_Part = tuple[npt.NDArray[np.float16], npt.NDArray[np.int32], npt.NDArray[np.int64]]


def _middle(encoding: Encoding) -> npt.NDArray[np.float32]:
    if encoding.middle is None:
        raise ValueError("this encoder tells nothing of what is halfway up")
    return encoding.middle


def _encoded(texts: Sequence[str], encoder: Encoder, folder: Path) -> _Part:
    """Give the states of the tokens of all texts, their spans, and their counts."""
    name = hashlib.sha256("\0".join([encoder.name, "middle", *texts]).encode()).hexdigest()[:16]
    path = folder / f"{name}.npz"
    if not path.exists():
        rows = encoder.encode_questions(texts)
        np.savez(
            path,
            tokens=np.concatenate([_middle(row).astype(np.float16) for row in rows]),
            spans=np.concatenate([row.spans for row in rows]),
            counts=np.array([len(row.spans) for row in rows]),
        )
    with np.load(path) as found:
        return found["tokens"], found["spans"], found["counts"]
