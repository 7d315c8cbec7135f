"""The server: REST, MCP, article pages and chat in one process."""

import logging
import signal
import socket
import sys
from contextlib import ExitStack, nullcontext
from functools import partial
from typing import TYPE_CHECKING, Any

import uvicorn
from fastapi import FastAPI

from onrecord.index.errors import MissingIndexError, NothingToIndexError, OlderSchemaError
from onrecord.ui.chat.chat import Chat
from onrecord.ui.chat.chat_page import mount_chat
from onrecord.ui.chat.feedback import FeedbackFile
from onrecord.ui.chat.suggested_questions import Starters
from onrecord.ui.desk import Desk
from onrecord.ui.errors import AddressError
from onrecord.ui.keys import ADMIN_FILE, Keys
from onrecord.ui.mcp.mounted_tools import mount_tools
from onrecord.ui.pages.articles_page import library
from onrecord.ui.pages.feed import following
from onrecord.ui.pages.overview_page import outlook
from onrecord.ui.pages.speaker_page import speaking
from onrecord.ui.rest.api import create_app
from onrecord.ui.rest.connections import limited_protocol
from onrecord.ui.rest.guard import MAX_HEAD_BYTES
from onrecord.ui.rest.logs import configure_logs
from onrecord.ui.rest.metrics import Metrics
from onrecord.ui.settings import Administration, Settings
from onrecord.ui.startup import uncollected
from onrecord.ui.watch import meanwhile

if TYPE_CHECKING:
    from mcp.server import Server

__all__ = ["application", "prepare", "serve"]

log = logging.getLogger(__name__)

GRACE_S = 30
"""How long answers under way may take after the server is told to stop."""

MAX_CONNECTIONS = 800
"""Of all clients together: below the files that a process may open."""


def application(desk: Desk, settings: Settings, keys: Keys | None = None) -> FastAPI:
    """Put the interfaces together around one desk."""
    app = create_app(desk.engine, settings, desk, keys=keys)
    mount_tools(app, partial(_tools, desk, app.state.metrics))
    for pages in (library, outlook, speaking, following):
        app.include_router(pages)
    feedback = FeedbackFile(settings.folder / "feedback.jsonl")
    starters = Starters(settings.starting_questions)
    mount_chat(app, Chat(desk.engine, starters, feedback, app.state.metrics))
    return app


def _tools(desk: Desk, metrics: Metrics) -> "Server[Any]":
    from onrecord.ui.mcp.toolbox import Toolbox  # noqa: PLC0415  # a second of imports
    from onrecord.ui.mcp.tools import tool_server  # noqa: PLC0415

    return tool_server(Toolbox(desk, metrics))


def serve(desk: Desk, settings: Settings) -> None:
    """Serve until told to stop, and finish what is under way.

    The index is built first if there is none, or one of an older layout.

    Raises
    ------
    AddressError
        If something else listens there, before anything else is done.
    """
    configure_logs(settings.log)
    with _bound(settings) as listener:
        signal.signal(signal.SIGTERM, _exit)
        prepare(desk)
        keys = Keys.kept(settings.folder)
        with uncollected():
            app = application(desk, settings, keys)
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE_S,
            limit_concurrency=MAX_CONNECTIONS,
            h11_max_incomplete_event_size=MAX_HEAD_BYTES,
            http=limited_protocol(settings.connections, settings.proxies),
            proxy_headers=False,
            log_config=None,
        )
        server = _Server(config, _link(settings, keys))
        follow = partial(desk.follow_web, settings.follow, 60.0 * settings.every)
        following = meanwhile(follow) if settings.follow else nullcontext()
        with following, meanwhile(desk.keep_up):
            server.run([listener])


def prepare(desk: Desk) -> None:
    """Build the index if there is none, or one of an older layout; articles may come later."""
    try:
        desk.engine()
    except (MissingIndexError, OlderSchemaError):
        try:
            desk.build(force=False)
        except NothingToIndexError as error:
            log.warning("%s", error)


class _Server(uvicorn.Server):
    """Says when it can be reached."""

    def __init__(self, config: uvicorn.Config, link: str) -> None:
        super().__init__(config)
        self._link = link

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for each in sockets or ():
            host, port = each.getsockname()[:2]
            named = f"[{host}]" if ":" in host else host
            log.info("On Record is on http://%s:%d%s", named, port, self._link)


def _link(settings: Settings, keys: Keys) -> str:
    """Give the path to begin at: with the token that was made here, for whoever sees this line.

    Logs that machines gather hold no token: they name the file that has it.
    """
    if settings.admin is not Administration.TOKEN or settings.admin_token:
        return settings.root
    if settings.log == "json":
        return f"{settings.root} (the token of administration is in {settings.folder / ADMIN_FILE})"
    return f"{settings.root}/login?token={keys.admin}"


def _exit(*_: Any) -> None:
    """End as whoever has done what was asked; uvicorn hands the signal on when it is done."""
    sys.exit(0)


def _bound(settings: Settings) -> socket.socket:
    """Take the address, so that nobody waits for an index that then can't be served."""
    host, port = settings.host, settings.port
    try:
        ((family, *_, address), *_) = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        with ExitStack() as failed:
            tcp = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # said, or asyncio
            listener = failed.enter_context(tcp)  # lets a small answer wait for another to join it
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            failed.pop_all()
    except OSError as error:
        raise AddressError(
            f"can't listen on {host}:{port} ({error.strerror}): "
            "stop what listens there, or set ONRECORD_HOST or ONRECORD_PORT"
        ) from error
    return listener
