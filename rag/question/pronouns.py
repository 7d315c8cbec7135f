"""A name in the place of what points to it."""

import re
from typing import Final

from onrecord.rag.question.query import Phrase

__all__ = ["put_name"]

_OWNING: Final = re.compile(r"(?:its|his|her|their|seine?[rmns]?|ihre?[rmns]?)", re.IGNORECASE)
_JOINED: Final = re.compile(
    r"(?:da|hier|wo)r?(?:an|auf|aus|bei|durch|für|gegen|in|mit|nach|über|um|unter|von|vor|zu)",
    re.IGNORECASE,
)


def put_name(text: str, points: Phrase, name: str) -> str:
    """Put a name in the place of a pronoun; a German one with an ending or a preposition stays.

    >>> put_name("Why did he sell his bears?", Phrase(8, 10, "he"), "Ada")
    'Why did Ada sell his bears?'
    >>> put_name("Was ist seine Antwort?", Phrase(8, 13, "seine"), "Ada")
    'Was ist seine Antwort?'
    """
    start, end = points.start, points.end
    owning = _OWNING.fullmatch(points.text) and re.match(r"\s\w", text[end:])
    if _JOINED.fullmatch(points.text) or (owning and points.text.lower()[:3] in {"sei", "ihr"}):
        return text
    return text[:start] + name + ("’s" if owning else "") + text[end:]
