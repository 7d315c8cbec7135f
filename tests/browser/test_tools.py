"""The tools beside the chat: Gradio offers none."""

import httpx
from live import awaited
from mcp import Client


def test_the_chat_adds_no_tools(address: str) -> None:
    """Neither to the list, nor at an address of its own."""

    async def names() -> list[str]:
        async with Client(f"{address}/mcp") as client:
            return [tool.name for tool in (await client.list_tools()).tools]

    offered = [
    "ask", "retrieve", "list_articles", "list_statements", "read_article", "verify_citation",
]  # fmt: skip
    assert awaited(names()) == offered
    for path in ("/gradio_api/mcp/", "/gradio_api/mcp/http", "/gradio_api/mcp/sse"):
        assert httpx.get(f"{address}{path}").status_code in {404, 405}
