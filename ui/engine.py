"""What this package needs of the engine; `rag.engine.Engine` and the tests' fake have it."""

# ruff: noqa: D102  # the properties are those of corpus.Article and index.Hit

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from onrecord.corpus import Article, Passage, Sentence
from onrecord.index.hit import Standing
from onrecord.rag.errors import QuestionError
from onrecord.rag.question.query import Filters, Query
from onrecord.rag.quoting.answer import Answer, Quote
from onrecord.rag.survey import Survey

__all__ = [
    "MAX_HISTORY",
    "MAX_QUESTION_CHARS",
    "Engine",
    "EngineSource",
    "Found",
    "Metadata",
    "Request",
    "asked",
    "checked_question",
    "read",
]

MAX_QUESTION_CHARS = 20_000
"""Longer than a letter that is pasted in; what is long is read for what it asks."""


MAX_HISTORY = 20
"""Earlier questions that one may lean on; the last few are all that matter."""


class Metadata(Protocol):
    """What is known about an article, its text left out."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def outlet(self) -> str | None: ...
    @property
    def author(self) -> str | None: ...
    @property
    def published(self) -> date | None: ...
    @property
    def language(self) -> str: ...
    @property
    def url(self) -> str | None: ...
    @property
    def sha256(self) -> str: ...


class Found(Protocol):
    """A passage that a search found; `index.Hit` is one."""

    @property
    def passage(self) -> Passage: ...
    @property
    def score(self) -> float: ...
    @property
    def arm(self) -> str: ...
    @property
    def standings(self) -> Sequence[Standing]: ...


class Engine(Protocol):
    """One generation of the index, open for questions; safe to call from several threads."""

    @property
    def generation(self) -> int: ...
    @property
    def stamp(self) -> str:
        """What no other generation has, also not one of the same number."""
        ...

    @property
    def away(self) -> str | None:
        """Say why the store can't be read now, in a line; `None` if it can, as far as is known."""
        ...

    @property
    def n_articles(self) -> int:
        """Count of articles."""
        ...

    @property
    def n_passages(self) -> int:
        """Count of passages."""
        ...

    @property
    def n_asked(self) -> tuple[int, int]:
        """Count of the questions whose answers were remembered, and of all others."""
        ...

    def understood(
        self, question: str, filters: Filters = ..., history: Sequence[Query] = ...
    ) -> Query:
        """Read a question by rule."""
        ...

    def recalled(self, questions: Sequence[str]) -> Sequence[Query]:
        """Read the questions of a conversation, oldest first."""
        ...

    def answer(self, query: Query) -> Answer:
        """Answer with quotes, or say why there are none."""
        ...

    def statements(self, speaker: str, subject: str | None = ...) -> Sequence[Quote]:
        """Give all that a speaker is quoted with, the oldest first."""
        ...

    def retrieve(self, question: str, k: int = ..., filters: Filters = ...) -> Sequence[Found]:
        """Find the k passages nearest to a question, best first."""
        ...

    def article(self, article_id: str) -> Article:
        """Give an article; raises `KeyError` if there is none of this id."""
        ...

    def articles(self) -> Sequence[Metadata]:
        """List the metadata of every article."""
        ...

    @property
    def survey(self) -> Survey:
        """Tell who is quoted, and how near the articles are to each other."""
        ...

    def sentences(self, article_id: str) -> tuple[Sentence, ...]:
        """Give an article's sentences in order, with their kinds."""
        ...


EngineSource = Callable[[], Engine]
"""Gives the engine of the newest generation; raises `StorageError` while there is none."""


def checked_question(question: str) -> str:
    """Trim a question and check that it is one.

    Raises
    ------
    QuestionError
        If nothing is left, or more than `MAX_QUESTION_CHARS`.

    >>> checked_question("  Who said so? ")
    'Who said so?'
    """
    trimmed = question.strip()
    if not trimmed:
        raise QuestionError("the question is empty: type one")
    if len(trimmed) > MAX_QUESTION_CHARS:
        raise QuestionError(
            f"the question has {len(trimmed)} characters, "
            f"expected at most {MAX_QUESTION_CHARS}: shorten it"
        )
    return trimmed


@dataclass(frozen=True, slots=True)
class Request:
    """A question as a program puts it: with filters, after others, read for filters or not."""

    question: str
    filters: Filters = field(default_factory=Filters)
    history: tuple[str, ...] = ()
    parsed_filters: bool = True


def read(engine: Engine, request: Request) -> Query:
    """Read a question in the light of those before it."""
    history = engine.recalled(request.history)
    query = engine.understood(request.question, request.filters, history)
    return query if request.parsed_filters else query.without_parsed()


def asked(engine: Engine, request: Request) -> Answer:
    """Answer a question after those before it; raises what `Engine.answer` does."""
    return engine.answer(read(engine, request))
