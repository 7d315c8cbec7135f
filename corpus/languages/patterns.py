"""Regular expressions that are compiled when they are first used.

Of some four hundred, one command uses half or fewer; to compile all of them takes 0.4 s.
"""

import re
from functools import cached_property
from typing import Any, Final, cast

__all__ = ["late_pattern", "word_set"]

_HAS: Final = [name for name in dir(re.Pattern) if not name.startswith("_")]


class _Late:
    """Becomes like the pattern when it is first asked for anything that a pattern has."""

    def __init__(self, source: str, flags: int) -> None:
        self._source = source
        self._flags = flags

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self._source, self._flags)

    def __getattr__(self, name: str) -> Any:
        for each in _HAS:
            setattr(self, each, getattr(self._compiled, each))
        return getattr(self._compiled, name)

    def __eq__(self, other: object) -> bool:  # a match knows its pattern
        return self is other or self._compiled == other

    def __hash__(self) -> int:
        return hash(self._compiled)


def late_pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    r"""Give what serves as the compiled pattern: for its methods, attributes and equality.

    >>> late_pattern(r"\d+").sub("#", "4 of 20")
    '# of #'
    """
    return cast("re.Pattern[str]", _Late(source, flags))


def word_set(words: str) -> frozenset[str]:
    """Make a table of words that are written one after the other."""
    return frozenset(words.split())
