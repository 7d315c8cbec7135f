"""Layers that every small network here is made of, in NumPy; tensors go by PyTorch's names."""

import math
from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["gelu", "linear", "normed"]

Floats = npt.NDArray[np.float32]

_GELU_SCALE: Final = math.sqrt(2 / math.pi)


def linear(tensors: Mapping[str, Floats], name: str, inputs: Floats) -> Floats:
    """(..., n) -> (..., m), by the weight (m, n) and the bias (m,) of that name."""
    return np.asarray(inputs @ tensors[f"{name}.weight"].T + tensors[f"{name}.bias"])


def normed(tensors: Mapping[str, Floats], name: str, state: Floats) -> Floats:
    """Normalise each row, then scale and shift it (arXiv:1607.06450)."""
    centred = state - state.mean(axis=-1, keepdims=True)
    scale = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + np.float32(1e-5))
    return np.asarray(centred / scale * tensors[f"{name}.weight"] + tensors[f"{name}.bias"])


def gelu(inputs: Floats) -> Floats:
    """Apply the Gaussian error linear unit in its tanh form (arXiv:1606.08415)."""
    cubes = np.float32(0.044715) * inputs * inputs * inputs
    return np.asarray(0.5 * inputs * (1 + np.tanh(np.float32(_GELU_SCALE) * (inputs + cubes))))
