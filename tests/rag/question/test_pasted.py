"""Which sentence of what was typed is read as the question."""

import re
from dataclasses import replace

import pytest

from onrecord.corpus import detect_language
from onrecord.rag.question.asked import Asks, Leans
from onrecord.rag.question.head import Phrase, Reading
from onrecord.rag.question.pasted import read_asking
from onrecord.rag.question.query import AnswerKind
from onrecord.rag.question.typed import Typed


def reads(text: str, language: str) -> Typed:
    """Find Ada as who speaks, the mill as what about, and what asks between bars.

    A pronoun leans, and so does what begins with "and"; who thanks makes small talk.
    """
    speaker = Phrase(0, 3, "Ada") if "Ada" in text else None
    subject = Phrase(0, 4, "mill") if "mill" in text or "磨坊" in text else None
    leaning = 0.9 if re.search(r" it\b|^\|?And ", text) else 0.0
    asks = Asks.THANKS if text.startswith("Thanks") else Asks.WORDS
    match = re.search(r"\|(.+)\|", text)
    core = Phrase(*match.span(1), match[1]) if match else None
    reading = Reading(AnswerKind.OTHER, speaker, subject, leaning=leaning, core=core, asks=asks)
    return Typed.of(text, language, reading=reading)


@pytest.mark.parametrize(
    ("text", "read", "lead"),
    [
        ("When was the mill built?", "When was the mill built?", ""),
        ("Hello! I write on this. |When was the mill built?|", "When was the mill built?", ""),
        ("|磨坊是什么时候建的|，谢谢", "磨坊是什么时候建的", ""),
        ("As Ada: |When was the mill built?|", "When was the mill built?", "As Ada: |"),
        ("I read of the mill: |Is it so?|", "Is it so?", "I read of the mill: |"),
        ("They say that it moved. |Is it so?|", "Is it so?", "They say that it moved. |"),
        ("Some mill is said to be old. |Who?|", "Who?", "Some mill is said to be old. |"),
        ("Thanks. |Who built this?|", "Who built this?", ""),
        ("Thanks a lot for all that. |Was it so?|", "Thanks a lot for all that. |Was it so?|", ""),
        ("|Was it so?| I read of the mill.", "Was it so?", "| I read of the mill."),
    ],
)  # fmt: skip
def test_what_stands_around_a_question_is_not_asked(text: str, read: str, lead: str) -> None:
    """What is named around it may be asked about beside it; what it leans on is."""
    found = read_asking(text, detect_language(text), reads)
    assert (found.text, found.lead) == (read, lead)


@pytest.mark.parametrize(
    ("text", "read", "lead"),
    [
        ("One more thing, if I may: |was it so?|", "was it so?", ""),
        ("And that mill: |was it so?|", "And that mill: |was it so?|", ""),
        ("Back to the mill now: |was it so?|", "was it so?", "Back to the mill now: |"),
    ],
)
def test_after_other_questions_words_around_one_are_leant_on_if_they_name_something(
    text: str, read: str, lead: str
) -> None:
    """And lean on nothing themselves; words that name nothing are left."""
    found = read_asking(text, "en", reads, is_first=False)
    assert (found.text, found.lead) == (read, lead)


def naming(text: str, language: str) -> Typed:
    """As `reads`, but "I mean" puts somebody in another's place, and "he" points to somebody."""
    typed = reads(text, language)
    means, he = re.search("(?<=I mean )\\w+", text), re.search(r"\bhe\b", text)
    at = means or he
    points = Phrase(*at.span(), at.group()) if at else None
    leans = Leans.PARALLEL if means else Leans.SOMEBODY if he else Leans.NOTHING
    leaning = 0.9 if at else 0.0
    return replace(
        typed, reading=replace(typed.reading, leans=leans, points=points, leaning=leaning)
    )


@pytest.mark.parametrize("is_first", [True, False])
def test_whoever_is_named_before_a_question_is_meant_by_it(*, is_first: bool) -> None:
    """Whatever was said before that; a name without more leads up to what leans on somebody."""
    found = read_asking("I mean Bo. |Did he row?|", "en", naming, is_first=is_first)
    assert (found.text, found.lead) == ("Did Bo row?", "")
    led = read_asking("Bo, the rower. |Did he win?|", "en", naming)
    assert (led.text, led.lead) == ("Did he win?", "Bo, the rower. |")
    assert read_asking("Thanks, Bo. |Did he win?|", "en", naming).lead == ""
    assert read_asking("Bo, the rower. |Who won?|", "en", naming).lead == ""


def test_what_is_mostly_quoted_is_read_whole() -> None:
    """It leans on nothing, and asks for nothing but words."""
    text = "|Who said this:| “It was built a year ago, on the river”?"
    found = read_asking(text, "en", reads)
    assert (found.text, found.lead) == (text, "")
    assert (found.reading.asks, found.reading.leaning) == (Asks.WORDS, 0.0)
    thanks = read_asking("Thanks! “It was built a year ago, on the river”", "en", reads)
    assert thanks.reading.asks is Asks.WORDS


def test_of_a_letter_the_sentence_is_read_that_asks_for_whose_words_or_about_what() -> None:
    """Not all that has a question mark."""
    letter = "How are you? " + "It has been raining here for weeks, and nothing dries. " * 5
    assert read_asking(f"{letter}What did Ada say about the mill? Yours, Bo", "en", reads).text == (
        "What did Ada say about the mill?"
    )


def test_in_a_letter_the_sentences_before_are_leant_on() -> None:
    """Where the one that asks leans; it asks for words of articles, wherever they stand."""
    letter = "It has been raining here for weeks, and nothing dries. " * 5
    found = read_asking(f"{letter}The mill burned. I heard so. Is it true? Yours, Bo", "en", reads)
    assert (found.text, found.lead) == ("Is it true?", "The mill burned. I heard so.")
    assert found.reading.asks is Asks.WORDS
    assert read_asking(f"Was it you? {letter}", "en", reads).lead == ""
