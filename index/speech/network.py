"""What the tagger computes of a window, in NumPy: a small network, as it was learned."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from onrecord.index.encoding.layers import gelu, linear, normed
from onrecord.index.speech.windows import Window

__all__ = ["MAX_NAME", "Network", "Reading"]

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]

MAX_NAME: Final = 24  # tokens of a speaker's name


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What a network makes of a window of n tokens and m sentences.

    `states` (n, w); `chances` (m, n + 1): how likely a sentence is nobody's, and its speaker begins
    at a token; `direct` (m,): log odds that a sentence is told in somebody's very words.
    """

    states: Floats
    chances: Floats
    direct: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Holds float32 tensors by their names in `index.learning.speech_network.SpeechNetwork`."""

    tensors: Mapping[str, Floats]

    @property
    def n_layers(self) -> int:
        """Count of layers."""
        return sum(name.endswith(".near.weight") for name in self.tensors)

    def read(self, window: Window) -> Reading:
        """Read a window."""
        states, places, relations = self._states(window)
        return Reading(
            states,
            self._pointed(states, places, relations),
            self._linear("speech", places)[:, 0],
        )

    def lasts(self, states: Floats, firsts: Integers) -> Floats:
        """Give (k, MAX_NAME) log odds of how far the names reach that begin with these tokens."""
        width = np.float32(math.sqrt(states.shape[1]))
        places = firsts[:, None] + np.arange(MAX_NAME)
        near = states[np.minimum(places, len(states) - 1)]
        begun = self._linear("begin", states[firsts])[:, None] / width
        scores = (begun * self._linear("end", near)).sum(axis=-1)
        scores += self._linear("ends", near)[..., 0] + self.tensors["far"]
        return np.asarray(scores)

    def _states(self, window: Window) -> tuple[Floats, Floats, Floats]:
        """Give the states of a window's tokens (n, w), of its sentences (m, w), and relations."""
        layout, owners, relations = window.layout, window.owners, window.relations()
        inside = slice(window.begin, window.end)
        states = self._linear("token", layout.tokens[inside])
        states += self._linear("marks", layout.marks[inside])
        places = self._linear("place", layout.places[window.first : window.last])
        for number in range(self.n_layers):
            name = f"layers.{number}"
            states = states + self._near(name, states)
            places = places + self._seen(name, states, places, relations)
            inner = gelu(self._linear(f"{name}.widen", self._normed(f"{name}.widen_norm", places)))
            places = places + self._linear(f"{name}.narrow", inner)
            states = states + self._linear(f"{name}.back", places)[owners]
        return self._normed("norm", states), self._normed("place_norm", places), relations

    def _near(self, name: str, states: Floats) -> Floats:
        """Let each token see those around it."""
        n, width = states.shape
        reach = self.tensors[f"{name}.near.weight"].shape[1] // width // 2
        padded = np.zeros((n + 2 * reach, width), np.float32)
        padded[reach : reach + n] = self._normed(f"{name}.near_norm", states)
        around = np.concatenate([padded[i : i + n] for i in range(2 * reach + 1)], axis=1)
        return self._linear(f"{name}.near_out", gelu(self._linear(f"{name}.near", around)))

    def _seen(self, name: str, states: Floats, places: Floats, relations: Floats) -> Floats:
        """Let each sentence see all tokens, by multi-head attention."""
        keyed = self._linear(f"{name}.keys", self._normed(f"{name}.seen_norm", states))
        n_heads = len(self.tensors[f"{name}.relations"])
        key, value = keyed.reshape(len(states), 2, n_heads, -1).transpose(1, 2, 0, 3)
        asked = self._linear(f"{name}.asks", self._normed(f"{name}.asks_norm", places))
        query = asked.reshape(len(places), n_heads, -1).transpose(1, 0, 2)
        scores = query @ key.transpose(0, 2, 1) / np.float32(math.sqrt(query.shape[-1]))
        scores += self._related(f"{name}.relations", relations)
        mixed = (_softmax(scores) @ value).transpose(1, 0, 2).reshape(len(places), -1)
        return self._linear(f"{name}.mix", mixed)

    def _pointed(self, states: Floats, places: Floats, relations: Floats) -> Floats:
        """Give (m, n + 1): how likely a sentence is nobody's, and its speaker begins at a token."""
        width = np.float32(math.sqrt(states.shape[1]))
        scores = self._linear("asks", places) @ self._linear("key", states).T / width
        scores += self._linear("prior", states).T + self._related("relations", relations)[0]
        return _softmax(np.concatenate([self._linear("nobody", places), scores], axis=1))

    def _related(self, name: str, relations: Floats) -> Floats:
        weights = self.tensors[name]
        return (weights @ relations.reshape(len(relations), -1)).reshape(-1, *relations.shape[1:])

    def _linear(self, name: str, inputs: Floats) -> Floats:
        return linear(self.tensors, name, inputs)

    def _normed(self, name: str, state: Floats) -> Floats:
        return normed(self.tensors, name, state)


def _softmax(scores: Floats) -> Floats:
    odds = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=-1, keepdims=True))
