"""The head: from odds of tokens to the words that they stand for."""

import re
from pathlib import Path

import numpy as np
import pytest
from fakes import FakeEncoder
from hypothesis import given
from hypothesis import strategies as st

from onrecord.index.encoding.encoder import Encoding
from onrecord.rag.learning.question_examples import Example
from onrecord.rag.learning.question_network import QuestionNetwork, save
from onrecord.rag.question.asked import Asks, Leans
from onrecord.rag.question.head import (
    FORMS,
    HeadNetwork,
    Reading,
    best_span,
    core_of,
    forms,
    phrase_of,
    second_of,
)
from onrecord.rag.question.kinds import ASKS, asked, leaning, leaning_share
from onrecord.rag.question.query import AnswerKind
from onrecord.rag.question.typed import UNREAD, QuestionReader

torch = pytest.importorskip("torch")


def encoded(*spans: tuple[int, int]) -> Encoding:
    n = len(spans)
    tokens, ids = np.ones((n, 1), np.float32), np.zeros(n, np.int32)
    return Encoding(np.ones(1, np.float32), tokens, np.array(spans, np.int32), ids)


@pytest.mark.parametrize(
    ("odds", "span"),
    [
        ([[0, 1, 0], [0, 0, 2], [3, 0, 0]], (0, 2)),
        ([[3, 1, 0], [3, 0, 2], [3, 0, 0]], None),
        ([[9, 0, 0], [0, 3, 0], [1, 0, 0], [0, 1, 0]], (1, 2)),
        ([[0, 3, 0], [1, 0, 0], [0, 0, 4]], (0, 3)),
        ([], None),
    ],
)
def test_the_likeliest_run_of_tokens_is_found(
    odds: list[list[float]], span: tuple[int, int] | None
) -> None:
    """One that begins and goes on; a doubtful token inside is part of it; or none at all."""
    assert best_span(np.array(odds, np.float32).reshape(-1, 3)) == span


def test_a_list_is_on_a_subject_that_is_less_likely_than_none() -> None:
    """By as much as is allowed."""
    tags = np.array([[9, 0, 0], [4, 1, 0], [9, 0, 0]], np.float32)
    assert (best_span(tags), best_span(tags, -3.5), best_span(tags, -3)) == (None, (1, 2), None)


@pytest.mark.parametrize(
    ("shares", "kind"),
    [
        ({Asks.GREETING: 0.5, Asks.THANKS: 0.48, Asks.WORDS: 0.02}, Asks.GREETING),
        ({Asks.GREETING: 0.39, Asks.THANKS: 0.59, Asks.WORDS: 0.02}, Asks.GREETING),
        ({Asks.GREETING: 0.18, Asks.THANKS: 0.81, Asks.WORDS: 0.01}, Asks.THANKS),
        ({Asks.GREETING: 0.4, Asks.THANKS: 0.24, Asks.WORDS: 0.36}, Asks.WORDS),
        ({Asks.HELP: 0.6, Asks.THANKS: 0.3, Asks.WORDS: 0.1}, Asks.HELP),
    ],
)
def test_what_is_hardly_small_talk_is_asked_about(shares: dict[Asks, float], kind: Asks) -> None:
    """A bare word is like a greeting; between greetings and thanks there needn't be a choice."""
    odds = np.log(np.array([shares.get(each, 1e-6) for each in ASKS], np.float32))
    assert asked(odds) is kind


@pytest.mark.parametrize(
    ("asks", "alone", "leans"),
    [
        (Asks.COUNT, 0.97, Leans.SOMETHING),
        (Asks.COUNT, 0.98, Leans.NOTHING),
        (Asks.WORDS, 0.97, Leans.NOTHING),
    ],
)
def test_a_count_that_may_lean_is_of_what_was_listed(
    asks: Asks, alone: float, leans: Leans
) -> None:
    """Only that of all articles surely leans on nothing."""
    odds = np.log(np.array([alone, *[(1 - alone) / 5] * 5], np.float32))
    assert leaning(odds, asks) is leans
    assert leaning_share(odds) == pytest.approx(1 - alone, abs=1e-6)


@pytest.mark.parametrize(
    ("text", "spans", "run", "words"),
    [
        ("What did Kolb say", [(0, 4), (5, 8), (9, 11), (11, 13), (14, 17)], (2, 3), "Kolb"),
        ("Oltmanns Urteil", [(0, 7), (7, 8), (9, 15)], (0, 1), "Oltmann"),
        ("“Kolb”, again", [(0, 5), (5, 7), (8, 13)], (0, 2), "Kolb"),
        ("梅远怎么看", [(0, 1), (1, 2), (2, 4), (4, 5)], (0, 2), "梅远"),
        ("梅远对Orin 2怎么看", [(0, 2), (2, 3), (3, 5), (5, 7), (8, 9), (9, 12)], (2, 5), "Orin 2"),
        ("of (…)", [(0, 2), (3, 6)], (1, 2), None),
    ],
)
def test_a_run_of_tokens_becomes_whole_words(
    text: str, spans: list[tuple[int, int]], run: tuple[int, int], words: str | None
) -> None:
    """Half a word is completed, but for the s of a genitive; marks around it are left out."""
    phrase = phrase_of(text, encoded(*spans), run)
    assert (phrase and phrase.text) == words
    assert phrase is None or text[phrase.start : phrase.end] == phrase.text


def test_forms_tell_how_a_token_is_written() -> None:
    """By column: opens a word, capital, capitals, digit, wide, mark."""
    seen = forms(
        "FAZ zu 可2?", np.array([(0, 1), (1, 3), (4, 6), (7, 8), (8, 9), (9, 10)], np.int32)
    )
    assert seen.shape == (6, len(FORMS))
    assert seen.tolist() == [
        [1, 1, 0, 0, 0, 0],
        [0, 1, 1, 0, 0, 0],
        [1, 0, 0, 0, 0, 0],
        [1, 0, 0, 0, 1, 0],
        [0, 0, 0, 1, 0, 0],
        [0, 0, 0, 0, 0, 1],
    ]


def test_it_computes_what_was_learned(tmp_path: Path) -> None:
    """The same odds as the network that learning saves, but for half precision."""
    torch.manual_seed(0)
    network = QuestionNetwork(7).eval()
    with torch.no_grad():
        for layer in network.layers:
            layer.near.normal_()
    path = tmp_path / "head.safetensors"
    save(network, path)
    rng = np.random.default_rng(0)
    n = 20
    tokens = rng.standard_normal((n, 7)).astype(np.float32)
    seen = rng.integers(0, 2, (n, len(FORMS))).astype(np.float32)
    spans = np.zeros((n, 2), np.int32)
    with torch.no_grad():
        example, shorter = (
            Example(
                "", "en", "", 0, tokens[:k], seen[:k], spans[:k], (0,), *[None] * 3, k, k, k, None
            )
            for k in (n, 3)
        )
        wanted = [out[0].numpy() for out in network([example, shorter])]
    for mine, theirs in zip(HeadNetwork.load(path).odds(tokens, seen), wanted, strict=True):
        np.testing.assert_allclose(mine, theirs, atol=0.02)


@pytest.mark.parametrize(
    ("text", "core"),
    [
        ("Hi: who says?? Thanks", "who says??"),
        ("Hi: who says", "who says"),
        ("who says?", None),
        ("« who says? »", None),
        ("Hi: who says in its week, as told? Thanks", "who says in its week, as told?"),
        ("谢谢，谁说的呢？急用", "谁说的呢？"),
        ("谢谢，谁说的？", "谁说的？"),
    ],
)
def test_what_asks_has_its_mark_and_no_words_around_it(text: str, core: str | None) -> None:
    """Nothing, if no words stand around it."""
    spans = [m.span() for m in re.finditer(r"[a-z]+|[谁说的呢]|\w+", text, re.IGNORECASE)]
    of_core = [text[start:end] in {"who", "says", *"谁说的"} for start, end in spans]
    tags = np.zeros((len(spans), 3), np.float32)
    tags[np.flatnonzero(of_core)[:1], 1] = tags[np.flatnonzero(of_core)[1:], 2] = 5
    tags[np.flatnonzero(np.logical_not(of_core)), 0] = 5
    found = core_of(text, encoded(*spans), tags)
    assert (found and found.text) == core


def test_a_second_question_goes_on_to_the_end() -> None:
    """However far it is likely; the first is never all of a message."""
    spans = [(0, 3), (4, 8), (9, 12), (13, 16), (17, 20), (20, 21)]
    tags = np.array([[5, 0, 0]] * 3 + [[0, 5, 0]] + [[5, 0, 0]] * 2, np.float32)
    found = second_of("who says and why not? ", encoded(*spans), tags)
    assert (found and found.text) == "why not?"
    assert second_of("who says and why not?", encoded(*spans), tags[:1].repeat(6, axis=0)) is None


@pytest.mark.parametrize(("by", "core"), [(5.5, "who says"), (4.5, None)])
def test_what_is_hardly_likelier_than_the_whole_to_be_all_that_asks_is_not_cut(
    by: float, core: str | None
) -> None:
    """Words are left out only where they surely stand around a question."""
    tags = np.array([[by, 0, 0], [0, 0, 1], [0, 0, 1]], np.float32)
    found = core_of("now who says", encoded((0, 3), (4, 7), (8, 12)), tags)
    assert (found and found.text) == core


@given(st.text(max_size=120))
def test_any_text_is_read_and_its_phrases_are_its_own(text: str) -> None:
    """Whatever is typed is read without an error; speaker, subject and others are slices of it.

    It may get or lose capitals, and nothing else.
    """
    torch.manual_seed(1)
    network = QuestionNetwork(32).eval()
    tensors = {name: each.detach().numpy() for name, each in network.state_dict().items()}
    typed = QuestionReader(FakeEncoder(), HeadNetwork(tensors, 2))(text, "en")
    assert isinstance(typed.reading.wants, AnswerKind)
    assert typed.text.casefold() == text.casefold()
    read = typed.reading
    for phrase in (read.speaker, read.subject, read.core, read.second, *read.without):
        assert phrase is None or typed.text[phrase.start : phrase.end] == phrase.text != ""


class Shouted:
    """A head that gives each word that begins with b a capital."""

    def read(self, text: str, encoding: Encoding) -> Reading:
        """Read nothing."""
        del text, encoding
        return UNREAD

    def cased(self, text: str, encoding: Encoding) -> str:
        """Give b a capital."""
        del encoding
        return text.replace("b", "B")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("what did bo say", "what did Bo say"),
        ("WHAT DID BO SAY", "what did Bo say"),
        ("What did bo say", "What did bo say"),
        ("BBC?", "BBC?"),
        ("", ""),
    ],
)
def test_a_text_without_capitals_or_of_nothing_else_is_read_with_some(text: str, read: str) -> None:
    """One that has some is read as it is, and a name that is all of a question."""
    assert QuestionReader(FakeEncoder(), Shouted())(text, "en").text == read


def test_what_the_encoder_does_not_read_is_left_unread() -> None:
    """A question that is too long has no encoding, and nobody is asked about."""
    typed = QuestionReader(FakeEncoder(max_tokens=5), None)("what did Ada Byron say", "en")
    assert (typed.encoding, typed.reading.speaker) == (None, None)
