"""The programs that the documents show, run against a live server or in this process."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from documents import DOCUMENTS
from live import awaited, served
from mcp import Client, StdioServerParameters
from newsroom import ARTICLES, LIGHTHOUSE, open_desk, retold

from onrecord.rag.desk import Desk
from onrecord.ui.clients import local
from onrecord.ui.mcp.mounted_tools import mount_tools
from onrecord.ui.mcp.toolbox import Toolbox
from onrecord.ui.mcp.tools import tool_server
from onrecord.ui.rest.api import create_app

SHOWN = "http://127.0.0.1:7860"
QUOTED = "What did Baidu say about Sora 2 yesterday, asked Vela."
LAMP = retold(LIGHTHOUSE, f"{QUOTED} The copyright of the lamp knows no opt-out.")
TOOLS = [
    "ask", "retrieve", "list_articles", "list_statements", "read_article", "verify_citation",
]  # fmt: skip


def blocks(language: str, word: str) -> list[str]:
    """Give the examples in a language that have a word."""
    found = re.findall(rf"```{language}\n(.*?)```", DOCUMENTS, re.DOTALL)
    return [each for each in found if word in each]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Set up a desk over the newsroom, which has heard of what the examples ask."""
    articles = [each for each in ARTICLES if each.id != LAMP.id] + [LAMP]
    return open_desk(tmp_path_factory.mktemp("index"), articles)


@pytest.fixture(scope="module")
def address(desk: Desk) -> Iterator[str]:
    """Serve it."""
    app = create_app(desk.engine, desk=desk)
    mount_tools(app, lambda: tool_server(Toolbox(desk, app.state.metrics)))
    with served(app) as address:
        yield address


@pytest.mark.skipif(not shutil.which("curl"), reason="no curl here")
def test_curl_asks(address: str) -> None:
    """The quote is in the answer, and the answer has the fields that are shown."""
    (command,) = blocks("sh", "curl -s")
    done = subprocess.run(
        ["bash", "-c", command.replace(SHOWN, address)], capture_output=True, check=True
    )
    answer = json.loads(done.stdout)
    (shown,) = (json.loads(each) for each in blocks("json", "near_misses"))
    assert answer["quotes"][0]["text"] == QUOTED
    assert shown.keys() <= answer.keys()
    assert shown["quotes"][0].keys() <= answer["quotes"][0].keys()


@pytest.mark.parametrize("program", blocks("python", "onrecord"))
def test_programs_in_python_run(
    program: str,
    address: str,
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Each prints words of an article, with where they stand."""
    if "langchain" in program:
        pytest.importorskip("langchain_core")
    monkeypatch.setattr(local, "open_desk", lambda _: desk)
    exec(compile(program.replace(SHOWN, address), "README.md", "exec"), {})  # noqa: S102
    printed = capsys.readouterr().out
    assert QUOTED in printed
    assert LAMP.id in printed or f"({LAMP.outlet}, {LAMP.published})" in printed


@pytest.mark.parametrize("configuration", blocks("json", "mcpServers"))
def test_assistants_are_configured_as_shown(
    configuration: str, address: str, tmp_path: Path
) -> None:
    """What an assistant reads there reaches the tools."""
    shown: dict[str, Any] = json.loads(configuration)["mcpServers"]["onrecord"]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

    async def tools() -> list[str]:
        server: Any = shown.get("url", "").replace(SHOWN, address) or StdioServerParameters(
            command=shown["command"], args=shown["args"], cwd=tmp_path, env={"PATH": path}
        )
        async with Client(server) as client:
            return [tool.name for tool in (await client.list_tools()).tools]

    assert awaited(tools()) == TOOLS
    assert all(f"`{name}`" in DOCUMENTS for name in TOOLS)


def test_each_kind_of_example_is_there() -> None:
    """One of curl, three programs, two configurations."""
    counts = [len(blocks("sh", "curl -s")), len(blocks("python", "onrecord"))]
    assert [*counts, len(blocks("json", "mcpServers"))] == [1, 4, 2]
