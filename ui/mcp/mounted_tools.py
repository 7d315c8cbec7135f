"""The tools over MCP beside the other interfaces: loaded by the first who asks for them."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final

import anyio
from fastapi import FastAPI, Request, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from onrecord.ui.rest.problem import problem_response

if TYPE_CHECKING:
    from mcp.server import Server

__all__ = ["mount_tools"]

PATH: Final = "/mcp"
OTHER_METHODS: Final = ["GET", "HEAD", "DELETE", "PUT", "PATCH"]


def mount_tools(app: FastAPI, load: "Callable[[], Server[Any]]") -> None:
    """Serve the tools at `/mcp`, without sessions, so that any worker can answer any request.

    `load` is called when they are first asked for: what speaks the protocol takes a second to
    import. Pages of others are refused as at every other door.
    """
    tools = _LateTools(load)
    app.router.routes += [
        Route(PATH, tools, methods=["POST"]),
        Route(PATH, _only_post, methods=OTHER_METHODS),
    ]
    enclosed = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[Any]:
        async with enclosed(app) as state, tools.running():
            yield state

    app.router.lifespan_context = lifespan


class _LateTools:
    """An endpoint that waits, when it is first asked, until there is one."""

    def __init__(self, load: "Callable[[], Server[Any]]") -> None:
        self._load = load

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._wanted.set()
        await self._there.wait()
        await self._endpoint(scope, receive, send)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Be ready to load them, and run them once they are."""
        self._wanted, self._there = anyio.Event(), anyio.Event()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._run)
            yield
            tasks.cancel_scope.cancel()

    async def _run(self) -> None:
        await self._wanted.wait()
        server = await anyio.to_thread.run_sync(self._load)
        from mcp.server.transport_security import TransportSecuritySettings  # noqa: PLC0415

        tools = server.streamable_http_app(
            streamable_http_path=PATH,
            json_response=True,
            stateless_http=True,
            transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
        )
        (route,) = (route for route in tools.routes if isinstance(route, Route))
        self._endpoint: ASGIApp = route.endpoint
        async with server.session_manager.run():
            self._there.set()
            await anyio.sleep_forever()


def _only_post(_: Request) -> Response:
    """Refuse a stream: without sessions nothing would ever be said in it."""
    return problem_response(405, "expected POST: the tools begin nothing", {"Allow": "POST"})
