"""A BERT encoder as an ONNX graph over the weights file of its own folder.

The graph is written down here instead of traced: it needs neither torch nor transformers, keeps
a true padding mask, and names the tensors of `model.safetensors` as external data, so that they
are mapped into memory from there, once, and not copied into a second file.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import onnx
from onnx import helper, numpy_helper

from onrecord.index.encoding.tensor_file import TensorFile

__all__ = ["bert_graph", "layers_graph"]

_LAST: Final = "last_hidden_state"
_MIDDLE: Final = "middle_hidden_state"
_FUSED: Final = "com.microsoft"  # onnxruntime's operators that fuse several of the standard ones
_OPSETS: Final = (("", 17), (_FUSED, 1))
_IR_VERSION: Final = 10  # of opset 17 or later, and read by every supported onnxruntime


def bert_graph(folder: Path) -> bytes:
    """Serialise the graph of the model in `folder`.

    Inputs `input_ids`, `position_ids`, `attention_mask`, all (batch, tokens) int32; outputs
    `last_hidden_state` and `middle_hidden_state`, that of the layer halfway up, both (batch,
    tokens, hidden) float32.

    Raises
    ------
    ValueError
        If a tensor of a BERT encoder in float32 is missing, or its activation is not GELU.
    """
    config = json.loads((folder / "config.json").read_text("utf-8"))
    if config.get("hidden_act") != "gelu":
        raise ValueError(f"the activation is {config.get('hidden_act')!r}, expected 'gelu'")
    graph = _Graph(TensorFile.open(folder / "model.safetensors"), config["layer_norm_eps"])
    states = [graph.embeddings()]
    for layer in range(config["num_hidden_layers"]):
        prefix = f"encoder.layer.{layer}."
        states.append(graph.layer(prefix, states[-1], config["num_attention_heads"]))
    ids, positions = ((name, onnx.TensorProto.INT32, ()) for name in ("input_ids", "position_ids"))
    named = {_LAST: states[-1], _MIDDLE: states[len(states) // 2]}
    return graph.serialise([ids, positions], named, config["hidden_size"])


def layers_graph(folder: Path, n_layers: int) -> bytes:
    """Serialise the first layers alone, for inputs that are looked up elsewhere.

    Inputs `embedded` (batch, tokens, hidden) float32, the sum of word, position and type, and
    `attention_mask` (batch, tokens) int32; output the last as that of `bert_graph`. Raises what it
    raises.
    """
    config = json.loads((folder / "config.json").read_text("utf-8"))
    width = config["hidden_size"]
    graph = _Graph(TensorFile.open(folder / "model.safetensors"), config["layer_norm_eps"])
    hidden = graph.normalised("embedded")
    for layer in range(n_layers):
        hidden = graph.layer(f"encoder.layer.{layer}.", hidden, config["num_attention_heads"])
    return graph.serialise([("embedded", onnx.TensorProto.FLOAT, [width])], {_LAST: hidden}, width)


class _Graph:
    """Nodes and weights as they are added."""

    def __init__(self, file: TensorFile, epsilon: float) -> None:
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

    def normalised(self, embedded: str) -> str:
        """Normalise what is summed already."""
        weights = [self._mapped(f"embeddings.LayerNorm.{part}") for part in ("weight", "bias")]
        return self._node("LayerNormalization", [embedded, *weights], epsilon=self._epsilon)

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

    def serialise(
        self, named: Sequence[tuple[str, int, Sequence[int]]], told: Mapping[str, str], width: int
    ) -> bytes:
        """Close the graph and serialise it.

        `named` are the inputs beside the mask: their names, types, and sizes after the first two;
        `told` the outputs, and which states they are.
        """
        self._nodes += [helper.make_node("Identity", [each], [name]) for name, each in told.items()]
        inputs = [
            helper.make_tensor_value_info(name, kind, ["batch", "tokens", *more])
            for name, kind, more in (*named, ("attention_mask", onnx.TensorProto.INT32, []))
        ]
        outputs = [
            helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, ["batch", "tokens", width])
            for name in told
        ]
        graph = helper.make_graph(self._nodes, "bert", inputs, outputs, self._weights)
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
