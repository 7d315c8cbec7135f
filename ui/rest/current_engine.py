"""Where requests get what they answer from."""

from typing import Annotated

from fastapi import Depends, Request

from onrecord.corpus import Article
from onrecord.ui.engine import Engine, EngineSource
from onrecord.ui.errors import UnknownArticleError
from onrecord.ui.rest.metrics import Metrics

__all__ = ["CurrentEngine", "CurrentMetrics", "current_engine", "found"]


def current_engine(request: Request) -> Engine:
    """Give the engine of the newest generation: one request sees one of them throughout."""
    source: EngineSource = request.app.state.engine
    return source()


def current_metrics(request: Request) -> Metrics:
    """Give the measures of this application."""
    metrics: Metrics = request.app.state.metrics
    return metrics


CurrentEngine = Annotated[Engine, Depends(current_engine)]
CurrentMetrics = Annotated[Metrics, Depends(current_metrics)]


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
