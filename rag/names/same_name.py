"""Whether two names may be of one, by their letters: no knowledge of who is who."""

from collections.abc import Iterable
from typing import Final

import regex

from onrecord.corpus import Speaker
from onrecord.corpus.languages.script import simplified
from onrecord.index.filters import folded
from onrecord.rag.names.aliases import Aliases

__all__ = ["is_any", "is_by", "named_in", "same_name", "voices"]

_PIECE: Final = regex.compile(r"\p{Han}+|[^\W_]+")
_HAN: Final = regex.compile(r"\p{Han}")
_UMLAUT: Final = regex.compile(r"(?<=[aou])e")
"""As Mueller is written for Müller; what it takes from other names it takes from both."""

_SOME: Final = 8
"""One in so many characters that are Han make a text Chinese."""

_FEW: Final = 5
"""Letters of a word that may differ by one: spelt otherwise, or heard otherwise."""


def same_name(one: str, other: str, aliases: Aliases) -> bool:
    """Whether one of the names is a part of the other, in any spelling; never across scripts.

    >>> nobody = Aliases.from_groups({})
    >>> same_name("Müller", "Frau Renate Mueller", nobody), same_name("Ida Weber", "Weber", nobody)
    (True, True)
    >>> same_name("Ida Weber", "Klaus Weber", nobody)
    False
    """
    if aliases.same(one, other):
        return True
    short, long = sorted((_words(one), _words(other)), key=len)
    if not short:
        return False
    if _HAN.search(one) and _HAN.search(other):
        first, second = sorted(("".join(short), "".join(long)), key=len)
        return first in second
    return all(any(_alike(word, each) for each in long) for word in short)


def is_by(name: str, speaker: Speaker | None, aliases: Aliases) -> bool:
    """Whether a speaker may be whom a name names; nobody is not."""
    return speaker is not None and same_name(name, speaker.text, aliases)


def is_any(names: Iterable[str], speaker: Speaker | None, aliases: Aliases) -> bool:
    """Whether a speaker may be one of those whom names name, or speak for one."""
    return speaker is not None and any(
        is_by(each, speaker, aliases) or named_in(each, speaker.text, aliases) for each in names
    )


def voices(speakers: Iterable[Speaker], aliases: Aliases) -> list[str]:
    """Name speakers in order, each once, by the first of their names."""
    found: list[str] = []
    for speaker in speakers:
        if not any(is_by(each, speaker, aliases) for each in found):
            found.append(speaker.text)
    return found


def named_in(name: str, text: str, aliases: Aliases) -> bool:
    """Whether a name stands in a text, in any known form.

    The last of several words is enough, as people are named once they were introduced.

    >>> nobody = Aliases.from_groups({})
    >>> [named_in("Ida Weber", text, nobody) for text in ("Ms Weber left.", "Ida left.")]
    [True, False]
    """
    forms = (name, *aliases.forms(name))
    if len(_HAN.findall(text)) > len(text) / _SOME:
        return any(simplified(form) in simplified(text) for form in forms)
    there = set(_words(text))
    latin = (_words(form) for form in forms if not _HAN.search(form))
    return any(words[-1] in there for words in latin if words)


def _words(name: str) -> list[str]:
    return list(map(str, _PIECE.findall(_UMLAUT.sub("", folded(name)))))


def _alike(one: str, other: str) -> bool:
    """Whether two words are equal, or long and but for one letter."""
    if one == other or min(len(one), len(other)) < _FEW or abs(len(one) - len(other)) > 1:
        return one == other
    short, long = sorted((one, other), key=len)
    at = next((n for n, letter in enumerate(short) if letter != long[n]), len(short))
    return short[at:] == long[at + 1 :] or short[at + 1 :] == long[at + 1 :]
