"""Passages for LlamaIndex: `pip install 'onrecord[llamaindex]'`."""

import asyncio

from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from onrecord.ui.clients.client import Client, FiltersBody, RetrieveRequest
from onrecord.ui.clients.hit_metadata import citation, name_of

__all__ = ["OnRecordRetriever"]


class OnRecordRetriever(BaseRetriever):
    """Find `k` passages in a running server; `metadata` is the exact citation of each."""

    def __init__(self, client: Client, k: int = 10, filters: FiltersBody | None = None) -> None:
        super().__init__()
        self._client = client
        self._k = k
        self._filters = filters or FiltersBody()

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        asked = RetrieveRequest(question=query_bundle.query_str, k=self._k, filters=self._filters)
        found = self._client.retrieve(asked)
        return [
            NodeWithScore(
                node=TextNode(
                    id_=name_of(hit),
                    text=hit.text,
                    start_char_idx=hit.start,
                    end_char_idx=hit.end,
                    metadata=citation(hit, found.generation),
                ),
                score=hit.score,
            )
            for hit in found.hits
        ]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)
