"""Passages for LangChain: `pip install 'onrecord[langchain]'`."""

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from onrecord.ui.clients.client import Client, FiltersBody, RetrieveRequest
from onrecord.ui.clients.hit_metadata import citation, name_of

__all__ = ["OnRecordRetriever"]


class OnRecordRetriever(BaseRetriever):
    """Find `k` passages in a running server; `metadata` is the exact citation of each."""

    client: Client
    k: int = 10
    filters: FiltersBody = FiltersBody()

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        del run_manager
        found = self.client.retrieve(
            RetrieveRequest(question=query, k=self.k, filters=self.filters)
        )
        return [
            Document(hit.text, id=name_of(hit), metadata=citation(hit, found.generation))
            for hit in found.hits
        ]
