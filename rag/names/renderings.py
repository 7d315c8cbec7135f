"""Names as another script writes them, so that 百度 finds Baidu: by the aliases, or by their sound.

A Chinese name without an alias is tried as it is said (Pinyin), where such words stand in the
articles.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from anyascii import anyascii

from onrecord.corpus.languages.script import has_han
from onrecord.index.terms import terms
from onrecord.rag.names.aliases import Aliases

__all__ = ["Rendering", "beside", "forms", "instead", "renderings"]

_LONGEST: Final = 6
"""Characters of a Chinese name that is tried as it is said."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """A name in a question, and how articles in the other script, Latin or Han, write it.

    One that `is_heard` is told by its sound alone.
    """

    name: str
    other: str
    is_heard: bool = False

    @property
    def is_han(self) -> bool:
        """Whether the other script is Chinese."""
        return has_han(self.other)


def renderings(
    question: str, speaker: str | None, aliases: Aliases,
    frequencies: Callable[[Sequence[str]], Mapping[str, int]],
) -> tuple[Rendering, ...]:  # fmt: skip
    """Find the names in a question that articles in the other script write otherwise.

    `frequencies` tells in how many passages terms stand.

    >>> for each in renderings("可灵和Altman", None, Aliases.load(), dict.fromkeys):
    ...     print(each.name, each.other)
    可灵 Kling
    Altman 奥特曼
    """
    found = [(question[each.start : each.end], each.name) for each in aliases.find(question)]
    known = [
        Rendering(name, other) for name, group in found if (other := _known(name, group, aliases))
    ]
    if speaker and has_han(speaker) and not any(each.name in speaker for each in known):
        known += [Rendering(speaker, said) for said in _said(speaker, frequencies)]
    return tuple(dict.fromkeys(known))


def forms(name: str, names: Sequence[Rendering]) -> tuple[str, ...]:
    """Give a name as a question has it, and as the other script writes what is known of it.

    >>> forms("百度公司", [Rendering("百度", "Baidu"), Rendering("可灵", "Kling")])
    ('百度公司', 'Baidu')
    """
    return name, *(each.other for each in names if each.name in name)


def beside(text: str, names: Sequence[Rendering]) -> str:
    """Put each name's other form beside it, for what reads both.

    >>> beside("百度谈Sora 2", [Rendering("百度", "Baidu")])
    '百度 Baidu 谈Sora 2'
    """
    for each in names:
        text = text.replace(each.name, f"{each.name} {each.other} ", 1)
    return text


def instead(text: str, names: Sequence[Rendering], *, is_han: bool) -> str:
    """Put each name as articles in a script write it, Chinese or any other.

    >>> instead("百度谈Sora 2", [Rendering("百度", "Baidu")], is_han=False)
    'Baidu谈Sora 2'
    """
    for each in names:
        if each.is_han is is_han:
            text = text.replace(each.name, each.other, 1)
    return text


def _known(name: str, group: str, aliases: Aliases) -> str | None:
    """Take the first form of a name in the script that it isn't in."""
    if has_han(name):
        return None if has_han(group) else group
    return next(filter(has_han, aliases.forms(group)), None)


def _said(name: str, frequencies: Callable[[Sequence[str]], Mapping[str, int]]) -> Iterator[str]:
    """Say a name as one word or as two, the first one that the articles have."""
    if not 1 < len(name) <= _LONGEST or not all(map(has_han, name)):
        return
    syllables = [_syllable(each) for each in name]
    ways: list[tuple[str, ...]] = [("".join(syllables),)]
    ways += [("".join(syllables[:n]), "".join(syllables[n:])) for n in (1, 2) if n < len(name)]
    stems = {word: terms(word, "en") for way in ways for word in way}
    there = frequencies([stem for each in stems.values() for stem in each])
    for way in ways:
        if all(there[stem] for word in way for stem in stems[word]):
            yield " ".join(word.capitalize() for word in way)
            return


@lru_cache(maxsize=4096)
def _syllable(character: str) -> str:
    return anyascii(character).lower()
