"""An article with the words of citations marked in it, wherever they stand by now."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import HTMLResponse

from onrecord.corpus import Article
from onrecord.index.citations import Reference
from onrecord.ui.engine import Engine
from onrecord.ui.pages.missing import missing_page
from onrecord.ui.rest.current_engine import CurrentEngine
from onrecord.ui.rest.request_bodies import Body
from onrecord.ui.showing.citing import places_in, widened
from onrecord.ui.showing.render import article_page, gone_html, source_html
from onrecord.ui.words.strings import strings_for

__all__ = ["reading"]

MAX_REFERENCES = 60
MAX_AT_CHARS = 100 * MAX_REFERENCES
MAX_WIDER = 1_000

reading = APIRouter(include_in_schema=False)
AcceptLanguage = Annotated[str | None, Header()]
At = Annotated[str, Query(max_length=MAX_AT_CHARS)]


class Context(Body):
    """What stands around cited words; `at` refers to all of it, `said` is why there is none."""

    before: str = ""
    after: str = ""
    quoted: str = ""
    at: str = ""
    more: bool = False
    said: str = ""


@reading.get("/article/{article_id:path}")
def article_view(
    request: Request,
    article_id: str,
    engine: CurrentEngine,
    accept_language: AcceptLanguage = None,
    view: str = "page",
    at: At = "",
) -> HTMLResponse:
    """Show an article as a page, or as the chat's panel with what is cited `at` its places."""
    s, references = strings_for(accept_language), _references(at)
    article = _meant(engine, article_id, references)
    headers = {"Vary": "Accept-Language"}
    if article is None:
        if view == "panel":
            return HTMLResponse(gone_html(s), 404, headers)
        return missing_page(request, s, s.no_article)
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
    at: At,
    by: Annotated[int, Query(ge=0, le=MAX_WIDER)] = 1,
    accept_language: AcceptLanguage = None,
) -> Context:
    """Give what stands around cited words, by whole sentences; or what became of them."""
    s, references = strings_for(accept_language), _references(at)
    article = _meant(engine, article_id, references)
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


def _references(at: str) -> tuple[Reference, ...]:
    found = (Reference.read(each) for each in at.split(",")[:MAX_REFERENCES])
    return tuple(each for each in found if each)


def _meant(engine: Engine, article_id: str, references: Sequence[Reference]) -> Article | None:
    """Find the article, also where it has another name by now and the text that was cited."""
    try:
        return engine.article(article_id)
    except KeyError:
        text = references[0].text if references else ""
        named = (each.id for each in engine.articles() if text and each.sha256.startswith(text))
        found = next(named, None)
        return engine.article(found) if found else None


