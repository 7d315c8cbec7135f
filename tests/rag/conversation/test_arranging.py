"""Which questions get more than the best quotes, and which are answered as any other."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from newsroom import ARTICLES, BRIDGE, EQUIPMENT, FERRY, HOSTILE, LIBRARY, LIGHTHOUSE, WIRE, builder

from onrecord.corpus import Article, Sentence
from onrecord.index.index import Index
from onrecord.rag.conversation.arranging import Arranger, _unseen
from onrecord.rag.conversation.naming import passages_for
from onrecord.rag.question.asked import Asks
from onrecord.rag.question.query import AnswerKind, Compared, Filters, FollowUp, Query
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

    given = {
        "plain": plain, "nearest": lambda _: (), "understood": lambda *_: SAID,
        "mentioning": lambda *_: (),
    } | ways  # fmt: skip
    return Arranger(index, EQUIPMENT.aliases, **given).answer(query)


def test_statements_stand_in_for_an_answer_only_in_a_follow_up(index: Index) -> None:
    """Whoever asks by themselves is told that nothing answers, unless they ask for any words."""
    assert arranged(index, replace(SAID, subject="tolls")).reason is Reason.NOT_ASKED
    followed = arranged(index, replace(SAID, follow_up=FollowUp.RESOLVED))
    assert [each.speaker.text for each in followed.quotes if each.speaker] == ["Ingrid Maas"]
    assert arranged(index, SAID).quotes == followed.quotes
    everything = arranged(index, replace(SAID, asks=Asks.EVERYTHING))
    assert everything.quotes == followed.quotes


def test_a_comparison_without_a_quote_for_a_side_is_a_question_like_any_other(index: Index) -> None:
    """What surely answers it as it stands is shown; else what comes near to one is near."""
    query = Query("", "", "en", asks=Asks.COMPARISON, sides=(Compared("Maas"), Compared("Brandt")))
    first = index.sentences(FERRY.id)[1]
    quotes = (Quote(first.article, first.start, first.end, 0.9, None),)

    def plain(confidence: float) -> Any:
        silent = Answer(SAID, (), confidence, Reason.NOT_ASKED, (), 1)
        whole = replace(silent, quotes=quotes, reason=None)
        return lambda asked: replace(silent if asked.speaker else whole, query=asked)

    sure = arranged(index, query, plain=plain(0.4))
    assert (sure.quotes, sure.sides, sure.near_misses) == (quotes, (), ())
    unsure = arranged(index, query, plain=plain(0.39))
    assert (unsure.quotes, unsure.near_misses) == ((), quotes)
    assert unsure.reason is Reason.NOT_CONFIDENT


@pytest.mark.parametrize("asks", [Asks.ARTICLES, Asks.THANKS, Asks.WORDS])
def test_a_pasted_sentence_is_looked_up_whatever_it_seems_to_ask(index: Index, asks: Asks) -> None:
    """If it stands in an article; else it is answered as what it seems."""
    sentence = index.sentences(FERRY.id)[1]
    follow_up = FollowUp.UNRESOLVED if asks is Asks.WORDS else None
    for message, is_there in ((sentence.text, True), ("No such words in any article", False)):
        query = Query(message, message, "en", asks=asks, follow_up=follow_up)
        found = arranged(index, query, nearest=lambda _: [sentence]).query
        assert ((found.asks, found.follow_up) == (Asks.WORDS, None)) is is_there
        unlike = arranged(index, query, nearest=lambda _: []).query
        assert (unlike.asks, unlike.follow_up) == (asks, follow_up)


@pytest.mark.parametrize(
    ("message", "is_told"),
    [(FERRY.title, True), (f"Who wrote “{FERRY.title}”?", True), ("A night ferry, maybe", False)],
)
def test_an_article_is_told_of_whose_title_was_pasted(
    index: Index, message: str, *, is_told: bool
) -> None:
    """With its outlet, author and day; also where its words would be quoted."""
    sentence = index.sentences(FERRY.id)[1]
    query = Query(message, message, "en")
    answer = arranged(index, query, nearest=lambda _: [sentence])
    entries = answer.told.entries if answer.told else ()
    assert [each.article.id for each in entries] == ([FERRY.id] if is_told else [])
    assert bool(answer.quotes) is not is_told


def quoted(index: Index, **confidences: float) -> Any:
    """Answer with the ferry, or where a question is asked beside another the lighthouse."""

    def plain(asked: Query) -> Answer:
        article, by = (LIGHTHOUSE, "beside") if asked.after else (FERRY, "alone")
        first = index.sentences(article.id)[1]
        quote = Quote(first.article, first.start, first.end, confidences[by], None)
        return Answer(asked, (quote,), confidences[by], None, (), 1)

    return plain


@pytest.mark.parametrize(
    ("alone", "beside", "shown"),
    [(0.5, 0.2, LIGHTHOUSE), (0.51, 0.52, LIGHTHOUSE), (0.51, 0.2, FERRY)],
)
def test_what_may_ask_another_question_on_is_answered_beside_it_unless_surely_by_itself(
    index: Index, alone: float, beside: float, shown: Article
) -> None:
    """The earlier question then belongs to it; so it does where a name was put into that."""
    query = Query("", "Is it late?", "en", before=("Which ferry sails?",))
    put = Query("", "Which barge sails?", "en", typed="A barge?", meant=("barge",))
    for each in (query, replace(put, before=("Which ferry sails?",))):
        answer = arranged(index, each, plain=quoted(index, alone=alone, beside=beside))
        assert [quote.article.id for quote in answer.quotes] == [shown.id]
        assert answer.query.after == (("Which ferry sails?",) if shown is LIGHTHOUSE else ())


@pytest.mark.parametrize(("beside", "is_beside"), [(0.71, True), (0.69, False)])
def test_a_name_put_into_a_question_gives_way_to_what_is_clearly_surer(
    index: Index, beside: float, *, is_beside: bool
) -> None:
    """Which is the question as it was typed, beside the one before it."""
    query = Query(
        "",
        "Is Ada late?",
        "en",
        typed="Is it late?",
        before=("Which ferry sails?",),
        meant=("Ada",),
    )
    found = arranged(index, query, plain=quoted(index, alone=0.5, beside=beside)).query
    as_typed = ("Is it late?", ("Which ferry sails?",))
    assert (found.resolved, found.after) == (as_typed if is_beside else ("Is Ada late?", ()))


@pytest.mark.parametrize(("beside", "is_beside"), [(0.51, True), (0.49, False)])
def test_what_leads_up_to_a_question_is_asked_about_where_that_is_clearly_surer(
    index: Index, beside: float, *, is_beside: bool
) -> None:
    """Most of it is why somebody asks."""
    query = Query("On ferries: is it late?", "is it late?", "en", before=("On ferries:",))
    found = arranged(index, query, plain=quoted(index, alone=0.3, beside=beside)).query
    assert found.after == (("On ferries:",) if is_beside else ())


@pytest.mark.parametrize(
    ("wants", "beside", "is_told", "n_quotes"),
    [
        (AnswerKind.DATE, 0.8, True, 1),
        (AnswerKind.PLACE, 0.8, True, 1),
        (AnswerKind.NUMBER, 0.8, True, 1),
        (AnswerKind.NUMBER, 0.79, True, 0),
        (AnswerKind.DATE, 0.79, True, 0),
        (AnswerKind.PERSON, 0.8, True, 1),
        (AnswerKind.PERSON, 0.79, True, 0),
    ],
)
def test_where_something_comes_from_is_told_by_the_article_and_its_words(
    index: Index, wants: AnswerKind, beside: float, n_quotes: int, *, is_told: bool
) -> None:
    """What surely answers is quoted, beside an article's day, outlet and author."""
    query = Query(
        "", "", "en", wants=wants, asks=Asks.ORIGIN, before=("Which sails?",), within=(FERRY.id,)
    )
    answer = arranged(index, query, plain=quoted(index, alone=0.1, beside=beside))
    assert (answer.told is not None, len(answer.quotes)) == (is_told, n_quotes)


@pytest.mark.parametrize(
    ("wants", "is_told"),
    [(AnswerKind.DATE, True), (AnswerKind.PLACE, True), (AnswerKind.OTHER, False)],
)
def test_a_day_or_place_that_no_article_tells_of_is_its_own(
    index: Index, wants: AnswerKind, *, is_told: bool
) -> None:
    """Where a mere "when?" or "where?" is silent."""
    query = Query(
        "", "when?", "en", wants=wants, speaker="x", follow_up=FollowUp.RESOLVED,
        after=("Which sails?",), within=(FERRY.id,),
    )  # fmt: skip
    assert (arranged(index, query).told is not None) is is_told


def test_whoever_is_asked_about_is_introduced_where_they_are_first_named(index: Index) -> None:
    """Not with the sentence that meets the question best; once, and before what else answers."""
    query = Query("", "Who is Tomas Brandt?", "en", wants=AnswerKind.PERSON)
    first, second = arranged(index, query).quotes
    assert first.text == "According to Tomas Brandt, nobody asked them."
    assert second.text.startswith("The night ferry")
    assert first.score == second.score


def test_what_two_articles_introduce_somebody_with_is_one_quote(index: Index) -> None:
    """Where an answer has it, too, it is the answer's."""
    query = Query("", "Who is Sandholm Sandholm?", "en", wants=AnswerKind.PERSON)
    (quote,) = arranged(index, query).quotes
    assert quote.score == 0.9
    silent = Answer(query, (), 0.1, Reason.NOT_ASKED, (), 1)
    followed = replace(query, follow_up=FollowUp.RESOLVED)
    (quote,) = arranged(index, followed, plain=lambda _: silent).quotes
    assert [each.article.id for each in quote.copies] == [WIRE.id]


def test_an_open_question_is_answered_as_is_surest(index: Index) -> None:
    """Of two readings, one is answered: it is what was meant; of two that are as sure, none."""
    query = Query(
        "and Vela?", "and Vela?", "en", follow_up=FollowUp.UNRESOLVED, readings=("Ada?", "Orin?")
    )
    meant = {"Ada?": SAID, "Orin?": Query("", "Orin?", "en")}
    answer = arranged(index, query, understood=lambda text, _: meant[text])
    assert (answer.query.question, answer.query.resolved) == ("and Vela?", "Orin?")
    both = arranged(index, query, understood=lambda *_: meant["Orin?"])
    assert both.query == query
    beside = replace(query, before=("Which sails?",))
    answer = arranged(index, beside, understood=lambda text, _: meant[text])
    assert answer.query == beside  # as sure as one of the readings
    (encoded,) = EQUIPMENT.encoder.encode_questions(["and Vela?"])
    beside = replace(beside, encoding=encoded)
    answer = arranged(index, beside, understood=lambda *_: SAID)
    assert (answer.query.resolved, answer.query.after) == ("and Vela?", ("Which sails?",))
    assert answer.query.encoding is None  # which was that of another text


def test_everybody_is_asked_by_themselves(index: Index) -> None:
    """Who surely says something is shown, if their words or paragraph name it; or nobody."""
    sentences = [each for each in index.sentences(FERRY.id) if each.speaker]
    by = {each.speaker.text: each for each in sentences if each.speaker}
    maas, brandt = by["Ingrid Maas"], by["Tomas Brandt"]

    def heard(subject: str, **scores: float) -> list[str]:
        said = {"Ingrid": maas, "Tomas": brandt}

        def plain(asked: Query) -> Answer:
            said_by = said.get(asked.resolved, brandt)
            score = scores.get(asked.resolved, 0.2)
            quote = Quote(FERRY, said_by.start, said_by.end, score, said_by.speaker)
            return Answer(asked, (quote,), score, None, (), 1)

        def understood(text: str, _: Any) -> Query:
            assert text.endswith(f" say about {subject}?")
            return Query("", text.removeprefix("What did ").split()[0], "en")

        query = Query("", "", "en", asks=Asks.VOICES, subject=subject)
        ways = {"plain": plain, "understood": understood, "nearest": lambda _: sentences}
        return [each.text for each in arranged(index, query, **ways).quotes]

    assert heard("timetable", Tomas=0.4) == [brandt.text]
    assert heard("timetable", Tomas=0.39) == [brandt.text]  # what answers it as it stands
    assert heard("wind", Tomas=0.4, Ingrid=0.9) == [brandt.text]  # likewise
    assert heard("loaf", Tomas=0.9, Ingrid=0.4) == [maas.text]
    assert heard("trains", Tomas=0.9, Ingrid=0.4) == [maas.text]
    named = next(each.text for each in sentences if "train" in each.text)
    assert heard("trains", Tomas=0.3, Ingrid=0.3) == [named]  # if not sure


def test_voices_in_other_languages_are_those_that_mention_what_is_asked(index: Index) -> None:
    """However little is sure of the others."""
    said = next(each for each in index.sentences(LIBRARY.id) if each.speaker)
    quote = Quote(LIBRARY, said.start, said.end, 0.9, said.speaker)
    query = Query("", "", "en", asks=Asks.VOICES, subject="doors")
    ways = {
        "plain": lambda asked: Answer(asked, (quote,), 0.9, None, (), 1),
        "understood": lambda text, _: Query("", text, "en"),
        "mentioning": lambda _, words: [said] if words == "doors" else [],
    }
    assert arranged(index, query, **ways).quotes == (quote,)


def test_who_speaks_of_something_names_it(index: Index) -> None:
    """What stands in passages that do is theirs on anything."""
    sentences = [each for each in index.sentences(FERRY.id) if each.speaker]
    said = sentences[0]
    quote = Quote(FERRY, said.start, said.end, 0.9, said.speaker)

    def plain(asked: Query) -> Answer:
        silent = Answer(asked, (), 0.1, Reason.NOT_ASKED, (), 1)
        return replace(silent, quotes=(quote,), reason=None) if asked.resolved else silent

    ways = {
        "plain": plain, "nearest": lambda _: sentences,
        "understood": lambda text, _: Query("", text, "en"),
    }  # fmt: skip

    def heard(subject: str, wants: AnswerKind) -> int:
        query = Query("", "", "en", asks=Asks.VOICES, subject=subject, wants=wants)
        return len(arranged(index, query, **ways).quotes)

    assert heard("crossing", AnswerKind.SAID) == 1
    assert heard("crossing", AnswerKind.PERSON) == 0
    assert heard("train", AnswerKind.PERSON) == 1


def test_more_on_a_subject_is_nothing_that_does_not_name_it(index: Index) -> None:
    """Unless it is the subject of what was asked before."""
    more = replace(SAID, asks=Asks.MORE, subject="tolls", beyond=((WIRE.id, 0, 1),))
    assert arranged(index, more).quotes != ()
    typed = arranged(index, replace(more, question="And on tolls?"))
    assert (typed.quotes, typed.reason) == ((), Reason.NO_MORE)


def test_what_papers_say_of_something_is_what_is_said_of_it_there(index: Index) -> None:
    """Where nobody who is quoted names it."""
    papers, asked = Filters(languages=("de",)), list[Query]()
    query = Query(
        "", "What do German papers say of boats?", "en", papers, papers, subject="boats",
        asks=Asks.VOICES,
    )  # fmt: skip

    def plain(query: Query) -> Answer:
        asked.append(query)
        return Answer(query, (), 0.1, Reason.NOT_ASKED, (), 1)

    assert arranged(index, query, plain=plain).query == query
    assert [each.resolved for each in asked] == ["boats"]


def test_what_is_counted_may_be_no_articles(index: Index) -> None:
    """Where quotes surely tell a number, it is theirs; else the articles are counted."""
    query = Query("", "", "en", asks=Asks.COUNT, wants=AnswerKind.NUMBER, subject="ferry")
    assert arranged(index, query).told is not None
    first = index.sentences(FERRY.id)[1]
    quote = Quote(first.article, first.start, first.end, 0.5, None)
    sure = arranged(index, query, plain=lambda each: Answer(each, (quote,), 0.5, None, (), 1))
    assert (sure.told, len(sure.quotes)) == (None, 1)


def perhaps(index: Index, query: Query, *quotes: Quote) -> list[str]:
    """Ask where these come near, and no more."""
    near = Answer(query, (), 0.1, Reason.NOT_ASKED, quotes, 1)
    return [each.text for each in arranged(index, query, plain=lambda _: near).quotes]


def test_what_else_somebody_said_is_filled_up_with_what_comes_near(index: Index) -> None:
    """If it may be theirs: it names them or stands beside their name, and nobody else says it."""
    read = index.sentences(FERRY.id)
    near = {each.text: Quote(FERRY, each.start, each.end, 0.05, each.speaker) for each in read}
    fear = near["Fishermen fear the new timetable 🚢."]
    other = next(each for text, each in near.items() if text.startswith("The night ferry to"))
    query = replace(SAID, speaker="Tomas Brandt", asks=Asks.MORE)
    said = "According to Tomas Brandt, nobody asked them."
    assert perhaps(index, query, other, fear) == [said, fear.text]
    assert perhaps(index, query, replace(fear, score=0.04)) == [said]
    of_maas = next(each for each in near.values() if each.speaker)
    assert perhaps(index, query, of_maas) == [said]
    named = next(iter(near.values()))
    assert perhaps(index, replace(query, beyond=((FERRY.id, 0, len(FERRY.text)),)), named) == []
    naming = replace(near[said], speaker=None)
    assert perhaps(index, query, naming, fear)[1:] == [naming.text]  # what names them alone


def test_what_was_shown_is_no_part_of_what_else_there_is(index: Index) -> None:
    """A sentence that is quoted with the one before it is quoted without it, if that was shown."""
    first, second = index.sentences(FERRY.id)[1:3]
    both = Quote(FERRY, first.start, second.end, 0.5, None)
    seen = ((FERRY.id, first.start, first.end),)
    left = _unseen(both, seen)
    assert left is not None
    assert left.text == second.text
    assert _unseen(both, ((FERRY.id, second.start, second.end),)) == both
    assert _unseen(replace(both, end=first.end), seen) is None


def test_nothing_more_is_said_where_all_was_shown(index: Index) -> None:
    """Rather than whatever stands around it."""
    by = {each.speaker.text: each for each in index.sentences(FERRY.id) if each.speaker}
    said = by["Tomas Brandt"]
    shown = ((FERRY.id, said.start, said.end),)
    query = replace(SAID, speaker="Tomas Brandt", asks=Asks.MORE, beyond=shown)
    assert arranged(index, query).reason is Reason.NO_MORE


def test_an_article_is_told_of_by_what_its_title_does_not_say(tmp_path: "Path") -> None:
    """A title that stands above the text as a sentence isn't shown below itself."""
    text = "The old mill was sold.\n\nNobody in the village of Sandholm wept for it."
    builder(tmp_path).add([replace(FERRY, text=text, title="The old mill was sold.")])
    model, tagger = EQUIPMENT.encoder.name, EQUIPMENT.tagger.name
    opened = Index.open(tmp_path, model, EQUIPMENT.projection, tagger)
    told = arranged(opened, Query("", "", "en", asks=Asks.NEWEST)).told
    assert told is not None
    assert [each.lead.text for each in told.entries if each.lead] == [
        "Nobody in the village of Sandholm wept for it."
    ]


def test_two_questions_are_answered_side_by_side(index: Index) -> None:
    """Each under its own words, with a quote or none; without any they are one question."""
    parts = (Query("What sails?", "What sails?", "en"), replace(SAID, question="And Maas?"))
    both = Query("What sails? And Maas?", "What sails? And Maas?", "en", parts=parts)
    unheard = replace(SAID, speaker="Rolf Kolb", subject="tolls")
    answer = arranged(index, replace(both, parts=(parts[0], unheard)))
    assert [(each.name, bool(each.quotes)) for each in answer.sides] == [
        ("What sails?", True), (unheard.question, False),
    ]  # fmt: skip
    assert (answer.quotes, answer.query.parts) == (answer.sides[0].quotes, (parts[0], unheard))
    neither = arranged(index, replace(both, parts=(unheard, unheard)))
    assert (neither.sides, bool(neither.quotes)) == ((), True)


def told(index: Index, asks: Asks, **known: Any) -> list[str]:
    """Give the ids of the articles that are told."""
    mentioning = known.pop("mentioning", lambda *_: ())
    answer = arranged(index, Query("", "", "en", asks=asks, **known), mentioning=mentioning)
    return [each.article.id for each in answer.told.entries] if answer.told else []


def test_the_oldest_come_first_and_what_has_no_day_not_at_all(index: Index) -> None:
    """As far as they are about what is asked."""
    oldest = told(index, Asks.OLDEST)
    assert oldest[:2] == [LIBRARY.id, FERRY.id]
    assert not {BRIDGE.id, HOSTILE.id} & set(oldest)
    assert told(index, Asks.OLDEST, subject="night ferry") == [FERRY.id, WIRE.id]


def test_articles_are_left_out_that_name_something_or_appeared_somewhere(index: Index) -> None:
    """Whatever else they are about."""
    every = set(told(index, Asks.ARTICLES))
    assert every - set(told(index, Asks.ARTICLES, leaves_out=("night ferry",))) == {
        FERRY.id, WIRE.id,
    }  # fmt: skip
    assert told(index, Asks.ARTICLES, subject="ferry", leaves_out=("Ingrid Maas",)) == [WIRE.id]
    but = (Filters(outlets=("The Courier",)), Filters(languages=("de",)))
    assert every - set(told(index, Asks.ARTICLES, but=but)) == {
        FERRY.id, LIGHTHOUSE.id, LIBRARY.id,
    }  # fmt: skip


def test_what_is_no_name_is_found_in_other_languages_too(index: Index) -> None:
    """By what it means."""
    found = passages_for("Bücherei", index, EQUIPMENT.aliases, Filters())

    def mentioning(query: Query, words: str) -> Sequence[Sentence]:
        del query
        return [each.passage.sentences[0] for each in found] if words == "nights" else ()

    assert LIBRARY.id in told(index, Asks.ARTICLES, subject="nights", mentioning=mentioning)
    assert LIBRARY.id not in told(index, Asks.ARTICLES, subject="days", mentioning=mentioning)


def test_what_there_is_is_told_with_all_that_it_names(index: Index) -> None:
    """Of the articles that are asked about."""
    query = Query("", "", "en", asks=Asks.CORPUS, filters=Filters(languages=("zh",)))
    answer = arranged(index, query)
    held = answer.told.holdings if answer.told else None
    assert held is not None
    assert (held.outlets, held.authors, held.languages) == (("河谷日报",), ("周岚",), ("zh",))
