"""The reader is learned from the rows that it reads, and not from articles that are held out."""

import json
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch
from fakes_head import FakeHead
from newsroom import ARTICLES, ENCODER, EQUIPMENT, FERRY, LIBRARY, LIGHTHOUSE, open_desk
from safetensors import safe_open
from safetensors.numpy import load_file

from onrecord.index.encoding.cross_encoder import CrossEncoder
from onrecord.index.index import Index
from onrecord.index.learning.data import LabelledArticle, Paragraph, Section
from onrecord.index.learning.data import Question as Wording
from onrecord.rag.engine import Engine
from onrecord.rag.evaluation import Gold, Question
from onrecord.rag.evidence.reader import PROMPT, Head, Reader, Row, windows
from onrecord.rag.learning import reader as command
from onrecord.rag.learning.batches import N_TOKENS, Draws, Labelled, batches, labelled, rounds
from onrecord.rag.learning.network import ReaderNetwork, save
from onrecord.rag.learning.public import public_examples
from onrecord.rag.learning.reader import by_steps, learn, report
from onrecord.rag.learning.seeking import Seeker
from onrecord.rag.learning.sets import is_held_out, opened
from onrecord.rag.learning.told import Example, Told, learnable, seen
from onrecord.rag.names.aliases import Aliases

Integers = npt.NDArray[np.int32]
NOTHING = np.zeros(0, np.int32)
MARK = 20

HELD_OUT = [f"{n}.txt" for n in (2, 12, 13, 15, 19, 20)]


def seeded(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - a sample, no secret


def asked(words: str, *gold: Gold, tempting: tuple[Gold, ...] = ()) -> Question:
    return Question("q", words, "en", "fact", bool(gold), gold, tempting)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """Index the newsroom."""
    desk = open_desk(tmp_path_factory.mktemp("learning"))
    return Index.open(desk.index, ENCODER.name, desk.projection)


def example_of(index: Index, question: Question) -> Example:
    (found,) = Seeker.over(index, EQUIPMENT).examples([question], "set")
    return found


def test_a_follow_up_is_learned_as_it_is_asked(index: Index) -> None:
    """With whoever is meant; beside the first and the last one, if that is nobody of the article.

    Or if it isn't clear.
    """
    seeker = Seeker.over(index, replace(EQUIPMENT, head=FakeHead()))
    history = ("What did Ingrid Maas say about the ferry?",)
    loaf = replace(asked("Why did she say that?", Gold(FERRY.id, "first loaf")), history=history)
    elsewhere = replace(loaf, gold=(Gold(LIGHTHOUSE.id, "needs no keeper"),))
    unclear = replace(loaf, history=("Thanks!", "Hello!"))
    found = [each.question for each in seeker.examples([loaf, elsewhere, unclear], "set")]
    assert found == [
        "Why did Ingrid Maas say that?",
        f"Why did she say that? {history[0]}",
        "Why did she say that? Hello! Thanks!",
    ]
    named = replace(loaf, question=history[0], asked_speaker="Ingrid Maas")
    none = seeker.names([])
    assert seeker.names([named]) == none != seeker.names([replace(named, history=())])


# --- rows ----------------------------------------------------------------------------------------


class Recorder:
    """A network that keeps the rows it is given."""

    def __init__(self) -> None:
        self.rows: list[Integers] = []

    def __call__(self, rows: Sequence[Integers]) -> list[npt.NDArray[np.float32]]:
        """Give (n_tokens, 1) zeros of each row."""
        self.rows += rows
        return [np.zeros((len(row), 1), np.float32) for row in rows]


def test_rows_are_those_of_the_product(index: Index) -> None:
    """Token for token, what a reader in the engine is given for the same question, speakers too.

    A Chinese window is asked about the cooperative by its Chinese name.
    """
    recorder, one, zero = Recorder(), np.ones((1, 2), np.float32), np.zeros(1, np.float32)
    reader = Reader(recorder, Head(one, zero, one[:, :1], zero), ENCODER.ids)
    aliases = Aliases.from_groups({"organisations": [("Growers", "合作社")]})
    equipment = replace(EQUIPMENT, reader=reader, aliases=aliases)
    engine = Engine(index, equipment)
    words = "Who added that the first loaf is free for Growers, 估计收成减少了百分之八?"
    engine.weighed(engine.understood(words))
    (example,) = Seeker.over(index, equipment).examples([asked(words)], "set")
    questions = [example.asked(each) for each in example.found]
    rows = [
        labelled(ENCODER.ids(PROMPT + question), each).row.ids.tolist()
        for question, each in zip(questions, example.found, strict=True)
    ]
    assert [row.tolist() for row in recorder.rows] == rows[:4]
    assert set(questions[:4]) == {words, words.replace("Growers", "合作社")}
    assert any(len(speaker) for each in example.found for speaker, _ in each.sentences)


def test_sentences_with_the_gold_are_right(index: Index) -> None:
    """One of three, in the window that is nearest; nothing is missed then."""
    gold = Gold(LIGHTHOUSE.id, "lamp needs no keeper")
    found = example_of(index, asked("Which lamp needs no keeper?", gold))
    assert found.found[0].right == (False, True, False)
    assert [any(each.right) for each in found.found].count(True) == 1
    assert (found.answerable, found.article, found.missed) == (True, LIGHTHOUSE.id, ())


@pytest.mark.parametrize("answerable", [True, False])
def test_a_passage_that_is_not_found_is_added(index: Index, *, answerable: bool) -> None:
    """Six windows are found, none of them in the article that has the answer, or what tempts."""
    words = "Does the parrot repeat itself all day, the lamp, 苹果, the ferry or the fishermen?"
    gold = Gold(LIBRARY.id, "140.000 Euro")
    question = asked(words, gold) if answerable else asked(words, tempting=(gold,))
    found = example_of(index, question)
    assert LIBRARY.id not in {each.article for each in found.found}
    (missed,) = found.missed
    assert (missed.article, missed.tempting) == (LIBRARY.id, not answerable)
    assert missed.right == (False, answerable, False)
    told = np.concatenate([each for _, each in missed.sentences])
    assert told.tolist() == ENCODER.ids(LIBRARY.text).tolist()


def paragraph(language: str, *sentences: str) -> Paragraph:
    text = " ".join(sentences)
    starts = [text.index(each) for each in sentences]
    spans = ((at, at + len(each)) for at, each in zip(starts, sentences, strict=True))
    return Paragraph(language, text, tuple(spans))


def public(title: str) -> LabelledArticle:
    """Make a paragraph in two languages, a question that it answers and one that it doesn't."""
    en = paragraph("en", "Owls eat mice.", "Hens eat corn.")
    de = paragraph("de", "Eulen fressen Mäuse.", "Hühner fressen Mais.")
    gold = ((en, 1), (de, 1))
    versions = tuple(Wording(name, "Who eats corn?", gold) for name in ("en", "tr"))
    unanswered = (Wording("en", "Who eats hens?", ()),)
    return LabelledArticle(title, (Section((en, de), (versions, unanswered)),))


def test_public_questions_stand_beside_their_paragraphs() -> None:
    """In each of its languages; a paragraph without the answer tempts, another one does not."""
    found = public_examples([public("Barn_owls"), public("Hens")], ENCODER, seeded(0))
    assert [each.article for each in found] == ["Barn_owls"] * 4 + ["Hens"] * 4
    for each in found:
        own, *others = each.found
        assert own.header.tolist() == ENCODER.ids(str(each.article).replace("_", " ")).tolist()
        assert own.right == (False, each.answerable)
        assert own.tempting is not each.answerable
        assert not any(any(other.right) or other.tempting for other in others)
    assert [each.answerable for each in found] == [True, False] * 4
    corn, mais = (ENCODER.ids(word)[0] for word in ("corn", "Mais"))
    last = [each.found[0].sentences[1][1].tolist()[-1] for each in found]
    assert last == [corn, corn, mais, mais] * 2
    assert 0 < sum(len(each.found) > 1 for each in found) < len(found)


# --- what is drawn -------------------------------------------------------------------------------


def told(article: str, *sentences: Sequence[int], right: int = -1, tempting: bool = False) -> Told:
    return Told(
        article,
        False,
        np.array([9], np.int32),
        tuple((NOTHING, np.array(each, np.int32)) for each in sentences),
        tuple(place == right for place in range(len(sentences))),
        tempting,
    )


def no_question(_: str) -> Integers:
    return np.array([5, 6], np.int32)


def test_articles_that_are_held_out_are_never_learned_from() -> None:
    """Neither questions about them nor their sentences beside others' questions."""
    names = [f"{n}.txt" for n in range(30)]
    assert [name for name in names if is_held_out(name)] == HELD_OUT
    pool = {name: told(name, [100 + n], right=0) for n, name in enumerate(names)}
    wrong = {name: told(name, [100 + n]) for n, name in enumerate(names)}
    known = [
        Example("q", True, "set", name, (pool[name], *(wrong[each] for each in HELD_OUT)))
        for name in names
    ]
    nothing = Example("q", True, "set", "1.txt", (), (pool["2.txt"],))
    learned = learnable(seen([*known, nothing]))
    assert [each.article for each in learned] == [each for each in names if each not in HELD_OUT]
    random = seeded(0)
    drawn = rounds(learned, learnable(seen(known)), Draws(no_question, random), random)
    numbers = {
        number - 100
        for _ in range(20)
        for group in next(drawn)
        for each in group
        for number in each.row.ids.tolist()
    }
    assert {f"{each}.txt" for each in numbers if each >= 0} == {*names} - {*HELD_OUT}


def test_a_question_is_drawn_with_its_answer_or_what_tempts() -> None:
    """And mostly with a wrong one, which is never drawn alone if there is a right one."""
    right, lure = told("a", [30], right=0), told("b", [31], tempting=True)
    wrong = told("c", [32])
    draws = Draws(no_question, seeded(0))
    for known, first, share in (
        (Example("q", True, "set", "a", (wrong,), (right,)), 30, 0.8),
        (Example("q", False, "set", "b", (wrong, lure)), 31, 0.5),
    ):
        groups = [draws.group(known) for _ in range(100)]
        assert all(first in group[0].row.ids for group in groups)
        sizes = [len(group) for group in groups]
        assert sizes.count(2) == pytest.approx(100 * share, abs=15)
        assert set(sizes) == {1, 2}
    (alone,) = draws.group(Example("q", False, "set", None, (wrong,)))
    assert alone.right == (False,)


def test_headlines_and_speakers_are_kept_back_now_and_then() -> None:
    """The sentence's own tokens never are."""
    window = replace(told("a", [30], right=0), sentences=((np.array([8]), np.array([30])),))
    known = Example("q", True, "set", "a", (window,))
    draws = Draws(no_question, seeded(0))
    rows = [draws.group(known)[0].row.ids.tolist() for _ in range(100)]
    assert {tuple(row) for row in rows} == {
        (0, 5, 6, 2, *header, 2, *speaker, 30, 2) for header in ((9,), ()) for speaker in ((8,), ())
    }


def test_questions_are_told_in_other_ways() -> None:
    """Most of them as they are."""
    asked: list[str] = []

    def ids(text: str) -> Integers:
        asked.append(text.removeprefix(PROMPT))
        return NOTHING

    draws = Draws(ids, seeded(1))
    known = Example("Wer gewann das 发展?", True, "set", "a", (told("a", [30], right=0),))
    for _ in range(300):
        draws.group(known)
    told_ = {each: asked.count(each) for each in asked}
    assert set(told_) == {
        known.question, "WER GEWANN DAS 发展?", "wer gewann das 发展?", "Wer gewann das 发展",
        "Wer gewann das 發展?",
    }  # fmt: skip
    assert told_[known.question] > 225


def row_of(n: int) -> Labelled:
    return Labelled(Row(np.zeros(n, np.int32), ((0, 1),)), (True,))


def test_a_batch_holds_the_windows_of_a_question_together() -> None:
    """Each group is in one batch, whole; a batch is no larger than it may be, padding included."""
    random = seeded(0)
    groups = [
        tuple(row_of(random.randint(20, 200)) for _ in range(random.randint(1, 4)))
        for _ in range(200)
    ]
    found = list(batches(groups, random))
    assert sorted(id(each) for batch in found for each in batch) == sorted(map(id, groups))
    for batch in found:
        lengths = [len(each.row.ids) for group in batch for each in group]
        assert len(batch) == 1 or max(lengths) * len(lengths) <= N_TOKENS
    assert len(found) < len(groups) / 4
    large = tuple(row_of(N_TOKENS) for _ in range(2))
    assert sorted(map(len, batches([*groups[:2], large], random))) == [1, 2]


# --- learning ------------------------------------------------------------------------------------


def tiny_network(vocabulary: int = 60) -> ReaderNetwork:
    """Make a random BERT of two layers of 16 numbers, of which the second is learned."""
    from transformers import BertConfig, BertModel  # noqa: PLC0415 - seconds

    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=vocabulary, hidden_size=16, num_hidden_layers=2, num_attention_heads=2,
        intermediate_size=32, max_position_embeddings=256, initializer_range=0.3,
    )  # fmt: skip
    return ReaderNetwork(BertModel(config), n_layers=2, n_frozen=1)


def made(random: Random, n: int) -> list[Example]:
    """Make questions whose answer has a mark in it; every third has none."""
    found = []
    for row in range(n):
        sentences = [[random.randrange(MARK + 1, 60)] * 2 for _ in range(3)]
        right = random.randrange(3) if row % 3 else -1
        if row % 3:
            sentences[right] = [MARK] * 2
        window = told("1.txt", *sentences, right=right, tempting=row % 3 == 0)
        found.append(Example("q", bool(row % 3), "set", "1.txt", (window,)))
    return found


def test_a_mark_is_learned() -> None:
    """It is found, and its lack, in questions that were not learned from; what is frozen stays."""
    random, network = seeded(0), tiny_network()
    frozen = {name: each.clone() for name, each in network.lower.state_dict().items()}
    drawn = rounds(made(random, 60), [], Draws(no_question, random), random)
    tally = learn(network, drawn, by_steps(50), peak=0.02)
    assert tally.n_steps == 50
    line = report(network, made(random, 30), no_question)
    assert line == "set: 30 questions, hit@1 1.000, AUROC 1.000, refused 1.000"
    for name, each in network.lower.state_dict().items():
        assert torch.equal(each, frozen[name])


def test_what_is_saved_is_what_the_product_computes(
    index: Index, model_folder_path: Path, tmp_path: Path
) -> None:
    """Log odds of a window's sentences, by a learned layer over the bundled first one."""
    from transformers import BertModel  # noqa: PLC0415 - seconds

    torch.manual_seed(0)
    bert = BertModel.from_pretrained(model_folder_path, add_pooling_layer=False)
    network, path = ReaderNetwork(bert, n_layers=2, n_frozen=1), tmp_path / "reader.safetensors"
    with torch.no_grad():
        for layer in (network.hidden, network.out):
            layer.weight.normal_(std=0.2)
    save(network, path, {"steps": "3"})
    cross = CrossEncoder.load(path, model_folder_path, tmp_path)
    reader = Reader.load(path, cross, ENCODER.ids)
    words = "Which lamp needs no keeper?"
    engine = Engine(index, EQUIPMENT)
    found, _ = engine.weighed(engine.understood(words))
    window = windows([(found[0].evidence, found[0].place)], 1)
    (computed,) = reader.read([words], window)
    row = labelled(ENCODER.ids(PROMPT + words), example_of(index, asked(words)).found[0])
    with torch.no_grad():
        (expected,) = network([row.row])
    assert computed.std() > 0.1
    assert computed == pytest.approx(expected.numpy(), abs=0.05)
    with safe_open(path, "numpy") as file:
        assert file.metadata() == {"steps": "3"}
        assert file.get_tensor("encoder.layer.1.output.dense.weight").dtype == np.int8
        assert file.get_tensor("encoder.layer.1.output.dense.bias").dtype == np.float16
        assert {name.split(".")[2] for name in file.keys() if "layer" in name} == {"1"}  # noqa: SIM118


def test_numbers_that_are_not_finite_are_never_written(tmp_path: Path) -> None:
    """1e6 is no half precision number."""
    network = tiny_network()
    with torch.no_grad():
        network.out.bias.fill_(1e6)
    with pytest.raises(ValueError, match=r"^out\.bias is not finite"):
        save(network, tmp_path / "reader.safetensors", {})
    assert not list(tmp_path.iterdir())


@pytest.fixture
def given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Lay out a set of the newsroom's articles, one of them held out, and a public one."""
    lamp = replace(LIGHTHOUSE, id=HELD_OUT[0])
    desk = open_desk(tmp_path / "set", [lamp, *(each for each in ARTICLES if each != LIGHTHOUSE)])
    questions = [
        asked("What does each crossing cost?", Gold(FERRY.id, "38 crowns")),
        asked("Which lamp needs no keeper?", Gold(lamp.id, "needs no keeper")),
    ]
    entry = {"id": "1", "question": "Who sleeps?", "answers": [{"answer_start": 20}]}
    paragraph_ = {"context": "The fox eats corn. The owl sleeps.", "qas": [entry]}
    content = {"data": [{"title": "Owls", "paragraphs": [paragraph_]}]}
    (tmp_path / "squad2_toy.json").write_text(json.dumps(content), "utf-8")

    def opened_(_: Namespace, *, follow_ups: bool) -> list[Any]:
        assert follow_ups
        return [("newsroom", desk, questions)]

    monkeypatch.setattr(command, "opened", opened_)
    monkeypatch.setattr(command, "load_encoder", lambda _: ENCODER)
    monkeypatch.setattr(command, "bundled_model", lambda *_: tmp_path)
    monkeypatch.setattr(command, "written_examples", lambda _: [])
    monkeypatch.setattr(command.HeadNetwork, "load", lambda _: FakeHead())
    monkeypatch.setattr(ReaderNetwork, "load", lambda _: tiny_network(250_002))
    return ["--public", str(tmp_path), "--threads", "1", "set"]


def test_the_command_learns_the_same_again(
    given: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With a seed and a number of steps; the file says from what, and how good it is."""
    paths = [tmp_path / name for name in ("a.safetensors", "b.safetensors", "c.safetensors")]
    for path in paths[:2]:
        assert command.main([*given, "--out", str(path), "--steps", "3", "--seed", "7"]) == 0
    first, second = map(load_file, paths[:2])
    assert all((first[name] == each).all() for name, each in second.items())
    told = capsys.readouterr().out.splitlines()[0]
    assert told.startswith("newsroom: 1 questions, hit@1 ")
    with safe_open(paths[0], "numpy") as file:
        about = file.metadata()
    assert (about["steps"], about["held_out"]) == ("3", told)
    assert "Wikinews: CC BY 2.5; CRUD-RAG: Apache-2.0" in about["licences"]
    assert int(about["tokens"]) > 50
    assert command.main([*given, "--out", str(paths[2]), "--minutes", "0.001", "--all"]) == 0
    with safe_open(paths[2], "numpy") as file:
        assert "held_out" not in file.metadata()


def test_a_missing_file_is_said_in_a_line(
    given: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Public sets that aren't there are exit 1."""
    (tmp_path / "squad2_toy.json").unlink()
    assert command.main([*given, "--out", str(tmp_path / "a.safetensors")]) == 1
    assert capsys.readouterr().err.startswith(f"Error: {tmp_path} holds nothing to learn from")


def test_questions_that_go_on_from_others_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line with a history."""
    row = {"id": "1", "question": "Who?", "language": "en", "kind": "who", "answerable": False}
    lines = [row | {"gold": []}, row | {"id": "2", "gold": [], "history": ["Where?"]}]
    (tmp_path / "questions.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    monkeypatch.setattr("onrecord.rag.learning.sets.Desk.build", lambda _: None)
    options = Namespace(sets=[str(tmp_path)], work=tmp_path, cache=tmp_path, seed=0, limit=9)
    ((name, _, questions),) = opened(options)
    assert (name, [each.id for each in questions]) == (tmp_path.name, ["1"])
