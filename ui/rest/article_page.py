"""An article with the words of citations marked in it, wherever they stand by now."""

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import HTMLResponse
from pydantic import Field

from onrecord.corpus import Span
from onrecord.index.citations import Reference
from onrecord.ui.rest.current_engine import CurrentEngine, CurrentStrings, found
from onrecord.ui.rest.missing import missing_page
from onrecord.ui.rest.request_bodies import Body
from onrecord.ui.showing.citing import meant, places_in, quote_at, widened
from onrecord.ui.showing.render import article_page, gone_html, selected_html, source_html

__all__ = ["reading"]

MAX_REFERENCES = 60
MAX_AT_CHARS = 100 * MAX_REFERENCES
MAX_WIDER = 1_000

reading = APIRouter(include_in_schema=False)
At = Annotated[str, Query(max_length=MAX_AT_CHARS)]


class Context(Body):
    """What stands around cited words; `at` refers to all of it, `said` is why there is none."""

    before: str = ""
    after: str = ""
    quoted: str = ""
    at: str = ""
    more: bool = False
    said: str = ""


class Chosen(Body):
    """Words of an article, in code points, and the beginning of its text's SHA-256."""

    start: Annotated[int, Field(ge=0, le=1_000_000_000)]
    end: Annotated[int, Field(ge=1, le=1_000_000_000)]
    text: Annotated[str, Field(pattern="^[0-9a-f]{12}$")]


@reading.get("/article/{article_id:path}")
def article_view(
    article_id: str,
    engine: CurrentEngine,
    s: CurrentStrings,
    view: str = "page",
    at: At = "",
) -> HTMLResponse:
    """Show an article as a page, or as the chat's panel with what is cited `at` its places."""
    references = _references(at)
    article = meant(engine, article_id, next(iter(references), None))
    headers = {"Vary": "Accept-Language"}
    if article is None:
        if view == "panel":
            return HTMLResponse(gone_html(s), 404, headers)
        return missing_page(s, s.no_article)
    sentences = engine.sentences(article.id)
    if view == "panel":
        html = source_html(article, sentences, s, places_in(article, sentences, references))
    else:
        html = article_page(article, sentences, s)
    return HTMLResponse(html, headers=headers)


@reading.get("/context/{article_id:path}")
def context(
    article_id: str,
    engine: CurrentEngine,
    s: CurrentStrings,
    at: At,
    by: Annotated[int, Query(ge=0, le=MAX_WIDER)] = 1,
) -> Context:
    """Give what stands around cited words, by whole sentences; or what became of them."""
    references = _references(at)
    article = meant(engine, article_id, next(iter(references), None))
    if article is None or not references:
        return Context(said=s.no_article)
    sentences = engine.sentences(article.id)
    (place,) = places_in(article, sentences, references[:1])
    if place.span is None or place.is_lost:
        return Context(said=s.fate(place.fate) or s.words_changed)
    span, more = widened(place.span, sentences, by)
    return Context(
        before=article.text[span.start : place.span.start],
        after=article.text[place.span.end : span.end],
        quoted=str(Reference.of(place.span)),
        at=str(Reference.of(span)),
        more=more,
    )


@reading.get("/card/{article_id:path}")
def card(
    article_id: str,
    engine: CurrentEngine,
    chosen: Annotated[Chosen, Query()],
    s: CurrentStrings,
) -> HTMLResponse:
    """Make a card of words that a reader has selected in an article as it is now."""
    article = found(engine, article_id)
    words = article.text[chosen.start : chosen.end]
    if not words.strip() or not article.sha256.startswith(chosen.text):
        raise HTTPException(409, "the article has changed since: open it again")
    start = chosen.start + len(words) - len(words.lstrip())
    span = Span(article, start, start + len(words.strip()))
    quote = quote_at(engine, article.id, Reference.of(span))
    if quote is None:
        raise HTTPException(409, "the article has changed since: open it again")
    return HTMLResponse(selected_html(quote, s))


def _references(at: str) -> tuple[Reference, ...]:
    found = (Reference.read(each) for each in at.split(",")[:MAX_REFERENCES])
    return tuple(each for each in found if each)
