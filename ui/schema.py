"""The JSON of an answer and of a search, the same from every edge."""

from datetime import date
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from corpus import Span
from rag.answer import Answer, Quote, Reason, Remark, Speaker, Speech
from rag.query import Filters, Order
from ui.engine import MAX_HISTORY, MAX_QUESTION_CHARS, Found, Metadata, Request

__all__ = [
    "AnswerBody",
    "ArticleBody",
    "ArticleListBody",
    "AskRequest",
    "CopyBody",
    "FiltersBody",
    "HitBody",
    "HitsBody",
    "IndexBody",
    "QuoteBody",
    "RetrieveRequest",
    "SpanBody",
    "SpeakerBody",
]

MAX_HITS = 100
MAX_FILTER_VALUES = 50

Question = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_QUESTION_CHARS),
]
FilterValue = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Body(BaseModel):
    """What crosses an edge: frozen, and nothing in it that isn't known."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class FiltersBody(Body):
    """Which articles may answer; a field left out lets all through. Days are inclusive."""

    outlets: list[FilterValue] | None = Field(default=None, max_length=MAX_FILTER_VALUES)
    languages: list[FilterValue] | None = Field(default=None, max_length=MAX_FILTER_VALUES)
    since: date | None = None
    until: date | None = None

    @classmethod
    def of(cls, filters: Filters) -> Self:
        """Translate, leaving out what lets all through."""
        values = {
            "outlets": list(filters.outlets),
            "languages": list(filters.languages),
            "since": filters.since,
            "until": filters.until,
        }
        return cls.model_validate({name: value for name, value in values.items() if value})

    def to_filters(self) -> Filters:
        """Translate back."""
        return Filters(
            outlets=tuple(self.outlets or ()),
            languages=tuple(self.languages or ()),
            since=self.since,
            until=self.until,
        )


class SearchRequest(Body):
    """A question, and which articles may answer it."""

    question: Question
    filters: FiltersBody = FiltersBody()


class AskRequest(SearchRequest):
    """A question, the ones before it, oldest first, and whether filters are read from it."""

    history: list[Question] = Field(default=[], max_length=MAX_HISTORY)
    parsed_filters: Annotated[bool, Field(strict=True)] = True

    def to_request(self) -> Request:
        """Translate."""
        return Request(
            self.question, self.filters.to_filters(), tuple(self.history), self.parsed_filters
        )


class RetrieveRequest(SearchRequest):
    """A question, and how many passages to find."""

    k: Annotated[int, Field(ge=1, le=MAX_HITS, strict=True)] = 10


class ArticleBody(Body):
    """What is known about an article."""

    id: str
    title: str
    outlet: str | None
    author: str | None
    published: date | None
    language: str
    url: str | None
    sha256: str

    @classmethod
    def of(cls, article: Metadata) -> Self:
        """Translate."""
        return cls.model_validate({name: getattr(article, name) for name in cls.model_fields})


class ArticleListBody(Body):
    """Every article of one generation of the index."""

    generation: int
    articles: list[ArticleBody]


class SpeakerBody(Body):
    """Who says it: the name as it stands in the article, and how the words are reported."""

    name: str
    start: int
    end: int
    kind: Speech

    @classmethod
    def of(cls, speaker: Speaker) -> Self:
        """Translate."""
        return cls(name=speaker.text, start=speaker.start, end=speaker.end, kind=speaker.speech)


class SpanBody(Body):
    """Words within a quote; `start` and `end` are code points of its article's text."""

    text: str
    start: int
    end: int


class CopyBody(Body):
    """The same words in another article."""

    start: int
    end: int
    article: ArticleBody

    @classmethod
    def of(cls, span: Span) -> Self:
        """Translate."""
        return cls(start=span.start, end=span.end, article=ArticleBody.of(span.article))


class QuoteBody(Body):
    """Verbatim words; `start` and `end` are code points of the article's text, half-open.

    `copies` are the same words elsewhere, `differing` the numbers or dates for which another
    quote has others, `remarks` what a reader has to know beside the words.
    """

    text: str
    start: int
    end: int
    speaker: SpeakerBody | None
    score: float
    article: ArticleBody
    copies: list[CopyBody]
    differing: list[SpanBody]
    remarks: list[Remark]

    @classmethod
    def of(cls, quote: Quote) -> Self:
        """Translate."""
        return cls(
            text=quote.text,
            start=quote.start,
            end=quote.end,
            speaker=SpeakerBody.of(quote.speaker) if quote.speaker else None,
            score=quote.score,
            article=ArticleBody.of(quote.article),
            copies=[CopyBody.of(copy) for copy in quote.copies],
            differing=[
                SpanBody(text=span.text, start=span.start, end=span.end) for span in quote.differing
            ],
            remarks=list(quote.remarks),
        )


class AnswerBody(Body):
    """Quotes best first; or none, then a reason and what came near, which is no answer.

    `parsed_filters` are those of `filters` that were read from the question, `undated_left_out`
    counts the articles that its days leave out, `order` is `latest` where the newest come first,
    and `readings` are the questions that one which is unclear may stand for.
    """

    question: str
    resolved_question: str
    language: str
    filters: dict[str, list[str] | date]
    answered: bool
    confidence: float
    reason: Reason | None
    generation: int
    quotes: list[QuoteBody]
    near_misses: list[QuoteBody]
    parsed_filters: dict[str, list[str] | date]
    undated_left_out: int
    order: Order | None
    readings: list[str]

    @classmethod
    def of(cls, answer: Answer) -> Self:
        """Translate."""
        query = answer.query
        return cls(
            question=query.question,
            resolved_question=query.resolved,
            language=query.language,
            filters=FiltersBody.of(query.filters).model_dump(exclude_unset=True),
            answered=bool(answer.quotes),
            confidence=answer.confidence,
            reason=answer.reason,
            generation=answer.generation,
            quotes=[QuoteBody.of(quote) for quote in answer.quotes],
            near_misses=[QuoteBody.of(quote) for quote in answer.near_misses],
            parsed_filters=FiltersBody.of(query.parsed_filters).model_dump(exclude_unset=True),
            undated_left_out=query.n_undated,
            order=query.order,
            readings=list(query.readings),
        )


class HitBody(Body):
    """A passage that was found, and which search found it."""

    text: str
    start: int
    end: int
    language: str
    score: float
    arm: str
    article: ArticleBody

    @classmethod
    def of(cls, hit: Found) -> Self:
        """Translate."""
        passage = hit.passage
        return cls(
            text=passage.text,
            start=passage.start,
            end=passage.end,
            language=passage.language,
            score=hit.score,
            arm=str(hit.arm),
            article=ArticleBody.of(passage.article),
        )


class HitsBody(Body):
    """The passages nearest to a question, best first."""

    question: str
    generation: int
    hits: list[HitBody]


class IndexBody(Body):
    """The state of the index that answers."""

    generation: int
    articles: int
