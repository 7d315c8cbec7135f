"""From what is asked to what is replied: the same over REST and MCP, from one engine each."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from onrecord.corpus import Sentence, SentenceKind, Span
from onrecord.rag.conversation.telling import passes
from onrecord.rag.question.query import Filters
from onrecord.rag.quoting.answer import Answer
from onrecord.rag.stages import watching
from onrecord.ui.engine import Engine, Metadata, Request, asked
from onrecord.ui.rest.metrics import Metrics
from onrecord.ui.rest.reply_bodies import (
    AnswerBody,
    ArticleBody,
    ArticleListBody,
    HitBody,
    HitsBody,
    QuoteBody,
    StatementsBody,
)
from onrecord.ui.rest.request_bodies import (
    AskRequest,
    ListRequest,
    RetrieveRequest,
    StatementsRequest,
)

__all__ = [
    "answer_body",
    "answered",
    "articles_body",
    "context_of",
    "counted",
    "hits_body",
    "statements_body",
]


def answered(engine: Engine, body: AskRequest, metrics: Metrics) -> AnswerBody:
    """Answer a question as a body asks it."""
    return answer_body(engine, counted(engine, body.to_request(), metrics), body)


def counted(engine: Engine, request: Request, metrics: Metrics) -> Answer:
    """Answer a question, and count and time it."""
    with watching(metrics.stage):
        answer = asked(engine, request)
    metrics.count(answer)
    return answer


def answer_body(engine: Engine, answer: Answer, body: AskRequest) -> AnswerBody:
    """Translate an answer: as many quotes as are wanted, each with as much context."""
    few = replace(answer, quotes=answer.quotes[: body.k], near_misses=answer.near_misses[: body.k])
    return AnswerBody.of(few, lambda span: context_of(engine, span, body.context))


def hits_body(engine: Engine, body: RetrieveRequest) -> HitsBody:
    """Find passages."""
    hits = engine.retrieve(body.question, body.k, body.filters.to_filters())
    return HitsBody(
        question=body.question,
        generation=engine.generation,
        hits=[HitBody.of(hit, context_of(engine, hit.passage, body.context)) for hit in hits],
    )


def articles_body(engine: Engine, body: ListRequest) -> ArticleListBody:
    """List a page of the articles that pass."""
    passing = _passing(engine.articles(), body.to_filters(), body.cursor)
    found = [ArticleBody.of(each) for each in islice(passing, body.limit + 1)]
    page = found[: body.limit]
    return ArticleListBody(
        generation=engine.generation,
        articles=page,
        next=page[-1].id if len(found) > len(page) else None,
    )


def statements_body(engine: Engine, body: StatementsRequest) -> StatementsBody:
    """Give all that a speaker is quoted with."""
    found = engine.statements(body.speaker, body.subject)
    return StatementsBody(
        generation=engine.generation,
        speaker=body.speaker,
        statements=[QuoteBody.of(each) for each in found],
    )


def context_of(engine: Engine, span: Span, width: int) -> Span | None:
    """Widen a span by `width` sentences on either side; boilerplate ends it."""
    if not width:
        return None
    sentences = engine.sentences(span.article.id)
    before = [each for each in sentences if each.end <= span.start]
    after = [each for each in sentences if each.start >= span.end]
    first = [*_readable(before[::-1], width)]
    last = [*_readable(after, width)]
    start = first[-1].start if first else span.start
    end = last[-1].end if last else span.end
    return Span(span.article, start, end)


def _readable(sentences: Sequence[Sentence], width: int) -> Iterator[Sentence]:
    for each in sentences[:width]:
        if each.kind is SentenceKind.BOILERPLATE:
            return
        yield each


def _passing(articles: Sequence[Metadata], filters: Filters, after: str) -> Iterator[Metadata]:
    for each in sorted(articles, key=lambda each: each.id):
        if each.id > after and passes(each, filters):
            yield each
