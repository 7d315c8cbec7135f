"""What was asked: the question, how it is understood, and the filters that are on."""

from dataclasses import dataclass, field
from datetime import date

__all__ = ["Filters", "Query"]


@dataclass(frozen=True, slots=True)
class Filters:
    """Which articles may answer; a field that is `None` or empty lets all through.

    `since` and `until` are inclusive days of publication.
    """

    outlets: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    def __bool__(self) -> bool:
        return self != Filters()


@dataclass(frozen=True, slots=True)
class Query:
    """A question as it was typed and as it is understood.

    `resolved` is the question that is answered: the same, or completed from the conversation.
    `language` is an ISO 639-1 code. `speaker` is whose words are asked for, if anyone's.
    `parsed_filters` are those of `filters` that were read out of the question itself.
    """

    question: str
    resolved: str
    language: str
    filters: Filters = field(default_factory=Filters)
    parsed_filters: Filters = field(default_factory=Filters)
    speaker: str | None = None
