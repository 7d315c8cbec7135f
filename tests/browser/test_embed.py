"""One script tag on another site's page shows quotes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import live
import pytest
from fakes_engine import FakeDesk, fake_engine
from starlette.responses import HTMLResponse
from starlette.types import Receive, Scope, Send

from onrecord.ui.rest.api import create_app
from onrecord.ui.settings import Settings

QUESTION = "When will the night ferry between Port Ellery and Sandholm sail again?"


@pytest.fixture
def paper() -> Iterator[str]:
    """Serve a newspaper's page at an origin of its own, and On Record for it."""
    told: dict[str, str] = {}

    async def page(scope: Scope, receive: Receive, send: Send) -> None:
        tag = f'<script src="{told["at"]}/ui/embed.js" data-question="{QUESTION}" async></script>'
        await HTMLResponse(f"<!doctype html><h1>Paper</h1>{tag}")(scope, receive, send)

    with live.served(page) as address:
        origin = address.replace("127.0.0.1", "localhost")
        desk: Any = FakeDesk(fake_engine())
        settings = Settings(corpus=Path("/invented"), origins=(origin,))
        with live.served(create_app(desk.engine, settings, desk)) as told["at"]:
            yield origin


def test_a_newspaper_shows_quotes(paper: str, open_page: Any, problems: list[str]) -> None:
    """In a frame in which nothing runs, and whose links open pages of their own."""
    page = open_page(f"{paper}/paper")
    frame = page.frame_locator("iframe")
    frame.locator("blockquote").first.wait_for()
    assert "will sail again from 4 May" in frame.locator("blockquote").first.inner_text()
    assert frame.locator("figcaption a").first.get_attribute("target") == "_blank"
    sandbox = page.locator("iframe").get_attribute("sandbox")
    assert "allow-scripts" not in sandbox
    assert page.locator("iframe").evaluate("each => each.contentDocument") is None
    border = frame.locator("figure").first.evaluate(
        "each => getComputedStyle(each).borderLeftWidth"
    )
    assert border == "3px"
    assert not [each for each in problems if "favicon" not in each and "404" not in each]
