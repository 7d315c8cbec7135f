"""The application: what it is put together from, and the part of its interface that reads."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Query, Request
from fastapi.responses import PlainTextResponse, Response, StreamingResponse
from fastapi.routing import APIRoute
from fastapi.staticfiles import StaticFiles
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import Scope

from onrecord.rag.stages import watching
from onrecord.ui.desk import Desk
from onrecord.ui.engine import EngineSource
from onrecord.ui.errors import ForbiddenError
from onrecord.ui.keys import Keys
from onrecord.ui.rest.admin import admin
from onrecord.ui.rest.article_page import reading
from onrecord.ui.rest.chat_completions import models
from onrecord.ui.rest.current_engine import CurrentEngine, CurrentMetrics, found
from onrecord.ui.rest.embedding import embedding
from onrecord.ui.rest.etags import generation_tag, tagged, text_tag
from onrecord.ui.rest.guard import Guard
from onrecord.ui.rest.heads import Heads
from onrecord.ui.rest.jobs import Jobs
from onrecord.ui.rest.limits import Bounds, Limits
from onrecord.ui.rest.login import login
from onrecord.ui.rest.metrics import Metrics
from onrecord.ui.rest.missing import MissingPages
from onrecord.ui.rest.openapi import READ, READING, describe, problems
from onrecord.ui.rest.preferred import Preferred
from onrecord.ui.rest.probes import ASSETS, pages
from onrecord.ui.rest.problem import install_problem_handlers, problem_response
from onrecord.ui.rest.proxies import Hosts, Proxies
from onrecord.ui.rest.replies import answered, articles_body, hits_body, statements_body
from onrecord.ui.rest.reply_bodies import (
    AnswerBody,
    AnswersBody,
    ArticleBody,
    ArticleListBody,
    HitsBody,
    IndexBody,
    StatementsBody,
    VerdictBody,
    VerdictsBody,
)
from onrecord.ui.rest.request_bodies import (
    AskRequest,
    BatchRequest,
    ListRequest,
    RetrieveRequest,
    StatementsRequest,
    VerifyRequest,
)
from onrecord.ui.rest.request_id import HEADER
from onrecord.ui.rest.request_log import Requests
from onrecord.ui.rest.root import Rooted, path_of
from onrecord.ui.rest.streaming import EVENT_STREAM, answer_events, wants_events
from onrecord.ui.rest.visitors import Doors, Visitors
from onrecord.ui.sessions import Sessions
from onrecord.ui.settings import Settings
from onrecord.ui.tokens import Tokens, hashed

__all__ = ["create_app"]

VERSION = "0.1.0"
DESCRIPTION = "Ask a corpus of articles; the answer is their own words, with exact sources."
JOB_GRACE_S = 20.0
"""How long a job under way may take after the server is told to stop."""

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]

UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "Not Modified"}}
STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            EVENT_STREAM: {
                "schema": {"type": "string"},
                "example": "event: understood\ndata: {…}\n\nevent: quote\ndata: {…}\n\n"
                "event: answer\ndata: {…}\n\n",
            }
        }
    }
}

v1 = APIRouter(prefix="/v1", tags=[READING], responses=problems(*READ))
rest = APIRouter(prefix="/v1", include_in_schema=False)


def create_app(
    engine: EngineSource,
    settings: Settings = Settings(),  # noqa: B008  # immutable
    desk: Desk | None = None,
    bounds: Bounds | None = None,
    keys: Keys | None = None,
) -> FastAPI:
    """Build the application around a source of engines; without a desk, nothing can be changed."""
    keys = keys or Keys.made()
    app = FastAPI(
        title="On Record",
        version=VERSION,
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
        generate_unique_id_function=_operation,
        telemetry={"auto_configure": True, "logs": False, "exclude": _is_probe},
    )
    app.state.engine = engine
    app.state.desk = desk
    app.state.doors = _doors(settings, keys)
    app.state.root = settings.root
    app.state.folder, app.state.follow = settings.folder, settings.follow
    app.state.metrics = Metrics(engine, settings.folder)
    app.state.jobs = Jobs(settings.folder / "jobs", settings.places)
    for router in (v1, models, admin, rest, pages, reading, login, embedding):
        app.include_router(router)
    app.mount("/ui", StaticFiles(directory=ASSETS), name="ui")
    _enclose(app, settings, bounds or Bounds(settings.rate))
    install_problem_handlers(app)
    describe(app)
    return app


def _enclose(app: FastAPI, settings: Settings, bounds: Bounds) -> None:
    """Add what every request passes, the innermost first."""
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=5)
    app.add_middleware(Heads)
    app.add_middleware(Limits, bounds=bounds)
    app.add_middleware(Visitors, doors=app.state.doors)
    hosts = Hosts(settings.host, settings.hosts)
    app.add_middleware(Guard, hosts=hosts, origins=settings.origins)
    if settings.origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(settings.origins),
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["Authorization", "Content-Type", "If-None-Match", HEADER],
            expose_headers=["ETag", "Location", "Retry-After", HEADER],
        )
    app.add_middleware(MissingPages)
    app.add_middleware(Preferred)
    app.add_middleware(Requests, metrics=app.state.metrics)
    app.add_middleware(Proxies, proxies=settings.proxies, hosts=hosts, identity=settings.identity)
    app.add_middleware(Rooted, root=settings.root)


def _doors(settings: Settings, keys: Keys) -> Doors:
    """Where no token of administration is set, the one that was made is it."""
    admin = settings.admin_token or hashed(keys.admin)
    tokens = Tokens(admin, settings.read_token, settings.metrics_token)
    sessions = Sessions(keys.session, tokens)
    return Doors(sessions, settings.admin, settings.identity, settings.admins)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    jobs: Jobs = app.state.jobs
    jobs.close(JOB_GRACE_S)


def _operation(route: APIRoute) -> str:
    """Call an operation as its function is called, not by its path as well."""
    return route.name


def _is_probe(scope: Scope) -> bool:
    """Tell what machines ask every few seconds; traces leave it out."""
    return path_of(scope) in {"/healthz", "/readyz", "/metrics"}


@v1.post("/ask", responses=STREAM | problems(400), response_model=AnswerBody)
def ask(
    request: Request, body: AskRequest, engine: CurrentEngine, metrics: CurrentMetrics
) -> Response | AnswerBody:
    """Answer a question with verbatim quotes, or say why the corpus doesn't.

    With `Accept: text/event-stream` the answer comes as events: `understood`, a `quote` each, and
    `answer`, which is what comes otherwise.
    """
    if wants_events(request.headers):
        events = answer_events(engine, body, metrics)
        return StreamingResponse(events, media_type=EVENT_STREAM, headers={"Vary": "Accept"})
    return answered(engine, body, metrics)


@v1.post("/ask/batch", responses=problems(400, 504))
def ask_batch(body: BatchRequest, engine: CurrentEngine, metrics: CurrentMetrics) -> AnswersBody:
    """Answer several questions, all from one generation."""
    return AnswersBody(
        generation=engine.generation,
        answers=[answered(engine, each, metrics) for each in body.asks],
    )


@v1.post("/retrieve", responses=problems(400, 504))
def retrieve(body: RetrieveRequest, engine: CurrentEngine, metrics: CurrentMetrics) -> HitsBody:
    """Find the passages nearest to a question, for a reader of your own.

    Each comes with its standing in both searches, and the offsets of its sentences.
    """
    with watching(metrics.stage):
        return hits_body(engine, body)


@v1.get("/statements", responses=UNCHANGED, response_model=StatementsBody)
def statements(
    request: Request, engine: CurrentEngine, wanted: Annotated[StatementsRequest, Query()]
) -> Response:
    """Give all that a speaker is quoted with, in their own words or as reported, by day."""
    return tagged(request, generation_tag(engine), _json(statements_body(engine, wanted)))


@v1.post("/verify", responses=problems(400, 504))
def verify(request: Request, body: VerifyRequest) -> VerdictsBody:
    """Tell of each citation whether its words still stand where they stood."""
    desk: Desk | None = request.app.state.desk
    if desk is None:
        raise ForbiddenError("this server has no index of its own to look citations up in")
    verdicts = desk.judged([each.to_citation() for each in body.citations])
    return VerdictsBody(verdicts=[VerdictBody.of(each) for each in verdicts])


@v1.get("/index", responses=UNCHANGED, response_model=IndexBody)
def get_index(request: Request, engine: CurrentEngine) -> Response:
    """Tell the state of the index that answers."""
    body = IndexBody(
        generation=engine.generation, articles=engine.n_articles, passages=engine.n_passages
    )
    return tagged(request, generation_tag(engine), _json(body))


@v1.get("/articles", responses=UNCHANGED, response_model=ArticleListBody)
def list_articles(
    request: Request, engine: CurrentEngine, listing: Annotated[ListRequest, Query()]
) -> Response:
    """List articles by id, page by page: give `next` as the `cursor` of the page that follows."""
    return tagged(request, generation_tag(engine), _json(articles_body(engine, listing)))


@v1.get(
    "/articles/{article_id:path}/text",
    responses=UNCHANGED | problems(404),
    response_class=PlainTextResponse,
)
def read_article(request: Request, article_id: str, engine: CurrentEngine) -> Response:
    """Give exactly the text that `start` and `end` count in."""
    article = found(engine, article_id)
    return tagged(request, text_tag(article.sha256), PlainTextResponse(article.text))


@v1.get(
    "/articles/{article_id:path}", responses=UNCHANGED | problems(404), response_model=ArticleBody
)
def get_article(request: Request, article_id: str, engine: CurrentEngine) -> Response:
    """Tell what is known about an article."""
    body = ArticleBody.of(found(engine, article_id))
    return tagged(request, generation_tag(engine), _json(body))


@rest.api_route("", methods=METHODS)
@rest.api_route("/{_:path}", methods=METHODS)
def nothing(request: Request) -> Response:
    """Keep the chat's catch-all from answering for an interface that isn't there."""
    allowed = {
        method
        for router in (v1, models, admin)
        for route in router.routes
        if isinstance(route, APIRoute) and route.path_regex.match(path_of(request.scope))
        for method in route.methods or ()
    }
    if allowed:
        offered = ", ".join(sorted(allowed))
        return problem_response(405, f"expected {offered}: see /docs", {"Allow": offered})
    return problem_response(404, "there is no such interface: see /docs")


def _json(body: Any) -> Response:
    return Response(body.model_dump_json(), media_type="application/json")
