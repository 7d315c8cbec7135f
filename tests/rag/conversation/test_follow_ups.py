"""Follow-ups, completed by rule from the question before them."""

import re
from dataclasses import replace
from datetime import date

import pytest
from fakes_head import READS
from hypothesis import given
from hypothesis import strategies as st

from onrecord.corpus import Article, Speaker, Speech
from onrecord.rag.conversation.follow_ups import Resolution, named_alone, resolve
from onrecord.rag.conversation.past import Past
from onrecord.rag.conversation.slots import slots_of
from onrecord.rag.conversation.understand import understand
from onrecord.rag.names.aliases import Aliases
from onrecord.rag.question.asked import Asks, Leans
from onrecord.rag.question.query import AnswerKind, FollowUp, Phrase, Query
from onrecord.rag.question.typed import Typed
from onrecord.rag.quoting.answer import Answer, Quote, Reason

TODAY = date(2025, 11, 21)
ALIASES = Aliases.from_groups({})
SAID = "What did Kolb say about Orin?"
USERS = "How many users does Orin have?"
LAUNCH = "When did Halden launch Orin 3.1?"
SAGTE = "Was sagte Mira Kolb über Orin?"
NUTZER = "Wie viele Nutzer hat Orin?"
SHUO = "梅远对Orin说了什么?"
YONGHU = "青石有多少用户?"

RESOLVED = (
    ("en", SAID, "and Vela 2?", "What did Kolb say about Vela 2?"),
    ("en", SAID, "and Ingo Moor?", "What did Ingo Moor say about Orin?"),
    ("en", SAID, "what about Ann Moor?", "What did Ann Moor say about Orin?"),
    ("en", SAID, "And about Vela?", "What did Kolb say about Vela?"),
    ("en", SAID, "what else did she say?", "what else did Kolb say?"),
    ("en", SAID, "What did he say about tolls?", "What did Kolb say about tolls?"),
    ("en", SAID, "How much does it cost?", "How much does Orin cost?"),
    ("en", USERS, "and Vela?", "How many users does Vela have?"),
    ("en", USERS, "What about Vela?", "How many users does Vela have?"),
    ("en", USERS, "Vela?", "How many users does Vela have?"),
    ("en", USERS, "and in Elmland?", "How many users does Orin have in Elmland?"),
    ("en", USERS, "who founded it?", "who founded Orin?"),
    ("en", "Where was Ann Moor born?", "When did she retire?", "When did Ann Moor retire?"),
    ("en", USERS, "Why do people use it?", "Why do people use Orin?"),
    ("en", LAUNCH, "and Vela 2?", "When did Halden launch Vela 2?"),
    ("en", LAUNCH, "how much does it cost?", "how much does Orin 3.1 cost?"),
    ("en", "How many live in Elmland?", "and in Norway?", "How many live in Norway?"),
    ("en", SAID, "and last week?", "What did Kolb say about Orin last week?"),
    (
        "en",
        "What did Kolb say in May 2025?",
        "and in June 2025?",
        "What did Kolb say in June 2025?",
    ),
    (
        "en",
        "How many users did Orin win in its first week?",
        "and in the second week?",
        "How many users did Orin win in the second week?",
    ),
    (
        "en",
        "How long are rides for members of Orin?",
        "and for guests?",
        "How long are rides for guests of Orin?",
    ),
    ("en", "Where was Ann Moor born?", "How old is her sister?", "How old is Ann Moor’s sister?"),
    ("en", USERS, "what is its price?", "what is Orin’s price?"),
    ("de", NUTZER, "Was kostet es dort?", "Was kostet Orin dort?"),
    ("zh", YONGHU, "去年呢?", "去年青石有多少用户?"),
    ("de", SAGTE, "und Vela 2?", "Was sagte Mira Kolb über Vela 2?"),
    ("de", SAGTE, "Und Jan Moor?", "Was sagte Jan Moor über Orin?"),
    ("de", SAGTE, "und zu Vela?", "Was sagte Mira Kolb über Vela?"),
    ("de", SAGTE, "Was sagte sie noch?", "Was sagte Mira Kolb noch?"),
    ("de", SAGTE, "Wann wurde es veröffentlicht?", "Wann wurde Orin veröffentlicht?"),
    ("de", NUTZER, "und Vela?", "Wie viele Nutzer hat Vela?"),
    ("de", NUTZER, "Und in Norwegen?", "Wie viele Nutzer hat Orin in Norwegen?"),
    ("zh", SHUO, "那李明呢?", "李明对Orin说了什么?"),
    ("zh", SHUO, "那Vela 2呢?", "梅远对Vela 2说了什么?"),
    ("zh", SHUO, "他还说了什么?", "梅远还说了什么?"),
    ("zh", SHUO, "她對渡輪怎麼看?", "梅远對渡輪怎麼看?"),
    ("zh", SHUO, "它什么时候发布的?", "Orin什么时候发布的?"),
    ("zh", YONGHU, "那百川呢?", "百川有多少用户?"),
    ("zh", YONGHU, "那在德国呢?", "在德国青石有多少用户?"),
    ("zh", YONGHU, "它是什么时候上线的?", "青石是什么时候上线的?"),
)
ADDED = (
    ("en", SAID, "when was that?"),
    ("en", SAID, "and when was that?"),
    ("en", SAID, "why?"),
    ("en", USERS, "since when?"),
    ("en", USERS, "who said that?"),
    ("en", LAUNCH, "and where?"),
    ("en", "Where did Kolb show Orin?", "Why not in Elmland?"),
    ("en", "Where did Kolb show Orin?", "How many people were invited there?"),
    ("en", "Where did Kolb show Orin?", "What did Moor do then?"),
    ("zh", YONGHU, "后来怎么样?"),
    ("de", SAGTE, "und wann war das?"),
    ("de", NUTZER, "warum?"),
    ("zh", SHUO, "那是什么时候?"),
    ("zh", SHUO, "为什么?"),
)
ALONE = (
    "What did Moor say about Vela?",
    "And what did Moor say about Vela?",
    "Is it true that Vela is free?",
    "ใครเป็นเจ้าของโรงสี?",
    "Кто владеет мельницей?",
    "चक्की किसकी है?",
    "How long does it take to reach Elmland?",
    "What time is it?",
    "When did Moor say he would leave?",
    "What does the company do when it fails?",
    "Vela downloads first week",
    "Who won?",
    "How many bridges are there?",
    "What did Kolb say about his sister?",
    "后来的渡轮有多少?",
    "How much did it cost to move the mill?",
    "Gibt es Neues?",
    "Was sagte Moor über Vela?",
    "Was ist mit Draht befestigt?",
    "其他公司怎么看?",
    "他国的渡轮有多少?",
    "梅远说他什么时候离开?",
)
ASKED_BACK = (
    ("en", SAID, "and Vela?", ("What did Vela say about Orin?", "What did Kolb say about Vela?")),
    ("en", LAUNCH, "and Vela?", ("When did Vela launch Orin 3.1?", "When did Halden launch Vela?")),
    ("en", "Why is the sky blue?", "what does he think?", ()),
    (
        "en",
        "Why did Moor meet Vela Blum?",
        "When did she sing?",
        ("When did Moor sing?", "When did Vela Blum sing?"),
    ),
)


def asked(question: str, language: str, *earlier: Query) -> Query:
    return understand(question, language=language, today=TODAY, reads=READS, past=said(*earlier))


def said(*earlier: Query, quotes: tuple[Quote, ...] = ()) -> Past:
    return Past(earlier, lambda query: answered(query, quotes))


def answered(query: Query, quotes: tuple[Quote, ...]) -> Answer:
    return Answer(query, quotes, 0.5, None if quotes else Reason.NOT_ASKED, (), 1)


def resolved(question: str, language: str, past: Past, aliases: Aliases = ALIASES) -> Resolution:
    return resolve(READS(question, language), past, aliases)


@pytest.mark.parametrize(("language", "earlier", "follow_up", "text"), RESOLVED)
def test_follow_ups_are_completed(language: str, earlier: str, follow_up: str, text: str) -> None:
    """A name takes its parallel's place, or that of what points to it."""
    resolution = resolved(follow_up, language, said(asked(earlier, language)))
    assert (resolution.text, resolution.follow_up) == (text, FollowUp.RESOLVED)


@pytest.mark.parametrize(("language", "earlier", "follow_up"), ADDED)
def test_an_added_question_word_stays_as_it_was_typed(
    language: str, earlier: str, follow_up: str
) -> None:
    """It is asked beside the earlier question: the two together would be no sentence."""
    resolution = resolved(follow_up, language, said(asked(earlier, language)))
    assert (resolution.after, resolution.text) == ((earlier,), follow_up)


@pytest.mark.parametrize("question", ALONE)
@pytest.mark.parametrize("earlier", [SAID, SHUO, NUTZER])
def test_a_question_that_stands_by_itself_is_not_altered(question: str, earlier: str) -> None:
    """What was asked before has no part in it."""
    assert resolved(question, "en", said(asked(earlier, "en"))) == Resolution(question)


@pytest.mark.parametrize(("language", "earlier", "follow_up", "readings"), ASKED_BACK)
def test_what_can_be_read_in_two_ways_is_not_guessed(
    language: str, earlier: str, follow_up: str, readings: tuple[str, ...]
) -> None:
    """The question stays as typed, beside the questions that it may stand for."""
    resolution = resolved(follow_up, language, said(asked(earlier, language)))
    assert (resolution.text, resolution.follow_up) == (follow_up, FollowUp.UNRESOLVED)
    assert resolution.readings == readings


@pytest.mark.parametrize("question", ["why?", "und wann war das?", "How old is he?", "他多大?"])
def test_what_leans_on_nothing_is_asked_back(question: str) -> None:
    """There is nothing to complete it from."""
    assert resolved(question, "en", said()) == Resolution(question, FollowUp.UNRESOLVED)


def test_a_first_question_that_names_whoever_it_points_to_stands_by_itself() -> None:
    """Nothing in it points to anything before."""
    question = "Who was it before, Tom Huxley, and how long did he stay?"
    typed = READS(question, "en")
    named = Phrase(19, 29, "Tom Huxley")
    reading = replace(typed.reading, leans=Leans.SOMEBODY, subject=named, points=None)
    found = resolve(replace(typed, reading=reading), said(), ALIASES)
    assert found == Resolution(question, FollowUp.ALONE)
    pointing = replace(reading, points=Phrase(44, 46, "he"))
    found = resolve(replace(typed, reading=pointing), said(), ALIASES)
    assert found == Resolution(question, FollowUp.UNRESOLVED)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("and Ann Moor, did he thank her?", "and Ann Moor, did he thank her?"),
        ("and at the Orin 2, did he thank her?", "and at the Orin 2, did Kolb thank her?"),
        ("did he thank Ann Moor?", "did Kolb thank Ann Moor?"),
    ],
)
def test_who_is_named_before_a_pronoun_is_meant_by_it(question: str, text: str) -> None:
    """Not whoever was asked about; no thing is, and nobody who is named behind it."""
    typed, at = READS(question, "en"), question.index(" he ") + 1
    points = Phrase(at, at + 2, "he")
    reading = replace(typed.reading, leans=Leans.SOMEBODY, points=points, asks=Asks.WORDS)
    past = said(asked(SAID, "en"), quotes=(SILENT_QUOTE,))
    assert resolve(replace(typed, reading=reading), past, ALIASES).text == text


@pytest.mark.parametrize("question", ["and Vela?", "那百川呢?"])
def test_a_name_alone_is_taken_as_it_stands(question: str) -> None:
    """It says at least what it is about."""
    assert resolved(question, "en", said()) == Resolution(question, FollowUp.ALONE)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("organisations", "What did Vela say about Orin?"),
        ("people", "What did Vela say about Orin?"),
        ("things", "What did Kolb say about Vela?"),
    ],
)
def test_the_aliases_tell_whose_place_a_name_takes(kind: str, text: str) -> None:
    """They know what Vela is, so the question isn't open."""
    aliases = Aliases.from_groups({kind: [("Vela", "VELA")]})
    resolution = resolved("and VELA?", "en", said(asked(SAID, "en")), aliases)
    assert resolution.text == text.replace("Vela", "VELA")


def test_a_name_takes_the_place_of_one_of_its_kind() -> None:
    """Both are organisations; who speaks is a person."""
    aliases = Aliases.from_groups({"organisations": [("Vela",), ("Orin",)]})
    earlier = asked("What did Ann Moor say about Orin?", "en")
    resolution = resolved("and Vela?", "en", said(earlier), aliases)
    assert resolution.text == "What did Ann Moor say about Vela?"


def test_follow_ups_follow_each_other() -> None:
    """Each is completed from the last question that could be answered."""
    first = asked(USERS, "en")
    second = asked("and Vela?", "en", first)
    third = asked("and in Norway?", "en", first, second)
    assert third.resolved == "How many users does Vela have in Norway?"


def test_an_added_question_word_does_not_pile_up() -> None:
    """The second addition takes the first one's place; a name that was put there stays."""
    why = replace(asked("why?", "en", asked(USERS, "en")), beyond=(("a.md", 0, 10),))
    past = said(asked(USERS, "en"), why, quotes=(SILENT_QUOTE,))
    assert resolved("since when?", "en", past).after == (USERS,)
    vela = replace(why, resolved="Vela?", beyond=())
    past = said(asked(USERS, "en"), vela, quotes=(SILENT_QUOTE,))
    assert resolved("since when?", "en", past).after == ("Vela?", USERS)


ARTICLE = Article(
    "a.md", "Who cares? “It works,” said Ann Moor.", "A", None, None, None, "en", None
)
QUOTE = Quote(ARTICLE, 11, 37, 0.9, Speaker(ARTICLE, 28, 36, Speech.DIRECT))
DIRECT = Speech.DIRECT
SILENT_QUOTE = Quote(ARTICLE, 0, 10, 0.9, None)


def test_whoever_was_quoted_can_be_meant() -> None:
    """The question named nobody, its answer did; and what was shown is not what else there is."""
    past = said(asked("Who said that it works?", "en"), quotes=(QUOTE,))
    resolution = resolved("What else did she say?", "en", past)
    assert resolution.text == "What else did Ann Moor say?"
    assert resolution.beyond == (("a.md", 11, 37),)
    assert resolution.meant == ("Ann Moor",)


@pytest.mark.parametrize(
    ("speaker", "name"),
    [
        ("lawyer", "Ann Moor"), ("the lawyer from Pell", "Ann Moor"), ("die Anwältin", "Ann Moor"),
        ("Kolb", "Kolb"), ("moor", "moor"),
    ],
)  # fmt: skip
def test_whoever_is_asked_about_by_no_name_is_whoever_was_quoted(speaker: str, name: str) -> None:
    """One of many has no other words than those that were shown."""
    past = said(replace(asked(SAID, "en"), speaker=speaker), quotes=(QUOTE,))
    assert resolved("what else did she say?", "en", past).text == f"what else did {name} say?"
    if name != "moor":  # it stands in no question here
        asked_on = resolved("What did she say about tolls?", "en", past)
        assert asked_on.text == f"What did {name} say about tolls?"


def test_a_body_that_was_asked_about_is_meant_and_not_whoever_speaks_for_it() -> None:
    """Who or what it is: its words are its own."""
    what = replace(asked("What is Orbit Rail?", "en"), wants=AnswerKind.DEFINITION)
    aliases = Aliases.from_groups({"organisations": [["Orbit Rail"]]})
    past = said(what, quotes=(QUOTE,))
    resolution = resolved("What did they say about tolls?", "en", past, aliases)
    assert resolution.text == "What did Orbit Rail say about tolls?"


def test_whoever_is_hardly_the_one_who_was_asked_for_is_not_meant() -> None:
    """They stay what they were asked for as."""
    query = replace(asked(SAID, "en"), speaker="the lawyer")
    unsure = Past((query,), lambda asked: replace(answered(asked, (QUOTE,)), confidence=0.39))
    resolution = resolved("what else did she say?", "en", unsure)
    assert resolution.text == "what else did the lawyer say?"


def test_both_are_the_voices_of_one_answer() -> None:
    """Rather than what the question names; of persons, nobody; of one, it is asked back."""
    theirs = "“No,” said Bo Tuohy."
    article = replace(ARTICLE, text=f"{ARTICLE.text} {theirs}")
    end = len(article.text)
    bo = Quote(article, end - len(theirs), end, 0.9, Speaker(article, end - 9, end - 1, DIRECT))
    query = replace(asked("How do Orin and Vela fare?", "en"), wants=AnswerKind.SAID)
    past = said(query, quotes=(QUOTE, bo, replace(bo, start=bo.start + 1)))
    typed = READS("compare the two", "en")
    compared = replace(typed, reading=replace(typed.reading, asks=Asks.COMPARISON))
    resolution = resolve(compared, past, ALIASES)
    assert (resolution.meant, resolution.again) == (("Ann Moor", "Bo Tuohy"), query)
    things = said(replace(query, wants=AnswerKind.OTHER), quotes=(QUOTE, bo))
    assert resolve(compared, things, ALIASES).meant == ("Orin", "Vela")
    who = replace(compared, reading=replace(compared.reading, wants=AnswerKind.PERSON))
    assert resolve(who, past, ALIASES).meant == ()
    for alone in (said(), said(query, quotes=(QUOTE,))):
        assert resolve(compared, alone, ALIASES).follow_up is FollowUp.UNRESOLVED


def test_why_is_looked_for_where_the_answer_stood_and_not_in_what_was_shown() -> None:
    """In the articles quoted, beyond their quotes."""
    past = said(asked("Who said that it works?", "en"), quotes=(QUOTE,))
    resolution = resolved("why?", "en", past)
    assert (resolution.within, resolution.beyond) == (("a.md",), (("a.md", 11, 37),))


def test_who_wrote_it_is_asked_of_the_article_that_was_shown() -> None:
    """The origin of what was quoted last."""
    past = said(asked("Who said that it works?", "en"), quotes=(QUOTE,))
    query = understand("Who wrote this?", language="en", today=TODAY, reads=READS, past=past)
    assert (query.asks, query.within) == (Asks.ORIGIN, ("a.md",))


@pytest.mark.parametrize(
    ("typed", "points", "text"),
    [
        ("Und Mira Kolb?", "Kolb", "Was sagte Mira Kolb über Orin?"),
        ("and Mira Kolb?", None, "Was sagte Mira Kolb über Orin?"),
        ("那Vela 2呢?", "那Vela 2", "Was sagte Jan Moor über Vela 2?"),
    ],
)
def test_what_is_put_in_anothers_place_is_a_whole_name(
    typed: str, points: str | None, text: str
) -> None:
    """Also where only a part of it is pointed to, or nothing is."""
    resolution = resolve(
        pointing(typed, points), said(asked("Was sagte Jan Moor über Orin?", "de")), ALIASES
    )
    assert resolution.text == text


@pytest.mark.parametrize(
    ("typed", "points", "who", "what"),
    [
        ("and Mira Kolb on ferry tolls?", "Mira Kolb", "Mira Kolb", "ferry tolls"),
        ("und Kolb über Vela 2?", "Vela 2", "Kolb", "Vela 2"),
        ("Und Kolb zum Wetter?", "Kolb", "Kolb", "Wetter"),
        ("und Mira Kolb von Halden?", "Mira Kolb", "Mira Kolb", "Halden"),
    ],
)
def test_who_and_what_about_take_their_places_together(
    typed: str, points: str, who: str, what: str
) -> None:
    """What follows a name tells what about, or only who it is: both can be meant, no mixture."""
    past = said(asked("Was sagte Jan Moor über Orin?", "de"))
    resolution = resolve(pointing(typed, points), past, ALIASES)
    assert resolution.readings == (f"Was sagte {who} über {what}?", f"Was sagte {who} über Orin?")


def pointing(question: str, words: str | None) -> Typed:
    """Read a question as a parallel, in which these words point."""
    start = question.find(words or "")
    points = Phrase(start, start + len(words), words) if words else None
    reading = replace(READS(question, "en").reading, leans=Leans.PARALLEL, points=points)
    return replace(READS(question, "en"), reading=reading)


@pytest.mark.parametrize(
    ("question", "is_again"),
    [("what else?", True), ("what else, though, did the tower cost?", False)],
)
def test_more_of_something_is_asked_beside_what_was_answered(question: str, is_again: bool) -> None:
    """Only a mere "what else?" asks the same again; nothing that was shown answers either."""
    earlier = asked(USERS, "en")
    typed = READS(question, "en")
    reading = replace(typed.reading, asks=Asks.MORE, leans=Leans.NOTHING, speaker=None)
    found = resolve(replace(typed, reading=reading), said(earlier, quotes=(QUOTE,)), ALIASES)
    assert found.beyond == (("a.md", 11, 37),)
    assert (found.again, found.after) == ((earlier, ()) if is_again else (None, (USERS,)))


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Gab es davor eine Zahl?", []),
        ("Moin, was gibt es zu Orin?", ["Orin"]),
        ("Ann Moor sold it?", ["Ann Moor"]),
        ("Orin 2 is out?", ["Orin 2"]),
        ("OrinSoft sold it?", ["OrinSoft"]),
    ],
)
def test_a_capital_at_the_beginning_makes_no_name(question: str, names: list[str]) -> None:
    """Any sentence has one: what stands there is a name if it has more of one."""
    assert [each.phrase.text for each in slots_of(question, Query("", "", "de"))] == names


def test_a_fragment_without_a_name_is_asked_beside() -> None:
    """Nothing is put into a sentence that would be none."""
    resolution = resolve(pointing("and the cheaper one?", None), said(asked(SAID, "en")), ALIASES)
    assert (resolution.after, resolution.text) == ((SAID,), "and the cheaper one?")


def test_a_question_of_its_own_is_put_into_no_other() -> None:
    """Only what is a name, or hardly more, takes another's place; not one in an older question."""
    past = said(asked(SAID, "en"))
    for question, text in (
        ("and Vela?", "What did Vela say about Orin?"),
        ("did Vela pay for that, too?", "did Vela pay for that, too?"),
    ):
        resolution = resolve(pointing(question, "Vela"), past, ALIASES)
        readings = resolution.readings or (resolution.text,)
        assert (text in readings, bool(resolution.after)) == (True, question == text)
    met = replace(asked(SAID, "en"), resolved="how was it met?", after=(SAID,))
    resolution = resolve(pointing("and Vela?", "Vela"), said(asked(SAID, "en"), met), ALIASES)
    assert (resolution.text, resolution.after) == ("and Vela?", ("how was it met?", SAID))


def test_a_known_name_alone_takes_anothers_place() -> None:
    """However it is read; what isn't known as a name stays as it is read."""
    aliases = Aliases.from_groups({"organisations": [("青石", "Qingshi")]})
    thanks = replace(READS("你好", "zh").reading, asks=Asks.THANKS)
    name, thing = (replace(READS(each, "zh"), reading=thanks) for each in ("青石呢？", "渡轮呢？"))
    read = named_alone(name, aliases).reading
    assert (read.asks, read.leans, read.points) == (
        Asks.WORDS, Leans.PARALLEL, Phrase(0, 2, "青石"),
    )  # fmt: skip
    assert named_alone(thing, aliases) is thing


def test_a_name_takes_its_place_in_what_was_asked_on() -> None:
    """A question word has no place for it, the question before it has."""
    first = asked(SAID, "en")
    second = replace(asked("when?", "en", first), beyond=(("a.md", 0, 10),))
    more = replace(asked(SAID, "en"), beyond=second.beyond)
    for past in (said(first, second), said(first, more)):
        text = SAID.replace("Kolb", "Ann Moor")
        assert resolved("and Ann Moor?", "en", past).text == text


def test_it_is_a_thing_that_only_the_aliases_find() -> None:
    """In Chinese nothing else tells where its name stands."""
    aliases = Aliases.from_groups({"things": [("渡灯", "Dudeng")]})
    earlier = asked("青石什么时候发布了渡灯?", "zh")
    assert resolved("它多少钱?", "zh", said(earlier), aliases).text == "渡灯多少钱?"


def test_a_german_adverb_that_points_back_stays() -> None:
    """“dabei” is “bei” and a pronoun: a name in its place would be no sentence."""
    question = "Wurde dabei jemand verletzt?"
    reading = replace(
        READS(question, "de").reading, leans=Leans.SOMETHING, points=Phrase(6, 11, "dabei")
    )
    typed = replace(READS(question, "de"), reading=reading)
    resolution = resolve(typed, said(asked(NUTZER, "de")), ALIASES)
    assert (resolution.after, resolution.text) == ((NUTZER,), question)


def test_what_points_to_no_name_is_asked_beside_what_was_answered() -> None:
    """The articles may tell; asking back would not."""
    lost = replace(asked("ferries lost last year", "en"), subject="ferries")
    resolution = resolved("Where did it sink?", "en", said(lost, quotes=(SILENT_QUOTE,)))
    assert (resolution.after, resolution.text) == (
        ("ferries lost last year",),
        "Where did it sink?",
    )


def test_nobody_is_a_place() -> None:
    """Only whoever may speak takes a person's place."""
    earlier, question = "How many ships lie off Halden?", "How old is he?"
    resolution = resolved(question, "en", said(asked(earlier, "en"), quotes=(SILENT_QUOTE,)))
    assert resolution == Resolution(question, FollowUp.RESOLVED, after=(earlier,))


def test_a_pronoun_that_owns_nothing_takes_no_s() -> None:
    """What it would own comes right behind it."""
    past = said(asked("What did Ann Moor say about Orin?", "en"))
    for question, text in (
        ("is her view new?", "is Ann Moor’s view new?"),
        ("is it her, or Bo Tuohy?", "is it Ann Moor, or Bo Tuohy?"),
    ):
        start = question.index("her")
        read = replace(
            READS(question, "en").reading, leans=Leans.SOMEBODY,
            points=Phrase(start, start + 3, "her"),
        )  # fmt: skip
        typed = replace(READS(question, "en"), reading=read)
        assert resolve(typed, past, ALIASES).text == text


def test_whoever_may_be_one_of_two_is_asked_about_beside_what_was_answered() -> None:
    """Whichever it is, the answer stands near the one that was shown."""
    earlier, question = "When did Halden Moor meet Vela Blum?", "How old is he?"
    resolution = resolved(question, "en", said(asked(earlier, "en"), quotes=(SILENT_QUOTE,)))
    assert resolution == Resolution(question, FollowUp.RESOLVED, after=(earlier,))


def test_a_name_that_fits_in_two_places_is_left_open_to_what_is_answered() -> None:
    """In each of them, or beside the question that it leans on; also in a person's."""
    for earlier in (LAUNCH, "What did Ann Moor say about Orin?"):
        past = said(asked(earlier, "en"), quotes=(SILENT_QUOTE,))
        resolution = resolved("and Vela?", "en", past)
        assert resolution.follow_up is FollowUp.UNRESOLVED
        assert (len(resolution.readings), resolution.before) == (2, (earlier,))


def test_whom_only_a_quote_names_is_put_in_no_question_for_words() -> None:
    """A quote names many; it is asked beside the question that found it."""
    past = said(asked("Who said that it works?", "en"), quotes=(QUOTE,))
    resolution = resolved("What did she say about tolls?", "en", past)
    assert (resolution.text, resolution.after) == (
        "What did she say about tolls?", ("Who said that it works?",),
    )  # fmt: skip


def leaning(
    question: str, likely: float, asks: Asks = Asks.WORDS, speaker: str | None = None
) -> Typed:
    typed, start = READS(question, "en"), question.find(speaker or "")
    by = Phrase(start, start + len(speaker), speaker) if speaker else None
    read = replace(typed.reading, leaning=likely, leans=Leans.NOTHING, asks=asks, speaker=by)
    wants = AnswerKind.SAID if speaker else read.wants
    return replace(typed, reading=replace(read, wants=wants))


def test_what_may_lean_is_asked_beside_what_was_asked_before() -> None:
    """What hardly does in both ways, and what surely doesn't alone; nothing beside a list."""
    past = said(asked(SAID, "en"), quotes=(SILENT_QUOTE,))
    tolls = "How high are the tolls?"
    leant, open_, alone = (
        resolve(leaning(tolls, likely), past, ALIASES) for likely in (0.1, 0.01, 0.0099)
    )
    assert leant == Resolution(tolls, FollowUp.RESOLVED, after=(SAID,))
    assert open_ == Resolution(tolls, before=(SAID,))
    assert alone == Resolution(tolls)
    of_moor = resolve(leaning("and Moor on tolls?", 0.3, speaker="Moor"), past, ALIASES)
    assert of_moor == Resolution("and Moor on tolls?", before=(SAID,))
    why = leaning("and why, according to Moor?", 0.3, speaker="Moor")
    why = replace(why, reading=replace(why.reading, wants=AnswerKind.REASON))
    assert resolve(why, past, ALIASES).after == (SAID,)
    named = resolved("What did he say about tolls?", "en", past)
    assert (named.text, named.before) == ("What did Kolb say about tolls?", (SAID,))
    listed = said(asked("How many articles are there?", "en"), quotes=(SILENT_QUOTE,))
    assert resolve(leaning(tolls, 0.005), listed, ALIASES) == Resolution(tolls)


@pytest.mark.parametrize("text", ["👍", "…", "?!"])
def test_what_has_no_letter_asks_nothing(text: str) -> None:
    """It is asked back, whatever was said before."""
    past = said(asked(SAID, "en"), quotes=(SILENT_QUOTE,))
    assert resolved(text, "en", past) == Resolution(text, FollowUp.UNRESOLVED)


def led(asked: str, lead: str, wants: AnswerKind = AnswerKind.OTHER) -> Typed:
    typed = READS(asked, "en")
    reading = replace(typed.reading, leaning=1.0, wants=wants, asks=Asks.WORDS)
    return replace(typed, lead=lead, reading=reading)


@pytest.mark.parametrize("past", [said(), said(asked(SAID, "en"), quotes=())])
def test_what_leans_on_the_words_before_it_is_asked_beside_these(past: Past) -> None:
    """Whatever was said before; and whether something is so, as that."""
    burned = "The Orin mill burned down."
    assert resolve(led("Why did it?", burned), past, ALIASES) == (
        Resolution("Why did it?", FollowUp.RESOLVED, after=(burned,))
    )
    assert resolve(led("Is it so?", burned, AnswerKind.YES_NO), past, ALIASES) == (
        Resolution(burned, FollowUp.RESOLVED, after=("Is it so?",))
    )
    assert resolve(
        led("Was it ever built up again?", burned, AnswerKind.YES_NO), past, ALIASES
    ) == (Resolution("Was it ever built up again?", FollowUp.RESOLVED, after=(burned,)))


def test_what_follows_leans_on_the_words_that_led_up_to_a_question_too() -> None:
    """They are all that tells what it was about, also two questions later."""
    burned, why = "The Orin mill burned down.", "Why did it?"
    first = Query(f"{burned} {why}", why, "en", follow_up=FollowUp.RESOLVED, after=(burned,))
    past = said(asked(SAID, "en"), first, quotes=(SILENT_QUOTE,))
    assert resolve(leaning("Who says so?", 0.5), past, ALIASES).after == (why, burned)
    later = Query(
        "Who says so?", "Who says so?", "en", follow_up=FollowUp.RESOLVED, after=(why, burned)
    )
    past = said(asked(SAID, "en"), first, later, quotes=(SILENT_QUOTE,))
    assert resolve(leaning("When?", 0.5), past, ALIASES).after == (
        "Who says so?", f"{why} {burned}",
    )  # fmt: skip


def test_what_is_asked_about_articles_may_be_asked_of_what_they_say() -> None:
    """If it leans on what was answered, or asks where that comes from."""
    past = said(asked(SAID, "en"), quotes=(SILENT_QUOTE,))
    for typed, before in (
        (leaning("what is it based on?", 0.1, Asks.CORPUS), (SAID,)),
        (leaning("what is it based on?", 0.09, Asks.CORPUS), ()),
        (READS("who wrote this?", "en"), (SAID,)),
    ):
        assert resolve(typed, past, ALIASES).before == before


def origin(question: str, earlier: Query) -> Query:
    return replace(asked(question, "en", earlier), asks=Asks.ORIGIN, within=("a.md",))


def test_where_an_answer_comes_from_is_not_what_is_asked_on() -> None:
    """After it the question before it goes on, whose place a name takes."""
    first = asked(SAID, "en")
    past = said(first, origin("when was that?", first), quotes=(SILENT_QUOTE,))
    assert resolved("why?", "en", past).after == (SAID,)
    assert resolved("and Ann Moor?", "en", past).text == SAID.replace("Kolb", "Ann Moor")


def test_what_is_asked_after_a_list_is_asked_of_what_it_is_on() -> None:
    """A number is none of the articles; which they are is."""
    listed = replace(asked("What is there on Orin?", "en"), asks=Asks.ARTICLES, subject="Orin")
    past = said(listed, quotes=(SILENT_QUOTE,))
    assert resolved("How much does it cost?", "en", past).text == "How much does Orin cost?"
    assert resolve(leaning("how many users?", 0.1), past, ALIASES).after == ("Orin",)
    which = replace(READS("which ones?", "en").reading, leans=Leans.SOMETHING)
    assert resolve(replace(READS("which ones?", "en"), reading=which), past, ALIASES).again


def test_whoever_says_the_first_quote_is_meant_and_not_who_says_another() -> None:
    """The others hardly answer."""
    first, second = asked(SAID, "en"), asked("When will it start?", "en")
    quotes = {first.question: (QUOTE,), second.question: (SILENT_QUOTE, QUOTE)}
    past = Past((first, second), lambda query: answered(query, quotes[query.question]))
    assert resolved("what else did he say?", "en", past).text == "what else did Kolb say?"


@pytest.mark.parametrize("asking", ["其中哪家开源了?", "谁统计的?"])
def test_what_asks_is_no_name(asking: str) -> None:
    """Nothing takes its place, and it takes no pronoun's."""
    past = said(asked(asking, "zh"), quotes=(SILENT_QUOTE,))
    assert resolved("那百川呢?", "zh", past).text == "那百川呢?"
    assert resolved("它多少钱?", "zh", past).text == "它多少钱?"


def test_a_summary_is_of_what_was_asked_last() -> None:
    """What everybody says on it, not of two names beside each other."""
    query = asked("Did Halden sell Orin 3.1?", "en")
    typed = READS("summarise", "en")
    voices = replace(typed, reading=replace(typed.reading, asks=Asks.VOICES))
    resolution = resolve(voices, said(query, quotes=(QUOTE,)), ALIASES)
    assert (resolution.again, resolution.meant) == (query, ())
    assert resolve(voices, said(), ALIASES).follow_up is FollowUp.UNRESOLVED


def test_a_question_that_was_asked_beside_another_takes_that_along() -> None:
    """The last one, and the one that all since lean on; a mere question word is left out."""
    first = asked(SAID, "en")
    second = replace(first, question="How was it met?", resolved="How was it met?", after=(SAID,))
    past = said(first, second, second, second, quotes=(SILENT_QUOTE,))
    assert resolved("When did it close there?", "en", past).after == ("How was it met?", SAID)


def test_whoever_the_quote_names_is_whom_was_asked_for() -> None:
    """Asked who it is, the first quote names them; another quote's speaker is another."""
    article = Article(
        "b.md",
        "Captain Maeve Rourke steered. “No,” said Bo Tuohy.",
        "B",
        None,
        None,
        None,
        "en",
        None,
    )
    quotes = (
        Quote(article, 0, 29, 0.9, None),
        Quote(article, 30, 50, 0.2, Speaker(article, 41, 49, Speech.DIRECT)),
    )
    query = replace(asked("Who is Saint Orla's captain?", "en"), wants=AnswerKind.PERSON)
    resolution = resolved("What else did she say?", "en", said(query, quotes=quotes))
    assert resolution.meant == ("Captain Maeve Rourke",)


PIECES = [
    SAID,
    USERS,
    LAUNCH,
    SAGTE,
    NUTZER,
    SHUO,
    YONGHU,
    "and ",
    "那",
    "呢",
    "?",
    "it",
    " he ",
    "Vela",
]
TYPED = st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=4).map("".join)
TOKEN = re.compile(r"[^\W_]+")


@given(TYPED, TYPED, st.sampled_from(["en", "zh", "de", "fr"]))
def test_no_word_comes_from_elsewhere(earlier: str, question: str, language: str) -> None:
    """What is resolved, and each reading, is spelled with what was typed, spaces and an ’s.

    But for capitals: what is shouted is read as if it were not.
    """
    resolution = resolved(question, language, said(asked(earlier, language)))
    typed = f"{earlier} {question} ’s".casefold()
    for text in (resolution.text, *resolution.readings):
        assert set(text.casefold()) <= set(typed)
        if (earlier + question).isascii():
            assert set(TOKEN.findall(text.casefold())) <= set(TOKEN.findall(typed))
