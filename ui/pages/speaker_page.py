"""The page of a speaker: all that the articles quote of them, by day."""

from typing import Annotated

from fastapi import APIRouter, Header
from fastapi.responses import HTMLResponse

from onrecord.ui.rest.current_engine import CurrentEngine
from onrecord.ui.showing.render import TEMPLATES
from onrecord.ui.words.strings import strings_for

__all__ = ["speakers"]

speakers = APIRouter(include_in_schema=False)


@speakers.get("/speaker/{name:path}")
def speaker(
    name: str, engine: CurrentEngine, accept_language: Annotated[str | None, Header()] = None
) -> HTMLResponse:
    """Show a speaker's statements, the oldest first; 404 where there are none."""
    found = engine.statements(name)
    html = TEMPLATES.get_template("speaker.html").render(
        s=strings_for(accept_language),
        here="/speaker",
        n_articles=engine.n_articles,
        speaker=name,
        statements=found,
    )
    return HTMLResponse(html, 200 if found else 404, headers={"Vary": "Accept-Language"})
