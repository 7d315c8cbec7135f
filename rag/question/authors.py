"""The author whose articles a question asks for: "What did Ada Lane write about the mill?"."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from onrecord.index.filters import folded
from onrecord.rag.question.query import Phrase

__all__ = ["author_in", "read_author"]

_PIECES: Final = (
    r"articles?|stories|story|pieces?|columns?|essays?|reports?|reporting|coverage|texts?|news"
    r"|Artikeln?|Berichten?|Texten?|Beitr(?:ag|äge|ägen)|Kolumnen?|Reportagen?"
)
_BEFORE: Final = re.compile(
    rf"\b(?:{_PIECES}|written|published|geschrieben)\s+(?:by|from|of|von)\s+$"
    r"|\b(?:schrieb|schreibt|by\s+(?:reporter|journalist|author)|(?:die\s+)?Autor(?:in)?)\s+$"
    r"|(?:作者|记者|記者)(?:是|为|為)?$",
    re.IGNORECASE,
)
_AFTER: Final = re.compile(
    rf"(?:['’]s?|s)?\s+(?:own\s+)?(?:{_PIECES})\b"
    r"|\s+(?:(?:ever|already|just|also)\s+)?(?:writes?|wrote|written|writing|schreibt|schrieb)\b"
    r"|\s+(?:[^?.!]*\s)?geschrieben\b"
    r"|的?(?:写|寫|撰写|撰寫|撰文)|的(?:文章|报道|報道|报导|報導|稿)",
    re.IGNORECASE,
)


def read_author(question: str, authors: Sequence[str]) -> tuple[str, Phrase] | None:
    """Find the one author whose articles are asked for, named in full; None if there is no such.

    >>> read_author("What did zoe sahin write about the mill?", ["Zoë Şahin"])
    ('Zoë Şahin', Phrase(start=9, end=18, text='zoe sahin'))
    >>> read_author("What did Zoë Şahin say about the mill?", ["Zoë Şahin"])
    """
    for name, phrase in _standing(question, authors):
        if _BEFORE.search(question[: phrase.start]) or _AFTER.match(question[phrase.end :]):
            return name, phrase
    return None


def author_in(question: str, authors: Sequence[str]) -> tuple[str, Phrase] | None:
    """Find an author whom a question names in full, the longest first."""
    return next(_standing(question, authors), None)


def _standing(question: str, authors: Sequence[str]) -> Iterator[tuple[str, Phrase]]:
    plain, places = _plain(question)
    for name, wanted in _folded(tuple(authors)):
        for at in _found(wanted, plain):
            start, end = places[at], places[at + len(wanted) - 1] + 1
            yield name, Phrase(start, end, question[start:end])


@lru_cache(2)
def _folded(authors: tuple[str, ...]) -> list[tuple[str, str]]:
    """Fold authors, the longest first: the whole of a name, not a part of it."""
    return sorted(((each, folded(each)) for each in authors), key=lambda each: -len(each[1]))


def _plain(question: str) -> tuple[str, list[int]]:
    """Fold a question letter by letter, and say where each letter stands in it."""
    letters = [(c if c.isspace() else folded(c), place) for place, c in enumerate(question)]
    return (
        "".join(letter for letter, _ in letters),
        [place for letter, place in letters for _ in letter],
    )


def _found(wanted: str, plain: str) -> Iterator[int]:
    """Places where a name stands as a word of its own; a Han name needs no space around it."""
    at = plain.find(wanted) if wanted else -1
    while at >= 0:
        around = plain[at - 1 : at] + plain[at + len(wanted) : at + len(wanted) + 1]
        if not wanted.isascii() or not any(c.isalnum() for c in around):
            yield at
        at = plain.find(wanted, at + 1)
