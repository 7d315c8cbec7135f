"""The questions that the chat offers: to start with, and to ask next. All have answers."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Final

from onrecord.rag.question.query import Query
from onrecord.rag.quoting.answer import Answer, Reason
from onrecord.rag.quoting.next_questions import (
    Ask,
    Wording,
    answerable,
    next_questions,
    what_they_said,
)
from onrecord.ui.engine import Engine
from onrecord.ui.words.strings import LANGUAGES, Strings

__all__ = ["Starters"]

N_STARTERS: Final = 4
N_TRIED: Final = 16
"""Candidates that are asked; they are asked once a generation."""

N_READ: Final = 8
"""Articles, the newest, in which questions to start with are looked for."""


@dataclass(frozen=True, slots=True)
class Starters:
    """Finds questions; those to start with are asked once a generation and language.

    `folder` has questions that the owner wrote, one `<language>.txt` each.
    """

    folder: Path | None
    _found: dict[tuple[int, str], tuple[str, ...]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def to_start(self, engine: Engine, s: Strings) -> tuple[str, ...]:
        """Give the owner's questions, or what people said, or headlines: those with an answer."""
        with self._lock:
            key = engine.generation, s.language
            if key not in self._found:
                found = answerable(
                    self._candidates(engine, s),
                    lambda q: engine.answer(engine.understood(q)),
                    N_TRIED,
                )
                self._found.clear()
                self._found[key] = tuple(islice(found, N_STARTERS))
            return self._found[key]

    def to_go_on(
        self, engine: Engine, answer: Answer, ask: Ask, s: Strings, earlier: Sequence[Query] = ()
    ) -> tuple[str, ...]:
        """Give questions that lead on from an answer, or out of a silence, not asked `earlier`."""
        if not (answer.told or answer.reason in {Reason.UNCLEAR, Reason.NO_SUBJECT}):
            wording = _wording(LANGUAGES.get(answer.query.language, s))
            found = next_questions(answer, engine.sentences, ask, wording, earlier=earlier)
            if found or answer.quotes:
                return found
        asked = {each.question for each in (answer.query, *earlier)}
        return tuple(q for q in self.to_start(engine, s) if q not in asked)

    def _candidates(self, engine: Engine, s: Strings) -> Iterator[str]:
        given = self._given(s.language)
        yield from given or (s.whats_new,)
        newest = sorted(
            engine.articles(),
            key=lambda a: (a.language == s.language, a.published or date.min, a.id),
            reverse=True,
        )[:N_READ]
        yield from what_they_said((engine.sentences(each.id) for each in newest), _wording(s))
        yield from (each.title for each in newest)

    def _given(self, language: str) -> list[str]:
        path = self.folder / f"{language}.txt" if self.folder else None
        if not path or not path.is_file():
            return []
        return [line.strip() for line in path.read_text("utf-8").splitlines() if line.strip()]


def _wording(s: Strings) -> Wording:
    return Wording(
        s.what_they_said, s.what_they_said_about, s.everything, s.who_is, s.everybody,
        s.articles_about,
    )  # fmt: skip
