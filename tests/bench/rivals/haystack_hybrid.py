"""Haystack: BM25 and vectors in its store in memory, joined by reciprocal rank fusion."""

from collections.abc import Sequence

from haystack import Document, Pipeline
from haystack.components.joiners import DocumentJoiner
from haystack.components.retrievers.in_memory import (
    InMemoryBM25Retriever,
    InMemoryEmbeddingRetriever,
)
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)


class Rival:
    """The hybrid pipeline of its tutorial, without the ranker, which is another model."""

    packages = ("haystack-ai", "sentence-transformers-haystack", "sentence-transformers", "torch")

    def __init__(self, model: str) -> None:
        self._store = InMemoryDocumentStore()
        self._documents = SentenceTransformersDocumentEmbedder(
            model=model, prefix="passage: ", progress_bar=False
        )
        self._asking = Pipeline()
        self._asking.add_component(
            "text",
            SentenceTransformersTextEmbedder(model=model, prefix="query: ", progress_bar=False),
        )
        self._asking.add_component("vectors", InMemoryEmbeddingRetriever(self._store))
        self._asking.add_component("words", InMemoryBM25Retriever(self._store))
        self._asking.add_component("joined", DocumentJoiner(join_mode="reciprocal_rank_fusion"))
        self._asking.connect("text.embedding", "vectors.query_embedding")
        self._asking.connect("vectors", "joined")
        self._asking.connect("words", "joined")
        self._documents.warm_up()
        self._asking.warm_up()

    def build(self, texts: Sequence[str]) -> None:
        """Encode and index the passages."""
        documents = [Document(content=text, meta={"row": row}) for row, text in enumerate(texts)]
        self._store.write_documents(self._documents.run(documents)["documents"])

    def ask(self, question: str, k: int) -> list[int]:
        """Give the rows of the best `k` passages."""
        found = self._asking.run({"text": {"text": question}, "words": {"query": question}})
        return [int(document.meta["row"]) for document in found["joined"]["documents"][:k]]
