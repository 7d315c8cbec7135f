"""The bundled weights as an ordinary SentenceTransformer folder, kept in a cache.

The folder is written under a temporary name and renamed, so that it is there whole or not at all,
also when several processes decode at once.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
from safetensors import safe_open
from safetensors.numpy import save_file

from onrecord.index.encoding.pieces import build_tokenizer, write_pieces
from onrecord.index.encoding.weights import BUNDLED_SHA256, Floats, Shape, Weights, bundled_weights
from onrecord.index.errors import ModelDamagedError, ModelNotFoundError

__all__ = ["GRAPH", "PIECES", "bundled_model", "check_sizes", "verify_model", "write_whole"]

GRAPH: Final = "encoder.onnx"
"""The graph over the folder's own `model.safetensors`; see `onrecord.index.encoding.bert_graph`."""

PIECES: Final = "pieces.sqlite"
"""The vocabulary once more; see `onrecord.index.encoding.pieces`."""

_PROMPTS: Final = {"query": "query: ", "passage": "passage: ", "document": "passage: "}
"""What multilingual-e5 was trained to read before a question and before a passage."""

_DECODING: Final = 1  # raise when other vectors come of the same weights: they don't mix
_LAYOUT: Final = 3  # raise when the files below are others, or written differently
_CHECKSUMS: Final = "checksums.json"


def bundled_model(cache: Path, adapter: Path | None = None) -> Path:
    """Return the folder of the bundled model in `cache`, decoding it when it is not there.

    Its name tells whose vectors mix, its suffix the layout of its files.

    `adapter` is a safetensors file of low-rank updates: for a linear layer named as in
    `BertModel`, `<layer>.lora_A` (rank, in) and `<layer>.lora_B` (out, rank) add
    scale * B @ A to its weight; the scale stands in the file's metadata.

    Raises
    ------
    ModelNotFoundError
        If the weights or the adapter cannot be read.
    ModelDamagedError
        If they are not what they should be.
    """
    folder = cache / _folder_name(adapter)
    if not folder.is_dir():
        weights = Weights.read(bundled_weights())
        cache.mkdir(parents=True, exist_ok=True)
        write_whole(folder, partial(_write, weights=weights, adapter=adapter))
    check_sizes(folder)
    return folder


def check_sizes(folder: Path) -> None:
    """Compare the size of each file of a decoded folder; raises what `verify_model` does."""
    for name, file in _files(folder).items():
        if (folder / name).stat().st_size != file["n_bytes"]:
            raise _damaged(folder, name)


def verify_model(folder: Path) -> None:
    """Compare each file of a decoded folder with the checksum written beside it.

    Raises
    ------
    ModelDamagedError
        If a file is missing or differs.
    """
    for name, file in _files(folder).items():
        if _sha256(folder / name) != file["sha256"]:
            raise _damaged(folder, name)


def _files(folder: Path) -> dict[str, dict[str, Any]]:
    try:
        files: dict[str, dict[str, Any]] = json.loads((folder / _CHECKSUMS).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise _damaged(folder, _CHECKSUMS) from error
    for name in files:
        if not (folder / name).is_file():
            raise _damaged(folder, name)
    return files


def _damaged(folder: Path, name: str) -> ModelDamagedError:
    return ModelDamagedError(
        f"{folder / name} is not as it was written; delete {folder}, it will be decoded again"
    )


def _folder_name(adapter: Path | None) -> str:
    name = f"multilingual-e5-small-{BUNDLED_SHA256[:8]}-{_DECODING}"
    adapted = "" if adapter is None else f"-{_adapter_sha256(adapter)[:12]}"
    return f"{name}{adapted}.{_LAYOUT}"


def _adapter_sha256(adapter: Path) -> str:
    try:
        return _sha256(adapter)
    except OSError as error:
        raise ModelNotFoundError(
            f"cannot read the adapter {adapter}: {error.strerror}; name a safetensors file or none"
        ) from error


def write_whole(folder: Path, write: Callable[[Path], None]) -> None:
    """Let `write` fill a folder, and put it in its place when it is whole and on the disk.

    Raises
    ------
    OSError
        If it can't be written; another process that was first is no error.
    """
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        write(draft)
        _seal(draft)
        draft.chmod(0o755)
        draft.rename(folder)
    except OSError:
        if not folder.is_dir():  # otherwise another process was first, with the same bytes
            raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _write(folder: Path, weights: Weights, adapter: Path | None) -> None:
    tensors = dict(weights.tensors())
    if adapter is not None:
        _merge(tensors, adapter)
    hidden = weights.shape.hidden
    # The pooler is not used; without it transformers would fill it at random and warn.
    tensors["pooler.dense.weight"] = np.zeros((hidden, hidden), np.float32)
    tensors["pooler.dense.bias"] = np.zeros(hidden, np.float32)
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    build_tokenizer(weights.pieces).save(str(folder / "tokenizer.json"), pretty=False)
    write_pieces(weights.pieces, folder / PIECES)
    for name, content in _settings(weights.shape).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(content, indent=2), "utf-8")
    _write_graph(folder)


def _write_graph(folder: Path) -> None:
    from onrecord.index.encoding.bert_graph import bert_graph  # noqa: PLC0415  # onnx takes 0.3 s to import

    (folder / GRAPH).write_bytes(bert_graph(folder))


def _seal(folder: Path) -> None:
    """Write down size and checksum of each file, and bring all of them to the disk."""
    files = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        path.chmod(0o644)
        name = path.relative_to(folder).as_posix()
        files[name] = {"sha256": _sha256(path), "n_bytes": path.stat().st_size}
    (folder / _CHECKSUMS).write_text(json.dumps(files, indent=2), "utf-8")
    for name in [*files, _CHECKSUMS]:
        with (folder / name).open("rb") as file:
            os.fsync(file.fileno())


def _merge(tensors: dict[str, Floats], adapter: Path) -> None:
    """Add scale * B @ A of each layer that the adapter names (LoRA, arXiv:2106.09685)."""
    try:
        with safe_open(adapter, "numpy") as updates:
            scale = float((updates.metadata() or {}).get("scale", "1"))
            for key in updates.keys():  # noqa: SIM118  # not a dict
                layer, _, half = key.rpartition(".")
                if half == "lora_A":
                    down = updates.get_tensor(key).astype(np.float32)  # (rank, in)
                    up = updates.get_tensor(f"{layer}.lora_B").astype(np.float32)  # (out, rank)
                    tensors[f"{layer}.weight"] += scale * (up @ down)
    except Exception as error:
        raise ModelDamagedError(
            f"the adapter {adapter} does not fit multilingual-e5-small: {error}; "
            "it must hold <layer>.lora_A and <layer>.lora_B of linear layers"
        ) from error


def _settings(shape: Shape) -> dict[str, Any]:
    """Say, by file name, what stands in a SentenceTransformer folder."""
    package = "sentence_transformers."
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_act": "gelu",
            "hidden_size": shape.hidden,
            "intermediate_size": shape.feed_forward,
            "layer_norm_eps": float(f"{shape.layer_norm_epsilon:.6g}"),
            "max_position_embeddings": shape.positions,
            "num_attention_heads": shape.n_heads,
            "num_hidden_layers": shape.n_layers,
            "type_vocab_size": shape.token_types,
            "vocab_size": shape.vocabulary,
            "dtype": "float32",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": shape.positions,
            "bos_token": "<s>",
            "cls_token": "<s>",
            "eos_token": "</s>",
            "sep_token": "</s>",
            "pad_token": "<pad>",
            "unk_token": "<unk>",
            "mask_token": "<mask>",
        },
        "sentence_bert_config.json": {"max_seq_length": shape.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {
            "model_type": "SentenceTransformer",
            "prompts": _PROMPTS,
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": f"{package}models.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": f"{package}models.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": f"{package}models.Normalize"},
        ],
        "1_Pooling/config.json": {
            "embedding_dimension": shape.hidden,
            "pooling_mode": "mean",
            "include_prompt": True,
        },
        "2_Normalize/config.json": {},
    }


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
