"""The document for servers of tools: what reads, and nothing that changes anything."""

from typing import Any

import pytest
from fakes_engine import FakeDesk, fake_engine
from fastapi.testclient import TestClient

from onrecord.ui.rest.api import create_app
from onrecord.ui.settings import Settings


def documents(**told: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Read both documents."""
    desk: Any = FakeDesk(fake_engine())
    app = create_app(desk.engine, Settings(**told), desk)
    with TestClient(app, "http://127.0.0.1") as client:
        return client.get("/openapi/tools.json").json(), client.get("/openapi.json").json()


def operations(document: dict[str, Any]) -> dict[str, str]:
    return {
        operation["operationId"]: f"{method} {path}"
        for path, each in document["paths"].items()
        for method, operation in each.items()
    }


def test_a_model_is_handed_no_tool_that_changes_anything() -> None:
    """Short names, and where the server is, under its prefix too."""
    tools, whole = documents(root="/news")
    assert operations(tools) == {
        "ask": "post /v1/ask",
        "retrieve": "post /v1/retrieve",
        "verify": "post /v1/verify",
        "list_articles": "get /v1/articles",
        "statements": "get /v1/statements",
        "read_article": "get /v1/articles/{article_id}/text",
        "get_article": "get /v1/articles/{article_id}",
    }
    assert tools["servers"] == [{"url": "http://127.0.0.1/news"}]
    assert "RollbackRequest" not in tools["components"]["schemas"]
    assert operations(tools).items() <= operations(whole).items()


def test_every_schema_that_is_named_is_there() -> None:
    """And no other."""
    tools, whole = documents()
    schemas = tools["components"]["schemas"]
    named = {name for name in whole["components"]["schemas"] if f"schemas/{name}'" in str(tools)}
    assert named == schemas.keys()


@pytest.mark.parametrize("which", [0, 1])
def test_the_documents_are_valid(which: int) -> None:
    """Each operation has a tag."""
    document = documents()[which]
    found = [operation for each in document["paths"].values() for operation in each.values()]
    assert all(operation["tags"] for operation in found)
