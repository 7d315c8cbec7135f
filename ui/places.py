"""The pages beside the chat that the masthead leads to."""

from dataclasses import dataclass

from ui.strings import Strings

__all__ = ["Place", "places"]


@dataclass(frozen=True, slots=True)
class Place:
    """A page: where it is, and what it is called."""

    path: str
    label: str


def places(s: Strings) -> tuple[Place, ...]:
    """Name the pages in the order of the masthead."""
    return (Place("/", s.ask_place),)
