"""The two ways of running a model: onnxruntime for BERT encoders, SentenceTransformer for any."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np

from onrecord.index.encoding.encoder import Floats, Integers

if TYPE_CHECKING:
    import onnxruntime
    from sentence_transformers import SentenceTransformer

__all__ = ["OnnxNetwork", "Pooling", "TorchNetwork", "session"]

Pooling = Literal["mean", "cls"]

_SPIN_US: Final = "50"
"""How long a thread waits for the next operator before it sleeps: where nothing else runs, a
question takes a quarter less than with none; where other threads want its core, a quarter more."""


def session(graph: bytes, folder: Path, n_threads: int) -> "onnxruntime.InferenceSession":
    """Open a graph whose weights lie in `folder`, on threads that sleep while there is no work."""
    import onnxruntime  # noqa: PLC0415  # the other network does without it

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = n_threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.spin_duration_us", _SPIN_US)
    options.add_session_config_entry(
        "session.model_external_initializers_file_folder_path", str(folder)
    )
    return onnxruntime.InferenceSession(graph, options, ["CPUExecutionProvider"])


class OnnxNetwork:
    """A graph of `bert_graph` in onnxruntime, its weights mapped from the model's folder."""

    def __init__(
        self, session: "onnxruntime.InferenceSession", pooling: Pooling, first_position: int
    ) -> None:
        self._session = session
        self._pooling = pooling
        self._first_position = first_position
        self.dimension = int(session.get_outputs()[0].shape[2])

    @classmethod
    def load(
        cls, graph: bytes, folder: Path, pooling: Pooling, first_position: int, n_threads: int
    ) -> "OnnxNetwork":
        """Start a session on `n_threads` threads."""
        return cls(session(graph, folder, n_threads), pooling, first_position)

    def __call__(self, ids: Integers, mask: Integers) -> tuple[Floats, Floats]:
        """Run the graph and pool its token vectors."""
        positions = np.arange(ids.shape[1], dtype=np.int32) + self._first_position
        inputs = {
            "input_ids": ids,
            "position_ids": np.ascontiguousarray(np.broadcast_to(positions, ids.shape)),
            "attention_mask": mask,
        }
        hidden: Floats = self._session.run(None, inputs)[0]  # (batch, tokens, dim)
        if self._pooling == "cls":
            return hidden[:, 0], hidden
        weights = mask / mask.sum(axis=1, keepdims=True)
        return np.einsum("bt,btd->bd", weights.astype(np.float32), hidden), hidden


class TorchNetwork:
    """Any SentenceTransformer that has token vectors, in torch."""

    def __init__(self, model: "SentenceTransformer") -> None:
        self._model = model
        self.dimension = int(model.get_embedding_dimension())

    def __call__(self, ids: Integers, mask: Integers) -> tuple[Floats, Floats]:
        """Run the modules one after the other, without gradients."""
        import torch  # noqa: PLC0415  # seconds; imported by whoever made the model

        features: dict[str, Any] = {
            "input_ids": torch.from_numpy(ids).long(),
            "attention_mask": torch.from_numpy(mask).long(),
        }
        with torch.inference_mode():
            found = self._model(features)
        return found["sentence_embedding"].float().numpy(), found[
            "token_embeddings"
        ].float().numpy()
