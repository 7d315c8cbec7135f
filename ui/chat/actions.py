"""What stands beside the answers: kept in the browser, shared by a link, exported, judged."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import gradio as gr
from markupsafe import Markup

from onrecord.rag.question.query import Query
from onrecord.ui.chat.browser_store import kept, read_kept
from onrecord.ui.chat.chat import Chat
from onrecord.ui.chat.feedback import Verdict
from onrecord.ui.chat.turns import MAX_TURNS, Messages, Turn, messages
from onrecord.ui.chat.widgets import Widgets
from onrecord.ui.showing.exports import Format, export
from onrecord.ui.showing.links import read_link
from onrecord.ui.showing.render import TEMPLATES
from onrecord.ui.words.page_strings import page_strings
from onrecord.ui.words.strings import strings_for

__all__ = ["extend"]

MAX_SIGNAL_CHARS = 200


@dataclass(frozen=True, slots=True)
class Beside:
    """Each method is one event's handler."""

    chat: Chat

    def greet(self, request: gr.Request) -> str:
        """Put the menu into the reader's language."""
        s = strings_for(request.headers.get("accept-language"))
        return TEMPLATES.get_template("export.html").render(p=page_strings(s.language))

    def opened(self, stored: object, request: gr.Request) -> tuple[Messages, tuple[Turn, ...], Any]:
        """Ask anew what the browser kept, then what the page's address asks."""
        s = strings_for(request.headers.get("accept-language"))
        turns: tuple[Turn, ...] = ()
        for each in read_kept(stored):
            read = partial(each.query, history=queries(turns))
            turn = self.chat.answered(each.question, s, read)
            turns = (*turns, turn)
        question, filters = read_link(_pairs(request))
        if question and (not turns or turns[-1].question != question):
            turn = self.chat.answered(
                question, s, lambda engine: engine.understood(question, filters)
            )
            turns = (*turns, turn)
        if not turns:
            return gr.skip()  # type: ignore[no-any-return]
        return messages(turns), turns[-MAX_TURNS:], kept(queries(turns))

    def signalled(self, signal: str, turns: tuple[Turn, ...], request: gr.Request) -> str:
        """Do what the page's script asks for: note a verdict, or write the conversation down."""
        s = strings_for(request.headers.get("accept-language"))
        answers = [turn.answer for turn in turns if turn.answer]
        asked = _read(signal)
        if asked.get("export") in set(Format) and answers:
            form = Format(asked["export"])
            return _file_html(export(answers, form, s), f"on-record.{form}", asked.get("n"))
        turn = asked.get("turn")
        if asked.get("verdict") in set(Verdict) and isinstance(turn, int):
            answer = turns[turn].answer if 0 <= turn < len(turns) else None
            note = self.chat.feedback
            if answer is None or note is None or not note.note(answer, Verdict(asked["verdict"])):
                gr.Warning(page_strings(s.language).not_noted)
        return ""


def extend(chat: Chat, blocks: Any, on: Widgets) -> None:
    """Wire what stands beside the answers; to be called within Gradio's blocks."""
    private = {"api_visibility": "private", "show_progress": "hidden"}
    beside = Beside(chat)
    store = gr.BrowserState([], storage_key="onrecord-questions", secret="not-a-secret")  # noqa: S106
    signal = gr.Textbox(elem_id="signal", show_label=False, container=False, visible="hidden")
    file = gr.HTML(elem_id="file", js_on_load=None, apply_default_css=False, visible="hidden")
    blocks.load(beside.greet, None, on.export, **private)
    blocks.load(beside.opened, store, [on.conversation, on.turns, store], **private)
    on.turns.change(lambda turns: kept(queries(turns)), on.turns, store, **private)
    signal.change(beside.signalled, [signal, on.turns], file, concurrency_limit=2, **private)


def queries(turns: Sequence[Turn]) -> list[Query]:
    """Give what was asked, as it was understood."""
    return [turn.query for turn in turns if turn.query]


def _pairs(request: gr.Request) -> list[tuple[str, str]]:
    """Give what the page's address asks for."""
    given = request.query_params
    return list(given.multi_items()) if hasattr(given, "multi_items") else list(given.items())


def _read(signal: str) -> dict[str, Any]:
    try:
        row = json.loads(signal[:MAX_SIGNAL_CHARS])
    except (ValueError, RecursionError, TypeError):
        return {}
    return row if isinstance(row, dict) else {}


def _file_html(text: str, name: str, number: object) -> str:
    return str(Markup('<pre data-name="{}" data-n="{}">\n{}</pre>').format(name, number, text))
