"""Conditional requests: who has the newest state of something is told so, and no more."""

from fastapi import Request, Response

from onrecord.ui.engine import Engine

__all__ = ["generation_tag", "tagged", "text_tag"]


def generation_tag(engine: Engine) -> str:
    """Tag what changes with the index; weak, as it may be compressed on its way."""
    return f'W/"{engine.generation}-{engine.stamp}"'


def text_tag(sha256: str) -> str:
    """Tag a text."""
    return f'W/"{sha256}"'


def tagged(request: Request, tag: str, response: Response) -> Response:
    """Tag a response, or give 304 in its place if the client has it already (RFC 9110, 13.1.2)."""
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    known = {each.strip() for each in request.headers.get("if-none-match", "").split(",")}
    if "*" in known or {each.removeprefix("W/") for each in known} & {tag.removeprefix("W/")}:
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return response
