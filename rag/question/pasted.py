"""What asks is read by itself: of what leads up to it, and of what was pasted, the rest is left."""

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
"""Characters that are a question, unless something leads up to it."""

_WIDE: Final = re.compile(f"[{WIDE}]")
"""Counts for three: it takes so few of them to say as much."""

_MAX_READ: Final = 12
"""Sentences of a long text that are read, the last: letters lead up to what they ask."""

_LINE: Final = re.compile(r"\n")
_CUT: Final = re.compile(r"\n|(?<=[：:])\s*(?=\D)")
"""In a letter, a colon leads up to a question."""

_MARKS: Final = ("?", "？")


def read_asking(text: str, language: str, reads: Reads) -> Typed:
    """Read a question; of a long text the sentence that asks, whose words or about what.

    Of a short one the last, where it alone asks and leans on nothing; where it says of nothing what
    somebody is to speak about, what leads up to it may.
    """
    if len(text) + 2 * len(_WIDE.findall(text)) <= _SHORT:
        return _led_up_to(text, language, reads) or reads(text, language)
    found = _sentences(text, language, _CUT)
    read = [reads(each, language) for each in (_asking(found) or found)[-_MAX_READ:]]
    return max(read, key=lambda each: (_names(each), len(each.text)))


def _led_up_to(text: str, language: str, reads: Reads) -> Typed | None:
    *lead, last = _sentences(text, language, _LINE)
    if not lead or _asking([*lead, last]) != [last]:
        return None
    typed = reads(last, language)
    if typed.reading.leaning >= LEANS_FROM:
        return None
    lacks = typed.reading.speaker is not None and typed.reading.subject is None
    return replace(typed, lead=" ".join(lead) if lacks else "")


def _asking(sentences: Sequence[str]) -> list[str]:
    return [each for each in sentences if each.endswith(_MARKS)]


def _names(typed: Typed) -> int:
    reading = typed.reading
    return 2 * (reading.speaker is not None) + (reading.subject is not None)


def _sentences(text: str, language: str, cut: re.Pattern[str]) -> list[str]:
    found, start = [], 0
    sound = text.encode("utf-8", "replace").decode()  # half surrogates
    for end in (*sentence_ends(sound, 0, len(text), language), len(text)):
        found += [line.strip() for line in cut.split(text[start:end]) if line.strip()]
        start = end
    return found or [text]
