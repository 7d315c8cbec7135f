"""What is wished of the articles, and how a question leans on what was said before it."""

from enum import StrEnum

__all__ = ["ABOUT_ARTICLES", "SMALL_TALK", "Asks", "Item", "Leans"]


class Asks(StrEnum):
    """What a question wants: words of the articles, arranged in some way, or what is known of them.

    The last four ask for nothing that stands in an article.
    """

    WORDS = "words"
    MORE = "more"
    EVERYTHING = "everything"
    VOICES = "voices"
    COMPARISON = "comparison"
    ARTICLES = "articles"
    COUNT = "count"
    NEWEST = "newest"
    OLDEST = "oldest"
    ORIGIN = "origin"
    CORPUS = "corpus"
    HELP = "help"
    GREETING = "greeting"
    THANKS = "thanks"


SMALL_TALK = frozenset((Asks.GREETING, Asks.THANKS, Asks.HELP))
"""What is answered with a fixed sentence, and asks nothing."""

ABOUT_ARTICLES = SMALL_TALK | {
    Asks.ARTICLES, Asks.COUNT, Asks.NEWEST, Asks.OLDEST, Asks.ORIGIN, Asks.CORPUS,
}  # fmt: skip
"""What is answered with titles, days, names and counts instead of quotes."""


class Leans(StrEnum):
    """What a question leans on: nothing, or somebody, or something that was named before.

    A `PARALLEL` puts a name in the place of another, an `ADDITION` asks the earlier question on,
    and `PAPERS` asks it of articles in one language.
    """

    NOTHING = "nothing"
    SOMEBODY = "somebody"
    SOMETHING = "something"
    PARALLEL = "parallel"
    ADDITION = "addition"
    PAPERS = "papers"


class Item(StrEnum):
    """Which of several things that were shown is meant."""

    ANY = "any"
    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    LAST = "last"

    @property
    def place(self) -> int:
        """Its index in a sequence."""
        return {Item.SECOND: 1, Item.THIRD: 2, Item.LAST: -1}.get(self, 0)
