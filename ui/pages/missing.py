"""The page for what isn't there."""

from fastapi import Request
from fastapi.responses import HTMLResponse

from onrecord.index.errors import StorageError
from onrecord.ui.rest.current_engine import current_engine
from onrecord.ui.showing.render import TEMPLATES
from onrecord.ui.words.page_strings import page_strings
from onrecord.ui.words.strings import Strings

__all__ = ["missing_page"]


def missing_page(request: Request, s: Strings, said: str) -> HTMLResponse:
    """Say what is missing, and lead on to what there is."""
    try:
        n_articles = current_engine(request).n_articles
    except StorageError:
        n_articles = 0
    html = TEMPLATES.get_template("missing.html").render(
        s=s, p=page_strings(s.language), said=said, here=None, n_articles=n_articles
    )
    return HTMLResponse(html, 404, {"Vary": "Accept-Language"})
