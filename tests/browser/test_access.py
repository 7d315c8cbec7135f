"""The chat by keyboard, by screen reader, by day and by night."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any

import live
import pytest
from fakes_engine import HARBOUR, HOSTILE, LIBRARY, ORCHARD, FakeDesk, FakeEngine
from screens import FERRY, NIGHT, PHONE
from walk import Way, chat_states, pages, signing_in

from onrecord.corpus import Span
from onrecord.rag.question.query import Query
from onrecord.rag.quoting.answer import Answer, Side
from onrecord.ui.settings import Settings
from onrecord.ui.tokens import hashed

axe: Any = pytest.importorskip("axe_playwright_python.base", reason="axe is not installed")

Page = Any
Open = Callable[..., Page]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TOKEN = "a token of administration"  # noqa: S105
SILENCE = "How many passengers travel by submarine?"
COMPARED = "Compare Ingrid Maas and Tomas Brandt on the ferry"
WAY = Way(FERRY, SILENCE, COMPARED, "Ingrid Maas", HARBOUR.id, "60-90,200-220")


class Comparing(FakeEngine):
    """Also compares, and finds that what it quotes differs."""

    def answer(self, query: Query) -> Answer:
        """Give each of the first quotes another figure, and those of a comparison a side each."""
        found = super().answer(query)
        at_odds = tuple(
            replace(each, differing=(Span(each.article, each.start, each.start + 9),))
            for each in found.quotes
        )
        sides = tuple(Side(name, (each,)) for name, each in zip("AB", at_odds, strict=False))
        compared = query.question == COMPARED
        return replace(found, quotes=at_odds, sides=sides if compared else ())


@pytest.fixture(scope="module")
def closed() -> Iterator[str]:
    """Serve to who signs in."""
    from onrecord.ui.serve import application  # noqa: PLC0415  # seconds of imports

    engine = Comparing((HARBOUR, LIBRARY, ORCHARD, HOSTILE))
    secret = hashed(TOKEN)
    settings = Settings(corpus=Path("/invented"), admin_token=secret, read_token=secret)
    with live.served(application(FakeDesk(engine), settings)) as address:
        yield address


def found(page: Page) -> list[str]:
    """Give what axe-core finds: the rule, where, and why."""
    page.evaluate(Path(axe.AXE_FILE_PATH).read_text("utf-8"))
    found = page.evaluate(
        "rules => axe.run(document, { runOnly: rules, resultTypes: ['violations'] })", RULES
    )
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


@pytest.mark.parametrize(
    "options",
    [{}, {**NIGHT, **PHONE, "locale": "zh-CN"}, {**NIGHT, "locale": "de-DE"}],
    ids=["en-day", "zh-night-phone", "de-night"],
)
def test_axe_finds_nothing(open_page: Open, closed: str, options: dict[str, Any]) -> None:
    """Wherever one can get to: each page, and the chat in each of its states."""
    page = open_page(f"{closed}/login", reduced_motion="reduce", **options)
    walk = chain(signing_in(page, closed, TOKEN), chat_states(page, WAY), pages(page, closed, WAY))
    faults = {state: found(page) for state in walk}
    assert len(faults) == 22
    assert {state: each for state, each in faults.items() if each} == {}


def focused(page: Page) -> str:
    """Describe what has the focus."""
    return str(
        page.evaluate(
            "() => { const e = document.activeElement;"
            " return [e.className, e.id, e.textContent.trim()].join(' ') }"
        )
    )


def tab_to(page: Page, words: str, key: str = "Tab") -> None:
    """Press Tab until something with these words has the focus."""
    for _ in range(40):
        page.keyboard.press(key)
        if words in focused(page):
            return
    raise AssertionError(f"no way by {key} to {words!r}, the last was {focused(page)!r}")


def test_everything_is_reached_by_keyboard(open_page: Open) -> None:
    """Ask, widen, read the source, step through it, come back, and ask what is suggested."""
    page = open_page()
    assert page.evaluate("document.activeElement.closest('#question') !== null")
    page.keyboard.type("What did Ingrid Maas say about the ferry?")
    page.keyboard.press("Enter")
    page.wait_for_selector(".next button")
    tab_to(page, "cite", "Shift+Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    page.wait_for_selector("#source-panel mark.current")
    assert "source-title" in focused(page)
    page.keyboard.press("Escape")
    assert "cite" in focused(page)
    tab_to(page, "Show more context")
    page.keyboard.press("Enter")
    page.wait_for_selector("blockquote .context")
    tab_to(page, "What did Tomas Brandt say about the ferry?")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelectorAll('.answer').length > 1")
