"""The chat: what happens when a reader asks, or wishes something of an answer."""

import logging
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import gradio as gr

from onrecord.index.errors import StorageError
from onrecord.rag.errors import QuestionError
from onrecord.rag.question.query import Filters, FollowUp, Query
from onrecord.rag.stages import watching
from onrecord.ui.chat.feedback import FeedbackFile
from onrecord.ui.chat.suggested_questions import Starters
from onrecord.ui.chat.turns import MAX_TURNS, Messages, Turn, Wish, messages, reply, user
from onrecord.ui.engine import MAX_QUESTION_CHARS, Engine, EngineSource
from onrecord.ui.rest.metrics import Metrics
from onrecord.ui.showing.render import (
    answer_html,
    chosen_html,
    header_html,
    next_html,
    notice_html,
    searching_html,
)
from onrecord.ui.words.days_and_languages import language_name
from onrecord.ui.words.strings import Strings, strings_for

__all__ = ["Chat"]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Chat:
    """Translates between the widgets and the engine; each method is one event's handler."""

    engine: EngineSource
    starters: Starters
    feedback: FeedbackFile | None = None
    metrics: Metrics | None = None

    def greet(self, request: gr.Request) -> list[Any]:
        """Put the interface into the reader's language; the order is that of `_localised`."""
        s = _strings(request)
        try:
            engine: Engine | None = self.engine()
        except StorageError:
            engine = None
        articles = engine.articles() if engine else ()
        named_alike = {each.casefold(): each for each in sorted({a.outlet or "" for a in articles})}
        outlets = sorted(filter(None, named_alike.values()), key=str.casefold)
        languages = sorted({article.language for article in articles})
        named = [(language_name(code, s.language) or code, code) for code in languages]
        return [
            header_html(s, len(articles)),
            gr.update(
                label=s.conversation,
                placeholder=_placeholder(s, bool(articles)),
            ),
            gr.update(label=s.ask_label, placeholder=s.ask_placeholder, submit_btn=s.send),
            gr.update(label=s.filters),
            gr.update(label=s.outlet, choices=outlets),
            gr.update(label=s.article_language, choices=named),
            gr.update(label=s.since),
            gr.update(label=s.until),
            gr.update(value=s.new_conversation),
        ]

    def start(self, request: gr.Request) -> Any:
        """Offer questions to start with."""
        s = _strings(request)
        try:
            texts = self.starters.to_start(self.engine(), s)
        except StorageError:
            texts = ()
        return gr.update(examples=[{"text": text} for text in texts])

    def go_on(  # noqa: PLR0917  # Gradio passes by position
        self,
        turns: tuple[Turn, ...],
        outlets: list[str],
        languages: list[str],
        since: str,
        until: str,
        request: gr.Request,
    ) -> str:
        """Offer questions to ask next, once an answer is on screen."""
        s, answer = _strings(request), turns[-1].answer if turns else None
        if answer is None:
            return ""
        try:
            filters, engine = _filters(outlets, languages, since, until), self.engine()
            history = [turn.query for turn in turns if turn.query]
            found = self.starters.to_go_on(
                engine,
                answer,
                lambda question: engine.answer(engine.understood(question, filters, history)),
                s,
            )
        except (StorageError, QuestionError, ValueError):
            return ""
        return next_html(found, bool(answer.quotes), s)

    def ask(  # noqa: PLR0917  # Gradio passes by position
        self,
        question: str,
        turns: tuple[Turn, ...],
        outlets: list[str],
        languages: list[str],
        since: str,
        until: str,
        request: gr.Request,
    ) -> Iterator[tuple[Messages, tuple[Turn, ...], Any, str]]:
        """Show the question at once, then its answer below it."""
        s = _strings(request)
        question = (question or "").strip()
        if not question:
            gr.Info(s.question_empty)
            return
        cleared = gr.update(value="")
        waiting = reply(searching_html(s.searching))
        yield [*messages(turns), user(question), waiting], turns, cleared, ""
        turn = self._turn(question, turns, (outlets, languages, since, until), s)
        turns = (*turns, turn)[-MAX_TURNS:]
        yield messages(turns), turns, cleared, ""

    def again(  # noqa: PLR0917  # Gradio passes by position
        self,
        wish: str,
        turns: tuple[Turn, ...],
        outlets: list[str],
        languages: list[str],
        since: str,
        until: str,
        request: gr.Request,
    ) -> tuple[Any, ...]:
        """Answer a turn again, in its place; a filter taken off is also unset for what follows."""
        wished = Wish.read(wish, turns)
        kept = (outlets, languages, since, until)
        if wished is None:
            return messages(turns), turns, *kept
        if wished.turn is not None and wished.query is not None:
            turn = self._wished(turns[wished.turn], wished, wished.query, _strings(request))
            turns = (*turns[: wished.turn], turn, *turns[wished.turn + 1 :])
        try:
            left = wished.left(_filters(*kept))
        except ValueError:
            return messages(turns), turns, *kept
        days = (day.isoformat() if day else "" for day in (left.since, left.until))
        return messages(turns), turns, list(left.outlets), list(left.languages), *days

    def chosen(
        self,
        outlets: list[str],
        languages: list[str],
        since: str,
        until: str,
        request: gr.Request,
    ) -> str:
        """Show the filters that are set as chips, each of which can be taken off."""
        try:
            return chosen_html(_filters(outlets, languages, since, until), _strings(request))
        except ValueError:
            return ""

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
        return self.answered(question, s, lambda e: e.understood(question, filters, history))

    def _wished(self, turn: Turn, wish: Wish, before: Query, s: Strings) -> Turn:
        chosen = before.without_parsed().filters

        def read(engine: Engine) -> Query:
            if wish.everywhere:
                return replace(before.without_parsed(), filters=Filters())
            if wish.off:
                return before.without(wish.off, wish.value)
            if wish.reading:
                query = engine.understood(before.readings[wish.reading - 1], chosen)
                return replace(query, question=before.question, follow_up=FollowUp.RESOLVED)
            return engine.understood(before.question, chosen)

        return self.answered(turn.question, s, read)

    def answered(self, question: str, s: Strings, read: Callable[[Engine], Query]) -> Turn:
        """Answer a question that `read` makes a query of; what fails is said in the turn."""
        try:
            engine = self.engine()
            with watching(self.metrics.stage) if self.metrics else nullcontext():
                answer = engine.answer(read(engine))
            if self.metrics:
                self.metrics.count(answer)
        except StorageError:
            return Turn(question, notice_html(s.not_ready), None)
        except QuestionError:
            return Turn(question, notice_html(s.question_long.format(n=MAX_QUESTION_CHARS)), None)
        except Exception:
            log.exception("a question failed")
            return Turn(question, notice_html(s.failed), None)
        return Turn(question, answer_html(answer, s), answer)


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


def _strings(request: gr.Request) -> Strings:
    return strings_for(request.headers.get("accept-language"))
