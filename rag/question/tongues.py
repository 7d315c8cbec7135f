"""The language of articles that a question names: "in German papers"."""

import re
from collections.abc import Collection
from functools import cache
from typing import Final

from babel import Locale
from babel.languages import get_official_languages

from onrecord.corpus.languages.identifier import LANGUAGES
from onrecord.corpus.languages.script import has_han
from onrecord.rag.question.query import Phrase

__all__ = ["read_language"]

_NAMED_IN: Final = ("en", "de", "zh")
"""Languages whose own names of languages are known."""

_ENDING: Final = r"(?:-language|sprachig)?(?:e[mnrs]?|['’]?s)?"
"""How such a name may end: deutschen, German-language, China's."""


def read_language(
    question: str, held: Collection[str], *, of_papers: bool = False
) -> tuple[str, Phrase] | None:
    """Find a language of articles, and where the question names it; perhaps one that none is in.

    Papers are also called by the country whose language they are in, if the question is surely
    `of_papers`. Of two languages that are called the same, the one that is `held` is meant.

    >>> read_language("and in German papers?", ["de", "zh"])
    ('de', Phrase(start=7, end=13, text='German'))
    >>> read_language("Nur deutschsprachige, nicht aus Deutschland", ["de"])
    ('de', Phrase(start=4, end=20, text='deutschsprachige'))
    >>> read_language("中国媒体呢？", ["en", "zh"], of_papers=True)
    ('zh', Phrase(start=0, end=2, text='中国'))
    """
    found = [
        (code, Phrase(*match.span(), match.group()))
        for code in dict.fromkeys((*held, *LANGUAGES.split()))
        for name in (*_names(code), *(_lands(code) if of_papers else ()))
        if (match := _pattern(name).search(question))
    ]
    return max(found, key=lambda each: len(each[1].text), default=None)


@cache
def _names(code: str) -> tuple[str, ...]:
    names = [Locale(each).languages.get(code, "") for each in _NAMED_IN]
    written = [name.replace("语", "文") for name in names]
    return tuple(dict.fromkeys(filter(None, (*names, *written))))


@cache
def _lands(code: str) -> tuple[str, ...]:
    """Name the countries of which a language is the first official one."""
    return tuple(
        name
        for each in _NAMED_IN
        for land, name in Locale(each).territories.items()
        if get_official_languages(land, de_facto=True)[:1] == (code,)
    )


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """Match a name as a word; Chinese ones stand between others."""
    if has_han(name):
        return re.compile(re.escape(name))
    return re.compile(rf"(?<!\w){re.escape(name)}{_ENDING}(?!\w)", re.IGNORECASE)
