"""A walk through all that can be seen: every page, and the chat in each of its states."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote as percent_encoded
from urllib.parse import urlencode

from screens import ask

__all__ = ["Way", "chat_states", "pages", "signing_in"]

Page = Any

SELECT_QUOTED = """() => {
  const range = document.createRange();
  range.selectNodeContents(document.querySelector("#source-panel mark.current"));
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


@dataclass(frozen=True, slots=True)
class Way:
    """What is asked and looked at on the way; `cites` is what the address of an article cites.

    `note` is written beside a pinned quote.
    """

    answer: str
    silence: str
    comparison: str
    speaker: str
    article: str
    cites: str
    note: str = ""


def chat_states(page: Page, way: Way) -> Iterator[str]:
    """Bring the chat, which has just been opened, from one state to the next, and name each."""
    page.wait_for_selector("#conversation .examples button")
    yield "start"
    yield from _filtered(page)
    _ask(page, way.answer)
    yield "answer"
    differing = page.locator(".at-odds summary")
    if differing.count():
        differing.click()
        yield "differing"
    yield from _source(page)
    _ask(page, way.silence)
    near = page.locator(".near-misses summary")
    if near.count():
        near.click()
    yield "silence"
    _ask(page, way.comparison)
    yield "comparison"
    yield from _drawers(page, way.note)
    page.context.set_offline(offline=True)
    page.locator("a.cite:visible").first.click()
    page.wait_for_selector("#said:popover-open")
    yield "offline"
    page.context.set_offline(offline=False)


def _ask(page: Page, question: str) -> None:
    """Ask, and wait for what could be asked next, too, if there is anything."""
    ask(page, question)
    page.wait_for_load_state("networkidle")


def _filtered(page: Page) -> Iterator[str]:
    page.locator("#filters > summary").click()
    page.locator("#outlets input[type=checkbox]").first.check()
    page.wait_for_selector("#chosen .chip")
    yield "filters"
    page.locator("#chosen .off").click()
    page.wait_for_function("!document.querySelector('#chosen .chip')")
    page.locator("#filters > summary").click()


def _source(page: Page) -> Iterator[str]:
    page.locator(".answer").last.locator("a.cite:visible").first.click()
    page.wait_for_selector("#source-panel mark.current")
    yield "source"
    page.evaluate(SELECT_QUOTED)
    page.wait_for_selector("#selected:not([hidden])")
    yield "selected"
    page.evaluate("getSelection().removeAllRanges()")
    page.keyboard.press("Escape")
    page.wait_for_selector("#source-panel", state="hidden")


def _drawers(page: Page, note: str) -> Iterator[str]:
    for button in page.locator(".pin:visible").all()[:3]:
        button.click()
    page.locator("[data-follow]").first.click()
    page.wait_for_selector("[data-follow][aria-pressed=true]")
    page.locator("[popovertarget=notebook]").first.click()
    page.wait_for_selector(".note")
    page.locator(".own").first.fill(note)
    yield "notebook"
    page.keyboard.press("Escape")
    page.locator("[popovertarget=conversations]").first.click()
    page.wait_for_selector("#conversations li")
    yield "conversations"
    page.keyboard.press("Escape")
    page.locator("#question textarea").blur()
    page.keyboard.press("?")
    page.wait_for_selector("#shortcuts[open]")
    yield "shortcuts"
    page.keyboard.press("Escape")
    page.locator(".manners summary").click()
    yield "manners"
    page.locator(".manners summary").click()


def signing_in(page: Page, address: str, token: str) -> Iterator[str]:
    """Have a wrong token refused, and sign in with the right one."""
    page.goto(f"{address}/login")
    page.locator("#token").fill("none")
    page.locator("form.sign-in button").click()
    page.wait_for_selector("[role=alert]")
    yield "login"
    page.locator("#token").fill(token)
    page.locator("form.sign-in button").click()
    page.wait_for_url(f"{address}/")


def pages(page: Page, address: str, way: Way) -> Iterator[str]:
    """Open one page after the other beside the chat, as who may change articles; name each."""
    paths = {
        "speaker": f"/speaker/{percent_encoded(way.speaker, safe='')}",
        "article": f"/article/{percent_encoded(way.article, safe='')}#{way.cites}",
        "overview": "/overview",
        "widget": f"/embed?{urlencode({'q': way.answer})}",
        "missing": "/article/none.txt",
        "articles": "/articles",
    }
    for name, path in paths.items():
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
        yield name
    page.wait_for_selector(".administrator")
    page.locator("#adding summary").click()
    page.locator(".pick input").nth(1).check()
    yield "adding"
    page.locator("button.edit").first.click()
    page.wait_for_selector("#describing[open]")
    yield "describing"
    page.keyboard.press("Escape")
