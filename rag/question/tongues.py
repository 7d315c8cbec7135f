"""The language of articles that a question names: "in German papers"."""

from collections.abc import Collection
from functools import cache
from typing import Final

from babel import Locale
from babel.languages import get_official_languages

__all__ = ["read_language"]

_NAMED_IN: Final = ("en", "de", "zh")
"""Languages whose own names of languages are known."""


def read_language(
    question: str, held: Collection[str], *, of_papers: bool = False
) -> tuple[str, str] | None:
    """Find a language of articles, and what the question calls it; none that no article is in.

    Papers are also called by the country whose language they are in, if the question is surely
    `of_papers`.

    >>> read_language("and in German papers?", ["de", "zh"])
    ('de', 'german')
    >>> read_language("只看英文的", ["en"])
    ('en', '英文')
    >>> read_language("中国媒体呢？", ["en", "zh"], of_papers=True)
    ('zh', '中国')
    """
    text = question.casefold()
    known = {code: _names(code) | (_lands(code) if of_papers else frozenset()) for code in held}
    found = [each for names in known.values() for each in names if each in text]
    name = max(found, key=len, default=None)
    return next(((code, name) for code, names in known.items() if name and name in names), None)


@cache
def _names(code: str) -> frozenset[str]:
    names = [Locale(each).languages.get(code, "").casefold() for each in _NAMED_IN]
    written = [name.replace("语", "文") for name in names]
    return frozenset(name for name in (*names, *written) if name)


@cache
def _lands(code: str) -> frozenset[str]:
    """Name the countries of which a language is the first official one."""
    return frozenset(
        name.casefold()
        for each in _NAMED_IN
        for land, name in Locale(each).territories.items()
        if get_official_languages(land, de_facto=True)[:1] == (code,)
    )
