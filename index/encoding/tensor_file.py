"""Where the tensors of a safetensors file lie, to be read or mapped one by one."""

import json
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

__all__ = ["TensorFile"]


@dataclass(frozen=True, slots=True)
class TensorFile:
    """Where each tensor of a safetensors file lies: (dtype, shape, offsets), by name."""

    path: Path
    header: dict[str, Any]
    start: int

    @classmethod
    def open(cls, path: Path) -> Self:
        """Read the header."""
        with path.open("rb") as file:
            (n_bytes,) = struct.unpack("<Q", file.read(8))
            return cls(path, json.loads(file.read(n_bytes)), 8 + n_bytes)

    def place(self, name: str) -> tuple[list[int], int, int]:
        """Shape, first byte and number of bytes of a float32 tensor."""
        tensor = self.header.get(name)
        if tensor is None or tensor["dtype"] != "F32":
            raise ValueError(f"{self.path} has no float32 tensor {name}")
        start, end = tensor["data_offsets"]
        return tensor["shape"], self.start + start, end - start

    def read(self, name: str) -> npt.NDArray[np.float32]:
        """Read a float32 tensor."""
        shape, start, n_bytes = self.place(name)
        return np.fromfile(self.path, "<f4", n_bytes // 4, offset=start).reshape(shape)

    def mapped(self, name: str) -> npt.NDArray[np.float32]:
        """Map a float32 tensor, without reading it."""
        shape, start, _ = self.place(name)
        return np.memmap(self.path, "<f4", "r", start, tuple(shape))
