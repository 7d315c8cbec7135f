"""A question as it is typed: what is learned of it once, and handed on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from onrecord.corpus.languages.script import has_han, simplified
from onrecord.index.encoding.encoder import Encoder, Encoding
from onrecord.index.errors import TextTooLongError
from onrecord.rag.question.head import Head, Reading
from onrecord.rag.question.query import AnswerKind
from onrecord.rag.stages import stage

__all__ = ["QuestionReader", "Reads", "Typed"]

UNREAD = Reading(AnswerKind.OTHER, None, None)


@dataclass(frozen=True, slots=True, eq=False)
class Typed:
    """A question and what its readers need to know.

    `plain` has its Chinese in simplified characters, at the same places. `encoding` is `None`
    where nothing has read the question, or where it is longer than the encoder reads. `lead` led
    up to it, and may say what it is about.
    """

    text: str
    plain: str
    is_han: bool
    language: str
    encoding: Encoding | None = None
    reading: Reading = UNREAD
    lead: str = ""

    @classmethod
    def of(
        cls, text: str, language: str, encoding: Encoding | None = None, reading: Reading = UNREAD
    ) -> Self:
        """Look at the script of a question."""
        return cls(text, simplified(text), has_han(text), language, encoding, reading)


Reads = Callable[[str, str], Typed]
"""Reads a text in a language."""


@dataclass(frozen=True, slots=True)
class QuestionReader:
    """Reads questions with an encoder and the head that was learned for it, if there is one."""

    encoder: Encoder
    head: Head | None

    def __call__(self, text: str, language: str) -> Typed:
        """Read a question, encoding it once; without a head that is left to whoever searches."""
        if self.head is None:
            return Typed.of(text, language)
        try:
            with stage("encode"):
                encoding = self.encoder.encode_questions([text])[0]
        except TextTooLongError:
            return Typed.of(text, language)
        return Typed.of(text, language, encoding, self.head.read(text, encoding))
