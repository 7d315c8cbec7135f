"""A citation leads to the words that it quotes, or says that they are gone."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from live import served
from newsroom import ARTICLES, FERRY, builder, open_desk, retold
from screens import marked

from onrecord.rag.desk import Desk
from onrecord.ui.settings import Settings
from onrecord.ui.words.desk_strings import EN as SAID
from onrecord.ui.words.strings import DE, EN

Page = Any
Open = Callable[..., Page]
CROSSING = "What does each crossing cost in crowns?"
WORDS = "Each crossing costs 38 crowns."


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Set up a desk whose articles change."""
    return open_desk(tmp_path, ARTICLES)


@pytest.fixture
def house(desk: Desk) -> Iterator[str]:
    """Serve it."""
    from onrecord.ui.serve import application  # noqa: PLC0415  # seconds of imports

    with served(application(desk, Settings(index=desk.index, corpus=desk.corpus))) as address:
        yield address


def cited(open_page: Open, house: str, **options: Any) -> tuple[Page, Any]:
    """Ask, and give the page and the card of the quote."""
    page = open_page(house + "/?q=" + CROSSING, **options)
    card = page.locator(".quote", has_text=WORDS).first
    card.wait_for()
    return page, card


def test_moved_words_are_followed_from_card_context_and_link(
    open_page: Open, house: str, desk: Desk
) -> None:
    """An article changes while its card is on screen: never does a mark stand on other words."""
    page, card = cited(open_page, house)
    quoted = card.locator("blockquote").text_content()
    builder(desk.index).add([retold(FERRY, "The harbour froze over in 1963. " + FERRY.text)])
    card.get_by_role("button", name=EN.more_context).click()
    card.locator(".context").first.wait_for()
    words = card.locator("blockquote").text_content()
    assert quoted in words
    assert words in "The harbour froze over in 1963. " + FERRY.text
    link = card.locator("a.cite").first.evaluate("e => e.href")
    card.get_by_role("button", name=EN.less_context).click()
    card.locator(".context").first.wait_for(state="detached")
    card.locator("a.cite").first.click()
    page.wait_for_selector("#source-panel mark.current")
    assert marked(page) == quoted
    page = open_page(link)
    page.wait_for_selector("mark.current")
    assert "".join(marked(page).split()) == "".join(words.split())


@pytest.mark.parametrize("to", ["changed", "gone"])
def test_lost_words_are_said_to_be_lost(open_page: Open, house: str, desk: Desk, to: str) -> None:
    """On the card and in the panel, beside the words that were quoted; the chat stays."""
    page, card = cited(open_page, house, locale="de-DE")
    quoted = card.locator("blockquote").text_content()
    link = card.locator("a.cite").first.evaluate("e => e.href")
    said = {"changed": DE.words_changed, "gone": DE.no_article}[to]
    if to == "changed":
        builder(desk.index).add([retold(FERRY, FERRY.text.replace("38 crowns", "45 crowns"))])
    else:
        builder(desk.index).remove([FERRY.id])
    card.get_by_role("button", name=DE.more_context).click()
    card.locator(".remark", has_text=said).wait_for()
    assert card.locator("blockquote").text_content() == quoted
    card.locator("a.cite").first.click()
    panel = page.locator("#source-panel")
    panel.locator(".fate", has_text=said).wait_for()
    assert panel.locator(".were").text_content() == quoted
    if to == "changed":
        assert "45 crowns" in "".join(panel.locator("mark.instead").all_text_contents())
    page.keyboard.press("Escape")
    assert card.is_visible()
    page = open_page(link, locale="de-DE")
    page.get_by_text(said).wait_for()


def test_a_renamed_article_is_found_by_its_text(open_page: Open, house: str, desk: Desk) -> None:
    """Its card on screen leads there."""
    page, card = cited(open_page, house)
    quoted = card.locator("blockquote").text_content()
    builder(desk.index).remove([FERRY.id])
    builder(desk.index).add([replace(FERRY, id="2026/ferry.txt")])
    card.locator("a.cite").first.click()
    page.wait_for_selector("#source-panel mark.current")
    assert marked(page) == quoted
    assert page.locator(".identifier").inner_text() == "2026/ferry.txt"


def test_a_followed_question_says_what_is_new(open_page: Open, house: str, desk: Desk) -> None:
    """In the list, since when; opened, the new quote is marked as such, and nothing is new then."""
    page = open_page(house + "/?q=" + CROSSING)
    page.get_by_role("button", name=SAID.follow, exact=True).click()
    page.get_by_role("button", name=SAID.following, exact=True).wait_for()
    again = "The bridge opens. Each crossing of the new bridge costs 12 crowns for the drivers."
    builder(desk.index).add([replace(FERRY, id="bridge.txt", text=again, title="The bridge opens")])
    page.goto(house + "/")
    page.locator("[popovertarget=conversations] .count", has_text="1").wait_for()
    page.locator("[popovertarget=conversations]").first.click()
    page.locator(".news.fresh", has_text="1 new since").wait_for()
    page.locator("#conversations").get_by_role("button", name=CROSSING).first.click()
    fresh = page.locator(".quote", has=page.get_by_text(SAID.is_new))
    fresh.wait_for()
    assert fresh.locator("blockquote").text_content() in again
    page.locator("[popovertarget=conversations]").first.click()
    page.locator(".news", has_text="Nothing new since").wait_for()
