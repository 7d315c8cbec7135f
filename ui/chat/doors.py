"""The doors of Gradio that the chat needs; all the others are shut."""

from dataclasses import dataclass

from starlette.types import ASGIApp, Receive, Scope, Send

from onrecord.ui.rest.problem import problem_response
from onrecord.ui.rest.root import FILES, path_of

__all__ = ["Doors"]

PAGES = {"", "/", "/manifest.json", "/robots.txt"}


@dataclass(frozen=True, slots=True)
class Doors:
    """ASGI middleware: uploads, direct calls, proxies, records of runs and the like are nowhere."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let in what a page of the chat asks for."""
        path = path_of(scope) if scope["type"] == "http" else "/"
        if path in PAGES or path.startswith(FILES):
            await self.app(scope, receive, send)
        else:
            await problem_response(404, "there is nothing here")(scope, receive, send)
