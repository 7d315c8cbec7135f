"""A name that stands parallel to another: what it is, and in whose place of a question it fits."""

import re
from typing import Final

from onrecord.rag.conversation.name_kinds import NameKind, NameKinds
from onrecord.rag.conversation.slots import PREPOSITION, Slot, parallel_phrase, slots_of
from onrecord.rag.names.aliases import POSSESSIVE, Aliases
from onrecord.rag.question.query import Phrase, Query
from onrecord.rag.question.question_names import name_terms
from onrecord.rag.question.typed import Typed

__all__ = ["fragment_of", "rest_of", "substituted"]

_AND_HAN: Final = re.compile(r"^(?:那么?|还有)(?=.)")


def fragment_of(typed: Typed, aliases: Aliases) -> str:
    """Give what is put in another's place: whole names; the only one, where nothing points."""
    names = name_terms(typed.text, typed.language, aliases)
    points = typed.reading.points
    if points is None:
        return names[0] if len(names) == 1 else ""
    if before := _led(typed, points):
        return before
    words = POSSESSIVE.sub("", _AND_HAN.sub("", points.text))
    return next((name for name in names if name.endswith(f" {words}")), words)


def rest_of(typed: Typed, fragment: str) -> str:
    """Give what is said of a fragment behind it, with its preposition; nothing else.

    >>> rest_of(Typed.of("and Ada Byron on looms?", "en"), "Ada Byron")
    'on looms'
    """
    rest = typed.text[typed.text.find(fragment) + len(fragment) :].strip(" ?？.!")
    return rest if fragment and PREPOSITION.match(rest) else ""


def _led(typed: Typed, points: Phrase) -> str:
    """Give the name before what points, if a preposition leads from the one to the other."""
    names = [each.phrase for each in slots_of(typed.text, Query("", "", typed.language))]
    before = [each for each in names if each.start > 0 and each.end < points.start]
    between = typed.text[before[-1].end : points.end].strip() if before else ""
    return before[-1].text if PREPOSITION.match(between) else ""


def substituted(fragment: str, earlier: Query, kinds: NameKinds, rest: str = "") -> tuple[str, ...]:
    """Put a fragment in the place of what it stands parallel to, and the rest in that of its own.

    Beside each stands what it is without the rest, which may only tell who the fragment is.
    """
    found = _put_parallel(fragment, earlier, kinds)
    free = [each for each in found if not earlier.subject or earlier.subject in each]
    placed = [(each, put) for each in free if (put := parallel_phrase(rest, each, earlier))]
    return tuple(text for each, put in placed for text in (_put(each, *put), each)) or found


def _put_parallel(fragment: str, earlier: Query, kinds: NameKinds) -> tuple[str, ...]:
    base = (" ".join(earlier.after) if earlier.beyond else "") or earlier.resolved
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
    if kind is None or not speaking or not others:
        return slots
    return others if kind is NameKind.THING else speaking


def _put(text: str, phrase: Phrase, words: str) -> str:
    before, after = text[: phrase.start], text[phrase.end :]
    if phrase.start == phrase.end > 0:
        before = before.rstrip() + " "
    return before + words + after
