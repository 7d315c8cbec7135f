"""The server: REST, MCP, article pages and chat in one process."""

import logging

import uvicorn
from fastapi import FastAPI

from index.errors import MissingIndexError
from ui.api import create_app
from ui.chat import Chat, mount_chat
from ui.connections import limited_protocol
from ui.desk import Desk
from ui.feedback import FeedbackFile
from ui.library import library
from ui.logs import configure_logs
from ui.outlook import outlook
from ui.settings import Settings
from ui.starters import Starters
from ui.toolbox import Toolbox
from ui.tools import mount_tools, tool_server

__all__ = ["application", "serve"]

log = logging.getLogger(__name__)

GRACE_S = 30
"""How long answers under way may take after the server is told to stop."""

MAX_CONNECTIONS = 800
"""Of all clients together: below the files that a process may open."""

MAX_HEAD_BYTES = 32 * 1024
"""Of a request's first line and headers."""


def application(desk: Desk, settings: Settings) -> FastAPI:
    """Put the interfaces together around one desk."""
    app = create_app(desk.engine, settings, desk)
    mount_tools(app, tool_server(Toolbox(desk, app.state.metrics)), settings.host)
    app.include_router(library)
    app.include_router(outlook)
    feedback = FeedbackFile(settings.index / "feedback.jsonl")
    mount_chat(app, Chat(desk.engine, Starters(settings.starting_questions), feedback))
    return app


def serve(desk: Desk, settings: Settings) -> None:
    """Serve until interrupted; build the index first if there is none."""
    configure_logs(settings.log)
    try:
        desk.engine()
    except MissingIndexError:
        desk.build(force=False)
    log.info("On Record is on http://%s:%d", settings.host, settings.port)
    uvicorn.run(
        application(desk, settings),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
        limit_concurrency=MAX_CONNECTIONS,
        h11_max_incomplete_event_size=MAX_HEAD_BYTES,
        http=limited_protocol(settings.connections),
    )
