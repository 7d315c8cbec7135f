"""Follow-ups: a question that leans on what was said before, completed and never guessed.

A name takes the place of a pronoun, or of its parallel in the earlier question; where that would be
no sentence, the question stays as it was typed, and is asked beside the earlier one.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from onrecord.rag.conversation.antecedents import names_none, several, somebody, something
from onrecord.rag.conversation.name_kinds import NameKind, NameKinds
from onrecord.rag.conversation.past import Past
from onrecord.rag.conversation.slots import Slot, parallel_phrase, slots_of
from onrecord.rag.names.aliases import POSSESSIVE, Aliases
from onrecord.rag.names.same_name import is_by
from onrecord.rag.question.asked import SMALL_TALK, Asks, Leans
from onrecord.rag.question.query import FollowUp, Phrase, Place, Query
from onrecord.rag.question.question_names import name_terms
from onrecord.rag.question.typed import Typed

__all__ = ["Resolution", "named_alone", "resolve"]

_OWNING: Final = re.compile(r"(?:its|his|her|their|seine?[rmns]?|ihre?[rmns]?)", re.IGNORECASE)
_JOINED: Final = re.compile(
    r"(?:da|hier|wo)r?(?:an|auf|aus|bei|durch|für|gegen|in|mit|nach|über|um|unter|von|vor|zu)",
    re.IGNORECASE,
)
_AND_HAN: Final = re.compile(r"^(?:那么?|还有)(?=.)")
_ONLY_HAN: Final = re.compile(r"(?:那么?|还有)?(?P<name>.{2,8}?)\s?呢\s?[？?]?")
_OF_PAST: Final = frozenset((Asks.MORE, Asks.ORIGIN))
_OF_ALL: Final = SMALL_TALK | {Asks.CORPUS}
"""What is asked of no article that was shown."""

_LISTS: Final = frozenset((Asks.ARTICLES, Asks.COUNT, Asks.NEWEST))


@dataclass(frozen=True, slots=True)
class Resolution:
    """The question to answer, and what of the conversation belongs to it.

    `readings` are the questions that an unresolved one may stand for, likeliest first. `after` is
    what it is asked beside; `within`, `beyond` and `near` are as in `Query`. `again` is the earlier
    question that is asked once more, and `meant` are names that were taken from the conversation.
    """

    text: str
    follow_up: FollowUp | None = None
    readings: tuple[str, ...] = ()
    after: str = ""
    within: tuple[str, ...] = ()
    beyond: tuple[Place, ...] = ()
    near: tuple[str, ...] = ()
    again: Query | None = None
    meant: tuple[str, ...] = ()


def resolve(typed: Typed, past: Past, aliases: Aliases) -> Resolution:
    """Complete a question from those before it; one that stands by itself comes back unaltered.

    `aliases` tell people and organisations, which speak, from things.
    """
    text, reading, last = typed.text, typed.reading, past.last
    asks, leans = reading.asks, reading.leans
    if names_none(typed, aliases):
        named = several(past, aliases) if last else ()
        follow_up = FollowUp.RESOLVED if named else FollowUp.UNRESOLVED
        return Resolution(text, follow_up, again=last if named else None, meant=named)
    if asks in _OF_ALL or (
        leans is Leans.NOTHING and (asks not in _OF_PAST or _names_somebody(typed))
    ):
        beyond = past.shown() if asks is Asks.MORE else ()
        return Resolution(text, beyond=beyond, near=_near(past))
    if last is None:
        stands = leans in {Leans.PARALLEL, Leans.PAPERS} or asks in _LISTS
        return Resolution(text, FollowUp.ALONE if stands else FollowUp.UNRESOLVED)
    if asks is Asks.ORIGIN:
        within = _meant(typed, past, aliases)
        follow_up = FollowUp.RESOLVED if within else FollowUp.UNRESOLVED
        return Resolution(text, follow_up, within=within)
    return _leaning(typed, past, last, aliases)


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
        return Resolution(text, FollowUp.RESOLVED, beyond=beyond, again=last)
    if leans is Leans.ADDITION:
        return _added(typed, past, last)
    if leans is Leans.PARALLEL:
        return _parallel(typed, last, NameKinds(past.queries, aliases))
    named = _named(typed, past, aliases)
    nobody = named.follow_up is FollowUp.UNRESOLVED and not named.readings
    return _added(typed, past, last) if nobody and _near(past) else named


def _added(typed: Typed, past: Past, last: Query) -> Resolution:
    """Ask the earlier question on, in the articles that answered it."""
    meant = past.last_shown or last
    return Resolution(
        typed.text, FollowUp.RESOLVED,
        after=_base(meant), within=past.articles(meant), beyond=past.shown(),
    )  # fmt: skip


def _near(past: Past) -> tuple[str, ...]:
    """Id of the article that was shown first in the last answer, if there is one."""
    return past.articles(past.last_shown)[:1] if past.last_shown else ()


def _base(query: Query) -> str:
    """Give what an addition was asked beside, or else the question itself."""
    return query.after if query.after and query.after not in query.meant else query.whole


def _names_somebody(typed: Typed) -> bool:
    return typed.reading.speaker is not None


def _asks_again(typed: Typed, last: Query) -> bool:
    """Whether the earlier question is asked once more: for more, or of other articles."""
    asks, leans, of_words = typed.reading.asks, typed.reading.leans, typed.reading.subject
    if last.asks in _LISTS:
        points = leans in {Leans.SOMEBODY, Leans.SOMETHING}
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


def _parallel(typed: Typed, last: Query, kinds: NameKinds) -> Resolution:
    """Put a name in the place of its parallel in the earlier question, or beside its sides."""
    fragment = _fragment(typed, kinds.aliases)
    of_names = last.sides and not last.sides[0].time
    if fragment and of_names and parallel_phrase(fragment, last.resolved, last) is None:
        return Resolution(typed.text, FollowUp.RESOLVED, again=last, meant=(fragment,))
    readings = _substituted(fragment, last, kinds) if fragment else ()
    if len(readings) == 1:
        return Resolution(readings[0], FollowUp.RESOLVED, meant=(fragment,))
    if not readings:
        return Resolution(typed.text, FollowUp.RESOLVED, after=last.whole)
    return Resolution(typed.text, FollowUp.UNRESOLVED, readings)


def _fragment(typed: Typed, aliases: Aliases) -> str:
    """Give what is put in another's place: whole names; the only one, where nothing points."""
    names = name_terms(typed.text, typed.language, aliases)
    points = typed.reading.points
    if points is None:
        return names[0] if len(names) == 1 else ""
    words = POSSESSIVE.sub("", _AND_HAN.sub("", points.text))
    return next((name for name in names if name.endswith(f" {words}")), words)


def _named(typed: Typed, past: Past, aliases: Aliases) -> Resolution:
    """Put the name of whoever or whatever is meant in the place of what points to it."""
    text, points = typed.text, typed.reading.points
    of_person = typed.reading.leans is Leans.SOMEBODY
    names = somebody(past, aliases) if of_person else something(past, aliases)
    beyond = past.shown() if typed.reading.asks is Asks.MORE else ()
    if not names or points is None:
        return Resolution(text, FollowUp.UNRESOLVED)
    readings = tuple(dict.fromkeys(_put_name(text, points, name) for name in names))
    if len(readings) > 1:
        return Resolution(text, FollowUp.UNRESOLVED, readings)
    found = Resolution(readings[0], FollowUp.RESOLVED, beyond=beyond, near=_near(past), meant=names)
    return replace(found, after=names[0]) if readings[0] == text else found


def _put_name(text: str, points: Phrase, name: str) -> str:
    """Put a name in the place of a pronoun; a German one with an ending or a preposition stays."""
    start, end = points.start, points.end
    owning = _OWNING.fullmatch(points.text) and text[end:].strip(" ?")
    if _JOINED.fullmatch(points.text) or (owning and points.text.lower()[:3] in {"sei", "ihr"}):
        return text
    return text[:start] + name + ("’s" if owning else "") + text[end:]


def _substituted(fragment: str, earlier: Query, kinds: NameKinds) -> tuple[str, ...]:
    """Put a fragment in the place of what it stands parallel to."""
    base = earlier.resolved if _base(earlier) == earlier.whole else earlier.after
    if parallel := parallel_phrase(fragment, base, earlier):
        return (_put(base, *parallel),)
    known = (Phrase(n.start, n.end, base[n.start : n.end]) for n in kinds.aliases.find(base))
    found = slots_of(base, earlier) or tuple(Slot(each, speaks=False) for each in known)
    slots = _fitting(fragment, found, kinds)
    return tuple(dict.fromkeys(_put(base, slot.phrase, fragment) for slot in slots))


def _fitting(fragment: str, slots: tuple[Slot, ...], kinds: NameKinds) -> tuple[Slot, ...]:
    """Choose the slots that a name fits: one of its kind, or else one where its kind can stand."""
    kind = kinds.of(fragment)
    alike = tuple(slot for slot in slots if kind and kinds.of(slot.phrase.text) == kind)
    if alike:
        return alike
    speaking = tuple(slot for slot in slots if slot.speaks)
    others = tuple(slot for slot in slots if not slot.speaks)
    if not speaking or not others:
        return slots
    if kind is not None:
        return others if kind is NameKind.THING else speaking
    by_person = all(kinds.of(slot.phrase.text) is NameKind.PERSON for slot in speaking)
    return others if by_person else slots


def _put(text: str, phrase: Phrase, words: str) -> str:
    before, after = text[: phrase.start], text[phrase.end :]
    if phrase.start == phrase.end > 0:
        before = before.rstrip() + " "
    return before + words + after
