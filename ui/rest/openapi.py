"""The OpenAPI document: every refusal that an operation may answer with, and examples."""

import re
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI

from onrecord.ui.rest.problem import MEDIA_TYPE, NO_ROOM, PROBLEM_SCHEMA

__all__ = ["ADMIN", "ADMINISTRATION", "READ", "READING", "describe", "problems", "tools_document"]

DETAILS = {
    400: "the body is no JSON: send an object",
    401: "a token is needed: send it as `Authorization: Bearer TOKEN`",
    403: "administration is closed: its owner sets ONRECORD_ADMIN",
    404: "no article 'a.txt' is in the index: see /v1/articles for those that are",
    408: "the request took more than 10 s: send it faster",
    409: "there is a snapshot 'spring' already; choose another name",
    413: "the request is larger than 262144 bytes: make it smaller",
    421: "this server has no such name: its owner sets ONRECORD_HOSTS",
    422: "body.question: the question is empty: type one; body.k: expected 20 or less",
    429: "more than 600 requests a minute: wait 0.1 s",
    431: "the head is larger than 32768 bytes: make it smaller",
    500: "the server failed on this request: try again, or tell its owner",
    503: "there is no index yet: its owner has to run onrecord build",
    504: "no answer after 30 s: ask for less",
    507: NO_ROOM,
}
READING, ADMINISTRATION = "read", "administer"
"""Tags of the operations."""

LEFT_OUT = {"ask_batch", "get_index"}
"""Reading that a model has no use for."""

READ = (400, 401, 403, 408, 413, 421, 422, 429, 431, 500, 503)
ADMIN = (*READ, 504, 507)


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe refusals, for an operation's `responses`."""
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {
                MEDIA_TYPE: {
                    "schema": {"$ref": "#/components/schemas/Problem"},
                    "example": {
                        "title": HTTPStatus(status).phrase,
                        "status": status,
                        "detail": DETAILS[status],
                        "request_id": "5b0c4b7c2f5e4a0e9d6a0c3f1e2d4b6a",
                    },
                }
            },
        }
        for status in sorted({*statuses})
    }


def describe(app: FastAPI) -> None:
    """Let the document name what FastAPI does not know of."""
    made = app.openapi

    def openapi() -> dict[str, Any]:
        document = made()
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        schemas["Problem"] = PROBLEM_SCHEMA
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        return document

    app.openapi = openapi  # type: ignore[method-assign]


def tools_document(app: FastAPI, url: str) -> dict[str, Any]:
    """Describe what only reads, for servers of tools: whoever has it can't change anything.

    `url` is where this server is.
    """
    whole = app.openapi()
    paths = {
        path: {
            method: operation
            for method, operation in operations.items()
            if READING in operation.get("tags", ()) and operation["operationId"] not in LEFT_OUT
        }
        for path, operations in whole["paths"].items()
    }
    paths = {path: operations for path, operations in paths.items() if operations}
    schemas = whole["components"]["schemas"]
    return {
        "openapi": whole["openapi"],
        "info": whole["info"],
        "servers": [{"url": url}],
        "paths": paths,
        "components": {"schemas": {name: schemas[name] for name in sorted(_named(paths, schemas))}},
    }


def _named(part: Any, schemas: dict[str, Any]) -> set[str]:
    """Find the schemas that a part of a document names, and those that they name."""
    found: set[str] = set()
    new = {str(part)}
    while new:
        names = {name for text in new for name in _SCHEMA.findall(text)} - found
        found |= names
        new = {str(schemas[name]) for name in names}
    return found


_SCHEMA = re.compile(r"#/components/schemas/(\w+)")
