"""The official client of the protocol, over both transports, against a live server."""

import json
import sys
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from fakes_engine import FakeDesk
from live import awaited, served
from mcp import Client, MCPError, StdioServerParameters
from mcp.server import Server
from mcp_types import CallToolResult
from newsroom import FERRY, open_desk

from onrecord.index.errors import MissingIndexError
from onrecord.ui.mcp.mounted_tools import mount_tools
from onrecord.ui.mcp.toolbox import Toolbox
from onrecord.ui.mcp.tools import tool_server
from onrecord.ui.rest.api import create_app
from onrecord.ui.rest.metrics import Metrics

QUESTION = "The night ferry to Sandholm sails again from when?"
QUOTED = "The night ferry to Sandholm sails again from 4 May."
TOOLS = [
    "ask", "retrieve", "list_articles", "list_statements", "read_article", "verify_citation",
]  # fmt: skip
STDIO = str(Path(__file__).parents[2] / "stdio_newsroom.py")

Use = Callable[[Client], Awaitable[Any]]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the newsroom, without the chat."""
    desk = open_desk(tmp_path_factory.mktemp("index"))
    app = create_app(desk.engine, desk=desk)
    mount_tools(app, lambda: tool_server(Toolbox(desk, app.state.metrics)))
    with served(app) as address:
        yield address


@pytest.fixture(scope="module", params=["http", "http of 2025", "stdio"])
def connected(
    request: pytest.FixtureRequest, address: str, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Use], Any]:
    """Run something with a connected client; stdio starts a process of its own each time."""
    folder = str(tmp_path_factory.mktemp("index"))
    process = StdioServerParameters(command=sys.executable, args=[STDIO, folder])
    server = process if request.param == "stdio" else f"{address}/mcp"
    mode = "legacy" if request.param == "http of 2025" else "auto"

    def connected(use: Use) -> Any:
        async def run() -> Any:
            async with Client(server, mode=mode) as client:
                return await use(client)

        return awaited(run())

    return connected


def given(result: CallToolResult) -> Any:
    """Give what a call gave, which stands in it twice: for programs, and as text."""
    assert not result.is_error, result
    text = result.content[0]
    assert json.loads(getattr(text, "text", "")) == result.structured_content
    return result.structured_content


def test_every_tool_is_listed_and_called(connected: Callable[[Use], Any], address: str) -> None:
    """Five tools, and no other; each answer is the JSON of REST and fits its schema."""
    wanted = {
        "question": QUESTION,
        "k": 2,
        "filters": {"outlets": ["The Courier"], "authors": ["Nadia Fenn"]},
    }
    rest_answer = httpx.post(f"{address}/v1/ask", json={"question": QUESTION}).json()
    rest_page = httpx.get(f"{address}/v1/articles?limit=2&language=en").json()
    rest_hits = httpx.post(f"{address}/v1/retrieve", json=wanted).json()

    async def use(client: Client) -> None:
        listed = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert list(listed) == TOOLS
        for tool in listed.values():
            assert tool.description
            assert len(tool.description) > 100
            assert tool.output_schema
            assert tool.output_schema["type"] == "object"
            assert tool.annotations
            assert tool.annotations.read_only_hint
        answer = given(await client.call_tool("ask", {"question": QUESTION}))
        assert answer["quotes"][0]["text"] == QUOTED
        assert answer == rest_answer
        hits = given(await client.call_tool("retrieve", wanted))
        assert hits == rest_hits
        quote = answer["quotes"][0]
        asked = {"article": quote["article"]["id"], "start": quote["start"], "max_chars": 12}
        part = given(await client.call_tool("read_article", asked))
        assert (part["text"], part["end"]) == (QUOTED[:12], quote["start"] + 12)
        assert part["length"] == len(FERRY.text)
        page = given(await client.call_tool("list_articles", {"limit": 2, "language": ["en"]}))
        assert page == rest_page
        assert page["next"] == page["articles"][-1]["id"]
        cited = {name: quote[name] for name in ("text", "start", "end")}
        cited |= {"article": quote["article"]["id"], "sha256": quote["article"]["sha256"]}
        assert given(await client.call_tool("verify_citation", cited))["fate"] == "intact"
        cited["start"], cited["end"] = 0, len(QUOTED)
        moved = given(await client.call_tool("verify_citation", cited))
        assert (moved["fate"], moved["start"]) == ("moved", quote["start"])
        cited["text"] = QUOTED.replace("May", "June")
        invented = given(await client.call_tool("verify_citation", cited))
        assert (invented["fate"], invented["start"]) == ("changed", None)

    connected(use)


@pytest.mark.parametrize(
    ("tool", "arguments", "line"),
    [
        ("ask", {"question": ""}, "question: the question is empty: type one"),
        ("ask", {"question": "q", "top": 1}, "top: unknown: leave it out"),
        ("retrieve", {"question": "q", "k": 101}, "k: expected 100 or less"),
        ("read_article", {"article": "none"}, "no article 'none' is in the index: see list_art"),
    ],
)
def test_what_cannot_be_done_is_said_to_the_assistant(
    address: str, tool: str, arguments: dict[str, Any], line: str
) -> None:
    """As the result of the call, so that it can mend the call and try again."""

    async def use() -> CallToolResult:
        async with Client(f"{address}/mcp") as client:
            return await client.call_tool(tool, arguments)

    result = awaited(use())
    assert result.is_error
    assert getattr(result.content[0], "text", "").startswith(line)


def test_articles_are_resources_and_questions_prompts(
    connected: Callable[[Use], Any],
) -> None:
    """What a user picks in an assistant: a text as it is stored, and how to ask it."""

    async def use(client: Client) -> None:
        listed = (await client.list_resources()).resources
        (ferry,) = (each for each in listed if each.name == FERRY.id)
        assert (ferry.title, ferry.mime_type) == (FERRY.title, "text/plain")
        (told,) = (await client.read_resource(ferry.uri)).contents
        assert getattr(told, "text", "") == FERRY.text
        (template,) = (await client.list_resource_templates()).resource_templates
        assert ferry.uri.startswith(template.uri_template.removesuffix("{id}"))
        with pytest.raises(MCPError, match="there is no article at"):
            await client.read_resource("onrecord://article/none")
        names = [each.name for each in (await client.list_prompts()).prompts]
        assert names == ["quote", "check_quotes"]
        asked = await client.get_prompt("quote", {"question": QUESTION})
        assert getattr(asked.messages[0].content, "text", "").endswith(QUESTION)
        for name, arguments in (("quote", {}), ("none", {"question": QUESTION})):
            with pytest.raises(MCPError, match="see the prompts"):
                await client.get_prompt(name, arguments)

    connected(use)


def test_silence_is_an_answer_not_an_error(address: str) -> None:
    """With its reason, and without quotes."""

    async def use() -> CallToolResult:
        async with Client(f"{address}/mcp") as client:
            return await client.call_tool("ask", {"question": "Zebra quarks?"})

    answer = given(awaited(use()))
    assert (answer["answered"], answer["quotes"]) == (False, [])
    assert answer["reason"]


@pytest.mark.parametrize("mode", ["auto", "legacy"])
@pytest.mark.parametrize(
    ("broken", "line"),
    [
        (ZeroDivisionError("a secret path"), "the server failed on this request"),
        (MissingIndexError("there is none in /a/secret/path"), "there is no index yet"),
    ],
)
def test_a_failure_inside_tells_nothing_of_the_inside(
    broken: Exception, line: str, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever version of the protocol is spoken."""

    def engine(_: FakeDesk) -> None:
        raise broken

    monkeypatch.setattr(FakeDesk, "engine", engine)
    desk: Any = FakeDesk(None)

    async def use() -> CallToolResult:
        box = Toolbox(desk, Metrics(desk.engine, Path("none")))
        async with Client(tool_server(box), mode=mode) as client:
            return await client.call_tool("ask", {"question": QUESTION})

    result = awaited(use())
    assert result.is_error
    assert getattr(result.content[0], "text", "").startswith(line)
    assert "secret" not in result.model_dump_json()


def test_a_tool_of_no_such_name_is_refused(address: str) -> None:
    """With the names of those that there are."""

    async def use() -> None:
        async with Client(f"{address}/mcp") as client:
            with pytest.raises(MCPError, match="ask, retrieve"):
                await client.call_tool("delete_everything", {})

    awaited(use())


def test_nobody_waits_at_the_tools_for_what_never_comes(address: str) -> None:
    """Without sessions there is no stream to hold open."""
    accept = {"Accept": "text/event-stream"}
    refused = httpx.get(f"{address}/mcp", headers=accept)
    assert (refused.status_code, refused.headers["allow"]) == (405, "POST")


def test_the_first_who_asks_has_the_tools_loaded(tmp_path: Path) -> None:
    """Once, also when several are the first; a server that nobody asks for tools has none."""
    desk, loaded = open_desk(tmp_path), []

    def load() -> Server[Any]:
        loaded.append(1)
        return tool_server(Toolbox(desk, app.state.metrics))

    app = create_app(desk.engine, desk=desk)
    mount_tools(app, load)
    with served(app) as address, ThreadPoolExecutor(3) as pool:
        assert httpx.get(f"{address}/readyz").status_code == 200
        assert loaded == []
        call = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
        accept = {"Accept": "application/json, text/event-stream"}
        asked = [
            pool.submit(httpx.post, f"{address}/mcp", json=call, headers=accept) for _ in range(3)
        ]
        listed = [each.result().json()["result"]["tools"] for each in asked]
    assert [[tool["name"] for tool in tools] for tools in listed] == [TOOLS] * 3
    assert loaded == [1]


def test_pages_of_others_do_not_reach_the_tools(address: str) -> None:
    """A browser names the page that sends a request."""
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
    headers = {"Accept": "application/json, text/event-stream", "Origin": "https://evil.example"}
    assert httpx.post(f"{address}/mcp", json=call, headers=headers).status_code == 403
    assert httpx.get(f"{address}/mcp", headers={"Host": "evil.example"}).status_code == 421
