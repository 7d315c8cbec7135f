"""The name of the paper and the way to the article are neither its title nor its words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.corpus import Article, SentenceKind, sentences
from onrecord.corpus.page.masthead import read_masthead
from onrecord.corpus.page.titles import title_line

BODY = "\n\nThe harbour is open again. Ferries run at noon.\n"


def masked(text: str) -> list[str]:
    """Return what is told to be the page's, in order."""
    return [text[start:end] for start, end in sorted(read_masthead(text).spans)]


@pytest.mark.parametrize(
    ("head", "lines", "outlet", "title"),
    [
        (
            "THE QUAY GAZETTE\nTechnology\n\nHarbour reopens at noon\nBy Ada Beispiel",
            ["THE QUAY GAZETTE", "Technology"],
            "THE QUAY GAZETTE",
            "Harbour reopens at noon",
        ),
        (
            "NORDLICHT\nKultur\n\nDer Hafen ist wieder offen\nVon Bo Muster",
            ["NORDLICHT", "Kultur"],
            "NORDLICHT",
            "Der Hafen ist wieder offen",
        ),
        (
            "Quay Post\nBusiness | Science & Tech\n\nHarbour reopens\nPhoto: Quay Post / archive",
            ["Quay Post", "Business | Science & Tech"],
            "Quay Post",
            "Harbour reopens",
        ),
        (
            "Hafenpost Online\nKultur\n\nDer Hafen ist offen\n© 2025 Hafenpost Online",
            ["Hafenpost Online", "Kultur"],
            "Hafenpost Online",
            "Der Hafen ist offen",
        ),
        (
            "The Quay Post\nTechnology\n\nHarbour reopens",
            ["The Quay Post", "Technology"],
            "The Quay Post",
            "Harbour reopens",
        ),
        (
            "quay online › News › Ships › Harbour reopens\nHarbour reopens",
            ["quay online › News › Ships › Harbour reopens"],
            "quay online",
            "Harbour reopens",
        ),
        (
            "Nordlicht > Wirtschaft\nDer Hafen ist offen",
            ["Nordlicht > Wirtschaft"],
            None,
            "Der Hafen ist offen",
        ),
        (
            "EXCLUSIVE\nHarbour reopens at noon",
            ["EXCLUSIVE"],
            None,
            "Harbour reopens at noon",
        ),
        (
            "Skip to content\nQUAY POST\nHome | News | Sport | Subscribe\n\nHarbour reopens",
            ["QUAY POST", "Home | News | Sport | Subscribe"],
            "QUAY POST",
            "Harbour reopens",
        ),
        (
            "Quay Post > Business > Ships\n\nHarbour reopens at noon",
            ["Quay Post > Business > Ships"],
            "Quay Post",
            "Harbour reopens at noon",
        ),
        (
            "Harbour reopens at noon\n\nQuay Post › Apps › Numbers",
            ["Quay Post › Apps › Numbers"],
            "Quay Post",
            "Harbour reopens at noon",
        ),
        (
            "码头财经 > 科技 > 深度\n\n港口重新开放",
            ["码头财经 > 科技 > 深度"],
            "码头财经",
            "港口重新开放",
        ),
        ("码头日报\n财经\n\n港口重新开放", ["码头日报", "财经"], "码头日报", "港口重新开放"),
        ("首页>科技>正文\n港口重新开放", [], None, "港口重新开放"),
        ("首页 / 新闻 / 正文\n港口重新开放", [], None, "港口重新开放"),
        (
            "当前位置：首页 > 国际 > 港口重新开放了吗？\n港口重新开放",
            ["当前位置：首页 > 国际 > 港口重新开放了吗？"],
            None,
            "港口重新开放",
        ),
        (
            "Start » Wirtschaft » Medien\n\nDer Hafen ist wieder offen",
            ["Start » Wirtschaft » Medien"],
            None,
            "Der Hafen ist wieder offen",
        ),
        (
            "Technology > Ships\n\nHarbour reopens at noon",
            ["Technology > Ships"],
            None,
            "Harbour reopens at noon",
        ),
        ("TECHNOLOGY\n\nHarbour reopens at noon", ["TECHNOLOGY"], None, "Harbour reopens at noon"),
        (
            "Wirtschaft | Medien\nDer Hafen ist wieder offen",
            ["Wirtschaft | Medien"],
            None,
            "Der Hafen ist wieder offen",
        ),
        (
            "HAFENBILD · Magazin für alte Schiffe\nDer Hafen ist wieder offen",
            ["HAFENBILD · Magazin für alte Schiffe"],
            "HAFENBILD",
            "Der Hafen ist wieder offen",
        ),
        (
            "Harbour reopens at noon\n\nTHE QUAY – Your weekly journal of ships\nBy Ada Beispiel",
            ["THE QUAY – Your weekly journal of ships"],
            "THE QUAY",
            "Harbour reopens at noon",
        ),
        (
            "码头观察｜关注航运的周刊\n港口重新开放",
            ["码头观察｜关注航运的周刊"],
            "码头观察",
            "港口重新开放",
        ),
    ],
)
def test_the_top_of_a_page_is_told_from_the_title(
    head: str, lines: list[str], outlet: str | None, title: str
) -> None:
    """Mastheads, sections and breadcrumbs are masked, and name the outlet where it is evident."""
    text = head + BODY
    assert masked(text) == lines
    assert read_masthead(text).outlet == outlet
    assert title_line(text) == title


@pytest.mark.parametrize(
    "head",
    [
        "STORM CLOSES HARBOUR\nTechnology\n\nFerries stay in port until Monday\nBy Ada Beispiel",
        "Minister Leaves Post\nPolitics\n\nA successor is sought",
        "HARBOUR REOPENS AT NOON",
        "HARBOUR REOPENS\nFerries run again after the storm\nBy Ada Beispiel",
        "STORM CLOSES HARBOUR\nTechnology",
        "THE QUAY GAZETTE",
        "MAYOR LEAVES POST\nHarbour without a head again",
        "THE LAST POST\nWhat the captain wrote home",
        "Quality > Quantity\nWhy small ships do better",
        "Crane > Ferry > Tug\nThe year's best machines",
        "Harbour – the magazine that never was\nA history",
        "FERRIES – a trade in a hurry\nThe quay at noon",
        "Harbour reopens · Magazine stays shut\nA day at the quay",
        "深度｜一本杂志的沉没\n港口往事",
        "渡轮 / 起重机\n港口的两种机器",
        "Sun, sea and ships\nThe harbour in summer",
        "»Wir warten« » sagte sie\nDer Hafen im Sommer",
        "Captain Storm\nThe woman who runs the port\nPhoto: Captain Storm",
        "Home / away: how the port plays\nA derby on the quay",
    ],
)
def test_a_headline_is_no_masthead(head: str) -> None:
    """Capitals, marks of comparison and words of the trade alone prove nothing."""
    text = head + BODY
    assert masked(text) == []
    assert read_masthead(text).outlet is None
    assert title_line(text) == head.split("\n", maxsplit=1)[0]


@pytest.mark.parametrize(
    "line",
    [
        "Settings > Apps > Numbers",
        "TECHNOLOGY",
        "Quay Post > Business > Ships",
        "HAFENBILD · Magazin für alte Schiffe",
    ],
)
def test_nothing_below_the_first_prose_is_masked(line: str) -> None:
    """What stands within the body is the article's own, whatever it looks like."""
    text = f"Harbour reopens{BODY}\n{line}\n\nThe captain agrees with that."
    assert masked(text) == []
    found = sentences(Article("a.txt", text, "Harbour reopens", None, None, None, "en", None))
    assert SentenceKind.BOILERPLATE not in {each.kind for each in found}


def test_what_is_told_to_be_the_page_s_is_never_quoted() -> None:
    """Masthead, section and breadcrumb are boilerplate among the sentences."""
    text = f"THE QUAY GAZETTE\nTechnology\n\nQuay > News > Ships\nHarbour reopens{BODY}"
    found = sentences(Article("a.txt", text, "Harbour reopens", None, None, None, "en", None))
    kinds = [each.kind.value for each in found]
    assert kinds == ["boilerplate"] * 3 + ["heading", "prose", "prose"]


def test_a_credit_below_the_body_tells_a_paper() -> None:
    """Whose copyright it is may stand at the very end."""
    text = f"Quay & Sea\nBusiness\n\nHarbour reopens at noon{BODY * 20}"
    assert masked(f"{text}\n© 2025 Tug & Tow") == []
    assert read_masthead(f"{text}\n© 2025 Quay & Sea").outlet == "Quay & Sea"


def test_front_matter_stands_above_the_masthead() -> None:
    """The offsets count in the whole text, from where the body begins."""
    front = "---\nid: 7\n---\n"
    text = f"{front}THE QUAY GAZETTE\nTechnology\n\nHarbour reopens at noon{BODY}"
    assert (len(front), len(front) + 16) in read_masthead(text, len(front)).spans
    assert title_line(text) == "Harbour reopens at noon"


PARTS = st.sampled_from(
    ["Home", "首页", "NEWS", "Quay Post", "The harbour is open.", ">", " » ", " | ", "/", "\n", "é"]
)


@given(st.lists(PARTS, max_size=30).map("".join))
def test_masked_lines_are_whole_trimmed_and_leave_a_title(text: str) -> None:
    """Whatever the text, spans are lines without outer white space, and not all there is."""
    spans = read_masthead(text).spans
    for start, end in spans:
        assert text[start:end] == text[start:end].strip() != ""
        assert "\n" not in text[start:end]
    title = title_line(text)
    assert title is None or title in text
