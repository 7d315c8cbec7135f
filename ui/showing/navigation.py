"""The pages beside the chat that the masthead leads to."""

from contextvars import ContextVar
from dataclasses import dataclass

from onrecord.ui.words.login_strings import login_strings
from onrecord.ui.words.page_strings import page_strings
from onrecord.ui.words.strings import Strings

__all__ = ["Place", "is_reading_closed", "places"]

is_reading_closed: ContextVar[bool] = ContextVar("is_reading_closed", default=False)
"""Whether the server whose page is being made shows it to those alone who have signed in."""


@dataclass(frozen=True, slots=True)
class Place:
    """A page: where it is, and what it is called."""

    path: str
    label: str


def places(s: Strings) -> tuple[Place, ...]:
    """Name the pages in the order of the masthead."""
    p = page_strings(s.language)
    everyones = (
        Place("/", s.ask_place),
        Place("/articles", p.articles),
        Place("/overview", p.overview),
    )
    if is_reading_closed.get():
        return *everyones, Place("/login", login_strings(s.language).session)
    return everyones
