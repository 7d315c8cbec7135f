"""LangChain: its FAISS vector store over its embeddings of a local model."""

from collections.abc import Sequence

from langchain_community.vectorstores import FAISS
from langchain_huggingface import HuggingFaceEmbeddings


class Rival:
    """Similarity search over whole passages."""

    packages = ("langchain-community", "langchain-huggingface", "sentence-transformers", "torch")

    def __init__(self, model: str) -> None:
        self._embeddings = HuggingFaceEmbeddings(
            model_name=model,
            model_kwargs={"device": "cpu"},
            encode_kwargs={"prompt_name": "passage"},
            query_encode_kwargs={"prompt_name": "query"},
        )

    def build(self, texts: Sequence[str]) -> None:
        """Encode and index the passages."""
        rows = [{"row": row} for row in range(len(texts))]
        self._store = FAISS.from_texts(list(texts), self._embeddings, metadatas=rows)

    def ask(self, question: str, k: int) -> list[int]:
        """Give the rows of the `k` nearest passages."""
        found = self._store.similarity_search(question, k=k)
        return [int(document.metadata["row"]) for document in found]
