"""Which sentence of what was typed is read as the question."""

import re

import pytest

from onrecord.corpus import detect_language
from onrecord.rag.question.head import Phrase, Reading
from onrecord.rag.question.pasted import read_asking
from onrecord.rag.question.query import AnswerKind
from onrecord.rag.question.typed import Typed


def reads(text: str, language: str) -> Typed:
    """Find Ada as who speaks, the mill as what about, and what asks between bars.

    A pronoun leans.
    """
    speaker = Phrase(0, 3, "Ada") if "Ada" in text else None
    subject = Phrase(0, 4, "mill") if "mill" in text or "磨坊" in text else None
    leaning = 0.9 if " it" in text else 0.0
    match = re.search(r"\|(.+)\|", text)
    core = Phrase(*match.span(1), match[1]) if match else None
    reading = Reading(AnswerKind.OTHER, speaker, subject, leaning=leaning, core=core)
    return Typed.of(text, language, reading=reading)


@pytest.mark.parametrize(
    ("text", "read", "lead"),
    [
        ("When was the mill built?", "When was the mill built?", ""),
        ("Hello! I write on this. |When was the mill built?|", "When was the mill built?", ""),
        ("|磨坊是什么时候建的|，谢谢", "磨坊是什么时候建的", ""),
        ("As Ada: |When was the mill built?|", "When was the mill built?", "As Ada: |"),
        ("What Ada did: |What of it, mill?|", "What Ada did: |What of it, mill?|", ""),
        ("The mill is old. |Who built this?|", "The mill is old. |Who built this?|", ""),
        ("That was long ago, as we know. |Who?|", "That was long ago, as we know. |Who?|", ""),
        ("Thanks. |Who built this?|", "Who built this?", ""),
    ],
)  # fmt: skip
def test_what_stands_around_a_question_is_not_asked(text: str, read: str, lead: str) -> None:
    """Unless the question leans on what that names, or names nothing by itself.

    What is named around it may be asked about beside it.
    """
    found = read_asking(text, detect_language(text), reads)
    assert (found.text, found.lead) == (read, lead)


def test_of_a_letter_the_sentence_is_read_that_asks_for_whose_words_or_about_what() -> None:
    """Not all that has a question mark."""
    letter = "How are you? " + "It has been raining here for weeks, and nothing dries. " * 5
    assert read_asking(f"{letter}What did Ada say about the mill? Yours, Bo", "en", reads).text == (
        "What did Ada say about the mill?"
    )
