"""What the page sends and gets, as JSON: it comes from a browser, so it is read strictly."""

from typing import Annotated

from pydantic import Field, StringConstraints

from onrecord.index.citations import Reference
from onrecord.rag.question.query import Filters, Part, without
from onrecord.rag.quoting.answer import Reason
from onrecord.ui.chat.browser_store import Kept, Words
from onrecord.ui.chat.feedback import Verdict
from onrecord.ui.rest.request_bodies import ArticleId, Body, FiltersBody
from onrecord.ui.showing.exports import Format

__all__ = [
    "ChosenSent",
    "ExportSent",
    "FileReply",
    "FiltersReply",
    "GreetReply",
    "JudgeSent",
    "NextSent",
    "QuoteSent",
    "Reply",
    "TurnReply",
    "TurnSent",
    "Wish",
]

MAX_LEANT_ON = 8
"""Earlier questions that a turn may lean on: what is sent doesn't grow with a conversation."""

MAX_TYPED_CHARS = 25_000
MAX_TURNS = 500
MAX_QUOTES = 50
MAX_NOTE_CHARS = 2_000
NO_FILTERS = FiltersBody()

History = Annotated[tuple[Kept, ...], Field(max_length=MAX_LEANT_ON)]
Value = Annotated[str, StringConstraints(max_length=200)]


class Wish(Body):
    """To have a turn answered again: without a filter or any, read in one way, or as typed."""

    of: Kept
    off: Part | None = None
    value: Value = ""
    reading: Annotated[int, Field(ge=1, le=20)] | None = None
    everywhere: bool = False

    def left(self, filters: Filters) -> Filters:
        """Give what is left of filters once what is wished is off."""
        if self.everywhere:
            return Filters()
        return without(filters, self.off, self.value) if self.off else filters


class TurnSent(Body):
    """A question, what narrows it, and those before it; or a wish about one asked before."""

    question: Annotated[str, StringConstraints(max_length=MAX_TYPED_CHARS)]
    filters: FiltersBody = NO_FILTERS
    history: History = ()
    wish: Wish | None = None


class NextSent(Body):
    """The questions so far, the last one answered, and what narrows the next."""

    history: Annotated[tuple[Kept, ...], Field(min_length=1, max_length=MAX_LEANT_ON)]
    filters: FiltersBody = NO_FILTERS


class ChosenSent(Body):
    """The filters that are set, and one to be taken off."""

    filters: FiltersBody = NO_FILTERS
    off: Part | None = None
    value: Value = ""


class JudgeSent(NextSent):
    """What a visitor thinks of the last answer."""

    verdict: Verdict


class QuoteSent(Body):
    """A quote by its reference, and a line of the reader's own beside it."""

    article: ArticleId
    at: Annotated[str, StringConstraints(max_length=100)]
    note: Annotated[str, StringConstraints(max_length=MAX_NOTE_CHARS)] = ""

    @property
    def reference(self) -> Reference | None:
        """Read the reference."""
        return Reference.read(self.at)


class GroupSent(Body):
    """What was asked, or what quotes were put together under, and the quotes."""

    question: Annotated[str, StringConstraints(max_length=MAX_TYPED_CHARS)]
    resolved: Words | None = None
    reason: Reason | None = None
    quotes: Annotated[tuple[QuoteSent, ...], Field(max_length=MAX_QUOTES)] = ()


class ExportSent(Body):
    """A conversation or a notebook that is to be written down."""

    form: Format
    groups: Annotated[tuple[GroupSent, ...], Field(max_length=MAX_TURNS)]


class Reply(Body):
    """HTML to show."""

    html: str


class GreetReply(Reply):
    """The page in the reader's language, and what its script says in it."""

    language: str
    said: dict[str, str]


class TurnReply(Reply):
    """What came back; `kept` is the question as it was understood, if it could be answered."""

    kept: Kept | None
    filters: FiltersBody


class FiltersReply(Reply):
    """The filters that are set, in words and as they are."""

    filters: FiltersBody


class FileReply(Body):
    """A file, in base 64; `lost` counts the quotes whose words aren't there any more."""

    name: str
    content: str
    lost: int
