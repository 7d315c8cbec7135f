"""Quotes in a frame on a newspaper's page."""

from typing import Any

import pytest
from fakes_engine import HOSTILE, FakeDesk, fake_engine
from fastapi.testclient import TestClient

from onrecord.ui.rest.api import create_app
from onrecord.ui.settings import Settings
from onrecord.ui.words.strings import DE

PAPER = "https://paper.example"
QUESTION = {"q": "When will the night ferry between Port Ellery and Sandholm sail again?"}


def visiting(**told: Any) -> TestClient:
    desk: Any = FakeDesk(fake_engine())
    return TestClient(create_app(desk.engine, Settings(**told), desk), "http://127.0.0.1")


@pytest.mark.parametrize(
    ("origins", "ancestors", "is_barred"), [((PAPER,), PAPER, False), ((), "'none'", True)]
)
def test_only_pages_of_named_origins_frame_it(
    origins: tuple[str, ...], ancestors: str, is_barred: bool
) -> None:
    """And no other page of this server; any page may load the script that makes the frame."""
    with visiting(origins=origins) as client:
        frame = client.get("/embed", params=QUESTION).headers
        assert f"frame-ancestors {ancestors}" in frame["content-security-policy"]
        assert ("x-frame-options" in frame) is is_barred
        assert "frame-ancestors 'none'" in client.get("/docs").headers["content-security-policy"]
        for path, reach in (("embed.js", "cross-origin"), ("chat.js", "same-origin")):
            told = client.get(f"/ui/{path}").headers
            assert told["cross-origin-resource-policy"] == reach


def test_it_has_the_quotes_and_nothing_that_runs() -> None:
    """With links to where they stand; in the language that is asked for."""
    with visiting(root="/news") as client:
        page = client.get("/embed", params=QUESTION).text
        assert "will sail again from 4 May" in page
        assert 'href="http://127.0.0.1/news/article/2025%2Fharbour-ferry.en.md#' in page
        assert "<script" not in page
        silent = client.get("/embed", params={"q": "Zebra quarks?", "language": "de"}).text
        assert DE.silent in silent
        hostile = client.get("/embed", params={"q": "What does the hostile parrot say?"}).text
        assert HOSTILE.title not in hostile
        assert "<script" not in hostile
        assert client.get("/embed", params={"q": " "}).status_code == 422
