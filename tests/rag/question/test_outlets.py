"""Which outlet's articles a question asks for, and the words that say so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.rag.names.aliases import Aliases
from onrecord.rag.question.outlets import read_outlet

ALIASES = Aliases.from_groups({"organisations": [("Orin",)]})
OUTLETS = ("The Mill Post", "Talblatt", "青石日报", "Orin", "")

ASKED = (
    ("According to the Mill Post, how high is it?", "The Mill Post", "According to the Mill Post"),
    ("What does “The Mill Post” write?", "The Mill Post", "“The Mill Post”"),
    ("Wie hoch ist es laut Talblatt?", "Talblatt", "laut Talblatt"),
    ("Was schreibt das Talblatt?", "Talblatt", "das Talblatt"),
    ("据《青石日报》报道，渡轮多少钱？", "青石日报", "据《青石日报》报道"),
    ("articles from Orin", "Orin", "Orin"),
    ("Is there anything on bears in the Mill Post?", "The Mill Post", "the Mill Post"),
    ("Steht in der Mill Post etwas über Bären?", "The Mill Post", "der Mill Post"),
)


@pytest.mark.parametrize(("question", "name", "words"), ASKED)
def test_an_outlet_is_read_with_the_words_that_lead_to_it(
    question: str, name: str, words: str
) -> None:
    """What says that it tells belongs to it: neither is looked for in the articles."""
    found = read_outlet(question, OUTLETS, ALIASES)
    assert found is not None
    assert (found[0], found[1].text) == (name, words)


@pytest.mark.parametrize(
    "question",
    [
        "According to Orin, how high is it?",
        "Who owns the Mill Post?",
        "Talblatts Preis",
        "news",
        "What grows in Orin?",
        "Who works in the mill post?",
    ],
)
def test_what_is_asked_about_is_no_outlet(question: str) -> None:
    """Nor is one who speaks in any outlet."""
    assert read_outlet(question, OUTLETS, ALIASES) is None


@given(st.text(max_size=40), st.lists(st.text(max_size=6), max_size=3))
def test_any_text_is_read(question: str, outlets: list[str]) -> None:
    """The words are the question's own, wherever they stand."""
    found = read_outlet(question, outlets, ALIASES)
    if found is not None:
        assert question[found[1].start : found[1].end] == found[1].text
