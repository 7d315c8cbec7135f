"""The page of a speaker: all that articles say they said, by day."""

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse

from onrecord.ui.rest.current_engine import CurrentEngine, CurrentStrings
from onrecord.ui.showing.render import TEMPLATES
from onrecord.ui.words.page_strings import page_strings

__all__ = ["speaking"]

MAX_SHOWN = 200

speaking = APIRouter(include_in_schema=False)


@speaking.get("/speaker/{name:path}")
def speaker(
    name: Annotated[str, Path(min_length=1, max_length=200)],
    engine: CurrentEngine,
    s: CurrentStrings,
) -> HTMLResponse:
    """Show what someone is quoted with."""
    html = TEMPLATES.get_template("speaker.html").render(
        s=s,
        p=page_strings(s.language),
        here=None,
        n_articles=None,
        name=name,
        quotes=engine.statements(name)[:MAX_SHOWN],
    )
    return HTMLResponse(html, headers={"Vary": "Accept-Language"})
