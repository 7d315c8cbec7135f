"""From the encoder's token vectors to the small ones that are stored and matched.

A learned projection takes the subject of a token from all that the encoder knows about it, and
weighs the tokens of a question: `Sora` says more than `about`. It belongs to one encoder.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from onrecord.index.encoding.layers import gelu, linear
from onrecord.index.encoding.packing import WHOLE, Packing

__all__ = ["QuestionSide", "TokenProjection"]

Floats = npt.NDArray[np.float32]

_SCALE = 127.0
"""A unit vector's components as signed bytes: rounding moves a cosine by less than .01."""


@dataclass(frozen=True, slots=True, eq=False)
class TokenProjection:
    """An affine map of token vectors, and how much each token of a question matters.

    Attributes
    ----------
    name
        Identifies the weights; an index holds the tokens of one projection.
    matrix, bias
        (width, dim) and (width,) float32.
    salience
        (dim,) float32: a question's tokens are weighed by the softmax of their products with it.
    asked
        What a question goes through instead, if something was learned for questions alone.
    packing
        How an index keeps tokens and sentences.
    """

    name: str
    matrix: Floats
    bias: Floats
    salience: Floats
    asked: "QuestionSide | None" = None
    packing: Packing = WHOLE

    @classmethod
    def load(cls, path: Path, questions: Path | None = None, packing: Path | None = None) -> Self:
        """Read the projection out of the file that also holds the encoder's adapter.

        `questions` is the file of a `QuestionSide`; nothing that is stored depends on it.
        `packing` is that of a `Packing`.
        """
        from safetensors.numpy import load_file  # noqa: PLC0415 - the command line starts without it

        weights = load_file(path)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
        matrix, bias, salience = (
            weights[f"projection.{part}"].astype(np.float32)
            for part in ("matrix", "bias", "salience")
        )
        asked = None if questions is None else QuestionSide.load(questions)
        kept = WHOLE if packing is None else Packing.load(packing)
        return cls(f"learned-{digest}", matrix, bias, salience, asked, kept)

    @classmethod
    def plain(cls, dimension: int) -> Self:
        """Make the projection for an encoder without a learned one: all dimensions, no weights."""
        return cls(
            f"plain-{dimension}",
            np.eye(dimension, dtype=np.float32),
            np.zeros(dimension, np.float32),
            np.zeros(dimension, np.float32),
        )

    def tokens(self, tokens: Floats, language: str) -> npt.NDArray[np.int8]:  # noqa: ARG002
        """(n, dim) token vectors -> (n, width) int8, unit rows times 127."""
        return np.asarray(np.rint(self._unit(tokens) * _SCALE), np.int8)

    def question(self, tokens: Floats) -> tuple[Floats, Floats]:
        """(n, dim) token vectors of a question -> (n, width) unit rows, (n,) weights of sum 1.

        The rows carry the inverse of the stored tokens' scale: their product with stored tokens
        is a cosine.
        """
        if self.asked is not None:
            return self.asked.projection.question(self.asked.tokens(tokens))
        salience = tokens @ self.salience
        weights = np.exp(salience - salience.max(initial=-np.inf))
        return self._unit(tokens) / np.float32(_SCALE), weights / weights.sum()

    def question_vector(self, vector: Floats) -> Floats:
        """(dim,) vector of a question -> (dim,), unit length, as stored vectors are searched."""
        return vector if self.asked is None else self.asked.vector(vector)

    def _unit(self, tokens: Floats) -> Floats:
        rows = tokens @ self.matrix.T + self.bias
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(rows / np.maximum(lengths, 1e-12), np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class QuestionSide:
    """Brings what the encoder says of a question nearer to what is stored of its answers.

    Two residual networks, of tokens and of the whole question, and a projection of its own: some
    200,000 numbers, learned with everything that is stored left as it is.

    Attributes
    ----------
    tensors
        float32, by their names in `index.learning.question_side.AskedNetwork`.
    """

    projection: TokenProjection
    tensors: Mapping[str, Floats]

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the file that `index.learning.questions` writes."""
        from safetensors.numpy import load_file  # noqa: PLC0415 - the command line starts without it

        tensors = {name: each.astype(np.float32) for name, each in load_file(path).items()}
        return cls(TokenProjection.load(path), tensors)

    def tokens(self, tokens: Floats) -> Floats:
        """(n, dim) token vectors of a question -> (n, dim)."""
        inner = linear(self.tensors, "tokens.down", tokens)
        return np.asarray(tokens + gelu(inner) @ self.tensors["tokens.up.weight"].T)

    def vector(self, vector: Floats) -> Floats:
        """(dim,) vector of a question -> (dim,), unit length."""
        inner = self.tensors["vector.down.weight"] @ vector
        changed = vector + self.tensors["vector.up.weight"] @ inner + self.tensors["vector.up.bias"]
        return np.asarray(changed / max(float(np.linalg.norm(changed)), 1e-12), np.float32)
