"""What the page's script calls: functions of the server, each of which gets JSON and gives some."""

import time
from collections.abc import Callable
from typing import Any, TypeVar

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, ValidationError

from onrecord.ui.chat.chat import Chat
from onrecord.ui.chat.messages import ChosenSent, ExportSent, JudgeSent, NextSent, TurnSent
from onrecord.ui.rest.current_engine import CurrentStrings
from onrecord.ui.words.strings import Strings

__all__ = ["PATH", "ServerFunction", "calls", "functions"]

PATH = "/gradio_api/component_server/"
"""Where Gradio's script looks for them; its own door there takes files, too."""

Sent = TypeVar("Sent", bound=BaseModel)
ServerFunction = Callable[[Any, Strings], Any]


class Call(BaseModel):
    """A call as Gradio's script makes it; which page and session it names doesn't matter."""

    fn_name: str
    data: Any = None


def calls(chat: Chat) -> APIRouter:
    """Answer the calls, and time them."""
    known = {each.__name__: each for each in functions(chat)}
    router = APIRouter(include_in_schema=False)

    @router.post(PATH)
    def component_server(call: Call, s: CurrentStrings) -> Any:
        if call.fn_name not in known:
            raise HTTPException(404, "the chat has no such function")
        began = time.perf_counter()
        try:
            return known[call.fn_name](call.data, s)
        finally:
            if chat.metrics:
                seconds = time.perf_counter() - began
                chat.metrics.chat.labels(call.fn_name).observe(seconds)

    return router


def functions(chat: Chat) -> list[ServerFunction]:
    """Give what may be called, by name."""

    def greet(_: Any, s: Strings) -> Any:
        return chat.greet(s).model_dump(mode="json")

    def start(_: Any, s: Strings) -> Any:
        return chat.start(s).model_dump(mode="json")

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

    def function(data: Any, s: Strings) -> Any:
        try:
            sent = kind.model_validate(data)
        except (ValidationError, RecursionError) as error:
            raise HTTPException(422, "this is not what the chat's page sends") from error
        return act(sent, s).model_dump(mode="json", exclude_defaults=True)

    function.__name__ = act.__name__
    return function
