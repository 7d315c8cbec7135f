"""Whom and what a conversation has named: what a pronoun may stand for."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from onrecord.rag.conversation.name_kinds import NameKind, NameKinds
from onrecord.rag.conversation.past import Past
from onrecord.rag.conversation.slots import ANY_DAY, slots_of
from onrecord.rag.names.aliases import Aliases
from onrecord.rag.names.same_name import same_name, voices
from onrecord.rag.names.shape import (
    is_described,
    is_person_like,
    is_product_like,
    is_speaker_like,
)
from onrecord.rag.question.asked import Asks, Leans
from onrecord.rag.question.query import AnswerKind, Query
from onrecord.rag.question.question_names import name_terms
from onrecord.rag.question.sides import MAX_SIDES
from onrecord.rag.question.times import find_dates
from onrecord.rag.question.typed import Typed
from onrecord.rag.quoting.answer import Answer

__all__ = ["described", "names_none", "several", "somebody", "something"]

Names = tuple[str, ...]

_SURELY: Final = 0.4
"""Confidence in a quote of somebody who was asked for by what they are.

Of 31 that had as much 22 were right, of 14 that had less 7.
"""

_OF_ALL: Final = frozenset((Asks.VOICES, Asks.COMPARISON))
"""Whoever these ask about is not one speaker."""

_OF_SEVERAL: Final = frozenset((Asks.COMPARISON, Asks.VOICES))
_TO_NAMES: Final = frozenset((Leans.NOTHING, Leans.SOMEBODY, Leans.SOMETHING))

_VOICED: Final = frozenset((AnswerKind.SAID, AnswerKind.PERSON))
"""What is asked for is whoever is quoted, not what the question names."""


def somebody(past: Past, aliases: Aliases) -> Names:
    """Name whom "he", "she" or "they" may be, by the last question that tells; none if none does.

    It is whoever was asked about, else whoever was quoted first, else somebody whom the quote
    names.
    """
    return _lately(_people, past, aliases)


def something(past: Past, aliases: Aliases) -> Names:
    """Name what "it" may be: a thing asked about, else one that the first quote names."""
    return _lately(_things, past, aliases)


def described(asked: str, answer: Answer) -> str:
    """Name who was asked for by what they are, a lawyer: whoever is quoted first, if surely."""
    told = answer.quotes[0].speaker if answer.quotes else None
    is_sure = is_described(asked) and answer.confidence >= _SURELY
    return told.text if told and is_sure and is_speaker_like(told.text) else ""


def names_none(typed: Typed, aliases: Aliases) -> bool:
    """Whether several are compared, or everybody heard, and nothing says who or on what."""
    reading, text = typed.reading, typed.text
    if reading.asks not in _OF_SEVERAL or reading.leans not in _TO_NAMES:
        return False
    names = name_terms(text, typed.language, aliases) or find_dates(typed, ANY_DAY)
    is_of_persons = reading.wants is AnswerKind.PERSON
    return not (is_of_persons or reading.sides or reading.subject or names or is_product_like(text))


def several(past: Past, aliases: Aliases) -> Names:
    """Name the two or more that "they" may be; none if no more than one was named.

    They are those whom one answer quotes, or who were asked about one after the other.
    """
    found: Names = ()
    kinds = NameKinds(past.queries, aliases)
    for query in past.recent:
        named = _all_of(query, past.answered(query), kinds)
        found = (*(n for n in named if not any(same_name(n, f, aliases) for f in found)), *found)
        if len(found) > 1:
            return found[:MAX_SIDES]
    return ()


def _all_of(query: Query, answer: Answer, kinds: NameKinds) -> Names:
    """Name all that were compared, whoever was asked about, or else all voices, or names."""
    if query.sides:
        return tuple(each.name for each in query.sides)
    if query.speaker:
        return (query.speaker,)
    named = tuple(_named(query, kinds.aliases))
    is_of_voices = query.asks is Asks.VOICES or query.wants in _VOICED
    if named and not is_of_voices:
        return named
    speakers = (quote.speaker for quote in answer.quotes if quote.speaker)
    return tuple(voices((s for s in speakers if is_speaker_like(s.text)), kinds.aliases))


def _lately(
    named: Callable[[Query, Answer, NameKinds], Names], past: Past, aliases: Aliases
) -> Names:
    kinds = NameKinds(past.queries, aliases)
    found = (named(each, past.answered(each), kinds) for each in past.recent)
    return next(filter(None, found), ())


def _people(query: Query, answer: Answer, kinds: NameKinds) -> Names:
    if query.speaker and query.asks not in _OF_ALL:
        return (_by_name(query.speaker, answer, kinds.aliases),)
    named = _named(query, kinds.aliases)
    is_what = query.wants is AnswerKind.DEFINITION  # whoever is quoted then speaks for it
    if is_what and len(named) == 1 and _is_body(named[0], kinds):
        return tuple(named)
    persons = _persons(named, kinds)
    speakers = [each.speaker.text for each in answer.quotes[:1] if each.speaker]
    in_quote = [name for name in _quoted(answer, kinds.aliases) if name not in query.whole]
    quoted = [name for name in in_quote if kinds.of(name) is NameKind.PERSON]
    if query.wants is AnswerKind.PERSON and quoted and not answer.quotes[0].speaker:
        return tuple(quoted[:1])
    if len(persons) == 1 or (persons and not speakers):
        return tuple(persons)
    if speakers:
        return tuple(speakers)
    others = [name for name in named if _is_body(name, kinds)]
    return tuple(quoted[:1]) or tuple(others)


def _is_body(name: str, kinds: NameKinds) -> bool:
    return kinds.of(name) is NameKind.ORGANISATION


def _by_name(asked: str, answer: Answer, aliases: Aliases) -> str:
    """Name whoever was asked about; the person quoted first, if that was by no name: a lawyer."""
    told = described(asked, answer)
    return asked if not told or same_name(asked, told, aliases) else told


def _things(query: Query, answer: Answer, kinds: NameKinds) -> Names:
    every = _named(query, kinds.aliases)
    named = [name for name in every if not is_person_like(name)] or every
    things = _first(name for name in named if kinds.of(name) is NameKind.THING)
    others = tuple(name for name in named if kinds.of(name) is not NameKind.ORGANISATION)
    if named:
        return things or others or tuple(named)
    quoted = _quoted(answer, kinds.aliases)
    found = [name for name in quoted if kinds.of(name) is NameKind.THING]
    return tuple(found[:1]) or ((query.speaker,) if query.speaker else ())


def _first(names: Iterable[str]) -> Names:
    """Prefer the one with a version, if it is one."""
    found = tuple(names)
    versioned = tuple(filter(is_product_like, found))
    return versioned if len(versioned) == 1 else found


def _named(query: Query, aliases: Aliases) -> list[str]:
    """Name what a question names, whoever is to speak left out; also what only the aliases know."""
    slots = slots_of(query.resolved, query)
    standing = [slot.phrase.text for slot in slots]
    known = (query.resolved[each.start : each.end] for each in aliases.find(query.resolved))
    names = [slot.phrase.text for slot in slots if not slot.speaks]
    names += [each for each in known if not any(each in other for other in standing)]
    times = [each.phrase.text for each in query.dates]
    return [each for each in dict.fromkeys(names) if not any(each in time for time in times)]


def _quoted(answer: Answer, aliases: Aliases) -> Names:
    """Name what the first quote names."""
    first = answer.quotes[0] if answer.quotes else None
    return name_terms(first.text, first.article.language, aliases) if first else ()


def _persons(names: Sequence[str], kinds: NameKinds) -> list[str]:
    """Choose the names that a person may bear, if one of them surely is a person's."""
    if not any(kinds.of(name) is NameKind.PERSON for name in names):
        return []
    return [name for name in names if kinds.of(name) in {NameKind.PERSON, None}]
