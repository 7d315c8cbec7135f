"""What programs ask with: nothing unknown in it, everything bounded."""

import re
from datetime import date
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    model_validator,
)

from onrecord.index.citations import Citation
from onrecord.rag.question.query import Filters
from onrecord.ui.engine import MAX_HISTORY, MAX_QUESTION_CHARS, Request

__all__ = [
    "ArticleId",
    "AskRequest",
    "BatchRequest",
    "Body",
    "CitationBody",
    "Day",
    "FiltersBody",
    "ListRequest",
    "Mirror",
    "RetrieveRequest",
    "StatementsRequest",
    "VerifyRequest",
    "as_count",
]

MAX_HITS = 100
MAX_QUOTES = 20
MAX_WIDTH = 10
"""Sentences of context on either side; whoever wants more reads the article."""

MAX_FILTER_VALUES = 50
MAX_BATCH = 32
MAX_CITATIONS = 100
MAX_CITED_CHARS = 20_000
MAX_ID_CHARS = 2_000
MAX_PAGE = 1_000

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_COUNT = re.compile(r"\d{1,9}", re.ASCII)


def _day(value: Any) -> Any:
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise ValueError("a day is written like 2025-10-20")
    if not isinstance(value, str | date):
        raise ValueError("a day is a string like 2025-10-20")  # noqa: TRY004  # pydantic's way
    return value


def as_count(value: Any) -> Any:
    """Read a number in a query string strictly: digits alone."""
    if isinstance(value, str):
        if not _COUNT.fullmatch(value):
            raise ValueError("a number is written in digits")
        return int(value)
    return value


def _whole(value: Any) -> Any:
    """Read 1.0 as 1, as JSON Schema does."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _checked_days(since: date | None, until: date | None) -> None:
    if since and until and since > until:
        raise ValueError(f"since {since} is after until {until}: exchange them")


def _asked(question: str) -> str:
    if not question.strip():
        raise ValueError("the question is empty: type one")
    return question.strip()


Question = Annotated[
    str,
    StringConstraints(max_length=MAX_QUESTION_CHARS),
    AfterValidator(_asked),
    Field(json_schema_extra={"minLength": 1, "pattern": r"[^\s\x1c-\x1f\x85]"}),
]
FilterValue = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Day = Annotated[date, BeforeValidator(_day)]
Whole = BeforeValidator(_whole)
Width = Annotated[int, Field(ge=0, le=MAX_WIDTH, strict=True), Whole]
ArticleId = Annotated[str, Field(min_length=1, max_length=MAX_ID_CHARS)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Offset = Annotated[int, Field(ge=0, le=1_000_000_000, strict=True), Whole]


class Body(BaseModel):
    """What crosses an edge: frozen, and nothing in it that isn't known."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Mirror(Body):
    """A body whose fields are those of what it tells of."""

    @classmethod
    def of(cls, told: object) -> Self:
        """Translate."""
        return cls.model_validate({name: getattr(told, name) for name in cls.model_fields})


class FiltersBody(Body):
    """Which articles may answer; a field left out lets all through. Days are inclusive."""

    outlets: list[FilterValue] | None = Field(default=None, max_length=MAX_FILTER_VALUES)
    authors: list[FilterValue] | None = Field(default=None, max_length=MAX_FILTER_VALUES)
    languages: list[FilterValue] | None = Field(default=None, max_length=MAX_FILTER_VALUES)
    since: Day | None = None
    until: Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        _checked_days(self.since, self.until)
        return self

    @classmethod
    def of(cls, filters: Filters) -> Self:
        """Translate, leaving out what lets all through."""
        values = {
            "outlets": list(filters.outlets),
            "authors": list(filters.authors),
            "languages": list(filters.languages),
            "since": filters.since,
            "until": filters.until,
        }
        given = {name: value for name, value in values.items() if value}
        return cls.model_construct(set(given), **given)

    def to_filters(self) -> Filters:
        """Translate back."""
        return Filters(
            outlets=tuple(self.outlets or ()),
            languages=tuple(self.languages or ()),
            since=self.since,
            until=self.until,
            authors=tuple(self.authors or ()),
        )


class SearchRequest(Body):
    """A question, which articles may answer it, and how many sentences around to give along."""

    question: Question
    filters: FiltersBody = FiltersBody()
    context: Annotated[Width, Field(description="sentences to give on either side")] = 0


class AskRequest(SearchRequest):
    """A question, the ones before it, oldest first, and whether filters are read from it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"question": "What does the night ferry cost?"},
                {
                    "question": "And what does Ingrid Maas say?",
                    "history": ["What does the night ferry cost?"],
                    "filters": {"outlets": ["The Courier"], "since": "2025-01-01"},
                    "k": 2,
                    "context": 1,
                },
            ]
        }
    )

    history: list[Question] = Field(default=[], max_length=MAX_HISTORY)
    parsed_filters: Annotated[bool, Field(strict=True)] = True
    k: Annotated[
        int, Field(ge=1, le=MAX_QUOTES, strict=True, description="quotes at most"), Whole
    ] = MAX_QUOTES

    def to_request(self) -> Request:
        """Translate."""
        return Request(
            self.question, self.filters.to_filters(), tuple(self.history), self.parsed_filters
        )


class RetrieveRequest(SearchRequest):
    """A question, and how many passages to find."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"question": "night ferry", "k": 3, "context": 1}]}
    )

    k: Annotated[int, Field(ge=1, le=MAX_HITS, strict=True), Whole] = 10


class BatchRequest(Body):
    """Several questions, answered from one generation in the same order."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"asks": [{"question": "What does the night ferry cost?"}]}]
        }
    )

    asks: list[AskRequest] = Field(min_length=1, max_length=MAX_BATCH)


class CitedArticle(BaseModel):
    """The article of a quote; what else is known of it is not looked at."""

    model_config = ConfigDict(frozen=True)

    id: ArticleId
    sha256: Sha256


class CitedQuote(BaseModel):
    """A quote as an answer gives it; its other fields are not looked at."""

    model_config = ConfigDict(frozen=True)

    text: str = Field(min_length=1, max_length=MAX_CITED_CHARS)
    start: Offset
    end: Offset
    article: CitedArticle

    def to_citation(self) -> Citation:
        """Translate."""
        return Citation(self.article.id, self.start, self.end, self.article.sha256, self.text)


class CitationBody(Body):
    """Words, and where they stood: code points, half-open, of the text with that SHA-256."""

    text: str = Field(min_length=1, max_length=MAX_CITED_CHARS)
    start: Offset
    end: Offset
    article: ArticleId
    sha256: Sha256

    @classmethod
    def of(cls, citation: Citation) -> Self:
        """Translate."""
        return cls.model_construct(
            text=citation.text,
            start=citation.start,
            end=citation.end,
            article=citation.article,
            sha256=citation.sha256,
        )

    def to_citation(self) -> Citation:
        """Translate back."""
        return Citation(self.article, self.start, self.end, self.sha256, self.text)


def _cited(value: Any) -> str:
    article = value.get("article") if isinstance(value, dict) else getattr(value, "article", None)
    return "<bare>" if article is None or isinstance(article, str) else "<quote>"


Cited = Annotated[
    Annotated[CitationBody, Tag("<bare>")] | Annotated[CitedQuote, Tag("<quote>")],
    Discriminator(_cited),
]


class VerifyRequest(Body):
    """Citations to check: quotes as answers give them, or their bare essentials."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "citations": [
                        {
                            "text": "Each crossing costs 38 crowns.",
                            "start": 77,
                            "end": 107,
                            "article": "2025/ferry.txt",
                            "sha256": "0" * 64,
                        }
                    ]
                }
            ]
        }
    )

    citations: list[Cited] = Field(min_length=1, max_length=MAX_CITATIONS)


class StatementsRequest(Body):
    """Whose statements are wanted, and on what, if not on everything."""

    speaker: Annotated[FilterValue, Field(description="a name, in any of its forms")]
    subject: FilterValue | None = None


class ListRequest(Body):
    """Which articles to list, how many at once, and after which one to go on."""

    cursor: str = Field(
        default="", max_length=MAX_ID_CHARS, description="`next` of the page before"
    )
    limit: Annotated[int, Field(ge=1, le=MAX_PAGE), BeforeValidator(as_count)] = 100
    outlet: list[FilterValue] = Field(default=[], max_length=MAX_FILTER_VALUES)
    author: list[FilterValue] = Field(default=[], max_length=MAX_FILTER_VALUES)
    language: list[FilterValue] = Field(default=[], max_length=MAX_FILTER_VALUES)
    since: Day | None = None
    until: Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        _checked_days(self.since, self.until)
        return self

    def to_filters(self) -> Filters:
        """Translate."""
        return Filters(
            tuple(self.outlet), tuple(self.language), self.since, self.until, tuple(self.author)
        )
