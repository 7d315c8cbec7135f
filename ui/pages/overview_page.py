"""The page of the overview."""

from datetime import date
from typing import Annotated

from babel.dates import format_skeleton
from fastapi import APIRouter, Header
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from onrecord.rag.question.query import Query
from onrecord.rag.survey import Survey
from onrecord.ui.engine import Engine
from onrecord.ui.pages.charts import Dot, bars, dots
from onrecord.ui.pages.overview import Overview, Unit
from onrecord.ui.rest.current_engine import CurrentEngine
from onrecord.ui.showing.links import question_href
from onrecord.ui.showing.render import TEMPLATES, article_href
from onrecord.ui.words.page_strings import PageStrings, page_strings
from onrecord.ui.words.strings import Strings, strings_for

__all__ = ["outlook"]

N_VOICES = 18
N_COLOURS = 7

outlook = APIRouter(include_in_schema=False)
AcceptLanguage = Annotated[str | None, Header()]


@outlook.get("/overview")
def overview(engine: CurrentEngine, accept_language: AcceptLanguage = None) -> HTMLResponse:
    """Show when the articles appeared, who is quoted, and what lies near what."""
    s = strings_for(accept_language)
    p, articles = page_strings(s.language), engine.articles()
    seen, survey = Overview.of(articles), engine.survey
    html = TEMPLATES.get_template("overview.html").render(
        s=s,
        p=p,
        here="/overview",
        n_articles=len(articles),
        seen=seen,
        colours=_colours(seen),
        timeline=_timeline(seen, s, p),
        voices=[
            (each, question_href(Query(said, said, s.language)))
            for each in survey.voices[:N_VOICES]
            for said in (s.what_they_said.format(who=each.name),)
        ],
        survey=survey,
        map=_map(engine, survey, seen, p),
    )
    return HTMLResponse(html, headers={"Vary": "Accept-Language"})


def _timeline(seen: Overview, s: Strings, p: PageStrings) -> Markup | None:
    if not seen.bins:
        return None
    labels = [_label(each, seen.unit, s.language) for each in seen.bins]
    series = [(name or p.others, row) for name, row in seen.by_outlet]
    return bars(labels, series, p.over_time)


def _label(day: date, unit: Unit, language: str) -> str:
    return format_skeleton("yMMM" if unit is Unit.MONTH else "y", day, locale=language)


def _map(engine: Engine, survey: Survey, seen: Overview, p: PageStrings) -> Markup | None:
    if not survey.places:
        return None
    known = {each.id: each for each in engine.articles()}
    colours = _colours(seen)
    found = [
        Dot(each.x, each.y, article.title, article_href(article.id), colours[article.language])
        for each in survey.places
        for article in (known[each.article],)
    ]
    return dots(found, p.map)


def _colours(seen: Overview) -> dict[str, int]:
    """Give each language the number of its colour."""
    return {code: min(n, N_COLOURS - 1) for n, (code, _) in enumerate(seen.languages)}
