"""The part of the interface that changes the index: for its administrators."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Security
from fastapi.responses import JSONResponse, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BeforeValidator, ConfigDict, Discriminator, Field, StringConstraints, Tag

from onrecord.index.building.narration import OnProgress
from onrecord.index.building.report import Report
from onrecord.index.errors import NotIndexedError
from onrecord.ui.desk import Desk
from onrecord.ui.errors import ForbiddenError, NoTokenError
from onrecord.ui.rest.jobs import Job, Jobs, Work
from onrecord.ui.rest.openapi import ADMIN, ADMINISTRATION, problems
from onrecord.ui.rest.request_bodies import ArticleId, Body, Day, Mirror, as_count
from onrecord.ui.settings import Administration
from onrecord.ui.showing.links import rooted
from onrecord.ui.tokens import Role

__all__ = ["Administered", "Line", "admin", "administrator"]

MAX_ARTICLES = 100
MAX_TEXT_CHARS = 2_000_000
MAX_URLS = 100
MAX_WAIT_S = 25
FOLDER = "/"
"""What builds are about, which no article is called: their order matters among them alone."""

BLANK = r"\s\x00-\x20\x7f-\xa0\ufeff"
"""Spaces and controls; dialects of regular expressions differ on which are spaces."""

bearer = HTTPBearer(auto_error=False, scheme_name="token", description="`onrecord token` makes one")
Line = Annotated[
    str, StringConstraints(min_length=1, max_length=500, pattern=r"^[^\x00-\x1f\x7f]+$")
]


def administrator(
    request: Request,
    _: Annotated[HTTPAuthorizationCredentials | None, Security(bearer)],
) -> Desk:
    """Let in administrators.

    Raises
    ------
    NoTokenError, ForbiddenError
        If a token would help, or nothing.
    """
    desk: Desk | None = request.app.state.desk
    if request.app.state.doors.administration is Administration.CLOSED:
        raise ForbiddenError("administration is closed: its owner sets ONRECORD_ADMIN")
    if request.state.role is not Role.ADMINISTRATOR:
        raise NoTokenError("the token of administration is needed: send it as a bearer token")
    if desk is None:
        raise ForbiddenError("this server only reads: nothing can be changed through it")
    return desk


Administered = Annotated[Desk, Depends(administrator)]


class NewArticle(Body):
    """An article; what isn't given is read from its text, or stays unknown."""

    id: Annotated[str, StringConstraints(max_length=500, pattern=rf"^[^/{BLANK}][^{BLANK}]*$")]
    text: Annotated[
        str, StringConstraints(min_length=1, max_length=MAX_TEXT_CHARS, pattern=r"[^\s\x1c-\x1f]")
    ]
    title: Line | None = None
    outlet: Line | None = None
    author: Line | None = None
    published: Day | None = None
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")] | None = None
    url: (
        Annotated[str, StringConstraints(max_length=2_000, pattern=r"^https?://[!-~]+$")] | None
    ) = None


class NewArticles(Body):
    """Articles to add, or to replace those of the same ids with."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "articles": [
                        {
                            "id": "desk/ferry.txt",
                            "text": "The night ferry sails again from 4 May.",
                            "title": "The night ferry returns",
                            "outlet": "The Courier",
                            "published": "2025-03-14",
                        }
                    ]
                }
            ]
        }
    )

    articles: list[NewArticle] = Field(min_length=1, max_length=MAX_ARTICLES)


class NewPages(Body):
    """Pages, feeds and sitemaps to fetch."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"urls": ["https://post.example/harbour"]}]}
    )

    urls: list[
        Annotated[str, StringConstraints(max_length=2_000, pattern=r"^https?://[!-~]+$")]
    ] = Field(min_length=1, max_length=MAX_URLS)


def _new(value: Any) -> str:
    return "<pages>" if isinstance(value, dict) and "urls" in value else "<articles>"


New = Annotated[
    Annotated[NewArticles, Tag("<articles>")] | Annotated[NewPages, Tag("<pages>")],
    Discriminator(_new),
]


class BuildRequest(Body):
    """How to build: `force` also replaces an index that is damaged or of another model."""

    force: Annotated[bool, Field(strict=True)] = False


class SnapshotRequest(Body):
    """What to call a snapshot; without a name it is called after its generation."""

    name: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9.-]{0,99}$")] | None = (
        None
    )


class RollbackRequest(Body):
    """Which snapshot to go back to, by name or generation; by default the one before."""

    to: Annotated[str, StringConstraints(min_length=1, max_length=100)] | None = None


class JobsBody(Body):
    """The jobs of late, the newest first."""

    jobs: list[Job]


class SnapshotBody(Mirror):
    """A copy of the index as it was in one generation."""

    name: str
    generation: int
    created: str
    n_articles: int
    n_bytes: int


class SnapshotsBody(Body):
    """The snapshots, the newest generation first."""

    snapshots: list[SnapshotBody]


class WaitRequest(Body):
    """How many seconds to wait for a job to end."""

    wait: Annotated[int, Field(ge=0, le=MAX_WAIT_S), BeforeValidator(as_count)] = 0


class RemoveRequest(WaitRequest):
    """Which articles to remove."""

    id: list[ArticleId] = Field(min_length=1, max_length=MAX_ARTICLES)


Waiting = Annotated[WaitRequest, Query()]
STARTED: dict[int | str, dict[str, Any]] = {
    200: {"description": "The job, ended in the time that was waited", "model": Job},
    202: {
        "description": "The job, under way",
        "model": Job,
        "headers": {"Location": {"schema": {"type": "string"}, "description": "where it is told"}},
    },
}
STARTING: dict[str, Any] = {"status_code": 202, "response_model": Job}

BUILD, ROLLBACK, SNAPSHOT = BuildRequest(), RollbackRequest(), SnapshotRequest()

admin = APIRouter(prefix="/v1", tags=[ADMINISTRATION], responses=problems(*ADMIN))


@admin.post("/articles", responses=STARTED | problems(400), **STARTING)
def add(request: Request, body: New, asked: Waiting, desk: Administered) -> Response:
    """Add articles, given as they are or by URL; a job, as all that changes the index."""
    if isinstance(body, NewPages):
        urls = body.urls
        return _started(request, asked, "add", lambda tell: desk.add(urls, on_progress=tell), urls)
    given = [each.model_dump(mode="json", exclude_none=True) for each in body.articles]
    ids = [each.id for each in body.articles]
    return _started(request, asked, "add", lambda tell: desk.put(given, tell), ids)


@admin.delete("/articles", responses=STARTED | problems(404), **STARTING)
def remove(
    request: Request, asked: Annotated[RemoveRequest, Query()], desk: Administered
) -> Response:
    """Remove articles by their ids; `id` may stand several times."""
    ids = asked.id
    known = {each.id for each in desk.engine().articles()}
    if not known & set(ids):
        raise NotIndexedError("none of these articles is in the index: see /v1/articles")
    return _started(request, asked, "remove", lambda _: desk.remove(ids), ids)


@admin.post("/index/build", responses=STARTED | problems(400), **STARTING)
def build(
    request: Request, asked: Waiting, desk: Administered, body: BuildRequest = BUILD
) -> Response:
    """Bring the index into step with the folder of the articles."""
    force, about = body.force, None if body.force else [FOLDER]

    def work(tell: OnProgress) -> Report:
        return desk.build(force=force, on_progress=tell)

    return _started(request, asked, "build", work, about)


@admin.post("/index/rollback", responses=STARTED | problems(400), **STARTING)
def rollback(
    request: Request, asked: Waiting, desk: Administered, body: RollbackRequest = ROLLBACK
) -> Response:
    """Go back to a snapshot: as a newer generation."""
    return _started(request, asked, "rollback", lambda _: desk.roll_back(body.to))


@admin.get("/snapshots")
def snapshots(desk: Administered) -> SnapshotsBody:
    """List the snapshots."""
    return SnapshotsBody(snapshots=[SnapshotBody.of(each) for each in desk.snapshots()])


@admin.post("/snapshots", responses=STARTED | problems(400), **STARTING)
def snapshot(
    request: Request, asked: Waiting, desk: Administered, body: SnapshotRequest = SNAPSHOT
) -> Response:
    """Keep a copy of the index as it is."""
    return _started(request, asked, "snapshot", lambda _: desk.snapshot(body.name))


@admin.get("/jobs")
def jobs(request: Request, _: Administered) -> JobsBody:
    """List the jobs of late."""
    return JobsBody(jobs=_jobs(request).all())


@admin.get("/jobs/{job_id}", responses=problems(404))
def job(request: Request, job_id: str, asked: Waiting, _: Administered) -> Job:
    """Tell how far a job is, and what it came to; `wait` for its end saves asking again."""
    return _jobs(request).wait(job_id, asked.wait)


@admin.delete("/jobs/{job_id}", responses=problems(404))
def cancel(request: Request, job_id: str, _: Administered) -> Job:
    """End a job at its next step; what it has committed stays, and another build goes on there."""
    return _jobs(request).cancel(job_id)


def _started(
    request: Request, asked: WaitRequest, kind: str, work: Work, about: Sequence[str] | None = None
) -> Response:
    started = _jobs(request).start(kind, work, about)
    now = _jobs(request).wait(started.id, asked.wait)
    return JSONResponse(
        now.model_dump(mode="json"),
        200 if now.state.is_over else 202,
        headers={"Location": rooted(f"/v1/jobs/{now.id}")},
    )


def _jobs(request: Request) -> Jobs:
    jobs: Jobs = request.app.state.jobs
    return jobs
