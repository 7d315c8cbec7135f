"""The file that learning ends in: what `model_folder` merges and `projection` reads."""

from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from onrecord.index.errors import ModelDamagedError, ModelNotFoundError
from onrecord.index.learning.network import Matcher
from onrecord.index.learning.saving import saving

__all__ = ["load_adapter", "save_adapter"]


def save_adapter(matcher: Matcher, path: Path, about: Mapping[str, str]) -> None:
    """Write what was learned as float16, whole or not at all; `about` goes into its metadata.

    Raises
    ------
    ValueError
        If a number doesn't fit into float16: learning has gone astray.
    """
    tensors = {name: part.detach().half().contiguous() for name, part in _parts(matcher).items()}
    astray = [name for name, part in tensors.items() if not part.isfinite().all()]
    if astray:
        raise ValueError(f"{astray[0]} is not finite; learn again with another seed")
    with saving(path) as draft:
        save_file(tensors, draft, {"scale": "1.0", **about})


def load_adapter(matcher: Matcher, path: Path) -> None:
    """Go on from what was learned before; `matcher` takes over the file's numbers.

    Raises
    ------
    ModelNotFoundError
        If the file cannot be read.
    ModelDamagedError
        If it is not of a network like this one.
    """
    try:
        tensors = load_file(path)
        with torch.no_grad():
            for name, part in _parts(matcher).items():
                part.copy_(tensors[name])
    except OSError as error:
        raise ModelNotFoundError(
            f"cannot read the adapter {path}: {error}; name a safetensors file"
        ) from error
    except (SafetensorError, KeyError, RuntimeError) as error:
        raise ModelDamagedError(
            f"the adapter {path} does not fit: {' '.join(str(error).split())}; "
            "name one that was learned with the same layers, rank and width"
        ) from error


def _parts(matcher: Matcher) -> dict[str, Tensor]:
    """Name the numbers that are learned, apart from the scales, which search has no use for."""
    parts: dict[str, Tensor] = {
        "projection.matrix": matcher.projection.weight,
        "projection.bias": matcher.projection.bias,
        "projection.salience": matcher.salience,
    }
    for name, low_rank in matcher.low_rank():
        parts[f"{name}.lora_A"] = low_rank.down
        parts[f"{name}.lora_B"] = low_rank.up
    return parts
