"""Notes that take something back, and what they are about."""

from dataclasses import replace

import pytest
from newsroom import FERRY, retold

from onrecord.corpus import Article, Span, sentences
from onrecord.rag.quoting.corrections import concerns, is_correction, paragraph, paragraphs


def note_of(article: Article, start: str) -> list[Span]:
    return list(paragraph(sentences(article), article.text.index(start)))


@pytest.mark.parametrize(
    "text",
    [
        "Correction: the ferry sails on 4 May.",
        "**Correction, 3 May:** the ferry sails on 4 May.",
        "CORRECTION – the ferry sails on 4 May.",
        "An earlier version of this article gave the wrong day.",
        "This story has been corrected to give the right day.",
        "Berichtigung: Die Fähre fährt am 4. Mai.",
        "In einer früheren Version dieses Artikels stand ein falscher Tag.",
        "更正：渡轮5月4日开航。",
        "本文此前版本把日期写错了。",
    ],
)
def test_corrections_are_known_by_how_they_open(text: str) -> None:
    """In English, German and Chinese, with or without a heading of their own."""
    article = retold(FERRY, text)
    assert is_correction(article, note_of(article, text[:5]))


@pytest.mark.parametrize(
    "text",
    [
        "Correction fluid is sold in the harbour.",
        "The correction of the timetable took a week.",
        "Korrekturen am Fahrplan dauern eine Woche.",
        "更正后的时刻表下周公布。",
        "An earlier ferry was faster.",
    ],
)
def test_what_only_speaks_of_corrections_is_none(text: str) -> None:
    """A word that such notes open with is not enough."""
    article = retold(FERRY, text)
    assert not is_correction(article, note_of(article, text[:5]))


def test_an_article_can_be_a_correction_as_a_whole() -> None:
    """Then every paragraph of it is one."""
    article = replace(retold(FERRY, "We gave the wrong day."), title="Correction: night ferry")
    assert is_correction(article, note_of(article, "We gave"))


def test_a_note_concerns_what_it_shares_words_with() -> None:
    """In its own article two telling words suffice; in another it has to call it by its title."""
    text = (
        "The ferry to Sandholm sails on 5 May.\n\nBread is free.\n\n"
        "Correction: an earlier version gave 5 May for the ferry to Sandholm."
    )
    article = retold(FERRY, text)
    sails, bread, note = [note_of(article, each)[0] for each in ("The ferry", "Bread", "Correct")]
    assert concerns(note, sails)
    assert not concerns(note, bread)
    for body, known in (
        ("Our report “The night ferry returns” gave 5 May for the ferry to Sandholm.", True),
        ("Our report gave 5 May for the ferry to Sandholm.", False),
    ):
        other = replace(article, id="other.txt", text=body, title="Correction")
        assert concerns(Span(other, 0, len(body)), sails) is known


@pytest.mark.parametrize(
    ("shared", "language", "is_known"),
    [
        ("the ferry at the quay", "en", True),  # from four letters on a word tells something
        ("the ferry in the bay", "en", False),
        ("the 3rd ferry", "en", True),
        ("the ferry of Q2", "en", False),
        ("渡轮5月开航", "zh", True),
    ],
)
def test_two_telling_words_are_what_a_note_shares(
    shared: str, language: str, is_known: bool
) -> None:
    """A word of four letters, a number, or two Chinese characters."""
    text = f"Wind delays {shared}.\n\nNobody minds {shared}."
    article = replace(retold(FERRY, text), language=language)
    quote, note = (note_of(article, each)[0] for each in ("Wind", "Nobody"))
    assert concerns(note, quote) is is_known


def test_a_paragraph_is_a_line_of_sentences_of_one_kind() -> None:
    """Whatever kind those before it are of."""
    found = sentences(retold(FERRY, "## The quay\n\nBread is free. Tea is not.\n\nNobody minds."))
    assert [len(each) for each in paragraphs(found)] == [1, 2, 1]
