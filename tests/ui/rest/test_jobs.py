"""Jobs outlast requests, are told of across servers, and end when they are told to."""

import errno
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from newsroom import FERRY

from onrecord.corpus import sentences
from onrecord.index.building.report import Progress
from onrecord.index.errors import StorageError
from onrecord.ui.errors import BusyError, UnknownJobError
from onrecord.ui.rest.jobs import MAX_QUEUED, MAX_RUNNING, Jobs, State, Tell
from onrecord.ui.rest.problem import NO_ROOM

WAIT_S = 240


def test_another_server_tells_of_a_job_and_can_end_it(tmp_path: Path) -> None:
    """They share a folder and nothing else."""
    here, there = Jobs(tmp_path, {}), Jobs(tmp_path, {})
    reached, go_on = threading.Event(), threading.Event()

    def work(tell: Tell) -> None:
        reached.set()
        assert go_on.wait(WAIT_S)
        tell(Progress(1, 1, 1, 0))

    job = here.start("build", work)
    assert reached.wait(WAIT_S)
    assert [each.state for each in there.all()] == [State.RUNNING]
    there.cancel(job.id)
    go_on.set()
    assert here.wait(job.id, WAIT_S).state is State.CANCELLED
    assert there.get(job.id).ended is not None
    here.close(0)


def test_a_job_whose_server_is_gone_has_failed(tmp_path: Path) -> None:
    """It won't be running for ever."""
    here = Jobs(tmp_path, {})
    job = here.start("build", lambda _: None)
    here.wait(job.id, WAIT_S)
    here.close(1)
    path = tmp_path / f"{job.id}.json"
    path.write_text(path.read_text().replace('"state":"done"', '"state":"running"'))
    lost = Jobs(tmp_path, {}).get(job.id)
    assert lost.state is State.FAILED
    assert lost.error is not None
    assert "has stopped" in lost.error


def test_closing_lets_the_running_job_end_and_drops_the_others(tmp_path: Path) -> None:
    """What waits is cancelled, what runs is finished."""
    jobs, reached, listed = Jobs(tmp_path, {}), threading.Event(), threading.Event()

    def work(_: Tell) -> dict[str, int]:
        reached.set()
        assert listed.wait(WAIT_S)
        while jobs.get(waiting.id).state is not State.CANCELLED:
            time.sleep(0.01)
        return {"n": 1}

    running, waiting = jobs.start("build", work), jobs.start("build", work)
    listed.set()
    assert reached.wait(WAIT_S)
    jobs.close(WAIT_S)
    assert (jobs.get(running.id).state, jobs.get(running.id).report) == (State.DONE, {"n": 1})
    assert jobs.get(waiting.id).state is State.CANCELLED
    with pytest.raises(BusyError):
        jobs.start("build", work)


def test_closing_stops_what_does_not_end_in_time(tmp_path: Path) -> None:
    """At its next step."""
    jobs, reached = Jobs(tmp_path, {}), threading.Event()

    def work(tell: Tell) -> None:
        while True:
            reached.set()
            tell(Progress(1, 9, 1, 0))

    job = jobs.start("build", work)
    assert reached.wait(WAIT_S)
    jobs.close(0)
    assert jobs.get(job.id).state is State.CANCELLED


def test_too_many_jobs_are_refused(tmp_path: Path) -> None:
    """A queue has an end."""
    jobs, go_on = Jobs(tmp_path, {}), threading.Event()
    for _ in range(MAX_QUEUED):
        jobs.start("build", lambda _: go_on.wait(WAIT_S))
    with pytest.raises(BusyError):
        jobs.start("build", lambda _: None)
    go_on.set()
    jobs.close(WAIT_S)


def test_what_is_told_names_no_place_of_this_machine(tmp_path: Path) -> None:
    """Neither in a report nor in an error; what nobody foresaw says nothing at all."""
    jobs = Jobs(tmp_path, {"/srv/news": "corpus", "/srv/news/index": "index"})
    told = jobs.start("build", lambda _: {"skipped": ["/srv/news/a.txt", "/srv/news/index/b"]})
    assert jobs.wait(told.id, WAIT_S).report == {"skipped": ["corpus/a.txt", "index/b"]}

    def failing(_: Tell) -> None:
        raise ZeroDivisionError("/srv/elsewhere")

    failed = jobs.wait(jobs.start("build", failing).id, WAIT_S)
    assert failed.state is State.FAILED
    assert "srv" not in str(failed.error)
    jobs.close(1)


@pytest.mark.parametrize("job_id", ["x", "../secret", "0" * 16 + "-" + "0" * 16, ""])
def test_there_is_no_other_job(tmp_path: Path, job_id: str) -> None:
    """Nothing but a job's own file is read."""
    (tmp_path / "secret.json").write_text("{}")
    with pytest.raises(UnknownJobError):
        Jobs(tmp_path / "jobs", {}).get(job_id)


def test_a_job_is_ended_in_the_midst_of_one_long_article(tmp_path: Path) -> None:
    """Not only between two: twenty thousand short lines take seconds."""
    jobs, lines = Jobs(tmp_path, {}), 0
    text = "\n".join(f"Line {n} says the crane stands." for n in range(20_000))
    begun = threading.Event()

    def work(_: Tell) -> Any:
        nonlocal lines
        begun.set()
        lines = len(sentences(replace(FERRY, text=text)))

    job = jobs.start("add", work)
    assert begun.wait(WAIT_S)
    jobs.cancel(job.id)
    assert jobs.wait(job.id, WAIT_S).state is State.CANCELLED
    assert not lines
    jobs.close(0)


def test_what_finds_no_room_is_said_to_have_found_none(tmp_path: Path) -> None:
    """Of a job; its own end may find none either, and is told nevertheless."""
    jobs = Jobs(tmp_path, {})

    def work(_: Tell) -> Any:
        raise StorageError("the index can't be used now") from OSError(errno.ENOSPC, "no room")

    job = jobs.start("add", work)
    ended = jobs.wait(job.id, WAIT_S)
    assert (ended.state, ended.error) == (State.FAILED, NO_ROOM)
    jobs.close(0)


def test_jobs_about_other_articles_go_on_beside_a_long_one(tmp_path: Path) -> None:
    """Those about the same, or about all, come after it, in the order in which they were begun."""
    jobs, go_on, done = Jobs(tmp_path, {}), threading.Event(), list[str]()

    def begin(name: str, about: list[str] | None) -> str:
        def work(_: Tell) -> dict[str, str]:
            assert name != "long" or go_on.wait(WAIT_S)
            done.append(name)
            return {}

        return jobs.start("add", work, about).id

    named = {"long": ["a.txt"], "same": ["b.txt", "a.txt"], "other": ["c.txt"], "all": None,
             "after all": ["d.txt"]}  # fmt: skip
    begun = {name: begin(name, about) for name, about in named.items()}
    assert jobs.wait(begun["other"], WAIT_S).state is State.DONE
    assert jobs.get(begun["same"]).state is State.QUEUED
    cancelled = begin("cancelled", ["a.txt"])
    jobs.cancel(cancelled)
    assert jobs.wait(cancelled, WAIT_S).state is State.CANCELLED
    go_on.set()
    assert jobs.wait(begun["after all"], WAIT_S).state is State.DONE
    assert done == ["other", "long", "same", "all", "after all"]
    jobs.close(0)


def test_only_so_many_jobs_run_at_a_time(tmp_path: Path) -> None:
    """Each may hold a long article in memory."""
    jobs, go_on, running = Jobs(tmp_path, {}), threading.Event(), list[str]()

    def begin(name: str) -> str:
        def work(_: Tell) -> dict[str, str]:
            running.append(name)
            assert go_on.wait(WAIT_S)
            return {}

        return jobs.start("add", work, [name]).id

    begun = [begin(str(n)) for n in range(MAX_RUNNING + 1)]
    while len(running) < MAX_RUNNING:
        time.sleep(0.01)
    states = [jobs.get(each).state for each in begun]
    assert states.count(State.QUEUED) == 1
    go_on.set()
    assert [jobs.wait(each, WAIT_S).state for each in begun] == [State.DONE] * len(begun)
    jobs.close(0)
