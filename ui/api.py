"""The REST interface and the article pages."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Header, Request
from fastapi.responses import HTMLResponse, PlainTextResponse, Response
from fastapi.staticfiles import StaticFiles

from corpus import Article
from index.errors import StorageError
from ui.engine import Engine, EngineSource, asked
from ui.errors import UnknownArticleError
from ui.guard import Guard
from ui.problem import install_problem_handlers, problem_response
from ui.render import article_page, docs_page, source_html
from ui.schema import (
    AnswerBody,
    ArticleBody,
    ArticleListBody,
    AskRequest,
    HitBody,
    HitsBody,
    IndexBody,
    RetrieveRequest,
)
from ui.strings import strings_for

__all__ = ["create_app"]

ASSETS = Path(__file__).resolve().parent / "assets"
VERSION = "0.1.0"
DESCRIPTION = "Ask a corpus of articles; the answer is their own words, with exact sources."


def current_engine(request: Request) -> Engine:
    """Give the engine of the newest generation: one request sees one of them throughout."""
    source: EngineSource = request.app.state.engine
    return source()


CurrentEngine = Annotated[Engine, Depends(current_engine)]
AcceptLanguage = Annotated[str | None, Header()]

v1 = APIRouter(prefix="/v1")
pages = APIRouter(include_in_schema=False)


def create_app(engine: EngineSource, host: str = "127.0.0.1") -> FastAPI:
    """Build the application around a source of engines."""
    app = FastAPI(
        title="On Record",
        version=VERSION,
        description=DESCRIPTION,
        docs_url=None,
        redoc_url=None,
    )
    app.state.engine = engine
    app.include_router(v1)
    app.include_router(pages)
    app.mount("/ui", StaticFiles(directory=ASSETS), name="ui")
    app.add_middleware(Guard, host=host)
    install_problem_handlers(app)
    return app


@v1.post("/ask")
def ask(body: AskRequest, engine: CurrentEngine) -> AnswerBody:
    """Answer a question with verbatim quotes, or say why the corpus doesn't."""
    return AnswerBody.of(asked(engine, body.to_request()))


@v1.post("/retrieve")
def retrieve(body: RetrieveRequest, engine: CurrentEngine) -> HitsBody:
    """Find the passages nearest to a question."""
    hits = engine.retrieve(body.question, body.k, body.filters.to_filters())
    return HitsBody(
        question=body.question,
        generation=engine.generation,
        hits=[HitBody.of(hit) for hit in hits],
    )


@v1.get("/index")
def index(engine: CurrentEngine) -> IndexBody:
    """Tell the state of the index."""
    return IndexBody(generation=engine.generation, articles=len(engine.articles()))


@v1.get("/articles")
def articles(engine: CurrentEngine) -> ArticleListBody:
    """List the articles."""
    return ArticleListBody(
        generation=engine.generation,
        articles=[ArticleBody.of(article) for article in engine.articles()],
    )


@v1.get("/articles/{article_id:path}/text", response_class=PlainTextResponse)
def text(article_id: str, engine: CurrentEngine) -> Response:
    """Give exactly the text that `start` and `end` count in."""
    article = found(engine, article_id)
    return PlainTextResponse(article.text, headers={"ETag": f'"{article.sha256}"'})


@v1.get("/articles/{article_id:path}")
def article(article_id: str, engine: CurrentEngine) -> ArticleBody:
    """Tell what is known about an article."""
    return ArticleBody.of(found(engine, article_id))


@v1.get("/{_:path}", include_in_schema=False)
def nothing(_: str) -> Response:
    """Keep the chat's catch-all from answering for an interface that isn't there."""
    return problem_response(404, "there is no such interface: see /docs")


@pages.get("/article/{article_id:path}")
def article_view(
    article_id: str,
    engine: CurrentEngine,
    accept_language: AcceptLanguage = None,
    view: str = "page",
) -> HTMLResponse:
    """Show an article: as a page, or as the chat's panel."""
    strings = strings_for(accept_language)
    article = found(engine, article_id)
    layout = source_html if view == "panel" else article_page
    html = layout(article, engine.sentences(article_id), strings)
    return HTMLResponse(html, headers={"Vary": "Accept-Language"})


@pages.get("/docs")
def docs(request: Request) -> HTMLResponse:
    """Describe the interface."""
    app: FastAPI = request.app
    return HTMLResponse(docs_page(app.openapi()))


@pages.get("/healthz")
def healthz() -> dict[str, str]:
    """Tell that the process lives."""
    return {"status": "ok"}


@pages.get("/readyz")
def readyz(request: Request) -> Response:
    """Tell whether there is an index to answer from."""
    try:
        current_engine(request)
    except StorageError as error:
        return problem_response(503, str(error))
    return Response('{"status":"ready"}', media_type="application/json")


def found(engine: Engine, article_id: str) -> Article:
    """Give an article.

    Raises
    ------
    UnknownArticleError
        If none of this id is in the index.
    """
    try:
        return engine.article(article_id)
    except KeyError as error:
        raise UnknownArticleError(
            f"no article {article_id!r} is in the index: see /v1/articles for those that are"
        ) from error
