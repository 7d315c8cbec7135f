"""From an answer to its sources, and from there to the next question."""

from collections.abc import Callable
from typing import Any

from fakes_engine import HARBOUR
from screens import FERRY, MAAS, ask

from onrecord.corpus import Span
from onrecord.index.citations import Reference
from onrecord.ui.showing.render import article_href
from onrecord.ui.words.strings import EN

Page = Any
Open = Callable[..., Page]


def span(page: Page, card: int = 0) -> tuple[int, int]:
    """Give the span that a card's citation leads to."""
    link = page.locator(".quote").nth(card).locator("a.cite").first
    reference = Reference.read(link.get_attribute("href").partition("#")[2])
    assert reference
    return reference.start, reference.end


def test_context_is_added_by_whole_sentences_and_taken_away_again(open_page: Open) -> None:
    """The words on the card are always those that its citation leads to; headings stop it."""
    page = open_page()
    ask(page, "What do the fishermen complain of, northern channel, every evening?")
    words = page.locator(".answer blockquote").first
    quoted = span(page)
    card = page.locator(".quote").first
    card.get_by_role("button", name=EN.more_context).click()
    card.locator(".context").first.wait_for()
    start, end = span(page)
    assert words.text_content() == HARBOUR.text[start:end]
    assert HARBOUR.text[start:end].startswith("Not everyone is glad.")
    assert HARBOUR.text[start:end].endswith("never asked them.")
    assert not card.get_by_role("button", name=EN.more_context).is_visible()
    card.locator("a.cite").first.click()
    page.wait_for_selector("#source-panel mark.current")
    marked = "".join(page.locator("mark.current").all_text_contents())
    assert marked == HARBOUR.text[start:end]
    page.keyboard.press("Escape")
    card.get_by_role("button", name=EN.less_context).click()
    page.wait_for_function("!document.querySelector('.quote .context')")
    assert span(page) == quoted
    assert words.text_content() == HARBOUR.text[slice(*quoted)]


def test_a_quote_is_copied_with_its_citation(open_page: Open, address: str) -> None:
    """Its words, who says them, where they stand, and the address that shows them."""
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    ask(page, MAAS)
    page.locator(".quote").first.get_by_role("button", name=EN.copy).click()
    page.get_by_role("button", name=EN.copied).wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    start, end = span(page)
    assert copied.splitlines() == [
        f"“{HARBOUR.text[start:end]}”",
        f"Ingrid Maas · {HARBOUR.title} · {HARBOUR.outlet} · March 14, 2025 · English",
        address + article_href(HARBOUR.id, [Span(HARBOUR, start, end)]),
    ]


def test_quotes_have_the_same_numbers_in_their_article(open_page: Open) -> None:
    """Each mark bears its citation's number; next goes down the text."""
    page = open_page()
    ask(page, FERRY)
    page.locator("a.cite").first.click()
    page.wait_for_selector("#source-panel mark.current")
    n = page.locator(".quote").count()
    numbers = page.locator("mark[data-number]").evaluate_all(
        "all => all.map(e => e.dataset.number)"
    )
    assert sorted(numbers) == [str(each) for each in range(1, n + 1)]
    for number in numbers:
        quote = page.locator(".answer blockquote").nth(int(number) - 1).text_content()
        assert page.locator(f"mark[data-number='{number}']").text_content() == quote
    seen = []
    for _ in range(n):
        seen.append(page.locator(".position").inner_text())
        page.keyboard.press("n")
    assert sorted(seen) == [EN.quote_of.format(n=each, all=n) for each in range(1, n + 1)]


def test_the_stable_address_opens_the_same_view(open_page: Open) -> None:
    """With its metadata, the way to the original, and the same keys."""
    page = open_page()
    ask(page, FERRY)
    page.locator("a.cite").first.click()
    page.wait_for_selector("#source-panel mark.current")
    panel = page.locator("#source-panel .source").inner_text()
    marked = page.locator("mark.current").all_text_contents()
    page.goto(page.locator("a.cite").first.evaluate("link => link.href"))
    page.wait_for_selector("mark.current")
    assert page.locator("mark.current").all_text_contents() == marked
    said = page.locator(".source").inner_text()
    for words in (HARBOUR.title, HARBOUR.outlet, HARBOUR.author, "March 14, 2025", HARBOUR.id):
        assert words in said
        assert words in panel
    original = page.get_by_role("link", name=EN.original)
    assert original.get_attribute("href") == HARBOUR.url
    assert "courier.example" in original.inner_text()


def test_a_suggested_question_is_answered(open_page: Open) -> None:
    """One click asks it; it names somebody else who is quoted there."""
    page = open_page()
    ask(page, MAAS)
    page.get_by_role("button", name="What did Tomas Brandt say about the ferry?").click()
    page.wait_for_function("document.querySelectorAll('.answer').length > 1")
    answer = page.locator(".answer").last
    assert answer.locator(".name").first.inner_text() == "Tomas Brandt"
    assert answer.locator(".understood").count() == 0


def test_silence_offers_what_the_articles_do_answer(open_page: Open) -> None:
    """A click on one of them ends it."""
    page = open_page()
    ask(page, "Who won the football championship?")
    page.get_by_role("heading", name=EN.ask_instead).wait_for()
    page.locator(".next button").first.click()
    page.wait_for_function("document.querySelectorAll('.answer').length > 1")
    assert page.locator(".answer").last.locator("blockquote").count() > 0


def test_nothing_jumps_while_the_page_fills(open_page: Open) -> None:
    """Layout shifts add up to what is called good (0.1), from the first paint to the answer."""
    size = {"width": 1440, "height": 901}  # of no other test: nothing has come before
    page = open_page(viewport=size)
    page.wait_for_timeout(300)
    assert page.evaluate(SHIFTS) < 0.1
    ask(page, FERRY)
    page.wait_for_timeout(500)
    assert page.evaluate(SHIFTS) < 0.1


SHIFTS = """() => new Promise((done) => {
  let sum = 0;
  const add = (list) => list.forEach((each) => (sum += each.hadRecentInput ? 0 : each.value));
  const watch = new PerformanceObserver((list) => add(list.getEntries()));
  watch.observe({ type: "layout-shift", buffered: true });
  setTimeout(() => { add(watch.takeRecords()); done(sum); }, 200);
})"""
