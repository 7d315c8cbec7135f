"""Whoever quotes somebody is told whether these are the words."""

from dataclasses import replace

import pytest

from onrecord.corpus import Article
from onrecord.rag.question.query import AnswerKind, Query
from onrecord.rag.quoting.answer import Quote, Remark
from onrecord.rag.quoting.checked import checked

LATE = "“The ferry is late again, as each year,” said Ada Kolb."
FULL = "It is never full, she said."


def quotes(language: str = "en") -> tuple[Quote, ...]:
    article = Article("a.md", f"{LATE} {FULL}", "Ferry", None, None, None, language, None)
    heading = (Remark.HEADING,)
    return (
        Quote(article, 0, len(LATE), 0.9, None),
        Quote(article, len(LATE) + 1, len(article.text), 0.2, None, remarks=heading),
    )


@pytest.mark.parametrize(
    ("question", "language", "remarks"),
    [
        ("Who said “the ferry is late again”?", "en", [["verbatim"], ["heading"]]),
        (
            "The ferry is late again, as each year, said Ada Kolb. It is never full",
            "en",
            [["verbatim"], ["heading"]],
        ),
        ("the ferry is late again", "en", [[], ["heading"]]),
        ("Who said “the ferry is never late”?", "en", [["reworded"], ["heading", "reworded"]]),
        ("Wer sagte „die Fähre ist wieder zu spät“?", "de", [[], ["heading"]]),
        ("The ferry is never late", "en", [[], ["heading"]]),
        ("Is the ferry late again?", "en", [[], ["heading"]]),
    ],
)
def test_quotes_are_held_against_quoted_words(
    question: str, language: str, remarks: list[list[str]]
) -> None:
    """Those of one's own language; what was only pasted may be a question of one's own."""
    found = checked(Query(question, question, language), quotes())
    assert [[each.value for each in quote.remarks] for quote in found] == remarks
    assert [replace(each, remarks=()) for each in found] == (
        [replace(each, remarks=()) for each in quotes()]
    )


def test_what_a_word_means_is_asked_of_nobodys_words() -> None:
    """Nor is what somebody says on quoted words."""
    question = "What is “a ferry that is late again”?"
    query = Query(question, question, "en", wants=AnswerKind.DEFINITION)
    assert checked(query, quotes()) == quotes()
    said = replace(query, wants=AnswerKind.SAID, speaker="Ada Kolb")
    assert checked(said, quotes()) == quotes()
