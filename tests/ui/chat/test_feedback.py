"""Verdicts on answers stay in a file of this machine."""

import json
from pathlib import Path

from fakes_engine import HARBOUR, fake_engine

from onrecord.rag.quoting.answer import Answer
from onrecord.ui.chat.feedback import FeedbackFile, Verdict


def answer(question: str) -> Answer:
    """Answer from the invented articles."""
    engine = fake_engine()
    return engine.answer(engine.understood(question))


FERRY = answer("When will the night ferry to Sandholm sail?")


def test_a_verdict_is_a_line_with_question_citations_and_time(tmp_path: Path) -> None:
    """And nothing else that could tell who gave it."""
    path = tmp_path / "feedback.jsonl"
    assert FeedbackFile(path).note(FERRY, Verdict.HELPFUL)
    assert FeedbackFile(path).note(answer("Who won?"), Verdict.NOT_HELPFUL)
    first, second = map(json.loads, path.read_text("utf-8").splitlines())
    assert set(first) == {
        "time", "verdict", "question", "resolved_question", "reason", "generation", "citations",
    }  # fmt: skip
    assert (first["verdict"], first["generation"], first["reason"]) == ("helpful", 12, None)
    assert first["citations"][0] == {
        "article": HARBOUR.id,
        "start": FERRY.quotes[0].start,
        "end": FERRY.quotes[0].end,
        "sha256": HARBOUR.sha256,
    }
    assert (second["reason"], second["citations"]) == ("nothing_on_this_subject", [])


def test_a_full_file_takes_no_more(tmp_path: Path) -> None:
    """What is there stays whole."""
    path = tmp_path / "feedback.jsonl"
    small = FeedbackFile(path, max_bytes=1_500)
    noted = [small.note(FERRY, Verdict.HELPFUL) for _ in range(9)]
    assert noted[0]
    assert not noted[-1]
    assert path.stat().st_size <= 1_500
    assert all(json.loads(line) for line in path.read_text("utf-8").splitlines())


def test_a_file_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    """The visitor is told, and goes on."""
    assert not FeedbackFile(tmp_path / "none" / "feedback.jsonl").note(FERRY, Verdict.HELPFUL)
