"""Our part of the page's head, put where a browser reads it first.

Gradio's own way has its script add it once all of that is loaded. Here that script waits: what is
typed on a slow machine would else be heard a second later.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from onrecord.ui.rest.root import path_of

__all__ = ["Head", "modules"]

HEAD = """
<title>On Record</title>
<meta name="referrer" content="no-referrer">
<link rel="icon" href="{root}/ui/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="{root}/ui/onrecord.css">
<link rel="stylesheet" href="{root}/ui/desk.css">
<script src="{root}/ui/manners.js"></script>
<script>
var greeted = fetch("{root}/gradio_api/component_server/", {{
method: "POST", headers: {{"Content-Type": "application/json"}}, body: '{{"fn_name": "greet"}}'
}});
</script>
{preloads}
<script type="module" async src="{root}/ui/desk.js"></script>
</head>"""

ASSETS: Final = Path(__file__).parents[1] / "assets"
PRELOAD: Final = '<link rel="modulepreload" href="{root}/ui/{name}">'
IMPORTED: Final = re.compile(r'^import .*"\./([a-z]+\.js)";$', re.MULTILINE)
GRADIO: Final = re.compile(rb'<script type="module" crossorigin (src="[^"]+")></script>')
WAITING: Final = rb'<script type="text/plain" id="gradio" \1></script>'
"""The same script, which no browser runs: `desk.js` does, once it is at work itself."""


def modules(name: str = "desk.js") -> Iterator[str]:
    """Name the scripts that one imports, by which ways ever."""
    waiting, met = [name], {name}
    while waiting:
        for each in IMPORTED.findall((ASSETS / waiting.pop()).read_text("utf-8")):
            if each not in met:
                met.add(each)
                waiting.append(each)
                yield each


@dataclass(frozen=True, slots=True)
class Head:
    """ASGI middleware that adds it to the page of a server at the path `root`."""

    app: ASGIApp
    root: str
    html: bytes = field(init=False)

    def __post_init__(self) -> None:
        lines = (PRELOAD.format(root=self.root, name=each) for each in modules())
        html = HEAD.format(root=self.root, preloads="\n".join(lines)).encode()
        object.__setattr__(self, "html", html)

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
                body = GRADIO.sub(WAITING, message.get("body", b""))
                body = body.replace(b"</head>", self.html, 1)
                begun = started.pop()
                headers = MutableHeaders(scope=begun)
                if "content-length" in headers and body:
                    headers["content-length"] = str(len(body))
                await send(begun)
                await send({**message, "body": body})
            else:
                await send(message)

        await self.app({**scope, "headers": plain}, receive, headed)
