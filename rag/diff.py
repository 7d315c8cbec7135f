"""What is different between two states of an index: its articles, and its answers."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from onrecord.index.store.place import Address
from onrecord.index.store.protocols import Store
from onrecord.rag.engine import Engine, Equipment
from onrecord.rag.errors import QuestionFileError
from onrecord.rag.quoting.answer import Answer, Reason

__all__ = ["ChangedAnswer", "Changes", "Said", "changed_answers", "read_asked"]


@dataclass(frozen=True, slots=True)
class Said:
    """The quotes of an answer, each with its article's id; or the reason for having none."""

    quotes: tuple[tuple[str, str], ...]
    reason: Reason | None

    @classmethod
    def of(cls, answer: Answer) -> "Said":
        """Keep what a reader would see."""
        return cls(tuple((each.article.id, each.text) for each in answer.quotes), answer.reason)


@dataclass(frozen=True, slots=True)
class ChangedAnswer:
    """A question whose answer is another one now."""

    question: str
    before: Said
    after: Said


@dataclass(frozen=True, slots=True)
class Changes:
    """Ids of the articles that came, changed and went, and the answers that differ."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    answers: tuple[ChangedAnswer, ...]


def read_asked(path: Path) -> list[str]:
    """Read the questions of a file: a JSON object with a `question` on each line.

    Raises
    ------
    QuestionFileError
        If it can't be read, or a line is something else.
    """
    try:
        lines = [line for line in path.read_text("utf-8-sig").splitlines() if line.strip()]
        asked = [json.loads(line)["question"].strip() for line in lines]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise QuestionFileError(
            f'can\'t read the questions in {path} ({error!r}); expected {{"question": …}} a line'
        ) from error
    if not all(asked) or not asked:
        raise QuestionFileError(f"{path} holds no question, or an empty one; write one a line")
    return asked


def changed_answers(
    store: Store,
    before: Address,
    after: Address | None,
    questions: Sequence[str],
    equipment: Equipment,
) -> tuple[ChangedAnswer, ...]:
    """Ask two snapshots the same, and give the questions that they answer differently.

    `None` is the index as it is.
    """
    with store.at(before) as old, store.at(after) as new:
        first, second = Engine.open(old, equipment), Engine.open(new, equipment)
        found = (
            ChangedAnswer(each, Said.of(first.ask(each)), Said.of(second.ask(each)))
            for each in questions
        )
        return tuple(each for each in found if each.before != each.after)
