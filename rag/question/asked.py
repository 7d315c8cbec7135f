"""Whose words a question asks for, on what subject, and what kind of answer it wants."""

import re
from dataclasses import dataclass

from onrecord.rag.names.shape import has_name_shape, is_anybody, is_named
from onrecord.rag.question.answer_kind import answer_kind, has_han, simplified
from onrecord.rag.question.query import AnswerKind, Phrase
from onrecord.rag.question.wordings import CHINESE, ENGLISH, GERMAN

__all__ = ["AnswerKind", "Asked", "read_asked"]


@dataclass(frozen=True, slots=True)
class Asked:
    """The kind of answer wanted; whose words, if anyone's; and what they are to be about.

    `verb_end` is where the words that ask for speech end, if they do.
    """

    wants: AnswerKind
    speaker: Phrase | None
    subject: Phrase | None
    verb_end: int | None


UNTOLD = frozenset((AnswerKind.MANNER, AnswerKind.OTHER, AnswerKind.DEFINITION, AnswerKind.LIST))
"""Kinds that a question for somebody's words would pass for, by its question word alone."""
TOLD_BY = re.compile(r"according|laut|nach |in |根据|据|按照|依|.*zufolge$", re.IGNORECASE)
GERMAN_NAME = re.compile(
    r"(?:(?:der|die|das|dem|den|des)\s+)?[A-ZÄÖÜ][^\s]*"
    r"(?:\s+(?:von|van|de|und|für|der|des|zu)(?=\s+[A-ZÄÖÜ])|\s+(?!(?:19"
    r"|20)\d\d\b)[A-ZÄÖÜ0-9][^\s]*)*"
)


CHINESE_NAME = re.compile(
    r"[^\s].*?(?=(?:仍然?|也|都|又|還|还|曾|就|一直|曾经|曾經)+$|在\d|[对對]|关于|關於|$)"
)


def read_asked(question: str, language: str) -> Asked:
    """Read the speaker, the subject and the kind of answer out of a question's wording.

    >>> asked = read_asked("What did Ada Byron say about the engine?", "en")
    >>> asked.wants.value, asked.speaker.text, asked.subject.text
    ('said', 'Ada Byron', 'the engine')
    """
    wants = answer_kind(question, language)
    for rule in _rules_for(question, language):
        match = rule.search(simplified(question))
        speaker = match and _speaker(question, match)
        if not match or speaker is None:
            continue
        named = is_named(speaker.text, question)
        if not named and not is_anybody(speaker.text):
            continue
        if wants in UNTOLD and _asks_for_words(match):
            wants = AnswerKind.SAID
        subject = _phrase(question, match, "subject")
        return Asked(wants, speaker if named else None, subject, match.end("verb"))
    return Asked(wants, None, None, None)


def _asks_for_words(match: re.Match[str]) -> bool:
    """Whether the words themselves are wanted, not a fact that somebody told."""
    if "wh" in match.re.groupindex and match["wh"] is None:
        return False
    return TOLD_BY.match(match.group().lstrip("，,。：: ")) is None


def _speaker(question: str, match: re.Match[str]) -> Phrase | None:
    phrase = _phrase(question, match, "speaker") or _phrase(question, match, "speaker_2")
    if phrase is None or not has_name_shape(phrase.text):
        return None
    if match.re in CHINESE:
        return _shortened(phrase, CHINESE_NAME)
    return _shortened(phrase, GERMAN_NAME) if match.re in GERMAN else phrase


def _shortened(phrase: Phrase, name: re.Pattern[str]) -> Phrase:
    """Cut adverbs and years off the end of a name: "Ada Byron gestern"."""
    match = name.match(phrase.text)
    text = match.group().rstrip() if match else phrase.text
    return Phrase(phrase.start, phrase.start + len(text), text)


def _rules_for(question: str, language: str) -> tuple[re.Pattern[str], ...]:
    if has_han(question):
        return CHINESE
    return {"de": GERMAN, "en": ENGLISH}.get(language, ENGLISH + GERMAN)


def _phrase(question: str, match: re.Match[str], group: str) -> Phrase | None:
    if group not in match.re.groupindex or match.start(group) < 0:
        return None
    start, end = match.span(group)
    text = question[start:end]
    start += len(text) - len(text.lstrip(" \t\n，,：:"))
    end -= len(text) - len(text.rstrip(" \t\n.？?，,"))
    return Phrase(start, end, question[start:end]) if start < end else None
