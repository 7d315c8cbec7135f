"""Refusals of the REST interface, as RFC 9457 problem details."""

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from index.errors import StorageError
from rag.errors import QuestionError
from ui.errors import UnknownArticleError

__all__ = ["install_problem_handlers", "problem_response"]

MEDIA_TYPE = "application/problem+json"
MAX_NAMED_ERRORS = 10


def problem_response(
    status: int, detail: str, headers: dict[str, str] | None = None
) -> JSONResponse:
    """Build a problem; `detail` is one line that says what to do."""
    body = {"title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return JSONResponse(body, status, headers, media_type=MEDIA_TYPE)


def install_problem_handlers(app: FastAPI) -> None:
    """Make every error of the application a problem."""
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(UnknownArticleError, _saying(404))
    app.add_exception_handler(QuestionError, _saying(422))
    app.add_exception_handler(StorageError, _saying(503))


class _saying:  # noqa: N801  # read as a verb where it is used
    def __init__(self, status: int) -> None:
        self.status = status

    def __call__(self, _: Request, error: Exception) -> JSONResponse:
        return problem_response(self.status, str(error))


def _invalid(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    found = [
        f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}" for one in error.errors()
    ]
    return problem_response(422, "; ".join(found[:MAX_NAMED_ERRORS]))


def _http(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    headers = dict(error.headers) if error.headers else None
    return problem_response(error.status_code, str(error.detail), headers)
