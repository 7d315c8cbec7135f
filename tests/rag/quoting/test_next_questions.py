"""Questions that are offered have been asked, and have their answers."""

from dataclasses import replace

import pytest
from fakes import FakeTagger
from newsroom import FERRY, LIBRARY, open_engine

from onrecord.corpus import Article, Sentence, sentences
from onrecord.rag.engine import Engine
from onrecord.rag.question.asked import Asks
from onrecord.rag.question.query import FollowUp, Query
from onrecord.rag.quoting.answer import Answer, Told
from onrecord.rag.quoting.next_questions import (
    Wording,
    answerable,
    next_questions,
    quoted_names,
    what_they_said,
)

NOWHERE = "Quantum llamas juggle xylophones"
SAID = Wording("What did {who} say?", "What did {who} say about {what}?")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return open_engine(tmp_path_factory.mktemp("index"))


def told(article: Article) -> tuple[Sentence, ...]:
    """Cut an article, and tell who speaks."""
    return FakeTagger().tell(sentences(article))


def test_who_is_quoted_is_named_once_in_order() -> None:
    """By the name that the article gives."""
    assert quoted_names(told(FERRY)) == ("Ingrid Maas", "Tomas Brandt")
    assert quoted_names(told(LIBRARY)) == ("Greta Hollenstein",)
    versions = replace(FERRY, text=f"{FERRY.text}\n\nTomas Brandt 2 is a toy.\n")
    assert quoted_names(told(versions)) == ("Ingrid Maas",)


def test_each_article_has_its_turn() -> None:
    """The first quoted of each comes before the second of any."""
    asked = what_they_said([told(FERRY), (), told(LIBRARY)], SAID)
    assert list(asked) == [
        "What did Ingrid Maas say?",
        "What did Greta Hollenstein say?",
        "What did Tomas Brandt say?",
    ]


def test_nobody_is_asked_for_twice() -> None:
    """By the whole name and by a part of it."""
    later = replace(FERRY, text=FERRY.text.replace("Tomas Brandt", "Brandt"))
    asked = list(what_they_said([told(FERRY), told(later)], SAID))
    assert asked == ["What did Ingrid Maas say?", "What did Tomas Brandt say?"]


def test_what_is_not_answered_is_not_offered(engine: Engine) -> None:
    """Each candidate is asked, once."""
    candidates = ["Quantum?", "The night ferry to Sandholm sails again?"]
    assert list(answerable(candidates * 2, engine.ask)) == candidates[1:]


def test_five_are_asked_at_most() -> None:
    """Each costs as much as a question."""
    tried: list[str] = []

    def ask(question: str) -> None:
        tried.append(question)

    assert list(answerable([f"Question {n}?" for n in range(9)], ask)) == []
    assert tried == [f"Question {n}?" for n in range(5)]


def test_others_who_are_quoted_there_are_asked_next(engine: Engine) -> None:
    """Neither who was asked, nor who has been heard."""
    answer = engine.ask("What did Ingrid Maas say about the ferry?")
    assert answer.quotes
    tried: list[str] = []

    def ask(question: str) -> object:
        tried.append(question)
        return engine.ask(question)

    offered = next_questions(answer, engine.sentences, ask, SAID)  # type: ignore[arg-type]
    assert "What did Tomas Brandt say about the ferry?" in tried
    assert not any("Maas" in question for question in tried)
    assert all(engine.ask(question).quotes for question in offered)


def test_another_voice_comes_first_and_other_kinds_next(engine: Engine) -> None:
    """Whoever else is quoted there, then all that was said by whoever was quoted."""
    answer = engine.ask("What did Ingrid Maas say about the ferry?")
    tried: list[str] = []

    def ask(question: str) -> object:
        tried.append(question)
        return engine.ask(question)

    wording = Wording(SAID.said, SAID.said_about, everything="All that {who} said?")
    next_questions(answer, engine.sentences, ask, wording)  # type: ignore[arg-type]
    assert tried[1] == "All that Ingrid Maas said?"
    assert tried[0].startswith("What did ")


@pytest.mark.parametrize(("subject", "offered"), [("the ferry", True), (None, False)])
def test_where_it_is_mentioned_is_offered_if_that_is_understood(
    engine: Engine, subject: str | None, *, offered: bool
) -> None:
    """Not with the articles on whatever else was read."""
    answer = engine.ask("What did Ingrid Maas say about the ferry?")
    answer = replace(answer, query=Query("", "", "en", subject="the ferry"))

    def ask(question: str) -> Answer:
        query = Query(question, question, "en", subject=subject, asks=Asks.ARTICLES)
        return replace(answer, query=query, quotes=(), reason=None, told=Told(query.asks, (), 1))

    wording = replace(SAID, articles="Which articles mention {what}?")
    found = next_questions(answer, engine.sentences, ask, wording)
    assert found == (("Which articles mention the ferry?",) if offered else ())


@pytest.mark.parametrize(("topic", "offered"), [("the new timetable", True), ("ovens", False)])
def test_somebodys_words_are_offered_on_what_they_are_on(
    engine: Engine, topic: str, *, offered: bool
) -> None:
    """They, or their paragraph, name it: somebody says something on everything."""
    maas = engine.ask("What did Ingrid Maas say about the ferry?")
    brandt = engine.ask("What did Tomas Brandt say about what nobody asked them?")
    answer = replace(maas, query=Query("", "", "en", subject=topic))

    def ask(question: str) -> Answer:
        return replace(brandt, query=Query(question, question, "en", subject=topic), confidence=0.9)

    found = next_questions(answer, engine.sentences, ask, SAID)
    assert found == ((f"What did Tomas Brandt say about {topic}?",) if offered else ())


def tried_after(engine: Engine, query: Query, **known: object) -> list[str]:
    """Give what is asked to see whether it can be offered after an answer about the ferry."""
    answer = engine.ask("What did Ingrid Maas say about the ferry?")
    tried: list[str] = []

    def ask(question: str) -> object:
        tried.append(question)
        return engine.ask(question)

    next_questions(replace(answer, query=query), engine.sentences, ask, SAID, **known)  # type: ignore[arg-type]
    return tried


def test_what_was_asked_before_is_not_offered_again(engine: Engine) -> None:
    """Neither as it was typed, nor as it was completed."""
    query = Query("", "", "en", subject="the ferry")
    about = "What did Tomas Brandt say about the ferry?"
    assert about in tried_after(engine, query)
    assert tried_after(engine, query, earlier=[Query("and Brandt?", about, "en")]) == []


def test_the_only_name_in_a_question_is_what_it_is_about(engine: Engine) -> None:
    """Where no subject was read; of two, neither is, nor are words that it quotes."""
    of_one = Query("", "When did Orin 2 come out?", "en")
    assert tried_after(engine, of_one)[0].endswith(" about Orin 2?")
    of_two = Query("", "When did Vela sell Orin 2?", "en")
    assert tried_after(engine, of_two)[0] == "What did Tomas Brandt say?"
    quoted = "Who said “Nobody asked us at all”?"
    assert tried_after(engine, Query(quoted, quoted, "en"))[0] == "What did Tomas Brandt say?"


@pytest.mark.parametrize(("starts", "offered"), [((0, 1), True), ((0, 0), False), ((1,), False)])
def test_all_that_somebody_said_is_offered_if_it_goes_on(
    engine: Engine, starts: tuple[int, ...], *, offered: bool
) -> None:
    """With what isn't shown, after what may be; one statement is no list."""
    maas = engine.ask("What did Ingrid Maas say about the ferry?")
    answer = replace(maas, query=Query("", "", "en"), quotes=maas.quotes[:1])
    first = answer.quotes[0]

    def ask(question: str) -> Answer:
        quotes = tuple(replace(first, start=first.start + each) for each in starts)
        query = Query(question, question, "en", asks=Asks.EVERYTHING)
        return replace(answer, query=query, quotes=quotes, confidence=0.9)

    wording = Wording("", "", everything="All that {who} said?")
    found = next_questions(answer, lambda _: (), ask, wording)
    assert found == (("All that Ingrid Maas said?",) if offered else ())


def leaning(answer: Answer) -> Answer:
    return replace(answer, query=replace(answer.query, follow_up=FollowUp.RESOLVED))


@pytest.mark.parametrize(
    ("who", "asks", "offered"),
    [("Tomas Brandt", Asks.WORDS, True), ("Kling", Asks.WORDS, False), ("", Asks.NEWEST, False)],
)
def test_a_question_is_offered_whose_answer_is_that_to_it(
    engine: Engine, who: str, asks: Asks, *, offered: bool
) -> None:
    """Understood as it is meant, by itself, with words of whoever is asked about."""
    silent = replace(engine.ask(NOWHERE), query=Query("", "", "en", speaker=who or "Tomas Brandt"))
    quote = engine.ask("What did Tomas Brandt say about what nobody asked them?")
    assert quote.quotes[0].speaker

    def ask(question: str) -> Answer:
        query = Query(question, question, "en", asks=asks)
        return replace(quote, query=query, confidence=0.9)

    found = next_questions(silent, lambda _: (), ask, SAID)
    assert found == (("What did Tomas Brandt say?",) if offered else ())
    assert next_questions(silent, lambda _: (), lambda each: leaning(ask(each)), SAID) == ()


@pytest.mark.parametrize(
    ("question", "subject", "offered"),
    [
        ("Was sagte Ingrid Maas zu den Fähren?", "den Fähren", False),
        ("Was sagte Ingrid Maas über die Fähren?", "die Fähren", True),
        ("Was sagte Ingrid Maas zu Fähren?", "Fähren", False),
        ("Was sagte Ingrid Maas über Fähren?", "Fähren", True),
        ("Was sagte Ingrid Maas zur Maut?", "Maut", False),
        ("Was sagte Ingrid Maas zu Maut?", "Maut", True),
        ("Was sagte Ingrid Maas zum Orin 2?", "Orin 2", True),
    ],
)
def test_a_german_subject_is_asked_about_in_its_case(
    engine: Engine, question: str, subject: str, *, offered: bool
) -> None:
    """Not in a dative, or without its article, where all that is offered takes an accusative."""
    query = Query(question, question, "de", subject=subject)
    answer = replace(engine.ask("What did Ingrid Maas say about the ferry?"), query=query)
    tried: list[str] = []

    def ask(question: str) -> object:
        tried.append(question)
        return engine.ask(question)

    wording = Wording("Was sagte {who}?", "Was sagte {who} über {what}?", articles="Zu {what}?")
    next_questions(answer, engine.sentences, ask, wording)  # type: ignore[arg-type]
    assert any(subject in each for each in tried) is offered
