"""What comes back: quotes, or silence with its reason. There is no field for free text."""

from dataclasses import dataclass, field
from enum import StrEnum

from onrecord.corpus import Article, Span, Speaker
from onrecord.corpus.cutting.quotations import quotations
from onrecord.index.store.entries import ArticleEntry
from onrecord.rag.names.renderings import Rendering
from onrecord.rag.question.asked import Asks
from onrecord.rag.question.holdings import Holdings
from onrecord.rag.question.query import Query

__all__ = ["Answer", "Entry", "Quote", "Reason", "Remark", "Side", "Told"]


class Reason(StrEnum):
    """Why the corpus doesn't say."""

    NO_SUBJECT = "nothing_on_this_subject"
    NOT_ASKED = "subject_but_not_what_was_asked"
    NOT_SPEAKER = "speaker_not_quoted_on_this"
    FILTERED = "excluded_by_filters"
    NOT_CONFIDENT = "below_confidence"
    UNCLEAR = "unclear_what_it_refers_to"
    NO_MORE = "nothing_more"
    NO_ARTICLES = "no_such_articles"


class Remark(StrEnum):
    """What a reader has to know about a quote beside its words."""

    CORRECTION = "correction"
    CORRECTED = "corrected"
    HEADING = "heading"
    VERBATIM = "verbatim"
    REWORDED = "reworded"


@dataclass(frozen=True, slots=True)
class Quote(Span):
    """Whole sentences of one article, how well they answer (0 to 1), and who says them.

    `copies` are the same words in other articles. `differing` are its numbers or dates for which
    another quote has others. A `CORRECTION` takes something back that an article said, and a
    `CORRECTED` quote is of an article about which there is one among the quotes. A `HEADING`
    stands above what it is about, and says it alone. A `VERBATIM` one has the words that the
    question quotes, letter for letter; where none has, each is `REWORDED`. Who is `likely` to say
    them, where that isn't certain, is shown to nobody.
    """

    score: float
    speaker: Speaker | None
    copies: tuple[Span, ...] = ()
    differing: tuple[Span, ...] = ()
    remarks: tuple[Remark, ...] = ()
    likely: Speaker | None = field(default=None, compare=False)

    @property
    def holds_speech(self) -> bool:
        """Whether they are somebody's words, whoever's: quoted in it, or likely to be reported."""
        quoted = quotations(self.article.text, self.start, self.end)
        return self.likely is not None or any(each.spoken for each in quoted)


@dataclass(frozen=True, slots=True)
class Entry:
    """An article, told by what is known of it, and the first sentence that it has."""

    article: ArticleEntry
    lead: Span | None


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of the articles: some of them, and how many there are.

    `kind` is what was asked; where it is what there is, `holdings` tell of all that they name.
    """

    kind: Asks
    entries: tuple[Entry, ...]
    n: int
    holdings: Holdings | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """One of those that were compared, or of two questions: its name, and its quotes if any."""

    name: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Quotes best first, what is known of articles, or both; else a reason and what came near.

    The quotes of a comparison, or of two questions, are those of its `sides`. `confidence` is the
    estimated probability that the first quote (or, in an abstention, the first near miss) answers
    the question. `generation` names the state of the index. `taken` are names in the question, and
    what sounds like them in articles that are quoted.
    """

    query: Query
    quotes: tuple[Quote, ...]
    confidence: float
    reason: Reason | None
    near_misses: tuple[Quote, ...]
    generation: int
    told: Told | None = None
    sides: tuple[Side, ...] = ()
    taken: tuple[Rendering, ...] = ()

    def __post_init__(self) -> None:
        if self.is_answered == (self.reason is not None):
            raise ValueError("an answer has either quotes or a reason for having none")

    @property
    def is_answered(self) -> bool:
        """Whether anything is shown that answers."""
        return bool(self.quotes) or self.told is not None

    @property
    def articles(self) -> tuple[Article, ...]:
        """The articles quoted, in order of their first quote."""
        return tuple(dict.fromkeys(quote.article for quote in self.quotes))
