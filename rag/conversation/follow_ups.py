"""Follow-ups: a question that leans on what was said before, completed and never guessed.

Whatever leans on another question is asked beside it: what answers stands near to both. The name of
whoever is meant takes the place of a pronoun, if there is one alone; a name that of its parallel.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from onrecord.rag.conversation.antecedents import (
    described,
    names_none,
    several,
    somebody,
    something,
)
from onrecord.rag.conversation.name_kinds import NameKind, NameKinds
from onrecord.rag.conversation.parallels import fragment_of, rest_of, substituted
from onrecord.rag.conversation.past import Past
from onrecord.rag.conversation.slots import parallel_phrase
from onrecord.rag.names.aliases import Aliases
from onrecord.rag.names.same_name import is_by
from onrecord.rag.question.asked import ABOUT_ARTICLES, SMALL_TALK, Asks, Leans
from onrecord.rag.question.head import Reading
from onrecord.rag.question.kinds import LEANS_FROM
from onrecord.rag.question.pronouns import put_name
from onrecord.rag.question.query import AnswerKind, FollowUp, Phrase, Place, Query, is_brief
from onrecord.rag.question.question_names import name_terms
from onrecord.rag.question.typed import Typed

__all__ = ["Resolution", "named_alone", "resolve"]

_ONLY_HAN: Final = re.compile(r"(?:那么?|还有)?(?P<name>.{2,8}?)\s?呢\s?[？?]?")
_OF_PAST: Final = frozenset((Asks.MORE, Asks.ORIGIN))
_OF_ALL: Final = SMALL_TALK | {Asks.CORPUS}
"""What is asked of no article that was shown."""

_MAY_LEAN: Final = 0.01
"""Probability of leaning from which a question is asked by itself and beside the one before it.

Of the 844 and 195 questions that `LEANS_FROM` was chosen by, 66 and 169; from there on it is asked
beside that alone.
"""

_LISTS: Final = frozenset((Asks.ARTICLES, Asks.COUNT, Asks.NEWEST, Asks.OLDEST))
_OF_LISTED: Final = frozenset(
    (AnswerKind.DEFINITION, AnswerKind.LIST, AnswerKind.OTHER, AnswerKind.PERSON)
)
"""What is asked of articles that are listed: which they are, what they are called."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """The question to answer, and what of the conversation belongs to it.

    `readings` are the questions that an unresolved one may stand for, likeliest first. `after` is
    what it is asked beside; `before`, `within` and `beyond` are as in `Query`. `again` is the
    earlier question that is asked once more, and `meant` are names that were taken from the
    conversation.
    """

    text: str
    follow_up: FollowUp | None = None
    readings: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    beyond: tuple[Place, ...] = ()
    again: Query | None = None
    meant: tuple[str, ...] = ()


def resolve(typed: Typed, past: Past, aliases: Aliases) -> Resolution:
    """Complete a question from those before it; one that stands by itself comes back unaltered.

    `aliases` tell people and organisations, which speak, from things.
    """
    if not any(map(str.isalnum, typed.text)):
        return Resolution(typed.text, FollowUp.UNRESOLVED)
    if typed.lead and typed.reading.leaning >= LEANS_FROM and typed.reading.asks not in _OF_ALL:
        return _led(typed)
    return _followed(typed, past, aliases)


def _followed(typed: Typed, past: Past, aliases: Aliases) -> Resolution:
    text, reading, last = typed.text, typed.reading, past.last
    asks, leans = reading.asks, reading.leans
    if names_none(typed, aliases):
        named = several(past, aliases) if asks is Asks.COMPARISON else ()
        again = last if named or asks is Asks.VOICES else None
        follow_up = FollowUp.RESOLVED if again else FollowUp.UNRESOLVED
        return Resolution(text, follow_up, again=again, meant=named)
    if asks in _OF_ALL or (
        leans is Leans.NOTHING and (asks not in _OF_PAST or _names_somebody(typed))
    ):
        return _alone(typed, past)
    if leans is Leans.PAPERS and (_is_on_something(reading) or _names_somebody(typed)):
        return Resolution(text)
    if last is None:
        names_it = _is_on_something(reading)
        if leans is Leans.SOMETHING and not names_it:
            names_it = _names_one(typed, NameKinds((), aliases), NameKind.THING)
        stands = leans in {Leans.PARALLEL, Leans.PAPERS} or asks in _LISTS or names_it
        return Resolution(text, FollowUp.ALONE if stands else FollowUp.UNRESOLVED)
    if asks is Asks.ORIGIN:
        within = _meant(typed, past, aliases)
        follow_up = FollowUp.RESOLVED if within else FollowUp.UNRESOLVED
        return Resolution(text, follow_up, before=_before(past), within=within)
    return _leaning(typed, past, last, aliases)


def _alone(typed: Typed, past: Past) -> Resolution:
    """Leave a question as it is; what may yet lean on the one before it is asked beside that."""
    asks, likely = typed.reading.asks, typed.reading.leaning
    is_whose = _names_somebody(typed) and typed.reading.wants is AnswerKind.SAID
    if asks is Asks.WORDS and likely >= LEANS_FROM and past.last and not is_whose:
        return _beside(typed, past)
    beyond = past.shown() if asks is Asks.MORE else ()
    may_lean = likely >= (_MAY_LEAN if asks is Asks.WORDS else LEANS_FROM)
    before = _before(past) if may_lean and past.last_shown else ()
    return Resolution(typed.text, before=before, beyond=beyond)


def named_alone(typed: Typed, aliases: Aliases) -> Typed:
    """Read a Chinese question that is only a known name as one that puts it in another's place."""
    match = _ONLY_HAN.fullmatch(typed.text)
    if match is None or typed.reading.leans is Leans.PARALLEL:
        return typed
    start, end = match.span("name")
    if not any((start, end) == (each.start, each.end) for each in aliases.find(typed.text)):
        return typed
    points = Phrase(start, end, match["name"])
    reading = replace(typed.reading, asks=Asks.WORDS, leans=Leans.PARALLEL, points=points)
    return replace(typed, reading=reading)


def _leaning(typed: Typed, past: Past, last: Query, aliases: Aliases) -> Resolution:
    text, leans = typed.text, typed.reading.leans
    if _asks_again(typed, last):
        beyond = past.shown() if typed.reading.asks is Asks.MORE else ()
        if beyond and not is_brief(text):
            return replace(_beside(typed, past), beyond=beyond)  # it says of what
        return Resolution(text, FollowUp.RESOLVED, beyond=beyond, again=last)
    if leans is Leans.ADDITION:
        return _added(typed, past, last)
    if leans is Leans.PARALLEL:
        return _parallel(typed, past, last, NameKinds(past.queries, aliases))
    found = _named(typed, past, aliases)
    is_open = found.follow_up is FollowUp.UNRESOLVED
    return _beside(typed, past) if is_open and past.last_shown else found


def _added(typed: Typed, past: Past, last: Query) -> Resolution:
    """Ask the earlier question on; a mere "why?" in the articles that answered, and of the rest."""
    found, meant = _beside(typed, past), past.last_shown or last
    if not is_brief(typed.text) or typed.reading.wants is AnswerKind.PERSON:
        return found
    return replace(found, within=past.articles(meant), beyond=past.shown())


def _beside(typed: Typed, past: Past) -> Resolution:
    """Ask a question as it was typed, beside those that it leans on."""
    return Resolution(typed.text, FollowUp.RESOLVED, after=_before(past))


def _before(past: Past) -> tuple[str, ...]:
    """Give the last question that was answered, or else the last, with that which all lean on."""
    last = past.last_shown or past.last
    if last is None or last.asks in ABOUT_ARTICLES:
        return (last.subject,) if last and last.subject else ()
    if not last.after or last.beyond:
        return last.after or (last.resolved,)
    beginning = last.after if last.has_typed(last.after) else (past.beginning,)
    return tuple(filter(None, (last.resolved, *beginning)))


def _led(typed: Typed) -> Resolution:
    """Ask beside what leads up to a question; a mere "is that so?" asks whether that is so."""
    asked, lead = typed.text, typed.lead
    if typed.reading.wants is AnswerKind.YES_NO and is_brief(asked):
        asked, lead = lead, asked
    return Resolution(asked, FollowUp.RESOLVED, after=(lead,))


def _is_on_something(reading: Reading) -> bool:
    """Whether a question names its subject, and doesn't point to it."""
    return reading.subject is not None and reading.points is None


def _names_somebody(typed: Typed) -> bool:
    return typed.reading.speaker is not None


def _asks_again(typed: Typed, last: Query) -> bool:
    """Whether the earlier question is asked once more: for more, or of other articles."""
    asks, leans, of_words = typed.reading.asks, typed.reading.leans, typed.reading.subject
    if last.asks in _LISTS:
        points = leans in {Leans.SOMEBODY, Leans.SOMETHING} and typed.reading.wants in _OF_LISTED
        if leans is Leans.PARALLEL or asks in _LISTS or (points and of_words is None):
            return True
    return leans is Leans.PAPERS or (asks is Asks.MORE and leans in {Leans.NOTHING, Leans.ADDITION})


def _meant(typed: Typed, past: Past, aliases: Aliases) -> tuple[str, ...]:
    """Ids of the articles of which something is asked: those of somebody's quotes, if of any."""
    for query in past.recent:
        quotes = past.answered(query).quotes
        by = typed.reading.speaker.text if typed.reading.speaker else query.speaker
        if typed.reading.leans is Leans.SOMEBODY and by:
            theirs = [each for each in quotes if is_by(by, each.speaker, aliases)]
            quotes = tuple(theirs) or quotes
            if quotes:
                return tuple(dict.fromkeys(each.article.id for each in quotes))
        if found := past.articles(query):
            return found
    return ()


def _parallel(typed: Typed, past: Past, last: Query, kinds: NameKinds) -> Resolution:
    """Put a name in the place of its parallel in the earlier question, or beside its sides."""
    fragment = fragment_of(typed, kinds.aliases)
    rest = rest_of(typed, fragment)
    if not is_brief(typed.text.replace(fragment, "", 1).replace(rest, "", 1)):
        return _beside(typed, past)  # a question of its own
    of_names = last.sides and not last.sides[0].time
    if fragment and of_names and parallel_phrase(fragment, last.resolved, last) is None:
        return Resolution(typed.text, FollowUp.RESOLVED, again=last, meant=(fragment,))
    readings = substituted(fragment, last, kinds, rest) if fragment else ()
    if len(readings) == 1:
        before = _before(past)
        return Resolution(readings[0], FollowUp.RESOLVED, before=before, meant=(fragment,))
    if not readings:
        return _beside(typed, past)
    return Resolution(typed.text, FollowUp.UNRESOLVED, readings, before=_before(past))


def _named(typed: Typed, past: Past, aliases: Aliases) -> Resolution:
    """Put the name of whoever or whatever is meant in the place of what points to it."""
    text, points = typed.text, typed.reading.points
    of_person = typed.reading.leans is Leans.SOMEBODY
    names = somebody(past, aliases) if of_person else something(past, aliases)
    beyond = past.shown() if typed.reading.asks is Asks.MORE else ()
    if not names or points is None:
        return Resolution(text, FollowUp.UNRESOLVED)
    kinds = NameKinds(past.queries, aliases)
    if of_person and _names_one(typed, kinds, NameKind.PERSON, None):
        return _beside(typed, past)
    readings = tuple(dict.fromkeys(put_name(text, points, name) for name in names))
    if len(readings) > 1:
        return Resolution(text, FollowUp.UNRESOLVED, readings)
    is_known = typed.reading.asks is not Asks.WORDS or _was_asked_about(names[0], past)
    if readings[0] == text or not is_known:
        return _beside(typed, past)
    return Resolution(
        readings[0], FollowUp.RESOLVED, before=_before(past), beyond=beyond, meant=names
    )


def _names_one(typed: Typed, kinds: NameKinds, *wanted: NameKind | None) -> bool:
    """Whether a question itself names somebody before it points to them: "Brandl, did he …?"."""
    points = typed.reading.points
    before = name_terms(typed.text[: points.start], typed.language, kinds.aliases) if points else ()
    return any(kinds.of(name) in wanted for name in before)


def _was_asked_about(name: str, past: Past) -> bool:
    """Whether a question names it: of all whom a quote names, one is easily taken for another.

    Or asks for whoever is quoted by what they are: "the lawyer".
    """
    asked_for = (
        described(each.speaker, past.answered(each)) for each in past.recent if each.speaker
    )
    return any(name in each.whole for each in past.recent) or name in asked_for
