"""The reader lays a question's tokens beside a sentence's and gives log odds."""

from pathlib import Path

import numpy as np
import pytest
import torch
from fakes import FakeEncoder
from fakes_reader import DIMENSION, WIDTH, random_pair, random_question
from newsroom import PROJECTION, open_engine

from onrecord.rag.engine import Engine
from onrecord.rag.evidence.interaction import AskedVectors
from onrecord.rag.evidence.reader import MARKS, N_QUESTION, N_SENTENCE, Reader, ReadQuestion
from onrecord.rag.learning.reader import N_FOLDS, ReaderNetwork, fold_of, save


def read_question(text: str, language: str = "en") -> ReadQuestion:
    encoding = FakeEncoder().encode_questions([text])[0]
    return ReadQuestion.of(text, language, encoding, AskedVectors.of(encoding, PROJECTION))


@pytest.mark.parametrize("lengths", [(3, 8, 1), (N_QUESTION, N_SENTENCE, 30), (1, 0, 4)])
def test_what_is_learned_is_what_is_computed(tmp_path: Path, lengths: tuple[int, ...]) -> None:
    """The network in torch, over a padded batch, and the reader agree to half precision."""
    rng, (m, *counts) = np.random.default_rng(3), lengths
    torch.manual_seed(3)
    network = ReaderNetwork(DIMENSION, WIDTH).eval()
    save(network, tmp_path / "reader.safetensors")
    question = random_question(rng, m)
    pairs = [random_pair(rng, m, n) for n in counts]
    with torch.no_grad():
        expected = network([(question, pair) for pair in pairs]).numpy()
    found = Reader.load(tmp_path / "reader.safetensors").read(question, pairs)
    assert found == pytest.approx(expected, abs=5e-3)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Open the newsroom."""
    return open_engine(tmp_path_factory.mktemp("reader"))


def test_words_are_known_by_where_they_stand(engine: Engine) -> None:
    """Of "Sora 3 keeper": in the sentence are Sora and the keeper; a name, and a number."""
    chosen, question, pairs = engine.pairs(engine.understood("Does Sora 3 need a keeper?"))
    marks = {
        each.sentence.text: dict(zip(MARKS, pair.marks.T, strict=True))
        for each, pair in zip(chosen, pairs, strict=True)
    }["The Sora 2 lamp needs no keeper."]
    at = {word: row for row, word in enumerate(question.words)}
    stands = [marks["in_sentence"][at[word]] for word in ("does", "sora", "3", "keeper")]
    assert stands == [0, 1, 0, 1]
    assert [marks["capital"][at[word]] for word in ("does", "sora", "keeper")] == [0, 1, 0]
    assert [marks["digit"][at[word]] for word in ("sora", "3")] == [0, 1]
    assert set(marks["same_language"]) == {1}
    assert set(marks["worst"]) == {marks["best"].min()}


def test_long_texts_are_read_to_a_limit(engine: Engine) -> None:
    """Forty tokens of a question, seventy-two of a sentence."""
    _, question, pairs = engine.pairs(engine.understood("Who will keep the lighthouse? " * 15))
    assert len(question.words) == len(question.tokens) == N_QUESTION
    assert all(len(pair.tokens) <= N_SENTENCE for pair in pairs)


def test_chinese_words_are_tokens() -> None:
    """Latin names in them are whole words."""
    question = read_question("Sora灯塔由谁看守", "zh")
    assert question.words[0].startswith("sora")
    assert all(len(word) <= len("sora灯塔由谁看守") for word in question.words)


def test_an_article_has_one_fold_in_every_language() -> None:
    """Its name without language and ending tells."""
    folds = {
        fold_of(name) for name in ("a/black-death.zh.txt", "black-death.en.txt", "Black_Death")
    }
    assert len(folds) == 1
    assert {fold_of(f"{n}.txt") for n in range(50)} == set(range(N_FOLDS))
