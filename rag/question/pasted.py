"""What asks is read by itself: the words around it, and all else that was pasted, are left."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from onrecord.corpus.cutting.boundaries import sentence_ends
from onrecord.corpus.languages.script import WIDE
from onrecord.rag.question.kinds import LEANS_FROM
from onrecord.rag.question.typed import Reads, Typed

__all__ = ["read_asking"]

_SHORT: Final = 240
"""Characters that are a question, perhaps with words around it."""

_WIDE: Final = re.compile(f"[{WIDE}]")
"""Counts for three: it takes so few of them to say as much."""

_MAX_READ: Final = 12
"""Sentences of a long text that are read, the last: letters lead up to what they ask."""

_CUT: Final = re.compile(r"\n|(?<=[：:])\s*(?=\D)")
"""In a letter, a colon leads up to a question."""

_MARKS: Final = ("?", "？")


def read_asking(text: str, language: str, reads: Reads) -> Typed:
    """Read a question without the words around it; of a long text, a sentence that asks.

    It is the one that tells whose words it asks for, or about what.
    """
    if len(text) + 2 * len(_WIDE.findall(text)) <= _SHORT:
        return _inner(reads(text, language), reads)
    found = _sentences(text, language)
    read = [reads(each, language) for each in (_asking(found) or found)[-_MAX_READ:]]
    return _inner(max(read, key=lambda each: (_names(each), len(each.text))), reads)


def _inner(typed: Typed, reads: Reads) -> Typed:
    """Read what asks by itself, unless it may ask of nothing but what the words around it name."""
    core, text = typed.reading.core, typed.text
    if core is None:
        return typed
    inner = reads(core.text, typed.language)
    around = text[: core.start].strip() or text[core.end :].strip()
    is_led = _names(reads(around, typed.language)) > 0
    leans = inner.reading.leaning >= LEANS_FROM
    is_vague = not _names(inner) and (leans or is_led or len(around) > len(core.text))
    if is_vague or (leans and is_led):
        return typed
    return replace(inner, lead=around if is_led else "")


def _asking(sentences: Sequence[str]) -> list[str]:
    return [each for each in sentences if each.endswith(_MARKS)]


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
