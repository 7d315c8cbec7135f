"""Conversations are kept, quotes are collected, and nothing is lost on the way."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document
from fakes_engine import HARBOUR
from playwright.sync_api import expect
from screens import FERRY, MAAS, PHONE, ask

from onrecord.ui.words.desk_strings import DE, EN
from onrecord.ui.words.page_strings import EN as PAGES
from onrecord.ui.words.strings import DE as SAID_DE
from onrecord.ui.words.strings import EN as SAID
from onrecord.ui.words.strings import ZH as SAID_ZH

Page = Any
Open = Callable[..., Page]
BRANDT = "What did Tomas Brandt say about the ferry?"


def asked(page: Page) -> list[str]:
    """Give the questions on screen, once there are some."""
    page.locator(".answer").first.wait_for()
    return [each.strip() for each in page.locator(".user-row").all_inner_texts()]


def drawer(page: Page, name: str) -> Page:
    """Open a drawer."""
    page.get_by_role("button", name=name).first.click()
    return page.locator(f"#{name.lower()}")


def test_two_tabs_lose_nothing_of_one_another(open_page: Open) -> None:
    """A tab has a conversation of its own; two with the same one both add to it."""
    page = open_page()
    ask(page, MAAS)
    other = page.context.new_page()
    other.goto(page.url)
    other.wait_for_selector("#question textarea:focus")
    assert other.locator(".answer").count() == 0
    conversations = drawer(other, EN.conversations)
    conversations.get_by_role("button", name=MAAS, exact=True).click()
    assert asked(other) == [MAAS]
    ask(other, BRANDT)
    ask(page, FERRY)
    for tab in (page, other):
        tab.reload()
        assert asked(tab) == [MAAS, BRANDT, FERRY]


def test_conversations_are_listed_searched_renamed_deleted_and_come_back(open_page: Open) -> None:
    """By day; search reads the answers too; what is deleted can be undone."""
    page = open_page()
    ask(page, MAAS)
    page.locator("#fresh").click()
    page.locator("#said").get_by_text(EN.new_started).wait_for()
    ask(page, FERRY)
    conversations = drawer(page, EN.conversations)
    expect(conversations.locator("li")).to_have_count(2)
    assert conversations.locator("h3").all_inner_texts() == ["Today"]
    conversations.locator(".sieve").fill("only bakery")
    expect(conversations.locator("li")).to_have_count(1)
    conversations.locator(".rename").click()
    conversations.locator("li input").fill("The baker")
    page.keyboard.press("Enter")
    conversations.get_by_role("button", name="The baker", exact=True).wait_for()
    conversations.locator(".delete").click()
    conversations.get_by_text(EN.none_matches).wait_for()
    page.locator("#said").get_by_role("button", name=PAGES.undo).click()
    expect(page.locator(".user-row")).to_have_text([MAAS])


def test_a_new_conversation_is_undone(open_page: Open) -> None:
    """Its filters come back with it: they belong to the conversation."""
    page = open_page()
    ask(page, MAAS)
    page.locator("#filters > summary").click()
    page.get_by_label("Seeblick").check()
    page.wait_for_selector("#chosen .chip")
    page.locator("#fresh").click()
    expect(page.locator(".answer")).to_have_count(0)
    expect(page.locator("#chosen .chip")).to_have_count(0)
    page.locator("#said").get_by_role("button", name=PAGES.undo).click()
    assert asked(page) == [MAAS]
    page.wait_for_selector("#chosen .chip")
    assert page.get_by_role("checkbox", name="Seeblick").is_checked()


def test_a_turn_sends_its_own_size(open_page: Open) -> None:
    """Not the whole conversation: the twelfth answer costs what the second did, about."""
    page = open_page()
    sizes: list[int] = []
    page.on(
        "request",
        lambda request: (
            sizes.append(len(request.post_data or ""))
            if '"fn_name":"turn"' in (request.post_data or "")
            else None
        ),
    )
    for _ in range(12):
        ask(page, MAAS)
    assert len(sizes) == 12
    assert max(sizes) < 8 * 200 + 500


def test_quotes_are_pinned_grouped_ordered_annotated_and_written_down(open_page: Open) -> None:
    """Near misses too, and what one has selected in an article: each is looked up anew."""
    page = open_page()
    ask(page, MAAS)
    page.locator(".quote .pin").first.click()
    page.get_by_role("button", name=EN.pinned).wait_for()
    ask(page, "How many passengers travel by submarine?")
    page.locator(".near-misses summary").click()
    page.locator(".near-misses .pin").first.click()
    page.locator("a.cite").first.click()
    page.wait_for_selector("#source-panel mark.current")
    page.evaluate(SELECT, "Not everyone is glad.")
    page.locator("#selected .pin").click()
    page.locator("#selected").get_by_text(EN.pinned).wait_for()
    page.keyboard.press("Escape")
    notebook = drawer(page, EN.notebook)
    expect(notebook.locator(".note")).to_have_count(3)
    words = notebook.locator("blockquote").all_text_contents()
    assert words[2] == "Not everyone is glad."
    assert all(each in HARBOUR.text for each in words)
    notebook.locator(".note").nth(2).get_by_role("button", name=EN.move_up).click()
    expect(notebook.locator("blockquote").nth(1)).to_have_text(words[2])
    notebook.locator(".own").first.fill("Call her")
    notebook.locator("select").select_option("speaker")
    expect(notebook.locator("h3").first).to_have_text("Ingrid Maas")
    notebook.locator(".menu summary").click()
    with page.expect_download() as download:
        notebook.locator("[data-form=docx]").click()
    document = Document(io.BytesIO(download.value.path().read_bytes()))
    told = [each.text for each in document.paragraphs]
    assert told[1:3] == ["Ingrid Maas", words[0]]
    assert f"{EN.your_line}: Call her" in told
    assert words[2] in told
    page.reload()
    expect(page.locator("[popovertarget=notebook] .count").first).to_have_text("3")
    expect(page.locator("#turns .quote .pin").first).to_have_text(EN.pinned)


SELECT = """words => {
  const walker = document.createTreeWalker(
    document.querySelector("#source-panel .source-text"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.data.indexOf(words);
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(walker.currentNode, at);
    range.setEnd(walker.currentNode, at + words.length);
    getSelection().removeAllRanges();
    return getSelection().addRange(range);
  }
}"""


@pytest.mark.parametrize("options", [{}, PHONE], ids=["wide", "phone"])
def test_back_closes_the_source(open_page: Open, options: dict[str, Any]) -> None:
    """And forward opens it again; only then does Back leave the page."""
    page = open_page("/articles", **options)
    page.goto(page.url.replace("/articles", "/"))
    ask(page, FERRY)
    page.locator("a.cite").first.click()
    page.wait_for_selector("#source-panel mark.current")
    page.go_back()
    page.locator("#source-panel").wait_for(state="hidden")
    assert page.locator(".answer").count() == 1
    page.go_forward()
    page.wait_for_selector("#source-panel mark.current")
    page.keyboard.press("Escape")
    page.locator("#source-panel").wait_for(state="hidden")
    page.go_back()
    page.wait_for_url("**/articles")


def test_what_fails_is_said_and_works_again(open_page: Open, problems: list[str]) -> None:
    """In the reader's language, with what to do; nothing typed is lost."""
    page = open_page(locale="de-DE")
    ask(page, FERRY)
    page.locator(".gradio-container .answer").wait_for()
    page.context.set_offline(offline=True)
    said = page.locator("#said").get_by_text(SAID_DE.unreachable)
    more = page.get_by_role("button", name=SAID_DE.more_context).first
    for act in (page.locator("a.cite").first.click, more.click):
        act()
        said.wait_for()
        page.evaluate("document.querySelector('#said').hidePopover()")
    page.locator("#question textarea").fill(MAAS)
    page.keyboard.press("Enter")
    said.wait_for()
    assert page.locator("#question textarea").input_value() == MAAS
    page.context.set_offline(offline=False)
    more.click()
    page.wait_for_selector("blockquote .context")
    page.locator("a.cite").first.click()
    page.wait_for_selector("#source-panel mark.current")
    page.keyboard.press("Escape")
    ask(page, MAAS)
    assert [each for each in problems if "ERR_INTERNET_DISCONNECTED" not in each] == []


@pytest.mark.parametrize("path", ["/nothing", "/article/none.txt", "/articles?page=none"])
def test_what_is_missing_has_a_page(open_page: Open, path: str) -> None:
    """Never raw JSON: in the reader's language, with a way on."""
    page = open_page(path, locale="zh-CN")
    said = page.locator("h1").inner_text()
    assert said in {SAID_ZH.nothing_here, SAID_ZH.no_article, SAID_ZH.failed}
    page.get_by_role("link", name=SAID_ZH.back).click()
    page.wait_for_selector("#question textarea:focus")


def test_language_and_appearance_are_chosen(open_page: Open) -> None:
    """Before what the browser says, on every page, and for the next visit."""
    page = open_page()
    page.locator(".manners summary").click()
    page.locator("[name=theme]").select_option("dark")
    assert page.evaluate("getComputedStyle(document.body).colorScheme") == "dark"
    page.locator("[name=language]").select_option("de")
    page.get_by_role("button", name=DE.conversations).wait_for()
    page.goto(page.url + "overview")
    assert page.locator("html").get_attribute("lang") == "de"
    assert page.evaluate("getComputedStyle(document.body).colorScheme") == "dark"


def test_shortcuts_lead_to_the_field_and_from_card_to_card(open_page: Open) -> None:
    """And a list of them all is a key away."""
    page = open_page()
    ask(page, FERRY)
    page.keyboard.press("ArrowUp")
    assert page.locator("#question textarea").input_value() == FERRY
    page.locator("#question textarea").fill("")
    page.locator("#question textarea").blur()
    links = page.locator("a.cite")
    for key, n in (("j", 0), ("j", 1), ("k", 0)):
        page.keyboard.press(key)
        assert links.nth(n).evaluate("e => e === document.activeElement")
    page.keyboard.press("?")
    page.get_by_role("dialog", name=EN.shortcuts).get_by_role("button", name=SAID.close).click()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"


def test_what_one_works_with_stays_at_hand(open_page: Open) -> None:
    """The tools above a long answer, and the field beside a source and what is compared."""
    page = open_page(viewport={"width": 1360, "height": 600})
    ask(page, FERRY)
    page.locator(".gradio-container .answer").wait_for()
    expect(page.get_by_role("button", name=EN.notebook).first).to_be_in_viewport(ratio=1)
    page.locator(".answer").evaluate("each => each.classList.add('sides')")
    page.locator("a.cite").first.click()
    page.wait_for_selector("#source-panel mark.current")
    assert page.locator("#question textarea").bounding_box()["width"] > 300


def test_addresses_are_whole_on_paper(open_page: Open, address: str) -> None:
    """Whoever holds it can type them."""
    page = open_page()
    ask(page, FERRY)
    page.emulate_media(media="print")
    printed = page.locator("a.cite").first.evaluate("a => getComputedStyle(a, '::after').content")
    assert printed.startswith(f'" {address}/article/')
    page.emulate_media(media="screen")
