"""What every request and response passes: limits, closed doors, security headers."""

import logging
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.problem import problem_response

__all__ = ["Guard"]

log = logging.getLogger(__name__)

FAILED = "the server failed on this request: try again, or tell its owner"
"""All that a client learns of what went wrong inside; the log has the rest."""

MAX_BODY_BYTES = 256 * 1024
"""Far more than a question and its filters need."""

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
    "/docs",
    "/openapi.json",
    "/ui/",
    "/healthz",
    "/readyz",
)


@dataclass(frozen=True, slots=True)
class Guard:
    """ASGI middleware; `host` is where the server listens.

    On a loopback address only requests that name it are let in, so that no page elsewhere can
    reach the server through a name of its own (DNS rebinding).
    """

    app: ASGIApp
    host: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse what isn't allowed, hand on the rest, add the headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headed = _with_headers(send, scope["path"])
        refusal = self._refusal(scope)
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
            log.exception("a request failed: %s %s", scope["method"], scope["path"])
            if not started:
                await problem_response(500, FAILED)(scope, receive, headed)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        headers = Headers(scope=scope)
        if self.host in LOOPBACK and _host_name(headers.get("host", "")) not in LOOPBACK:
            return 421, "this server answers on this machine only: use http://127.0.0.1"
        if scope["path"].startswith(CLOSED):
            return 404, "there is nothing here"
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > MAX_BODY_BYTES:
            return 413, f"the request is larger than {MAX_BODY_BYTES} bytes: make it smaller"
        return None


def _host_name(host: str) -> str:
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].lower()


def _bounded(receive: Receive) -> Receive:
    """End a body that has no length and no end as if the client had left."""
    received = 0

    async def bounded() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        return message if received <= MAX_BODY_BYTES else {"type": "http.disconnect"}

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
