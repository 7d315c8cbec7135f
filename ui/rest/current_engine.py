"""Where requests get what they answer from."""

from typing import Annotated

from fastapi import Depends, Header, Request

from onrecord.corpus import Article
from onrecord.ui.engine import Engine, EngineSource
from onrecord.ui.errors import UnknownArticleError
from onrecord.ui.rest.metrics import Metrics
from onrecord.ui.words.strings import Strings, strings_for

__all__ = ["CurrentEngine", "CurrentMetrics", "CurrentStrings", "current_engine", "found"]


def current_engine(request: Request) -> Engine:
    """Give the engine of the newest generation: one request sees one of them throughout."""
    source: EngineSource = request.app.state.engine
    return source()


def current_metrics(request: Request) -> Metrics:
    """Give the measures of this application."""
    metrics: Metrics = request.app.state.metrics
    return metrics


def current_strings(accept_language: Annotated[str | None, Header()] = None) -> Strings:
    """Give what the reader's language says; `Preferred` puts a chosen one first."""
    return strings_for(accept_language)


CurrentEngine = Annotated[Engine, Depends(current_engine)]
CurrentMetrics = Annotated[Metrics, Depends(current_metrics)]
CurrentStrings = Annotated[Strings, Depends(current_strings)]


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
