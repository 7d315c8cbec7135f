"""The chat: what happens when a reader asks, or wishes something of an answer.

Nothing of a conversation is kept here: the browser keeps it, and sends what a turn leans on.
"""

import base64
import logging
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import Any

from onrecord.index.errors import MissingIndexError, StorageError
from onrecord.rag.errors import QuestionError
from onrecord.rag.question.query import Filters, FollowUp, Query, without
from onrecord.rag.quoting.answer import Answer
from onrecord.rag.stages import watching
from onrecord.ui.chat.browser_store import Kept
from onrecord.ui.chat.feedback import FeedbackFile
from onrecord.ui.chat.messages import (
    ChosenSent,
    ExportSent,
    FileReply,
    FiltersReply,
    GreetReply,
    JudgeSent,
    NextSent,
    Reply,
    TurnReply,
    TurnSent,
    Wish,
)
from onrecord.ui.chat.suggested_questions import Starters
from onrecord.ui.engine import MAX_QUESTION_CHARS, Engine, EngineSource, checked_question
from onrecord.ui.rest.metrics import Metrics
from onrecord.ui.rest.request_bodies import FiltersBody
from onrecord.ui.showing.citing import quote_at
from onrecord.ui.showing.exports import Group, export
from onrecord.ui.showing.render import (
    TEMPLATES,
    answer_html,
    chosen_html,
    next_html,
    notice_html,
)
from onrecord.ui.words.days_and_languages import language_name
from onrecord.ui.words.desk_strings import desk_strings, said_by_script
from onrecord.ui.words.page_strings import page_strings
from onrecord.ui.words.strings import Strings

__all__ = ["Chat"]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Chat:
    """Translates between the page and the engine; each method is one thing that the page asks."""

    engine: EngineSource
    starters: Starters
    feedback: FeedbackFile | None = None
    metrics: Metrics | None = None

    def greet(self, s: Strings) -> GreetReply:
        """Lay the page out in the reader's language."""
        try:
            articles: Sequence[Any] = self.engine().articles()
        except StorageError:
            articles = ()
        named_alike = {each.casefold(): each for each in sorted({a.outlet or "" for a in articles})}
        languages = sorted({article.language for article in articles})
        html = TEMPLATES.get_template("desk.html").render(
            s=s,
            p=page_strings(s.language),
            d=desk_strings(s.language),
            here="/",
            n_articles=len(articles),
            outlets=sorted(filter(None, named_alike.values()), key=str.casefold),
            languages=[(code, language_name(code, s.language) or code) for code in languages],
            max_chars=MAX_QUESTION_CHARS,
        )
        return GreetReply(html=html, language=s.language, said=said_by_script(s.language))

    def start(self, s: Strings) -> Reply:
        """Offer questions to start with."""
        try:
            texts = self.starters.to_start(self.engine(), s)
        except StorageError:
            texts = ()
        html = TEMPLATES.get_template("starters.html").render(questions=texts)
        return Reply(html=html)

    def turn(self, sent: TurnSent, s: Strings) -> TurnReply:
        """Answer a question, or one before it again, in its place."""
        filters = left = sent.filters.to_filters()
        try:
            question, engine = checked_question(sent.question), self.engine()
            with watching(self.metrics.stage) if self.metrics else nullcontext():
                history = recalled(engine, sent.history)
                if sent.wish:
                    query = _wished(engine, sent.wish, history)
                    left = sent.wish.left(filters)
                else:
                    query = engine.understood(question, filters, history)
                answer = engine.answer(query)
            if self.metrics:
                self.metrics.count(answer)
        except MissingIndexError:
            return _unanswered(s.empty_corpus, filters)
        except StorageError:
            return _unanswered(s.not_ready, filters)
        except QuestionError:
            return _unanswered(s.question_long.format(n=MAX_QUESTION_CHARS), filters)
        except Exception:
            log.exception("a question failed")
            return _unanswered(s.failed, filters)
        return TurnReply(
            html=answer_html(answer, s), kept=Kept.of(query), filters=FiltersBody.of(left)
        )

    def go_on(self, sent: NextSent, s: Strings) -> Reply:
        """Offer questions to ask next, once an answer is on screen."""
        try:
            engine = self.engine()
            history = recalled(engine, sent.history)
            answer, filters = engine.answer(history[-1]), sent.filters.to_filters()
            found = self.starters.to_go_on(
                engine,
                answer,
                lambda question: engine.answer(engine.understood(question, filters, history)),
                s,
                history,
            )
        except (StorageError, QuestionError, ValueError):
            return Reply(html="")
        return Reply(html=next_html(found, bool(answer.quotes), s))

    def chosen(self, sent: ChosenSent, s: Strings) -> FiltersReply:
        """Show the filters that are set as chips, each of which can be taken off."""
        filters = sent.filters.to_filters()
        if sent.off:
            filters = without(filters, sent.off, sent.value)
        return FiltersReply(html=chosen_html(filters, s), filters=FiltersBody.of(filters))

    def judge(self, sent: JudgeSent, s: Strings) -> Reply:
        """Note what a visitor thinks of an answer, and say so."""
        p = page_strings(s.language)
        try:
            answer = self._last(sent.history)
        except (StorageError, QuestionError):
            return Reply(html=p.not_noted)
        noted = self.feedback is not None and self.feedback.note(answer, sent.verdict)
        return Reply(html=p.noted if noted else p.not_noted)

    def export(self, sent: ExportSent, s: Strings) -> FileReply:
        """Write quotes down, each looked up anew: a file holds nothing that isn't in an article."""
        engine, lost, groups = self.engine(), 0, []
        for each in sent.groups:
            found = [(quote_at(engine, q.article, q.reference), q.note) for q in each.quotes]
            quotes = tuple((quote, note) for quote, note in found if quote)
            lost += len(found) - len(quotes)
            groups.append(Group(each.question, each.resolved, each.reason, quotes))
        content = base64.b64encode(export(groups, sent.form, s)).decode()
        return FileReply(name=f"on-record.{sent.form}", content=content, lost=lost)

    def _last(self, kept: Sequence[Kept]) -> Answer:
        engine = self.engine()
        return engine.answer(recalled(engine, kept)[-1])


def recalled(engine: Engine, kept: Sequence[Kept]) -> list[Query]:
    """Read the questions of a conversation anew, each in the light of those before."""
    found: list[Query] = []
    for each in kept:
        found.append(each.query(engine, found))
    return found


def _wished(engine: Engine, wish: Wish, history: Sequence[Query]) -> Query:
    before = wish.of.query(engine, history)
    chosen = before.without_parsed().filters
    if wish.everywhere:
        return replace(before.without_parsed(), filters=Filters())
    if wish.off:
        return before.without(wish.off, wish.value)
    if wish.reading and wish.reading <= len(before.readings):
        query = engine.understood(before.readings[wish.reading - 1], chosen)
        return replace(query, question=before.question, follow_up=FollowUp.RESOLVED)
    return engine.understood(before.question, chosen)


def _unanswered(said: str, filters: Filters) -> TurnReply:
    return TurnReply(html=notice_html(said), kept=None, filters=FiltersBody.of(filters))
