"""Whom a request comes from, and under which name: by a proxy's word only where it is trusted."""

import ipaddress
import re
import socket
from dataclasses import dataclass, field
from functools import lru_cache

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

__all__ = ["LOOPBACK", "Hosts", "Proxies", "Trusted", "client_at"]

MAPPED = "::ffff:"
"""Before an address of IPv4, as a socket for both has it (RFC 4291)."""

CLIENTS_BITS = 64
"""Of an IPv6 address: in the others a client has as many addresses as it likes (RFC 6177)."""

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
EVERY = "*"
FORWARDED = (
    b"forwarded",
    b"x-forwarded-for",
    b"x-forwarded-host",
    b"x-forwarded-proto",
    b"x-forwarded-port",
    b"x-forwarded-prefix",
    b"x-gradio-server",
    b"x-real-ip",
)
"""What a proxy says of a request, or Gradio would take for that."""

_HOST = re.compile(r"(?:\[([0-9a-fA-F:.]+)\]|([A-Za-z0-9._-]+))(?::\d{1,5})?")


@lru_cache(4_096)
def client_at(address: str) -> str:
    """Give what one client has of addresses, by which it is told from others.

    >>> [client_at(each) for each in ("10.0.0.2", "::ffff:10.0.0.2", "2001:db8:0:7:8::9")]
    ['10.0.0.2', '10.0.0.2', '2001:db8:0:7::/64']
    """
    try:
        network = ipaddress.IPv6Network((address, CLIENTS_BITS), strict=False)
    except ValueError:
        return address
    return address.removeprefix(MAPPED) if address.startswith(MAPPED) else str(network)


@dataclass(frozen=True, slots=True)
class Hosts:
    """The names that this server is reached by; `here` is the address that it listens on.

    Beside those `named`, a server on a loopback address has the names of this machine for
    itself, any other one its addresses and its own name: a name that was made to lead here
    (DNS rebinding) is none of them.
    """

    here: str
    named: tuple[str, ...] = ()
    own: str = field(default_factory=lambda: socket.gethostname().lower())

    def admit(self, host: str) -> bool:
        """Whether a `Host` header names this server.

        >>> [Hosts("127.0.0.1").admit(each) for each in ("localhost:80", "rebound.example")]
        [True, False]
        """
        found = _HOST.fullmatch(host)
        if found is None:
            return False
        name = (found[1] or found[2]).lower().removesuffix(".")
        if name in {*LOOPBACK, *self.named, self.here} or EVERY in self.named:
            return True
        return self.here not in LOOPBACK and (name == self.own or _is_address(name))


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


class Trusted:
    """The addresses and networks of the proxies whose word is taken."""

    def __init__(self, networks: tuple[str, ...]) -> None:
        self._networks = [ipaddress.ip_network(each) for each in networks]

    def __contains__(self, peer: str | None) -> bool:
        try:
            address = ipaddress.ip_address((peer or "").removeprefix(MAPPED))
        except ValueError:
            return False
        return any(address in each for each in self._networks)


class Proxies:
    """ASGI middleware: what a trusted proxy says is so, what anyone else says of that is dropped.

    `identity` is the header in which a proxy names the reader that it has let in.
    """

    def __init__(
        self, app: ASGIApp, proxies: tuple[str, ...], hosts: Hosts, identity: str | None = None
    ) -> None:
        self._direct = app
        self._forwarded = ProxyHeadersMiddleware(app, list(proxies))  # type: ignore[arg-type]
        self._trusted = Trusted(proxies)
        self._hosts = hosts
        self._said = {*FORWARDED, *([identity.lower().encode()] if identity else [])}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Put the client, the scheme and the host where everyone behind this looks for them."""
        host, port = scope.get("client") or ("", 0)
        if scope["type"] != "http":
            await self._direct(scope, receive, send)
        elif host in self._trusted:
            peer = {**self._named(scope), "client": (host.removeprefix(MAPPED), port)}
            await self._forwarded(peer, receive, send)  # type: ignore[arg-type]
        else:
            headers = [each for each in scope["headers"] if each[0].lower() not in self._said]
            await self._direct({**scope, "headers": headers}, receive, send)

    def _named(self, scope: Scope) -> Scope:
        """Take the host over from a proxy; a page that was let in by a rebound name is none."""
        headers = Headers(scope=scope)
        host = headers.get("x-forwarded-host", "").partition(",")[0].strip()
        if not host or not self._hosts.admit(headers.get("host", "")):
            return scope
        kept = [each for each in scope["headers"] if each[0] not in {b"host", b"x-forwarded-host"}]
        return {**scope, "headers": [*kept, (b"host", host.encode("latin-1"))]}
