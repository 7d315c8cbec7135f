"""Which questions get more than the best quotes, and which are answered as any other."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from newsroom import ARTICLES, EQUIPMENT, builder

from onrecord.index.index import Index
from onrecord.rag.conversation.arranging import Arranger
from onrecord.rag.question.asked import Asks
from onrecord.rag.question.query import AnswerKind, Filters, FollowUp, Query
from onrecord.rag.question.times import find_dates
from onrecord.rag.question.typed import Typed
from onrecord.rag.quoting.answer import Answer, Quote, Reason

if TYPE_CHECKING:
    from pathlib import Path

SAID = Query("", "", "en", speaker="Ingrid Maas", wants=AnswerKind.SAID)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    folder: Path = tmp_path_factory.mktemp("newsroom")
    builder(folder).add(ARTICLES)
    model, tagger = EQUIPMENT.encoder.name, EQUIPMENT.tagger.name
    return Index.open(folder, model, EQUIPMENT.projection, tagger)


def arranged(index: Index, query: Query, **ways: Any) -> Answer:
    """Answer where no question is answered by itself, but for those that ask nobody's words."""

    def plain(asked: Query) -> Answer:
        silent = Answer(asked, (), 0.1, Reason.NOT_ASKED, (), 1)
        first = index.sentences(ARTICLES[0].id)[1]
        quote = Quote(first.article, first.start, first.end, 0.9, None)
        return silent if asked.speaker else replace(silent, quotes=(quote,), reason=None)

    given = {"heard": lambda _: (), "understood": lambda *_: SAID} | ways
    return Arranger(index, EQUIPMENT.aliases, plain, **given).answer(query)


def test_statements_stand_in_for_an_answer_only_in_a_follow_up(index: Index) -> None:
    """Whoever asks by themselves is told that nothing answers, however much somebody said."""
    assert arranged(index, SAID).reason is Reason.NOT_ASKED
    followed = arranged(index, replace(SAID, follow_up=FollowUp.RESOLVED))
    assert [each.speaker.text for each in followed.quotes if each.speaker] == ["Ingrid Maas"]
    everything = arranged(index, replace(SAID, asks=Asks.EVERYTHING))
    assert everything.quotes == followed.quotes


def test_a_comparison_without_a_quote_for_a_side_is_a_question_like_any_other(index: Index) -> None:
    """What answers it as it stands is shown."""
    query = Query("", "", "en", asks=Asks.COMPARISON, sides=("Maas", "Brandt"))
    answer = arranged(index, query)
    assert (len(answer.quotes), answer.sides) == (1, ())


@pytest.mark.parametrize(
    ("question", "sides", "days"),
    [
        (
            "Compare tolls in the last week and this week",
            ("last week", "this week"),
            ["2025-11-10", "2025-11-16", "2025-11-17", "2025-11-23"],
        ),
        (
            "Compare tolls in 2024 and in May 2025",
            ("in 2024", "in May 2025"),
            ["2024-01-01", "2024-12-31", "2025-05-01", "2025-05-31"],
        ),
        ("Compare 2024 and 2025 on tolls", ("2024", "2025"), [None] * 4),
    ],
)
def test_a_time_that_is_compared_is_the_one_that_the_question_means(
    index: Index, question: str, sides: tuple[str, ...], days: list[str | None]
) -> None:
    """A week is told from the day of the question; a bare number is no year."""
    dates = find_dates(Typed.of(question, "en"), date(2025, 11, 21))
    query = Query("", "", "en", asks=Asks.COMPARISON, sides=sides, subject="tolls", dates=dates)
    asked = list[Filters]()

    def understood(_: str, filters: Filters) -> Query:
        asked.append(filters)
        return SAID

    arranged(index, query, understood=understood)
    found = [day for each in asked for day in (each.since, each.until)]
    assert [day and day.isoformat() for day in found] == days
