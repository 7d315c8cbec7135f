"""The retrievers of other frameworks, with those frameworks, against a live server."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from live import awaited, served
from newsroom import FERRY, WIRE, open_desk
from pydantic import TypeAdapter
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from onrecord.ui.clients.client import CitationBody, Client, FiltersBody
from onrecord.ui.clients.for_claude import search_results
from onrecord.ui.rest.api import create_app

QUESTION = "The night ferry to Sandholm sails again from when?"
ABOUT_FERRY = {
    "article": FERRY.id, "title": FERRY.title, "outlet": FERRY.outlet, "author": FERRY.author,
    "published": "2025-03-14", "language": "en", "url": FERRY.url, "sha256": FERRY.sha256,
}  # fmt: skip


CITING = {
    "id": "msg_1", "type": "message", "role": "assistant", "model": "any", "stop_sequence": None,
    "stop_reason": "end_turn", "usage": {"input_tokens": 1, "output_tokens": 1},
}  # fmt: skip


def cited(block: dict[str, Any]) -> dict[str, Any]:
    """Say something that rests on the second text of a block, which is the first that was sent."""
    return {
        "type": "text",
        "text": "It sails again.",
        "citations": [
            {
                "type": "search_result_location", "cited_text": block["content"][1]["text"],
                "source": block["source"], "title": block["title"], "search_result_index": 0,
                "start_block_index": 1, "end_block_index": 2,
            }
        ],
    }  # fmt: skip


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Connect to the newsroom."""
    desk = open_desk(tmp_path_factory.mktemp("index"))
    with served(create_app(desk.engine, desk=desk)) as address, Client(address) as client:
        yield client


def retriever(framework: str, module: str, *given: Any, **named: Any) -> Any:
    """Make the retriever for a framework, if that is installed."""
    pytest.importorskip(framework)
    return import_module(module).OnRecordRetriever(*given, **named)


def check(client: Client, text: str, told: dict[str, Any]) -> None:
    """Check that a passage is where its citation says, for the server too."""
    assert FERRY.text[told["start"] : told["end"]] == text
    assert ABOUT_FERRY.items() <= told.items()
    assert told["generation"] == client.index().generation
    named = {name: told[name] for name in ("article", "start", "end", "sha256")}
    (verdict,) = client.verify([CitationBody(text=text, **named)]).verdicts
    assert verdict.fate == "intact"


def test_langchain_finds_passages_with_their_citation(client: Client) -> None:
    """Now and awaited, with filters and without."""
    ferry = FiltersBody(outlets=["The Courier"])
    few = retriever(
        "langchain_core", "onrecord.ui.clients.for_langchain", client=client, k=1, filters=ferry
    )
    (document,) = few.invoke(QUESTION)
    check(client, document.page_content, document.metadata)
    assert awaited(few.ainvoke(QUESTION)) == [document]
    every = retriever("langchain_core", "onrecord.ui.clients.for_langchain", client=client)
    assert WIRE.id in {each.metadata["article"] for each in every.invoke(QUESTION)}
    assert len({each.id for each in every.invoke(QUESTION)}) == len(every.invoke(QUESTION)) > 2


def test_claude_can_cite_each_sentence(client: Client) -> None:
    """Blocks as Anthropic's own client has them, whose texts stand in the article."""
    types = pytest.importorskip("anthropic.types")
    found = search_results(client, QUESTION, k=2)
    assert {each["source"] for each in found} == {FERRY.url, WIRE.id}
    for each in found:
        TypeAdapter(types.SearchResultBlockParam).validate_python(each, strict=True)
        article = FERRY if each["title"] == FERRY.title else WIRE
        for part in each["content"]:
            assert part["text"] in article.text
            assert part["text"].strip() == part["text"]


def test_claudes_own_client_sends_them_and_reads_what_is_cited(client: Client) -> None:
    """To a server that cites the second text of the first block, as Anthropic's would."""
    anthropic = pytest.importorskip("anthropic")
    found, sent = search_results(client, QUESTION, k=2), list[Any]()

    async def messages(request: Request) -> JSONResponse:
        sent.append((await request.json())["messages"][0]["content"])
        return JSONResponse(CITING | {"content": [cited(sent[0][0])]})

    with (
        served(Starlette(routes=[Route("/v1/messages", messages, methods=["POST"])])) as address,
        anthropic.Anthropic(base_url=address, api_key="x", max_retries=0) as claude,
    ):
        question = {"type": "text", "text": QUESTION}
        said = claude.messages.create(
            model="any", max_tokens=9, messages=[{"role": "user", "content": [*found, question]}]
        )
    assert sent == [[*found, question]]
    (citation,) = said.content[0].citations
    block = found[citation.search_result_index]
    texts = block["content"][citation.start_block_index : citation.end_block_index]
    assert "".join(each["text"] for each in texts) == citation.cited_text
    assert citation.source == block["source"]


def test_llamaindex_finds_passages_with_their_citation(client: Client) -> None:
    """Now and awaited, with filters and without."""
    ferry = FiltersBody(outlets=["The Courier"])
    few = retriever("llama_index.core", "onrecord.ui.clients.for_llamaindex", client, 1, ferry)
    (found,) = few.retrieve(QUESTION)
    check(client, found.node.text, found.node.metadata)
    assert (found.node.start_char_idx, found.score) == (
        found.node.metadata["start"], found.node.metadata["score"],
    )  # fmt: skip
    (again,) = awaited(few.aretrieve(QUESTION))
    assert again.node.node_id == found.node.node_id
    every = retriever("llama_index.core", "onrecord.ui.clients.for_llamaindex", client)
    assert WIRE.id in {each.node.metadata["article"] for each in every.retrieve(QUESTION)}
