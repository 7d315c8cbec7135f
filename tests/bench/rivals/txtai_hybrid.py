"""txtai: an embeddings database with its hybrid of dense vectors and BM25."""

from collections.abc import Sequence

from txtai import Embeddings


class Rival:
    """Both scores, normalised and weighed half and half, which is its default."""

    packages = ("txtai", "sentence-transformers", "torch", "faiss-cpu")

    def __init__(self, model: str) -> None:
        self._embeddings = Embeddings(
            path=model,
            method="sentence-transformers",
            instructions={"query": "query: ", "data": "passage: "},
            hybrid=True,
            gpu=False,
        )

    def build(self, texts: Sequence[str]) -> None:
        """Encode and index the passages."""
        self._embeddings.index((row, text, None) for row, text in enumerate(texts))

    def ask(self, question: str, k: int) -> list[int]:
        """Give the rows of the best `k` passages."""
        return [int(row) for row, _ in self._embeddings.search(question, k)]
