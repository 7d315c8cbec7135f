"""The chat's page: one piece of HTML, whose script calls functions of the server."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

import gradio as gr
from fastapi import FastAPI, HTTPException
from gradio.routes import App
from pydantic import BaseModel, ValidationError
from starlette.routing import Mount

from onrecord.ui.chat.chat import Chat
from onrecord.ui.chat.messages import ChosenSent, ExportSent, JudgeSent, NextSent, TurnSent
from onrecord.ui.chat.theme import HEAD, theme
from onrecord.ui.words.strings import Strings, strings_for

__all__ = ["leave_chat", "mount_chat"]

QUEUE_POLL_S = 0.02
"""How often Gradio looks for events; by default each millisecond, 6 % of a core for nothing."""

ON_LOAD = 'import("/ui/desk.js").then((desk) => desk.start(element, server));'

Sent = TypeVar("Sent", bound=BaseModel)
ServerFunction = Callable[[Any, gr.Request], Any]


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
    for route in app.router.routes:
        if isinstance(route, Mount) and isinstance(route.app, App):
            route.app.stop_event.set()


def _mount(app: FastAPI, chat: Chat) -> None:
    gr.mount_gradio_app(
        app,
        _blocks(chat),
        path="/",
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        enable_monitoring=False,
        mcp_server=False,
        max_file_size=1,
        theme=theme(),
        head=HEAD,
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
    )


def _blocks(chat: Chat) -> gr.Blocks:
    with _Blocks(title="On Record", analytics_enabled=False, fill_width=True) as blocks:
        gr.HTML(
            "",
            js_on_load=ON_LOAD,
            apply_default_css=False,
            elem_id="page",
            server_functions=_functions(chat),
        )
    queue = blocks._queue  # noqa: SLF001  # there are no settings
    queue.sleep_when_free = QUEUE_POLL_S
    queue.compute_analytics_summary = _unsummed
    return blocks


def _functions(chat: Chat) -> list[ServerFunction]:
    """Give what the page's script may call, by name; each gets JSON, and gives some."""

    def greet(_: Any, request: gr.Request) -> Any:
        return chat.greet(_strings(request)).model_dump(mode="json")

    def start(_: Any, request: gr.Request) -> Any:
        return chat.start(_strings(request)).model_dump(mode="json")

    return [
        greet,
        start,
        _reading(TurnSent, chat.turn),
        _reading(NextSent, chat.go_on),
        _reading(ChosenSent, chat.chosen),
        _reading(JudgeSent, chat.judge),
        _reading(ExportSent, chat.export),
    ]


def _reading(kind: type[Sent], act: Callable[[Sent, Strings], BaseModel]) -> ServerFunction:
    """Read what comes strictly, and refuse the rest."""

    def function(data: Any, request: gr.Request) -> Any:
        try:
            sent = kind.model_validate(data)
        except (ValidationError, RecursionError) as error:
            raise HTTPException(422, "this is not what the chat's page sends") from error
        return act(sent, _strings(request)).model_dump(mode="json", exclude_defaults=True)

    function.__name__ = act.__name__
    return function


def _strings(request: gr.Request) -> Strings:
    return strings_for(request.headers.get("accept-language"))


def _unsummed(_: Any) -> dict[str, Any]:
    """Sum up nothing: Gradio would after each event, in pandas, for a page that is closed here."""
    return {"functions": {}}


class _Blocks(gr.Blocks):  # type: ignore[misc]  # Gradio says nothing of its types
    """Have our queue from the beginning: Gradio makes an application with each, a tenth second."""

    def queue(self, **_: Any) -> gr.Blocks:
        return super().queue(max_size=64, api_open=False)
