"""Who is asking, and what they may do."""

import time
from dataclasses import dataclass
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from onrecord.ui.rest.problem import problem_response
from onrecord.ui.rest.root import path_of
from onrecord.ui.sessions import Sessions
from onrecord.ui.settings import Administration
from onrecord.ui.showing.links import rooted
from onrecord.ui.showing.navigation import is_reading_closed
from onrecord.ui.tokens import Role, bearer

__all__ = ["Doors", "Visitors"]

CHALLENGE = {"WWW-Authenticate": "Bearer"}
OPEN_PATHS = ("/healthz", "/readyz", "/ui/", "/login", "/logout")
"""What says nothing about the articles."""

FOR_PROGRAMS = ("/v1", "/mcp", "/metrics", "/openapi", "/gradio_api")


@dataclass(frozen=True, slots=True)
class Doors:
    """What makes someone a reader, or an administrator.

    `identity` is the header in which a trusted proxy names a reader; `admins` are the names of
    those who administer. Nothing that is missing from a request opens anything.
    """

    sessions: Sessions
    administration: Administration = Administration.TOKEN
    identity: str | None = None
    admins: tuple[str, ...] = ()

    @property
    def is_reading_closed(self) -> bool:
        """Whether one has to be somebody to read."""
        return self.sessions.tokens.read is not None or self.identity is not None

    def role(self, request: HTTPConnection) -> Role:
        """Give the highest role that a request shows a reason for."""
        found = max(
            Role.NOBODY if self.is_reading_closed else Role.READER,
            self.sessions.tokens.role(bearer(request.headers.get("authorization"))),
            self.sessions.role(request.cookies.get(self.sessions.cookie), time.time()),
            self._named(request.headers),
        )
        if self.administration is Administration.CLOSED:
            return min(found, Role.READER)
        if self.administration is Administration.OPEN and not self.is_reading_closed:
            return Role.ADMINISTRATOR
        return found

    def _named(self, headers: Headers) -> Role:
        name = headers.get(self.identity, "") if self.identity else ""
        if not name:
            return Role.NOBODY
        return Role.ADMINISTRATOR if name in self.admins else Role.READER


@dataclass(frozen=True, slots=True)
class Visitors:
    """ASGI middleware that notes a visitor's role, and lets in who may read."""

    app: ASGIApp
    doors: Doors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse who may not read; a browser is led to where one signs in."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        is_reading_closed.set(self.doors.is_reading_closed)
        request = HTTPConnection(scope)
        role = self.doors.role(request)
        scope["state"] = {**scope.get("state", {}), "role": role}
        if self._may(scope, role, request.headers.get("authorization")):
            await self.app(scope, receive, send)
        else:
            await _refusal(scope, request.headers)(scope, receive, send)

    def _may(self, scope: Scope, role: Role, authorization: str | None) -> bool:
        path, tokens = path_of(scope), self.doors.sessions.tokens
        if path == "/metrics" and tokens.metrics is not None:
            return role is Role.ADMINISTRATOR or tokens.measures(authorization)
        return role > Role.NOBODY or path.startswith(OPEN_PATHS)


def _refusal(scope: Scope, headers: Headers) -> Response:
    path = path_of(scope)
    is_page = scope["method"] == "GET" and "text/html" in headers.get("accept", "")
    if is_page and not path.startswith(FOR_PROGRAMS):
        query = scope["query_string"].decode("latin-1")
        asked = quote(path) + (f"?{query}" if query else "")
        return RedirectResponse(rooted(f"/login?next={quote(asked, safe='')}"), 303)
    detail = "a token is needed: send it as `Authorization: Bearer TOKEN`"
    return problem_response(401, detail, CHALLENGE)
