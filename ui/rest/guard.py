"""What every request and response passes: limits, closed doors, security headers."""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from onrecord.ui.rest.problem import problem_response
from onrecord.ui.rest.proxies import Hosts
from onrecord.ui.rest.root import path_of

__all__ = ["FAILED", "MAX_ARTICLE_BYTES", "MAX_HEAD_BYTES", "Guard", "replayed"]

log = logging.getLogger(__name__)

FAILED = "the server failed on this request: try again, or tell its owner"
"""All that a client learns of what went wrong inside; the log has the rest."""

FOREIGN = (
    "pages of other origins may not do this: see ONRECORD_ORIGINS, and let a proxy pass on Host"
)
MAX_BODY_BYTES = 256 * 1024
"""Far more than a question and its filters need."""

MAX_ARTICLE_BYTES = 8 * 1024 * 1024
"""For what adds articles."""

MAX_HEAD_BYTES = 32 * 1024
"""Of a request's first line and headers."""

MAX_DIGITS = 12
"""Of a length; Python reads no number of thousands of digits."""

BODY_S = 10.0
"""How long a body may take; one that is sent byte by byte is given up then."""

ARTICLE_BODY_S = 60.0
"""The same for what adds articles."""

DRAIN_S, MAX_DRAINED = 1.0, 16 * 1024 * 1024
"""How long, and how much of, a body is thrown away that is refused unread."""

READ_FIRST = ("/v1/", "/mcp", "/login", "/logout", "/gradio_api/component_server")
CLOSING = {"Connection": "close"}
"""What was refused unread is no beginning of another request."""

ADDING = {"/v1/articles", "/articles/file", "/articles/paste"}
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
STRICT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
CHAT_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self' blob:; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
"""Gradio's page has inline scripts and compiles its HTML templates: it needs both exceptions."""

STRICT_PATHS = (
    "/v1/",
    "/mcp",
    "/article/",
    "/articles",
    "/card/",
    "/context/",
    "/follow.atom",
    "/overview",
    "/speaker",
    "/docs",
    "/openapi",
    "/ui/",
    "/healthz",
    "/readyz",
    "/metrics",
    "/login",
    "/logout",
    "/embed",
)

EMBEDDED, EMBEDDED_FILES = "/embed", "/ui/embed."
"""What pages of the origins that are named may show in a frame, and what any page may load."""


@dataclass(frozen=True, slots=True)
class Guard:
    """ASGI middleware that lets in what names this server, is no other page's, and not too large.

    By the name no page elsewhere can reach the server through one of its own (DNS rebinding).
    """

    app: ASGIApp
    hosts: Hosts
    origins: tuple[str, ...] = ()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse what isn't allowed, hand on the rest, add the headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = path_of(scope)
        headed = _with_headers(send, path, self.origins)
        refusal = self._refusal(scope)
        if refusal is None and path.startswith(READ_FIRST):
            receive, refusal = await _read(scope, receive)
        if refusal:
            if "expect" not in Headers(scope=scope):  # who asks first hasn't sent any
                await _drained(receive)
            await problem_response(*refusal, CLOSING)(scope, receive, headed)
            return
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await headed(message)

        try:
            await self.app(scope, _bounded(receive), watched)
        except Exception:
            log.exception("a request failed: %s", scope["method"])
            if not started:
                await problem_response(500, FAILED)(scope, receive, headed)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        headers = Headers(scope=scope)
        if not self.hosts.admit(headers.get("host", "")):
            return 421, "this server has no such name: its owner sets ONRECORD_HOSTS"
        if scope["method"] not in SAFE_METHODS and self._is_of_another_page(headers):
            return 403, FOREIGN
        return _misshapen(scope, headers)

    def _is_of_another_page(self, headers: Headers) -> bool:
        """Whether a browser says that another site's page asks; programs say nothing."""
        origin = headers.get("origin")
        if origin is None:
            return headers.get("sec-fetch-site") == "cross-site"
        own = urlsplit(origin).netloc.lower() == headers.get("host", "").lower()
        return not own and origin not in self.origins


def _misshapen(scope: Scope, headers: Headers) -> tuple[int, str] | None:
    if "content-length" in headers and "transfer-encoding" in headers:
        return 400, "the request has two lengths: send one"
    if _n_bytes(scope) > MAX_HEAD_BYTES:
        return 431, f"the head is larger than {MAX_HEAD_BYTES} bytes: make it smaller"
    length = headers.get("content-length", "0")
    if not length.isdecimal() or len(length) > MAX_DIGITS or int(length) > _most(scope):
        return _too_large(scope)
    return None


def _n_bytes(scope: Scope) -> int:
    line = len(scope.get("raw_path") or b"") + len(scope.get("query_string", b""))
    return line + sum(len(name) + len(value) for name, value in scope["headers"])


def _too_large(scope: Scope) -> tuple[int, str]:
    return 413, f"the request is larger than {_most(scope)} bytes: make it smaller"


def _most(scope: Scope) -> int:
    return MAX_ARTICLE_BYTES if _is_adding(scope) else MAX_BODY_BYTES


def _is_adding(scope: Scope) -> bool:
    return scope["method"] == "POST" and path_of(scope) in ADDING


async def _read(scope: Scope, receive: Receive) -> tuple[Receive, tuple[int, str] | None]:
    """Read a body before anything works on it, so that a slow one keeps nobody waiting."""
    body, patience_s = bytearray(), ARTICLE_BODY_S if _is_adding(scope) else BODY_S
    try:
        async with asyncio.timeout(patience_s):
            more = True
            while more:
                message = await receive()
                body += message.get("body", b"")
                more = message.get("more_body", False)
                if len(body) > _most(scope):
                    return receive, _too_large(scope)
    except TimeoutError:
        return receive, (408, f"the request took more than {patience_s:g} s: send it faster")
    return replayed({"type": "http.request", "body": bytes(body)}, receive), None


async def _drained(receive: Receive) -> None:
    """Throw away what a refused client still sends: while it does, it hears no answer.

    Where bytes are left unread, the connection is reset, and the answer may be lost with it.
    """
    n_left = MAX_DRAINED
    with suppress(TimeoutError):
        async with asyncio.timeout(DRAIN_S):
            more = True
            while more and n_left > 0:
                message = await receive()
                n_left -= len(message.get("body", b""))
                more = message.get("more_body", False)


def replayed(message: Message, receive: Receive) -> Receive:
    """Give a message that was received already once more, and then what comes."""
    unread = [message]

    async def again() -> Message:
        return unread.pop() if unread else await receive()

    return again


def _bounded(receive: Receive) -> Receive:
    """End a body that has no length and no end as if the client had left."""
    received = 0

    async def bounded() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        return message if received <= MAX_ARTICLE_BYTES else {"type": "http.disconnect"}

    return bounded


def _policy(path: str, origins: tuple[str, ...]) -> str:
    if path == EMBEDDED and origins:
        ancestors = f"frame-ancestors {' '.join(origins)}"
        return STRICT_POLICY.replace("frame-ancestors 'none'", ancestors)
    if path == "/login":
        return STRICT_POLICY.replace("form-action 'none'", "form-action 'self'")
    return STRICT_POLICY if path.startswith(STRICT_PATHS) else CHAT_POLICY


def _with_headers(send: Send, path: str, origins: tuple[str, ...]) -> Send:
    policy, is_framed = _policy(path, origins), path == EMBEDDED and bool(origins)
    reach = "cross-origin" if path.startswith(EMBEDDED_FILES) else "same-origin"

    async def headed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Content-Security-Policy"] = policy
            headers["X-Content-Type-Options"] = "nosniff"
            if not is_framed:
                headers["X-Frame-Options"] = "DENY"
            headers["Referrer-Policy"] = "same-origin" if path == "/login" else "no-referrer"
            headers["Cross-Origin-Opener-Policy"] = "same-origin"
            headers["Cross-Origin-Resource-Policy"] = reach
            headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
            for name in [name for name in headers if name.startswith("access-control-")]:
                del headers[name]
        await send(message)

    return headed
