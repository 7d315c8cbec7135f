"""The language of articles that a question names: "in German papers"."""

from collections.abc import Collection
from functools import cache
from typing import Final

from babel import Locale

__all__ = ["read_language"]

_NAMED_IN: Final = ("en", "de", "zh")
"""Languages whose own names of languages are known."""


def read_language(question: str, held: Collection[str]) -> tuple[str, str] | None:
    """Find a language of articles, and what the question calls it; none that no article is in.

    >>> read_language("and in German papers?", ["de", "zh"])
    ('de', 'german')
    >>> read_language("只看英文的", ["en"])
    ('en', '英文')
    """
    text = question.casefold()
    found = [each for code in held for each in _names(code) if each in text]
    name = max(found, key=len, default=None)
    return next(((code, name) for code in held if name and name in _names(code)), None)


@cache
def _names(code: str) -> frozenset[str]:
    names = [Locale(each).languages.get(code, "").casefold() for each in _NAMED_IN]
    written = [name.replace("语", "文") for name in names]
    return frozenset(name for name in (*names, *written) if name)
