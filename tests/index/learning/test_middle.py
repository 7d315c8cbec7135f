"""Learning what is kept of the encoder's states halfway up. Every article is invented."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file

from onrecord.corpus import Article, sentences
from onrecord.index.encoding.packing import Packing
from onrecord.index.learning.middle import add_middle, learn_middle
from onrecord.index.learning.speech_examples import Encoded, Example
from onrecord.index.learning.speech_network import SpeechNetwork


def encoded(n: int) -> list[Encoded]:
    """Give articles of one sentence, with random states."""
    random = np.random.default_rng(0)
    found = []
    for number in range(n):
        text = "Quist said tolls work. " * 6
        cut = sentences(Article(f"{number}.txt", text, "", None, None, None, "en", None))
        starts = np.arange(0, len(text) - 5, 5)
        states = random.normal(size=(len(starts), 48)).astype(np.float16)
        spans = np.stack([starts, starts + 4], axis=1)
        found.append(Encoded(cut, {}, np.zeros((len(starts), 4), np.int8), states, spans))
    return found


def first_32(examples: Sequence[Example], network: SpeechNetwork) -> SpeechNetwork:
    """Learn that the first 32 components count."""
    assert examples[0].tokens.shape[1] == 4 + 48
    with torch.no_grad():
        torch.nn.init.eye_(network.token.narrow.weight)
        torch.nn.init.eye_(network.token.wide.weight)
    return network


def test_what_a_network_sees_of_the_states_is_what_is_kept(tmp_path: Path) -> None:
    """Beside what the file of a packing held before."""
    read = encoded(12)
    kept = learn_middle(read, first_32)
    path = tmp_path / "packing.safetensors"
    centroids = np.zeros((2, 256, 2), np.int8)
    save_file({"tokens": centroids, "sentences": centroids}, path, {"data": "invented"})
    add_middle(kept, path)
    packing = Packing.load(path)
    assert packing.middle is not None
    states = np.concatenate([each.middle for each in read]).astype(np.float32)
    codes = packing.packed(np.zeros((len(states), 4), np.int8), states)
    assert codes.shape == (len(states), 2 + 8)
    rows = packing.read(codes)[:, 4:].astype(np.float32)
    assert rows.shape == (len(states), 32)
    told = rows @ np.linalg.lstsq(rows, states, rcond=None)[0]
    shares = told.var(axis=0) / states.var(axis=0)
    assert shares[:32].min() > 0.5 > shares[32:].max()
