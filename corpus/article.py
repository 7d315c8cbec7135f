"""What an article is, and the spans of it that everything else is made of.

Only an `Article` owns text. All offsets in this project are code points into `Article.text`,
half-open: `article.text[start:end]`.
"""

import hashlib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

__all__ = ["Article", "Passage", "Sentence", "SentenceKind", "Span", "Speaker", "Speech"]


@dataclass(frozen=True, slots=True)
class Article:
    """One article: its text, and what is known about where the text comes from.

    `id` is the path relative to the corpus folder (POSIX, extension included) or the URL.
    `language` is an ISO 639-1 code, `und` where it can't be told. `sha256` is that of `text`
    in UTF-8, in hexadecimal.
    """

    id: str
    text: str
    title: str
    outlet: str | None
    author: str | None
    published: date | None
    language: str
    url: str | None

    @property
    def sha256(self) -> str:
        """SHA-256 of the text in UTF-8, hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one article; its text is never stored, only sliced.

    Raises
    ------
    ValueError
        If the span is empty or lies outside of the article.
    """

    article: Article
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= len(self.article.text):
            raise ValueError(
                f"span {self.start}:{self.end} is not within 0:{len(self.article.text)} "
                f"of article {self.article.id!r}"
            )

    @property
    def text(self) -> str:
        """The words of the article at this span."""
        return self.article.text[self.start : self.end]


class SentenceKind(StrEnum):
    """What a sentence is for: only prose and list items can be quoted."""

    PROSE = "prose"
    ITEM = "item"
    HEADING = "heading"
    BOILERPLATE = "boilerplate"

    @property
    def quotable(self) -> bool:
        """Whether a sentence of this kind may stand in an answer."""
        return self is SentenceKind.PROSE or self is SentenceKind.ITEM


class Speech(StrEnum):
    """How words are reported."""

    DIRECT = "direct"
    REPORTED = "reported"


@dataclass(frozen=True, slots=True)
class Speaker(Span):
    """The span of the article that names who is speaking, and how their words are reported.

    `chance` is the estimated probability that it is they who speak.
    """

    speech: Speech
    chance: float = 1.0


@dataclass(frozen=True, slots=True)
class Sentence(Span):
    """One sentence, heading, list item or line of boilerplate; and who says it, if that is certain.

    Where it isn't, `likely` is who may say it: nobody is shown it, it only helps to find.
    `onrecord.index.speech` tells the speakers of an article's sentences.
    """

    kind: SentenceKind
    speaker: Speaker | None = None
    likely: Speaker | None = None

    @property
    def voice(self) -> Speaker | None:
        """Whoever says it, or may."""
        return self.speaker or self.likely


@dataclass(frozen=True, slots=True)
class Passage(Span):
    """A run of whole sentences, small enough for the encoder; what the index searches.

    `language` is that of the passage, which may differ from the article's.
    """

    sentences: tuple[Sentence, ...]
    language: str
