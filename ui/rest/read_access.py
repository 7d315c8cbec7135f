"""Who may read."""

from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from onrecord.ui.rest.problem import problem_response
from onrecord.ui.tokens import Tokens

__all__ = ["Readers"]

CHALLENGE = {"WWW-Authenticate": "Bearer"}
OPEN_PATHS = ("/healthz", "/readyz", "/ui/")
"""What says nothing about the articles."""


@dataclass(frozen=True, slots=True)
class Readers:
    """ASGI middleware that lets in who may read; the chat needs a browser, which has no token."""

    app: ASGIApp
    tokens: Tokens

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse who may not read."""
        is_open = scope["type"] != "http" or scope["path"].startswith(OPEN_PATHS)
        if is_open or self.tokens.reads(Headers(scope=scope).get("authorization")):
            await self.app(scope, receive, send)
        else:
            detail = "a token is needed: send it as `Authorization: Bearer TOKEN`"
            await problem_response(401, detail, CHALLENGE)(scope, receive, send)
