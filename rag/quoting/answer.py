"""What comes back: quotes, or silence with its reason. There is no field for free text."""

from dataclasses import dataclass
from enum import StrEnum

from onrecord.corpus import Article, Span, Speaker
from onrecord.rag.question.query import Query

__all__ = ["Answer", "Quote", "Reason", "Remark"]


class Reason(StrEnum):
    """Why the corpus doesn't say."""

    NO_SUBJECT = "nothing_on_this_subject"
    NOT_ASKED = "subject_but_not_what_was_asked"
    NOT_SPEAKER = "speaker_not_quoted_on_this"
    FILTERED = "excluded_by_filters"
    NOT_CONFIDENT = "below_confidence"
    UNCLEAR = "unclear_what_it_refers_to"


class Remark(StrEnum):
    """What a reader has to know about a quote beside its words."""

    CORRECTION = "correction"
    CORRECTED = "corrected"
    HEADING = "heading"


@dataclass(frozen=True, slots=True)
class Quote(Span):
    """Whole sentences of one article, how well they answer (0 to 1), and who says them.

    `copies` are the same words in other articles. `differing` are its numbers or dates for which
    another quote has others. A `CORRECTION` takes something back that an article said, and a
    `CORRECTED` quote is of an article about which there is one among the quotes. A `HEADING`
    stands above what it is about, and says it alone.
    """

    score: float
    speaker: Speaker | None
    copies: tuple[Span, ...] = ()
    differing: tuple[Span, ...] = ()
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """Quotes best first; or none, then a reason and what came near.

    `confidence` is the estimated probability that the first quote (or, in an abstention, the
    first near miss) answers the question. `generation` names the state of the index.
    """

    query: Query
    quotes: tuple[Quote, ...]
    confidence: float
    reason: Reason | None
    near_misses: tuple[Quote, ...]
    generation: int

    def __post_init__(self) -> None:
        if bool(self.quotes) == (self.reason is not None):
            raise ValueError("an answer has either quotes or a reason for having none")

    @property
    def articles(self) -> tuple[Article, ...]:
        """The articles quoted, in order of their first quote."""
        return tuple(dict.fromkeys(quote.article for quote in self.quotes))
