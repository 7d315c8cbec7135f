from collections.abc import Callable
from typing import Any

import pytest
from fakes_engine import HARBOUR, HOSTILE, LIBRARY
from playwright.sync_api import expect
from screens import CONTRAST, FERRY, NIGHT, PHONE, ask, marked

from onrecord.corpus import Span
from onrecord.ui.showing.render import article_href
from onrecord.ui.words.strings import DE, EN, ZH, Strings

Page = Any
Open = Callable[..., Page]

HOSTILE_QUESTION = "What does the hostile parrot repeat about script, link and window?"


def in_view(page: Page, selector: str) -> bool:
    """Tell whether an element is wholly on screen."""
    return bool(
        page.locator(selector).first.evaluate(
            "e => { const r = e.getBoundingClientRect(); return r.top >= 0"
            " && r.bottom <= innerHeight && r.left >= 0 && r.right <= innerWidth }"
        )
    )


def test_a_question_is_answered_with_verbatim_quotes_and_their_sources(
    open_page: Open, problems: list[str]
) -> None:
    """Words, title, outlet, date and language stand on each card; nothing else is said."""
    page = open_page()
    ask(page, FERRY)
    quotes = page.locator(".answer blockquote").all_text_contents()
    assert len(quotes) >= 2
    assert all(quote in HARBOUR.text for quote in quotes)
    card = page.locator(".quote").first
    for words in (HARBOUR.title, HARBOUR.outlet, "March 14, 2025", "English"):
        assert words in card.inner_text()
    assert problems == []


def test_a_click_on_a_citation_shows_the_words_in_their_article(open_page: Open) -> None:
    """All the answer's quotes are marked, the clicked one is highlighted and in view."""
    page = open_page()
    ask(page, FERRY)
    cards = page.locator(".quote")
    last = cards.count() - 1
    cards.nth(last).locator("a.cite").click()
    page.wait_for_selector("#source-panel mark.current")
    assert marked(page) == cards.nth(last).locator("blockquote").text_content()
    assert page.locator(".source-text").text_content() == HARBOUR.text
    places = page.locator("mark").evaluate_all("m => m.map(e => e.dataset.quotes)")
    assert len(set(places)) == cards.count()
    assert in_view(page, "mark.current")
    assert page.locator(".boilerplate").first.text_content() == "Share this story on social media"


def test_offsets_hold_behind_characters_outside_the_basic_plane(open_page: Open) -> None:
    """A ship in the text counts one here and two in the browser."""
    page = open_page()
    ask(page, "What does Tomas Brandt, the union secretary, say the ferry company never asked?")
    page.locator("a.cite").first.click()
    page.wait_for_selector("#source-panel mark.current")
    assert marked(page).startswith("According to Tomas Brandt")
    assert marked(page).endswith("never asked them.")


def test_the_keyboard_is_enough(open_page: Open) -> None:
    """Enter opens the source, n and p go round the quotes, Esc closes and gives focus back."""
    page = open_page()
    ask(page, FERRY)
    page.locator("a.cite").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#source-panel mark.current")
    assert page.evaluate("document.activeElement.id") == "source-title"
    first = marked(page)
    page.keyboard.press("n")
    second = marked(page)
    assert second != first
    page.keyboard.press("p")
    assert marked(page) == first
    page.keyboard.press("Escape")
    assert not page.locator("#source-panel").is_visible()
    assert page.evaluate("document.activeElement.className") == "cite"


def test_letters_typed_in_the_question_do_not_move_the_source(open_page: Open) -> None:
    """With the panel open beside it, the composer stays usable."""
    page = open_page(viewport={"width": 1440, "height": 900})
    ask(page, FERRY)
    page.locator("a.cite").first.click()
    page.wait_for_selector("#source-panel mark.current")
    first = marked(page)
    page.locator("#question textarea").press_sequentially("no panic")
    assert page.locator("#question textarea").input_value() == "no panic"
    assert marked(page) == first


def test_silence_says_why_and_folds_what_comes_near(open_page: Open) -> None:
    """Near misses are named as no answer, and shown only when asked for."""
    page = open_page()
    ask(page, "How many passengers travel by submarine?")
    said = page.locator(".answer").inner_text()
    assert EN.silent in said
    assert EN.not_asked in said
    note = page.locator(".near-misses .note")
    assert not note.is_visible()
    page.locator(".near-misses summary").click()
    assert note.inner_text() == EN.near_misses_note


@pytest.mark.parametrize(("locale", "strings"), [("en-US", EN), ("zh-CN", ZH), ("de-AT", DE)])
def test_the_interface_speaks_the_browsers_language(
    open_page: Open, locale: str, strings: Strings
) -> None:
    """From the first word to the answer's."""
    page = open_page(locale=locale)
    assert page.locator("#conversation h2").inner_text() == strings.tagline
    textarea = page.locator("#question textarea")
    assert textarea.get_attribute("placeholder") == strings.ask_placeholder
    ask(page, "Who won the football championship?")
    assert page.locator(".silent").inner_text() == strings.silent
    page.locator(".gradio-container .answer").wait_for()
    expect(page.locator("html")).to_have_attribute("lang", strings.language)


@pytest.mark.parametrize("options", [{}, NIGHT, PHONE, {**NIGHT, **PHONE}], ids=str)
def test_nothing_is_cut_off_and_contrast_holds(open_page: Open, options: dict[str, Any]) -> None:
    """No sideways scrolling; words stand out 4.5 to 1 (WCAG 2.2, 1.4.3), by day and by night."""
    page = open_page(**options)
    ask(page, FERRY)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for selector in (".answer blockquote", ".byline", ".confidence", "button.copy", ".speech"):
        ratio = page.locator(selector).first.evaluate(CONTRAST)
        assert ratio >= 4.5, (selector, ratio)
    page.locator("a.cite").first.click()
    page.wait_for_selector("#source-panel mark.current")
    assert page.locator("mark.current").first.evaluate(CONTRAST) >= 4.5
    panel = page.locator("#source-panel").bounding_box()
    wide = page.viewport_size["width"]
    assert panel["x"] + panel["width"] == wide
    assert (panel["x"] == 0) == (wide == 390)


def test_a_new_answer_is_read_from_its_question(open_page: Open) -> None:
    """The page brings the question up, and the composer stays in reach."""
    page = open_page()
    for _ in range(3):
        ask(page, FERRY)
    page.wait_for_timeout(300)
    assert in_view(page, ".user-row >> nth=2")
    assert in_view(page, "#question textarea")


def test_a_starting_question_is_asked_by_a_click(open_page: Open) -> None:
    """Headlines stand in where no questions are given."""
    page = open_page()
    page.get_by_role("button", name=LIBRARY.title).click()
    page.wait_for_selector(".answer")
    assert page.locator(".user-row").inner_text().strip() == LIBRARY.title


def test_a_filter_narrows_and_is_shown(open_page: Open) -> None:
    """What is set under the question stands above the answer."""
    page = open_page()
    page.locator("#filters > summary").click()
    page.get_by_label("Seeblick").check()
    page.wait_for_selector("#chosen .chip")
    ask(page, FERRY)
    assert "Seeblick" in page.locator(".answer .chips").inner_text()
    assert page.locator(".silent").is_visible()


MARCH = "What was reported in March 2025 about the harbour master and his passengers?"


def test_filters_read_from_the_question_can_be_taken_off(open_page: Open) -> None:
    """By keyboard, in place; what they left out is told as long as they are on."""
    page = open_page()
    ask(page, MARCH)
    assert page.locator(".chip bdi").all_inner_texts() == ["March 2025"]
    said = page.locator(".answer .chips").inner_text()
    assert EN.from_question in said
    assert EN.n_undated(1) in said
    off = page.get_by_role("button", name=EN.take_off.format(filter="March 2025"))
    off.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("!document.querySelector('.chip')")
    assert page.locator(".answer").count() == 1
    assert page.evaluate("document.activeElement !== document.body")
    assert page.locator(".user-row").inner_text().strip() == MARCH


def test_a_filter_that_was_set_is_unset_when_it_is_taken_off(open_page: Open) -> None:
    """The next question isn't narrowed by it either."""
    page = open_page()
    page.locator("#filters > summary").click()
    page.get_by_label("Seeblick").check()
    page.wait_for_selector("#chosen .chip")
    ask(page, FERRY)
    page.locator(".answer .chip .off").click()
    page.wait_for_selector(".answer blockquote")
    ask(page, FERRY)
    assert page.locator(".chip").count() == 0
    assert not page.get_by_label("Seeblick").is_checked()


def test_a_follow_up_shows_how_it_was_understood_and_can_be_undone(open_page: Open) -> None:
    """As typed it is another question, asked in the same place."""
    page = open_page()
    ask(page, "What did Ingrid Maas say about the ferry?")
    ask(page, "And Tomas Brandt?")
    understood = page.locator(".understood")
    assert understood.locator("bdi").all_inner_texts() == ["Tomas Brandt", "the ferry"]
    understood.get_by_role("button", name=EN.as_typed).click()
    page.wait_for_function("!document.querySelector('.understood')")
    assert page.locator(".answer").count() == 2


def test_what_is_unclear_is_asked_back(open_page: Open) -> None:
    """A click on what was meant answers it."""
    page = open_page()
    ask(page, "What did Orin say about tolls?")
    ask(page, "And Vela?")
    assert page.locator(".unclear").inner_text() == EN.unclear
    page.get_by_role("button", name="What did Orin say about Vela?").click()
    page.wait_for_selector(".understood")
    assert page.locator(".understood bdi").all_inner_texts() == ["Orin", "Vela"]
    assert page.locator(".unclear").count() == 0


def test_a_day_is_chosen_from_a_calendar(open_page: Open) -> None:
    """It is shown in words, and taken off where it is shown."""
    page = open_page()
    page.locator("#filters > summary").click()
    page.locator(".day input[type=date]").first.fill("2025-03-01")
    chip = page.locator("#chosen .chip")
    chip.wait_for()
    assert chip.locator("bdi").inner_text() == "Published since March 1, 2025"
    chip.get_by_role("button").click()
    chip.wait_for(state="detached")
    assert page.locator(".day input").first.input_value() == ""


def test_a_new_conversation_starts_empty(open_page: Open) -> None:
    """And the starting questions come back."""
    page = open_page()
    ask(page, FERRY)
    page.locator("#fresh").click()
    page.wait_for_selector("#conversation .examples button")
    assert page.locator(".answer").count() == 0


def test_an_address_of_an_article_shows_its_span(open_page: Open, problems: list[str]) -> None:
    """It refers to words by place and hashes, is stable, and works with n and p too."""
    start = HARBOUR.text.index("According to")
    end = HARBOUR.text.index("them.") + 5
    page = open_page(article_href(HARBOUR.id, [Span(HARBOUR, start, end), Span(HARBOUR, 0, 5)]))
    page.wait_for_selector("mark.current")
    assert marked(page) == HARBOUR.text[start:end]
    assert in_view(page, "mark.current")
    page.keyboard.press("n")
    assert marked(page) == HARBOUR.text[:5]
    assert page.locator(".source-text").text_content() == HARBOUR.text
    assert problems == []


def test_hostile_articles_are_inert(open_page: Open, problems: list[str]) -> None:
    """Script, markdown, templates, formulas and bidirectional tricks are words like others."""
    page = open_page()
    ask(page, HOSTILE_QUESTION)
    quotes = page.locator(".answer blockquote").all_text_contents()
    assert quotes
    assert all(quote in HOSTILE.text for quote in quotes)
    page.locator("a.cite").first.click()
    page.wait_for_selector("#source-panel mark.current")
    assert page.locator(".source-text").text_content() == HOSTILE.text
    address = page.locator("a.cite").first.get_attribute("href")
    assert page.evaluate("window.hit") is None
    assert page.locator("iframe, .katex, .answer script, .answer img, .source script").count() == 0
    assert page.locator("a[href^='javascript']").count() == 0
    page = open_page(address)
    page.wait_for_selector("mark.current")
    assert page.evaluate("window.hit") is None
    assert problems == []


def test_a_hostile_question_is_inert(open_page: Open) -> None:
    """The question comes back as it was typed."""
    page = open_page()
    question = "<img src=x onerror=window.hit=1> **bold** ${window.hit=1} {{x}} $$x$$"
    ask(page, question)
    assert page.locator(".user-row").inner_text().strip() == question
    assert page.evaluate("window.hit") is None


def test_no_other_host_is_asked_for_anything(
    open_page: Open, requested: list[str], address: str
) -> None:
    """Fonts, scripts, figures: all of it comes from this server."""
    page = open_page()
    ask(page, FERRY)
    page.locator("a.cite").first.click()
    page.wait_for_selector("#source-panel mark.current")
    open_page("/docs")
    outside = [url for url in requested if not url.startswith((address, "data:", "blob:"))]
    assert outside == []


def test_the_field_waits_for_nobody_else(open_page: Open, address: str) -> None:
    """It answers before Gradio's script has come; what was typed and focused stays when it has."""
    page = open_page("/articles")
    held: list[Any] = []

    def hold(route: Any) -> None:
        held.append(route)

    page.route("**/assets/index-*.js", hold)
    page.goto(address + "/", wait_until="commit")
    ask(page, FERRY)
    page.keyboard.type("And then?")
    assert page.locator(".gradio-container").count() == 0
    for each in held:
        each.continue_()
    page.locator(".gradio-container .answer").wait_for()
    field = page.locator("#question textarea")
    assert field.input_value() == "And then?"
    assert field.evaluate("e => e === document.activeElement")
