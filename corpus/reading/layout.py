"""Blocks of words to a text: apart by a blank line, list items and table rows on lines."""

import re
from collections.abc import Iterable
from enum import Enum, auto

__all__ = ["Kind", "first_heading", "laid_out", "letters", "one_line", "row"]


class Kind(Enum):
    """What a block is."""

    PARAGRAPH = auto()
    HEADING = auto()
    ITEM = auto()
    ROW = auto()

    @property
    def is_line(self) -> bool:
        """Whether it stands right below the one before, if that is of its kind."""
        return self in {Kind.ITEM, Kind.ROW}


def laid_out(blocks: Iterable[tuple[Kind, str]]) -> str:
    r"""Return the text of blocks, those without words left out.

    >>> laid_out([(Kind.HEADING, "Harbour"), (Kind.ITEM, "- noon"), (Kind.ITEM, "- dusk")])
    'Harbour\n\n- noon\n- dusk'
    """
    parts: list[str] = []
    before = Kind.PARAGRAPH
    for kind, words in blocks:
        if words.strip():
            parts += ["\n" if kind is before and kind.is_line else "\n\n", words]
            before = kind
    return "".join(parts[1:])


def first_heading(blocks: Iterable[tuple[Kind, str]]) -> str | None:
    """Return the words of the first heading that has any."""
    headings = (one_line(words) for kind, words in blocks if kind is Kind.HEADING)
    return next(filter(None, headings), None)


def row(cells: Iterable[str]) -> tuple[Kind, str]:
    """Make a row of its cells, each on one line."""
    return Kind.ROW, " | ".join(" ".join(cell.split()) for cell in cells)


def letters(words: str) -> str:
    """Return what is left of words without spaces and marks, to compare what is laid out otherwise.

    >>> letters("The ferry, at noon.")
    'Theferryatnoon'
    """
    return "".join(re.findall(r"\w", words))


def one_line(words: str | None) -> str | None:
    """Return words with single spaces, or `None` if there are none."""
    return " ".join((words or "").split()) or None
