"""A few requests to the invented newsroom, in a process of its own that is traced."""

import sys
from pathlib import Path

from fastapi.testclient import TestClient
from newsroom import open_desk

from onrecord.ui.mcp.mounted_tools import mount_tools
from onrecord.ui.mcp.toolbox import Toolbox
from onrecord.ui.mcp.tools import tool_server
from onrecord.ui.rest.api import create_app

QUESTION = "The night ferry to Sandholm sails again from when?"


def main(folder: str, parent: str) -> None:
    """Ask within the trace of `parent`, a `traceparent` as W3C has it."""
    desk = open_desk(Path(folder))
    app = create_app(desk.engine, desk=desk)
    mount_tools(app, lambda: tool_server(Toolbox(desk, app.state.metrics)))
    with TestClient(app, "http://127.0.0.1:7860", headers={"traceparent": parent}) as client:
        client.post("/v1/ask", json={"question": QUESTION}).raise_for_status()
        client.get(f"/v1/articles/2025%2Fferry.txt?question={QUESTION}").raise_for_status()
        client.get("/healthz").raise_for_status()
        call = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
        accept = {"Accept": "application/json, text/event-stream"}
        client.post("/mcp", json=call, headers=accept)


if __name__ == "__main__":
    main(*sys.argv[1:])
