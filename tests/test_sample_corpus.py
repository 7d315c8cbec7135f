"""The sample corpus says what it is, and its question sets fit it."""

import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import onrecord.corpus
from onrecord.rag.quoting.answer import Reason

ARTICLES = Path(onrecord.corpus.__file__).parent / "articles"
QUALITY = Path(__file__).parent / "quality"
PATHS = sorted(path for path in ARTICLES.iterdir() if path.is_file())
NOTICES = (
    "Written as a sample article for On Record; not a real report.",
    "本文为 On Record 软件编写的示例文章，并非真实新闻报道。",
    "Als Beispielartikel für On Record verfasst; keine echte Meldung.",
)
OUTLETS = {
    "Bildstrom",
    "Northgate Wire",
    "Pixel Dispatch",
    "Rheinwarte",
    "The Harbour Ledger",
    "云杉财经",
    "长桥科技评论",
}
CATEGORIES = {
    "alias",
    "condition",
    "correction",
    "date",
    "differ",
    "followup",
    "list",
    "loaded",
    "negation",
    "pronoun",
    "speaker",
    "syndicated",
}


def rows(name: str) -> list[dict[str, Any]]:
    """Read one of the question files."""
    lines = (QUALITY / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@cache
def article(name: str) -> onrecord.corpus.Article:
    """Load one article of the sample corpus."""
    return onrecord.corpus.load(ARTICLES / name, ARTICLES)


@cache
def texts() -> tuple[str, ...]:
    """Load the text of every article."""
    return tuple(article(path.name).text for path in PATHS)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_article_says_that_it_is_a_sample(path: Path) -> None:
    """Nobody can take an article of the sample corpus for a news report."""
    assert any(notice in path.read_text(encoding="utf-8") for notice in NOTICES)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.name)
def test_article_has_its_metadata(path: Path) -> None:
    """Title, outlet, date and language are found."""
    found = article(path.name)
    assert found.title
    assert found.title not in {path.name, path.stem}
    assert found.outlet
    assert found.outlet.casefold() in {outlet.casefold() for outlet in OUTLETS}
    assert found.published is not None
    assert found.published.isoformat() == path.name[:10]
    assert found.language == path.name.split(".")[-2]


@pytest.mark.parametrize(
    ("name", "title", "author", "outlet"),
    [
        (
            "2025-10-07-first-count-sora-app.en.txt",
            "First count: Sora app falls just short of ChatGPT",
            "Jonah Estrada",
            "Pixel Dispatch",
        ),
        (
            "2025-10-21-storyboard-artists-feel-it-first.en.txt",
            "Storyboard artists feel it first",
            "Ines Carrow",
            "THE HARBOUR LEDGER",
        ),
        (
            "2025-10-22-sora2-rewu-tuichao.zh.txt",
            "热度退得快，活儿变得也快：Sora2之后的创作者",
            "顾明霁",
            "云杉财经",
        ),
        ("2025-10-27-nach-dem-rausch.de.txt", "Nach dem Rausch", "Henrike Voss", "BILDSTROM"),
    ],
)
def test_plain_text_is_read_like_a_page(name: str, title: str, author: str, outlet: str) -> None:
    """Without front matter, the head of the text states title, author and outlet, verbatim."""
    found = article(name)
    assert (found.title, found.author, found.outlet) == (title, author, outlet)


def test_three_languages_and_three_formats() -> None:
    """The sample corpus has English, Chinese, German; Markdown, plain text, HTML."""
    assert Counter(path.name.split(".")[-2] for path in PATHS) == {"en": 11, "zh": 5, "de": 4}
    assert {path.suffix for path in PATHS} == {".md", ".txt", ".html"}


@pytest.mark.parametrize("name", ["questions.jsonl", "cases.jsonl"])
def test_no_id_and_no_question_is_used_twice(name: str) -> None:
    """Ids are unique; so is a question, with the conversation before it."""
    records = rows(name)
    asked = Counter((row["question"], *row.get("history", ())) for row in records)
    assert len({row["id"] for row in records}) == len(records)
    assert [question for question, n in asked.items() if n > 1] == []


def test_question_set_is_large_and_mixed_enough() -> None:
    """At least 110 questions, a third of them unanswerable, in three languages."""
    questions = rows("questions.jsonl")
    n_unanswerable = sum(not row["answerable"] for row in questions)
    share = {
        language: n / len(questions)
        for language, n in Counter(row["language"] for row in questions).items()
    }
    assert len(questions) >= 110
    assert 3 * n_unanswerable >= len(questions)
    assert share == pytest.approx({"en": 0.45, "zh": 0.30, "de": 0.25}, abs=0.03)


def test_only_answerable_questions_have_gold() -> None:
    """An unanswerable question has no gold, an answerable one has some."""
    for row in rows("questions.jsonl"):
        assert bool(row["gold"]) == row["answerable"], row["id"]


@pytest.mark.parametrize("row", rows("questions.jsonl"), ids=lambda row: row["id"])
def test_gold_stands_once_in_its_article(row: dict[str, Any]) -> None:
    """Every gold string stands exactly once in the text of the article it names."""
    for gold in row["gold"]:
        assert article(gold["article"]).text.count(gold["contains"]) == 1, gold


def test_a_question_in_one_language_is_answered_in_another() -> None:
    """`cross-xx-yy` is asked in xx, and no gold stands in an article in xx."""
    for row in rows("questions.jsonl"):
        if row["kind"].startswith("cross-"):
            _, asked, answered = row["kind"].split("-")
            languages = {article(gold["article"]).language for gold in row["gold"]}
            assert asked == row["language"]
            assert answered in languages
            assert asked not in languages


def test_meta_says_nothing_about_sora_2() -> None:
    """No sentence of the sample corpus names both Meta and Sora 2."""
    for text in texts():
        for line in text.replace(". ", ".\n").splitlines():
            assert not ("Meta" in line and ("Sora 2" in line or "Sora2" in line)), line


def test_cases_are_many_and_of_every_category() -> None:
    """At least 200 cases, every category in use, all three languages."""
    cases = rows("cases.jsonl")
    assert len(cases) >= 200
    assert {row["category"] for row in cases} == CATEGORIES
    assert {row["language"] for row in cases} == {"en", "zh", "de"}


@pytest.mark.parametrize("row", rows("cases.jsonl"), ids=lambda row: row["id"])
def test_case_can_be_met(row: dict[str, Any]) -> None:
    """The words that a case looks for stand in the sample corpus; its reason is a known one.

    Of `contains_any` one has to be quoted, of each group in `contains_all` one, of
    `never_contains` none, and each of `at_most_once` in one quote only.
    """
    expect = row["expect"]
    groups = [fragment for group in expect.get("contains_all", ()) for fragment in group]
    unwanted = [*expect.get("never_contains", ()), *expect.get("at_most_once", ())]
    wanted = [*expect["contains_any"], *groups, *unwanted]
    for fragment in wanted:
        assert any(fragment in text for text in texts()), fragment
    assert bool(expect["contains_any"]) == expect["answered"]
    assert bool(row["history"]) == (row["category"] == "followup")
    assert "reason" not in expect or expect["reason"] in set(Reason)
