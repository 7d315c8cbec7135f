"""Whoever watches sees the stages of what is asked, and nobody else does."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newsroom import open_engine

from onrecord.rag.stages import STAGES, watching


def test_each_stage_of_an_answer_is_seen_in_its_order(tmp_path: Path) -> None:
    """Begun and ended one after the other; outside of the watch nothing is seen."""
    engine = open_engine(tmp_path)
    seen: list[str] = []

    @contextmanager
    def note(name: str) -> Iterator[None]:
        seen.append(name)
        yield

    with watching(note):
        answer = engine.ask("When does the night ferry to Sandholm sail again from 4 May?")
    engine.ask("The night ferry to Sandholm sails again from 4 May.")
    assert answer.quotes
    assert tuple(seen) == STAGES
