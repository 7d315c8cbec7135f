"""An answer as server-sent events: what was understood at once, then the quotes, then all of it."""

import json
import logging
from collections.abc import Iterator
from datetime import date

from fastapi.sse import format_sse_event
from pydantic import BaseModel
from starlette.datastructures import Headers

from onrecord.rag.errors import QuestionError
from onrecord.rag.question.query import Order, Query
from onrecord.rag.stages import watching
from onrecord.ui.engine import Engine, read
from onrecord.ui.rest.guard import FAILED
from onrecord.ui.rest.metrics import Metrics
from onrecord.ui.rest.problem import problem_response
from onrecord.ui.rest.replies import answer_body
from onrecord.ui.rest.request_bodies import AskRequest, Body, FiltersBody

__all__ = ["EVENT_STREAM", "UnderstoodBody", "answer_events", "wants_events"]

log = logging.getLogger(__name__)

EVENT_STREAM = "text/event-stream"


class UnderstoodBody(Body):
    """How a question was read, before anything is searched."""

    question: str
    resolved_question: str
    language: str
    filters: dict[str, list[str] | date]
    order: Order | None
    generation: int

    @classmethod
    def of(cls, query: Query, generation: int) -> "UnderstoodBody":
        """Translate."""
        return cls(
            question=query.question,
            resolved_question=query.resolved,
            language=query.language,
            filters=FiltersBody.of(query.filters).model_dump(exclude_unset=True),
            order=query.order,
            generation=generation,
        )


def wants_events(headers: Headers) -> bool:
    """Whether `Accept` names server-sent events."""
    kinds = headers.get("accept", "").split(",")
    return EVENT_STREAM in {kind.partition(";")[0].strip().lower() for kind in kinds}


def answer_events(engine: Engine, body: AskRequest, metrics: Metrics) -> Iterator[bytes]:
    """Answer event by event; what fails on the way is a `problem`."""
    try:
        with watching(metrics.stage):
            query = read(engine, body.to_request())
        yield _event("understood", UnderstoodBody.of(query, engine.generation))
        with watching(metrics.stage):
            answer = engine.answer(query)
            metrics.count(answer)
            told = answer_body(engine, answer, body)
        for quote in told.quotes:
            yield _event("quote", quote)
        yield _event("answer", told)
    except QuestionError as error:
        yield _problem(422, str(error))
    except Exception:
        log.exception("an answer failed on its way")
        yield _problem(500, FAILED)


def _event(name: str, body: BaseModel) -> bytes:
    return format_sse_event(event=name, data_str=body.model_dump_json())


def _problem(status: int, detail: str) -> bytes:
    body = bytes(problem_response(status, detail).body)
    return format_sse_event(event="problem", data_str=json.dumps(json.loads(body)))
