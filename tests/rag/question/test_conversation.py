"""Follow-ups, completed by rule from the question before them."""

import re
from datetime import date

import pytest
from fakes_head import READS
from hypothesis import given
from hypothesis import strategies as st

from onrecord.rag.names.aliases import Aliases
from onrecord.rag.question.conversation import GLUE, Resolution, resolve
from onrecord.rag.question.query import FollowUp, Query
from onrecord.rag.question.understand import understand

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
    ("en", SAID, "when was that?", "What did Kolb say about Orin – when was that?"),
    ("en", SAID, "and when was that?", "What did Kolb say about Orin – when was that?"),
    ("en", SAID, "why?", "What did Kolb say about Orin – why?"),
    ("en", SAID, "How much does it cost?", "How much does Orin cost?"),
    ("en", USERS, "and Vela?", "How many users does Vela have?"),
    ("en", USERS, "What about Vela?", "How many users does Vela have?"),
    ("en", USERS, "Vela?", "How many users does Vela have?"),
    ("en", USERS, "and in Elmland?", "How many users does Orin have in Elmland?"),
    ("en", USERS, "since when?", "How many users does Orin have – since when?"),
    ("en", USERS, "who said that?", "How many users does Orin have – who said that?"),
    ("en", USERS, "who founded it?", "who founded Orin?"),
    ("en", "Where was Ann Moor born?", "When did she retire?", "When did Ann Moor retire?"),
    ("en", USERS, "Why do people use it?", "Why do people use Orin?"),
    ("en", LAUNCH, "and Vela 2?", "When did Halden launch Vela 2?"),
    ("en", LAUNCH, "and where?", "When did Halden launch Orin 3.1 – where?"),
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
    (
        "en",
        "Where did Kolb show Orin?",
        "Why not in Elmland?",
        "Where did Kolb show Orin – Why not in Elmland?",
    ),
    (
        "en",
        "Where did Kolb show Orin?",
        "How many people were invited there?",
        "Where did Kolb show Orin – How many people were invited there?",
    ),
    (
        "en",
        "Where did Kolb show Orin?",
        "What did Moor do then?",
        "Where did Kolb show Orin – What did Moor do then?",
    ),
    ("en", "Where was Ann Moor born?", "How old is her sister?", "How old is Ann Moor’s sister?"),
    ("en", USERS, "what is its price?", "what is Orin’s price?"),
    ("de", NUTZER, "Was kostet es dort?", "Was kostet Orin dort?"),
    ("zh", YONGHU, "去年呢?", "去年青石有多少用户?"),
    ("zh", YONGHU, "后来怎么样?", "青石有多少用户 – 后来怎么样?"),
    ("de", SAGTE, "und Vela 2?", "Was sagte Mira Kolb über Vela 2?"),
    ("de", SAGTE, "Und Jan Moor?", "Was sagte Jan Moor über Orin?"),
    ("de", SAGTE, "und zu Vela?", "Was sagte Mira Kolb über Vela?"),
    ("de", SAGTE, "Was sagte sie noch?", "Was sagte Mira Kolb noch?"),
    ("de", SAGTE, "und wann war das?", "Was sagte Mira Kolb über Orin – wann war das?"),
    ("de", SAGTE, "Wann wurde es veröffentlicht?", "Wann wurde Orin veröffentlicht?"),
    ("de", NUTZER, "und Vela?", "Wie viele Nutzer hat Vela?"),
    ("de", NUTZER, "Und in Norwegen?", "Wie viele Nutzer hat Orin in Norwegen?"),
    ("de", NUTZER, "warum?", "Wie viele Nutzer hat Orin – warum?"),
    ("zh", SHUO, "那李明呢?", "李明对Orin说了什么?"),
    ("zh", SHUO, "那Vela 2呢?", "梅远对Vela 2说了什么?"),
    ("zh", SHUO, "他还说了什么?", "梅远还说了什么?"),
    ("zh", SHUO, "她對渡輪怎麼看?", "梅远對渡輪怎麼看?"),
    ("zh", SHUO, "那是什么时候?", "梅远对Orin说了什么 – 是什么时候?"),
    ("zh", SHUO, "为什么?", "梅远对Orin说了什么 – 为什么?"),
    ("zh", SHUO, "它什么时候发布的?", "Orin什么时候发布的?"),
    ("zh", YONGHU, "那百川呢?", "百川有多少用户?"),
    ("zh", YONGHU, "那在德国呢?", "在德国青石有多少用户?"),
    ("zh", YONGHU, "它是什么时候上线的?", "青石是什么时候上线的?"),
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
    ("en", "Why did Ann Moor leave her?", "Where did she live?", ("Where did Ann Moor live?",)),
    ("en", "When did Moor build the mill?", "Where did they live?", ()),
    (
        "en",
        "Why did Moor meet Vela Blum?",
        "When did she sing?",
        ("When did Moor sing?", "When did Vela Blum sing?"),
    ),
)


def asked(question: str, language: str) -> Query:
    return understand(question, language=language, today=TODAY, reads=READS)


@pytest.mark.parametrize(("language", "earlier", "follow_up", "resolved"), RESOLVED)
def test_follow_ups_are_completed(
    language: str, earlier: str, follow_up: str, resolved: str
) -> None:
    """A name takes its parallel's place, a pronoun its name's, a question word is added."""
    resolution = resolve(follow_up, [asked(earlier, language)], ALIASES)
    assert (resolution.text, resolution.follow_up) == (resolved, FollowUp.RESOLVED)


@pytest.mark.parametrize("question", ALONE)
@pytest.mark.parametrize("earlier", [SAID, SHUO, NUTZER])
def test_a_question_that_stands_by_itself_is_not_altered(question: str, earlier: str) -> None:
    """What was asked before has no part in it."""
    resolution = resolve(question, [asked(earlier, "en")], ALIASES)
    assert (resolution.text, resolution.follow_up) == (question, None)


@pytest.mark.parametrize(("language", "earlier", "follow_up", "readings"), ASKED_BACK)
def test_what_can_be_read_in_two_ways_is_not_guessed(
    language: str, earlier: str, follow_up: str, readings: tuple[str, ...]
) -> None:
    """The question stays as typed, beside the questions that it may stand for."""
    resolution = resolve(follow_up, [asked(earlier, language)], ALIASES)
    assert (resolution.text, resolution.follow_up) == (follow_up, FollowUp.UNRESOLVED)
    assert resolution.readings == readings


@pytest.mark.parametrize("question", ["and Vela?", "why?", "那百川呢?", "und wann war das?"])
def test_without_history_a_follow_up_stands_alone(question: str) -> None:
    """There is nothing to complete it from, and nothing to ask back about."""
    assert resolve(question, [], ALIASES) == Resolution(question, FollowUp.ALONE)


@pytest.mark.parametrize(
    ("kind", "resolved"),
    [
        ("organisations", "What did Vela say about Orin?"),
        ("people", "What did Vela say about Orin?"),
        ("things", "What did Kolb say about Vela?"),
    ],
)
def test_the_aliases_tell_whose_place_a_name_takes(kind: str, resolved: str) -> None:
    """They know what Vela is, so the question isn't open."""
    aliases = Aliases.from_groups({kind: [("Vela", "VELA")]})
    assert resolve("and VELA?", [asked(SAID, "en")], aliases).text == resolved.replace(
        "Vela", "VELA"
    )


def test_a_name_takes_the_place_of_one_of_its_kind() -> None:
    """Both are organisations; who speaks is a person."""
    aliases = Aliases.from_groups({"organisations": [("Vela",), ("Orin",)]})
    earlier = asked("What did Ann Moor say about Orin?", "en")
    assert resolve("and Vela?", [earlier], aliases).text == "What did Ann Moor say about Vela?"


def test_follow_ups_follow_each_other() -> None:
    """Each is completed from the last question that could be answered."""
    first = asked(USERS, "en")
    second = understand("and Vela?", language="en", today=TODAY, reads=READS, history=[first])
    third = understand(
        "and in Norway?", language="en", today=TODAY, reads=READS, history=[first, second]
    )
    assert third.resolved == "How many users does Vela have in Norway?"


def test_an_added_question_word_does_not_pile_up() -> None:
    """The second addition takes the first one's place."""
    first = asked(USERS, "en")
    second = understand("why?", language="en", today=TODAY, reads=READS, history=[first])
    third = understand(
        "since when?", language="en", today=TODAY, reads=READS, history=[first, second]
    )
    assert third.resolved == "How many users does Orin have – since when?"


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
    """What is resolved, and each reading, is spelled with what was typed and the glue alone."""
    resolution = resolve(question, [asked(earlier, language)], ALIASES)
    typed = set(earlier + question + "".join(GLUE))
    words = set(TOKEN.findall(" ".join((earlier, question, *GLUE))))
    for text in (resolution.text, *resolution.readings):
        assert set(text) <= typed
        if (earlier + question).isascii():
            assert set(TOKEN.findall(text)) <= words
