"""The page of the articles: to look through, to add to, and to take from."""

import io
import re
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import PurePath
from threading import Lock
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import Field, StringConstraints

from onrecord.corpus import Article
from onrecord.corpus.reading.formats import SUFFIXES
from onrecord.index.building.following import Followed, followed
from onrecord.index.building.narration import OnProgress
from onrecord.index.building.report import Report
from onrecord.index.errors import StorageError
from onrecord.rag.errors import QuestionError
from onrecord.ui.engine import Metadata
from onrecord.ui.errors import ForbiddenError, NoTokenError, UnknownArticleError
from onrecord.ui.pages.article_list import Column, Shelf, Wanted
from onrecord.ui.rest.admin import Administered, Line, administrator
from onrecord.ui.rest.current_engine import CurrentEngine, CurrentStrings, current_engine, found
from onrecord.ui.rest.guard import MAX_ARTICLE_BYTES
from onrecord.ui.rest.jobs import Job, Jobs
from onrecord.ui.rest.request_bodies import ArticleId, Body, Day
from onrecord.ui.showing.render import TEMPLATES
from onrecord.ui.words.page_strings import page_strings

__all__ = ["library"]

MAX_WORDS_CHARS = 200
MAX_NAME_CHARS = 200
MAX_STEM_CHARS = 80
MAX_CHOSEN = 50
"""Articles that are removed at once: those of a page."""

N_READ = 100
"""Passages in which words are looked for."""
WAIT_S = 10

library = APIRouter(include_in_schema=False)


@dataclass(slots=True)
class Removed:
    """The articles removed of late, for an undo; the oldest are forgotten."""

    max_articles: int = MAX_CHOSEN
    max_chars: int = 20_000_000
    _articles: "OrderedDict[str, Article]" = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def keep(self, article: Article) -> None:
        """Keep an article that is about to be removed."""
        with self._lock:
            self._articles[article.id] = article
            self._articles.move_to_end(article.id)
            while (
                len(self._articles) > self.max_articles
                or sum(len(each.text) for each in self._articles.values()) > self.max_chars
            ):
                self._articles.popitem(last=False)

    def get(self, article_id: str) -> Article | None:
        """Give an article that was removed, if it is still kept."""
        return self._articles.get(article_id)


class Which(Body):
    """The articles that are meant."""

    ids: Annotated[list[ArticleId], Field(min_length=1, max_length=MAX_CHOSEN)]


class Described(Body):
    """What is known of an article, as somebody tells it."""

    id: ArticleId
    title: Line
    outlet: Line | None = None
    author: Line | None = None
    published: Day | None = None


class Pasted(Body):
    """A text, and what it is called."""

    title: Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True)]
    text: Annotated[str, StringConstraints(min_length=1)]


class Looked(Body):
    """What the page is asked to show."""

    q: str = Field(default="", max_length=MAX_WORDS_CHARS)
    outlet: str = Field(default="", max_length=MAX_WORDS_CHARS)
    language: str = Field(default="", max_length=20)
    sort: Column = Column.PUBLISHED
    order: str = Field(default="", pattern="^(asc)?$")
    page: int = Field(default=1, ge=1, le=1_000_000)
    since: Day | None = None
    until: Day | None = None
    text: str = Field(default="", pattern="^(1)?$")
    undated: str = Field(default="", pattern="^(1)?$")

    @property
    def wanted(self) -> Wanted:
        """Translate."""
        return Wanted(
            self.q, self.outlet, self.language, self.sort, not self.order, self.page,
            self.since, self.until, bool(self.text), bool(self.undated),
        )  # fmt: skip


@library.get("/articles")
def articles(
    request: Request, looked: Annotated[Looked, Query()], s: CurrentStrings
) -> HTMLResponse:
    """Show the articles."""
    every = _every(request)
    html = TEMPLATES.get_template("articles.html").render(
        s=s,
        p=page_strings(s.language),
        here="/articles",
        n_articles=len(every),
        shelf=Shelf.of(every, looked.wanted, _saying(request, looked)),
        columns=tuple(Column),
        door=door(request),
        followed=_followed(request),
        max_bytes=MAX_ARTICLE_BYTES,
        suffixes=sorted(SUFFIXES),
    )
    return HTMLResponse(html, headers={"Vary": "Accept-Language"})


@library.post("/articles/file")
async def add_file(
    request: Request,
    desk: Administered,
    name: Annotated[str, Query(min_length=1, max_length=MAX_NAME_CHARS)],
) -> Job:
    """Add a file, which is the body; a job, as in the interface for programs."""
    if PurePath(name).suffix.lower() not in SUFFIXES:
        raise HTTPException(415, f"{name!r} is none of {', '.join(sorted(SUFFIXES))}")
    stdin = io.BytesIO(await request.body())
    return _jobs(request).start(
        "add", lambda tell: desk.add(["-"], stdin=stdin, name=name, on_progress=tell), [name]
    )


@library.post("/articles/paste")
def paste(request: Request, pasted: Pasted, desk: Administered) -> Job:
    """Add a text under a name of its own: it never replaces another of the same title."""

    def work(tell: OnProgress) -> Report:
        taken = {each.id for each in desk.engine().articles()}
        line = {"id": free_id(pasted.title, taken), "title": pasted.title, "text": pasted.text}
        return desk.put([line], tell)

    return _jobs(request).start("add", work, [pasted.title])


@library.post("/articles/describe")
def describe(request: Request, told: Described, engine: CurrentEngine, desk: Administered) -> Job:
    """Tell of an article what its text doesn't, such as its day; its words stay as they are."""
    known = replace(found(engine, told.id), **told.model_dump(exclude={"id"}))
    jobs = _jobs(request)
    job = jobs.start("describe", lambda _: desk.describe(known), [told.id])
    return jobs.wait(job.id, WAIT_S)


@library.post("/articles/remove")
def remove(request: Request, which: Which, engine: CurrentEngine, desk: Administered) -> Job:
    """Remove articles, and keep them for a while."""
    for each in which.ids:
        removed_of(request).keep(found(engine, each))
    jobs = _jobs(request)
    return jobs.wait(jobs.start("remove", lambda _: desk.remove(which.ids), which.ids).id, WAIT_S)


@library.post("/articles/restore")
def restore(request: Request, which: Which, desk: Administered) -> Job:
    """Put back articles that were removed."""
    kept = [removed_of(request).get(each) for each in which.ids]
    lines = [as_line(article) for article in kept if article]
    if len(lines) < len(kept):
        raise UnknownArticleError("these articles are no longer all kept: add them again")
    jobs = _jobs(request)
    job = jobs.start("add", lambda tell: desk.put(lines, tell), which.ids)
    return jobs.wait(job.id, WAIT_S)


def free_id(title: str, taken: Collection[str]) -> str:
    """Name a pasted text after its title, with a number where that is taken.

    >>> free_id("Bridge closes!", {"pasted/bridge-closes.txt"})
    'pasted/bridge-closes-2.txt'
    """
    name = "-".join(re.findall(r"[^\W_]+", title.lower()))[:MAX_STEM_CHARS].strip("-") or "text"
    named = (f"pasted/{name}{f'-{n}' if n > 1 else ''}.txt" for n in count(1))
    return next(each for each in named if each not in taken)


def door(request: Request) -> str:
    """Say who may change the articles: whoever sees this, who has the token, or nobody."""
    try:
        administrator(request, None)
    except NoTokenError:
        return "token"
    except ForbiddenError:
        return "closed"
    return "open"


def as_line(article: Article) -> Mapping[str, str]:
    """Say of an article what a line of JSON Lines does."""
    known = {
        "id": article.id,
        "text": article.text,
        "title": article.title,
        "outlet": article.outlet,
        "author": article.author,
        "published": article.published.isoformat() if article.published else None,
        "language": None if article.language == "und" else article.language,
        "url": article.url,
    }
    return {name: value for name, value in known.items() if value is not None}


def removed_of(request: Request) -> Removed:
    """Give what this application keeps for an undo."""
    state = request.app.state
    if not hasattr(state, "removed"):
        state.removed = Removed()
    removed: Removed = state.removed
    return removed


def _followed(request: Request) -> Sequence[Followed]:
    """Tell administrators how the places stand that this server follows."""
    urls: Sequence[str] = request.app.state.follow
    if not urls or door(request) != "open":
        return ()
    known = {each.url: each for each in followed(request.app.state.folder)}
    return [known.get(url, Followed(url)) for url in urls]


def _every(request: Request) -> Sequence[Metadata]:
    """List the articles; none while there is no index."""
    try:
        return current_engine(request).articles()
    except StorageError:
        return ()


def _saying(request: Request, looked: Looked) -> set[str]:
    """Find articles in whose own words all that is looked for stands, among the nearest."""
    words = looked.q.casefold().split()
    if not (looked.text and words):
        return set()
    try:
        hits = current_engine(request).retrieve(looked.q, N_READ)
    except (StorageError, QuestionError):
        return set()
    said = ((hit.passage.article.id, hit.passage.text.casefold()) for hit in hits)
    return {article for article, text in said if all(word in text for word in words)}


def _jobs(request: Request) -> Jobs:
    jobs: Jobs = request.app.state.jobs
    return jobs
