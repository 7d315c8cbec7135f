"""The chat's page: one piece of HTML, whose script calls functions of the server."""

import asyncio
from typing import Any

import gradio as gr
from fastapi import FastAPI
from gradio.routes import App
from starlette.routing import Mount

from onrecord.ui.chat.calls import calls, functions
from onrecord.ui.chat.chat import Chat
from onrecord.ui.chat.doors import Doors
from onrecord.ui.chat.head import Head
from onrecord.ui.chat.theme import theme

__all__ = ["mount_chat"]

ON_LOAD = 'import("{root}/ui/desk.js").then((desk) => desk.settle(element));'
"""The desk is at work before Gradio is; once that has made its block, it moves in."""


def mount_chat(app: FastAPI, chat: Chat) -> None:
    """Mount the chat at `/` of an application; what is mounted after it is out of reach."""

    async def mount() -> None:
        _mount(app, chat)

    app.include_router(calls(chat))
    try:
        asyncio.get_running_loop()
    except RuntimeError:  # Gradio would open a loop of its own, and leave it open
        asyncio.run(mount())
    else:
        _mount(app, chat)


def _mount(app: FastAPI, chat: Chat) -> None:
    gr.mount_gradio_app(
        app,
        _blocks(chat, app.state.root),
        path="/",
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        mcp_server=False,
        max_file_size=1,
        theme=theme(),
        root_path=app.state.root,
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
    )
    for route in app.router.routes:
        if isinstance(route, Mount) and isinstance(route.app, App):
            route.app.add_middleware(Doors)
            route.app.add_middleware(Head, root=app.state.root)


def _blocks(chat: Chat, root: str) -> gr.Blocks:
    with _Blocks(title="On Record", analytics_enabled=False, fill_width=True) as blocks:
        gr.HTML(
            "",
            js_on_load=ON_LOAD.format(root=root),
            apply_default_css=False,
            elem_id="page",
            server_functions=functions(chat),
        )
    blocks._queue.start = lambda: None  # noqa: SLF001  # nothing is queued; it would poll for it
    return blocks


class _Blocks(gr.Blocks):  # type: ignore[misc]  # Gradio says nothing of its types
    """Have our queue from the beginning: Gradio makes an application with each, a tenth second."""

    def queue(self, **_: Any) -> gr.Blocks:
        return super().queue(api_open=False)
