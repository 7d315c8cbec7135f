"""What is compared is asked for by itself, and stands side by side; one side may have no quote."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from onrecord.index.index import Index
from onrecord.rag.conversation.name_kinds import NameKind, NameKinds
from onrecord.rag.conversation.naming import names_subject
from onrecord.rag.conversation.slots import ANY_DAY
from onrecord.rag.names.aliases import Aliases
from onrecord.rag.names.renderings import renderings
from onrecord.rag.names.same_name import is_by, named_in
from onrecord.rag.question.query import DateMention, Filters, Query
from onrecord.rag.question.question_names import name_terms
from onrecord.rag.question.times import find_dates
from onrecord.rag.question.typed import Typed
from onrecord.rag.quoting.answer import Answer, Quote, Side
from onrecord.rag.quoting.corrections import paragraph

__all__ = ["Comparison"]

_SAID: Final = {
    "en": ("What did {who} say about {what}?", "What did {who} say?"),
    "zh": ("{who}对{what}说了什么？", "{who}说了什么？"),
    "de": ("Was sagte {who} über {what}?", "Was sagte {who}?"),
}
"""How a side is asked for by itself; never shown."""

_FEWEST: Final = 2


@dataclass(frozen=True, slots=True)
class Comparison:
    """Compares over one generation of the index; `plain` answers, and `understood` reads."""

    index: Index
    aliases: Aliases
    plain: Callable[[Query], Answer]
    understood: Callable[[str, Filters], Query]

    def answer(self, query: Query) -> Answer | None:
        """Ask for each side by itself; `None` if there are no two, or none has a quote."""
        if len(query.sides) < _FEWEST:
            return None
        times = [each.time for each in query.sides if each.time]
        found = (
            self._at_times(query, times)
            if len(times) == len(query.sides)
            else [self._named(query, each.name) for each in query.sides]
        )
        names = (each.name for each in query.sides)
        sides = tuple(map(Side, names, found))
        quotes = tuple(dict.fromkeys(quote for side in sides for quote in side.quotes))
        if not quotes:
            return None
        sure = max(each.score for each in quotes)
        return Answer(query, quotes, sure, None, (), self.index.generation, sides=sides)

    def _named(self, query: Query, name: str) -> tuple[Quote, ...]:
        """Give the first answer, to one of several wordings, that is on a side."""
        answers = (self._ask(asked, query.filters) for asked in self._asked(query, name))
        return next(filter(None, (self.on(query, name, each) for each in answers)), ())

    def _ask(self, asked: str, filters: Filters) -> tuple[Quote, ...]:
        return self.plain(replace(self.understood(asked, filters), filters=filters)).quotes

    def said(self, query: Query, name: str) -> Quote | None:
        """Give what best answers what somebody says on what is asked, if it is theirs."""
        first = next(iter(self._ask(_saying(query, name), query.filters)), None)
        return first if first and is_by(name, first.speaker, self.aliases) else None

    def _asked(self, query: Query, name: str) -> Iterator[str]:
        """Word what a side says, unless it is a thing, and what is said of it."""
        speaks = [] if self._is_thing(name) else [_saying(query, name)]
        if query.subject:
            yield from (*speaks, f"{name} {query.subject}")
        else:
            yield from (_without(query, name), *speaks, name)

    def _at_times(self, query: Query, times: Sequence[DateMention]) -> list[tuple[Quote, ...]]:
        """Ask the articles of each time, else all for what names it; what names another isn't its.

        Of what nothing is said at any time, nothing is said then.
        """
        speaker = query.speaker
        topic = _saying(query, speaker) if speaker else query.subject or _without(query)
        found = [
            self._at(query, topic, time, replace(query.filters, since=time.since, until=time.until))
            for time in times
        ]
        if all(found) or not self._ask(topic, query.filters):
            return found
        return [
            each or self._at(query, f"{topic} {side.name}", time, query.filters)
            for each, side, time in zip(found, query.sides, times, strict=True)
        ]

    def _at(
        self, query: Query, asked: str, time: DateMention, filters: Filters
    ) -> tuple[Quote, ...]:
        found = self._ask(asked, filters)
        found = self.on(query, query.speaker, found) if query.speaker else found
        is_then = filters.since == time.since and filters.until == time.until
        return tuple(each for each in found if _is_at(each, time, unnamed=is_then))

    def on(self, query: Query, name: str, quotes: Sequence[Quote]) -> tuple[Quote, ...]:
        """Keep what is a side's own or names it; else what stands in a paragraph that does.

        A subject that is a name has to stand beside it. Names are written in another script as
        they are known, or as they sound.
        """
        others = renderings(name, name, self.aliases, self.index.frequencies)
        names = (name, *(each.other for each in others))
        around = {each: self._around(each) for each in quotes}
        about = [each for each in quotes if self._is_about(query.subject, around[each], each)]
        own = [each for each in quotes if any(is_by(n, each.speaker, self.aliases) for n in names)]
        own += [each for each in about if self._names(names, each.text, each)]
        near = [each for each in about if self._names(names, around[each], each)]
        return tuple(each for each in quotes if each in (own or near))

    def _around(self, quote: Quote) -> str:
        """Give the paragraph of a quote."""
        run = paragraph(self.index.sentences(quote.article.id), quote.start)
        return quote.article.text[run[0].start : max(run[-1].end, quote.end)]

    def _is_about(self, subject: str | None, text: str, quote: Quote) -> bool:
        """Whether a text names a subject that is a name; others are worded in many ways."""
        language = quote.article.language
        is_name = subject and name_terms(f"- {subject}", language, self.aliases)
        return not is_name or names_subject(subject or "", text, language, self.aliases)

    def _names(self, names: Sequence[str], text: str, quote: Quote) -> bool:
        """Whether a text names something, or somebody, if by the last of several words alone."""
        if self._is_thing(names[0]):
            language = quote.article.language
            return any(names_subject(each, text, language, self.aliases) for each in names)
        return any(named_in(each, text, self.aliases) for each in names)

    def _is_thing(self, name: str) -> bool:
        return NameKinds((), self.aliases).of(name) is NameKind.THING


def _saying(query: Query, name: str) -> str:
    """Word what somebody says on what is asked."""
    about, alone = _SAID.get(query.language, _SAID["en"])
    return (about if query.subject else alone).format(who=name, what=query.subject)


def _without(query: Query, name: str = "") -> str:
    """Leave all sides out of a question but one, put in another's place if it isn't there."""
    text, others = query.resolved, [each.name for each in query.sides if each.name != name]
    if name and name not in text:
        text = text.replace(next((each for each in others if each in text), name), name, 1)
    for each in others:
        text = text.replace(each, "", 1)
    return " ".join(text.split())


def _is_at(quote: Quote, time: DateMention, *, unnamed: bool) -> bool:
    """Whether a quote names a time that is a part of another, or holds it; or else none."""
    named = find_dates(Typed.of(quote.text, quote.article.language), ANY_DAY)
    fixed = [each for each in named if not each.deictic]
    return unnamed if not fixed else any(_overlap(each, time) for each in fixed)


def _overlap(one: DateMention, other: DateMention) -> bool:
    starts, ends = (one.since, other.since), (one.until, other.until)
    return not any(
        start and end and start > end for start, end in zip(starts, reversed(ends), strict=True)
    )
