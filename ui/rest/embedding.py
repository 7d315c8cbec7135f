"""Quotes for a question in a frame on someone else's page: the widget of `ui/assets/embed.js`."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import Field

from onrecord.ui.engine import Request as Asked
from onrecord.ui.rest.current_engine import CurrentEngine, CurrentMetrics, CurrentStrings
from onrecord.ui.rest.replies import counted
from onrecord.ui.rest.request_bodies import MAX_QUOTES, Body, Question
from onrecord.ui.rest.root import base_of
from onrecord.ui.showing.render import TEMPLATES
from onrecord.ui.words.strings import LANGUAGES

__all__ = ["embedding"]

embedding = APIRouter(include_in_schema=False)


class EmbedRequest(Body):
    """What is asked, how many quotes are wanted, and in which language it is said around them."""

    q: Question
    k: Annotated[int, Field(ge=1, le=MAX_QUOTES)] = 3
    language: Annotated[str, Field(max_length=20)] = ""


@embedding.get("/embed")
def embed(
    request: Request,
    wanted: Annotated[EmbedRequest, Query()],
    engine: CurrentEngine,
    metrics: CurrentMetrics,
    readers: CurrentStrings,
) -> HTMLResponse:
    """Show the quotes, with links to where they stand; nothing in it can run."""
    answer = counted(engine, Asked(wanted.q), metrics)
    html = TEMPLATES.get_template("embed.html").render(
        s=LANGUAGES.get(wanted.language) or readers,
        answer=answer,
        quotes=answer.quotes[: wanted.k],
        base=base_of(request),
    )
    return HTMLResponse(html, headers={"Vary": "Accept-Language"})
