"""sentence-transformers and FAISS, as the documentation of both shows them, and nothing more."""

from collections.abc import Sequence

import faiss
from sentence_transformers import SentenceTransformer


class Rival:
    """Vectors of whole passages, searched exactly by inner product."""

    packages = ("sentence-transformers", "torch", "faiss-cpu")

    def __init__(self, model: str) -> None:
        self._model = SentenceTransformer(model, device="cpu")

    def build(self, texts: Sequence[str]) -> None:
        """Encode and index the passages."""
        vectors = self._model.encode_document(list(texts))
        self._index = faiss.IndexFlatIP(vectors.shape[1])
        self._index.add(vectors)

    def ask(self, question: str, k: int) -> list[int]:
        """Give the rows of the `k` nearest passages."""
        _, rows = self._index.search(self._model.encode_query([question]), k)
        return [int(row) for row in rows[0]]
