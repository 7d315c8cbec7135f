"""Passages as `search_result` blocks, so that Claude cites them sentence by sentence.

Anthropic's documentation, *Search results*: each block's texts are what can be cited. `source` is
the article's address, or its id; with the title it is what a citation names.
"""

from collections.abc import Iterator
from typing import Any

from onrecord.ui.clients.client import Client
from onrecord.ui.rest.reply_bodies import HitBody, HitsBody
from onrecord.ui.rest.request_bodies import RetrieveRequest

__all__ = ["search_results"]


def search_results(client: Client, question: str, k: int = 5) -> list[dict[str, Any]]:
    """Find passages, and give them as content of a message or of a tool's result."""
    return [*blocks(client.retrieve(RetrieveRequest(question=question, k=k)))]


def blocks(found: HitsBody) -> Iterator[dict[str, Any]]:
    """Translate what was found, a block for each passage and a text for each sentence."""
    for hit in found.hits:
        yield {
            "type": "search_result",
            "source": hit.article.url or hit.article.id,
            "title": hit.article.title,
            "content": [{"type": "text", "text": text} for text in _sentences(hit)],
            "citations": {"enabled": True},
        }


def _sentences(hit: HitBody) -> list[str]:
    return [hit.text[each.start - hit.start : each.end - hit.start] for each in hit.sentences]
