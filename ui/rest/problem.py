"""Refusals of the REST interface, as RFC 9457 problem details."""

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from onrecord.index.errors import (
    BusyIndexError,
    EncoderError,
    MissingIndexError,
    NothingToIndexError,
    NotIndexedError,
    SnapshotError,
    StorageError,
)
from onrecord.index.store.database import is_no_room
from onrecord.rag.errors import QuestionError
from onrecord.ui.errors import (
    BusyError,
    ForbiddenError,
    NoTokenError,
    UnknownArticleError,
    UnknownJobError,
    UnknownModelError,
)
from onrecord.ui.rest.request_id import current_request_id
from onrecord.ui.rest.validation import mistakes

__all__ = [
    "MEDIA_TYPE",
    "NO_ROOM",
    "PROBLEM_SCHEMA",
    "install_problem_handlers",
    "problem_response",
    "unavailable",
]

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
NO_ROOM = "the server's disk is full: reading goes on, and this can be tried again with more room"

UNAVAILABLE = {
    MissingIndexError: "there is no index yet: its owner has to run onrecord build",
    BusyIndexError: "another build holds the index: try again when it has ended",
    EncoderError: "the encoder can't be used: its owner finds the reason in the log",
    StorageError: "the index can't be used: its owner finds the reason in the log",
}
"""What is said in place of messages that name files of this machine."""

PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "title": "Problem",
    "description": "Why a request was refused, as RFC 9457 has it; `detail` says what to do.",
    "required": ["title", "status", "detail", "request_id"],
    "properties": {
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "request_id": {"type": ["string", "null"]},
    },
}


def problem_response(
    status: int, detail: str, headers: dict[str, str] | None = None
) -> JSONResponse:
    """Build a problem; `detail` is one line that says what to do."""
    body = {
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail.encode("utf-8", "replace").decode(),
        "request_id": current_request_id.get(),
    }
    return JSONResponse(body, status, headers, media_type=MEDIA_TYPE)


def install_problem_handlers(app: FastAPI) -> None:
    """Make every error of the application a problem."""
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(UnknownArticleError, _saying(404))
    app.add_exception_handler(UnknownJobError, _saying(404))
    app.add_exception_handler(UnknownModelError, _saying(404))
    app.add_exception_handler(NotIndexedError, _saying(404))
    app.add_exception_handler(ForbiddenError, _saying(403))
    app.add_exception_handler(NoTokenError, _saying(401, {"WWW-Authenticate": "Bearer"}))
    app.add_exception_handler(BusyError, _saying(429, {"Retry-After": "5"}))
    app.add_exception_handler(SnapshotError, _saying(409))
    app.add_exception_handler(NothingToIndexError, _saying(422))
    app.add_exception_handler(QuestionError, _saying(422))
    app.add_exception_handler(OSError, _no_room)
    for error in UNAVAILABLE:
        app.add_exception_handler(error, _unavailable)


class _saying:  # noqa: N801  # read as a verb where it is used
    def __init__(self, status: int, headers: dict[str, str] | None = None) -> None:
        self.status = status
        self.headers = headers

    def __call__(self, _: Request, error: Exception) -> JSONResponse:
        return problem_response(self.status, str(error), self.headers)


def unavailable(error: Exception) -> str:
    """Say that the index can't be read, without names of files; the log has them."""
    log.warning("%s", error)
    return next(said for kind, said in UNAVAILABLE.items() if isinstance(error, kind))


def _unavailable(_: Request, error: Exception) -> JSONResponse:
    return problem_response(503, unavailable(error), {"Retry-After": "5"})


def _no_room(_: Request, error: Exception) -> JSONResponse:
    if not is_no_room(error):
        raise error
    log.warning("the disk is full")
    return problem_response(507, NO_ROOM)


def _invalid(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    return problem_response(422, mistakes(error.errors()))


def _http(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    headers = dict(error.headers) if error.headers else None
    return problem_response(error.status_code, str(error.detail), headers)
