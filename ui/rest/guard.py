"""What every request and response passes: limits, closed doors, security headers."""

import asyncio
import logging
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from onrecord.ui.rest.problem import problem_response

__all__ = ["FAILED", "LOOPBACK", "MAX_ARTICLE_BYTES", "Guard", "replayed"]

log = logging.getLogger(__name__)

FAILED = "the server failed on this request: try again, or tell its owner"
"""All that a client learns of what went wrong inside; the log has the rest."""

MAX_BODY_BYTES = 256 * 1024
"""Far more than a question and its filters need."""

MAX_ARTICLE_BYTES = 8 * 1024 * 1024
"""For what adds articles."""

MAX_DIGITS = 12
"""Of a length; Python reads no number of thousands of digits."""

BODY_S = 10.0
"""How long a body may take; one that is sent byte by byte is given up then."""

ARTICLE_BODY_S = 60.0
"""The same for what adds articles."""

READ_FIRST = ("/v1/", "/mcp", "/gradio_api/component_server")
ADDING = {"/v1/articles", "/articles/file", "/articles/paste"}
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
CLOSED = ("/gradio_api/upload", "/gradio_api/proxy=", "/gradio_api/runs", "/monitoring")
"""Doors that Gradio opens and this product has no use for."""

LOOPBACK = {"127.0.0.1", "localhost", "::1"}

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
    "/openapi.json",
    "/ui/",
    "/healthz",
    "/readyz",
    "/metrics",
)


@dataclass(frozen=True, slots=True)
class Guard:
    """ASGI middleware; `host` is where the server listens.

    On a loopback address only requests that name it are let in, so that no page elsewhere can
    reach the server through a name of its own (DNS rebinding).
    """

    app: ASGIApp
    host: str
    origins: tuple[str, ...] = ()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse what isn't allowed, hand on the rest, add the headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headed = _with_headers(send, scope["path"])
        refusal = self._refusal(scope)
        if refusal is None and scope["path"].startswith(READ_FIRST):
            receive, refusal = await _read(scope, receive)
        if refusal:
            await problem_response(*refusal)(scope, receive, headed)
            return
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = True
            await headed(message)

        try:
            await self.app(scope, _bounded(receive), watched)
        except Exception:
            log.exception("a request failed: %s %r", scope["method"], scope["path"])
            if not started:
                await problem_response(500, FAILED)(scope, receive, headed)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        headers = Headers(scope=scope)
        if self.host in LOOPBACK and _host_name(headers.get("host", "")) not in LOOPBACK:
            return 421, "this server answers on this machine only: use http://127.0.0.1"
        if scope["path"].startswith(CLOSED):
            return 404, "there is nothing here"
        if scope["method"] not in SAFE_METHODS and self._is_of_another_page(headers):
            return 403, "pages of other origins may not do this: see ONRECORD_ORIGINS"
        length = headers.get("content-length", "0")
        if not length.isdecimal() or len(length) > MAX_DIGITS or int(length) > _most(scope):
            return _too_large(scope)
        return None

    def _is_of_another_page(self, headers: Headers) -> bool:
        """Whether a browser says that another site's page asks; programs say nothing."""
        origin = headers.get("origin")
        if origin is None:
            return headers.get("sec-fetch-site") == "cross-site"
        own = urlsplit(origin).netloc.lower() == headers.get("host", "").lower()
        return not own and origin not in self.origins


def _host_name(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].lower()


def _too_large(scope: Scope) -> tuple[int, str]:
    return 413, f"the request is larger than {_most(scope)} bytes: make it smaller"


def _most(scope: Scope) -> int:
    return MAX_ARTICLE_BYTES if _is_adding(scope) else MAX_BODY_BYTES


def _is_adding(scope: Scope) -> bool:
    return scope["method"] == "POST" and scope["path"] in ADDING


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


def _with_headers(send: Send, path: str) -> Send:
    strict = path.startswith(STRICT_PATHS)

    async def headed(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Content-Security-Policy"] = STRICT_POLICY if strict else CHAT_POLICY
            headers["X-Content-Type-Options"] = "nosniff"
            headers["X-Frame-Options"] = "DENY"
            headers["Referrer-Policy"] = "no-referrer"
            headers["Cross-Origin-Opener-Policy"] = "same-origin"
            headers["Cross-Origin-Resource-Policy"] = "same-origin"
            headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
            for name in [name for name in headers if name.startswith("access-control-")]:
                del headers[name]
        await send(message)

    return headed
