"""A URL to its bytes: bounded in size, time and redirects, and from public addresses alone."""

import ipaddress
import socket
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urljoin, urlsplit

import httpcore2 as httpcore

from onrecord.corpus.checkpoint import apart
from onrecord.corpus.errors import AnsweredError, FetchError, ForbiddenAddressError, TooBigError
from onrecord.corpus.reading.folder import written_out
from onrecord.corpus.reading.item import Validators

__all__ = ["AGENT", "Page", "Web", "checked_url", "inflated"]

MAX_URL_CHARS: Final = 2_000
SAFE: Final = "/%:@!$&'()*+,;=~-._?"
REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
OK, NOT_MODIFIED = 200, 304
AGENT: Final = "onrecord"
HEADERS: Final = {"user-agent": AGENT, "accept": "*/*", "accept-encoding": "gzip"}
TRANSLATED: Final = ipaddress.ip_network("64:ff9b::/96")  # IPv4 within IPv6, RFC 6052

LATELY_NOT_PUBLIC: Final = (ipaddress.ip_network("fec0::/10"), ipaddress.ip_network("3fff::/20"))
"""Of sites (RFC 3879) and for documents (RFC 9637): not every Python knows."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Page:
    """What a URL gave: `url` is where the redirects led."""

    url: str
    raw: bytes
    content_type: str
    validators: Validators


@dataclass(frozen=True, slots=True)
class Web:
    """How far a fetch may go; `allow_private` also lets it reach addresses that aren't public."""

    allow_private: bool = False
    max_bytes: int = 100_000_000
    timeout_s: float = 30.0
    max_redirects: int = 5

    def fetch(self, url: str, known: Validators | None = None) -> Page | None:
        """Get a document, or `None` if it is as it was when `known` was told.

        Raises
        ------
        FetchError, TooBigError
            In one line that names the URL.
        """
        return apart(lambda: self._fetched(url, known))

    def _fetched(self, url: str, known: Validators | None) -> Page | None:
        ends = time.monotonic() + self.timeout_s
        there = url
        for _ in range(self.max_redirects + 1):
            there = checked_url(there)
            with _errors(url, self.timeout_s), self._response(there, ends, known) as response:
                headers = {
                    key.decode().lower(): value.decode("latin-1") for key, value in response.headers
                }
                if response.status in REDIRECTS and "location" in headers:
                    there = urljoin(there, headers["location"])
                    continue
                if response.status == NOT_MODIFIED and known:
                    return None
                if response.status != OK:
                    why = f"{url!r} answered {response.status}: check it, or try later"
                    raise AnsweredError(why, response.status)
                raw = self._body(response.iter_stream(), headers, url)
            return Page(
                there,
                raw,
                headers.get("content-type", ""),
                Validators(headers.get("etag"), headers.get("last-modified")),
            )
        raise FetchError(f"{url!r} redirects more than {self.max_redirects} times: name its target")

    @contextmanager
    def _response(
        self, url: str, ends: float, known: Validators | None
    ) -> Iterator[httpcore.Response]:
        asked = {"if-none-match": known.etag, "if-modified-since": known.modified} if known else {}
        headers = HEADERS | {key: value for key, value in asked.items() if value}
        left = max(ends - time.monotonic(), 0.001)
        timeouts = dict.fromkeys(("connect", "read", "write", "pool"), left)
        backend = _Guard(ends, allow_private=self.allow_private)
        with (
            httpcore.ConnectionPool(network_backend=backend) as pool,
            pool.stream(
                "GET", url, headers=[*headers.items()], extensions={"timeout": timeouts}
            ) as response,
        ):
            yield response

    def _body(self, chunks: Iterable[bytes], headers: Mapping[str, str], url: str) -> bytes:
        packed = bytearray()
        for chunk in chunks:
            packed += chunk
            if len(packed) > self.max_bytes:
                raise TooBigError(f"{url!r} has more than {self.max_bytes:,} bytes: split it")
        if headers.get("content-encoding", "identity").lower() in {"", "identity"}:
            return bytes(packed)
        return inflated(bytes(packed), self.max_bytes, url)


def inflated(packed: bytes, max_bytes: int, url: str) -> bytes:
    """Unpack gzip or deflate.

    Raises
    ------
    TooBigError, FetchError
        If it gives more than `max_bytes`, or is packed in another way.
    """
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 32)
    try:
        raw = unpacker.decompress(packed, max_bytes + 1)
    except zlib.error as error:
        raise FetchError(f"{url!r} is packed in an unknown way: save it as a file") from error
    if len(raw) > max_bytes:
        raise TooBigError(f"{url!r} unpacks to more than {max_bytes:,} bytes: split it")
    if not unpacker.eof:
        raise FetchError(f"{url!r} broke off before its end: try again later")
    return raw


def checked_url(url: str) -> str:
    """Return an http or https URL in ASCII, without fragment.

    Raises
    ------
    FetchError
        If it is none, or holds a password or control characters.

    >>> checked_url("https://post.example/häfen/ a#top")
    'https://post.example/h%C3%A4fen/%20a'
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except ValueError as error:
        raise FetchError(f"{url[:200]!r} is no URL: expected https://…") from error
    if parts.scheme not in {"http", "https"} or not host or written_out(url) != url:
        raise FetchError(f"{url[:200]!r} is no URL of the web: expected http:// or https://")
    if parts.username is not None or len(url) > MAX_URL_CHARS:
        raise FetchError(f"{url[:200]!r} holds a password or is too long: name the plain address")
    host = f"[{host}]" if ":" in host else host
    place = host if port is None else f"{host}:{port}"
    query = f"?{quote(parts.query, SAFE)}" if parts.query else ""
    return f"{parts.scheme}://{place}{quote(parts.path or '/', SAFE)}{query}"


@contextmanager
def _errors(url: str, timeout_s: float) -> Iterator[None]:
    try:
        yield
    except httpcore.TimeoutException as error:
        raise FetchError(f"{url!r} took more than {timeout_s:g} s: try again later") from error
    except (
        httpcore.NetworkError,
        httpcore.ProtocolError,
        httpcore.UnsupportedProtocol,
        OSError,
    ) as error:
        why = " ".join(str(error).split()) or type(error).__name__
        raise FetchError(f"{url!r} can't be reached ({why}): check it, or try later") from error


class _Guard(httpcore.NetworkBackend):
    """Connects to the very address that was checked, so that a name can't change in between."""

    def __init__(self, ends: float, *, allow_private: bool) -> None:
        self._ends = ends
        self._allow_private = allow_private
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of `host` that answers."""
        del timeout
        failed: httpcore.ConnectError | None = None
        for address in _addresses(host, port, allow_private=self._allow_private):
            try:
                stream = self._backend.connect_tcp(
                    address, port, _left(self._ends), local_address, socket_options
                )
            except httpcore.ConnectError as error:
                failed = error
            else:
                return _Bounded(stream, self._ends)
        raise failed or httpcore.ConnectError(f"{host} has no address")


class _Bounded(httpcore.NetworkStream):
    """A connection on which everything together ends in time, however slowly it drips."""

    def __init__(self, stream: httpcore.NetworkStream, ends: float) -> None:
        self._stream = stream
        self._ends = ends

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what is there."""
        del timeout
        return self._stream.read(max_bytes, _left(self._ends))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all of it."""
        del timeout
        self._stream.write(buffer, _left(self._ends))

    def close(self) -> None:
        """Hang up."""
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Go on encrypted; the certificate has to be that of the name."""
        del timeout
        return _Bounded(
            self._stream.start_tls(ssl_context, server_hostname, _left(self._ends)), self._ends
        )

    def get_extra_info(self, info: str) -> Any:
        """Tell about the connection."""
        return self._stream.get_extra_info(info)


def _left(ends: float) -> float:
    left = ends - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time is up")
    return left


def _addresses(host: str, port: int, *, allow_private: bool) -> list[str]:
    """Resolve a name; one address of it that isn't public spoils them all."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(place[0]) for *_, place in found))
    for address in addresses:
        if not allow_private and not _is_public(ipaddress.ip_address(address)):
            raise ForbiddenAddressError(
                f"{host!r} leads to {address}, which is not public: set ONRECORD_PRIVATE=1 "
                "if you trust it"
            )
    return addresses


def _is_public(address: Address) -> bool:
    """Whether an address is anybody's; IPv4 addresses within IPv6 ones count as themselves.

    >>> _is_public(ipaddress.ip_address("::ffff:127.0.0.1"))
    False
    """
    if isinstance(address, ipaddress.IPv6Address):
        within = address.ipv4_mapped or address.sixtofour
        if address in TRANSLATED:
            within = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
        if within:
            return _is_public(within)
        if address.teredo or any(address in each for each in LATELY_NOT_PUBLIC):
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved
