"""A BERT encoder as an ONNX graph over the weights file of its own folder.

The graph is written down here instead of traced: it needs neither torch nor transformers, keeps
a true padding mask, and names the tensors of `model.safetensors` as external data, so that they
are mapped into memory from there, once, and not copied into a second file.
"""

import json
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import onnx
from onnx import helper, numpy_helper

__all__ = ["bert_graph"]

_FUSED: Final = "com.microsoft"  # onnxruntime's operators that fuse several of the standard ones
_OPSETS: Final = (("", 17), (_FUSED, 1))
_IR_VERSION: Final = 10  # of opset 17 or later, and read by every supported onnxruntime


def bert_graph(folder: Path) -> bytes:
    """Serialise the graph of the model in `folder`.

    Inputs `input_ids`, `position_ids`, `attention_mask`, all (batch, tokens) int32; output
    `last_hidden_state` (batch, tokens, hidden) float32.

    Raises
    ------
    ValueError
        If a tensor of a BERT encoder in float32 is missing, or its activation is not GELU.
    """
    config = json.loads((folder / "config.json").read_text("utf-8"))
    if config.get("hidden_act") != "gelu":
        raise ValueError(f"the activation is {config.get('hidden_act')!r}, expected 'gelu'")
    graph = _Graph(_TensorFile.open(folder / "model.safetensors"), config["layer_norm_eps"])
    hidden = graph.embeddings()
    for layer in range(config["num_hidden_layers"]):
        hidden = graph.layer(f"encoder.layer.{layer}.", hidden, config["num_attention_heads"])
    return graph.serialise(hidden, config["hidden_size"])


@dataclass(frozen=True, slots=True)
class _TensorFile:
    """Where each tensor of a safetensors file lies: (dtype, shape, offsets), by name."""

    path: Path
    header: dict[str, Any]
    start: int

    @classmethod
    def open(cls, path: Path) -> "_TensorFile":
        with path.open("rb") as file:
            (n_bytes,) = struct.unpack("<Q", file.read(8))
            return cls(path, json.loads(file.read(n_bytes)), 8 + n_bytes)

    def place(self, name: str) -> tuple[list[int], int, int]:
        """Shape, first byte and number of bytes of a float32 tensor."""
        tensor = self.header.get(name)
        if tensor is None or tensor["dtype"] != "F32":
            raise ValueError(f"{self.path} has no float32 tensor {name}")
        start, end = tensor["data_offsets"]
        return tensor["shape"], self.start + start, end - start

    def read(self, name: str) -> npt.NDArray[np.float32]:
        shape, start, n_bytes = self.place(name)
        return np.fromfile(self.path, "<f4", n_bytes // 4, offset=start).reshape(shape)


class _Graph:
    """Nodes and weights as they are added."""

    def __init__(self, file: _TensorFile, epsilon: float) -> None:
        self._file = file
        self._epsilon = epsilon
        self._nodes: list[onnx.NodeProto] = []
        self._weights: list[onnx.TensorProto] = []

    def embeddings(self) -> str:
        """Word, position and the first token type, summed and normalised."""
        words, positions = "embeddings.word_embeddings", "embeddings.position_embeddings"
        kind = self._file.read("embeddings.token_type_embeddings.weight")[0]
        word = self._node("Gather", [self._mapped(f"{words}.weight"), "input_ids"])
        position = self._node("Gather", [self._mapped(f"{positions}.weight"), "position_ids"])
        return self._norm([word, position], "embeddings.LayerNorm", self._kept("kind", kind))

    def layer(self, prefix: str, hidden: str, n_heads: int) -> str:
        """One transformer layer: attention, then the feed-forward network."""
        inputs = [f"{prefix}attention.self.{part}" for part in ("query", "key", "value")]
        bias = np.concatenate([self._file.read(f"{name}.bias") for name in inputs])
        attended = self._node(
            "MultiHeadAttention",
            [
                *(self._linear(hidden, name) for name in inputs),
                self._kept(f"{prefix}bias", bias),
                "attention_mask",
            ],
            _FUSED,
            num_heads=n_heads,
        )
        hidden = self._add(attended, hidden, f"{prefix}attention.output")
        wide = self._linear(hidden, f"{prefix}intermediate.dense")
        bias_name = self._mapped(f"{prefix}intermediate.dense.bias")
        wide = self._node("BiasGelu", [wide, bias_name], _FUSED)
        return self._add(wide, hidden, f"{prefix}output")

    def serialise(self, hidden: str, width: int) -> bytes:
        """Close the graph at `hidden` and serialise it."""
        self._nodes.append(helper.make_node("Identity", [hidden], ["last_hidden_state"]))
        inputs = [
            helper.make_tensor_value_info(name, onnx.TensorProto.INT32, ["batch", "tokens"])
            for name in ("input_ids", "position_ids", "attention_mask")
        ]
        output = helper.make_tensor_value_info(
            "last_hidden_state", onnx.TensorProto.FLOAT, ["batch", "tokens", width]
        )
        graph = helper.make_graph(self._nodes, "bert", inputs, [output], self._weights)
        opsets = [helper.make_opsetid(*opset) for opset in _OPSETS]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION)
        return bytes(model.SerializeToString())

    def _add(self, change: str, hidden: str, name: str) -> str:
        change = self._linear(change, f"{name}.dense")
        bias = self._mapped(f"{name}.dense.bias")
        return self._norm([change, hidden], f"{name}.LayerNorm", bias)

    def _norm(self, terms: list[str], name: str, bias: str) -> str:
        scale, shift = self._mapped(f"{name}.weight"), self._mapped(f"{name}.bias")
        inputs = [*terms, scale, shift, bias]
        return self._node("SkipLayerNormalization", inputs, _FUSED, epsilon=self._epsilon)

    def _linear(self, hidden: str, name: str) -> str:
        return self._node("FusedMatMul", [hidden, self._mapped(f"{name}.weight")], _FUSED, transB=1)

    def _node(self, operator: str, inputs: list[str], domain: str = "", **attributes: float) -> str:
        output = f"{operator}_{len(self._nodes)}"
        node = helper.make_node(operator, inputs, [output], domain=domain, **attributes)
        self._nodes.append(node)
        return output

    def _mapped(self, name: str) -> str:
        shape, start, n_bytes = self._file.place(name)
        tensor = onnx.TensorProto(name=name, data_type=onnx.TensorProto.FLOAT, dims=shape)
        tensor.data_location = onnx.TensorProto.EXTERNAL
        where = {"location": self._file.path.name, "offset": start, "length": n_bytes}
        for key, value in where.items():
            tensor.external_data.add(key=key, value=str(value))
        self._weights.append(tensor)
        return name

    def _kept(self, name: str, values: npt.NDArray[np.float32]) -> str:
        self._weights.append(numpy_helper.from_array(values, name))
        return name
