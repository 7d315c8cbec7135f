"""The pages beside the chat that the masthead leads to."""

from dataclasses import dataclass

from onrecord.ui.words.page_strings import page_strings
from onrecord.ui.words.strings import Strings

__all__ = ["Place", "places"]


@dataclass(frozen=True, slots=True)
class Place:
    """A page: where it is, and what it is called."""

    path: str
    label: str


def places(s: Strings) -> tuple[Place, ...]:
    """Name the pages in the order of the masthead."""
    p = page_strings(s.language)
    return Place("/", s.ask_place), Place("/articles", p.articles), Place("/overview", p.overview)
