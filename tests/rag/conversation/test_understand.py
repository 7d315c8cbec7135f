"""A question as a whole: filters, outlets, conversation, and what they leave alone."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from fakes_head import READS
from hypothesis import given
from hypothesis import strategies as st
from newsroom import FERRY

from onrecord.corpus import Speaker, Speech
from onrecord.rag.conversation.past import Past
from onrecord.rag.conversation.understand import understand
from onrecord.rag.names.aliases import Aliases
from onrecord.rag.question.asked import Asks, Leans
from onrecord.rag.question.head import Reading
from onrecord.rag.question.holdings import Holdings
from onrecord.rag.question.pasted import read_first
from onrecord.rag.question.query import AnswerKind, Filters, FollowUp, Order, Part, Phrase, Query
from onrecord.rag.question.typed import Typed
from onrecord.rag.quoting.answer import Answer, Quote, Reason

TODAY = date(2025, 11, 21)
HOLDINGS = Holdings(
    ("The Mill Post", "Post", "青石日报", "Talblatt", "Baidu"),
    tuple(date(2025, month, 12) for month in range(1, 12)),
    n_undated=2,
)


def read(question: str, language: str = "en", **settings: Any) -> Query:
    earlier = settings.pop("history", ())
    return understand(
        question,
        language=language,
        today=TODAY,
        reads=READS,
        past=Past(earlier, lambda query: Answer(query, (), 0.0, Reason.NOT_ASKED, (), 1)),
        holdings=HOLDINGS,
        aliases=Aliases.load(),
        **settings,
    )


def test_a_time_is_no_part_of_the_subject_or_the_speaker() -> None:
    """What filters by day isn't searched for as a subject."""
    query = read("What did Kolb say about tolls last week?")
    assert (query.speaker, query.subject, query.wants) == ("Kolb", "tolls", AnswerKind.SAID)
    assert read("去年梅远对渡轮怎么看？", "zh").speaker == "梅远"


@pytest.mark.parametrize(
    ("wants", "speaker", "subject"),
    [(AnswerKind.SAID, "Ada Byron", None), (AnswerKind.OTHER, None, "Ada Byron")],
)
def test_more_from_somebody_is_more_of_their_words(
    wants: AnswerKind, speaker: str | None, subject: str | None
) -> None:
    """Unless it is more about them, though with their name it may be read so."""

    def reads(text: str, language: str) -> Typed:
        start = text.index(name := "her" if "her" in text else "Ada Byron")
        named = Phrase(start, start + len(name), name)
        if name == "her":
            reading = Reading(wants, None, None, Asks.MORE, Leans.SOMEBODY, points=named)
        else:
            reading = Reading(wants, None, named, Asks.MORE)
        return Typed.of(text, language, reading=reading)

    earlier = Query("", "What did Ada Byron say?", "en", speaker="Ada Byron")
    past = Past((earlier,), lambda query: Answer(query, (), 0.0, Reason.NOT_ASKED, (), 1))
    query = understand("Anything else from her?", language="en", today=TODAY, reads=reads,
                       past=past, aliases=Aliases.load())  # fmt: skip
    assert (query.asks, query.speaker, query.subject) == (Asks.MORE, speaker, subject)


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("What did people say about Sora 2?", Asks.VOICES),
        ("What did Maas say about Sora 2?", Asks.WORDS),
    ],
)
def test_whoever_is_named_is_not_everybody(question: str, asks: Asks) -> None:
    """Of a name beside the subject only its own words are wanted."""

    def reads(text: str, language: str) -> Typed:
        start = text.index("Sora 2")
        subject = Phrase(start, start + len("Sora 2"), "Sora 2")
        reading = Reading(AnswerKind.SAID, None, subject, Asks.VOICES)
        return Typed.of(text, language, reading=reading)

    query = understand(question, language="en", today=TODAY, reads=reads, aliases=Aliases.load())
    assert query.asks is asks


def test_nobody_gives_thanks_before_anything_was_said() -> None:
    """Whoever begins with what may be thanks says hello."""

    def reads(text: str, language: str) -> Typed:
        return Typed.of(text, language, reading=Reading(AnswerKind.OTHER, None, None, Asks.THANKS))

    asked = [understand("hello", language="en", today=TODAY, reads=reads)]
    past = Past(asked, lambda query: Answer(query, (), 0.0, Reason.NOT_ASKED, (), 1))
    asked.append(understand("cheers", language="en", today=TODAY, reads=reads, past=past))
    assert [each.asks for each in asked] == [Asks.GREETING, Asks.THANKS]


def conversation(*turns: tuple[str, Reading]) -> list[Query]:
    """Read questions one after another, each as it is told."""
    known, found = dict(turns), list[Query]()

    def reads(text: str, language: str) -> Typed:
        return Typed.of(text, language, reading=known.get(text, turns[0][1]))

    for text, _ in turns:
        past = Past(tuple(found), lambda query: Answer(query, (), 0.0, Reason.NOT_ASKED, (), 1))
        found.append(
            understand(text, language="en", today=TODAY, reads=reads, past=past,
                       holdings=HOLDINGS, aliases=Aliases.load())
        )  # fmt: skip
    return found


def parallel(text: str, words: str) -> tuple[str, Reading]:
    start = text.index(words)
    points = Phrase(start, start + len(words), words)
    return text, Reading(AnswerKind.OTHER, None, None, leans=Leans.PARALLEL, points=points)


def test_what_is_named_after_a_comparison_is_compared_too() -> None:
    """Beside the others; another subject takes the place of the first."""
    sides = Phrase(8, 14, "Orin 2"), Phrase(19, 24, "Kling")
    tolls = Phrase(28, 33, "tolls")
    compared = Reading(AnswerKind.OTHER, None, tolls, Asks.COMPARISON, sides=sides)
    question = "Compare Orin 2 and Kling on tolls"
    _, third, other = conversation(
        (question, compared),
        parallel("and Sora 2?", "Sora 2"),
        parallel("and on fares?", "on fares"),
    )
    assert [each.name for each in third.sides] == ["Orin 2", "Kling", "Sora 2"]
    assert (third.asks, third.subject) == (Asks.COMPARISON, "tolls")
    assert (other.asks, other.resolved) == (Asks.COMPARISON, "Compare Orin 2 and Kling on fares")


def test_a_time_that_is_compared_is_nobody_who_speaks() -> None:
    """However it was read; somebody who is compared may."""
    years, names = "Compare 2024 and 2025 on tolls", "Compare Vela and Orin on tolls"
    found = [
        conversation((text, Reading(AnswerKind.OTHER, of, None, Asks.COMPARISON)))[0].speaker
        for text, of in ((years, Phrase(8, 12, "2024")), (names, Phrase(8, 12, "Vela")))
    ]
    assert found == [None, "Vela"]


def test_those_asked_about_in_turn_are_compared_on_what_they_were_asked() -> None:
    """Where nothing says which; what names them itself compares those."""
    tolls, asks = Phrase(21, 26, "tolls"), Reading(AnswerKind.OTHER, None, None, Asks.COMPARISON)
    first, second = (
        (f"What did {who} say on tolls?", Reading(AnswerKind.SAID, Phrase(9, 13, who), tolls))
        for who in ("Vela", "Orin")
    )
    _, _, both = conversation(first, second, ("compare the two", asks))
    assert [each.name for each in both.sides] == ["Vela", "Orin"]
    assert (both.asks, both.subject, both.speaker) == (Asks.COMPARISON, "tolls", None)
    _, named = conversation(first, ("compare Orin 2 and Kling", asks))
    assert [each.name for each in named.sides] == ["Orin 2", "Kling"]
    assert conversation(first, ("compare the two", asks))[1].sides == ()


def test_a_list_is_on_a_name_as_a_whole_and_then_on_another() -> None:
    """Of which half was read; the other takes its place in the question."""
    listed = Reading(AnswerKind.OTHER, None, Phrase(23, 26, "Ada"), Asks.ARTICLES)
    first, second = conversation(
        ("Which articles mention Ada Byron?", listed), parallel("and Tomas Brandt?", "Brandt")
    )
    assert first.subject == "Ada Byron"
    assert (second.asks, second.subject) == (Asks.ARTICLES, "Tomas Brandt")
    assert second.resolved == "Which articles mention Tomas Brandt?"


@pytest.mark.parametrize(
    ("points", "outlets"), [(None, ()), (Phrase(12, 16, "them"), ("The Mill Post",))]
)
def test_a_count_of_some_is_of_those_that_it_names(
    points: Phrase | None, outlets: tuple[str, ...]
) -> None:
    """And of those that were listed only where it points to them."""
    the = Phrase(27, 30, "the")  # of the outlet's name, and no subject
    listed = Reading(AnswerKind.OTHER, None, the, Asks.COUNT)
    counted = replace(listed, subject=None, leans=Leans.SOMETHING, points=points)
    first, second = conversation(
        ("How many articles are from the Mill Post?", listed),
        ("How many of them are from March 2025?", counted),
    )
    assert (first.filters.outlets, first.subject) == (("The Mill Post",), None)
    assert (second.filters.outlets, second.filters.since) == (outlets, date(2025, 3, 1))


def test_filters_set_by_hand_win() -> None:
    """A day read from the question doesn't move one that was chosen."""
    by_hand = Filters(since=date(2025, 1, 1))
    query = read("news from last week", filters=by_hand)
    assert query.filters == by_hand
    assert not query.parsed_filters
    assert query.parsed_from == ()


def test_filters_read_from_the_question_can_be_taken_off() -> None:
    """Without them the filters set by hand remain."""
    query = read("news from last week", filters=Filters(languages=("de",)))
    assert query.filters.since == date(2025, 11, 10)
    assert query.without_parsed().filters == Filters(languages=("de",))
    assert query.without_parsed().resolved == query.resolved


@pytest.mark.parametrize(
    ("question", "outlets"),
    [
        ("articles from the mill post about tolls", ("The Mill Post",)),
        ("What is in The Mill Post's coverage of tolls?", ("The Mill Post",)),
        ("青石日报的报道", ("青石日报",)),
        ("According to the Mill Post, how high are the tolls?", ("The Mill Post",)),
        ("What did The Mill Post write about tolls?", ("The Mill Post",)),
        ("Wie hoch ist die Maut laut Talblatt?", ("Talblatt",)),
        ("Was schreibt das Talblatt über die Maut?", ("Talblatt",)),
        ("Was steht in der Zeitung „Talblatt“ über die Maut?", ("Talblatt",)),
        ("据《青石日报》报道，渡轮多少钱？", ("青石日报",)),
        ("青石日报怎么报道渡轮？", ("青石日报",)),
        ("What did Baidu say about tolls?", ()),
        ("According to Baidu, how high are the tolls?", ()),
        ("articles from Baidu", ("Baidu",)),
        ("Who owns The Mill Post?", ()),
        ("Who posted the news?", ()),
    ],
)
def test_an_outlet_whose_articles_are_asked_for_filters(
    question: str, outlets: tuple[str, ...]
) -> None:
    """An outlet that the question is about doesn't."""
    query = read(question)
    assert query.parsed_filters.outlets == outlets
    assert len(query.parsed_from) == len(outlets)


def test_an_outlet_that_filters_is_not_the_speaker_asked_about() -> None:
    """Nobody is quoted as the outlet: its articles are asked, and its name isn't searched for."""
    query = read("According to The Mill Post, how high are the tolls?")
    assert (query.speaker, query.wants) == (None, AnswerKind.NUMBER)
    assert query.searched == "how high are the tolls?"


def test_undated_articles_that_parsed_days_leave_out_are_counted() -> None:
    """Two of the articles have no date; days set by hand are the reader's own business."""
    assert read("news from last week").n_undated == 2
    assert read("news from last week").without(Part.PUBLISHED).n_undated == 0
    assert read("news", filters=Filters(since=date(2025, 1, 1))).n_undated == 0


def test_each_filter_is_taken_off_by_itself() -> None:
    """The others stay, parsed or chosen; the words of what is off are searched for again."""
    chosen = Filters(outlets=("Post", "Wire"), languages=("de", "en"))
    query = read("latest news from last week about tolls", filters=chosen)
    assert query.order is Order.LATEST
    assert query.searched == "latest news about tolls"
    assert query.without(Part.OUTLET, "Post").filters.outlets == ("Wire",)
    assert query.without(Part.LANGUAGE, "de").filters.languages == ("en",)
    undated = query.without(Part.PUBLISHED)
    assert undated.filters == chosen
    assert not undated.parsed_filters
    assert undated.searched == "latest news from last week about tolls"
    assert query.without(Part.ORDER).order is None
    assert query.without(Part.ORDER).filters == query.filters


def test_a_follow_up_keeps_what_was_typed_and_can_be_undone() -> None:
    """The question as typed stands beside the resolved one; without history it is itself again."""
    first = read("What did Kolb say about Orin last week?")
    query = read("and Vela 2?", history=[first])
    assert query.question == "and Vela 2?"
    assert query.resolved == "What did Kolb say about Vela 2 last week?"
    assert query.filters == first.filters
    assert query.follow_up is FollowUp.RESOLVED
    assert read("and Vela 2?").resolved == "and Vela 2?"


def test_a_question_word_that_is_added_tells_the_kind_of_answer() -> None:
    """`when was that?` asks for a date, whatever was asked before."""
    first = read("How many users does Orin have?")
    assert read("when was that?", history=[first]).wants is AnswerKind.DATE


def test_a_letter_is_read_for_what_it_asks() -> None:
    """The sentence that asks is the question, and what was typed is kept."""
    letter = (
        "Dear desk, I am preparing an evening about ferries for our club, and we could not agree on"
        " one thing. Some of us had read your paper, others had not; all of us were loud. Could you"
        " please help me? I would like to know: What did Kolb say about Orin? Yours, T. Hill"
    )
    query = read(letter)
    assert (query.question, query.resolved) == (letter, "What did Kolb say about Orin?")
    assert (query.speaker, query.subject) == ("Kolb", "Orin")
    letter = (
        "编辑部各位老师好，我们社区的读书会下个月想办一次关于渡轮的晚间讨论，大家各执一词，吵得不可开交，"
        "谁也说服不了谁。所以只好写信来打扰，请帮忙确认一件事：梅远对渡轮怎么看？盼复，谢谢各位老师！"
    )
    assert read(letter, "zh").resolved == "梅远对渡轮怎么看？"


def test_articles_are_asked_for_by_outlet_author_language_and_day() -> None:
    """Whatever the question names of them is a filter; a subject is what is left."""
    query = read("How many articles in May 2024 did the Talblatt have?")
    assert query.asks is Asks.COUNT
    assert (query.filters.outlets, query.filters.since) == (("Talblatt",), date(2024, 5, 1))


@pytest.mark.parametrize(
    ("text", "subject", "languages"),
    [
        ("Which German articles mention films?", "films", ("de",)),
        ("Which articles mention German films?", "German films", ()),
        ("Which articles mention Germany?", "Germany", ()),
        ("Which articles are in German?", "German", ("de",)),
    ],
)
def test_articles_are_in_a_language_that_is_no_part_of_what_they_are_about(
    text: str, subject: str, languages: tuple[str, ...]
) -> None:
    """Nor of its name."""
    start = text.index(subject)
    about = Phrase(start, start + len(subject), subject)
    reading = Reading(AnswerKind.OTHER, None, about, Asks.ARTICLES)
    (query,) = conversation((text, reading))
    assert query.filters.languages == languages
    assert query.subject == (None if subject == "German" else subject)


def test_everything_by_an_author_is_what_they_wrote() -> None:
    """Everything of somebody who speaks is what they said."""
    text = "Show me all articles by Ada Byron"
    holdings = Holdings(authors=("Ada Byron",))
    who = Phrase(text.index("Ada"), len(text), "Ada Byron")
    found = [
        understand(
            text, language="en", today=TODAY, holdings=known,
            reads=lambda text, language: Typed.of(
                text, language, reading=Reading(AnswerKind.LIST, who, None, Asks.EVERYTHING)
            ),
        )
        for known in (holdings, Holdings())
    ]  # fmt: skip
    assert [each.asks for each in found] == [Asks.ARTICLES, Asks.EVERYTHING]
    assert found[0].filters.authors == ("Ada Byron",)


def test_an_earlier_question_is_asked_again_of_the_days_that_are_meant_today() -> None:
    """A week is told from the reader's own day, also where the rest comes from before."""
    query = read("and last week?", history=[read("How many articles are there?")])
    assert (query.question, query.asks) == ("and last week?", Asks.COUNT)
    assert query.filters == Filters(since=date(2025, 11, 10), until=date(2025, 11, 16))


def test_a_month_without_a_year_is_of_the_one_that_was_asked_about() -> None:
    """Whatever year the reader's own is."""
    first = read("How many articles are there in June 2024?")
    query = read("and in March?", history=[first])
    assert query.filters == Filters(since=date(2024, 3, 1), until=date(2024, 3, 31))


@given(
    st.text(max_size=400),
    st.text(max_size=80),
    st.sampled_from(["en", "zh", "de", "ja", "ar", "und"]),
)
def test_any_question_is_understood_without_an_error(
    question: str, earlier: str, language: str
) -> None:
    """Nothing typed raises, and what is told of it is made of its own words."""
    first = read(earlier, language)
    query = read(question, language, history=[first])
    assert query.question == question
    assert {*query.resolved.casefold()} <= {*(question + earlier).casefold(), *" ’s"}
    for words in (query.speaker, query.subject, *(each.phrase.text for each in query.parsed_from)):
        assert words is None or words in query.resolved


@pytest.mark.parametrize(
    ("question", "asks", "outlets"),
    [
        ("The Mill Post", Asks.ARTICLES, ("The Mill Post",)),
        ("talblatt?", Asks.ARTICLES, ("Talblatt",)),
        ("青石日报", Asks.ARTICLES, ("青石日报",)),
        ("Baidu", Asks.WORDS, ()),
        ("Talblatt toll", Asks.WORDS, ()),
    ],
)
def test_an_outlet_by_itself_asks_for_its_articles(
    question: str, asks: Asks, outlets: tuple[str, ...]
) -> None:
    """Unless it is known as somebody of whom others write."""
    query = read(question)
    assert (query.asks, query.filters.outlets) == (asks, outlets)


def test_a_message_that_asks_two_questions_is_read_as_each_of_them() -> None:
    """The second in the light of the first, without what joins them; unless it asks of articles."""
    text, first, second = "who rows, and did she win?", "who rows", "did she win?"
    mark = Phrase(text.index(second), len(text), second)
    readings = {
        text: Reading(AnswerKind.PERSON, None, None, second=mark),
        first: Reading(AnswerKind.PERSON, None, Phrase(4, 8, "rows")),
        second: Reading(AnswerKind.YES_NO, None, None, leans=Leans.ADDITION),
    }
    for asks, parts in ((Asks.WORDS, [first, second]), (Asks.NEWEST, [])):
        readings[first] = replace(readings[first], asks=asks)
        query = understand(
            text, language="en", today=TODAY, aliases=Aliases.load(), past=Past((), silent),
            reads=lambda text, language: Typed.of(
                text, language, reading=readings.get(text, readings[second])
            ),
        )  # fmt: skip
        assert [each.question for each in query.parts] == parts
        assert [each.after for each in query.parts][1:] == [(first,) for _ in parts[1:]]
        assert query.question == text


def silent(query: Query) -> Answer:
    return Answer(query, (), 0.0, Reason.NOT_ASKED, (), 1)


@pytest.mark.parametrize(
    ("text", "language", "first"),
    [
        ("When did it open, and who came", "en", "When did it open"),
        ("When did it open? And who came", "en", "When did it open?"),
        ("Wann war es und who came", "de", "Wann war es"),
        ("什么时候开的？还有，who came", "zh", "什么时候开的？"),
        ("什么时候开的，who came", "zh", "什么时候开的"),
        ("Is it Lumen 3.1? who came", "en", "Is it Lumen 3.1?"),
        ("When was it in Paris, Texas, who came", "en", "When was it in Paris, Texas"),
        ("Was it St. Louis; who came", "en", "Was it St. Louis"),
    ],
)
def test_what_joins_two_questions_is_in_neither(text: str, language: str, first: str) -> None:
    """A mark, a word after it, and the language's own word for "and"."""
    start = text.index("who came")
    second = Phrase(start, len(text), "who came")
    read = read_first(Typed.of(text, language), second, Typed.of)
    assert read.text == first


def left(text: str, *names: str, asks: Asks = Asks.VOICES, **known: Any) -> Query:
    """Read a question that leaves names out, after one that was answered by Maas."""
    without = tuple(Phrase(text.index(each), text.index(each) + len(each), each) for each in names)
    reading = Reading(AnswerKind.PERSON, None, None, asks, without=without, **known)
    maas = Speaker(
        FERRY, FERRY.text.index("Ingrid Maas"), FERRY.text.index("Ingrid Maas") + 11, Speech.DIRECT
    )
    quote = Quote(FERRY, 0, 10, 0.9, maas)
    past = Past(
        (Query("", "Who spoke?", "en"),), lambda query: Answer(query, (quote,), 0.9, None, (), 1)
    )
    return understand(
        text, language="en", today=TODAY, past=past, holdings=HOLDINGS, aliases=Aliases.load(),
        reads=lambda text, language: Typed.of(text, language, reading=reading),
    )  # fmt: skip


def test_who_is_left_out_is_named_or_was_quoted() -> None:
    """In "who else?" it is all who were quoted, and in "who besides Kolb?" it is Kolb."""
    assert left("Who else spoke of tolls?", "else").leaves_out == ("else", "Ingrid Maas")
    assert left("Who besides Rolf Kolb spoke?", "Rolf Kolb").leaves_out == ("Rolf Kolb",)
    told = left("Who besides Rolf Kolb spoke?", "Rolf Kolb", asks=Asks.WORDS)
    assert (told.asks, told.alone) == (Asks.WORDS, "Who besides spoke?")


def test_who_else_speaks_is_anybody_but_whoever_was_asked_for() -> None:
    """On what they were asked on; without a subject more of theirs is meant."""
    maas, tolls = Phrase(9, 20, "Ingrid Maas"), Phrase(28, 33, "tolls")
    else_ = (Phrase(4, 8, "else"),)
    more = Reading(AnswerKind.PERSON, None, None, Asks.MORE, without=else_)
    asked = "What did Ingrid Maas say on tolls?"
    for subject, asks, speaker in ((tolls, Asks.VOICES, None), (None, Asks.MORE, "Ingrid Maas")):
        said = Reading(AnswerKind.SAID, maas, subject)
        query = conversation((asked, said), ("Who else?", more))[-1]
        assert (query.asks, query.speaker) == (asks, speaker)


def test_who_is_left_out_stays_so_in_what_is_asked_on() -> None:
    """And those who are left out of that besides."""
    first = Reading(AnswerKind.PERSON, None, None, Asks.VOICES, without=(Phrase(12, 16, "Kolb"),))
    more = Reading(AnswerKind.OTHER, None, None, Asks.MORE)
    asked = conversation(("Who besides Kolb spoke?", first), ("What more?", more))
    assert [each.leaves_out for each in asked] == [("Kolb",), ("Kolb",)]


@pytest.mark.parametrize(
    ("text", "subject", "languages", "asks"),
    [
        ("What do German papers say on tolls?", "tolls", ("de",), Asks.VOICES),
        ("What do French papers say on tolls?", "tolls", ("fr",), Asks.VOICES),
        ("And in German papers?", None, ("de",), Asks.WORDS),
        ("中国媒体对渡轮怎么看？", "渡轮", ("zh",), Asks.VOICES),
        ("What does Kolb say in the German article?", None, ("de",), Asks.WORDS),
    ],
)
def test_papers_are_asked_for_by_their_language(
    text: str, subject: str | None, languages: tuple[str, ...], asks: Asks
) -> None:
    """What they say of something is what is said there; else they are asked the question before.

    Whoever is asked for speaks in them.
    """
    named, kolb = re.search("tolls|渡轮", text), re.search("Kolb", text)
    on = Phrase(*named.span(), named.group()) if named else None
    by = Phrase(*kolb.span(), kolb.group()) if kolb else None
    reading = Reading(AnswerKind.OTHER, by, on, leans=Leans.PAPERS, leaning=1.0)
    before = Query("Is the mill open?", "Is the mill open?", "en")
    query = understand(
        text, language="en", today=TODAY, aliases=Aliases.load(),
        past=Past((before,), lambda asked: Answer(asked, (), 0.0, Reason.NOT_ASKED, (), 1)),
        holdings=Holdings(languages=("de", "en", "zh")),
        reads=lambda text, language: Typed.of(text, language, reading=reading),
    )  # fmt: skip
    assert (query.subject, query.filters.languages, query.asks) == (subject, languages, asks)
    assert query.resolved == (text if named or kolb else before.resolved)
    assert {each.part for each in query.parsed_from} <= {Part.LANGUAGE}


def test_articles_are_left_out_by_what_they_name_or_where_they_appeared() -> None:
    """And what is left out is no filter."""
    named = left("Which articles never name Kolb?", "Kolb", asks=Asks.ARTICLES)
    assert (named.leaves_out, named.but, named.filters) == (("Kolb",), (), Filters())
    of_post = left("Articles not from the Mill Post?", "Mill Post", asks=Asks.ARTICLES)
    assert (of_post.leaves_out, of_post.filters) == ((), Filters())
    assert of_post.but == (Filters(outlets=("The Mill Post",)),)


def test_a_time_is_not_what_is_pointed_to() -> None:
    """What happened in October costs nothing, and October is listed by nobody."""
    text = "How much did it cost?"
    it = Phrase(text.index("it "), text.index("it ") + 2, "it")
    first = ("Who spoke in October 2025?", Reading(AnswerKind.PERSON, None, None))
    leaning = Reading(AnswerKind.NUMBER, None, None, leans=Leans.SOMETHING, points=it)
    assert "October" not in conversation(first, (text, leaning))[-1].resolved


@pytest.mark.parametrize(("name", "follow_up"), [("Sora 2", "alone"), ("Kolb", "unresolved")])
def test_a_thing_that_a_question_names_is_what_it_points_to(name: str, follow_up: str) -> None:
    """Nothing was said before; somebody is not what "it" may be."""
    text = f"Does {name} tell when it stops?"
    it = Phrase(text.index("it "), text.index("it ") + 2, "it")
    reading = Reading(AnswerKind.YES_NO, None, None, leans=Leans.SOMETHING, points=it)
    query = understand(
        text, language="en", today=TODAY, aliases=Aliases.load(),
        reads=lambda text, language: Typed.of(text, language, reading=reading),
    )  # fmt: skip
    assert query.follow_up == follow_up
