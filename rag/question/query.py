"""What was asked: the question, how it is understood, and the filters that are on."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Final, Self

from onrecord.corpus import Span
from onrecord.corpus.languages.script import UNSPACED
from onrecord.index.encoding.encoder import Encoding
from onrecord.index.filters import Filters
from onrecord.rag.question.asked import Asks, Item

__all__ = [
    "AnswerKind",
    "Compared",
    "DateMention",
    "Filters",
    "FollowUp",
    "Order",
    "Parsed",
    "Part",
    "Phrase",
    "Place",
    "Query",
    "is_brief",
    "is_shown",
    "without",
]


class AnswerKind(StrEnum):
    """What kind of answer a question asks for."""

    SAID = "said"
    NUMBER = "number"
    DATE = "date"
    PLACE = "place"
    PERSON = "person"
    DEFINITION = "definition"
    REASON = "reason"
    LIST = "list"
    MANNER = "manner"
    YES_NO = "yes_no"
    OTHER = "other"


class Order(StrEnum):
    """By what the articles that answer are ranked, beside how well they answer."""

    LATEST = "latest"


class Part(StrEnum):
    """What can be taken off a question, each by itself."""

    OUTLET = "outlet"
    AUTHOR = "author"
    LANGUAGE = "language"
    PUBLISHED = "published"
    ORDER = "order"


class FollowUp(StrEnum):
    """What became of a question that leans on another.

    An unresolved one is asked back about; one with nothing before it is taken as it stands.
    """

    RESOLVED = "resolved"
    UNRESOLVED = "unresolved"
    ALONE = "alone"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of a question: code points of it, half-open, and the words themselves."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """Words of a question that a filter or the order was read from."""

    part: Part
    phrase: Phrase


@dataclass(frozen=True, slots=True)
class DateMention:
    """A time that a question names, as inclusive days; an open side is `None`.

    `deictic` says that it is told from today ("last week"). `exact` says that it is one day.
    """

    phrase: Phrase
    since: date | None
    until: date | None
    deictic: bool
    exact: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """One of what is compared: as the question names it, and the time that it is, if it is one."""

    name: str
    time: DateMention | None = None


_UP_TO: Final = 3
_WORD: Final = re.compile(rf"[^\W{UNSPACED}]+|[{UNSPACED}]{{1,2}}")
"""A word, or two characters where words aren't apart."""

Place = tuple[str, int, int]
"""A quote that was shown: its article, and where it starts and ends."""


@dataclass(frozen=True, slots=True)
class Query:
    """A question as it was typed and as it is understood.

    `resolved` is the question that is answered: the same, or completed from the conversation, and
    then `typed` is the one that was. `language` is an ISO 639-1 code. `speaker` is whose words are
    asked for, if anyone's, and `subject` what they are to be about. `parsed_filters` are those of
    `filters` that were read out of the question itself, from `parsed_from`; `dates` are all times
    that it names, and `n_undated` counts the articles that parsed days leave out for having no
    date.
    `follow_up` is `None` for a question that stands by itself; an unresolved one has `readings`,
    the questions that it may stand for. `encoding` is that of `whole`, if it has been made.

    `asks` says whether words of the articles are wanted, and arranged how, or what is known of
    the articles, and `item` which of several. `sides` are what is compared, and `meant` the names
    that it takes from what was said before. A question that asks others on has them as `after`;
    `before` are those that it may ask on, as far as can be seen. `within` are the ids of the
    articles that may answer, if not all, and `beyond` quotes that are not to be shown again.
    `near` are the ids of the articles that were quoted last, and `seen` the quotes that were shown.
    `leaves_out` names whoever or whatever is left out; so is an article that one of `but` lets by.
    `parts` are the questions of a message that asks two.
    """

    question: str
    resolved: str
    language: str
    filters: Filters = field(default_factory=Filters)
    parsed_filters: Filters = field(default_factory=Filters)
    speaker: str | None = None
    subject: str | None = None
    wants: AnswerKind = AnswerKind.OTHER
    order: Order | None = None
    dates: tuple[DateMention, ...] = ()
    parsed_from: tuple[Parsed, ...] = ()
    n_undated: int = 0
    follow_up: FollowUp | None = None
    readings: tuple[str, ...] = ()
    asks: Asks = Asks.WORDS
    item: Item = Item.ANY
    sides: tuple[Compared, ...] = ()
    meant: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    beyond: tuple[Place, ...] = ()
    near: tuple[str, ...] = ()
    seen: tuple[Place, ...] = ()
    typed: str = ""
    leaves_out: tuple[str, ...] = ()
    but: tuple[Filters, ...] = ()
    parts: tuple["Query", ...] = ()
    encoding: Encoding | None = field(default=None, compare=False, repr=False)

    @property
    def alone(self) -> str:
        """The question, without the names of those that it leaves out: they would be found.

        >>> Query("", "Besides Ada, who rows?", "en", leaves_out=("Ada",)).alone
        'Besides, who rows?'
        """
        return self._without_left_out(self.resolved)

    @property
    def whole(self) -> str:
        """The question with the one that it asks on."""
        return " ".join((self.alone, *self.after))

    def has_typed(self, texts: Sequence[str]) -> bool:
        """Whether texts stand in what was typed, one after the other; nothing doesn't.

        >>> Query("Toll up!  Why?", "Why?", "en").has_typed(("toll up!",))
        True
        """
        words = _squeezed("".join(texts))
        return bool(words) and words in _squeezed(self.question)

    @property
    def is_bare(self) -> bool:
        """Whether it is a few words, and nothing is asked of them.

        >>> Query("", "ferry tolls 2025", "en").is_bare, Query("", "Ferry tolls?", "en").is_bare
        (True, False)
        """
        return is_brief(self.whole) and not any(mark in self.whole for mark in "?？")

    @property
    def searched(self) -> str:
        """What is looked for in the articles: the words that became filters are none of theirs."""
        if self.after:
            return self.whole
        text = self.resolved
        off = [each.phrase for each in self.parsed_from if each.part is not Part.ORDER]
        for phrase in sorted(off, key=lambda phrase: -phrase.start):
            text = text[: phrase.start] + " " + text[phrase.end :]
        words = " ".join(self._without_left_out(text).split()).lstrip(" ,，:：")
        return words if off and any(map(str.isalnum, words)) else self.alone

    def _without_left_out(self, text: str) -> str:
        for each in self.leaves_out:
            text = text.replace(f" {each}", "").replace(each, "")
        return text

    def without(self, part: Part, value: str = "") -> Self:
        """Take off one filter, parsed or chosen, or the order.

        `value` says which outlet, author or language; days are taken off together.
        """
        filters, parsed = (
            without(each, part, value) for each in (self.filters, self.parsed_filters)
        )
        return replace(
            self,
            filters=filters,
            parsed_filters=parsed,
            order=None if part is Part.ORDER else self.order,
            n_undated=0 if part is Part.PUBLISHED else self.n_undated,
            parsed_from=tuple(each for each in self.parsed_from if each.part is not part),
        )

    def without_parsed(self) -> Self:
        """Take off the filters and the order that were read out of the question."""
        off, on = self.parsed_filters, self.filters
        filters = Filters(
            outlets=() if off.outlets else on.outlets,
            languages=() if off.languages else on.languages,
            since=None if off.since else on.since,
            until=None if off.until else on.until,
            authors=() if off.authors else on.authors,
        )
        return replace(
            self, filters=filters, parsed_filters=Filters(), order=None, parsed_from=(), n_undated=0
        )


def _squeezed(text: str) -> str:
    return "".join(text.casefold().split())


def is_brief(text: str) -> bool:
    """Whether a text is of three words at most."""
    return len(_WORD.findall(text)) <= _UP_TO


def is_shown(span: Span, places: Collection[Place]) -> bool:
    """Whether a span begins in one of the quotes that were shown."""
    article = span.article.id
    return any(one == article and start <= span.start < end for one, start, end in places)


def without(filters: Filters, part: Part, value: str = "") -> Filters:
    """Take off an outlet, an author, a language, or both days of publication."""
    match part:
        case Part.OUTLET:
            return replace(filters, outlets=tuple(o for o in filters.outlets if o != value))
        case Part.AUTHOR:
            return replace(filters, authors=tuple(a for a in filters.authors if a != value))
        case Part.LANGUAGE:
            return replace(filters, languages=tuple(c for c in filters.languages if c != value))
        case Part.PUBLISHED:
            return replace(filters, since=None, until=None)
        case Part.ORDER:
            return filters
