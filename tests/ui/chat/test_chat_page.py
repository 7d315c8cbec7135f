"""The page of the chat, as far as it needs no browser."""

from typing import Any

from fastapi.testclient import TestClient
from live import awaited
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

from onrecord.ui.chat.chat import Chat
from onrecord.ui.chat.chat_page import _blocks
from onrecord.ui.chat.head import Head, modules
from onrecord.ui.chat.suggested_questions import Starters


def test_the_page_has_no_events_of_gradios_and_loads_its_script_from_the_root() -> None:
    """Nothing goes through Gradio's queue: the script calls functions of the server."""

    async def made() -> Any:
        return _blocks(Chat(lambda: None, Starters(())), "/news")

    blocks = awaited(made())
    assert (blocks.api_open, blocks.config["dependencies"]) == (False, [])
    (page,) = [each["props"] for each in blocks.config["components"]]
    assert page["js_on_load"] == (
        'import("/news/ui/desk.js").then((desk) => desk.settle(element));'
    )


def test_gradios_script_waits_for_ours() -> None:
    """All of ours is fetched at once, and the server is asked meanwhile; it runs Gradio's then."""
    html = '<head><script type="module" crossorigin src="./assets/index-x.js"></script></head>'
    page = Route("/", lambda _: HTMLResponse(html))
    text = TestClient(Head(Starlette(routes=[page]), "/news"), "http://127.0.0.1").get("/").text
    assert '<script type="text/plain" id="gradio" src="./assets/index-x.js"></script>' in text
    fetched = {f'<link rel="modulepreload" href="/news/ui/{each}">' for each in modules()}
    assert {each for each in text.splitlines() if "modulepreload" in each} == fetched
    assert {"asking.js", "store.js", "source.js"} < set(modules())
    assert text.index('fetch("/news/gradio_api/') < text.index("modulepreload")


def test_what_the_page_needs_is_in_its_head_when_it_comes() -> None:
    """Not when Gradio's script adds it; other pages stay as they are."""
    whole = "<head><title>a</title></head><body>\N{OPEN BOOK}</body>"
    pages = [Route(path, lambda _: HTMLResponse(whole)) for path in ("/", "/other")]
    client = TestClient(Head(Starlette(routes=pages), "/news"), "http://127.0.0.1")
    page = client.get("/")
    assert page.text.startswith("<head><title>a</title>")
    assert page.text.index('async src="/news/ui/desk.js"') < page.text.index("</head>")
    assert page.text.endswith("</head><body>\N{OPEN BOOK}</body>")
    assert page.headers["content-length"] == str(len(page.content))
    assert client.get("/other").text == whole
