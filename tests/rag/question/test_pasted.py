"""Which sentence of what was typed is read as the question."""

import pytest

from onrecord.corpus import detect_language
from onrecord.rag.question.head import Phrase, Reading
from onrecord.rag.question.pasted import read_asking
from onrecord.rag.question.query import AnswerKind
from onrecord.rag.question.typed import Typed


def reads(text: str, language: str) -> Typed:
    """Find Ada as who speaks, the mill as what about, and a pronoun as what leans."""
    speaker = Phrase(0, 3, "Ada") if "Ada" in text else None
    subject = Phrase(0, 4, "mill") if "mill" in text or "磨坊" in text else None
    leaning = 0.9 if " it" in text else 0.0
    reading = Reading(AnswerKind.OTHER, speaker, subject, leaning=leaning)
    return Typed.of(text, language, reading=reading)


@pytest.mark.parametrize(
    ("text", "read", "lead"),
    [
        ("When was the mill built?", "When was the mill built?", ""),
        ("Hello! I write on this. When was the mill built?", "When was the mill built?", ""),
        ("您好。我在写稿子。磨坊是什么时候建的？", "磨坊是什么时候建的？", ""),
        ("I write on the weir. What did Ada say?", "What did Ada say?", "I write on the weir."),
        ("The mill is old. Who built it?", "The mill is old. Who built it?", ""),
        ("In 2025: who built the mill?", "In 2025: who built the mill?", ""),
        ("Who built the mill? And when?", "Who built the mill? And when?", ""),
        ("Who built the mill? I write about it.", "Who built the mill? I write about it.", ""),
    ],
)  # fmt: skip
def test_what_leads_up_to_a_question_is_not_asked(text: str, read: str, lead: str) -> None:
    """Unless the question leans on it, or says nothing of what somebody is to speak about."""
    found = read_asking(text, detect_language(text), reads)
    assert (found.text, found.lead) == (read, lead)


def test_of_a_letter_the_sentence_is_read_that_asks_for_whose_words_or_about_what() -> None:
    """Not all that has a question mark."""
    letter = "How are you? " + "It has been raining here for weeks, and nothing dries. " * 5
    assert read_asking(f"{letter}What did Ada say about the mill? Yours, Bo", "en", reads).text == (
        "What did Ada say about the mill?"
    )
