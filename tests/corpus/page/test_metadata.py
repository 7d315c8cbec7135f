"""What is known about an article is stated somewhere, or is nothing."""

from datetime import date

import pytest

from onrecord.corpus.page.credits import is_date_line, read_credits
from onrecord.corpus.page.dates import parse_date
from onrecord.corpus.page.metadata import Metadata, from_mapping, read_front_matter
from onrecord.corpus.page.titles import title_line

BODY = "\n\nThe harbour is open again. Ferries run at noon.\n"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-10-20 10:09", date(2025, 10, 20)),
        ("20. Oktober 2025", date(2025, 10, 20)),
        ("20.10.2025", date(2025, 10, 20)),
        ("October 20, 2025", date(2025, 10, 20)),
        ("20th of October 2025", date(2025, 10, 20)),
        ("Oct. 20, 2025", date(2025, 10, 20)),
        ("2025年10月20日", date(2025, 10, 20)),
        ("1. März 2024", date(2024, 3, 1)),
        ("2025-02-30", None),
        ("3/4/2025", None),
        ("February 15", None),
        ("tomorrow", None),
    ],
)
def test_days_are_read_as_people_write_them(text: str, day: date | None) -> None:
    """English, Chinese and German days with a year; nothing that is ambiguous."""
    assert parse_date(text) == day


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        (
            {"Title": "Harbour", "byline": "Ada Beispiel", "pub-date": "2025"},
            Metadata(title="Harbour", author="Ada Beispiel"),
        ),
        (
            {"标题": "港口", "作者": "王小明", "来源": "码头报", "发布日期": "2025年10月20日"},
            Metadata("港口", "王小明", "码头报", date(2025, 10, 20)),
        ),
        (
            {"Titel": "Hafen", "Autor": "Bo Muster", "Quelle": "https://post.example/a"},
            Metadata(title="Hafen", author="Bo Muster", url="https://post.example/a"),
        ),
        (
            {"author": {"name": "Ada Beispiel"}, "url": "javascript:x"},
            Metadata(author="Ada Beispiel"),
        ),
        ({"title": "", "author": None, "draft": "true"}, Metadata()),
    ],
)
def test_common_keys_are_understood(entries: dict[str, object], expected: Metadata) -> None:
    """The usual names of the fields in three languages, and plain values only."""
    assert from_mapping(entries) == expected


def test_front_matter_that_is_not_yaml_is_read_by_its_lines() -> None:
    """A colon in a title breaks YAML, not the article."""
    text = "---\ntitle: Harbour: open again\nauthor: Ada Beispiel\n---\nBody."
    block = read_front_matter(text)
    assert block is not None
    assert block.metadata == Metadata(title="Harbour: open again", author="Ada Beispiel")
    assert text[block.end :] == "Body."


@pytest.mark.parametrize(
    "text",
    [
        "No block here.",
        "---\nA paragraph between rules.\n---\nBody.",
        "---\ntitle: never closed",
        "",
    ],
)
def test_what_is_no_front_matter_is_body(text: str) -> None:
    """Rules around prose are not a block of keys."""
    assert read_front_matter(text) is None


def test_hostile_front_matter_is_harmless() -> None:
    """Aliases that double, deep nesting and tags that call code end in plain words or nothing."""
    doubled = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(9)
    )
    assert read(f"{doubled}title: *j") == Metadata()
    assert read(f"title: {'[' * 1_000}").author is None
    assert read("title: !!python/object/apply:os.system [x]").title == "x"


def read(block: str) -> Metadata:
    """Return what a block of front matter states."""
    found = read_front_matter(f"---\n{block}\n---\nBody.")
    assert found is not None
    return found.metadata


@pytest.mark.parametrize(
    ("head", "author"),
    [
        ("By Ada Beispiel", "Ada Beispiel"),
        ("Von Bo Muster", "Bo Muster"),
        ("Author |Ada Beispiel.", "Ada Beispiel"),
        ("作者：王小明 编辑：李小红", "王小明"),
        ("文/王小明", "王小明"),
        ("Edit |Ada Beispiel", None),
        ("编辑：李小红", None),
        ("By Monday", None),
        ("By the river", None),
        ("Ada Beispiel | Oct 20, 2025, 10:09", "Ada Beispiel"),
        ("Bo de Muster · 20.10.2025, 10:09 Uhr", "Bo de Muster"),
        ("A. Beispiel — 20 October 2025", "A. Beispiel"),
        ("Harbour Post | Oct 20, 2025", None),
        ("New York, Oct 20, 2025", None),
        ("Artificial Intelligence | Oct 20, 2025", None),
        ("Business News | Oct 20, 2025", None),
        ("QUAY PRESS | Oct 20, 2025", None),
        ("Updated | Oct 20, 2025", None),
        ("Last Updated | Oct 20, 2025", None),
    ],
)
def test_authors_are_read_from_bylines(head: str, author: str | None) -> None:
    """An author's label counts, an editor's does not."""
    assert read_credits(f"Harbour reopens\n{head}{BODY}").author == author


def test_a_name_over_the_day_that_the_text_is_about_is_no_author() -> None:
    """Beside a day may stand a person, or else the subject, a place or the outlet."""
    body = f"{BODY}Quay Seven has two cranes."
    assert read_credits(f"Harbour reopens\nQuay Seven | Oct 20, 2025{body}").author is None


@pytest.mark.parametrize(
    ("closer", "outlet", "author"),
    [
        (
            (
                'This article is from the newsletter "Quay", author: Ada Beispiel. '
                "It is published by Harbour Post with authorization."
            ),
            "Harbour Post",
            "Ada Beispiel",
        ),
        ('This article is from the official account "Quay" (ID: quay1).', "Quay", None),
        ("本文来自微信公众号“码头观察”，作者：王小明。", "码头观察", "王小明"),
        ("来源：码头报", "码头报", None),
        ("Quelle: Hafenpost", "Hafenpost", None),
        ("Source: Screenshot of the port's site", None, None),
        ("Source: Pixabay", None, None),
        ("Dieser Artikel erschien zuerst in der Hafenpost.", "Hafenpost", None),
        ("The harbour is open.", None, None),
    ],
)
def test_outlets_are_read_from_closers(closer: str, outlet: str | None, author: str | None) -> None:
    """Whoever publishes is the outlet; the source of a picture is not."""
    stated = read_credits(f"Harbour reopens{BODY * 12}{closer}")
    assert (stated.outlet, stated.author) == (outlet, author)


@pytest.mark.parametrize(
    ("line", "dated"),
    [
        ("Harbour Post 2025-10-20 10:09", True),
        ("Published: 20 October 2025", True),
        ("Stand: 20.10.2025, 10:09 Uhr", True),
        ("发布时间：2025年10月20日", True),
        ("On October 20, 2025, the harbour reopened", False),
        ("Since 2025-10-20 it has been open.", False),
    ],
)
def test_a_date_line_holds_a_day_and_no_sentence(line: str, dated: bool) -> None:
    """A day within prose is not the day of publication."""
    assert is_date_line(line) is dated
    assert (read_credits(f"Harbour reopens\n{line}{BODY}").published is not None) is dated


def test_the_day_of_publication_goes_before_that_of_an_update() -> None:
    """A labelled day wins over one that merely stands there."""
    head = "Harbour reopens\nUpdated: 2025-10-22\nPublished: 2025-10-20"
    assert read_credits(head + BODY).published == date(2025, 10, 20)


def test_front_matter_may_be_toml() -> None:
    """Between plus signs, as some makers of sites have it."""
    found = read_front_matter(
        '+++\ntitle = "Harbour"\ndate = 2025-10-20T09:00:00Z\n+++\nIt is open.'
    )
    assert found is not None
    assert found.metadata == Metadata(title="Harbour", published=date(2025, 10, 20))
    unsound = read_front_matter('+++\ntitle = "Harbour"\ndate = 2025-13-45\n+++\nIt is open.')
    assert unsound is not None
    assert unsound.metadata == Metadata(title="Harbour")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Home > City\nHarbour reopens\n\nIt is open.", "Harbour reopens"),
        ("Titel: Hafen offen\nAutorin: Ada Beispiel\n\nEr ist offen.", "Hafen offen"),
        ("From: Ada\nTo: Bo\nSubject: Harbour reopens\n\nIt is open.", "Harbour reopens"),
        ("标题：港口重新开放\n\n渡轮中午出发。", "港口重新开放"),
        ("**港口重新开放**\n\n渡轮中午出发。", "港口重新开放"),
        ("The harbour is open. Ferries run.", "The harbour is open."),
        ("港口开放了。渡轮出发。", "港口开放了。"),
        ("---\nid: 7\n---\nHarbour reopens\nIt is open.", "Harbour reopens"),
        ("---\n", None),
    ],
)
def test_a_title_is_a_span_of_the_text(text: str, title: str | None) -> None:
    """The first line, if it is like one, or the first sentence."""
    assert title_line(text) == title


def test_a_long_first_sentence_is_cut_at_a_word() -> None:
    """The title stays a span, of 120 characters at most."""
    text = "The harbour " * 30
    title = title_line(text)
    assert title is not None
    assert len(title) <= 120
    assert text.startswith(title + " ")
