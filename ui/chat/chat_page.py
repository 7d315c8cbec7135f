"""The chat's page: which widget calls what, and where the page is put."""

import asyncio
from typing import Any

import gradio as gr
from fastapi import FastAPI
from gradio.routes import App
from starlette.routing import Mount

from onrecord.ui.chat.actions import extend
from onrecord.ui.chat.chat import Chat
from onrecord.ui.chat.doors import Doors
from onrecord.ui.chat.fair_queue import MAX_WAITING, make_fair
from onrecord.ui.chat.theme import head, theme
from onrecord.ui.chat.turns import Messages, Turn
from onrecord.ui.chat.widgets import Widgets, widgets
from onrecord.ui.rest.metrics import Metrics

__all__ = ["leave_chat", "mount_chat"]

N_WORKERS = 2
"""Questions answered at once; one alone keeps a core busy."""

QUEUE_POLL_S = 0.02
"""How often Gradio looks for questions; by default each millisecond, 6 % of a core for nothing."""


def mount_chat(app: FastAPI, chat: Chat) -> None:
    """Mount the chat at `/` of an application; what is mounted after it is out of reach."""

    async def mount() -> None:
        _mount(app, chat)

    try:
        asyncio.get_running_loop()
    except RuntimeError:  # Gradio would open a loop of its own, and leave it open
        asyncio.run(mount())
    else:
        _mount(app, chat)


def leave_chat(app: FastAPI) -> None:
    """End the streams that pages hold for as long as they are open; answers go on."""
    for mounted in _mounted(app):
        mounted.stop_event.set()


def _mounted(app: FastAPI) -> list[Any]:
    mounts = [route for route in app.router.routes if isinstance(route, Mount)]
    return [mount.app for mount in mounts if isinstance(mount.app, App)]


def _mount(app: FastAPI, chat: Chat) -> None:
    gr.mount_gradio_app(
        app,
        _blocks(chat, app.state.metrics),
        path="/",
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        mcp_server=False,
        max_file_size=1,
        theme=theme(),
        head=head(app.state.root),
        root_path=app.state.root,
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
    )
    for mounted in _mounted(app):
        mounted.add_middleware(Doors)


def _blocks(chat: Chat, metrics: Metrics) -> gr.Blocks:
    with _Blocks(title="On Record", analytics_enabled=False, fill_width=True) as blocks:
        _wire(chat, blocks, widgets())
    queue = blocks._queue  # noqa: SLF001  # there are no settings
    queue.sleep_when_free = QUEUE_POLL_S
    queue.compute_analytics_summary = _unsummed
    make_fair(queue, metrics)
    return blocks


def _unsummed(_: Any) -> dict[str, Any]:
    """Sum up nothing: Gradio would after each event, in pandas, for a page that is closed here."""
    return {"functions": {}}


class _Blocks(gr.Blocks):  # type: ignore[misc]  # Gradio says nothing of its types
    """Have our queue from the beginning: Gradio makes an application with each, a tenth second."""

    def queue(self, **_: Any) -> gr.Blocks:
        return super().queue(
            default_concurrency_limit=N_WORKERS, max_size=MAX_WAITING, api_open=False
        )


def _wire(chat: Chat, blocks: Any, on: Widgets) -> None:
    private = {"api_visibility": "private", "show_progress": "hidden"}
    localised = [on.header, on.conversation, on.question, on.panel, *on.filters, on.fresh]
    blocks.load(chat.greet, None, localised, **private).then(
        chat.start, None, on.conversation, **private
    )
    gr.on([each.change for each in on.filters], chat.chosen, [*on.filters], on.chosen, **private)
    going_on = {
        "fn": chat.go_on,
        "inputs": [on.turns, *on.filters],
        "outputs": on.next,
        "concurrency_limit": 1,
        **private,
    }
    asking = {
        "fn": chat.ask,
        "inputs": [on.question, on.turns, *on.filters],
        "outputs": [on.conversation, on.turns, on.question, on.next],
        "concurrency_limit": N_WORKERS,
        "trigger_mode": "once",
        **private,
    }
    on.question.submit(**asking).then(**going_on)
    on.wish.change(
        chat.again,
        [on.wish, on.turns, *on.filters],
        [on.conversation, on.turns, *on.filters],
        concurrency_limit=N_WORKERS,
        trigger_mode="once",
        **private,
    ).then(**going_on)
    example = on.conversation.example_select(_chosen, None, on.question, **private)
    example.then(**asking).then(**going_on)
    emptied = [on.conversation, on.turns, on.question, on.next]
    on.fresh.click(_emptied, None, emptied, **private)
    extend(chat, blocks, on)


def _chosen(event: gr.SelectData) -> str:
    return str(event.value["text"])


def _emptied() -> tuple[Messages, tuple[Turn, ...], str, str]:
    return [], (), "", ""
