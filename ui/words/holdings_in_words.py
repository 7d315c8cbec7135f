"""What all articles name together, in words: outlets, authors, languages and days."""

from collections.abc import Iterator, Sequence
from typing import Final

from onrecord.rag.question.holdings import Holdings
from onrecord.ui.words.days_and_languages import language_name, long_date
from onrecord.ui.words.phrasebook import Strings

__all__ = ["in_words"]

_MOST: Final = 30
"""Names that are written out."""


def in_words(holdings: Holdings, s: Strings) -> Iterator[tuple[str, int | None, tuple[str, ...]]]:
    """Give what each line is about, how many there are of it, and their names.

    >>> from onrecord.ui.words.strings import EN
    >>> list(in_words(Holdings(outlets=("Mill Post", "Harbour News")), EN))
    [('Sources', 2, ('Harbour News', 'Mill Post'))]
    """
    spoken = [language_name(each, s.language) for each in holdings.languages]
    for label, names in (
        (s.outlet, holdings.outlets), (s.authors, holdings.authors), (s.languages, spoken),
    ):  # fmt: skip
        if names:
            yield label, len(names), _few(sorted(filter(None, names), key=str.casefold), s)
    if holdings.days:
        first, last = (long_date(day, s.language) for day in (holdings.days[0], holdings.days[-1]))
        yield s.days, None, (f"{first} – {last}",) if first != last else (first,)


def _few(names: Sequence[str], s: Strings) -> tuple[str, ...]:
    left = len(names) - _MOST
    return (*names[:_MOST], s.more_names.format(n=s.number(left))) if left > 0 else tuple(names)
