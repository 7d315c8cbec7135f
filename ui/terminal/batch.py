"""Many questions from a file of JSON lines; each line has its own fate."""

import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from onrecord.rag.errors import QuestionError
from onrecord.ui.engine import MAX_HISTORY, Engine, Request, asked, checked_question
from onrecord.ui.errors import InputError
from onrecord.ui.rest.reply_bodies import AnswerBody

__all__ = ["answer_batch"]

MAX_LINE_BYTES = 64 * 1024


def answer_batch(source: str, engine: Engine, every: Request) -> Iterator[dict[str, Any]]:
    """Answer each line of a file, or of standard input for `-`, in order; skip empty ones.

    A line has a question, and may have an id and a history; the rest of a request is `every`'s.
    A line that can't be answered gives its number and an `error` in place of an answer.

    Raises
    ------
    InputError
        If the file can't be read.
    """
    with _opened(source) as lines:
        for number, line in enumerate(_lines(lines), 1):
            if line is None or line.strip():
                yield _answered(number, line, engine, every)


def _answered(number: int, line: bytes | None, engine: Engine, every: Request) -> dict[str, Any]:
    row: dict[str, Any] = {"id": None}
    try:
        row = _parsed(line)
        history = tuple(map(checked_question, row["history"]))
        question = checked_question(row["question"])
        answer = asked(engine, replace(every, question=question, history=history))
    except (InputError, QuestionError) as error:
        return {"id": row["id"], "line": number, "error": str(error)}
    except Exception as error:  # noqa: BLE001  # one line's failure is that line's alone
        name = type(error).__name__
        return {"id": row["id"], "line": number, "error": f"unexpected {name}: {error}"}
    return {"id": row["id"], **AnswerBody.of(answer).model_dump(mode="json")}


def _parsed(line: bytes | None) -> dict[str, Any]:
    if line is None:
        raise InputError(f"the line has more than {MAX_LINE_BYTES} bytes: shorten it")
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError("the line is not JSON in UTF-8: write one object a line") from error
    if not isinstance(row, dict) or not isinstance(row.get("question"), str):
        raise InputError('the line is not an object with a "question": add one')
    history = row.get("history") or []
    if not isinstance(history, list) or not all(isinstance(each, str) for each in history):
        raise InputError('the "history" is not a list of questions: write earlier ones, or none')
    if len(history) > MAX_HISTORY:
        raise InputError(f'the "history" has more than {MAX_HISTORY} questions: leave old ones out')
    return {"id": row.get("id"), "question": row["question"], "history": history}


def _lines(file: IO[bytes]) -> Iterator[bytes | None]:
    """Give the lines; None for one that is too long, of which no more is held than allowed."""
    while line := file.readline(MAX_LINE_BYTES):
        if line.endswith(b"\n") or len(line) < MAX_LINE_BYTES:
            yield line
            continue
        while (rest := file.readline(MAX_LINE_BYTES)) and not rest.endswith(b"\n"):
            pass
        yield None


@contextmanager
def _opened(source: str) -> Iterator[IO[bytes]]:
    if source == "-":
        yield getattr(sys.stdin, "buffer", None) or io.BytesIO(sys.stdin.read().encode())
        return
    try:
        with Path(source).open("rb") as file:
            yield file
    except OSError as error:
        raise InputError(f"can't read {source!r}: {error.strerror}; name a file or -") from error
