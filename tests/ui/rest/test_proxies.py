"""Under which name and path, and for whom, a request is answered."""

import socket
from typing import Any

import httpx
import pytest
from fakes_engine import HARBOUR, FakeDesk, fake_engine
from fastapi.testclient import TestClient
from live import served

from onrecord.ui.rest.api import create_app
from onrecord.ui.rest.proxies import Hosts
from onrecord.ui.settings import Settings

EVERYWHERE = "0.0.0.0"  # noqa: S104  # a value, not a listener
NAMED = ("news.example",)


def visiting(base: str = "http://127.0.0.1", peer: str = "10.0.0.2", **told: Any) -> TestClient:
    """Serve the invented articles with these settings, to somebody at an address."""
    desk: Any = FakeDesk(fake_engine())
    app = create_app(desk.engine, Settings(**told), desk)
    return TestClient(app, base, client=(peer, 5), follow_redirects=False)


@pytest.mark.parametrize(
    ("here", "host", "is_admitted"),
    [
        ("127.0.0.1", "127.0.0.1:7860", True),
        ("127.0.0.1", "[::1]:7860", True),
        ("127.0.0.1", "rebound.example", False),
        ("127.0.0.1", "192.168.0.7", False),
        ("127.0.0.1", "127.0.0.1:80@evil.example", False),
        ("127.0.0.1", "[::1]evil.example", False),
        ("127.0.0.1", "News.Example.:443", True),
        (EVERYWHERE, "rebound.example:8011", False),
        (EVERYWHERE, "192.168.0.7:8011", True),
        (EVERYWHERE, "[2001:db8::7]:8011", True),
        (EVERYWHERE, "news.example", True),
        (EVERYWHERE, "box", True),
        (EVERYWHERE, "", False),
    ],
)
def test_a_name_that_was_made_to_lead_here_is_none(here: str, host: str, is_admitted: bool) -> None:
    """Wherever the server listens: DNS rebinding reads nothing."""
    assert Hosts(here, NAMED, own="box").admit(host) is is_admitted


def test_a_rebound_name_reads_nothing() -> None:
    """At no door, also where the server listens to others."""
    with visiting("http://rebound.example:8011", host=EVERYWHERE) as client:
        for path in ("/v1/articles", "/article/bibliothek.de.txt", "/docs", "/healthz"):
            assert client.get(path).status_code == 421
        headers = {"X-Forwarded-Host": "127.0.0.1"}
        assert client.get("/v1/articles", headers=headers).status_code == 421


def test_a_page_of_a_rebound_name_speaks_for_no_proxy() -> None:
    """Though the browser that it runs in is at the address of one."""
    told: dict[str, Any] = {"proxies": ("127.0.0.1",)}
    with visiting("http://rebound.example", peer="127.0.0.1", **told) as client:
        headers = {"X-Forwarded-Host": "127.0.0.1"}
        assert client.get("/v1/articles", headers=headers).status_code == 421


@pytest.mark.parametrize(("peer", "status"), [("10.0.0.2", 200), ("10.0.0.9", 403)])
def test_only_a_trusted_proxy_says_what_the_reader_sees(peer: str, status: int) -> None:
    """By its word a page's own origin is its own."""
    told: dict[str, Any] = {"hosts": NAMED, "proxies": ("10.0.0.2/32",)}
    headers = {
        "X-Forwarded-Host": "news.example",
        "X-Forwarded-Proto": "https",
        "Origin": "https://news.example",
    }
    with visiting(peer=peer, **told) as client:
        question = {"question": "When will the night ferry sail again?"}
        assert client.post("/v1/ask", json=question, headers=headers).status_code == status


def test_a_proxy_is_itself_on_a_socket_of_both_protocols() -> None:
    """Where the system writes its address in IPv6."""
    told: dict[str, Any] = {"hosts": NAMED, "proxies": ("10.0.0.2",)}
    with visiting("http://news.example", peer="::ffff:10.0.0.2", **told) as client:
        headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.1"}
        page = client.get("/openapi/tools.json", headers=headers).json()
    assert page["servers"] == [{"url": "https://news.example"}]


@pytest.mark.parametrize("is_kept", [True, False])
def test_all_is_found_under_a_prefix(is_kept: bool) -> None:
    """Whether a proxy keeps the prefix or drops it; every link has it."""
    base = "http://127.0.0.1" + ("/news" if is_kept else "")
    with visiting(base, root="/news") as client:
        page = client.get("/article/bibliothek.de.txt").text
        assert 'href="/news/ui/onrecord.css"' in page
        assert 'href="/ui' not in page
        assert client.get("/ui/icon.svg").status_code == 200
        assert client.get(f"/v1/articles/{HARBOUR.id}/text").text == HARBOUR.text
        assert client.get("/v1/nothing").status_code == 404
        assert client.get("/openapi.json").json()["servers"] == [{"url": "/news"}]
    with visiting(root="/news") as client:
        assert client.get("/news").headers["location"] == "/news/"


def sent(port: int, text: str) -> str:
    """Send bytes, and give all that comes back."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(text.encode())
        found = b""
        while more := connection.recv(65_536):
            found += more
    return found.decode()


def test_a_request_with_two_lengths_is_refused_and_hides_no_other() -> None:
    """RFC 9112, 6.1: the connection is closed."""
    with served(create_app(FakeDesk(fake_engine()).engine)) as url:
        port = int(url.rpartition(":")[2])
        hidden = f"GET /v1/index HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"
        head = f"POST /v1/ask HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 6\r\n"
        answer = sent(port, f"{head}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n{hidden}")
    assert answer.startswith("HTTP/1.1 400")
    assert "connection: close" in answer
    assert answer.count("HTTP/1.1") == 1


def test_a_head_is_no_larger_than_is_said() -> None:
    """32 KiB, also where all of it arrives at once."""
    with served(create_app(FakeDesk(fake_engine()).engine)) as url:
        for headers in ({"X-A": "a" * 33_000}, {f"X-{n}": "a" * 20 for n in range(2_000)}):
            assert httpx.get(f"{url}/healthz", headers=headers).status_code == 431
        assert httpx.get(f"{url}/healthz", headers={"X-A": "a" * 16_000}).status_code == 200
