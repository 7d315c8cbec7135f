"""A fetch keeps within its bounds, and to addresses that are public."""

import gzip
import ipaddress
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from web_site import Reply, Site, served

from onrecord.corpus.errors import CorpusError, FetchError, ForbiddenAddressError, TooBigError
from onrecord.corpus.reading.item import Validators
from onrecord.corpus.reading.web import Web, _is_public, checked_url

PACKED = {"content-encoding": "gzip"}
OPEN = Web(allow_private=True, timeout_s=60)


@pytest.fixture
def site() -> Iterator[Site]:
    """Serve on this machine."""
    with served() as site:
        yield site


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f000001", "0177.0.0.1", "127.1",
        "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",  # noqa: S104
        "[::ffff:127.0.0.1]", "[fe80::1]", "[fd00::1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
        "224.0.0.1", "255.255.255.255", "[fec0::1]", "[3fff::1]",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public_are_refused(host: str) -> None:
    """However they are written; nothing is sent to them."""
    with pytest.raises(ForbiddenAddressError, match="not public: set ONRECORD_PRIVATE=1"):
        Web(timeout_s=60).fetch(f"http://{host}:9/")


@pytest.mark.parametrize(
    ("address", "public"),
    [("93.184.215.14", True), ("2606:2800:21f::1", True), ("::ffff:8.8.8.8", True)],
)
def test_public_addresses_are_not(address: str, *, public: bool) -> None:
    """Also those of IPv4 within IPv6."""
    assert _is_public(ipaddress.ip_address(address)) is public


def test_a_redirect_to_a_private_address_is_refused(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each step is checked: here the first is taken for public, the second is not."""
    site.replies["/out"] = Reply(status=302, headers={"location": "http://127.0.0.2:9/in"})
    monkeypatch.setattr(
        "onrecord.corpus.reading.web._is_public", lambda address: str(address) == "127.0.0.1"
    )
    with pytest.raises(ForbiddenAddressError, match=r"127\.0\.0\.2"):
        Web(timeout_s=60).fetch(site.url("/out"))
    assert [path for path, _ in site.asked] == ["/out"]


def test_the_address_that_was_checked_is_connected_to(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that leads elsewhere when it is asked for again gains nothing."""
    asked = []

    def changing(host: str, port: int, **_: Any) -> list[tuple[Any, ...]]:
        asked.append(host)
        address = "127.0.0.1" if len(asked) == 1 else "127.0.0.2"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    resolve = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo",
        lambda host, port, *rest, **more: changing(host, port)
        if host == "post.example" else resolve(host, port, *rest, **more),
    )  # fmt: skip
    monkeypatch.setattr(
        "onrecord.corpus.reading.web._is_public", lambda address: str(address) == "127.0.0.1"
    )
    site.replies["/a"] = Reply(b"words")
    page = Web(timeout_s=60).fetch(site.url("/a").replace("127.0.0.1", "post.example"))
    assert page is not None
    assert (page.raw, asked) == (b"words", ["post.example"])
    assert site.asked[0][1]["host"].startswith("post.example:")


def test_one_private_address_of_a_name_spoils_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """The public one beside it is no excuse."""
    places = [("93.184.215.14", 80), ("10.0.0.1", 80)]
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", place) for place in places]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(ForbiddenAddressError, match=r"'post\.example' leads to 10\.0\.0\.1"):
        Web(timeout_s=60).fetch("http://post.example/")


@pytest.mark.parametrize(
    "url",
    [
        "ftp://post.example/a", "file:///etc/passwd", "gopher://post.example/", "http://", "https:///a",
        "http://ada:secret@post.example/", "http://post.example/\n", "http://post.example:99999/",
        "http://[::1/", "http://" + "a" * 70 + ".example/", "https://post.example/" + "a" * 2_000,
        "javascript:alert(1)", "http://post.example/\0",
    ],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_refused(url: str) -> None:
    """In one line."""
    with pytest.raises(FetchError) as refused:
        OPEN.fetch(url)
    assert "\n" not in str(refused.value)


def test_an_address_is_written_in_one_way() -> None:
    """Signs outside of ASCII are encoded once, the fragment goes."""
    assert checked_url("HTTPS://Häfen.example/ä b?q=ö#top") == (
        "https://xn--hfen-loa.example/%C3%A4%20b?q=%C3%B6"
    )
    once = checked_url("http://post.example/100%25/ä")
    assert checked_url(once) == once


def test_redirects_are_followed_to_a_limit(site: Site) -> None:
    """And the page knows where it was found."""
    for number in range(9):
        site.replies[f"/{number}"] = Reply(status=301, headers={"location": f"/{number + 1}"})
    site.replies["/9"] = Reply(b"words", headers={"content-type": "text/plain"})
    page = OPEN.fetch(site.url("/4"))
    assert page is not None
    assert (page.url, page.raw, page.content_type) == (site.url("/9"), b"words", "text/plain")
    with pytest.raises(FetchError, match="more than 5 times"):
        OPEN.fetch(site.url("/3"))


def test_a_page_that_has_not_changed_is_not_sent_again(site: Site) -> None:
    """ETag and date are told and asked with."""
    told = {"etag": '"7"', "last-modified": "Mon, 20 Oct 2025 10:00:00 GMT"}
    site.replies["/a"] = Reply(b"words", headers=told)
    page = OPEN.fetch(site.url("/a"))
    assert page is not None
    assert page.validators == Validators('"7"', "Mon, 20 Oct 2025 10:00:00 GMT")
    assert OPEN.fetch(site.url("/a"), page.validators) is None
    assert site.asked[1][1]["if-none-match"] == '"7"'
    assert site.asked[1][1]["if-modified-since"] == "Mon, 20 Oct 2025 10:00:00 GMT"


def test_packed_pages_are_unpacked_within_bounds(site: Site) -> None:
    """A small page that unpacks to a large one is refused."""
    for path, raw in (("/a", b"words"), ("/bomb", b"\0" * 1_000_000)):
        site.replies[path] = Reply(gzip.compress(raw), headers=PACKED)
    small = Web(allow_private=True, max_bytes=10_000)
    page = small.fetch(site.url("/a"))
    assert page is not None
    assert page.raw == b"words"
    with pytest.raises(TooBigError, match="unpacks to more than 10,000 bytes"):
        small.fetch(site.url("/bomb"))


def endless(handler: BaseHTTPRequestHandler) -> None:
    with suppress(OSError):
        while True:
            handler.wfile.write(b"words " * 1_000)


def dripping(handler: BaseHTTPRequestHandler) -> None:
    with suppress(OSError):
        for _ in range(200):
            handler.wfile.write(b"w")
            time.sleep(0.05)


@pytest.mark.parametrize(
    ("reply", "error", "said"),
    [
        (Reply(endless), TooBigError, "more than 1,000,000 bytes"),
        (Reply(b"no", 404), FetchError, "answered 404"),
        (Reply(b"no", 500), FetchError, "answered 500"),
        (Reply(b"\x8b\x02words", headers={"content-encoding": "br"}), FetchError, "unknown way"),
        (Reply(gzip.compress(b"words")[:-9], headers=PACKED), FetchError, "broke off"),
        (Reply(b"words", headers={"content-length": "99"}), FetchError, "be reached"),
        (Reply(status=302, headers={"location": "file:///etc/passwd"}), FetchError, "no URL"),
    ],
)
def test_what_a_server_does_wrong_ends_in_one_line(
    site: Site, reply: Reply, error: type[CorpusError], said: str
) -> None:
    """Endless, failing or lying: refused in bounded size."""
    site.replies["/a"] = reply
    web = Web(allow_private=True, max_bytes=1_000_000, timeout_s=60)
    with pytest.raises(error, match=said):
        web.fetch(site.url("/a"))


def test_a_reply_that_drips_is_given_up(site: Site) -> None:
    """In bounded time, though each drop comes in time."""
    site.replies["/a"] = Reply(dripping)
    with pytest.raises(FetchError, match=r"more than 0\.5 s"):
        Web(allow_private=True, timeout_s=0.5).fetch(site.url("/a"))


def test_nobody_there_is_told() -> None:
    """A port without a server, and a name without an address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    for url in (f"http://127.0.0.1:{port}/", "http://nowhere.invalid/"):
        with pytest.raises(FetchError, match="can't be reached"):
            OPEN.fetch(url)
