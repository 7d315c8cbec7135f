"""The network that reads questions, as it learns; `rag.question.head` computes the same."""

import math
import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Final

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn
from torch.nn.utils.rnn import pad_sequence

from onrecord.index.learning.saving import saving
from onrecord.rag.learning.question_examples import Example, Floats
from onrecord.rag.question.head import ASKS, FORMS, ITEMS, KINDS, LEANS, REACH, TAGGED, TAGS

__all__ = ["QuestionNetwork", "learn", "load", "save"]

_WIDTH: Final = 128
_N_HEADS: Final = 4
_INNER: Final = 256
_N_LAYERS: Final = 2
_DROPOUT: Final = 0.15
_BATCH: Final = 64
_RATE: Final = 1.5e-3
_DECAY: Final = 0.05
_UNKNOWN: Final = -100


class Layer(nn.Module):
    """A transformer layer, normalised before each part, that sees how far tokens are apart."""

    def __init__(self) -> None:
        super().__init__()
        self.attend_norm, self.widen_norm = nn.LayerNorm(_WIDTH), nn.LayerNorm(_WIDTH)
        self.attend, self.mix = nn.Linear(_WIDTH, 3 * _WIDTH), nn.Linear(_WIDTH, _WIDTH)
        self.widen, self.narrow = nn.Linear(_WIDTH, _INNER), nn.Linear(_INNER, _WIDTH)
        self.near = nn.Parameter(torch.zeros(_N_HEADS, 2 * REACH + 1))
        self.drop = nn.Dropout(_DROPOUT)

    def forward(self, state: Tensor, mask: Tensor) -> Tensor:
        """(batch, n, width) and (batch, n) bool -> (batch, n, width)."""
        batch, n, width = state.shape
        parts = self.attend(self.attend_norm(state)).view(batch, n, 3, _N_HEADS, -1)
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        places = torch.arange(n)
        apart = (places[None] - places[:, None]).clamp(-REACH, REACH) + REACH
        bias = self.near[:, apart][None].masked_fill(~mask[:, None, None], -1e4)
        mixed = nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=bias)
        state = state + self.drop(self.mix(mixed.transpose(1, 2).reshape(batch, n, width)))
        inner = torch.relu(self.widen(self.widen_norm(state)))
        changed: Tensor = state + self.drop(self.narrow(inner))
        return changed


class QuestionNetwork(nn.Module):
    """What `onrecord.rag.question.head.HeadNetwork` computes, for learning."""

    def __init__(self, dimension: int) -> None:
        super().__init__()
        self.token, self.form = nn.Linear(dimension, _WIDTH), nn.Linear(len(FORMS), _WIDTH)
        self.whole = nn.Parameter(torch.randn(_WIDTH) * 0.02)
        self.layers = nn.ModuleList(Layer() for _ in range(_N_LAYERS))
        self.norm, self.drop = nn.LayerNorm(_WIDTH), nn.Dropout(_DROPOUT)
        self.kind, self.asks = nn.Linear(_WIDTH, len(KINDS)), nn.Linear(_WIDTH, len(ASKS))
        self.leans, self.item = nn.Linear(_WIDTH, len(LEANS)), nn.Linear(_WIDTH, len(ITEMS))
        self.tags, self.case = nn.Linear(_WIDTH, len(TAGGED) * len(TAGS)), nn.Linear(_WIDTH, 1)

    def forward(self, batch: Sequence[Example]) -> tuple[Tensor, ...]:
        """Questions -> what `onrecord.rag.question.head.Odds` has, (batch, …) each."""
        tokens = pad_sequence([torch.from_numpy(each.tokens) for each in batch], batch_first=True)
        seen = pad_sequence([torch.from_numpy(each.seen) for each in batch], batch_first=True)
        lengths = torch.tensor([len(each.tokens) for each in batch])
        state = self.token(self.drop(tokens)) + self.form(seen)
        state = torch.cat([self.whole.expand(len(batch), 1, -1), state], dim=1)
        mask = torch.arange(state.shape[1])[None] <= lengths[:, None]
        for layer in self.layers:
            state = layer(state, mask)
        state = self.norm(state)
        tags = self.tags(state[:, 1:])
        classes = (each(state[:, 0]) for each in (self.kind, self.asks, self.leans, self.item))
        return (*classes, *tags.split(len(TAGS), dim=-1), self.case(state[:, 1:])[..., 0])


def _loss(network: QuestionNetwork, batch: Sequence[Example]) -> Tensor:
    kinds, asks, leans, items, *tags, case = network(batch)
    loss = (
        _of_class(kinds, [each.kinds for each in batch])
        + _of_class(asks, [each.asks for each in batch])
        + _of_class(leans, [each.leans for each in batch])
        + _of_class(items, [each.items for each in batch])
        + _of_case(case, [each.capitals for each in batch])
    )
    for logits, name in zip(tags, TAGGED, strict=True):
        known = [getattr(each, name) for each in batch]
        rows = [
            torch.full((len(each.tokens),), _UNKNOWN) if told is None else torch.from_numpy(told)
            for each, told in zip(batch, known, strict=True)
        ]
        wanted = pad_sequence(rows, batch_first=True, padding_value=_UNKNOWN)
        if (wanted != _UNKNOWN).any():
            loss = loss + 3 * nn.functional.cross_entropy(logits.flatten(0, 1), wanted.flatten())
    return loss


def _of_class(logits: Tensor, known: Sequence[Sequence[int]]) -> Tensor:
    """Mean loss of (batch, n) odds of classes, of which those known are right."""
    odds = logits.log_softmax(dim=-1)
    allowed = torch.full_like(odds, -torch.inf)
    for row, each in enumerate(known):
        allowed[row, list(each)] = 0
    return -(odds + allowed).logsumexp(dim=-1).mean()


def _of_case(odds: Tensor, known: Sequence[Floats | None]) -> Tensor:
    """Mean loss of (batch, n) log odds of capitals, where they are known."""
    rows = [(row, torch.from_numpy(each)) for row, each in enumerate(known) if each is not None]
    if not rows:
        return odds.sum() * 0
    found = torch.cat([odds[row, : len(each)] for row, each in rows])
    wanted = torch.cat([each for _, each in rows])
    return nn.functional.binary_cross_entropy_with_logits(found, wanted)


def learn(
    network: QuestionNetwork,
    known: Sequence[Example],
    n_rounds: float,
    seed: int,
    most: float = _RATE,
) -> QuestionNetwork:
    """Let a network learn from examples, each seen `n_rounds` times; `most` is the highest rate."""
    random = Random(seed)  # noqa: S311 - a sample, no secret
    network.train()
    optimizer = torch.optim.AdamW(network.parameters(), lr=_RATE, weight_decay=_DECAY)
    n_steps = int(n_rounds * len(known) / _BATCH)
    batches: list[list[Example]] = []
    for step in range(n_steps):
        batches = batches or _batches(known, random)
        rate = min(1, (step + 1) / 100) * (0.5 + 0.5 * math.cos(math.pi * step / n_steps))
        optimizer.param_groups[0]["lr"] = most * rate
        loss = _loss(network, batches.pop())
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        if step % 100 == 0:
            sys.stderr.write(f"step {step} of {n_steps}, loss {loss.item():.3f}\n")
    return network.eval()


def _batches(known: Sequence[Example], random: Random) -> list[list[Example]]:
    """Put questions of like length together, in an order of chance."""
    order = sorted(known, key=lambda each: len(each.tokens) + random.random() * 4)
    batches = [order[at : at + _BATCH] for at in range(0, len(order), _BATCH)]
    random.shuffle(batches)
    return batches


def load(path: Path) -> QuestionNetwork:
    """Read a network's weights."""
    tensors = load_file(path)
    network = QuestionNetwork(tensors["token.weight"].shape[1])
    network.load_state_dict({name: each.float() for name, each in tensors.items()})
    return network.eval()


def save(network: QuestionNetwork, path: Path) -> None:
    """Write a network's weights as half precision."""
    tensors = {name: each.to(torch.float16) for name, each in network.state_dict().items()}
    with saving(path) as draft:
        save_file(tensors, draft)
