"""Who is asking for what: the id of a request, wherever it is logged or refused."""

import re
import uuid
from contextvars import ContextVar

__all__ = ["HEADER", "current_request_id", "request_id"]

HEADER = "X-Request-ID"
_PLAIN = re.compile(r"[A-Za-z0-9._-]{1,128}")

current_request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""The id of the request that is being answered."""


def request_id(given: str | None) -> str:
    """Take over the id that a request brings, or make one if it is none that can be logged.

    >>> request_id("a-1")
    'a-1'
    """
    return given if given and _PLAIN.fullmatch(given) else uuid.uuid4().hex
