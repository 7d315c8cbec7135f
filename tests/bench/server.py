"""The server in a process of its own, over an index that others have made."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
from whole import Place

__all__ = ["MAX_WAIT_S", "ONRECORD", "Server", "environment", "serving"]

MAX_WAIT_S: Final = 60.0
ONRECORD: Final = (sys.executable, "-m", "onrecord.ui.cli")
_RESIDENT: Final = re.compile(r"VmRSS:\s+(\d+) kB")


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs: what it finds, and what it holds."""

    client: httpx.Client
    process: int

    def finds(self, question: str) -> list[str]:
        """Texts of the first passages."""
        found = self.client.post("/v1/retrieve", json={"question": question, "k": 3})
        return [hit["text"] for hit in found.raise_for_status().json()["hits"]]

    @property
    def megabytes(self) -> int:
        """Memory that it holds."""
        found = _RESIDENT.search(Path(f"/proc/{self.process}/status").read_text())
        return int(found[1]) // 1024 if found else 0


@contextmanager
def serving(place: Place, *options: str) -> Iterator[Server]:
    """Run the server until the end of the block; it is ready when the block begins."""
    port = _free_port()
    command = [*ONRECORD, "serve", "--port", str(port), *options, *place.options()]
    process = subprocess.Popen(command, env=environment(place), stderr=subprocess.DEVNULL)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=MAX_WAIT_S) as client:
            _await_ready(client)
            yield Server(client, process.pid)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(MAX_WAIT_S)


def _free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        return int(listener.getsockname()[1])


def environment(place: Place) -> dict[str, str]:
    return {**os.environ, "ONRECORD_CACHE": str(place.cache)}


def _await_ready(client: httpx.Client) -> None:
    deadline = time.monotonic() + MAX_WAIT_S
    while time.monotonic() < deadline:
        try:
            if client.get("/readyz").is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise TimeoutError("the server does not answer")
