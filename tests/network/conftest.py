"""The real nginx in front of a server, as `deploy/nginx.conf` has it, on ports of this machine."""

import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Any

import live
import pytest
from fakes_engine import FakeDesk, fake_engine

NGINX = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
RECIPE = Path(__file__).parents[2] / "deploy" / "nginx.conf"
START_S = 60

Front = Callable[..., AbstractContextManager[str]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip aloud where there is no nginx."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings("default"))
            if not NGINX:
                item.add_marker(pytest.mark.skip(reason="no nginx: install nginx-light"))


def certificate(folder: Path) -> None:
    """Make a certificate that nobody signed."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-days", "1", "-subj", "/CN=news.example",
         "-keyout", "news.example.key", "-out", "news.example.pem"],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip


def free_port() -> int:
    """Find a port that nobody has."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def nginx(folder: Path, port: int, *upstreams: str, recipe: str | None = None) -> Iterator[None]:
    """Run the recipe with this port and these servers, and nothing else changed."""
    text = recipe or RECIPE.read_text()
    servers = "".join(f"    server {each.removeprefix('http://')};\n" for each in upstreams)
    text = text.replace("    server 127.0.0.1:7860;\n", servers)
    text = text.replace("listen 443 ssl", f"listen 127.0.0.1:{port} ssl")
    text = text.replace("/etc/ssl/", f"{folder}/")
    paths = "".join(
        f"{each}_temp_path {folder}/{each};\n"
        for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off;\nmaster_process off;\npid {folder}/pid;\nerror_log {folder}/error.log;\n"
        f"events {{}}\nhttp {{\naccess_log off;\n{paths}{text}}}\n"
    )
    command = [str(NGINX), "-p", str(folder), "-e", f"{folder}/error.log"]
    with subprocess.Popen([*command, "-c", str(folder / "nginx.conf")]) as process:
        try:
            _await(process, port)
            yield
        finally:
            process.terminate()


def _await(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("nginx did not start")


@pytest.fixture
def front(tmp_path: Path) -> Front:
    """Serve the invented articles behind nginx; the address is that of its readers."""

    @contextmanager
    def fronted(n_servers: int = 1, **told: Any) -> Iterator[str]:
        from contextlib import ExitStack  # noqa: PLC0415

        from onrecord.ui.serve import application  # noqa: PLC0415  # seconds of imports
        from onrecord.ui.settings import Settings  # noqa: PLC0415

        certificate(tmp_path)
        port = free_port()
        named: dict[str, Any] = {
            "root": "/news",
            "hosts": ("news.example",),
            "proxies": ("127.0.0.1",),
            "corpus": Path("/invented"),
            "index": tmp_path,
        }
        desk: Any = FakeDesk(fake_engine())
        with ExitStack() as stack:
            upstreams = [
                stack.enter_context(live.served(application(desk, Settings(**named | told))))
                for _ in range(n_servers)
            ]
            stack.enter_context(nginx(tmp_path, port, *upstreams))
            yield f"https://news.example:{port}/news"

    return fronted
