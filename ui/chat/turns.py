"""The turns of a conversation: what was asked, what came back, and what is wished of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from onrecord.rag.question.query import Filters, Part, Query, without
from onrecord.rag.quoting.answer import Answer
from onrecord.ui.showing.render import question_html

__all__ = ["MAX_TURNS", "Messages", "Turn", "Wish", "messages", "reply", "user"]

MAX_TURNS = 50
"""Older turns leave the screen: the page is sent anew with each answer."""

MAX_WISH_CHARS = 1_000

Messages = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Turn:
    """A question, and the HTML of what came back; `answer` is what a follow-up builds on."""

    question: str
    html: str
    answer: Answer | None

    @property
    def query(self) -> Query | None:
        """How the question was understood."""
        return self.answer.query if self.answer else None


@dataclass(frozen=True, slots=True)
class Wish:
    """To have a turn answered again: without a filter or any, read in one way, or as it was typed.

    Without a turn, a filter is to be taken off what is asked next.
    """

    turn: int | None
    query: Query | None
    off: Part | None = None
    value: str = ""
    reading: int | None = None
    everywhere: bool = False

    @classmethod
    def read(cls, text: str, turns: Sequence[Turn]) -> "Wish | None":
        """Read what the page sends; `None` for what isn't a wish about one of the turns."""
        try:
            row = json.loads(text[:MAX_WISH_CHARS])
            off = Part(row["off"]) if row.get("off") else None
            reading = int(row["reading"]) if row.get("reading") else None
            value, everywhere = str(row.get("value", "")), row.get("everywhere") is True
            turn = None if off and row["turn"] is None else int(row["turn"])
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
            return None
        if turn is None:
            return cls(None, None, off, value)
        query = turns[turn].query if 0 <= turn < len(turns) else None
        if query is None or not 0 <= (reading or 0) <= len(query.readings):
            return None
        return cls(turn, query, off, value, reading, everywhere)

    def left(self, filters: Filters) -> Filters:
        """Give what is left of filters once what is wished is off."""
        if self.everywhere:
            return Filters()
        return without(filters, self.off, self.value) if self.off else filters


def messages(turns: Sequence[Turn]) -> Messages:
    """Lay out turns for the conversation."""
    return [message for turn in turns for message in (user(turn.question), reply(turn.html))]


def user(question: str) -> dict[str, Any]:
    """Lay out what was typed."""
    return {"role": "user", "content": _html(question_html(question))}


def reply(html: str) -> dict[str, Any]:
    """Lay out what came back."""
    return {"role": "assistant", "content": _html(html)}


def _html(html: str) -> Any:
    """Wrap HTML for the conversation: text put there raw is taken for HTML, and loses its tags."""
    return gr.HTML(html, js_on_load=None, apply_default_css=False)
