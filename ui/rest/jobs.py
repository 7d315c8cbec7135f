"""Work that outlasts a request: in order where it matters, told of in files for every server."""

import fcntl
import logging
import os
import re
import secrets
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from pydantic import ValidationError
from pydantic_core import to_jsonable_python

from onrecord.corpus import CorpusError
from onrecord.corpus.checkpoint import LOOK_EVERY_S, ended_by
from onrecord.index.building.report import Progress
from onrecord.index.errors import OnRecordIndexError
from onrecord.index.files import replacing
from onrecord.index.store.database import is_no_room
from onrecord.ui.errors import BusyError, OnRecordUiError, UnknownJobError
from onrecord.ui.rest.problem import NO_ROOM
from onrecord.ui.rest.request_bodies import Body

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

__all__ = ["Job", "Jobs", "ProgressBody", "State", "Work"]

log = logging.getLogger(__name__)

_ID = re.compile(r"[0-9a-f]{16}-[0-9a-f]{16}")
MAX_QUEUED = 8
MAX_RUNNING = 3
MAX_KEPT = 100
LOST = "the server that did this work has stopped: start it again"
FAILED = "this failed for a reason that the server's log has: tell its owner"
OWN_ERRORS = (CorpusError, OnRecordIndexError, OnRecordUiError)


class State(StrEnum):
    """How far a job is."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self not in {State.QUEUED, State.RUNNING}


class ProgressBody(Body):
    """Files looked at, of how many, passages encoded so far, and passages that wait for it."""

    n_files: int
    n_files_in_all: int
    n_encoded: int
    n_waiting: int


class Job(Body):
    """A job; `report` is what it came to, `error` why it failed, in one line."""

    id: str
    kind: str
    state: State
    created: datetime
    ended: datetime | None = None
    progress: ProgressBody | None = None
    report: dict[str, Any] | None = None
    error: str | None = None

    def now(self, state: State, **told: Any) -> Self:
        """Give the job in another state."""
        ended = datetime.now(UTC) if state.is_over else None
        return self.model_copy(update={"state": state, "ended": ended, **told})


class _CancelledError(Exception):
    pass


Tell = Callable[[Progress], None]
Work = Callable[[Tell], "DataclassInstance"]


@dataclass(frozen=True, slots=True)
class _Queued:
    """A job that was started, and which articles it is about; `None` is whatever there is."""

    future: Future[None]
    about: frozenset[str] | None

    def goes_before(self, about: frozenset[str] | None) -> bool:
        """Whether one that is started later has to wait for it."""
        return self.about is None or about is None or not self.about.isdisjoint(about)


class Jobs:
    """Runs jobs in threads of their own: one after the other where they are about the same.

    `folder` has a file for each job, and one for each server, which it keeps locked for as long
    as it lives. `hidden` are paths of this machine, and what is said in their place.
    """

    def __init__(self, folder: Path, hidden: Mapping[str, str]) -> None:
        self._folder = folder
        self._hidden = dict(sorted(hidden.items(), key=lambda each: -len(each[0])))
        self._server = secrets.token_hex(8)
        self._alive: int | None = None
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(MAX_QUEUED, "onrecord-job")
        self._room = threading.Semaphore(MAX_RUNNING)
        self._queued: dict[str, _Queued] = {}
        self._cancelled: set[str] = set()
        self._closing, self._stopping = threading.Event(), threading.Event()

    def start(self, kind: str, work: Work, about: Collection[str] | None = None) -> Job:
        """Queue a job; raises `BusyError` while too many wait.

        It begins when those that were started before it have ended, if they are `about` the same
        articles, or any of them about all.
        """
        names = None if about is None else frozenset(about)
        with self._lock:
            self._queued = {
                key: each for key, each in self._queued.items() if not each.future.done()
            }
            if len(self._queued) >= MAX_QUEUED or self._closing.is_set():
                raise BusyError("too many jobs are waiting: try again when one has ended")
            self._announce()
            name = f"{self._server}-{secrets.token_hex(8)}"
            job = Job(id=name, kind=kind, state=State.QUEUED, created=datetime.now(UTC))
            before = [each.future for each in self._queued.values() if each.goes_before(names)]
            self._queued[name] = _Queued(Future(), names)  # it is not lost
            self._write(job)
            self._queued[name] = _Queued(self._pool.submit(self._run, job, work, before), names)
        return job

    def wait(self, job_id: str, seconds: float) -> Job:
        """Wait for a job of this server to end, and tell how it is."""
        queued = self._queued.get(job_id)
        if queued and seconds:
            wait([queued.future], seconds)
        return self.get(job_id)

    def get(self, job_id: str) -> Job:
        """Tell how a job is; raises `UnknownJobError` if there is none of this id."""
        try:
            if not _ID.fullmatch(job_id):
                raise FileNotFoundError(job_id)  # as if it were looked for
            job = Job.model_validate_json((self._folder / f"{job_id}.json").read_bytes())
        except (OSError, ValidationError) as error:
            raise UnknownJobError(f"there is no job {job_id!r}: see /v1/jobs") from error
        if job.state.is_over or self._goes_on(job.id):
            return job
        return job.now(State.FAILED, error=LOST)

    def all(self) -> list[Job]:
        """List the jobs, the newest first."""
        found = []
        for path in self._folder.glob("*-*.json"):
            with suppress(UnknownJobError):
                found.append(self.get(path.stem))
        return sorted(found, key=lambda job: (job.created, job.id), reverse=True)

    def cancel(self, job_id: str) -> Job:
        """Ask a job to end at its next step; what it has committed stays."""
        job = self.get(job_id)
        if not job.state.is_over:
            self._cancelled.add(job_id)  # without a file where there is no room for one
            (self._folder / f"{job_id}.cancel").touch()
        return job

    def close(self, grace_s: float) -> None:
        """Cancel what waits, and let the running jobs end, for so long; then stop them."""
        with self._lock:
            self._closing.set()
            futures = [each.future for each in self._queued.values()]
        wait(futures, grace_s)
        self._stopping.set()
        self._pool.shutdown(wait=True)
        if self._alive is not None:
            os.close(self._alive)
            self._alive = None
            self._lock_file(self._server).unlink(missing_ok=True)

    def _run(self, job: Job, work: Work, before: Sequence[Future[None]]) -> None:
        def tell(progress: Progress) -> None:
            nonlocal job
            check()
            told = ProgressBody.model_validate(to_jsonable_python(progress))
            job = job.now(State.RUNNING, progress=told)
            self._write(job)

        def check() -> None:
            if self._stopping.is_set() or self._is_cancelled(job.id):
                raise _CancelledError

        try:
            with self._turn(job.id, before):
                job = job.now(State.RUNNING)
                self._write(job)
                with ended_by(_now_and_then(check)):
                    report = self._told(to_jsonable_python(work(tell)))
            job = job.now(State.DONE, report=report)
        except _CancelledError:
            job = job.now(State.CANCELLED)
        except OWN_ERRORS as error:
            log.warning("a job failed: %s", error)
            said = NO_ROOM if is_no_room(error) else self._told(str(error))
            job = job.now(State.FAILED, error=said)
        except Exception:
            log.exception("a job failed")
            job = job.now(State.FAILED, error=FAILED)
        self._write(job)

    @contextmanager
    def _turn(self, job_id: str, before: Sequence[Future[None]]) -> Iterator[None]:
        """Wait for the jobs that go before, and for room to run."""

        def check() -> None:
            if self._closing.is_set() or self._is_cancelled(job_id):
                raise _CancelledError

        check()
        while wait(before, LOOK_EVERY_S).not_done:
            check()
        while not self._room.acquire(timeout=LOOK_EVERY_S):
            check()
        try:
            yield
        finally:
            self._room.release()

    def _told(self, said: Any) -> Any:
        """Leave out where things are on this machine."""
        if isinstance(said, str):
            for path, name in self._hidden.items():
                said = said.replace(path, name)
            return said
        if isinstance(said, dict):
            return {key: self._told(value) for key, value in said.items()}
        return [self._told(each) for each in said] if isinstance(said, list) else said

    def _announce(self) -> None:
        """Tell other servers that this one lives, and drop what is old."""
        self._folder.mkdir(parents=True, exist_ok=True)
        if self._alive is None:
            self._alive = os.open(self._lock_file(self._server), os.O_CREAT | os.O_RDWR, 0o600)
            fcntl.flock(self._alive, fcntl.LOCK_EX)
        for job in self.all()[MAX_KEPT:]:
            if job.state.is_over:
                for path in self._folder.glob(f"{job.id}.*"):
                    path.unlink(missing_ok=True)

    def _goes_on(self, job_id: str) -> bool:
        """Whether someone is at work on a job, or will be; its end may have found no room."""
        server = job_id.partition("-")[0]
        if server == self._server:
            queued = self._queued.get(job_id)
            return queued is not None and not queued.future.done()
        try:
            with self._lock_file(server).open() as file:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def _is_cancelled(self, job_id: str) -> bool:
        return job_id in self._cancelled or (self._folder / f"{job_id}.cancel").exists()

    def _lock_file(self, server: str) -> Path:
        return self._folder / f"{server}.lock"

    def _write(self, job: Job) -> None:
        with replacing(self._folder / f"{job.id}.json") as draft:
            draft.write_text(job.model_dump_json(), "utf-8")


def _now_and_then(check: Callable[[], None]) -> Callable[[], None]:
    """Check at most once in a while, however often that is asked for."""
    due = 0.0

    def seldom() -> None:
        nonlocal due
        if time.monotonic() >= due:
            due = time.monotonic() + LOOK_EVERY_S
            check()

    return seldom
