"""What is looked at, and what is read first."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import numpy.typing as npt
import pytest
from newsroom import ENCODER, EQUIPMENT, FERRY, builder, weights

from onrecord.corpus import SentenceKind
from onrecord.rag.desk import SOUNDS
from onrecord.rag.engine import Engine
from onrecord.rag.evidence import finding
from onrecord.rag.evidence.reader import Head, Reader
from onrecord.rag.evidence.retrieval import Depth
from onrecord.rag.evidence.signals import SIGNALS
from onrecord.rag.names.renderings import Rendering
from onrecord.rag.names.sounds import Sounds
from onrecord.rag.question.asked import Asks
from onrecord.rag.question.query import Query
from onrecord.rag.question.times import find_dates
from onrecord.rag.question.typed import Typed

Integers = npt.NDArray[np.int32]

NAMED = "Ida Weber opposes the new ferry."
MANY = [f"The new ferry number {n} leaves the harbour at noon." for n in range(40)]
QUESTION = "What did Ida Weber say about the new ferry at noon in the harbour?"


class Keeping:
    """Keeps the rows that it was given to read."""

    def __init__(self) -> None:
        self.rows: list[list[int]] = []

    def __call__(self, rows: Sequence[Integers]) -> list[npt.NDArray[np.float32]]:
        """Give (n_tokens, 1) of each row."""
        self.rows += [row.tolist() for row in rows]
        return [np.zeros((len(row), 1), np.float32) for row in rows]


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Index many sentences about the ferry, and one by somebody who is named."""
    text = "\n\n".join([*MANY, NAMED]) + "\n"
    directory = tmp_path_factory.mktemp("harbour")
    builder(directory).add([replace(FERRY, id="harbour.md", text=text, title="Harbour")])
    return directory


def test_whoever_is_asked_for_is_looked_at(harbour: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many sentences are nearer to the question."""
    monkeypatch.setattr(finding, "_N_LOOKED_AT", 4)
    engine = Engine.open(harbour, EQUIPMENT)
    monkeypatch.setattr(finding, "_N_NAMED", 1)
    for question, is_there in ((QUESTION, True), (QUESTION.replace("Ida Weber", "they"), False)):
        found, _ = engine.weighed(engine.understood(question))
        assert (NAMED in {each.sentence.text for each in found}) is is_there, question


def test_what_is_likeliest_unread_is_read_first(harbour: Path) -> None:
    """By the weights for it, which may set a name above all nearness."""
    zero = np.zeros(1, np.float32)
    head = Head(np.zeros((1, 2), np.float32), zero, np.ones((1, 1), np.float32), zero)
    for named, is_first in ((9.0, True), (-9.0, False)):
        network = Keeping()
        judgement = replace(EQUIPMENT.judgement, nearness=weights(SIGNALS, name=named))
        reader = Reader(network, head, ENCODER.ids)
        engine = Engine.open(harbour, replace(EQUIPMENT, judgement=judgement, reader=reader))
        engine.weighed(engine.understood(QUESTION))
        opposes = int(ENCODER.ids("opposes")[0])
        assert (opposes in network.rows[0]) is is_first


def test_what_is_asked_beside_another_is_read_by_itself_too(harbour: Path) -> None:
    """Else what answers the question before it comes as near as what answers this one."""
    zero = np.zeros(1, np.float32)
    head = Head(np.zeros((1, 2), np.float32), zero, np.ones((1, 1), np.float32), zero)
    before, by_itself = "When does the ferry leave?", "And who opposes it?"
    for after, texts in (((before,), [f"{by_itself} {before}", by_itself]), ((), [by_itself])):
        network = Keeping()
        engine = Engine.open(harbour, replace(EQUIPMENT, reader=Reader(network, head, ENCODER.ids)))
        engine.weighed(Query(by_itself, by_itself, "en", after=after))
        asked = [ENCODER.ids(f"query: {each}").tolist() for each in texts]
        read = [next(e for e in asked if row[1 : 1 + len(e)] == e) for row in network.rows]
        assert sorted(map(len, read)) == sorted(len(e) for e in asked for _ in range(4))


def test_what_is_asked_beside_another_is_met_by_itself_too(harbour: Path) -> None:
    """A sentence is as near as it is to both, on the mean; passages are found by both together."""
    engine = Engine.open(harbour, EQUIPMENT)
    before, by_itself = "Is Ida Weber for it?", "Who opposes the ferry?"
    near = []
    for text, after in ((by_itself, (before,)), (f"{by_itself} {before}", ()), (by_itself, ())):
        found, _ = engine.weighed(Query(text, text, "en", after=after))
        named = next(each for each in found if each.sentence.text == NAMED)
        near.append(named.similarity.sentence_tokens[named.place])
    assert near[0] == pytest.approx((near[1] + near[2]) / 2, abs=1e-5)
    assert near[1] < near[0] < near[2]


def test_a_name_is_read_as_the_articles_write_it(tmp_path: Path) -> None:
    """By the aliases, and a name without one as it is said, if the articles have it."""
    text = "Baidu opposes the ferry.\n\nChen Tong likes it.\n"
    builder(tmp_path).add([replace(FERRY, id="harbour.md", text=text, title="Harbour")])
    zero = np.zeros(1, np.float32)
    head = Head(np.zeros((1, 2), np.float32), zero, np.ones((1, 1), np.float32), zero)
    for question, name in (
        ("百度对渡轮说了什么？", "Baidu"),
        ("陈桐对渡轮说了什么？", "Chen Tong"),
        ("陈锋对渡轮说了什么？", None),
    ):
        network = Keeping()
        reader = Reader(network, head, ENCODER.ids)
        engine = Engine.open(tmp_path, replace(EQUIPMENT, reader=reader))
        found, _ = engine.weighed(engine.understood(question))
        ids = ENCODER.ids("query: " + (f"{name}对渡轮说了什么？" if name else question)).tolist()
        assert all(row[1 : 1 + len(ids)] == ids for row in network.rows), question
        names = {each.sentence.text: each.similarity.sentence_names[each.place] for each in found}
        if name:
            best = max(names, key=lambda each: names[each])
            assert best.startswith(name), names


HEARD = Rendering("布莱克伍德", "Blackwood", is_heard=True)


@pytest.mark.parametrize(
    ("question", "text", "name"),
    [
        ("布莱克伍德对渡轮说了什么？", "Ms Blackwood opposes the ferry.", HEARD),
        (
            "What did Blackwood say about the ferry?", "布莱克伍德反对渡轮。",
            replace(HEARD, name=HEARD.other, other=HEARD.name),
        ),
    ],
)  # fmt: skip
def test_a_name_is_told_by_its_sound(
    tmp_path: Path, question: str, text: str, name: Rendering
) -> None:
    """It is searched for and read as the articles write it, and the answer says so."""
    language = "zh" if name.is_han else "en"
    elsewhere = replace(FERRY, id="else.md", text="The ferry runs.\n", title="?")
    harbour = replace(FERRY, id="harbour.md", text=f"{text}\n", title="?", language=language)
    builder(tmp_path).add([elsewhere, harbour])
    deaf = Engine.open(tmp_path, EQUIPMENT)
    hears = Engine.open(tmp_path, replace(EQUIPMENT, sounds=Sounds.load(SOUNDS)))
    query = deaf.understood(question)
    (before, *_), (after, *_) = (each.ranked(query).signals for each in (deaf, hears))
    assert after > before
    ranking = replace(hears.ranked(query), confidence=1.0)
    assert ranking.names == (name,)
    for article, taken in ((harbour, (name,)), (elsewhere, ())):
        found = (each for each in ranking.quotes if each.article.id == article.id)
        quotes = tuple(replace(each, score=1.0) for each in found)
        assert hears.decide(replace(ranking, quotes=quotes)).taken == taken


@dataclass(frozen=True)
class Listening:
    """Hears nothing, and keeps what it was to listen for."""

    asked: list[str] = field(default_factory=list)

    def spelt(self, asked: str, _: Sequence[str]) -> tuple[Rendering, ...]:
        """Keep a question."""
        self.asked.append(asked)
        return ()

    def written(self, asked: str, names: Sequence[str], _: Sequence[str]) -> tuple[Rendering, ...]:
        """Keep a question, and the names in it."""
        self.asked.extend([asked, *names])
        return ()


def test_a_name_that_is_known_is_not_told_by_its_sound(tmp_path: Path) -> None:
    """It has its place already; that of somebody else is listened for."""
    builder(tmp_path).add([replace(FERRY, id="a.md", text="Baidu opposes it.\n", title="?")])
    for name, is_known in (("百度", True), ("陈锋", False)):
        sounds = Listening()
        engine = Engine.open(tmp_path, replace(EQUIPMENT, sounds=sounds))
        engine.weighed(engine.understood(f"{name}对渡轮说了什么？"))
        assert sounds.asked
        assert any(name in each for each in sounds.asked) is not is_known


def test_what_was_shown_is_not_found_again(harbour: Path) -> None:
    """Of the sentences that begin within what was shown none is; those around it are."""
    engine = Engine.open(harbour, EQUIPMENT)
    query = engine.understood("ferry noon")
    before = {each.sentence.start: each.sentence for each in engine.weighed(query)[0]}
    first, second, third = sorted(before)[:3]
    beyond = (("harbour.md", second, before[third].end),)
    after = {each.sentence.start for each in engine.weighed(replace(query, beyond=beyond))[0]}
    assert first in after
    assert not {second, third} & after
    assert max(before) in after


@pytest.mark.parametrize(
    ("heading", "below", "is_quoted"),
    [(2.0, 1.0, True), (1.9, 1.0, False), (1.0, None, True), (0.9, None, False), (1.0, -3.0, True)],
)
def test_a_heading_has_to_be_surer_than_what_is_below(
    heading: float, below: float | None, is_quoted: bool
) -> None:
    """Its log odds are 1 at least, and by 1 more than those of any sentence."""
    told = [
        SimpleNamespace(sentence=SimpleNamespace(kind=kind), read=read)
        for kind, read in ((SentenceKind.HEADING, heading), (SentenceKind.PROSE, below))
    ]
    quotable = finding._quotable(told)  # type: ignore[arg-type]
    assert quotable == ([told[1], told[0]] if is_quoted else [told[1]])


def test_quoted_words_are_looked_at(harbour: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many sentences come nearer to the whole message."""
    monkeypatch.setattr(finding, "_N_LOOKED_AT", 0)
    engine = Engine.open(harbour, EQUIPMENT)
    for message, found in (("Who says “ferry number 33 leaves”?", [MANY[33]]), (QUESTION, [])):
        chosen, _ = engine.weighed(replace(engine.understood(message), speaker=None))
        assert [each.sentence.text for each in chosen] == found, message


def test_quoted_words_are_looked_for_by_themselves(tmp_path: Path) -> None:
    """The words around them lead to other passages."""
    texts = {
        "a.md": "The ferry number 33 leaves, of all things.",
        "b.md": "Ida Weber sat in the harbour of the town at noon. At noon, Ida Weber!",
    }
    builder(tmp_path).add([replace(FERRY, id=n, text=t, title=n) for n, t in texts.items()])
    engine = Engine.open(tmp_path, replace(EQUIPMENT, depth=Depth(dense=1, lexical=1)))
    around, words = "Ida Weber, harbour, town, noon:", "The ferry number 33 leaves"
    for message, is_there in ((f"{around} “{words}”?", True), (f"{around} {around}?", False)):
        found, _ = engine.weighed(engine.understood(message))
        assert ("a.md" in {each.passage.article.id for each in found}) is is_there, message


def test_whoever_is_left_out_says_nothing(tmp_path: Path) -> None:
    """Where everybody is heard, who isn't told to speak doesn't name them either."""
    builder(tmp_path).add([FERRY])
    engine = Engine.open(tmp_path, EQUIPMENT)
    query = Query("", "Who spoke of the ferry and the bakery?", "en", leaves_out=("Ingrid Maas",))
    found, _ = engine.weighed(query)
    assert "Tomas Brandt" in {e.sentence.speaker.text for e in found if e.sentence.speaker}
    assert not any("for any train" in each.sentence.text for each in found)
    named = replace(query, leaves_out=("Sandholm",))
    for asks, is_there in ((Asks.WORDS, True), (Asks.VOICES, False)):
        chosen, _ = engine.weighed(replace(named, asks=asks))
        assert any("to Sandholm" in each.sentence.text for each in chosen) is is_there


@pytest.mark.parametrize(
    ("subject", "is_apart"),
    [
        ("Kestrel Air", True),
        ("Sandholm", False),
        ("sandholm ferries of Kestrel Air", True),
        ("the price of loaves", False),
        ("NATO", False),
        ("红隼", False),
        ("May 2025", False),
    ],
)
def test_words_on_a_name_are_in_no_article_that_lacks_it(
    tmp_path: Path, subject: str, *, is_apart: bool
) -> None:
    """Unless it may be written otherwise there: in another script, or in full; a day is no name."""
    builder(tmp_path).add([FERRY])
    index = Engine.open(tmp_path, EQUIPMENT)._index
    asked = f"What did Ingrid Maas say about {subject}?"
    query = Query(asked, asked, "en", speaker="Ingrid Maas", subject=subject)
    query = replace(query, dates=tuple(find_dates(Typed.of(asked, "en"), date(2025, 11, 21))))
    finder = finding.Finder(index, EQUIPMENT)
    assert finder.is_apart(query, FERRY) is is_apart
    assert not finder.is_apart(replace(query, speaker=None), FERRY)
    assert not finder.is_apart(replace(query, question=asked.lower()), FERRY)


def test_articles_in_other_languages_mention_what_they_mean(tmp_path: Path) -> None:
    """Not those in the question's own, where it stands as it is; nor what isn't in the question."""
    builder(tmp_path).add([FERRY])
    finder = finding.Finder(Engine.open(tmp_path, EQUIPMENT)._index, EQUIPMENT)
    query = Query("", "Welche Artikel erwähnen ferry", "de")
    assert {each.article.id for each in finder.mentioning(query, "ferry")} == {FERRY.id}
    assert finder.mentioning(query, "erwähnen") == ()
    assert finder.mentioning(query, "bridge") == ()
    assert finder.mentioning(replace(query, language="en"), "ferry") == ()


def test_names_are_not_told_from_what_they_are_like(tmp_path: Path) -> None:
    """Articles in other languages have them as the aliases do."""
    builder(tmp_path).add([FERRY])
    finder = finding.Finder(Engine.open(tmp_path, EQUIPMENT)._index, EQUIPMENT)
    query = Query("", "Welche Artikel erwähnen Ingrid Maas", "de")
    assert finder.mentioning(query, "Ingrid Maas") == ()
