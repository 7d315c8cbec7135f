"""Our part of the page's head, put where a browser reads it first.

Gradio's own way has its script add it once all of that is loaded.
"""

from dataclasses import dataclass

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from onrecord.ui.rest.root import path_of

__all__ = ["Head"]

HEAD = """
<meta name="referrer" content="no-referrer">
<link rel="icon" href="{root}/ui/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="{root}/ui/onrecord.css">
<link rel="stylesheet" href="{root}/ui/desk.css">
<script src="{root}/ui/manners.js"></script>
<script type="module" async src="{root}/ui/desk.js"></script>
</head>"""


@dataclass(frozen=True, slots=True)
class Head:
    """ASGI middleware that adds it to the page of a server at the path `root`."""

    app: ASGIApp
    root: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the page on with its head, and all else as it is."""
        if scope["type"] != "http" or path_of(scope) not in {"", "/"}:
            await self.app(scope, receive, send)
            return
        plain = [each for each in scope["headers"] if each[0] != b"accept-encoding"]
        started: list[Message] = []

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                started.append(message)
            elif message["type"] == "http.response.body" and started:
                told = HEAD.format(root=self.root).encode()
                body = message.get("body", b"").replace(b"</head>", told, 1)
                begun = started.pop()
                headers = MutableHeaders(scope=begun)
                if "content-length" in headers and body:
                    headers["content-length"] = str(len(body))
                await send(begun)
                await send({**message, "body": body})
            else:
                await send(message)

        await self.app({**scope, "headers": plain}, receive, headed)
