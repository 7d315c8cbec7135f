"""The language that a reader has chosen, before that of the browser."""

from dataclasses import dataclass

from starlette.datastructures import MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Receive, Scope, Send

from onrecord.ui.words.strings import LANGUAGES

__all__ = ["COOKIE", "Preferred"]

COOKIE = "onrecord-language"


@dataclass(frozen=True, slots=True)
class Preferred:
    """ASGI middleware that puts a chosen language where all pages look for one."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on the request, in the language that is wanted."""
        if scope["type"] == "http":
            headers = MutableHeaders(scope=scope)
            wanted = cookie_parser(headers.get("cookie", "")).get(COOKIE)
            if wanted in LANGUAGES:
                headers["accept-language"] = wanted
        await self.app(scope, receive, send)
