"""Words that were pasted are told from a question that holds some."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.corpus import Article, Sentence, SentenceKind
from onrecord.rag.question.verbatim import Verbatim

TEXTS = (
    "“The ferry is late,” said Ada Kolb.",
    "“It has been late since May, and nobody minds it at all.”",
    "Who would mind, so early in the year of the bridge?",
)


def sentences(texts: tuple[str, ...] = TEXTS) -> list[Sentence]:
    article = Article("ferry.md", " ".join(texts), "Ferry", None, None, None, "en", None)
    starts = [sum(len(each) + 1 for each in texts[:n]) for n in range(len(texts))]
    return [
        Sentence(article, start, start + len(text), SentenceKind.PROSE)
        for start, text in zip(starts, texts, strict=True)
    ]


@pytest.mark.parametrize(
    ("message", "quoted"),
    [
        ("Who said “the ferry is late, again”?", True),
        ("„Die Fähre ist zu spät“ – stimmt das Zitat?", True),
        ("谁说过“价钱不是问题”？", True),
        ("「港口今年不再開放」是誰說的", True),
        ("Who wrote “Ferry”?", False),
        ("Who owns the “Sandholm Evening Herald”?", False),
        ("Did Ada Kolb say “nobody minds a bit”?", True),
        ("When was the play “The ferry is late again” first shown in Sandholm?", False),
        ("Is the ferry late?", False),
    ],
)
def test_a_message_is_about_what_it_quotes_if_that_is_much_of_it(
    message: str, *, quoted: bool
) -> None:
    """And more than a name."""
    assert bool(Verbatim.of(message).quoted) is quoted


@pytest.mark.parametrize(
    ("message", "places"),
    [
        ("“The ferry is late”", {0}),
        ("the FERRY is late said ada", {0}),
        ("“is late,” said Ada Kolb. “It has been late”", {0, 1}),
        ("since May and nobody minds", {1}),
        ("Did he say “it has been late since may”?", {1}),
        ("Is it true? It has been late since May and nobody minds, they say, is it?", set()),
        ("It has been late since May, and nobody minds it at all. Who would?", {1}),
        ("“The ferry was late”", set()),
        ("who would mind, so early in the year?", set()),
        ("Who would mind, so early in the year of the bridge?", set()),
        ("ferry late", set()),
    ],
)
def test_words_are_found_where_they_begin(message: str, places: set[int]) -> None:
    """Whatever marks, capitals and spaces stand among them; a question that is asked is not."""
    assert Verbatim.of(message).places(sentences()) == places


def test_a_name_in_marks_is_not_somebodys_words() -> None:
    """As a Chinese article sets each."""
    named = sentences(("港口的“北岸永远不会忘记”展览今年开放。",))
    assert Verbatim.of("“北岸永远不会忘记”在哪里？").places(named) == set()
    said = sentences(("“北岸永远不会忘记，今年也不会。”梅远说。",))
    assert Verbatim.of("谁说“北岸永远不会忘记”？").places(said) == {0}


@pytest.mark.parametrize(
    ("message", "is_named"),
    [
        ("the ferry IS late today", True),
        ("Who wrote “The ferry is late today”?", True),
        ("The Ferry Is Late Today - who wrote that?", True),
        ("The ferry is late today, and nobody in Sandholm or elsewhere wants to know", False),
        ("the ferry", False),
        ("What does “The ferry is late today” say about the bridge and its tolls?", False),
        ("Is the bridge late?", False),
    ],
)
def test_a_title_is_named_by_itself_or_as_most_of_a_message(
    message: str, *, is_named: bool
) -> None:
    """Of a long one a part will do."""
    assert Verbatim.of(message).names("The ferry is late today") is is_named
    assert Verbatim.of("the ferry is late today again").names("The ferry is late today again (May)")


def test_characters_are_found_in_either_script() -> None:
    """A traditional one is the simplified one."""
    found = Verbatim.of("“港口今年不再開放”").places(sentences(("梅远说：“港口今年不再开放。”",)))
    assert found == {0}


@given(st.text(alphabet='ferry late“”" ?。港口„', max_size=60))
def test_any_message_is_looked_through(message: str) -> None:
    """What is found stands in the sentences, or the sentence in the message."""
    words = Verbatim.of(message)
    for place in words.places(sentences()):
        letters = "".join(filter(str.isalnum, " ".join(TEXTS[place:]).casefold()))
        own = "".join(filter(str.isalnum, TEXTS[place].casefold()))
        assert any(each in letters for each in words.sought) or own in words.whole
