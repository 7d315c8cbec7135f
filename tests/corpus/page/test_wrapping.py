"""Which lines are one paragraph that was wrapped at a fixed width."""

import textwrap

import pytest

from onrecord.corpus import Article, sentences

GERMAN = (
    "Die Bürgermeisterin eröffnete am Montag den neuen Hafen. Hunderte Gäste kamen, und die "
    "Fähre legte pünktlich ab. Der Kran am alten Kai steht dagegen seit Wochen still, weil "
    "Ersatzteile fehlen. „Wir warten“, sagte der Hafenmeister."
)
ENGLISH = (
    "The mayor opened the new harbour on Monday. Hundreds of guests came, and the ferry left on "
    "time. The crane at the old quay has stood still for weeks, since parts of it are missing."
)
CHINESE = (
    "市长星期一宣布港口重新开放。数百名市民来到码头，渡轮准时起航。旧码头的起重机已经停了几个星期，"
    "因为缺少零件。港口负责人说，他们还在等待。"
)


def read(text: str, language: str) -> list[str]:
    article = Article("a.txt", text, "T", None, None, None, language, None)
    gap = "" if language == "zh" else " "
    return [gap.join(each.text.split()) for each in sentences(article) if each.kind.quotable]


@pytest.mark.parametrize("width", [30, 38, 72, 90])
@pytest.mark.parametrize(("text", "language"), [(GERMAN, "de"), (ENGLISH, "en")])
def test_wrapped_text_has_the_sentences_of_the_text(text: str, language: str, width: int) -> None:
    """At any width, also that of a column."""
    assert read(textwrap.fill(text, width), language) == read(text, language)


@pytest.mark.parametrize("width", [14, 20, 40])
def test_wrapped_chinese_has_the_sentences_of_the_text(width: int) -> None:
    """Lines are full where they break."""
    lines = [CHINESE[at : at + width] for at in range(0, len(CHINESE), width)]
    assert read("\n".join(lines), "zh") == read(CHINESE, "zh")


def test_a_short_paragraph_is_wrapped_as_the_others_are() -> None:
    """Two lines prove nothing by themselves."""
    short = "Am Kai liegt seit gestern auch das Boot der\nHafenpolizei."
    text = f"{textwrap.fill(GERMAN, 45)}\n\n{short}\n"
    assert read(text, "de")[-1] == short.replace("\n", " ")


@pytest.mark.parametrize(
    "lines",
    [
        ["Ada Beispiel, Hafenblatt", "Bo Muster, Der Kurier", "Carla Probe, Tagespost"],
        ["Stadtrat beschließt neue Fähre", "Der Bau am Kai beginnt im Mai."],
        ["Rosen sind rot, Veilchen sind blau.", "Der Hafen ist alt und die Fähre ist grau."],
        ["市长宣布港口重新开放", "记者会今天举行。"],
    ],
)
def test_lines_of_their_own_stay_so(lines: list[str]) -> None:
    """Names, headlines and verses."""
    language = "zh" if lines[0] > "\u4e00" else "de"
    article = Article("a.txt", "\n".join(lines), "T", None, None, None, language, None)
    assert [each.text for each in sentences(article)] == lines
