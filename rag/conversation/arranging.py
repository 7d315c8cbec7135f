"""Answers that are more than the best quotes: several voices, sides, all statements, what is left.

Each is made of plain answers, of who says what, and of what is known of the articles.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from onrecord.corpus import Sentence
from onrecord.index.index import Index
from onrecord.rag.conversation.comparing import Comparison
from onrecord.rag.conversation.hearing import Hearing
from onrecord.rag.conversation.introducing import Introductions
from onrecord.rag.conversation.naming import names_subject
from onrecord.rag.conversation.statements import MAX_STATEMENTS, Statements
from onrecord.rag.conversation.telling import Teller
from onrecord.rag.names.aliases import Aliases
from onrecord.rag.question.asked import ABOUT_ARTICLES, SMALL_TALK, Asks, Item
from onrecord.rag.question.query import AnswerKind, Filters, FollowUp, Place, Query, is_shown
from onrecord.rag.question.verbatim import Verbatim
from onrecord.rag.quoting.answer import Answer, Quote, Reason, Side
from onrecord.rag.quoting.composition import N_QUOTES

__all__ = ["Arranger"]

_SURELY: Final = 0.4
"""Confidence that no question for the number of articles had, of 13; the highest was .22.

Nor had any of six comparisons of what the articles don't tell. A voice among several is as sure.
"""

_SURER_THAN_ARTICLES: Final = 0.8
"""Confidence that a quote needs to tell when or where something was said.

Of ten that had less, most of them shown a moment ago, none told it; of five that had more, four.
"""

_UNSURE: Final = 0.5
"""Score of what somebody may have said, though it isn't certain who says it."""

_HARDLY: Final = 0.05
"""Score from which that is looked at."""

_CLEARLY: Final = 0.2
"""By how much surer a question has to be beside another than with the name of whoever is meant.

Of 63 such follow-ups, in view, 45 were right so; 44 as was surer by anything, and 44 as named.
"""

_STANDS: Final = 0.5
"""Confidence above which a question that may lean on another may be answered by itself.

Of 53 that may lean on the one before, in view, 44 were right so, 42 as was surer, 38 by themselves;
of 25 that put a name in another's place 20, 19 and 15.
"""

_OF_ORIGIN: Final = frozenset((AnswerKind.DATE, AnswerKind.PLACE))
"""What an article tells as a whole, too: its day and its outlet."""


@dataclass(frozen=True, slots=True)
class Arranger:
    """Answers over one generation of the index.

    `plain` answers with the best quotes, `nearest` gives the sentences that come nearest to what is
    asked, `understood` reads a question, and `mentioning` is as in `Teller`.
    """

    index: Index
    aliases: Aliases
    plain: Callable[[Query], Answer]
    nearest: Callable[[Query], Sequence[Sentence]]
    understood: Callable[[str, Filters], Query]
    mentioning: Callable[[Query, str], Sequence[Sentence]]

    def answer(self, query: Query) -> Answer:
        """Answer a question in the way that it asks for; what was pasted by where it stands."""
        if query.parts and (found := self._in_parts(query)):
            return found
        if self._is_pasted(query):
            query = replace(query, asks=Asks.WORDS, follow_up=None, readings=())
        answer, words = self._arranged(query), Verbatim.of(query.question)
        may_be_bare = not (answer.quotes or words.asks or query.asks in SMALL_TALK)
        may_be_title = words.sought or words.marked or may_be_bare
        return (self._titled(query, words) if may_be_title else None) or answer

    def _in_parts(self, query: Query) -> Answer | None:
        """Answer two questions side by side; `None` if neither has a quote."""
        answers = [self.answer(each) for each in query.parts]
        sides = tuple(Side(e.question, a.quotes) for e, a in zip(query.parts, answers, strict=True))
        quotes = tuple(dict.fromkeys(quote for side in sides for quote in side.quotes))
        if not quotes:
            return None
        sure = max(each.confidence for each in answers if each.quotes)
        return Answer(query, quotes, sure, None, (), self._generation, sides=sides)

    def _titled(self, query: Query, words: Verbatim) -> Answer | None:
        """Tell of an article whose title was pasted."""
        near = dict.fromkeys(each.article for each in self.nearest(query))
        within = tuple(each.id for each in near if words.names(each.title))
        titled = replace(query, asks=Asks.ORIGIN, within=within, item=Item.ANY, follow_up=None)
        return self._of_articles(titled) if within else None

    def _of_articles(self, query: Query) -> Answer | None:
        """Tell what is known of the articles, if there are such."""
        told = Teller(self.index, self.aliases, self.mentioning).tell(query)
        return Answer(query, (), 1.0, None, (), self._generation, told) if told else None

    def _arranged(self, query: Query) -> Answer:
        if query.follow_up is FollowUp.UNRESOLVED:
            return self._surest_reading(query) or self.plain(query)
        if query.asks in ABOUT_ARTICLES:
            return self._told(query)
        ways = {
            Asks.MORE: self._more, Asks.VOICES: self._voices, Asks.COMPARISON: self._compared,
        }  # fmt: skip
        if query.speaker:
            ways[Asks.EVERYTHING] = self._everything
        return ways.get(query.asks, self._said)(query)

    def _is_pasted(self, query: Query) -> bool:
        """Whether what seems to ask nothing of the articles' words is words of theirs."""
        words = Verbatim.of(query.question)
        is_clear = query.asks is Asks.WORDS and query.follow_up is not FollowUp.UNRESOLVED
        if is_clear or words.quoted or not words.sought:
            return False
        return any(words.places([each]) for each in self.nearest(query))

    def _surest_reading(self, query: Query) -> Answer | None:
        """Answer what an open question may stand for, or it beside the one before, as is surest."""
        read = [self.understood(each, query.filters) for each in query.readings]
        if query.before:
            read.append(_beside(query))
        meant = [replace(e, question=query.question, follow_up=FollowUp.RESOLVED) for e in read]
        found = [each for each in map(self.plain, meant) if each.quotes]
        surest = max((each.confidence for each in found), default=0.0)
        best = [each for each in found if each.confidence == surest]
        return best[0] if len(best) == 1 else None

    def _everything(self, query: Query) -> Answer:
        found = self._stated(query)
        return _of_quotes(query, found, self._generation) or self.plain(query)

    def _voices(self, query: Query) -> Answer:
        """Show what each surely says on the subject, if there is one; else what papers say of it.

        No article says what "German papers" say: of these the subject alone is asked.
        """
        hearing = Hearing(self._comparison, self.nearest, self.mentioning)
        heard = hearing.quotes(query, _SURELY) if query.subject else ()
        found = [each for each in heard if not is_shown(each, query.beyond)]
        if answer := _of_quotes(query, found, self._generation):
            return answer
        if query.subject is None or not query.parsed_filters.languages:
            return self.plain(query)
        on_it = replace(query, resolved=query.subject, parsed_from=(), encoding=None)
        return replace(self.plain(on_it), query=query)

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
        """Give the statements of whoever is asked about, on what is asked if they name it.

        On a subject that the question itself names, no others.
        """
        statements = self._statements
        found = statements.find(query.speaker or "", query.filters, query.beyond)
        on = statements.on(query.subject, found)
        return on if on or _names_subject(query) else statements.on(None, found)

    def _said(self, query: Query) -> Answer:
        """Where nothing surely answers a follow-up, somebody's words on what they are asked on do.

        Of somebody who was put in another's place, all that they said in articles on it. Whoever
        asks by themselves is told that nothing answers, unless they ask for any words.
        """
        answer = self._introduced(query, self._surer(query))
        is_open = query.follow_up is FollowUp.RESOLVED or query.subject is None
        if answer.quotes or not is_open:
            return answer
        if query.within and query.wants in _OF_ORIGIN:
            return self._told(replace(query, asks=Asks.ORIGIN))  # at least the article's own
        if not query.speaker or query.wants is not AnswerKind.SAID:
            return answer
        found = self._statements.of(query.speaker, None, query.filters, query.beyond)
        on = [each for each in found if self._is_on(query, each)] or self._perhaps(query, answer)
        return _of_quotes(query, on[:N_QUOTES], self._generation) or answer

    def _perhaps(self, query: Query, answer: Answer) -> list[Quote]:
        """Of what answers, or nearly does, give what may be by whoever is asked about.

        Nobody else says it, and it names them, or else its paragraph does.
        """
        near = (*answer.quotes, *answer.near_misses)
        new = [left for each in near if (left := _unseen(each, query.beyond)) is not None]
        open_ = [each for each in new if each.speaker is None and each.score >= _HARDLY]
        found = self._comparison.on(query, query.speaker or "", open_)
        return [replace(each, score=_UNSURE) for each in found]

    def _introduced(self, query: Query, answer: Answer) -> Answer:
        """Begin with where somebody is introduced, if it is asked who they are."""
        found = Introductions(self.index, self.aliases).before(query, answer)
        return _of_quotes(query, found[:N_QUOTES], self._generation) or answer

    def _surer(self, query: Query) -> Answer:
        """Answer a question as it stands, or beside the one before it.

        By itself only where that is sure, and surer: else anything on another subject seems to
        answer what leans. With the name of whoever is meant, or without the words that lead up to
        it, unless the other is clearly surer.
        """
        answer = self.plain(query)
        if not query.before:
            return answer
        beside = self.plain(_beside(query))
        if query.has_typed(query.before) or (
            query.typed and not any(each in query.typed for each in query.meant)
        ):
            return beside if beside.confidence > answer.confidence + _CLEARLY else answer
        return answer if answer.confidence > max(_STANDS, beside.confidence) else beside

    def _is_on(self, query: Query, quote: Quote) -> bool:
        subject, article = query.subject, quote.article
        if subject is None:
            return True
        text = quote.text if _names_subject(query) else article.text
        return names_subject(subject, text, article.language, self.aliases)

    def _told(self, query: Query) -> Answer:
        said = self._surely(query) if _may_be_of_words(query) else None
        if said and query.asks is not Asks.ORIGIN:
            return said
        found = self._of_articles(query)
        if said:
            return replace(said, told=found.told if found else None)
        if found:
            return found
        if not query.subject:
            return Answer(query, (), 0.0, Reason.NO_ARTICLES, (), self._generation)
        return self.plain(replace(query, asks=Asks.WORDS))

    def _surely(self, query: Query) -> Answer | None:
        """Answer with quotes where it is surely not the articles that are asked about.

        Of where something comes from its article tells, unless a quote does more than surely.
        """
        least = _SURER_THAN_ARTICLES if query.asks is Asks.ORIGIN else _SURELY
        found = self._surer(replace(query, asks=Asks.WORDS))
        return found if found.quotes and found.confidence >= least else None

    def _more(self, query: Query) -> Answer:
        """Show what was not shown yet: of somebody's statements, or of what answers.

        On a subject that is asked for, and that none of theirs names, only what answers.
        """
        answer = self.plain(query)
        stated = self._stated(query) if query.speaker else ()
        if stated or (query.speaker and not _names_subject(query)):
            known = {article for article, _, _ in query.beyond}
            quotes = sorted(stated, key=lambda each: each.article.id not in known)
            quotes += self._perhaps(replace(query, subject=None), answer)
            silent = replace(answer, quotes=(), reason=Reason.NOT_SPEAKER)
            answer = _of_quotes(query, quotes[:N_QUOTES], self._generation) or silent
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


def _names_subject(query: Query) -> bool:
    return query.subject is not None and query.subject in query.question


def _beside(query: Query) -> Query:
    """Ask a question as it was typed beside the one before it: another text, encoded anew."""
    return replace(
        query, resolved=query.typed or query.resolved, typed="", after=query.before, before=(),
        readings=(), encoding=None, follow_up=FollowUp.RESOLVED,
    )  # fmt: skip


def _may_be_of_words(query: Query) -> bool:
    """Whether what is asked about articles may be asked about what they say: a number, or more."""
    if query.after or query.before:
        return query.asks is Asks.ORIGIN or (
            query.asks is not Asks.ARTICLES and query.wants is not AnswerKind.PERSON
        )
    return query.asks is Asks.COUNT and query.wants is AnswerKind.NUMBER and bool(query.subject)


def _of_quotes(query: Query, quotes: Sequence[Quote], generation: int) -> Answer | None:
    """Answer with what is shown because of who says it, however many there are."""
    if not quotes:
        return None
    few = tuple(quotes[:MAX_STATEMENTS])
    return Answer(query, few, max(each.score for each in few), None, (), generation)


def _unseen(quote: Quote, shown: Sequence[Place]) -> Quote | None:
    """Leave out the beginning of a quote that was shown; `None` if that is all of it."""
    places = [(start, end) for article, start, end in shown if article == quote.article.id]
    seen = max((end for start, end in places if start <= quote.start < end), default=quote.start)
    left = quote.article.text[seen : quote.end].lstrip()
    if left == quote.text:
        return quote
    return replace(quote, start=quote.end - len(left), copies=()) if left else None
