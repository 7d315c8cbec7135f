"""A question as it is typed: what is learned of it once, and handed on."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Self

from onrecord.corpus.languages.script import has_han, simplified
from onrecord.index.encoding.encoder import Encoder, Encoding
from onrecord.index.errors import TextTooLongError
from onrecord.rag.question.head import Head, Reading
from onrecord.rag.question.query import AnswerKind
from onrecord.rag.stages import stage

__all__ = ["UNREAD", "QuestionReader", "Reads", "Typed"]

_MANY_WORDS: Final = 3
"""Capitals of fewer may be all of a name: "NATO?"."""

UNREAD = Reading(AnswerKind.OTHER, None, None)


@dataclass(frozen=True, slots=True, eq=False)
class Typed:
    """A question and what its readers need to know.

    `plain` has its Chinese in simplified characters, at the same places. `encoding` is `None`
    where nothing has read the question, or where it is longer than the encoder reads. `lead` stands
    around it, and may say what it is about.
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
            text = self._cased(text, self.head)
            encoding = self._encoded(text)
        except TextTooLongError:
            return Typed.of(text, language)
        return Typed.of(text, language, encoding, self.head.read(text, encoding))

    def _cased(self, text: str, head: Head) -> str:
        """Give a text capitals that has none, or nothing else."""
        small = text.lower()
        is_shouted = text.isupper() and len(text.split()) >= _MANY_WORDS
        if not (text.islower() or is_shouted) or len(small) != len(text):
            return text
        return head.cased(small, self._encoded(small))

    def _encoded(self, text: str) -> Encoding:
        with stage("encode"):
            return self.encoder.encode_questions([text])[0]
