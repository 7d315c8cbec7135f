"""Keeping, comparing and going back, from the command line down to the files."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from newsroom import ENCODER, EQUIPMENT, TAGGER

from onrecord.rag.desk import Desk
from onrecord.ui import cli
from onrecord.ui.terminal import commands
from onrecord.ui.watch import meanwhile

FERRY = "The night ferry to Sandholm sails again from 4 May.\n"
TEA = "Der Tee ist teuer. Der Regen fehlte lange.\n"
QUESTION = "The night ferry to Sandholm sails again from when?"

Run = Callable[..., Any]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Set up a desk over two articles, with the fake encoder."""
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "ferry.txt").write_text(FERRY)
    (tmp_path / "articles" / "tea.txt").write_text(TEA)
    desk = Desk(tmp_path / "articles", tmp_path / "index", tmp_path / "cache", model="mine")
    desk.encoder, desk.tagger = ENCODER, TAGGER
    desk.equipment = replace(EQUIPMENT, projection=desk.projection)
    return desk


@pytest.fixture
def run(desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command over that desk, and give what it prints as JSON."""
    monkeypatch.setattr(commands, "open_desk", lambda _: desk)

    def run(*argv: str, code: int = 0) -> Any:
        capsys.readouterr()
        assert cli.main([*argv, "--json"]) == code
        return json.loads(capsys.readouterr().out)

    return run


def test_a_snapshot_is_compared_and_gone_back_to(desk: Desk, run: Run, tmp_path: Path) -> None:
    """`diff` tells of articles and answers; `rollback` undoes, and undoes itself."""
    run("build")
    assert run("snapshot", "before")["generation"] == 1
    (desk.corpus / "ferry.txt").write_text(FERRY.replace("May", "June"))
    (desk.corpus / "kite.txt").write_text("Kites fly above the shore.\n")
    run("build")
    asked = tmp_path / "questions.jsonl"
    asked.write_text("\n".join(json.dumps({"question": each}) for each in (QUESTION, TEA.strip())))
    found = run("diff", "before", "--questions", str(asked))
    assert (found["added"], found["changed"], found["removed"]) == (["kite.txt"], ["ferry.txt"], [])
    (answer,) = found["answers"]
    assert (answer["before"]["quotes"], answer["after"]["quotes"]) == (
        [["ferry.txt", FERRY.strip()]],
        [["ferry.txt", FERRY.replace("May", "June").strip()]],
    )
    held = desk.engine()
    report = run("rollback", "before")
    assert (report["generation"], report["removed"]) == (3, ["kite.txt"])
    assert (held.generation, desk.engine().generation) == (2, 3)
    assert run("ask", QUESTION)["quotes"][0]["text"] == FERRY.strip()
    assert run("rollback")["action"] == "rollback to generation-2"
    assert run("ask", QUESTION)["generation"] == 4


def test_citations_are_checked_by_their_words(desk: Desk, run: Run, tmp_path: Path) -> None:
    """0 while all are intact, 1 and a line once one is not."""
    run("build")
    cited = tmp_path / "cited.json"
    cited.write_text(json.dumps(run("ask", QUESTION)))
    assert [each["fate"] for each in run("verify", "--citation", str(cited))] == ["intact"]
    (desk.corpus / "ferry.txt").write_text("News.\n\n" + FERRY)
    run("build")
    (verdict,) = run("verify", "--citation", str(cited), code=1)
    assert (verdict["fate"], verdict["start"]) == ("moved", 7)


def test_broken_citations_are_a_line_each(
    desk: Desk, run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where they stood, and one line that says how many are not intact."""
    run("build")
    cited = tmp_path / "cited.json"
    cited.write_text(json.dumps(run("ask", QUESTION)))
    (desk.corpus / "ferry.txt").write_text("Nothing sails.\n")
    run("build")
    assert cli.main(["verify", "--citation", str(cited)]) == 1
    assert capsys.readouterr() == (
        "changed: ferry.txt:0-51\n", "Error: 1 of 1 citations are not intact\n",
    )  # fmt: skip


def test_status_tells_history_snapshots_and_near_duplicates(run: Run, desk: Desk) -> None:
    """The newest generation first."""
    (desk.corpus / "copy.txt").write_text(FERRY)
    run("build")
    run("snapshot")
    status = run("status")
    assert status["near_duplicates"] == [{"head": "copy.txt", "others": ["ferry.txt"]}]
    assert [each["name"] for each in status["snapshots"]] == ["generation-1"]
    assert [(each["action"], each["n_added"]) for each in status["history"]] == [("build", 3)]


def test_removing_what_is_not_there_fails_in_a_line(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is done then, also to those that are there."""
    run("build")
    assert cli.main(["remove", "ferry.txt", "nowhere.txt"]) == 1
    assert capsys.readouterr() == (
        "", "Error: not in the index: 'nowhere.txt'; none was removed\n",
    )  # fmt: skip
    assert run("status")["n_articles"] == 2


def test_long_lists_are_cut_for_people_only(
    desk: Desk, run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """Twenty items, then how many more."""
    for n in range(30):
        (desk.corpus / f"{n:02}.txt").write_text(f"Number {n} is about topic{n}.\n")
    assert len(run("build")["added"]) == 32
    run("snapshot", "all")
    for n in range(30):
        (desk.corpus / f"{n:02}.txt").unlink()
    assert cli.main(["build"]) == 0
    assert "removed: 30\n  00.txt\n" in (out := capsys.readouterr().out)
    assert "  19.txt\n  … and 10 more: see --json\n" in out


def until(holds: Callable[[], bool]) -> bool:
    """Wait for something, for half a minute at most."""
    end = time.monotonic() + 30
    while not (done := holds()) and time.monotonic() < end:
        time.sleep(0.02)
    return done


def test_a_watched_folder_is_followed(desk: Desk) -> None:
    """What came before the watch, and files and folders that come, change, move and go."""

    def ids() -> set[str]:
        return {each.id for each in desk.engine().articles()}

    desk.build()
    (desk.corpus / "early.txt").write_text("It was there before anybody looked.\n")
    with meanwhile(desk.follow):
        assert until(lambda: "early.txt" in ids())
        (desk.corpus / "new").mkdir()
        (desk.corpus / "new" / "kite.txt").write_text("Kites fly above the shore.\n")
        assert until(lambda: "new/kite.txt" in ids())
        (desk.corpus / "new").rename(desk.corpus / "old")
        (desk.corpus / "tea.txt").unlink()
        assert until(lambda: ids() == {"ferry.txt", "early.txt", "old/kite.txt"})
        (desk.corpus / "ferry.txt").write_text("Nothing sails.\n")
        assert until(lambda: "Nothing" in desk.engine().article("ferry.txt").text)
