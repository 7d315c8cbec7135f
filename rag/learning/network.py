"""The reader as it is learned, what it is asked to do, and the file it ends in."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt
import torch
from safetensors.numpy import save_file
from torch import Tensor, nn
from torch.nn.utils.rnn import pad_sequence

from onrecord.index.encoding.cross_encoder import quantised
from onrecord.index.learning.network import LowerLayers, run_layers
from onrecord.index.learning.saving import saving
from onrecord.rag.evidence.reader import Row
from onrecord.rag.learning.batches import Group

__all__ = ["ReaderNetwork", "loss_of", "save"]

_N_LAYERS: Final = 6
_N_FROZEN: Final = 2


class ReaderNetwork(nn.Module):
    """What `CrossEncoder` and `Reader` compute, for learning; nothing is dropped out."""

    def __init__(self, bert: Any, n_layers: int = _N_LAYERS, n_frozen: int = _N_FROZEN) -> None:
        super().__init__()
        layers, width = list(bert.encoder.layer), bert.config.hidden_size
        self.n_frozen = n_frozen
        self.lower = LowerLayers(bert.embeddings, layers[:n_frozen])
        self.upper = nn.ModuleList(layers[n_frozen:n_layers])
        self.hidden, self.out = nn.Linear(2 * width, width), nn.Linear(width, 1)
        self.eval()

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Begin with the model in a folder."""
        from transformers import BertModel  # noqa: PLC0415  # seconds

        return cls(BertModel.from_pretrained(folder, add_pooling_layer=False))

    def forward(self, rows: Sequence[Row]) -> list[Tensor]:
        """Log odds of the sentences of each row  # (n_spans,)."""
        counts = [len(row.spans) for row in rows]
        ids = pad_sequence([torch.from_numpy(row.ids).long() for row in rows], batch_first=True)
        lengths = torch.tensor([len(row.ids) for row in rows])
        mask = torch.arange(ids.shape[1]) < lengths[:, None]
        states = run_layers(self.upper, self.lower(ids, mask), mask)
        means = [
            state[start:end].mean(dim=0)
            for state, row in zip(states, rows, strict=True)
            for start, end in row.spans
        ]
        whole = states[:, 0].repeat_interleave(torch.tensor(counts), dim=0)
        inner = self.hidden(torch.cat([torch.stack(means), whole], dim=1))
        odds = self.out(nn.functional.gelu(inner, approximate="tanh"))[:, 0]
        return list(torch.split(odds, counts))


def loss_of(network: ReaderNetwork, batch: Sequence[Group]) -> Tensor:
    """Choose among a question's sentences or none, and tell of each whether it answers; means."""
    odds = network([each.row for group in batch for each in group])
    right = torch.tensor([float(r) for group in batch for each in group for r in each.right])
    sizes = [sum(len(each.right) for each in group) for group in batch]
    every = torch.cat(odds)
    choices = [
        _choice(here, wanted)
        for here, wanted in zip(torch.split(every, sizes), torch.split(right, sizes), strict=True)
    ]
    alone = nn.functional.binary_cross_entropy_with_logits(every, right)
    return torch.stack(choices).mean() + alone


def _choice(odds: Tensor, right: Tensor) -> Tensor:
    """Cross entropy of a softmax over no sentence, whose log odds are 0, and each."""
    wanted = torch.cat([1 - right.sum()[None].clamp(max=1), right])
    return nn.functional.cross_entropy(nn.functional.pad(odds, (1, 0)), wanted / wanted.sum())


def save(network: ReaderNetwork, path: Path, about: Mapping[str, str]) -> None:
    """Write what was learned, whole or not at all; `about` goes into the metadata.

    A layer's weights are rows of signed bytes with scales, all else is in half precision.

    Raises
    ------
    ValueError
        If a number isn't finite in half precision: learning has gone astray.
    """
    tensors: dict[str, npt.NDArray[np.generic]] = {}
    for name, each in _parts(network):
        weight = each.detach().numpy()
        if not (np.abs(weight) <= np.finfo(np.float16).max).all():
            raise ValueError(f"{name} is not finite; learn again with another seed")
        if weight.ndim == 2 and name.startswith("encoder."):  # noqa: PLR2004 - a matrix
            tensors[name], tensors[f"{name}.scale"] = quantised(weight)
        else:
            tensors[name] = weight.astype(np.float16)
    with saving(path) as draft:
        save_file(tensors, draft, dict(about))


def _parts(network: ReaderNetwork) -> Iterator[tuple[str, Tensor]]:
    """Name what is learned, as `CrossEncoder` and `Reader` do."""
    for n, layer in enumerate(network.upper, network.n_frozen):
        yield from ((f"encoder.layer.{n}.{name}", e) for name, e in layer.named_parameters())
    yield from ((f"hidden.{name}", each) for name, each in network.hidden.named_parameters())
    yield from ((f"out.{name}", each) for name, each in network.out.named_parameters())
