"""Connections: how many one address may hold, and how long a request's head may take."""

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from onrecord.ui.rest.proxies import Trusted, client_at

__all__ = ["HEAD_S", "LimitedProtocol", "limited_protocol"]

HEAD_S = 10.0
"""How long the head of a request may take; one that is sent byte by byte is dropped then."""

REFUSAL = (
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\ncontent-length: 0\r\n"
    b"connection: close\r\n\r\n"
)


class LimitedProtocol(H11Protocol):
    """Serves one connection as uvicorn does, in these bounds; a proxy counts its own clients."""

    per_client: int = 64
    head_s: float = HEAD_S
    proxies: Trusted = Trusted(())
    _head: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Refuse one too many of an address."""
        super().connection_made(transport)
        peer = _peer(self)
        n_held = sum(client_at(_peer(each)) == client_at(peer) for each in self.connections)
        if n_held > self.per_client and peer not in self.proxies:
            transport.write(REFUSAL)
            transport.close()
        else:
            self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._forget_head()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Time the head of each request."""
        if self.transport.is_closing():
            return
        before = self.cycle
        super().data_received(data)
        if self.cycle is not before:
            self._forget_head()
        elif self._head is None and (before is None or before.response_complete):
            self._await_head()

    def _await_head(self) -> None:
        self._head = self.loop.call_later(self.head_s, self.transport.close)

    def _forget_head(self) -> None:
        if self._head is not None:
            self._head.cancel()
            self._head = None


def limited_protocol(
    per_client: int, proxies: tuple[str, ...] = (), head_s: float = HEAD_S
) -> type[asyncio.Protocol]:
    """Make the class that serves one connection, for uvicorn's `http`."""
    bounds = {"per_client": per_client, "proxies": Trusted(proxies), "head_s": head_s}
    return type("Limited", (LimitedProtocol,), bounds)


def _peer(protocol: Any) -> str:
    client: tuple[str, int] | None = getattr(protocol, "client", None)
    return client[0] if client else ""
