"""The page of the overview."""

from datetime import date

from babel.dates import format_skeleton
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from onrecord.index.errors import MissingIndexError
from onrecord.rag.survey import Survey
from onrecord.ui.engine import Engine
from onrecord.ui.pages.charts import NARROW, WIDE, Dot, bars, dots
from onrecord.ui.pages.overview import Overview, Unit
from onrecord.ui.rest.current_engine import CurrentStrings, current_engine
from onrecord.ui.rest.missing import missing_page
from onrecord.ui.showing.render import TEMPLATES, article_href, speaker_href
from onrecord.ui.words.page_strings import PageStrings, page_strings
from onrecord.ui.words.strings import Strings

__all__ = ["outlook"]

N_VOICES = 18
N_COLOURS = 7

outlook = APIRouter(include_in_schema=False)


@outlook.get("/overview")
def overview(request: Request, s: CurrentStrings) -> HTMLResponse:
    """Show when the articles appeared, who is quoted, and what lies near what."""
    try:
        engine = current_engine(request)
    except MissingIndexError:
        return missing_page(s, s.empty_corpus, 200)
    p, articles = page_strings(s.language), engine.articles()
    seen, survey = Overview.of(articles), engine.survey
    html = TEMPLATES.get_template("overview.html").render(
        s=s,
        p=p,
        here="/overview",
        n_articles=len(articles),
        seen=seen,
        colours=_colours(seen),
        timelines=_timelines(seen, s, p),
        voices=[(each, speaker_href(each.name)) for each in survey.voices[:N_VOICES]],
        survey=survey,
        maps=_maps(engine, survey, seen, p),
    )
    return HTMLResponse(html, headers={"Vary": "Accept-Language"})


def _timelines(seen: Overview, s: Strings, p: PageStrings) -> list[Markup]:
    if not seen.bins:
        return []
    labels = [_label(each, seen.unit, s.language) for each in seen.bins]
    series = [(name or p.others, row) for name, row in seen.by_outlet]
    return [bars(labels, series, p.over_time, sheet) for sheet in (WIDE, NARROW)]


def _label(day: date, unit: Unit, language: str) -> str:
    return format_skeleton("yMMM" if unit is Unit.MONTH else "y", day, locale=language)


def _maps(engine: Engine, survey: Survey, seen: Overview, p: PageStrings) -> list[Markup]:
    if not survey.places:
        return []
    known = {each.id: each for each in engine.articles()}
    colours = _colours(seen)
    found = [
        Dot(each.x, each.y, article.title, article_href(article.id), colours[article.language])
        for each in survey.places
        for article in (known[each.article],)
    ]
    return [dots(found, p.map, sheet) for sheet in (WIDE, NARROW)]


def _colours(seen: Overview) -> dict[str, int]:
    """Give each language the number of its colour."""
    return {code: min(n, N_COLOURS - 1) for n, (code, _) in enumerate(seen.languages)}
