"""Each request's id, log line and measures."""

import logging
import time
from dataclasses import dataclass

from opentelemetry import trace
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from onrecord.ui.rest.metrics import Metrics
from onrecord.ui.rest.request_id import HEADER, current_request_id, request_id
from onrecord.ui.rest.root import FILES, path_of

__all__ = ["Requests"]

log = logging.getLogger(__name__)

DESCRIBED = (
    "/v1",
    "/mcp",
    "/article",
    "/card",
    "/context",
    "/follow.atom",
    "/gradio_api/component_server",
    "/overview",
    "/speaker",
    "/login",
    "/logout",
    "/embed",
)
NAMED = {
    "/",
    "/docs",
    "/healthz",
    "/mcp",
    "/metrics",
    "/openapi.json",
    "/readyz",
}
"""Paths whose routes are Gradio's, or no part of the description of the interface.

The chat's page is `/`; what it asks comes by `/gradio_api/component_server/`.
"""


METHODS = {"GET", "HEAD", "POST", "DELETE", "PUT", "PATCH", "OPTIONS"}


@dataclass(frozen=True, slots=True)
class Requests:
    """ASGI middleware; its log says route and status, never what was asked."""

    app: ASGIApp
    metrics: Metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Name a request, hand it on, note how it ended."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        identity = request_id(Headers(scope=scope).get(HEADER))
        token = current_request_id.set(identity)
        trace.get_current_span().set_attribute("url.query", "")  # a link to a question has it there
        began, status = time.perf_counter(), 0

        async def named(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = identity
            await send(message)

        try:
            with self.metrics.under_way.track_inprogress():
                await self.app(scope, receive, named)
        finally:
            self._note(scope, status, time.perf_counter() - began)
            current_request_id.reset(token)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in METHODS else "other"
        route = _route(scope)
        self.metrics.requests.labels(method, route, str(status)).observe(seconds)
        fields = {"method": method, "route": route, "status": status, "seconds": round(seconds, 4)}
        log.info("%s %s %d", method, route, status, extra={"fields": fields})


def _route(scope: Scope) -> str:
    """Name the route as the interface does: the id of an article is no part of it."""
    route, path = getattr(scope.get("route"), "path", None), path_of(scope)
    if route and path.startswith(DESCRIBED):
        return str(route)
    if path in NAMED:
        return path
    return "files" if path.startswith(FILES) else "other"
