"""What `onrecord.index.speech.network.Network` computes, for learning."""

import math
from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor, nn

from onrecord.index.speech.layout import PLACE_MARKS, TOKEN_MARKS
from onrecord.index.speech.network import MAX_NAME
from onrecord.index.speech.windows import RELATIONS, Window

__all__ = ["Read", "SpeechNetwork"]

_N_HEADS: Final = 4
_WIDTH: Final = 128
_INNER: Final = 256
_N_LAYERS: Final = 2
_NEAR: Final = 5  # tokens that a token sees at once
_DROPOUT: Final = 0.3
_FORGOTTEN: Final = 0.15  # components of tokens,
_UNSEEN: Final = 0.1  # and whole tokens
_N_RELATIONS: Final = len(RELATIONS)


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """A window as tensors."""

    tokens: Tensor  # (n, width)
    marks: Tensor  # (n, len(TOKEN_MARKS))
    places: Tensor  # (m, len(PLACE_MARKS))
    owners: Tensor  # (n,)
    relations: Tensor  # (len(RELATIONS), m, n)

    @classmethod
    def of(cls, window: Window) -> "Read":
        """Take what the network sees of a window."""
        layout, inside = window.layout, slice(window.begin, window.end)
        return cls(
            torch.from_numpy(layout.tokens[inside]),
            torch.from_numpy(layout.marks[inside]),
            torch.from_numpy(layout.places[window.first : window.last]),
            torch.from_numpy(window.owners),
            torch.from_numpy(window.relations()),
        )


class Layer(nn.Module):
    """Tokens see those around them, sentences see all tokens, tokens see their sentence."""

    def __init__(self) -> None:
        super().__init__()
        self.near_norm, self.asks_norm = nn.LayerNorm(_WIDTH), nn.LayerNorm(_WIDTH)
        self.seen_norm, self.widen_norm = nn.LayerNorm(_WIDTH), nn.LayerNorm(_WIDTH)
        self.near, self.near_out = nn.Linear(_NEAR * _WIDTH, _INNER), nn.Linear(_INNER, _WIDTH)
        self.asks, self.keys = nn.Linear(_WIDTH, _WIDTH), nn.Linear(_WIDTH, 2 * _WIDTH)
        self.mix, self.back = nn.Linear(_WIDTH, _WIDTH), nn.Linear(_WIDTH, _WIDTH)
        self.widen, self.narrow = nn.Linear(_WIDTH, _INNER), nn.Linear(_INNER, _WIDTH)
        self.relations = nn.Parameter(torch.randn(_N_HEADS, _N_RELATIONS) * 0.1)
        self.gelu, self.drop = nn.GELU("tanh"), nn.Dropout(_DROPOUT)
        with torch.no_grad():  # two heads begin with the sentence itself, all with what is near
            self.relations[:2, 0] += 3.0
            self.relations[2:, 1:3] -= 0.5

    def forward(
        self, states: Tensor, places: Tensor, owners: Tensor, relations: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Change the states of tokens (n, w) and sentences (m, w)."""
        (n, width), m = states.shape, len(places)
        padded = nn.functional.pad(self.near_norm(states), (0, 0, _NEAR // 2, _NEAR // 2))
        around = torch.cat([padded[i : i + n] for i in range(_NEAR)], dim=1)
        states = states + self.drop(self.near_out(self.gelu(self.near(around))))
        keyed = self.keys(self.seen_norm(states)).view(n, 2, _N_HEADS, -1)
        key, value = keyed.permute(1, 2, 0, 3)
        query = self.asks(self.asks_norm(places)).view(m, _N_HEADS, -1).transpose(0, 1)
        scores = query @ key.transpose(1, 2) / math.sqrt(width // _N_HEADS)
        scores = scores + (self.relations @ relations.flatten(1)).view(_N_HEADS, m, n)
        mixed = (scores.softmax(-1) @ value).transpose(0, 1).reshape(m, width)
        places = places + self.drop(self.mix(mixed))
        inner = self.gelu(self.widen(self.widen_norm(places)))
        places = places + self.drop(self.narrow(inner))
        return states + self.drop(self.back(places))[owners], places


class SpeechNetwork(nn.Module):
    """Reads windows of articles whose stored tokens are `width` wide."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.token, self.marks = nn.Linear(width, _WIDTH), nn.Linear(len(TOKEN_MARKS), _WIDTH)
        self.place = nn.Linear(len(PLACE_MARKS), _WIDTH)
        self.layers = nn.ModuleList(Layer() for _ in range(_N_LAYERS))
        self.norm, self.place_norm = nn.LayerNorm(_WIDTH), nn.LayerNorm(_WIDTH)
        self.asks, self.key = nn.Linear(_WIDTH, _WIDTH), nn.Linear(_WIDTH, _WIDTH)
        self.prior, self.nobody = nn.Linear(_WIDTH, 1), nn.Linear(_WIDTH, 1)
        self.relations = nn.Parameter(torch.zeros(1, _N_RELATIONS))
        self.speech, self.ends = nn.Linear(_WIDTH, 1), nn.Linear(_WIDTH, 1)
        self.begin, self.end = nn.Linear(_WIDTH, _WIDTH), nn.Linear(_WIDTH, _WIDTH)
        self.far = nn.Parameter(torch.zeros(MAX_NAME))
        self.forget = nn.Dropout(_FORGOTTEN)

    def forward(self, read: Read) -> tuple[Tensor, Tensor]:
        """Give the states of a window's tokens (n, w) and of its sentences (m, w)."""
        tokens = self.forget(read.tokens)
        if self.training:
            tokens = tokens * (torch.rand(len(tokens), 1) >= _UNSEEN)
        states = self.token(tokens) + self.marks(read.marks)
        places = self.place(read.places)
        for layer in self.layers:
            states, places = layer(states, places, read.owners, read.relations)
        return self.norm(states), self.place_norm(places)

    def pointed(self, states: Tensor, places: Tensor, relations: Tensor) -> Tensor:
        """Give (m, n + 1) log odds: a sentence is nobody's, or a token begins its speaker."""
        scores = self.asks(places) @ self.key(states).T / math.sqrt(_WIDTH) + self.prior(states).T
        scores = scores + (self.relations @ relations.flatten(1)).view_as(scores)
        return torch.cat([self.nobody(places), scores], dim=1)

    def lasts(self, states: Tensor, firsts: Tensor) -> Tensor:
        """Give (k, MAX_NAME) log odds of how far the names reach that begin with these tokens."""
        places = firsts[:, None] + torch.arange(MAX_NAME)
        near = states[places.clamp(max=len(states) - 1)]
        begun = self.begin(states[firsts])[:, None] / math.sqrt(_WIDTH)
        scores = (begun * self.end(near)).sum(-1) + self.ends(near)[..., 0] + self.far
        masked: Tensor = scores.masked_fill(places >= len(states), -1e9)
        return masked
