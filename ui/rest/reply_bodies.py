"""The JSON of an answer and of a search, the same from every edge."""

from collections.abc import Callable
from datetime import date
from typing import Self

from onrecord.corpus import SentenceKind, Span, Speaker, Speech
from onrecord.index.citations import Fate, Verdict
from onrecord.index.hit import Arm
from onrecord.rag.question.asked import Asks
from onrecord.rag.question.holdings import Holdings
from onrecord.rag.question.query import Order
from onrecord.rag.quoting.answer import Answer, Entry, Quote, Reason, Remark, Side, Told
from onrecord.ui.engine import Found
from onrecord.ui.rest.request_bodies import Body, CitationBody, FiltersBody, Mirror

__all__ = [
    "AnswerBody",
    "AnswersBody",
    "ArticleBody",
    "ArticleListBody",
    "CopyBody",
    "EntryBody",
    "HitBody",
    "HitsBody",
    "IndexBody",
    "QuoteBody",
    "SentenceBody",
    "SideBody",
    "SpanBody",
    "SpeakerBody",
    "StandingBody",
    "StatementsBody",
    "ToldBody",
    "VerdictBody",
    "VerdictsBody",
]

Around = Callable[[Span], Span | None]
"""Gives a span with what stands around it, or nothing."""


class ArticleBody(Mirror):
    """What is known about an article."""

    id: str
    title: str
    outlet: str | None
    author: str | None
    published: date | None
    language: str
    url: str | None
    sha256: str


class ArticleListBody(Body):
    """Articles in the order of their ids; `next` is the cursor of the page that follows."""

    generation: int
    articles: list[ArticleBody]
    next: str | None


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


class SpanBody(Mirror):
    """Words of an article; `start` and `end` are code points of its text, half-open."""

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
    quote has others, `remarks` what a reader has to know beside the words. `context` is the
    quote with the sentences around it, if they were asked for.
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
    context: SpanBody | None

    @classmethod
    def of(cls, quote: Quote, context: Span | None = None) -> Self:
        """Translate."""
        return cls(
            text=quote.text,
            start=quote.start,
            end=quote.end,
            speaker=SpeakerBody.of(quote.speaker) if quote.speaker else None,
            score=quote.score,
            article=ArticleBody.of(quote.article),
            copies=[CopyBody.of(copy) for copy in quote.copies],
            differing=[SpanBody.of(span) for span in quote.differing],
            remarks=list(quote.remarks),
            context=SpanBody.of(context) if context else None,
        )


class EntryBody(Body):
    """An article, and the first sentence that could be quoted of it."""

    article: ArticleBody
    lead: SpanBody | None

    @classmethod
    def of(cls, entry: Entry) -> Self:
        """Translate."""
        lead = SpanBody.of(entry.lead) if entry.lead else None
        return cls(article=ArticleBody.of(entry.article), lead=lead)


class ToldBody(Body):
    """What is known of the articles themselves: how many, and some of them.

    Where it is asked what there is: all outlets, authors and languages that they name.
    """

    count: int
    articles: list[EntryBody]
    outlets: list[str]
    authors: list[str]
    languages: list[str]

    @classmethod
    def of(cls, told: Told) -> Self:
        """Translate."""
        held = told.holdings or Holdings()
        return cls(
            count=told.n,
            articles=[EntryBody.of(each) for each in told.entries],
            outlets=list(held.outlets),
            authors=list(held.authors),
            languages=list(held.languages),
        )


class SideBody(Body):
    """One of those that were compared, or of two questions; its quotes are among the answer's."""

    name: str
    quotes: list[QuoteBody]

    @classmethod
    def of(cls, side: Side, around: Around) -> Self:
        """Translate."""
        quotes = [QuoteBody.of(quote, around(quote)) for quote in side.quotes]
        return cls(name=side.name, quotes=quotes)


class StatementsBody(Body):
    """All that a speaker is quoted with, the oldest first."""

    generation: int
    speaker: str
    statements: list[QuoteBody]


class AnswerBody(Body):
    """Quotes best first; or none, then a reason and what came near, which is no answer.

    `asks` says what was asked for; about the articles themselves, `told` is the answer. `sides`
    are those that were compared, or the questions of a message that asks two, and `follows` the
    earlier question that this one asks on.

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
    asks: Asks
    follows: str | None
    told: ToldBody | None
    sides: list[SideBody]

    @classmethod
    def of(cls, answer: Answer, around: Around = lambda _: None) -> Self:
        """Translate; `around` gives the context of a quote."""
        query = answer.query
        return cls(
            question=query.question,
            resolved_question=query.resolved,
            language=query.language,
            filters=FiltersBody.of(query.filters).model_dump(exclude_unset=True),
            answered=answer.is_answered,
            confidence=answer.confidence,
            reason=answer.reason,
            generation=answer.generation,
            quotes=[QuoteBody.of(quote, around(quote)) for quote in answer.quotes],
            near_misses=[QuoteBody.of(quote, around(quote)) for quote in answer.near_misses],
            parsed_filters=FiltersBody.of(query.parsed_filters).model_dump(exclude_unset=True),
            undated_left_out=query.n_undated,
            order=query.order,
            readings=list(query.readings),
            asks=query.asks,
            follows=" ".join(query.after) or None,
            told=ToldBody.of(answer.told) if answer.told else None,
            sides=[SideBody.of(side, around) for side in answer.sides],
        )


class AnswersBody(Body):
    """The answers to a batch, in the order of its questions."""

    generation: int
    answers: list[AnswerBody]


class StandingBody(Mirror):
    """Where one search ranked a passage, from 1, and with what score: cosine, or BM25."""

    arm: Arm
    rank: int
    score: float


class SentenceBody(Mirror):
    """A sentence of a passage; only `prose` and `item` are ever quoted."""

    start: int
    end: int
    kind: SentenceKind


class HitBody(Body):
    """A passage that was found, by which search, and the sentences in it.

    `arm` is the search that ranked it best, and `arms` tells of each that found it. `score` is
    that of its best sentence, as `ask` would quote it: the first one's is the estimated
    probability that it answers; 0 where no sentence is near enough to be weighed. `context` is
    the passage with sentences around it, if asked for.
    """

    text: str
    start: int
    end: int
    language: str
    score: float
    arm: str
    article: ArticleBody
    arms: list[StandingBody]
    sentences: list[SentenceBody]
    context: SpanBody | None

    @classmethod
    def of(cls, hit: Found, context: Span | None = None) -> Self:
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
            arms=[StandingBody.of(each) for each in hit.standings],
            sentences=[SentenceBody.of(each) for each in passage.sentences],
            context=SpanBody.of(context) if context else None,
        )


class HitsBody(Body):
    """The passages nearest to a question, best first."""

    question: str
    generation: int
    hits: list[HitBody]


class VerdictBody(Body):
    """What became of a citation; `article`, `start` and `end` say where its words stand now."""

    fate: Fate
    article: str | None
    start: int | None
    end: int | None
    same_text: bool
    citation: CitationBody

    @classmethod
    def of(cls, verdict: Verdict) -> Self:
        """Translate."""
        return cls(
            fate=verdict.fate,
            article=verdict.article,
            start=verdict.start,
            end=verdict.end,
            same_text=verdict.same_text,
            citation=CitationBody.of(verdict.citation),
        )


class VerdictsBody(Body):
    """Verdicts on citations, in their order."""

    verdicts: list[VerdictBody]


class IndexBody(Body):
    """The state of the index that answers."""

    generation: int
    articles: int
    passages: int
