"""Nothing that articles or questions hold can run, load or pretend anything."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote as percent_encoded

import httpx
import pytest
from fakes_engine import FakeEngine
from payloads import HIT, PAYLOADS

from onrecord.corpus import Article, Sentence, SentenceKind, Speaker, Speech
from onrecord.rag.question.query import Query
from onrecord.rag.quoting.answer import Answer, Quote

Page = Any
Open = Callable[..., Page]
Serve = Callable[[FakeEngine], AbstractContextManager[str]]

N_EACH = 50
"""Payloads in the text of one article, each a paragraph; each article has another title."""

HEBREW = Article(
    "גשר.txt", "הגשר הישן נסגר אתמול.\n\nThe bridge (הגשר) stays shut.", "הגשר הישן", "עיתון",
    None, None, "he", "https://xn--4dbcyzi5a.example/1",
)  # fmt: skip


def _articles() -> Iterator[Article]:
    for start in range(0, len(PAYLOADS), N_EACH):
        mine = PAYLOADS[start : start + N_EACH]
        name = mine[start // N_EACH]
        yield Article(
            f"{start}/{name}", "\n\n".join(mine), mine[1], mine[2], mine[3], None, "en",
            f"https://elsewhere.example/{name}" if start % 100 else f"javascript:{HIT}//{name}",
        )  # fmt: skip
    yield HEBREW


@dataclass(frozen=True, slots=True)
class HostileEngine(FakeEngine):
    """Quotes every paragraph of the article whose number begins the question."""

    def sentences(self, article_id: str) -> tuple[Sentence, ...]:
        """Each paragraph is one."""
        article, start, found = self.article(article_id), 0, []
        for paragraph in article.text.split("\n\n"):
            end = start + len(paragraph)
            found.append(Sentence(article, start, end, SentenceKind.PROSE))
            start = end + 2
        return tuple(found)

    def answer(self, query: Query) -> Answer:
        """Quote all, said by whoever stands at the beginning."""
        number = query.question.split(" ")[0]
        chosen = [a for a in self.library if number.isdecimal() and a.id.startswith(number + "/")]
        quotes = tuple(
            Quote(
                each.article, each.start, each.end, 0.9,
                Speaker(each.article, each.start, min(each.end, each.start + 40), Speech.DIRECT),
            )
            for article in chosen or [HEBREW]
            for each in self.sentences(article.id)
        )  # fmt: skip
        return Answer(query, quotes, 0.9, None, (), self.generation)


@pytest.fixture(scope="module")
def hostile(serve: Serve) -> Iterator[str]:
    """Serve the articles that mean harm."""
    with serve(HostileEngine(tuple(_articles()))) as address:
        yield address


def shown(text: str) -> str:
    """Give a text as a browser can hold it."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")


def check(page: Page, problems: list[str], requested: list[str], address: str) -> None:
    """Nothing ran, asked, was loaded or was complained of, and no markup came from outside."""
    assert page.evaluate("window.hit") is None
    assert problems == []
    assert [url for url in requested if not url.startswith((address, "data:", "blob:"))] == []
    forms = "form:not(#composer, #shortcuts > form)"
    strange = f"iframe, object, embed, {forms}, math, .katex, marquee, body base"
    assert page.locator("dialog:not(#source-panel, #shortcuts)").count() == 0
    assert page.locator(strange).count() == 0
    inside = ":is(.answer, .source, .chips, .user-row, .next)"
    assert page.locator(f"{inside} :is(script, style, img, svg, input, video, link)").count() == 0
    assert page.locator("a[href^='javascript' i], a[href^='data' i]").count() == 0


def test_payloads_in_bodies_titles_names_and_addresses_are_inert(
    open_page: Open, hostile: str, problems: list[str], requested: list[str]
) -> None:
    """300 of them are quoted, and shown in their articles, character by character."""
    page = open_page(hostile + "/")
    articles = [article for article in _articles() if article is not HEBREW]
    assert sum(len(article.text.split("\n\n")) for article in articles) == len(PAYLOADS) == 300
    for number, article in enumerate(articles):
        page.locator("#question textarea").fill(f"{article.id.partition('/')[0]} what?")
        page.keyboard.press("Enter")
        page.wait_for_function(f"document.querySelectorAll('.answer').length > {number}")
        answer = page.locator(".answer").last
        quoted = answer.locator("blockquote").all_text_contents()
        assert quoted == [shown(each) for each in article.text.split("\n\n")]
        answer.locator("a.cite").nth(7).click()
        page.wait_for_selector("#source-panel mark.current")
        assert page.locator(".source-text").text_content() == shown(article.text)
        assert page.locator("#source-title").text_content() == shown(article.title)
        page.keyboard.press("Escape")
    check(page, problems, requested, hostile)


def test_payloads_in_the_address_of_a_page_are_inert(
    open_page: Open, hostile: str, problems: list[str], requested: list[str]
) -> None:
    """The stable addresses show the same, under the strict policy."""
    for article in _articles():
        page = open_page(f"{hostile}/article/{percent_encoded(article.id, safe='')}#0-9,12-20")
        page.wait_for_selector("mark.current")
        assert page.locator(".source-text").text_content() == shown(article.text)
        check(page, problems, requested, hostile)
        page.goto(f"{hostile}/article/{percent_encoded(article.id, safe='')}#{HIT}%00'\"><b>")
        page.close()
    check(open_page(hostile + "/"), problems, requested, hostile)


@pytest.mark.parametrize("path", ["/articles", "/overview"])
def test_payloads_in_lists_and_charts_are_inert(
    open_page: Open, hostile: str, problems: list[str], requested: list[str], path: str
) -> None:
    """Titles, outlets and names of those quoted are shown as they are."""
    page = open_page(hostile + path)
    assert HIT not in page.locator("main").evaluate("e => e.querySelector('script')?.text ?? ''")
    assert "<" in page.locator("main").inner_text()
    assert page.evaluate("window.hit") is None
    assert page.locator("a[href^='javascript' i], a[href^='data' i]").count() == 0
    assert problems == []
    assert [url for url in requested if not url.startswith((hostile, "data:", "blob:"))] == []


def test_payloads_as_questions_are_inert(
    open_page: Open, hostile: str, problems: list[str], requested: list[str]
) -> None:
    """They come back as they were typed, several to a question."""
    page = open_page(hostile + "/")
    batches = [" ".join(PAYLOADS[at : at + 8])[:480] for at in range(0, 50, 8)]
    for number, question in enumerate(batches):
        typed = question.replace("\0", "")
        page.locator("#question textarea").fill(typed)
        page.locator("#question .submit-button").click()
        page.wait_for_function(f"document.querySelectorAll('.answer').length > {number}")
        assert page.locator(".user-row").last.inner_text().strip() == typed.strip()
    check(page, problems, requested, hostile)


def test_text_from_right_to_left_stays_in_its_place(
    open_page: Open, hostile: str, problems: list[str]
) -> None:
    """A Hebrew quote runs leftwards; number, byline and host do not turn with it."""
    page = open_page(hostile + "/")
    page.locator("#question textarea").fill("bridge")
    page.keyboard.press("Enter")
    page.wait_for_selector(".answer blockquote")
    quote = page.locator(".answer blockquote").first
    assert quote.evaluate("e => getComputedStyle(e).direction") == "rtl"
    number, title = (
        page.locator(f".quote >> nth=0 >> {part}").bounding_box() for part in (".number", ".title")
    )
    assert number["x"] < title["x"]
    page.locator("a.cite").first.click()
    page.wait_for_selector("#source-panel mark.current")
    assert page.locator(".source-text").evaluate("e => getComputedStyle(e).direction") == "rtl"
    assert "xn--4dbcyzi5a.example" in page.locator(".source-links").inner_text()
    assert problems == []


def test_every_page_has_a_policy_that_keeps_it_to_itself(hostile: str) -> None:
    """Pages of articles run nothing but our scripts; no page can send anything elsewhere."""
    for path in ("/", "/docs", f"/article/{percent_encoded(HEBREW.id)}", "/v1/articles"):
        policy = httpx.get(hostile + path).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "connect-src 'self'" in policy
        assert "http:" not in policy
        assert ("unsafe" in policy) == (path == "/"), path
