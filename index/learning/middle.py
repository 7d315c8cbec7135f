"""Learn what is kept of the encoder's states halfway up: the components that tell who speaks.

A network that tells it is learned, and sees the states through a few components alone. These are
turned so that each of them weighs as much as what the network makes of it, and kept in bytes.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import torch
from safetensors.numpy import load_file, save_file
from torch import Tensor, nn

from onrecord.index.encoding.packing import Projected, Quantiser
from onrecord.index.learning.packing import centroids
from onrecord.index.learning.saving import saving
from onrecord.index.learning.speech_examples import Encoded, Example
from onrecord.index.learning.speech_network import SpeechNetwork

__all__ = ["add_middle", "learn_middle"]

Floats = npt.NDArray[np.float32]

_WIDTH: Final = 32
_BYTES: Final = 8
"""Components, and bytes of each token: with twice as many, speakers of others were told worse."""

_SPREAD: Final = 0.2 * 127
"""Standard deviation of what a network reads, in the units of stored tokens."""

_MOST: Final = 250_000  # tokens that the bytes are learned from


class Narrowed(nn.Module):
    """Takes tokens in, and of the states beside them only a few components."""

    def __init__(self, n_tokens: int, n_states: int, width: int) -> None:
        super().__init__()
        self.token = nn.Linear(n_tokens, width)
        self.narrow = nn.Linear(n_states, _WIDTH, bias=False)
        self.wide = nn.Linear(_WIDTH, width)

    def forward(self, both: Tensor) -> Tensor:
        """(n, n_tokens + n_states) -> (n, width)."""
        tokens, states = both.tensor_split([-self.narrow.in_features], dim=1)
        found: Tensor = self.token(tokens) + self.wide(self.narrow(states))
        return found


def learn_middle(
    encoded: Sequence[Encoded], learn: Callable[[Sequence[Example], SpeechNetwork], SpeechNetwork]
) -> Projected:
    """Find the components and their bytes; `learn` learns a network from examples.

    The same from the same articles.
    """
    states = np.concatenate([each.middle for each in encoded]).astype(np.float32)
    mean, spread = states.mean(axis=0), states.std(axis=0) / _SPREAD
    examples = [each.example((each.middle - mean) / spread) for each in encoded]
    n_tokens = examples[0].tokens.shape[1] - len(mean)
    torch.manual_seed(0)
    network = SpeechNetwork(n_tokens + len(mean))
    narrowed = Narrowed(n_tokens, len(mean), network.token.out_features)
    network.token = narrowed  # type: ignore[assignment]
    learn(examples, network)
    return _quantised(states, mean, _turned(narrowed) / spread)


def _quantised(states: Floats, mean: Floats, components: Floats) -> Projected:
    """Keep components (width, dim) of states (n, dim), so long that int8 holds them."""
    some = np.random.default_rng(0).permutation(len(states))[:_MOST]
    rows = (states[some] - mean) @ components.T
    matrix = np.asarray(components * (_SPREAD / rows.std()), np.float32)
    bias = -matrix @ mean
    found = np.rint(centroids(states[some] @ matrix.T + bias, _BYTES)).clip(-127, 127)
    return Projected(matrix, bias, Quantiser(found.astype(np.int8)))


def _turned(narrowed: Narrowed) -> Floats:
    """Turn the components to those that the network weighs, the heavy ones parted among bytes."""
    _, weights, turn = torch.linalg.svd(narrowed.wide.weight.detach(), full_matrices=False)
    found = (weights[:, None] * turn @ narrowed.narrow.weight.detach()).numpy()
    return np.asarray(found.reshape(-1, _BYTES, found.shape[1]).swapaxes(0, 1).reshape(found.shape))


def add_middle(kept: Projected, packing: Path) -> None:
    """Put into the file of a packing what it keeps of the states halfway up."""
    whole = load_file(packing) | {
        "middle.matrix": kept.matrix.astype(np.float16),
        "middle.bias": kept.bias,
        "middle.centroids": kept.quantiser.centroids,
    }
    with saving(packing) as draft:
        save_file(whole, draft, _about(packing))


def _about(path: Path) -> dict[str, str]:
    from safetensors import safe_open  # noqa: PLC0415 - nothing else needs the file's own words

    with safe_open(path, "numpy") as file:
        return dict(file.metadata() or {})
