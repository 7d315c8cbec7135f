"""The chat: Gradio widgets around the cards of `ui.render`."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import gradio as gr

from index.errors import StorageError
from rag.errors import QuestionError
from rag.query import Filters, Query
from ui.engine import MAX_QUESTION_CHARS, Engine, EngineSource
from ui.render import (
    answer_html,
    header_html,
    language_name,
    notice_html,
    question_html,
    searching_html,
)
from ui.strings import EN, Strings, strings_for
from ui.theme import HEAD, theme

__all__ = ["Chat", "mount_chat"]

log = logging.getLogger(__name__)

MAX_TURNS = 50
"""Older turns leave the screen: the page is sent anew with each answer."""

MAX_EXAMPLES = 4
N_WORKERS = 2
"""Questions answered at once; one alone keeps a core busy."""

Messages = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and the HTML of what came back; `query` is what a follow-up builds on."""

    question: str
    html: str
    query: Query | None


@dataclass(frozen=True, slots=True)
class Chat:
    """Translates between the widgets and the engine; each method is one event's handler."""

    engine: EngineSource
    questions: Path | None = None

    def greet(self, request: gr.Request) -> list[Any]:
        """Put the interface into the reader's language; the order is that of `_localised`."""
        s = _strings(request)
        try:
            engine: Engine | None = self.engine()
        except StorageError:
            engine = None
        articles = engine.articles() if engine else ()
        outlets = sorted({article.outlet for article in articles if article.outlet})
        languages = sorted({article.language for article in articles})
        named = [(language_name(code, s.language) or code, code) for code in languages]
        return [
            header_html(s, len(articles)),
            gr.update(
                label=s.conversation,
                placeholder=_placeholder(s, bool(articles)),
                examples=self._examples(s, engine),
            ),
            gr.update(label=s.ask_label, placeholder=s.ask_placeholder, submit_btn=s.send),
            gr.update(label=s.filters),
            gr.update(label=s.outlet, choices=outlets),
            gr.update(label=s.article_language, choices=named),
            gr.update(label=s.since),
            gr.update(label=s.until),
            gr.update(value=s.new_conversation),
        ]

    def ask(  # noqa: PLR0917  # Gradio passes by position
        self,
        question: str,
        turns: tuple[Turn, ...],
        outlets: list[str],
        languages: list[str],
        since: str,
        until: str,
        request: gr.Request,
    ) -> Iterator[tuple[Messages, tuple[Turn, ...], Any]]:
        """Show the question at once, then its answer below it."""
        s = _strings(request)
        question = (question or "").strip()
        if not question:
            gr.Info(s.question_empty)
            return
        cleared = gr.update(value="")
        waiting = _reply(searching_html(s.searching))
        yield [*_messages(turns), _user(question), waiting], turns, cleared
        turn = self._turn(question, turns, (outlets, languages, since, until), s)
        turns = (*turns, turn)[-MAX_TURNS:]
        yield _messages(turns), turns, cleared

    def _turn(
        self,
        question: str,
        turns: tuple[Turn, ...],
        chosen: tuple[list[str], list[str], str, str],
        s: Strings,
    ) -> Turn:
        if len(question) > MAX_QUESTION_CHARS:
            return Turn(question, notice_html(s.question_long.format(n=MAX_QUESTION_CHARS)), None)
        try:
            filters = _filters(*chosen)
        except ValueError:
            return Turn(question, notice_html(s.bad_date), None)
        history = [turn.query for turn in turns if turn.query]
        try:
            answer = self.engine().ask(question, filters, history)
        except StorageError:
            return Turn(question, notice_html(s.not_ready), None)
        except QuestionError:
            return Turn(question, notice_html(s.question_long.format(n=MAX_QUESTION_CHARS)), None)
        except Exception:
            log.exception("a question failed")
            return Turn(question, notice_html(s.failed), None)
        return Turn(question, answer_html(answer, s), answer.query)

    def _examples(self, s: Strings, engine: Engine | None) -> list[dict[str, str]]:
        texts = _starting_questions(self.questions, s.language)
        if not texts and engine:
            newest = sorted(engine.articles(), key=lambda a: (a.published or date.min, a.id))
            texts = [article.title for article in reversed(newest)]
        return [{"text": text} for text in texts[:MAX_EXAMPLES]]


def mount_chat(app: Any, chat: Chat) -> Any:
    """Mount the chat at `/` of a FastAPI application."""
    return gr.mount_gradio_app(
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


@dataclass(frozen=True, slots=True)
class Widgets:
    """Everything on the page that an event reads or changes."""

    header: Any
    conversation: Any
    question: Any
    panel: Any
    filters: tuple[Any, ...]
    fresh: Any
    turns: Any


def _blocks(chat: Chat) -> gr.Blocks:
    with gr.Blocks(title="On Record", analytics_enabled=False, fill_width=True) as blocks:
        header = gr.HTML(
            header_html(EN, 0), js_on_load=None, apply_default_css=False, elem_id="header"
        )
        conversation = _conversation()
        with gr.Column(elem_id="composer"):
            question = _question()
            with gr.Row(elem_id="under"):
                panel, *filters = _filter_widgets()
                fresh = gr.Button(EN.new_conversation, elem_id="fresh", size="sm")
        turns = gr.State(())
        widgets = Widgets(header, conversation, question, panel, tuple(filters), fresh, turns)
        _wire(chat, blocks, widgets)
    blocks.queue(default_concurrency_limit=N_WORKERS, max_size=64, api_open=False)
    return blocks


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
        outlets = gr.Dropdown([], multiselect=True, label=EN.outlet, min_width=180)
        languages = gr.Dropdown([], multiselect=True, label=EN.article_language, min_width=180)
        day = {"placeholder": "YYYY-MM-DD", "max_length": 10, "min_width": 130, "lines": 1}
        since = gr.Textbox(label=EN.since, **day)
        until = gr.Textbox(label=EN.until, **day)
    return panel, outlets, languages, since, until


def _wire(chat: Chat, blocks: Any, on: Widgets) -> None:
    private = {"api_visibility": "private", "show_progress": "hidden"}
    localised = [on.header, on.conversation, on.question, on.panel, *on.filters, on.fresh]
    blocks.load(chat.greet, None, localised, **private)
    asking = {
        "fn": chat.ask,
        "inputs": [on.question, on.turns, *on.filters],
        "outputs": [on.conversation, on.turns, on.question],
        "concurrency_limit": N_WORKERS,
        "trigger_mode": "once",
        **private,
    }
    on.question.submit(**asking)
    on.conversation.example_select(_chosen, None, on.question, **private).then(**asking)
    on.fresh.click(_emptied, None, [on.conversation, on.turns, on.question], **private)


def _chosen(event: gr.SelectData) -> str:
    return str(event.value["text"])


def _emptied() -> tuple[Messages, tuple[Turn, ...], str]:
    return [], (), ""


def _messages(turns: Sequence[Turn]) -> Messages:
    return [message for turn in turns for message in (_user(turn.question), _reply(turn.html))]


def _user(question: str) -> dict[str, Any]:
    return {"role": "user", "content": _html(question_html(question))}


def _reply(html: str) -> dict[str, Any]:
    return {"role": "assistant", "content": _html(html)}


def _html(html: str) -> Any:
    """Wrap HTML for the conversation: text put there raw is taken for HTML, and loses its tags."""
    return gr.HTML(html, js_on_load=None, apply_default_css=False)


def _filters(outlets: list[str], languages: list[str], since: str, until: str) -> Filters:
    return Filters(
        outlets=tuple(outlets or ()),
        languages=tuple(languages or ()),
        since=date.fromisoformat(since.strip()) if since and since.strip() else None,
        until=date.fromisoformat(until.strip()) if until and until.strip() else None,
    )


def _placeholder(s: Strings, any_articles: bool) -> str:
    said = s.intro if any_articles else s.empty_corpus
    return f'<h2 class="welcome">{s.tagline}</h2><p class="intro">{said}</p>'


def _starting_questions(folder: Path | None, language: str) -> list[str]:
    path = folder / f"{language}.txt" if folder else None
    if not path or not path.is_file():
        return []
    return [line.strip() for line in path.read_text("utf-8").splitlines() if line.strip()]


def _strings(request: gr.Request) -> Strings:
    return strings_for(request.headers.get("accept-language"))
