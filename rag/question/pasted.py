"""What asks is read by itself: the words around it, and all else that was pasted, are left."""

import re
from dataclasses import replace
from typing import Final

from babel import Locale, UnknownLocaleError

from onrecord.corpus.cutting.boundaries import sentence_ends
from onrecord.corpus.languages.script import WIDE
from onrecord.rag.question.asked import SMALL_TALK, Asks, Leans
from onrecord.rag.question.kinds import LEANS_FROM
from onrecord.rag.question.pronouns import put_name
from onrecord.rag.question.query import Phrase, is_brief
from onrecord.rag.question.typed import Reads, Typed
from onrecord.rag.question.verbatim import Verbatim

__all__ = ["read_asking", "read_first"]

_SHORT: Final = 240
"""Characters that are a question, perhaps with words around it."""

_WIDE: Final = re.compile(f"[{WIDE}]")
"""Counts for three: it takes so few of them to say as much."""

_MAX_READ: Final = 12
"""Sentences of a long text that are read, the last: letters lead up to what they ask."""

_N_LEAD: Final = 2
"""Sentences before the one that asks on which it may lean."""

_CUT: Final = re.compile(r"\n|(?<=[：:])\s*(?=\D)")
"""In a letter, a colon leads up to a question."""

_MARKS: Final = ("?", "？")

_JOINS: Final = re.compile(
    rf"(?P<asks>[?？])\s*(?:[{WIDE}]{{1,3}}|[^\W\d{WIDE}]+)?[,;:，；：、\s]*$"
    rf"|[，；。、][{WIDE}]{{1,3}}[，：、]?$"
    r"|[,;]\s*[^\W\d]+\s+$"
    r"|[,;:，；：。、\s]+$"
)
"""What may stand between two questions: a mark, and a word."""


def read_asking(text: str, language: str, reads: Reads, *, is_first: bool = True) -> Typed:
    """Read a question without the words around it; of a long text, a sentence that asks.

    It is the one that tells whose words it asks for, or about what. Where it leans on another, the
    words around it are its `lead`; unless these lean, too, and it `is_first` of no conversation.
    What is mostly quoted is read whole.
    """
    if len(text) + 2 * len(_WIDE.findall(text)) <= _SHORT:
        typed = reads(text, language)
        is_quoting = Verbatim.of(text).quoted
        return _quoting(typed) if is_quoting else _inner(typed, reads, is_first=is_first)
    found = _sentences(text, language)
    places = [at for at, each in enumerate(found) if each.endswith(_MARKS)] or range(len(found))
    read = {at: reads(found[at], language) for at in places[-_MAX_READ:]}
    asks = max(read, key=lambda at: (_names(read[at]), len(read[at].text)))
    inner = _inner(read[asks], reads, is_first=is_first)
    if asks == 0 or inner.lead or not _leans(inner):
        return inner
    return _led(inner, " ".join(found[max(0, asks - _N_LEAD) : asks]))


def read_first(typed: Typed, second: Phrase, reads: Reads) -> Typed:
    """Read the first of two questions, without what joins them: what follows a mark, or "and"."""
    first = typed.text[: second.start]
    if joins := _JOINS.search(first):
        first = first[: joins.start()] + (joins["asks"] or "")
    first = first.removesuffix(f" {_and(typed.language)}")
    return replace(reads(first, typed.language), lead=typed.lead)


def _and(language: str) -> str:
    """Give a language's own word for it."""
    try:
        return str(Locale(language).list_patterns["standard"]["2"]).format("", "").strip()
    except UnknownLocaleError:
        return ""


def _quoting(typed: Typed) -> Typed:
    """Ask for the words that a message quotes, whatever else these may seem to ask."""
    reading = replace(
        typed.reading, asks=Asks.WORDS, leans=Leans.NOTHING, leaning=0.0, without=(), second=None
    )
    return replace(typed, reading=reading)


def _inner(typed: Typed, reads: Reads, *, is_first: bool) -> Typed:
    """Read what asks by itself, unless it may ask of nothing but what the words around it name."""
    core, text = typed.reading.core, typed.text
    if core is None:
        return typed
    inner = reads(core.text, typed.language)
    sides = text[: core.start].strip(), text[core.end :].strip()
    around = reads(max(sides, key=len), typed.language)
    is_led, leans, leads_on = _names(around) > 0, _leans(inner), _leans(around)
    if (name := _named(around)) and inner.reading.leans is Leans.SOMEBODY and inner.reading.points:
        return reads(put_name(inner.text, inner.reading.points, name), typed.language)
    tells = _tells(around, leans=leans) if is_first else is_led and not leads_on
    if tells and (leans or not _names(inner)):
        return _led(inner, around.text)
    if leans and not (is_first or is_led or leads_on):
        return inner
    is_vague = not _names(inner) and (leans or is_led or len(around.text) > len(core.text))
    if is_vague or (leans and is_led):
        return typed
    return replace(inner, lead=around.text if is_led else "")


def _led(typed: Typed, lead: str) -> Typed:
    """Say what a question leans on: that is in no article that was shown, and nothing was yet."""
    reading = typed.reading
    asks = Asks.WORDS if reading.asks in {Asks.ORIGIN, Asks.MORE} else reading.asks
    return replace(typed, lead=lead, reading=replace(reading, asks=asks, leaning=1.0))


def _leans(typed: Typed) -> bool:
    return typed.reading.leaning >= LEANS_FROM


def _named(around: Typed) -> str:
    """Give the name that words put in the place of another: "I mean Ada"."""
    points = around.reading.points
    return points.text if points and around.reading.leans is Leans.PARALLEL else ""


def _tells(typed: Typed, *, leans: bool) -> bool:
    """Whether words say more than that somebody is about to ask, or what the question leans on."""
    asks = typed.reading.asks
    if is_brief(typed.text):
        return leans and asks is Asks.WORDS
    return asks not in SMALL_TALK


def _names(typed: Typed) -> int:
    reading = typed.reading
    return 2 * (reading.speaker is not None) + (reading.subject is not None)


def _sentences(text: str, language: str) -> list[str]:
    found, start = [], 0
    sound = text.encode("utf-8", "replace").decode()  # half surrogates
    for end in (*sentence_ends(sound, 0, len(text), language), len(text)):
        found += [line.strip() for line in _CUT.split(text[start:end]) if line.strip()]
        start = end
    return found or [text]
