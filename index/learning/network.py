"""The encoder cut in two: lower layers that stay as they are, upper layers with what is learned."""

from collections.abc import Callable, Iterator, Sequence
from math import ceil
from pathlib import Path
from typing import Any, Final

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pad_sequence

__all__ = [
    "LowRankLinear",
    "LowerLayers",
    "Matcher",
    "halves",
    "load_halves",
    "run_layers",
    "run_padded",
]

_N_GROUPS: Final = 3  # padded batches that a list of texts is run in


class LowRankLinear(nn.Module):
    """A frozen linear layer plus a learned product of two thin matrices (LoRA, arXiv:2106.09685).

    `down` is (rank, in) and `up` (out, rank); `up` starts at zero, so that nothing changes yet.
    """

    def __init__(self, frozen: nn.Linear, rank: int) -> None:
        super().__init__()
        self.frozen = frozen.requires_grad_(requires_grad=False)
        self.down = nn.Parameter(torch.randn(rank, frozen.in_features) * frozen.in_features**-0.5)
        self.up = nn.Parameter(torch.zeros(frozen.out_features, rank))

    def forward(self, inputs: Tensor) -> Tensor:
        """Return W x + up (down x)."""
        changed: Tensor = self.frozen(inputs) + inputs @ self.down.T @ self.up.T
        return changed


class LowerLayers(nn.Module):
    """A BERT model's embeddings and the layers up to where learning begins."""

    def __init__(self, embeddings: nn.Module, layers: Sequence[nn.Module]) -> None:
        super().__init__()
        self._embeddings = embeddings
        self._layers = nn.ModuleList(layers)
        self.requires_grad_(requires_grad=False).eval()

    @torch.no_grad()
    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """(batch, tokens) ids and bool mask -> (batch, tokens, dim)."""
        return run_layers(self._layers, self._embeddings(input_ids=ids), mask)


class Matcher(nn.Module):
    """The upper layers, and how their token vectors are compared.

    Attributes
    ----------
    projection
        From a token vector to the small one that is matched.
    salience
        (dim,): a question's tokens are weighed by the softmax of their products with it.
    token_scale, vector_scale
        Logarithms of what cosines of tokens and of whole texts are multiplied by in a softmax.
    silence
        The score of no sentence at all: what a sentence has to beat to be an answer.
    """

    def __init__(
        self, layers: Sequence[nn.Module], first: int, dimension: int, rank: int, width: int
    ) -> None:
        super().__init__()
        self._first = first
        self._layers = nn.ModuleList(layers).requires_grad_(requires_grad=False)
        for name, part in list(self._layers.named_modules()):
            if isinstance(part, nn.Linear):
                self._layers.set_submodule(name, LowRankLinear(part, rank))
        self.projection = nn.Linear(dimension, width)
        self.salience = nn.Parameter(torch.zeros(dimension))
        self.token_scale = nn.Parameter(torch.tensor(30.0).log())
        self.vector_scale = nn.Parameter(torch.tensor(40.0).log())
        self.silence = nn.Parameter(torch.tensor(0.5))

    def forward(self, hidden: Tensor, mask: Tensor) -> Tensor:
        """Run the upper layers over (batch, tokens, dim) of the lower ones; same shape."""
        return run_layers(self._layers, hidden, mask)

    def tokens(self, hidden: Tensor) -> Tensor:
        """(n, dim) of the last layer -> (n, width), unit rows."""
        return nn.functional.normalize(self.projection(hidden), dim=-1)

    def weights(self, hidden: Tensor) -> Tensor:
        """(n, dim) tokens of one question -> (n,) of sum 1."""
        return torch.softmax(hidden @ self.salience, dim=0)

    def low_rank(self) -> Iterator[tuple[str, LowRankLinear]]:
        """Yield what is learned in the layers, with the layer's name in a `BertModel`."""
        for name, part in self._layers.named_modules():
            if isinstance(part, LowRankLinear):
                layer, _, rest = name.partition(".")
                yield f"encoder.layer.{self._first + int(layer)}.{rest}", part


def load_halves(folder: Path, first: int, rank: int, width: int) -> tuple[LowerLayers, Matcher]:
    """Load a folder's `BertModel`, to be changed from layer `first` on, counted from 0."""
    from transformers import BertModel  # noqa: PLC0415  # seconds

    return halves(BertModel.from_pretrained(folder), first, rank, width)


def halves(bert: Any, first: int, rank: int, width: int) -> tuple[LowerLayers, Matcher]:
    """Cut a `BertModel` in two; the upper half's layers become those of the `Matcher`."""
    layers = list(bert.encoder.layer)
    lower = LowerLayers(bert.embeddings, layers[:first])
    return lower, Matcher(layers[first:], first, bert.config.hidden_size, rank, width)


def run_padded(
    network: Callable[[Tensor, Tensor], Tensor], texts: Sequence[Tensor]
) -> list[Tensor]:
    """Run texts of different lengths with little padding; each comes back in its own length."""
    order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
    size = max(1, ceil(len(order) / _N_GROUPS))
    found: dict[int, Tensor] = {}
    for start in range(0, len(order), size):
        rows = order[start : start + size]
        lengths = torch.tensor([len(texts[row]) for row in rows])
        padded = pad_sequence([texts[row] for row in rows], batch_first=True)
        outputs = network(padded, torch.arange(padded.shape[1]) < lengths[:, None])
        found |= {row: outputs[at, : lengths[at]] for at, row in enumerate(rows)}
    return [found[row] for row in range(len(texts))]


def run_layers(layers: nn.ModuleList, hidden: Tensor, mask: Tensor) -> Tensor:
    """Run layers over (batch, tokens, dim), where the bool mask lets them; same shape."""
    hindrance = torch.zeros(mask.shape).masked_fill(~mask, torch.finfo(torch.float32).min)
    for layer in layers:
        hidden = layer(hidden, hindrance[:, None, None, :])
    return hidden
