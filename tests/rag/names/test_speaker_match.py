"""Whoever is asked about is whoever speaks, by name or by office."""

import pytest

from onrecord.corpus import Article, Speaker, Speech
from onrecord.rag.names.aliases import Aliases
from onrecord.rag.names.speaker_match import matches

ALIASES = Aliases.load()
BAKERY = Article(
    "bakery.txt",
    "“We will bake again in May,” said Tomas Brandt, a spokesman for Sandholm Foods.",
    "Bakery", None, None, None, "en", None,
)  # fmt: skip
SPOKESMAN = Speaker(BAKERY, BAKERY.text.index("Tomas"), BAKERY.text.index(", a"), Speech.DIRECT)

OFFICES = (
    ("the Sandholm Foods spokesman", True),
    ("Sandholm Foods’s spokesperson", True),
    ("der Sprecher von Sandholm Foods", True),
    ("Sandholm Foods的发言人", True),
    ("Brandt（布兰特）", True),
    ("布兰特（Tomas Brandt）", True),
    ("the CEO of Sandholm Foods", False),
    ("Sandholm Foods’ vice president", False),
    ("a spokesman for Baidu", False),
)


@pytest.mark.parametrize(("asked", "is_asked"), OFFICES)
def test_an_office_is_held_where_and_as_the_article_says(asked: str, is_asked: bool) -> None:
    """In any language; another office at the same firm is somebody else's."""
    assert matches(asked, SPOKESMAN, ALIASES) is is_asked


def test_whoever_speaks_is_asked_about_by_parts_of_the_name_and_by_office() -> None:
    """The surname will do, and who speaks for a firm speaks as the firm; others don't."""
    for asked in ("Tomas Brandt", "Brandt", "Sandholm Foods"):
        assert matches(asked, SPOKESMAN, ALIASES)
    for asked in ("Ingrid Maas", "Maas", "Baidu", "Tomas", ""):
        assert not matches(asked, SPOKESMAN, ALIASES)
