"""The reader lays a question beside neighbouring sentences and gives each its log odds."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from fakes import FakeEncoder
from newsroom import EQUIPMENT, FERRY, LIGHTHOUSE, ORCHARD, builder, open_engine

from onrecord.corpus import Passage, Sentence, SentenceKind
from onrecord.index.hit import Evidence
from onrecord.rag.engine import Engine
from onrecord.rag.evidence.reader import (
    N_HEADER,
    N_QUESTION,
    N_ROW,
    N_WINDOW,
    PROMPT,
    Head,
    Reader,
    Window,
    header,
    laid_out,
    windows,
)
from onrecord.rag.quoting.answer import Remark

Integers = npt.NDArray[np.int32]


class CountingNetwork:
    """The state of a token is how often it stands in its row; it keeps what it was given."""

    def __init__(self) -> None:
        self.rows: list[Integers] = []

    def __call__(self, rows: Sequence[Integers]) -> list[npt.NDArray[np.float32]]:
        """Give (n_tokens, 1) of each row."""
        self.rows += rows
        return [np.array([[(row == each).sum()] for each in row], np.float32) for row in rows]


def reader_with(network: CountingNetwork) -> Reader:
    """Make the log odds a sentence's mean state, but for the bend of the unit between."""
    one, zero = np.ones((1, 1), np.float32), np.zeros(1, np.float32)
    return Reader(network, Head(np.array([[1, 0]], np.float32), zero, one, zero), FakeEncoder().ids)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Open the newsroom."""
    return open_engine(tmp_path_factory.mktemp("index"))


def evidence_of(engine: Engine, question: str, article: str) -> Evidence:
    """Find the passage of an article."""
    found, _ = engine.weighed(engine.understood(question))
    return next(each.evidence for each in found if each.passage.article.id == article)


def test_a_window_takes_in_neighbours_and_each_sentence_once(engine: Engine) -> None:
    """Short sentences of one passage stand in one window, and another passage in its own."""
    lamp = evidence_of(engine, "Which lamp needs no keeper?", LIGHTHOUSE.id)
    ferry = evidence_of(engine, "When does the night ferry sail?", FERRY.id)
    found = windows([(lamp, 1), (lamp, 2), (ferry, 2), (lamp, 0)], 4)
    assert [each.evidence for each in found] == [lamp, ferry]
    assert found[0].sentences == lamp.passage.sentences
    assert windows([(lamp, 1), (ferry, 2)], 1)[0].evidence is lamp


def test_a_window_ends_where_there_is_no_more_room(engine: Engine) -> None:
    """The nearest sentence is always in it; a neighbour of too many tokens never is."""
    lamp = evidence_of(engine, "Which lamp needs no keeper?", LIGHTHOUSE.id)
    many = replace(
        lamp,
        spans=np.repeat(lamp.spans, N_WINDOW // 2, axis=0),
        ids=np.repeat(lamp.ids, N_WINDOW // 2),
    )
    (found,) = windows([(many, 1)], 3)
    assert (found.first, found.stop) == (1, 2)


def test_a_row_keeps_to_its_limits() -> None:
    """Question and headline are cut off; a sentence without room is left out, a first one cut."""
    long = np.arange(500, dtype=np.int32) + 10
    row = laid_out(long, long, [long[:60], long[:60], long[:60]])
    assert len(row.ids) <= N_ROW
    first = 1 + N_QUESTION + 1 + N_HEADER + 1
    assert row.spans == ((first, first + 60),)
    (span,) = laid_out(long[:1], long[:1], [long]).spans
    assert span == (5, 165)


def test_a_row_is_filled_to_the_last_token() -> None:
    """Five tokens around a first sentence of 100, and 94 of a second one, and the mark: 200."""
    some = np.arange(500, dtype=np.int32) + 10
    full = laid_out(some[:1], some[:1], [some[:100], some[:94]])
    assert (len(full.ids), len(full.spans)) == (N_ROW, 2)
    assert len(laid_out(some[:1], some[:1], [some[:100], some[:95]]).spans) == 1


@pytest.mark.parametrize(
    ("counts", "place", "window"),
    [
        ((50, 10, 60, 40, 20), 2, (1, 4)),  # 60 + 10 + 40 leave 2
        ((80, 40, 10), 1, (1, 3)),  # 40 leave 72: the one after fits, the one before doesn't
        ((12, 60, 60), 0, (0, 2)),  # 12 + 60 leave 40
        ((60, 12, 100), 0, (0, 2)),
    ],
)
def test_neighbours_are_taken_in_while_they_fit(
    counts: tuple[int, ...], place: int, window: tuple[int, int]
) -> None:
    """Each by its own tokens, of 112 in all."""
    text = "x" * len(counts)
    whole = replace(FERRY, text=text)
    inside = [Sentence(whole, n, n + 1, SentenceKind.PROSE) for n in range(len(counts))]
    spans = np.repeat([(n, n + 1) for n in range(len(counts))], counts, axis=0).astype(np.int32)
    nothing = np.zeros((len(counts), 1), np.float16)
    evidence = Evidence(
        Passage(whole, 0, len(text), tuple(inside), "en"), nothing[0].astype(np.float32),
        np.zeros((len(spans), 1), np.int8), spans, np.zeros(len(spans), np.int32), nothing, "",
    )  # fmt: skip
    (found,) = windows([(evidence, place)], 1)
    assert (found.first, found.stop) == window


def test_what_is_read_is_question_headline_and_sentences(engine: Engine) -> None:
    """In this order; of a sentence whose speaker stands elsewhere, the name is put before it."""
    network, encoder = CountingNetwork(), FakeEncoder()
    ferry = evidence_of(engine, "first loaf on board", FERRY.id)
    place = next(n for n, s in enumerate(ferry.passage.sentences) if "first loaf" in s.text)
    assert ferry.passage.sentences[place].speaker is not None
    (window,) = windows([(ferry, place)], 1)
    (odds,) = reader_with(network).read(["What is free?"], [window])
    (row,) = network.rows
    asked = encoder.ids(PROMPT + "What is free?").tolist()
    assert row[: len(asked) + 2].tolist() == [0, *asked, 2]
    assert header(FERRY) == "The night ferry returns · The Courier · 2025-03-14"
    told = row.tolist()
    maas, added = (int(encoder.ids(word)[0]) for word in ("Ingrid", "added"))
    assert told.index(maas) < told.index(added)
    assert told.count(maas) == 2
    assert len(odds) == len(window.sentences)


def test_a_sentence_has_the_odds_of_its_own_tokens(engine: Engine) -> None:
    """The word "lighthouse" stands in two sentences and the headline, "lamp" in one."""
    network = CountingNetwork()
    lamp = evidence_of(engine, "Which lamp needs no keeper?", LIGHTHOUSE.id)
    (window,) = windows([(lamp, 1)], 1)
    (odds,) = reader_with(network).read(["lamp"], [window])
    (row,) = network.rows
    text = LIGHTHOUSE.text
    at = text.index("The Sora 2 lamp")
    words = FakeEncoder().ids(text[at : text.index("Lighthouse tours")])
    mean = np.mean([(row == each).sum() for each in words])
    bent = mean * (1 + np.tanh(np.sqrt(2 / np.pi) * (mean + 0.044715 * mean**3))) / 2
    assert odds[1] == pytest.approx(bent, abs=1e-5)


def test_the_first_token_tells_of_the_whole_row(engine: Engine) -> None:
    """It stands in a row once, so that every sentence has what the unit makes of 1."""
    lamp = evidence_of(engine, "Which lamp needs no keeper?", LIGHTHOUSE.id)
    one, zero = np.ones((1, 1), np.float32), np.zeros(1, np.float32)
    head = Head(np.array([[0, 1]], np.float32), zero, one, zero)
    reader = Reader(CountingNetwork(), head, FakeEncoder().ids)
    (odds,) = reader.read(["lamp"], windows([(lamp, 1)], 1))
    bent = (1 + np.tanh(np.sqrt(2 / np.pi) * 1.044715)) / 2
    assert odds == pytest.approx([bent] * len(lamp.passage.sentences), abs=1e-5)


def test_a_sentence_in_the_middle_of_a_line_begins_like_a_text(engine: Engine) -> None:
    """Chinese has no space before it, so that one is put there."""
    network = CountingNetwork()
    orchard = evidence_of(engine, "清河谷的苹果早熟了几天？", ORCHARD.id)
    (window,) = windows([(orchard, 0)], 1)
    reader_with(network).read(["苹果"], [window])
    space = 6
    glued = len(window.sentences) - 1
    assert network.rows[0].tolist().count(space) == glued > 0


def test_neighbours_that_were_read_can_be_quoted(tmp_path: Path) -> None:
    """They are weighed beside the nearest, each once, and know what was read of them."""
    engine = open_engine(tmp_path)
    reading = replace(EQUIPMENT, reader=reader_with(CountingNetwork()))
    with_reader = Engine.open(tmp_path, reading)
    found, rows = with_reader.weighed(engine.understood("Which lamp needs no keeper?"))
    assert len(found) == len(rows) == len({(e.passage.article.id, e.sentence) for e in found})
    told = [each for each in found if each.passage.article.id == LIGHTHOUSE.id]
    assert {each.sentence.text for each in told if each.read is not None} == {
        each.text for each in told[0].passage.sentences if each.kind.quotable
    }


class HeadingNetwork:
    """Holds each token against one word: rows that have it elsewhere are not told."""

    def __init__(self, word: str) -> None:
        self._id = int(FakeEncoder().ids(word)[0])

    def __call__(self, rows: Sequence[Integers]) -> list[npt.NDArray[np.float32]]:
        """Give 9 for the word and -9 for others, (n_tokens, 1) of each row."""
        return [np.where(row == self._id, 9, -9).astype(np.float32)[:, None] for row in rows]


def test_a_heading_is_quoted_where_it_alone_says_it(tmp_path: Path) -> None:
    """And marked as one; where a sentence below says it as well, it is left out."""
    text = "Prices fall\n\nThe harbour sells more fish than in any year before this one.\n"
    article = replace(FERRY, id="fish.md", text=text, title="Fish")
    builder(tmp_path).add([article])
    one = np.ones((1, 1), np.float32)
    zero = np.zeros(1, np.float32)
    for word, heads in (("prices", True), ("harbour", False)):
        head = Head(np.array([[1, 0]], np.float32), zero + 4, one, zero)
        reader = Reader(HeadingNetwork(word), head, FakeEncoder().ids)
        engine = Engine.open(tmp_path, replace(EQUIPMENT, reader=reader))
        found, _ = engine.weighed(engine.understood("What of the harbour?"))
        kinds = {each.sentence.kind for each in found}
        assert (SentenceKind.HEADING in kinds) is heads
        quotes = engine.rank("What of the harbour?").quotes
        marked = {quote.text: quote.remarks for quote in quotes if quote.remarks}
        assert marked == ({"Prices fall": (Remark.HEADING,)} if heads else {})


@pytest.mark.parametrize(("best", "n_read"), [(2.6, [2]), (2.5, [2, 2]), (-9.0, [2, 2])])
def test_no_more_is_read_once_one_surely_answers(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, best: float, n_read: list[int]
) -> None:
    """Two windows, and two more; a fifth never."""
    lamp = evidence_of(engine, "Which lamp needs no keeper?", LIGHTHOUSE.id)
    found, asked = windows([(lamp, 1)], 1) * 5, [["lamp"]] * 5
    reader, read = reader_with(CountingNetwork()), list[int]()

    def odds(questions: Sequence[str], some: list[Window]) -> list[npt.NDArray[np.float64]]:
        read.append(len(some))
        assert len(questions) == len(some)
        return [np.array([-1.0, best])] * len(some)

    monkeypatch.setattr(reader, "read", odds)
    assert len(reader.read_in_turn(asked, found)) == sum(n_read)
    assert read == n_read


def test_a_window_that_is_read_for_two_texts_has_the_mean_of_both(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """3.5 and 1.4 are 2.45: not sure enough for no more to be read."""
    lamp = evidence_of(engine, "Which lamp needs no keeper?", LIGHTHOUSE.id)
    found, asked = windows([(lamp, 1)], 1) * 4, [["Which lamp?", "lamp"]] * 4
    reader, told = reader_with(CountingNetwork()), {"Which lamp?": 3.5, "lamp": 1.4}

    def odds(questions: Sequence[str], _: list[Window]) -> list[npt.NDArray[np.float64]]:
        return [np.array([told[each], -np.inf]) for each in questions]

    monkeypatch.setattr(reader, "read", odds)
    read = reader.read_in_turn(asked, found)
    assert [each.tolist() for each in read] == [[pytest.approx(2.45), -np.inf]] * 4
