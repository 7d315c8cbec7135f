"""The prefix of all paths: where a proxy shows this server under a path of its own."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from onrecord.ui.showing.links import current_root

__all__ = ["FILES", "Rooted", "base_of", "path_of"]

FILES = (
    "/ui/",
    "/assets/",
    "/static/",
    "/svelte/",
    "/theme.css",
    "/favicon.ico",
    "/gradio_api/file=",
)
"""Where the pages' own files are, none of which says anything of the articles."""


def base_of(request: Request) -> str:
    """Give the address of the server that a request names, without the prefix.

    `rooted` paths go behind it.
    """
    return str(request.base_url).removesuffix("/").removesuffix(request.scope.get("root_path", ""))


def path_of(scope: Scope) -> str:
    """Give the path of a request without the prefix: what the interface calls it.

    >>> path_of({"path": "/news/v1/ask", "root_path": "/news"})
    '/v1/ask'
    """
    return str(scope["path"]).removeprefix(scope.get("root_path", ""))


@dataclass(frozen=True, slots=True)
class Rooted:
    """ASGI middleware that takes a request with the prefix, or without where a proxy drops it."""

    app: ASGIApp
    root: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on with the prefix in its path, as ASGI has it."""
        if scope["type"] == "http" and self.root:
            if scope["path"] == self.root:
                await RedirectResponse(f"{self.root}/", 308)(scope, receive, send)
                return
            scope["root_path"] = self.root
            if not scope["path"].startswith(f"{self.root}/"):
                scope["path"] = self.root + scope["path"]
                scope["raw_path"] = self.root.encode() + scope.get("raw_path", b"")
        current_root.set(self.root)
        await self.app(scope, receive, send)
