"""Learned layers over the bundled model's embeddings, decoded once and mapped."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import save_file

from onrecord.index.encoding.cross_encoder import CrossEncoder, quantised
from onrecord.index.errors import ModelDamagedError

LAYER = "encoder.layer.1."


def stored(base: Path, scale: float = 1.0) -> dict[str, Any]:
    """Write the second layer of the bundled model as if it had been learned."""
    tensors: dict[str, Any] = {"hidden.weight": np.zeros((1, 2), np.float16)}
    with safe_open(base / "model.safetensors", "numpy") as file:
        for name in filter(lambda name: name.startswith(LAYER), file.keys()):
            each = file.get_tensor(name)
            if each.ndim == 2:
                tensors[name], tensors[f"{name}.scale"] = quantised(scale * each)
            else:
                tensors[name] = each.astype(np.float16)
    return tensors


def test_rows_of_bytes_are_near_the_weights() -> None:
    """No number is farther off than half a step of its row, and a row of zeros stays one."""
    drawn = np.random.default_rng(1).standard_normal((5, 40)).astype(np.float32)
    drawn[2] = 0
    rows, scale = quantised(drawn)
    steps = scale.astype(np.float32)[:, None]
    assert (np.abs(rows * steps - drawn) <= 0.51 * steps + 1e-9).all()
    assert not rows[2].any()


def test_states_are_those_of_the_first_layers(model_folder_path: Path, tmp_path: Path) -> None:
    """Two layers: the bundled first one, and a second that is as good as its own."""
    import torch  # noqa: PLC0415 - seconds
    from transformers import BertModel  # noqa: PLC0415

    save_file(stored(model_folder_path), tmp_path / "reader.safetensors")
    network = CrossEncoder.load(tmp_path / "reader.safetensors", model_folder_path, tmp_path)
    rows = [np.array([0, 41, 1294, 12, 7515, 2], np.int32), np.array([0, 7515, 2], np.int32)]
    model = BertModel.from_pretrained(model_folder_path, add_pooling_layer=False).eval()
    for row, found in zip(rows, network(rows), strict=True):
        with torch.no_grad():
            states = model(torch.tensor(row)[None].long(), output_hidden_states=True).hidden_states
        assert found.shape == (len(row), model.config.hidden_size)
        assert found == pytest.approx(states[2][0].numpy(), abs=0.1)


def test_it_is_decoded_once(model_folder_path: Path, tmp_path: Path) -> None:
    """Other weights get a folder of their own."""
    path = tmp_path / "reader.safetensors"
    for scale in (1.0, 1.0, 2.0):
        save_file(stored(model_folder_path, scale), path)
        CrossEncoder.load(path, model_folder_path, tmp_path)
    assert len(list(tmp_path.glob("reader-*"))) == 2


def test_weights_that_do_not_fit_are_named(model_folder_path: Path, tmp_path: Path) -> None:
    """A layer that the model hasn't."""
    tensors = {name.replace(".1.", ".40."): e for name, e in stored(model_folder_path).items()}
    save_file(tensors, tmp_path / "reader.safetensors")
    with pytest.raises(ModelDamagedError, match="reader"):
        CrossEncoder.load(tmp_path / "reader.safetensors", model_folder_path, tmp_path)
    assert not list(tmp_path.glob("*reader-*"))


def test_rows_are_read_by_themselves(model_folder_path: Path, tmp_path: Path) -> None:
    """Each comes out bit for bit as if it were alone, in the order of the rows."""
    save_file(stored(model_folder_path), tmp_path / "reader.safetensors")
    network = CrossEncoder.load(tmp_path / "reader.safetensors", model_folder_path, tmp_path)
    rows = [np.array([0, *range(40, 40 + n), 2], np.int32) for n in (3, 90, 1, 17)]
    for row, found in zip(rows, network(rows), strict=True):
        assert np.array_equal(found, network([row])[0])
