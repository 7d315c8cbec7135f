"""Answers that are more than the best quotes: several voices, sides, all statements, what is left.

Each is made of plain answers, of who says what, and of what is known of the articles.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from onrecord.corpus import Sentence
from onrecord.index.index import Index
from onrecord.rag.conversation.comparing import Comparison
from onrecord.rag.conversation.hearing import Hearing
from onrecord.rag.conversation.introducing import Introductions
from onrecord.rag.conversation.naming import names_subject
from onrecord.rag.conversation.slots import slots_of
from onrecord.rag.conversation.statements import MAX_STATEMENTS, Statements
from onrecord.rag.conversation.telling import Teller
from onrecord.rag.names.aliases import Aliases
from onrecord.rag.question.asked import ABOUT_ARTICLES, Asks
from onrecord.rag.question.query import AnswerKind, Filters, FollowUp, Query, is_brief
from onrecord.rag.quoting.answer import Answer, Quote, Reason
from onrecord.rag.quoting.composition import N_QUOTES

__all__ = ["Arranger"]

_LEAD: Final = 1.0
"""Log odds by which another article has to be surer of answering than those shown last.

Over six hundred articles two more of fifteen follow-ups are right from .2 on; over the sample
articles, from 1.5 on, one less.
"""

_LEAST: Final = 1e-3

_SURELY: Final = 0.4
"""Confidence that no question for the number of articles had, of 13; the highest was .22.

Nor had any of six comparisons of what the articles don't tell. A voice among several is as sure.
"""


@dataclass(frozen=True, slots=True)
class Arranger:
    """Answers over one generation of the index.

    `plain` answers with the best quotes, `nearest` gives the sentences that come nearest to what is
    asked, and `understood` reads a question.
    """

    index: Index
    aliases: Aliases
    plain: Callable[[Query], Answer]
    nearest: Callable[[Query], Sequence[Sentence]]
    understood: Callable[[str, Filters], Query]

    def answer(self, query: Query) -> Answer:
        """Answer a question in the way that it asks for."""
        if query.follow_up is FollowUp.UNRESOLVED:
            return self._only_reading(query) or self.plain(query)
        if query.asks in ABOUT_ARTICLES:
            return self._told(query)
        ways = {
            Asks.MORE: self._more, Asks.VOICES: self._voices, Asks.COMPARISON: self._compared,
        }  # fmt: skip
        if query.speaker:
            ways[Asks.EVERYTHING] = self._everything
        return ways.get(query.asks, self._asked_on if query.within else self._said)(query)

    def _only_reading(self, query: Query) -> Answer | None:
        """Answer what an open question may stand for, if that is one thing alone."""
        read = (self.understood(each, query.filters) for each in query.readings)
        found = [each for each in map(self.plain, read) if each.quotes]
        if len(found) != 1:
            return None
        meant = replace(found[0].query, question=query.question, follow_up=FollowUp.RESOLVED)
        return replace(found[0], query=meant)

    def _everything(self, query: Query) -> Answer:
        found = self._stated(query)
        return _of_quotes(query, found, self._generation) or self.plain(query)

    def _voices(self, query: Query) -> Answer:
        """Show what each surely says on the subject, if there is one."""
        hearing = Hearing(self._comparison, self.nearest)
        found = hearing.quotes(query, _SURELY) if query.subject else ()
        return _of_quotes(query, found, self._generation) or self.plain(query)

    @property
    def _comparison(self) -> Comparison:
        return Comparison(self.index, self.aliases, self.plain, self.understood)

    @property
    def _generation(self) -> int:
        return self.index.generation

    @property
    def _statements(self) -> Statements:
        return Statements(self.index, self.aliases)

    def _stated(self, query: Query) -> tuple[Quote, ...]:
        """Give the statements of whoever is asked about, on what is asked if they name it."""
        statements = self._statements
        found = statements.find(query.speaker or "", query.filters, query.beyond)
        return statements.on(query.subject, found) or statements.on(None, found)

    def _said(self, query: Query) -> Answer:
        """Where nothing surely answers a follow-up, somebody's words on what they are asked on do.

        Of somebody who was put in another's place, all that they said in articles on it. Whoever
        asks by themselves is told that nothing answers.
        """
        answer = self._introduced(query, self._nearer(query, self.plain(query)))
        if answer.quotes or query.follow_up is not FollowUp.RESOLVED:
            return answer
        if not query.speaker or query.wants is not AnswerKind.SAID:
            return answer
        statements, limits = self._statements, (query.filters, query.beyond)
        found = statements.of(query.speaker, None, *limits)
        on = [each for each in found if self._is_on(query, each)]
        on = on or list(statements.beside(query.speaker, query.subject, *limits))
        return _of_quotes(query, on[:N_QUOTES], self._generation) or answer

    def _introduced(self, query: Query, answer: Answer) -> Answer:
        """Begin with where somebody is introduced, if it is asked who they are."""
        found = Introductions(self.index, self.aliases).before(query, answer)
        return _of_quotes(query, found[:N_QUOTES], self._generation) or answer

    def _nearer(self, query: Query, answer: Answer) -> Answer:
        """Prefer what the articles shown last answer, unless another is surer by far.

        A short question without a name means them.
        """
        best = next(iter((*answer.quotes, *answer.near_misses)), None)
        if not query.near or (best and best.article.id in query.near):
            return answer
        near = self.plain(replace(query, within=query.near))
        lead = _log_odds(answer.confidence) - _log_odds(near.confidence)
        is_meant = is_brief(query.resolved) and not slots_of(query.resolved, query)
        return replace(near, query=query) if near.quotes and (is_meant or lead < _LEAD) else answer

    def _is_on(self, query: Query, quote: Quote) -> bool:
        subject, article = query.subject, quote.article
        if subject is None:
            return True
        text = quote.text if subject in query.question else article.text
        return names_subject(subject, text, article.language, self.aliases)

    def _told(self, query: Query) -> Answer:
        counted = query.asks is Asks.COUNT and query.wants is AnswerKind.NUMBER and query.subject
        if counted and (said := self._surely(query)):
            return said
        told = Teller(self.index, self.aliases).tell(query)
        if told is not None:
            return Answer(query, (), 1.0, None, (), self._generation, told)
        if not query.subject:
            return Answer(query, (), 0.0, Reason.NO_ARTICLES, (), self._generation)
        return self.plain(replace(query, asks=Asks.WORDS))

    def _surely(self, query: Query) -> Answer | None:
        """Answer with quotes where it is surely not articles that are counted."""
        found = self.plain(replace(query, asks=Asks.WORDS))
        return found if found.quotes and found.confidence >= _SURELY else None

    def _asked_on(self, query: Query) -> Answer:
        """Look in the articles that were shown, then in all; a day is at least that of the article.

        What was shown isn't shown again.
        """
        if query.wants is AnswerKind.PERSON and (said := self._shown(query)):
            return Answer(query, said, 1.0, None, (), self._generation)
        answer = self.plain(query)
        if answer.quotes:
            return answer
        if query.wants is AnswerKind.DATE:
            return self._told(replace(query, asks=Asks.ORIGIN))
        elsewhere = self.plain(replace(query, within=()))
        return replace(elsewhere, query=query) if elsewhere.quotes else answer

    def _shown(self, query: Query) -> tuple[Quote, ...]:
        """Give what was shown of known voices once more: who says it is what was asked."""
        found: list[Quote] = []
        for article, start, end in query.beyond:
            inside = (s for s in self.index.sentences(article) if start <= s.start < end)
            said = next((each for each in inside if each.speaker), None)
            if said is not None and article in query.within:
                found.append(Quote(said.article, start, end, 1.0, said.speaker))
        return tuple(found[:N_QUOTES])

    def _more(self, query: Query) -> Answer:
        """Show what was not shown yet: of somebody's statements, or of what answers."""
        quotes: list[Quote] = []
        if query.speaker:
            known = {article for article, _, _ in query.beyond}
            quotes = sorted(self._stated(query), key=lambda each: each.article.id not in known)
            if len(quotes) < N_QUOTES:
                beside = self._statements.beside(query.speaker, None, query.filters, query.beyond)
                quotes += sorted(beside, key=lambda each: each.article.id not in known)
        found = _of_quotes(query, quotes[:N_QUOTES], self._generation)
        answer = found or self.plain(query)
        if answer.reason is None or not query.beyond:
            return answer
        return replace(answer, reason=Reason.NO_MORE)

    def _compared(self, query: Query) -> Answer:
        """Answer the question as it stands where no side has a quote, if that is surely answered.

        What names a side comes near to it, whatever it says of it.
        """
        if found := self._comparison.answer(query):
            return found
        whole = self.plain(query)
        if not query.sides or whole.confidence >= _SURELY or not whole.quotes:
            return whole
        reason = Reason.NOT_CONFIDENT
        return replace(whole, quotes=(), reason=reason, near_misses=whole.quotes[:N_QUOTES])


def _log_odds(confidence: float) -> float:
    sure = min(max(confidence, _LEAST), 1 - _LEAST)
    return math.log(sure / (1 - sure))


def _of_quotes(query: Query, quotes: Sequence[Quote], generation: int) -> Answer | None:
    """Answer with what is shown because of who says it, however many there are."""
    if not quotes:
        return None
    few = tuple(quotes[:MAX_STATEMENTS])
    return Answer(query, few, max(each.score for each in few), None, (), generation)
