"""What the browser keeps of a question that was asked, for those that lean on it.

It comes back from the browser, so it is untrusted: it is read strictly, and understood anew.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, StringConstraints

from onrecord.rag.question.query import Filters, FollowUp, Part, Query
from onrecord.ui.engine import MAX_QUESTION_CHARS, Engine
from onrecord.ui.rest.request_bodies import FiltersBody

__all__ = ["Kept", "Words"]

Words = Annotated[str, StringConstraints(min_length=1, max_length=MAX_QUESTION_CHARS)]


class Kept(BaseModel):
    """One question as it was asked, and what narrowed it in the end."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: Words
    resolved: Words
    filters: FiltersBody = FiltersBody()
    ordered: bool = False

    @classmethod
    def of(cls, query: Query) -> Self:
        """Keep a question."""
        return cls(
            question=query.question,
            resolved=query.resolved[:MAX_QUESTION_CHARS],
            filters=FiltersBody.of(query.filters),
            ordered=query.order is not None,
        )

    def query(self, engine: Engine, history: Sequence[Query]) -> Query:
        """Read the question again, and narrow it as it was."""
        query = engine.understood(self.question, Filters(), history)
        if query.resolved != self.resolved:
            read = engine.understood(self.resolved)
            follow_up = FollowUp.RESOLVED if self.resolved != self.question else None
            query = replace(read, question=self.question, follow_up=follow_up)
        for part, value in _off(query.parsed_filters, self.filters.to_filters()):
            query = query.without(part, value)
        if not self.ordered:
            query = query.without(Part.ORDER)
        return replace(query, filters=self.filters.to_filters())


def _off(parsed: Filters, wanted: Filters) -> list[tuple[Part, str]]:
    """Say which of the filters that were read from a question had been taken off."""
    off = [(Part.OUTLET, each) for each in parsed.outlets if each not in wanted.outlets]
    off += [(Part.AUTHOR, each) for each in parsed.authors if each not in wanted.authors]
    off += [(Part.LANGUAGE, each) for each in parsed.languages if each not in wanted.languages]
    if (parsed.since and parsed.since != wanted.since) or (
        parsed.until and parsed.until != wanted.until
    ):
        off.append((Part.PUBLISHED, ""))
    return off
