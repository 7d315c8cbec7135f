"""Articles come and go, a conversation is kept, shared and exported, and the overview is seen."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fakes_engine import HOSTILE
from live import served
from newsroom import ARTICLES, FERRY, open_desk
from playwright.sync_api import expect
from screens import CONTRAST, NIGHT, PHONE, ask

from onrecord.index.citations import Fate, read_citations
from onrecord.rag.desk import Desk
from onrecord.ui.settings import Administration, Settings
from onrecord.ui.tokens import hashed
from onrecord.ui.words.page_strings import DE, EN
from onrecord.ui.words.strings import EN as SAID

Page = Any
Open = Callable[..., Page]
TITLE = "The crane of Norrkai"
WORDS = "The crane of Norrkai lifts nine tonnes of timber."
FILE = {"name": "crane.txt", "mimeType": "text/plain", "buffer": f"{TITLE}\n\n{WORDS}".encode()}
CRANE = "What does the crane of Norrkai lift?"
CROSSING = "What does each crossing cost in crowns?"
SLOW_MS = 60_000


@dataclass(frozen=True, slots=True)
class House:
    """A newsroom that is served: its desk, and where."""

    desk: Desk
    address: str


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Serve the newsroom, and an article that means harm."""
    from onrecord.ui.serve import application  # noqa: PLC0415  # seconds of imports

    folder = tmp_path_factory.mktemp("newsroom")
    desk = open_desk(folder, [*ARTICLES, HOSTILE])
    settings = Settings(folder / "articles", folder, admin=Administration.OPEN)
    with served(application(desk, settings)) as address:
        yield House(desk, address)


@pytest.fixture
def visit(new_page: Open, house: House) -> Open:
    """Open pages of the newsroom; the keywords are those of a browser context."""

    def open_at(path: str = "/", address: str = house.address, **options: Any) -> Page:
        page = new_page(address, **options)
        page.goto(address + path)
        return page

    return open_at


def row(page: Page, article_id: str) -> Page:
    """Find the row of an article."""
    return page.locator(f'tr[data-id="{article_id}"]')


def quoted(house: House, question: str) -> list[str]:
    """Ask the desk, as the chat would."""
    return [quote.text for quote in house.desk.engine().ask(question).quotes]


def test_an_article_is_added_quoted_removed_and_put_back(
    visit: Open, house: House, problems: list[str]
) -> None:
    """From a dropped file to an answer in the chat, and back."""
    page = visit("/articles")
    page.locator("#adding summary").click()
    unsound = {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": b"none"}
    page.locator("#drop input").set_input_files([FILE, unsound])
    row(page, "crane.txt").wait_for()
    report = page.locator("#report").inner_text()
    assert f"{EN.added} (1)\ncrane.txt" in report
    assert f"{EN.failed} (1)\nplan.pdf:" in report
    link = page.locator("#report").get_by_role("link", name="crane.txt")
    assert link.get_attribute("href") == "/article/crane.txt"
    page.goto(house.address)
    ask(page, CRANE)
    assert page.locator(".answer blockquote").first.text_content() == WORDS
    page.goto(f"{house.address}/articles")
    row(page, "crane.txt").locator(".remove").click()
    undo = page.locator("#report").get_by_role("button", name=EN.undo)
    undo.wait_for()
    assert row(page, "crane.txt").count() == 0
    assert WORDS not in quoted(house, CRANE)
    undo.click()
    row(page, "crane.txt").wait_for()
    assert quoted(house, CRANE)[0] == WORDS
    assert problems == []


def test_a_pasted_text_and_an_address_are_added(visit: Open, house: House) -> None:
    """The text is under its title; what can't be fetched says why."""
    page = visit("/articles", locale="de-DE")
    page.locator("#adding summary").click()
    page.locator("#paste textarea").fill(
        "Die Mole von Aarvik wurde im Mai um elf Meter verlängert."
    )
    page.locator("#paste [name=title]").fill("Mole von Aarvik")
    page.locator("#paste button").click()
    row(page, "pasted/mole-von-aarvik.txt").wait_for()
    assert quoted(house, "Wurde die Mole von Aarvik verlängert?")
    page.locator("#fetch input").fill("http://127.0.0.1:9/none")
    page.locator("#fetch button").click()
    page.locator("#report h3", has_text=DE.failed).wait_for()
    assert page.locator("#fetch input").input_value() == "http://127.0.0.1:9/none"


def test_the_table_is_searched_sorted_and_filtered(visit: Open) -> None:
    """As one types, by a click on a head, by outlet; the address says what is shown."""
    page = visit("/articles")
    titles = page.locator("tbody th > a")
    page.locator("#words").fill("ferry fenn")
    expect(page.locator("tbody tr")).to_have_count(1, timeout=SLOW_MS)
    assert row(page, FERRY.id).count() == 1
    assert page.url.endswith("/articles?q=ferry+fenn")
    page.locator("#words").fill("")
    expect(page.locator("tbody tr")).not_to_have_count(1, timeout=SLOW_MS)
    page.get_by_role("link", name=EN.title, exact=True).click()
    page.wait_for_url("**sort=title**")
    shown = [each for each in titles.all_inner_texts() if each.isascii()]
    assert shown == sorted(shown, key=str.casefold)
    assert page.locator("th[aria-sort=ascending]").count() == 1
    page.locator("select[name=outlet]").select_option("Seeblick")
    expect(page.locator("tbody tr")).to_have_count(1, timeout=SLOW_MS)
    assert titles.all_inner_texts() == ["Bücherei"]


def test_administration_waits_for_its_token(visit: Open, house: House, tmp_path: Path) -> None:
    """Nothing of it is shown before; a wrong token is said to be one."""
    from onrecord.ui.serve import application  # noqa: PLC0415  # seconds of imports

    settings = Settings(index=tmp_path, admin_token=hashed("a-token"))
    with served(application(house.desk, settings)) as address:
        page = visit("/articles", address)
        assert not page.locator("#adding").is_visible()
        assert not page.locator(".remove").first.is_visible()
        page.locator("#sign-in input").fill("another")
        page.locator("#sign-in button").click()
        page.get_by_text(EN.wrong_key).wait_for()
        page.locator("#sign-in input").fill("a-token")
        page.locator("#sign-in button").click()
        page.locator("#adding").wait_for()
        assert page.locator(".remove").first.is_visible()


def test_a_conversation_leaves_in_three_forms(visit: Open, house: House, tmp_path: Path) -> None:
    """`onrecord verify --citation` finds each quote of each file intact."""
    page = visit()
    ask(page, CROSSING)
    n_quotes = page.locator(".answer blockquote").count()
    for form in ("md", "bib", "json"):
        page.locator("#export summary").click()
        with page.expect_download() as download:
            page.locator(f"#export [data-form={form}]").click()
        path = tmp_path / download.value.suggested_filename
        assert path.name == f"on-record.{form}"
        download.value.save_as(path)
        verdicts = house.desk.judged(read_citations(path))
        assert [each.fate for each in verdicts] == [Fate.INTACT] * n_quotes


def test_a_conversation_is_there_after_a_reload_until_it_is_cleared(
    visit: Open,
) -> None:
    """Questions are kept in this browser, and asked anew; nothing else is."""
    page = visit()
    ask(page, "What did Ingrid Maas say about the ferry?")
    ask(page, "And Tomas Brandt?")
    page.wait_for_timeout(1000)
    page.reload()
    expect(page.locator(".answer")).to_have_count(2, timeout=SLOW_MS)
    assert page.locator(".user-row").all_inner_texts()[-1].strip() == "And Tomas Brandt?"
    assert page.locator(".understood").count() == 1
    page.locator("#fresh").click()
    expect(page.locator(".answer")).to_have_count(0, timeout=SLOW_MS)
    page.wait_for_timeout(500)
    page.reload()
    page.wait_for_selector("#conversation .placeholder-content")
    page.wait_for_timeout(1000)
    assert page.locator(".answer").count() == 0


def test_a_link_to_a_question_asks_it(visit: Open, house: House) -> None:
    """With its filters; the address that is copied is the one that asks."""
    asked = "/?q=What+does+each+crossing+cost+in+crowns%3F&outlet=The+Courier"
    page = visit(asked, permissions=["clipboard-read", "clipboard-write"])
    page.wait_for_selector(".answer")
    assert "The Courier" in page.locator(".chips").inner_text()
    page.get_by_role("button", name=EN.copy_link).click()
    page.get_by_role("button", name=SAID.copied).wait_for()
    address = page.evaluate("navigator.clipboard.readText()")
    assert address.startswith(f"{house.address}/?q=What+does+each+crossing")
    assert address.endswith("outlet=The+Courier")
    page.wait_for_url(f"{house.address}/")


def test_feedback_stays_in_a_file(visit: Open, house: House) -> None:
    """A click writes a line, and is thanked for."""
    page = visit()
    ask(page, CROSSING)
    page.get_by_role("button", name=EN.helpful).click()
    page.get_by_text(EN.noted).wait_for()
    path = house.desk.index / "feedback.jsonl"
    for _ in range(50):
        if path.exists() and path.read_text("utf-8").endswith("\n"):
            break
        page.wait_for_timeout(100)
    line = json.loads(path.read_text("utf-8").splitlines()[-1])
    assert (line["verdict"], line["question"]) == ("helpful", CROSSING)


def test_the_overview_is_seen_without_an_outside_request(
    visit: Open, house: House, requested: list[str], problems: list[str]
) -> None:
    """Bars, names and a map; a click on a name shows what they said, each with its source."""
    page = visit("/overview")
    assert page.locator(".wide svg .dot").count() == len(house.desk.engine().articles())
    assert page.locator(".wide svg .bar").count() > 0
    page.get_by_role("link", name="Ingrid Maas").click()
    page.wait_for_url("**/speaker/**")
    page.wait_for_load_state("networkidle")
    page.locator("a.cite").first.click()
    page.wait_for_selector("#source-panel mark.current")
    marked = "".join(page.locator("mark.current").all_text_contents())
    assert marked == page.locator(".quotes blockquote").first.text_content()
    outside = [url for url in requested if not url.startswith((house.address, "data:", "blob:"))]
    assert outside == []
    assert problems == []


@pytest.mark.parametrize("options", [{}, NIGHT, PHONE, {**NIGHT, **PHONE}], ids=str)
def test_pages_are_legible_and_harmless(
    visit: Open, options: dict[str, Any], problems: list[str]
) -> None:
    """No sideways scrolling, contrast of 4.5 to 1, and an article that means harm is text."""
    page = visit("/articles", **options)
    shown = {
        "/articles": ("tbody a", "tbody small", "tbody .day", ".remove", ".holding", "summary"),
        "/overview": (".note", ".ranks a", ".ranks span", ".legend li", ".places a"),
    }
    for path, selectors in shown.items():
        page.goto(page.url.replace("/articles", path))
        page.locator("main").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        for selector in selectors:
            ratio = page.locator(selector).first.evaluate(CONTRAST)
            assert ratio >= 4.5, (selector, ratio)
        assert page.evaluate("window.hit") is None
        assert page.locator("iframe, main img, main script").count() == 0
    assert problems == []
