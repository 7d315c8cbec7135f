"""The page of a speaker: all that articles say they said, by day."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Header, Path
from fastapi.responses import HTMLResponse

from onrecord.corpus import Sentence
from onrecord.rag.quoting.answer import Quote
from onrecord.ui.engine import Engine, Metadata
from onrecord.ui.rest.current_engine import CurrentEngine
from onrecord.ui.showing.render import TEMPLATES
from onrecord.ui.words.page_strings import page_strings
from onrecord.ui.words.strings import strings_for

__all__ = ["speaking", "statements"]

MAX_READ = 400
"""Articles that are read, the newest."""

MAX_SHOWN = 200

speaking = APIRouter(include_in_schema=False)
AcceptLanguage = Annotated[str | None, Header()]


@speaking.get("/speaker/{name:path}")
def speaker(
    name: Annotated[str, Path(min_length=1, max_length=200)],
    engine: CurrentEngine,
    accept_language: AcceptLanguage = None,
) -> HTMLResponse:
    """Show what someone is quoted with."""
    s = strings_for(accept_language)
    html = TEMPLATES.get_template("speaker.html").render(
        s=s,
        p=page_strings(s.language),
        here=None,
        n_articles=None,
        name=name,
        quotes=statements(engine, name)[:MAX_SHOWN],
    )
    return HTMLResponse(html, headers={"Vary": "Accept-Language"})


def statements(engine: Engine, name: str) -> list[Quote]:
    """Find all sentences that a person says, the newest first; what is one statement is one quote.

    A surname stands for the full name that it ends, as in the list of those who are quoted.
    """
    newest = sorted(engine.articles(), key=_age, reverse=True)[:MAX_READ]
    return [quote for each in newest for quote in _said(engine.sentences(each.id), name)]


def _age(article: Metadata) -> tuple[date, str]:
    return article.published or date.min, article.id


def _said(sentences: tuple[Sentence, ...], name: str) -> Iterator[Quote]:
    run: list[Sentence] = []
    for each in (*sentences, None):
        if each and each.kind.quotable and each.speaker and _is(each.speaker.text, name):
            run.append(each)
        elif run:
            yield Quote(run[0].article, run[0].start, run[-1].end, 1.0, run[0].speaker)
            run = []


def _is(named: str, name: str) -> bool:
    one, other = named.casefold(), name.casefold()
    return one == other or one.endswith(f" {other}") or other.endswith(f" {one}")
