"""How much one client, and all of them together, may ask for at once."""

import asyncio
import math
import time
from collections import Counter, OrderedDict
from contextlib import suppress
from dataclasses import dataclass, field

import anyio
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from onrecord.index.encoding.compute import n_cores
from onrecord.ui.rest.guard import replayed
from onrecord.ui.rest.problem import problem_response
from onrecord.ui.rest.proxies import client_at
from onrecord.ui.rest.root import FILES, path_of

__all__ = ["Bounds", "Limits", "Pace"]

FREE_PATHS = (*FILES, "/healthz", "/metrics", "/readyz")
"""Files of a page, and what machines ask every few seconds."""

CHAT = "/gradio_api/component_server"
WORKING_PATHS = ("/v1/ask", "/v1/chat", "/v1/retrieve", "/v1/verify", "/mcp", CHAT)
WORKING_PAGES = {"/embed", "/follow.atom"}
BUSY_S = 5.0
"""After which a full queue has been answered on two cores, about; what is refused may come back."""

MAX_CLIENTS = 10_000
"""Clients whose pace is remembered; whoever was not heard of the longest is forgotten."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The limits: requests a minute and at once of a client; those that work, or wait, of all.

    One works for each core: with fewer some would idle, more would only wait for each other.
    """

    per_minute: int = 600
    burst: int = 60
    at_once: int = 16
    working: int = field(default_factory=lambda: max(2, n_cores()))
    waiting: int = 64
    wait_s: float = 20.0
    answer_s: float = 30.0


@dataclass(slots=True)
class Pace:
    """How fast each client asks, by the generic cell rate algorithm (ITU-T I.371)."""

    per_minute: int
    burst: int
    _due: OrderedDict[str, float] = field(default_factory=OrderedDict)

    def wait_s(self, client: str, now: float) -> float:
        """Count a request, and give 0; or how long to wait where it comes too soon."""
        interval = 60 / self.per_minute
        due = max(self._due.pop(client, now), now)
        wait = due - now - (self.burst - 1) * interval
        self._due[client] = due if wait > 0 else due + interval
        if len(self._due) > MAX_CLIENTS:
            self._due.popitem(last=False)
        return max(wait, 0.0)


class Limits:
    """ASGI middleware: too fast is 429, too many at once 429 or 503, too long 504."""

    def __init__(self, app: ASGIApp, bounds: Bounds) -> None:
        self._app = app
        self._bounds = bounds
        self._pace = Pace(bounds.per_minute, bounds.burst)
        self._at_once: Counter[str] = Counter()
        self._n_waiting = 0
        self._working: anyio.CapacityLimiter | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse what is too much, hand on the rest."""
        if scope["type"] != "http" or path_of(scope).startswith(FREE_PATHS):
            await self._app(scope, receive, send)
            return
        client = client_at((scope.get("client") or ("",))[0])
        wait = self._pace.wait_s(client, time.monotonic())
        if wait:
            detail = f"more than {self._bounds.per_minute} requests a minute: wait {wait:.1f} s"
            await _refuse(429, detail, wait)(scope, receive, send)
        elif self._at_once[client] >= self._bounds.at_once:
            detail = f"more than {self._bounds.at_once} requests at once: wait for an answer first"
            await _refuse(429, detail)(scope, receive, send)
        else:
            await self._counted(client, scope, receive, send)

    async def _counted(self, client: str, scope: Scope, receive: Receive, send: Send) -> None:
        self._at_once[client] += 1
        try:
            if _is_work(scope):
                await self._in_turn(scope, receive, send)
            else:
                await self._app(scope, receive, send)
        finally:
            self._at_once[client] -= 1
            if not self._at_once[client]:
                del self._at_once[client]

    async def _in_turn(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._working is None:  # a limiter belongs to the loop that it is made in
            self._working = anyio.CapacityLimiter(self._bounds.working)
        turn, first = _Turn(self._working), await receive()
        refusal = await self._waited(turn, receive)
        if refusal:
            detail = f"{refusal}: try again in {BUSY_S:g} s"
            await _refuse(503, detail, BUSY_S)(scope, receive, send)
        else:
            await self._timed(turn, scope, replayed(first, receive), send)

    async def _waited(self, turn: "_Turn", receive: Receive) -> str | None:
        """Wait for a turn to come; say why where it doesn't, or nobody is there to be answered."""
        if turn.comes():
            return None
        if self._n_waiting >= self._bounds.waiting:
            return f"{self._n_waiting} requests are waiting for an answer already"
        self._n_waiting += 1
        has_come = False
        try:
            with anyio.move_on_after(self._bounds.wait_s):
                async with anyio.create_task_group() as group:
                    group.start_soon(_until_left, receive, group.cancel_scope)
                    await turn.working.acquire_on_behalf_of(turn)
                    has_come = True
                    group.cancel_scope.cancel()
        finally:
            self._n_waiting -= 1
        return None if has_come else f"no turn came in {self._bounds.wait_s:g} s"

    async def _timed(self, turn: "_Turn", scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 504 in time; what still works keeps its turn until it ends."""
        started = asyncio.Event()
        is_late = False

        async def watched(message: Message) -> None:
            if is_late:
                return
            if message["type"] == "http.response.start":
                started.set()
                if not _is_stream(message):
                    turn.end()
            await send(message)

        async def work() -> None:
            try:
                await self._app(scope, receive, watched)
            finally:
                turn.end()

        task = asyncio.create_task(work())
        waiting = asyncio.create_task(started.wait())
        await asyncio.wait(
            {task, waiting}, timeout=self._bounds.answer_s, return_when=asyncio.FIRST_COMPLETED
        )
        waiting.cancel()
        if not started.is_set() and not task.done():
            is_late = True
            task.add_done_callback(lambda done: done.cancelled() or done.exception())
            detail = f"no answer after {self._bounds.answer_s:g} s: ask for less"
            await problem_response(504, detail)(scope, receive, send)
        else:
            await task


def _is_work(scope: Scope) -> bool:
    path = path_of(scope)
    return path in WORKING_PAGES or (scope["method"] == "POST" and path.startswith(WORKING_PATHS))


@dataclass(slots=True, eq=False)
class _Turn:
    """The right to work, given back once."""

    working: anyio.CapacityLimiter

    def comes(self) -> bool:
        """Take it if nobody has to wait."""
        with suppress(anyio.WouldBlock):
            self.working.acquire_on_behalf_of_nowait(self)
            return True
        return False

    def end(self) -> None:
        with suppress(RuntimeError):
            self.working.release_on_behalf_of(self)


async def _until_left(receive: Receive, waiting: anyio.CancelScope) -> None:
    """End the wait of a client that hangs up; its request has been read by then."""
    while (await receive())["type"] != "http.disconnect":
        pass
    waiting.cancel()


def _is_stream(message: Message) -> bool:
    return any(
        name == b"content-type" and value.startswith(b"text/event-stream")
        for name, value in message["headers"]
    )


def _refuse(status: int, detail: str, wait_s: float = 1.0) -> ASGIApp:
    return problem_response(status, detail, {"Retry-After": str(math.ceil(wait_s))})
