"""On Record as a model that can't invent, for programs that speak OpenAI's protocol.

OpenAI's API reference, *Chat*: the answer of the model is the quotes, as Markdown. What makes other
models write differently (temperature, tools and the like) is taken, and changes nothing.
"""

import json
import time
import uuid
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from onrecord.corpus import Article, Span
from onrecord.ui.engine import MAX_HISTORY, MAX_QUESTION_CHARS, Engine
from onrecord.ui.engine import Request as Asked
from onrecord.ui.errors import UnknownModelError
from onrecord.ui.rest.current_engine import CurrentEngine, CurrentMetrics
from onrecord.ui.rest.metrics import Metrics
from onrecord.ui.rest.openapi import READ, problems
from onrecord.ui.rest.replies import counted
from onrecord.ui.rest.request_bodies import Body
from onrecord.ui.rest.root import base_of
from onrecord.ui.showing.markdown import blocks
from onrecord.ui.showing.render import article_href
from onrecord.ui.words.strings import LANGUAGES, strings_for

__all__ = ["MODEL", "models"]

MODEL = "on-record"
MAX_MESSAGES = 200
EVENT_STREAM = "text/event-stream"
STREAM: dict[int | str, dict[str, Any]] = {200: {"content": {EVENT_STREAM: {"schema": {}}}}}

models = APIRouter(prefix="/v1", tags=["model"], responses=problems(*READ))


class Part(BaseModel):
    """A part of a message; only words are read."""

    type: str
    text: str = ""


class Message(BaseModel):
    """Something said in a conversation; only what its user said is read."""

    role: str
    content: str | list[Part] | None = None

    @property
    def words(self) -> str:
        """All that it says."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content)
        return self.content or ""


class StreamOptions(BaseModel):
    """What a stream has beside its words."""

    include_usage: bool = False


class CompletionRequest(BaseModel):
    """A conversation; its last question is answered in the light of those before it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "model": MODEL,
                    "messages": [{"role": "user", "content": "When does the night ferry sail?"}],
                }
            ]
        }
    )

    model: str = MODEL
    messages: Annotated[list[Message], Field(min_length=1, max_length=MAX_MESSAGES)]
    stream: Annotated[bool, Field(strict=True)] = False
    stream_options: StreamOptions | None = None

    @property
    def counts(self) -> bool:
        """Whether a stream is to end with the tokens."""
        return self.stream_options is not None and self.stream_options.include_usage

    @property
    def questions(self) -> tuple[str, ...]:
        """What the user asked, oldest first."""
        said = (each.words.strip() for each in self.messages if each.role == "user")
        return tuple(filter(None, said))[-MAX_HISTORY - 1 :]


class ModelBody(Body):
    """A model."""

    id: str = MODEL
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: str = "onrecord"


class ModelsBody(Body):
    """All models: there is one."""

    object: Literal["list"] = "list"
    data: list[ModelBody]


class AnsweredBody(Body):
    """What a model says."""

    role: Literal["assistant"] = "assistant"
    content: str


class ChoiceBody(Body):
    """An answer; there is one."""

    index: int = 0
    message: AnsweredBody
    finish_reason: Literal["stop"] = "stop"


class UsageBody(Body):
    """Tokens, of which none was generated."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    total_tokens: int = 0


class CompletionBody(Body):
    """An answer, in whole."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str = MODEL
    choices: list[ChoiceBody]
    usage: UsageBody = UsageBody()


@models.get("/models")
def list_models() -> ModelsBody:
    """List the models: there is one, and it only quotes."""
    return ModelsBody(data=[ModelBody()])


@models.get("/models/{model_id}", responses=problems(404))
def get_model(model_id: str) -> ModelBody:
    """Tell of a model."""
    if model_id != MODEL:
        raise UnknownModelError(f"there is no model {model_id!r}: see /v1/models")
    return ModelBody()


@models.post("/chat/completions", responses=STREAM | problems(504), response_model=CompletionBody)
def complete_chat(
    request: Request, body: CompletionRequest, engine: CurrentEngine, metrics: CurrentMetrics
) -> Response | CompletionBody:
    """Answer a conversation's last question with verbatim quotes and numbered sources."""
    said = _said(request, body, engine, metrics)
    name, now = f"chatcmpl-{uuid.uuid4().hex}", int(time.time())
    if body.stream:
        events = _events(name, now, said, counts=body.counts)
        return StreamingResponse(events, media_type=EVENT_STREAM)
    message = AnsweredBody(content="\n\n".join(said))
    return CompletionBody(id=name, created=now, choices=[ChoiceBody(message=message)])


def _said(request: Request, body: CompletionRequest, engine: Engine, metrics: Metrics) -> list[str]:
    """Answer in blocks; what can't be asked is said in one of the fixed sentences."""
    s = strings_for(request.headers.get("accept-language"))
    *before, question = body.questions or ("",)
    if not question:
        return [s.question_empty]
    if len(question) > MAX_QUESTION_CHARS:
        return [s.question_long.format(n=MAX_QUESTION_CHARS)]
    history = tuple(each for each in before if len(each) <= MAX_QUESTION_CHARS)
    answer = counted(engine, Asked(question, history=history), metrics)
    base = base_of(request)

    def link(article: Article, spans: list[Span]) -> str:
        return base + article_href(article.id, spans)

    return [*blocks(answer, LANGUAGES.get(answer.query.language, s), link)]


def _events(name: str, now: int, said: list[str], *, counts: bool) -> Iterator[str]:
    """Say it block by block, in OpenAI's server-sent events."""
    yield _event(name, now, _choice({"role": "assistant", "content": ""}))
    for number, block in enumerate(said):
        yield _event(name, now, _choice({"content": block if not number else f"\n\n{block}"}))
    yield _event(name, now, _choice({}, "stop"))
    if counts:
        yield _event(name, now, usage=UsageBody().model_dump())
    yield "data: [DONE]\n\n"


def _choice(delta: dict[str, Any], finished: str | None = None) -> dict[str, Any]:
    return {"index": 0, "delta": delta, "finish_reason": finished}


def _event(name: str, now: int, *choices: dict[str, Any], **more: Any) -> str:
    chunk = {
        "id": name, "object": "chat.completion.chunk", "created": now, "model": MODEL,
        "choices": choices, **more,
    }  # fmt: skip
    return f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n"
