"""A server with the in-memory engine, and pages of a real browser on it."""

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))

import live
from fakes_engine import FakeDesk, FakeEngine, fake_engine
from screens import CHROMIUM

playwright: Any = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

START_S = 60
STORED = "indexeddb,local_storage"

Open = Callable[..., Any]
Serve = Callable[[FakeEngine], AbstractContextManager[str]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark these tests, and skip them aloud where there is no browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.filterwarnings("default"))
            if not CHROMIUM:
                reason = "no chromium: install one, or name it in ONRECORD_TEST_BROWSER"
                item.add_marker(pytest.mark.skip(reason=reason))


@contextmanager
def served(engine: FakeEngine) -> Iterator[str]:
    """Serve an engine on a free port, and give the address."""
    from onrecord.ui.serve import application  # noqa: PLC0415  # seconds of imports
    from onrecord.ui.settings import Settings  # noqa: PLC0415

    settings = Settings(corpus=Path("/invented"))
    with live.served(application(FakeDesk(engine), settings)) as address:
        yield address


@pytest.fixture(scope="session")
def serve() -> Serve:
    """Serve other articles; for tests that need their own."""
    return served


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Serve the invented articles."""
    with served(fake_engine()) as at:
        yield at


@pytest.fixture(scope="session")
def chromium(browsers: Any) -> Iterator[Any]:
    """Start one browser for all tests."""
    browser = browsers.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
    yield browser
    browser.close()


@pytest.fixture
def requested() -> list[str]:
    """Collect the address of every request that a test's pages make."""
    return []


@pytest.fixture
def problems() -> list[str]:
    """Collect what pages complain of: errors, and breaches of the content policy."""
    return []


@pytest.fixture(scope="session")
def profiles() -> dict[str, Any]:
    """Keep browser profiles by their options: what one has fetched and compiled stays there."""
    return {}


@pytest.fixture
def new_page(
    chromium: Any, profiles: dict[str, Any], requested: list[str], problems: list[str]
) -> Iterator[Open]:
    """Open blank pages for an address, in a profile where nothing of it is stored; with options."""
    used: set[str] = set()

    def opened(address: str, **options: Any) -> Any:
        name = repr(sorted(options.items()))
        if name not in profiles:
            profiles[name] = chromium.new_context(**{"locale": "en-GB", **options})
        page = profiles[name].new_page()
        if name not in used:
            used.add(name)
            there = page.context.new_cdp_session(page)
            there.send("Storage.clearDataForOrigin", {"origin": address, "storageTypes": STORED})
            page.context.clear_cookies()
        page.set_default_timeout(1000 * START_S)
        page.on("request", lambda request: requested.append(request.url))
        page.on("pageerror", lambda error: problems.append(str(error)))
        return page

    yield opened
    for name in used:
        profiles[name].set_offline(offline=False)
        for page in profiles[name].pages:
            page.close()


@pytest.fixture
def open_page(new_page: Open, address: str, problems: list[str]) -> Open:
    """Open pages of the server; the keywords are those of a browser context."""

    def open_at(path: str = "/", **options: Any) -> Any:
        to = path if path.startswith("http") else address + path
        page = new_page(to, **options)
        page.on(
            "console",
            lambda said: problems.append(said.text) if said.type == "error" else None,
        )
        page.on("dialog", lambda dialog: problems.append(dialog.message))
        page.goto(to)
        if path.endswith("/"):
            page.wait_for_selector("#conversation .examples button")
        return page

    return open_at
