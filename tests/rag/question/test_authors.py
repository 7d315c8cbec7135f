"""Whose articles a question asks for."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.rag.conversation.understand import understand
from onrecord.rag.question.authors import read_author
from onrecord.rag.question.holdings import Holdings
from onrecord.rag.question.query import Filters, Part

AUTHORS = ("Zoë Şahin", "Bo Hill", "Jörg Müller-Krantz", "林小满", "Bo")


@pytest.mark.parametrize(
    ("question", "author"),
    [
        ("What did Zoe Sahin write about the mill?", "Zoë Şahin"),
        ("what has ZOË ŞAHIN written on ferries", "Zoë Şahin"),
        ("articles by Bo Hill about kites", "Bo Hill"),
        ("Is there a story by Bo Hill?", "Bo Hill"),
        ("What do Bo Hill's articles say?", "Bo Hill"),
        ("Was schrieb Jörg Müller-Krantz über die Fähre?", "Jörg Müller-Krantz"),
        ("Was hat Jorg Muller-Krantz über die Fähre geschrieben?", "Jörg Müller-Krantz"),
        ("Artikel von Zoë Şahin", "Zoë Şahin"),
        ("林小满写了什么？", "林小满"),
        ("林小满的文章说了什么？", "林小满"),
        ("记者林小满关于渡轮", "林小满"),
        ("What did Zoë Şahin say about the mill?", None),
        ("What did Ada Lane write?", None),
        ("Who wrote about Bo Hill?", None),
        ("articles by Bob Hillman", None),
    ],
)
def test_only_an_author_of_the_corpus_who_is_asked_for_is_read(
    question: str, author: str | None
) -> None:
    """Without case and accents; whoever only says something, or is written about, is no filter."""
    found = read_author(question, AUTHORS)
    assert (found and found[0]) == author


@given(st.text(), st.lists(st.text(max_size=8), max_size=4))
def test_any_text_is_read(question: str, authors: list[str]) -> None:
    """Whatever is found stands where it is said to."""
    found = read_author(f"articles by {question}", authors)
    if found:
        assert found[0] in authors
        assert f"articles by {question}"[found[1].start : found[1].end] == found[1].text


def test_an_author_is_a_filter_and_not_whose_words_are_asked_for() -> None:
    """It can be taken off; one that is set by hand wins."""
    held = Holdings(authors=AUTHORS)
    asked, today = "What did Zoe Sahin write about the mill?", date(2025, 11, 21)
    query = understand(asked, language="en", today=today, holdings=held)
    assert (query.filters.authors, query.speaker) == (("Zoë Şahin",), None)
    assert [(each.part, each.phrase.text) for each in query.parsed_from] == [
        (Part.AUTHOR, "Zoe Sahin")
    ]
    assert query.searched == "What did write about the mill?"
    assert query.without(Part.AUTHOR, "Zoë Şahin").filters == Filters()
    assert query.without_parsed().filters == Filters()
    chosen = Filters(authors=("Bo Hill",))
    query = understand(asked, language="en", today=today, filters=chosen, holdings=held)
    assert (query.filters, query.parsed_filters) == (chosen, Filters())
