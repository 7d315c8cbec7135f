"""The page for what isn't there, or can't be shown: whoever reads never meets raw JSON."""

from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import HTMLResponse
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from onrecord.ui.rest.root import path_of
from onrecord.ui.showing.render import TEMPLATES
from onrecord.ui.words.page_strings import page_strings
from onrecord.ui.words.strings import Strings, strings_for

__all__ = ["MissingPages", "missing_page"]

FOR_PROGRAMS = (
    "/v1",
    "/mcp",
    "/ui/",
    "/gradio_api/",
    "/openapi.json",
    "/metrics",
    "/context/",
    "/card/",
)
NOT_FOUND, UNAVAILABLE = 404, 503


def missing_page(s: Strings, said: str, status: int = NOT_FOUND) -> HTMLResponse:
    """Say what is missing, and lead on to what there is."""
    html = TEMPLATES.get_template("missing.html").render(
        s=s, p=page_strings(s.language), said=said, here=None, n_articles=None
    )
    return HTMLResponse(html, status, {"Vary": "Accept-Language"})


@dataclass(frozen=True, slots=True)
class MissingPages:
    """ASGI middleware that turns refusals of pages into pages, in the reader's language."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand on what is found, or not for a reader."""
        if not _is_for_a_reader(scope):
            await self.app(scope, receive, send)
            return
        refused = False

        async def shown(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start" and _is_refusal(message):
                refused = True
                await _send_page(scope, message, send)
            elif not refused:
                await send(message)

        await self.app(scope, receive, shown)


def _is_for_a_reader(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] != "GET":
        return False
    wanted = Request(scope).headers.get("accept", "")
    return "text/html" in wanted and not path_of(scope).startswith(FOR_PROGRAMS)


def _is_refusal(message: Message) -> bool:
    kind = MutableHeaders(scope=message).get("content-type", "")
    return message["status"] >= 400 and not kind.startswith("text/html")  # noqa: PLR2004  # RFC 9110


async def _send_page(scope: Scope, message: Message, send: Send) -> None:
    s = strings_for(Request(scope).headers.get("accept-language"))
    said = {NOT_FOUND: s.nothing_here, UNAVAILABLE: s.not_ready}.get(message["status"], s.failed)
    page = missing_page(s, said, message["status"])
    headers = MutableHeaders(scope=message)
    for name in ("content-encoding", "content-type", "content-length"):
        del headers[name]
    headers.update({"content-type": "text/html; charset=utf-8"})
    headers.update({"content-length": str(len(page.body)), "vary": "Accept-Language"})
    await send(message)
    await send({"type": "http.response.body", "body": bytes(page.body)})
