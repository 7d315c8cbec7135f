"""The two kinds of model: a graph for BERT encoders, SentenceTransformer for any."""

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from onrecord.index.encoding.encoder import Integers, States
from onrecord.index.encoding.runtimes import Run

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

__all__ = ["OnnxNetwork", "Pooling", "TorchNetwork"]

Pooling = Literal["mean", "cls"]


class OnnxNetwork:
    """A graph of `bert_graph`; its weights are mapped from the model's folder."""

    def __init__(self, run: Run, dimension: int, pooling: Pooling, first_position: int) -> None:
        self.dimension = dimension
        self._run = run
        self._pooling = pooling
        self._first_position = first_position

    def __call__(self, ids: Integers, mask: Integers) -> States:
        """Run the graph and pool its token vectors."""
        positions = np.arange(ids.shape[1], dtype=np.int32) + self._first_position
        inputs = {
            "input_ids": ids,
            "position_ids": np.ascontiguousarray(np.broadcast_to(positions, ids.shape)),
            "attention_mask": mask,
        }
        last, middle = self._run(inputs)  # (batch, tokens, dim)
        if self._pooling == "cls":
            return States(last[:, 0], last, middle)
        weights = mask / mask.sum(axis=1, keepdims=True)
        return States(np.einsum("bt,btd->bd", weights.astype(np.float32), last), last, middle)


class TorchNetwork:
    """Any SentenceTransformer that has token vectors, in torch."""

    def __init__(self, model: "SentenceTransformer") -> None:
        self._model = model
        self.dimension = int(model.get_embedding_dimension())

    def __call__(self, ids: Integers, mask: Integers) -> States:
        """Run the modules one after the other, without gradients."""
        import torch  # noqa: PLC0415  # seconds; imported by whoever made the model

        features: dict[str, Any] = {
            "input_ids": torch.from_numpy(ids).long(),
            "attention_mask": torch.from_numpy(mask).long(),
        }
        with torch.inference_mode():
            found = self._model(features)
        names = ("sentence_embedding", "token_embeddings")
        return States(*(found[each].float().numpy() for each in names))
