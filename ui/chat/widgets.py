"""The chat's widgets, in English until the page is greeted."""

from dataclasses import dataclass
from typing import Any

import gradio as gr

from onrecord.ui.engine import MAX_QUESTION_CHARS
from onrecord.ui.showing.render import header_html
from onrecord.ui.words.strings import EN

__all__ = ["Widgets", "widgets"]


@dataclass(frozen=True, slots=True)
class Widgets:
    """Everything on the page that an event reads or changes.

    What is wished of an answer is put into `wish` by the page's own script.
    """

    header: Any
    conversation: Any
    next: Any
    question: Any
    chosen: Any
    panel: Any
    filters: tuple[Any, ...]
    export: Any
    fresh: Any
    turns: Any
    wish: Any


def widgets() -> Widgets:
    """Lay the page out; to be called within Gradio's blocks."""
    header = gr.HTML(header_html(EN, 0), js_on_load=None, apply_default_css=False, elem_id="header")
    conversation = _conversation()
    following = gr.HTML("", js_on_load=None, apply_default_css=False, elem_id="next")
    with gr.Column(elem_id="composer"):
        question = _question()
        chosen = gr.HTML("", js_on_load=None, apply_default_css=False, elem_id="chosen")
        with gr.Row(elem_id="under"):
            panel, *filters = _filter_widgets()
            export = gr.HTML("", js_on_load=None, apply_default_css=False, elem_id="export")
            fresh = gr.Button(EN.new_conversation, elem_id="fresh", size="sm")
    wish = gr.Textbox(elem_id="wish", show_label=False, container=False, visible="hidden")
    return Widgets(
        header, conversation, following, question, chosen, panel, tuple(filters), export, fresh,
        gr.State(()), wish,
    )  # fmt: skip


def _conversation() -> Any:
    return gr.Chatbot(
        elem_id="conversation",
        show_label=False,
        container=False,
        height=None,
        autoscroll=False,
        buttons=[],
        latex_delimiters=[],
        render_markdown=False,
        sanitize_html=True,
        allow_tags=False,
        allow_file_downloads=False,
        feedback_options=None,
        group_consecutive_messages=False,
        layout="panel",
    )


def _question() -> Any:
    return gr.Textbox(
        elem_id="question",
        show_label=False,
        container=False,
        lines=1,
        max_lines=6,
        max_length=MAX_QUESTION_CHARS,
        submit_btn=EN.send,
        autofocus=True,
    )


def _filter_widgets() -> tuple[Any, ...]:
    with gr.Accordion(EN.filters, open=False, elem_id="filters") as panel, gr.Row():
        outlets = gr.CheckboxGroup([], label=EN.outlet, elem_id="outlets")
        languages = gr.CheckboxGroup([], label=EN.article_language, elem_id="languages")
        day = {
            "max_length": 10,
            "min_width": 130,
            "lines": 1,
            "max_lines": 1,
            "elem_classes": "day",
        }
        since = gr.Textbox(label=EN.since, **day)
        until = gr.Textbox(label=EN.until, **day)
    return panel, outlets, languages, since, until
