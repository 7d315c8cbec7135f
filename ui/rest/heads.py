"""HEAD, which RFC 9110 wants wherever there is GET, and FastAPI leaves out."""

from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Heads"]


@dataclass(frozen=True, slots=True)
class Heads:
    """ASGI middleware that answers HEAD as GET, and keeps the body back."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Ask for all of it, and send the head."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def beheaded(message: Message) -> None:
            is_body = message["type"] == "http.response.body"
            await send({**message, "body": b""} if is_body else message)

        asked = {**scope, "method": "GET"}
        try:
            await self.app(asked, receive, beheaded)
        finally:
            scope["route"] = asked.get("route")  # for the log
