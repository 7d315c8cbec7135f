"""A network that reads two texts together: learned layers over the bundled model's embeddings.

Its file holds the layers that were learned, each row of a weight as signed bytes and a scale. The
layers below are the bundled model's own. Decoded, all of them lie in a folder of the cache, from
which they are mapped.
"""

import hashlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from onrecord.index.encoding.compute import n_cores
from onrecord.index.encoding.model_folder import check_sizes, write_whole
from onrecord.index.encoding.runtimes import Run, Runtime
from onrecord.index.encoding.tensor_file import TensorFile
from onrecord.index.errors import ModelDamagedError

__all__ = ["CrossEncoder", "quantised"]

Floats = npt.NDArray[np.float32]

_GRAPH: Final = "layers.onnx"
_TENSORS: Final = "model.safetensors"
_LAYER: Final = "encoder.layer."
_SCALE: Final = ".scale"
_TABLES: Final = ("word_embeddings", "position_embeddings", "token_type_embeddings")


class CrossEncoder:
    """Gives the last states of rows of token numbers; safe to call from several threads.

    Rows of all callers stand in one line, and each core takes the next: by itself a row needs no
    padding, and on one thread no waiting for another after every operator. Together that is a
    quarter of a core's time, alone and under load; larger batches would only add to it.
    """

    def __init__(self, run: Run, words: Floats, places: Floats, n_at_once: int) -> None:
        self._run = run
        self._words = words  # (vocabulary, dim), mapped
        self._places = places  # (positions, dim)
        self._at_once = ThreadPoolExecutor(n_at_once, thread_name_prefix="reading")

    @classmethod
    def load(cls, weights: Path, base: Path, cache: Path, runtime: Runtime | None = None) -> Self:
        """Decode `weights` over the bundled model in `base` into `cache`, once, and open it.

        Raises
        ------
        ModelDamagedError
            If the weights can't be read, or don't fit the model.
        """
        digest = hashlib.sha256(weights.read_bytes() + base.name.encode()).hexdigest()[:12]
        folder = cache / f"reader-{digest}"
        if not folder.is_dir():
            write_whole(folder, partial(_write, weights=weights, base=base))
        check_sizes(folder)
        words, places, kinds = _tables(base / _TENSORS)
        run = (runtime or Runtime()).open(folder / _GRAPH, 1)
        return cls(run, words, places + kinds[0], n_cores())

    def __call__(self, rows: Sequence[npt.NDArray[np.int32]]) -> list[Floats]:
        """Read rows of token numbers, special ones included: (n_tokens, dim) of each."""
        return list(self._at_once.map(self._states, rows))

    def _states(self, ids: npt.NDArray[np.int32]) -> Floats:
        embedded = self._words[ids] + self._places[: len(ids)]
        mask = np.ones((1, len(ids)), np.int32)
        (found,) = self._run({"embedded": embedded[None], "attention_mask": mask})
        states: Floats = found[0]
        return states


def quantised(weight: Floats) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float16]]:
    """Write each row of a weight as signed bytes and what they are multiplied by.

    >>> quantised(np.array([[1.0, -0.5]], np.float32))[0].tolist()
    [[127, -64]]
    """
    scale = (np.abs(weight).max(axis=1) / 127).astype(np.float16)
    rows = np.rint(weight / np.where(scale == 0, 1, scale)[:, None].astype(np.float32))
    return np.clip(rows, -127, 127).astype(np.int8), scale


def _tables(path: Path) -> list[Floats]:
    """Map the embeddings of words, places and types."""
    file = TensorFile.open(path)
    return [file.mapped(f"embeddings.{name}.weight") for name in _TABLES]


def _write(folder: Path, *, weights: Path, base: Path) -> None:
    from safetensors.numpy import load_file, save_file  # noqa: PLC0415 - starting needs neither

    from onrecord.index.encoding.bert_graph import layers_graph  # noqa: PLC0415  # onnx takes 0.3 s

    try:
        learned = _dequantised(load_file(weights))
        n_layers = 1 + max(int(name.split(".")[2]) for name in learned)
        model = TensorFile.open(base / _TENSORS)
        tensors = {
            name: learned[name] if name in learned else model.read(name)
            for name in {*learned, *model.header}
            if name.startswith("embeddings.LayerNorm")
            or (name.startswith(_LAYER) and int(name.split(".")[2]) < n_layers)
        }
        save_file(tensors, folder / _TENSORS, metadata={"format": "pt"})
        (folder / "config.json").write_bytes((base / "config.json").read_bytes())
        (folder / _GRAPH).write_bytes(layers_graph(folder, n_layers))
    except (ValueError, KeyError) as error:
        raise ModelDamagedError(
            f"the reader {weights} does not fit {base.name}: {error}; install On Record again"
        ) from error


def _dequantised(stored: dict[str, npt.NDArray[np.generic]]) -> dict[str, Floats]:
    """Give the layers in float32."""
    return {
        name: each.astype(np.float32)
        * (stored[name + _SCALE].astype(np.float32)[:, None] if name + _SCALE in stored else 1)
        for name, each in stored.items()
        if name.startswith(_LAYER) and not name.endswith(_SCALE)
    }
