"""What stands side by side, and what each side is asked."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from newsroom import ARTICLES, EQUIPMENT, FERRY, LIGHTHOUSE, WIRE, builder

from onrecord.corpus import Article
from onrecord.index.index import Index
from onrecord.rag.conversation.comparing import Comparison
from onrecord.rag.question.asked import Asks
from onrecord.rag.question.query import Compared, DateMention, Filters, Phrase, Query
from onrecord.rag.quoting.answer import Answer, Quote, Reason

if TYPE_CHECKING:
    from pathlib import Path

TOLLS = Article(
    "tolls.txt",
    "Tolls fell to five crowns. In 2023 the toll was nine crowns. In 2024 it was eight.",
    "Tolls", "Wire", None, date(2024, 6, 1), "en", None,
)  # fmt: skip
YEARS = tuple(
    Compared(str(year), DateMention(
        Phrase(0, 0, ""), date(year, 1, 1), date(year, 12, 31), deictic=False, exact=False
    ))
    for year in (2023, 2024)
)  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder: Path = tmp_path_factory.mktemp("newsroom")
    builder(folder).add((*ARTICLES, TOLLS))
    model, tagger = EQUIPMENT.encoder.name, EQUIPMENT.tagger.name
    return Index.open(folder, model, EQUIPMENT.projection, tagger)


def quote(article: Article, words: str) -> Quote:
    start = article.text.index(words)
    return Quote(article, start, start + len(words), 0.9, None)


def compared(
    index: Index, query: Query, answers: Mapping[str, tuple[Quote, ...]]
) -> tuple[dict[str, list[str]], list[str]]:
    """Compare where these questions have these answers: the sides' words, and what was asked."""
    asked = list[str]()

    def plain(each: Query) -> Answer:
        known = f"{each.resolved} {each.filters.since or ''}".rstrip()
        asked.append(known)
        quotes = answers.get(known, ())
        return Answer(each, quotes, 0.9, None if quotes else Reason.NOT_ASKED, (), 1)

    def understood(text: str, _: Filters) -> Query:
        return Query(text, text, "en")

    found = Comparison(index, EQUIPMENT.aliases, plain, understood).answer(query)
    sides = found.sides if found else ()
    return {each.name: [quote.text for quote in each.quotes] for each in sides}, asked


def comparison(*names: str, **known: Any) -> Query:
    question = f"Compare {' and '.join(names)}"
    query = Query(question, question, "en", asks=Asks.COMPARISON, sides=tuple(map(Compared, names)))
    return replace(query, **known)


def test_a_quote_stands_on_the_side_that_it_names(index: Index) -> None:
    """Else on that which its paragraph names; what names another is left out, for all its score."""
    lamp = quote(LIGHTHOUSE, "The Sora 2 lamp needs no keeper.")
    tours = quote(LIGHTHOUSE, "Lighthouse tours cost seven crowns and start at noon.")
    answers = {"Sora 2 cost": (tours, lamp), "Kling cost": (tours,)}
    found, asked = compared(index, comparison("Sora 2", "Kling", subject="cost"), answers)
    assert found == {"Sora 2": [lamp.text], "Kling": []}
    assert asked == ["Sora 2 cost", "Kling cost"]
    beside, _ = compared(index, comparison("Sora 2", "Kling", subject="cost"), {
        "Sora 2 cost": (tours,)
    })  # fmt: skip
    assert beside["Sora 2"] == [tours.text]


def test_whoever_speaks_is_asked_what_they_said(index: Index) -> None:
    """After the question without the others; on a subject that is a name, with what names it."""
    about = quote(WIRE, "The night ferry to Sandholm sails again from 4 May.")
    brandt = quote(FERRY, "According to Tomas Brandt, nobody asked them.")
    found, asked = compared(
        index, comparison("Ingrid Maas", "Tomas Brandt"),
        {"What did Tomas Brandt say?": (brandt,), "Ingrid Maas": (brandt,)},
    )  # fmt: skip
    assert found == {"Ingrid Maas": [], "Tomas Brandt": [brandt.text]}
    assert asked == [
        "Compare Ingrid Maas and", "What did Ingrid Maas say?", "Ingrid Maas",
        "Compare and Tomas Brandt", "What did Tomas Brandt say?",
    ]  # fmt: skip
    on = {"What did Tomas Brandt say about Kling?": (brandt,), "Ingrid Maas Kling": (about,)}
    query = comparison("Ingrid Maas", "Tomas Brandt", subject="Kling")
    assert compared(index, query, on)[0] == {}


def test_what_somebody_says_is_theirs(index: Index) -> None:
    """Nobody's else, and not what stands beside their name without being known as theirs."""
    asked = Query("", "", "en", subject="tolls")
    silent = Answer(asked, (), 0.1, Reason.NOT_ASKED, (), 1)

    def said(name: str, of: Quote) -> Quote | None:
        told = replace(silent, quotes=(of,), reason=None)
        return Comparison(
            index, EQUIPMENT.aliases, lambda _: told, lambda *_: asked
        ).said(asked, name)  # fmt: skip

    fear = quote(FERRY, "Fishermen fear the new timetable 🚢.")
    brandt = next(each for each in index.sentences(FERRY.id) if "Brandt" in each.text)
    theirs = Quote(FERRY, brandt.start, brandt.end, 0.9, brandt.speaker)
    assert (said("Tomas Brandt", fear), said("Tomas Brandt", theirs)) == (None, theirs)
    assert said("Ingrid Maas", theirs) is None


def test_a_time_is_asked_of_its_articles_and_of_what_names_it(index: Index) -> None:
    """What names another time isn't its; where its articles are silent, others name it.

    But of what nothing is said at any time, nothing is said then.
    """
    fell = quote(TOLLS, "Tolls fell to five crowns.")
    nine = quote(TOLLS, "In 2023 the toll was nine crowns.")
    eight = quote(TOLLS, "In 2024 it was eight.")
    query = comparison(sides=YEARS, subject="tolls")
    answers = {"tolls 2024-01-01": (nine, fell, eight), "tolls 2023": (fell, eight, nine)}
    unsaid, _ = compared(index, query, answers)
    assert unsaid["2023"] == []
    found, asked = compared(index, query, answers | {"tolls": (fell,)})
    assert found == {"2023": [nine.text], "2024": [fell.text, eight.text]}
    assert asked == ["tolls 2023-01-01", "tolls 2024-01-01", "tolls", "tolls 2023"]
    question = "What did Orin say about tolls? 2024-01-01"
    found, asked = compared(index, replace(query, speaker="Orin"), {question: (fell,)})
    assert (found, asked[1]) == ({}, question)


def test_whether_anything_is_said_at_any_time_is_asked_once(index: Index) -> None:
    """Not once more for each time that no article tells of."""
    nine = quote(TOLLS, "In 2023 the toll was nine crowns.")
    eight = quote(TOLLS, "In 2024 it was eight.")
    answers = {"tolls": (nine,), "tolls 2023": (nine, eight), "tolls 2024": (nine, eight)}
    found, asked = compared(index, comparison(sides=YEARS, subject="tolls"), answers)
    assert found == {"2023": [nine.text], "2024": [eight.text]}
    assert asked[2:] == ["tolls", "tolls 2023", "tolls 2024"]


def test_a_side_takes_the_place_of_another_in_a_question_that_names_it_alone(index: Index) -> None:
    """As both were asked about, one after the other."""
    query = comparison("Sora 2", "Kling", resolved="How long is Kling?")
    assert compared(index, query, {})[1][::2] == ["How long is Sora 2?", "How long is Kling?"]
    nobody = replace(query, resolved="Who is quickest?")
    assert compared(index, nobody, {})[1][0] == "Who is quickest?"


def test_less_than_two_sides_are_no_comparison(index: Index) -> None:
    """Nor are two without a quote."""
    assert compared(index, comparison("Sora 2"), {}) == ({}, [])
    assert compared(index, comparison("Sora 2", "Kling"), {})[0] == {}
