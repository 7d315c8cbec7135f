"""The chat by keyboard, by screen reader, by day and by night."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote as percent_encoded

import pytest
from fakes_engine import HARBOUR
from screens import FERRY, NIGHT, PHONE, ask

axe: Any = pytest.importorskip("axe_playwright_python.base", reason="axe is not installed")

Page = Any
Open = Callable[..., Page]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def serious(page: Page) -> list[str]:
    """Give what axe-core finds that is serious or critical: the rule, and where."""
    page.evaluate(Path(axe.AXE_FILE_PATH).read_text("utf-8"))
    found = page.evaluate(
        "rules => axe.run(document, { runOnly: rules, resultTypes: ['violations'] })", RULES
    )
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in found["violations"]
        if each["impact"] in {"serious", "critical"}
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("options", [{}, {**NIGHT, **PHONE}], ids=["day", "night-phone"])
def test_axe_finds_nothing_serious(open_page: Open, options: dict[str, Any]) -> None:
    """Neither at the start, nor with an answer, a silence, open filters, an open source."""
    page = open_page(**options)
    page.locator("#filters > summary").click()
    page.get_by_label("Seeblick").check()
    page.wait_for_selector("#chosen .chip")
    assert serious(page) == []
    page.locator("#chosen .off").click()
    page.wait_for_function("!document.querySelector('#chosen .chip')")
    page.locator("#filters > summary").click()
    ask(page, "How many passengers travel by submarine?")
    page.locator(".near-misses summary").click()
    ask(page, FERRY)
    page.wait_for_timeout(300)
    assert serious(page) == []
    page.locator(".answer").last.locator("a.cite").first.click()
    page.wait_for_selector("#source-panel mark.current")
    assert serious(page) == []


@pytest.mark.parametrize("options", [{}, {**NIGHT, **PHONE}], ids=["day", "night-phone"])
def test_axe_finds_nothing_serious_in_an_article(open_page: Open, options: dict[str, Any]) -> None:
    """With marks, and without."""
    page = open_page(f"/article/{percent_encoded(HARBOUR.id, safe='')}#60-90,200-220", **options)
    page.wait_for_selector("mark.current")
    assert serious(page) == []


@pytest.mark.parametrize("path", ["/articles", "/overview"])
@pytest.mark.parametrize("options", [{}, {**NIGHT, **PHONE}], ids=["day", "night-phone"])
def test_axe_finds_nothing_serious_beside_the_chat(
    open_page: Open, path: str, options: dict[str, Any]
) -> None:
    """On the articles' page with its forms open, and on the overview."""
    page = open_page(path, **options)
    for each in page.locator("main summary:visible").all():
        each.click()
    assert serious(page) == []


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
