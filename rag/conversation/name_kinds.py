"""What kind of thing a name in a conversation names, which says whose parallel it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from onrecord.rag.names.aliases import Aliases
from onrecord.rag.names.shape import is_person_like, is_product_like
from onrecord.rag.question.query import Query

__all__ = ["NameKind", "NameKinds"]


class NameKind(StrEnum):
    """The kinds of `aliases.toml`; the first two speak."""

    PERSON = "people"
    ORGANISATION = "organisations"
    THING = "things"


@dataclass(frozen=True, slots=True)
class NameKinds:
    """Tells kinds by the aliases, by the shape of a name, and by what it was asked as before."""

    history: Sequence[Query]
    aliases: Aliases

    def of(self, name: str) -> NameKind | None:
        """Give the kind of a name; `None` if nothing tells."""
        known = self.aliases.kinds.get(self.aliases.name(name))
        if known is not None:
            return NameKind(known)
        if is_product_like(name):
            return NameKind.THING
        if is_person_like(name):
            return NameKind.PERSON
        folded = name.casefold()
        if any(q.speaker and q.speaker.casefold() == folded for q in self.history[:-1]):
            return NameKind.ORGANISATION
        if any(q.subject and q.subject.casefold() == folded for q in self.history[:-1]):
            return NameKind.THING
        return None
