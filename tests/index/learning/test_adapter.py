"""Learning the adapter: what is read, what is asked of the network, and the file it ends in."""

import doctest
import json
import math
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors import safe_open
from torch.nn.functional import cosine_similarity

from onrecord.index.encoding import model_folder
from onrecord.index.encoding.encoder import Prompts
from onrecord.index.encoding.pieces import build_tokenizer
from onrecord.index.encoding.projection import TokenProjection
from onrecord.index.encoding.weights import Pieces
from onrecord.index.errors import ModelDamagedError, ModelNotFoundError, TrainingDataError
from onrecord.index.learning import data, objective, train
from onrecord.index.learning.adapter import load_adapter, save_adapter
from onrecord.index.learning.axes import principal_axes, start_projection
from onrecord.index.learning.batches import Batch, Sampler
from onrecord.index.learning.data import (
    LabelledArticle,
    Paragraph,
    Question,
    Section,
    Sets,
    read_sets,
)
from onrecord.index.learning.labels import Labels
from onrecord.index.learning.network import Matcher, halves, run_padded
from onrecord.index.learning.objective import best_matches, choice_loss, outcome
from onrecord.index.learning.reading import Reader
from onrecord.index.learning.steps import Schedule
from onrecord.index.learning.train import learn

WORDS = ["fox", "hen", "owl", "eats", "sleeps", "corn", "mice", "here", "there", "who", "what"]


def entry(name: str, question: str, *starts: int) -> dict[str, Any]:
    answers = [{"answer_start": start, "text": "…"} for start in starts]
    return {"id": name, "question": question, "answers": answers}


def write(path: Path, title: str, context: str, entries: list[dict[str, Any]], **more: Any) -> None:
    paragraph = {"context": context, "qas": entries, **more}
    content = {"data": [{"title": title, "paragraphs": [paragraph]}]}
    path.write_text(json.dumps(content), "utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write one invented article of each set."""
    for language, context, breaks, question, start in [
        ("en", "The fox eats corn. The owl sleeps.", [[0, 18], [19, 34]], "Who sleeps?", 23),
        ("de", "Die Eule schläft. Der Fuchs frisst Mais.", [[0, 17], [18, 40]], "Wer schläft?", 4),
        ("tr", "Tilki yer. Baykuş uyur.", [[0, 10], [11, 23]], "Kim uyur?", 11),
    ]:
        path = tmp_path / f"xquad_r.{language}.json"
        write(path, "Owls", context, [entry("1", question, start)], sentence_breaks=breaks)
    asked = [
        {**entry("2", "Who eats mice?", 28, 32), "is_impossible": False},
        {**entry("3", "Who reads?"), "is_impossible": True},
        {**entry("4", "Who is nowhere?", 26), "is_impossible": False},
    ]
    write(
        tmp_path / "squad2_toy.json", "Barns", "Many owls live in old barns. They eat mice.", asked
    )
    write(
        tmp_path / "drcd_toy.json", "雞", "母雞吃玉米。貓頭鷹睡覺。", [entry("5", "誰睡覺？", 6, 9)]
    )
    return tmp_path


def only_section(article: LabelledArticle) -> Section:
    (section,) = article.sections
    return section


def test_gold_is_the_sentence_of_the_answer_in_every_language(folder: Path) -> None:
    """The owl sleeps in sentence 1 of the English text and 0 of the German, whoever asks."""
    section = only_section(read_sets(folder).xquad[0])
    assert [paragraph.language for paragraph in section.paragraphs] == ["en", "de"]
    (versions,) = section.questions
    assert [question.language for question in versions] == ["en", "de", "tr"]
    for question in versions:
        places = [paragraph.text[slice(*paragraph.sentences[n])] for paragraph, n in question.gold]
        assert places == ["The owl sleeps.", "Die Eule schläft."]


def test_texts_without_boundaries_are_split_as_the_corpus_is(tmp_path: Path) -> None:
    """An answer that starts in the second sentence has that one as its gold."""
    context = "母雞吃玉米。貓頭鷹睡覺。"
    write(tmp_path / "drcd_toy.json", "雞", context, [entry("5", "誰睡覺？", 6, 9)])
    section = only_section(read_sets(tmp_path).drcd[0])
    assert section.paragraphs[0].sentences == ((0, 6), (6, 12))
    assert section.questions[0][0].gold == ((section.paragraphs[0], 1),)


def test_question_without_answer_is_kept_only_if_it_is_marked(tmp_path: Path) -> None:
    """Unanswerable has no gold; an answer that lies in no sentence says nothing and is left out."""
    asked = [
        {**entry("2", "Who eats?", 33), "is_impossible": False},
        {**entry("3", "Who reads?"), "is_impossible": True},
        {**entry("4", "Where?", 28), "is_impossible": False},  # the space between
    ]
    context = "Many owls live in old barns. They eat mice."
    write(tmp_path / "squad2_toy.json", "Barns", context, asked)
    section = only_section(read_sets(tmp_path).squad[0])
    assert section.paragraphs[0].sentences == ((0, 28), (29, 43))
    gold = {versions[0].text: versions[0].gold for versions in section.questions}
    assert gold == {"Who eats?": ((section.paragraphs[0], 1),), "Who reads?": ()}


def test_held_out_articles_are_not_read(folder: Path) -> None:
    """A title is left out of every set; with nothing left, that is said."""
    sets = read_sets(folder, ["Owls", "雞"])
    assert [article.title for article in sets.articles] == ["Barns"]
    with pytest.raises(TrainingDataError, match="holds nothing to learn from"):
        read_sets(folder, ["Owls", "雞", "Barns"])


@pytest.mark.parametrize("content", ["{", '{"version": 1}', '{"data": [{"title": "A"}]}'])
def test_file_in_another_format_is_named(folder: Path, content: str) -> None:
    """Broken JSON, no data and no paragraphs are one clear line."""
    (folder / "squad2_toy.json").write_text(content, "utf-8")
    with pytest.raises(TrainingDataError, match=r"squad2_toy\.json .*fetch (it|them) again"):
        read_sets(folder)


def test_parallel_files_of_different_length_are_refused(folder: Path) -> None:
    """A language with fewer articles than the others would be matched with wrong ones."""
    (folder / "xquad_r.de.json").write_text('{"data": []}', "utf-8")
    with pytest.raises(TrainingDataError, match=r"xquad_r\.en\.json, xquad_r\.de\.json"):
        read_sets(folder)


def toy_paragraph(*sentences: str) -> Paragraph:
    spans, text = [], ""
    for sentence in sentences:
        text += " " if text else ""
        spans.append((len(text), len(text) + len(sentence)))
        text += sentence
    return Paragraph("en", text, tuple(spans))


def toy_sets() -> Sets:
    """Two articles in which three animals eat and sleep."""
    articles = []
    for title, food in [("farm", "corn"), ("wood", "mice")]:
        paragraph = toy_paragraph(f"fox eats {food}", "hen sleeps here", "owl sleeps there")
        questions = [
            Question("en", text, ((paragraph, n),))
            for n, text in enumerate(["who eats", "who sleeps here", "who sleeps there"])
        ]
        lost = Question("en", "what here there", ())
        section = Section((paragraph,), tuple((each,) for each in [*questions, lost]))
        articles.append(LabelledArticle(title, (section,)))
    return Sets((), tuple(articles), ())


@pytest.fixture
def network() -> tuple[Reader, Matcher]:
    """Make a random BERT of three layers of 16 numbers; the upper two are learned, with rank 2."""
    torch.manual_seed(0)
    scored = [("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -9.0)]
    scored += [(f"▁{word}", -2.0) for word in ["q", "p", *WORDS]] + [("<mask>", 0.0)]
    tokenizer = build_tokenizer(Pieces(tuple(scored), 0, 2, 1, 3, {}))
    lower, matcher = halves(tiny_bert(len(scored)), 1, 2, 8)
    return Reader(lower, tokenizer, Prompts("q ", "p ")), matcher


def tiny_bert(vocabulary: int) -> Any:
    from transformers import BertConfig, BertModel  # noqa: PLC0415 - seconds

    config = BertConfig(
        vocab_size=vocabulary,
        hidden_size=16,
        num_hidden_layers=3,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
        initializer_range=0.3,
    )
    return BertModel(config).eval()


def test_batches_are_those_of_the_seed() -> None:
    """The same seed draws the same batches, and another one others."""
    sets = toy_sets()
    drawn = [[Sampler(sets, seed).batch().questions for _ in range(3)] for seed in (1, 1, 2)]
    assert drawn[0] == drawn[1]
    assert drawn[0] != drawn[2]


def test_batch_has_rivals_and_strangers() -> None:
    """One article's paragraph with its questions and the unanswered one; three from elsewhere."""
    sets = toy_sets()
    batch = Sampler(sets, 0).batch()
    (paragraph,) = batch.paragraphs
    (chosen,) = (each for each in sets.squad if each.sections[0].paragraphs == (paragraph,))
    own = {versions[0] for versions in chosen.sections[0].questions}
    assert own <= set(batch.questions)
    assert len(batch.questions) == len(own) + 3
    assert not own & set(batch.questions[4:])


def test_tokens_belong_to_the_sentence_they_start_in(network: tuple[Reader, Matcher]) -> None:
    """Neither prompt nor special tokens are in a sentence; `<s> p fox eats hen sleeps </s>`."""
    reader, _ = network
    paragraph = toy_paragraph("fox eats", "hen sleeps")
    question = Question("en", "who sleeps", ((paragraph, 1),))
    (reading,) = reader.read([paragraph])
    assert len(reading.hidden) == 7
    assert reading.kept == (2, 3, 4, 5)
    assert [paragraph.text[start:].split()[0] for start in reading.starts] == [
        "fox",
        "eats",
        "hen",
        "sleeps",
    ]
    labels = Labels.of(Batch((paragraph,), (question,)), [reading])
    assert [rows.tolist() for rows in labels.rows] == [[2, 3, 4, 5]]
    assert labels.sentence.tolist() == [0, 0, 1, 1]
    assert labels.gold_sentences.tolist() == [[False, True]]
    assert labels.gold_paragraphs.tolist() == [[True]]


def test_gold_outside_of_the_batch_does_not_count(network: tuple[Reader, Matcher]) -> None:
    """A stranger's question has no gold among the paragraphs that are there."""
    reader, _ = network
    here, elsewhere = toy_paragraph("fox eats"), toy_paragraph("hen eats")
    question = Question("en", "who eats", ((elsewhere, 0),))
    labels = Labels.of(Batch((here,), (question,)), reader.read([here]))
    assert not labels.gold_sentences.any()
    assert not labels.gold_paragraphs.any()


def test_halves_run_as_the_whole_model_does() -> None:
    """Before anything is learned, two padded halves give what `BertModel` gives without padding."""
    bert = tiny_bert(30)
    texts = [torch.tensor(ids) for ids in ([3, 4, 5, 6, 7, 8], [9, 10], [11], [12, 13, 14, 15])]
    with torch.no_grad():
        expected = [bert(ids[None]).last_hidden_state[0] for ids in texts]
        lower, matcher = halves(bert, 1, 2, 8)
        found = run_padded(matcher.eval(), run_padded(lower, texts))
    for ours, theirs in zip(found, expected, strict=True):
        torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-5)


def test_best_match_of_each_word_in_each_sentence() -> None:
    """Against a loop over the words and the sentences; a sentence without tokens has -1."""
    drawn = torch.nn.functional.normalize(torch.randn(7, 4), dim=-1)
    words, tokens, sentence = drawn[:2], drawn[2:], torch.tensor([0, 2, 0, 2, 2])
    found = best_matches(words, tokens, sentence, 3)
    for row, word in enumerate(words):
        for number in (0, 2):
            best = max(float(word @ token) for token in tokens[sentence == number])
            assert found[row, number] == pytest.approx(best, abs=1e-6)
    assert found[:, 1].tolist() == [-1, -1]


def test_several_gold_sentences_share_the_probability() -> None:
    """Softmax of (ln 1, ln 2, ln 3, ln 4): gold 2 and 4 have (2 + 4) / 10; the other row is out."""
    logits = torch.tensor([[1.0, 2.0, 3.0, 4.0], [5.0, 1.0, 1.0, 1.0]]).log()
    gold = torch.tensor([[False, True, False, True], [False] * 4])
    assert float(choice_loss(logits, gold)) == pytest.approx(-math.log(0.6))
    assert float(choice_loss(logits, torch.zeros(2, 4, dtype=torch.bool))) == 0


def test_axes_leave_out_where_a_language_lies() -> None:
    """Two languages far apart on one axis vary on another only: that one is first, centred."""
    spread = torch.tensor([[0.0, -2.0, 0.1], [0.0, 2.0, 0.1]])
    axes, bias = principal_axes(
        {"en": spread + torch.tensor([9.0, 1, 0]), "de": spread - torch.tensor([9.0, -1, 0])}, 1
    )
    assert axes.abs().tolist() == [pytest.approx([0, 1, 0], abs=1e-6)]
    assert bias.abs().tolist() == pytest.approx([1], abs=1e-6)


def test_loss_goes_down_and_the_frozen_weights_stay(network: tuple[Reader, Matcher]) -> None:
    """Thirty steps on a toy batch halve the loss; only what is to be learned has changed."""
    reader, matcher = network
    sampler = Sampler(toy_sets(), 0)
    start_projection(matcher, reader, sampler)
    fixed = {
        name: part.clone() for name, part in matcher.named_parameters() if not part.requires_grad
    }
    losses = [
        float(found.loss.detach())
        for found in learn(matcher, reader, sampler, Schedule(n_steps=30, peak=0.02, n_warm_up=2))
    ]
    assert sum(losses[-5:]) < 0.5 * sum(losses[:5])
    for name, part in matcher.named_parameters():
        if name in fixed:
            assert torch.equal(part, fixed[name])
    assert all(layer.up.abs().max() > 0 for _, layer in matcher.low_rank())
    assert outcome(matcher.eval(), reader, sampler.batch()).accuracy > 0.6


def random_matcher(network: tuple[Reader, Matcher]) -> Matcher:
    _, matcher = network
    with torch.no_grad():
        for part in matcher.parameters():
            if part.requires_grad:
                part.normal_(std=0.3)
    return matcher


def test_file_merges_into_the_weights_it_was_learned_on(
    network: tuple[Reader, Matcher], tmp_path: Path
) -> None:
    """W + B @ A in the index's encoder is what ran while learning; the names are `BertModel`'s."""
    matcher = random_matcher(network).eval()
    bert = tiny_bert(19)
    weights = {
        f"{name}.weight": layer.frozen.weight.detach().numpy().copy()
        for name, layer in matcher.low_rank()
    }
    assert len(weights) == 2 * 6
    assert set(weights) <= set(bert.state_dict())
    path = tmp_path / "adapter.safetensors"
    save_adapter(matcher, path, {"steps": "3"})
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    model_folder._merge(weights, path)
    for name, layer in matcher.low_rank():
        merged = torch.from_numpy(weights[f"{name}.weight"])
        product = layer.up.half().float() @ layer.down.half().float()
        torch.testing.assert_close(merged, layer.frozen.weight + product, rtol=0, atol=1e-6)
        inputs = torch.randn(5, layer.frozen.in_features)
        ran, run = layer(inputs), inputs @ merged.T + layer.frozen.bias
        assert cosine_similarity(ran, run).min() > 0.9999
    with safe_open(path, "numpy") as file:
        assert file.metadata() == {"scale": "1.0", "steps": "3"}
        assert {file.get_tensor(name).dtype for name in file.keys()} == {np.dtype("float16")}  # noqa: SIM118


def test_file_holds_the_projection_that_was_learned(
    network: tuple[Reader, Matcher], tmp_path: Path
) -> None:
    """`TokenProjection` gives the same unit rows and the same weights of a question's tokens."""
    matcher = random_matcher(network)
    path = tmp_path / "adapter.safetensors"
    save_adapter(matcher, path, {})
    hidden = torch.randn(6, 16)
    tokens, weights = TokenProjection.load(path).question(hidden.numpy())
    expected = matcher.tokens(hidden).detach()
    assert cosine_similarity(torch.from_numpy(tokens), expected).min() > 0.9999
    assert weights == pytest.approx(matcher.weights(hidden).detach().numpy(), abs=1e-3)


def test_learning_goes_on_from_a_file(network: tuple[Reader, Matcher], tmp_path: Path) -> None:
    """What was saved is taken over; a file of another rank or none is refused by name."""
    path = tmp_path / "adapter.safetensors"
    save_adapter(random_matcher(network), path, {})
    vectors = torch.randn(1, 4, 16)
    mask = torch.ones(1, 4, dtype=torch.bool)
    _, again = halves(tiny_bert(19), 1, 2, 8)
    load_adapter(again, path)
    for (_, theirs), (_, ours) in zip(network[1].low_rank(), again.low_rank(), strict=True):
        torch.testing.assert_close(ours.up, theirs.up, rtol=1e-3, atol=1e-3)
        torch.testing.assert_close(ours.down, theirs.down, rtol=1e-3, atol=1e-3)
    assert again(vectors, mask).shape == vectors.shape
    _, other = halves(tiny_bert(19), 1, 3, 8)
    with pytest.raises(ModelDamagedError, match=r"adapter\.safetensors does not fit"):
        load_adapter(other, path)
    with pytest.raises(ModelNotFoundError, match=r"none\.safetensors"):
        load_adapter(again, tmp_path / "none.safetensors")


def test_numbers_that_are_not_finite_are_never_written(
    network: tuple[Reader, Matcher], tmp_path: Path
) -> None:
    """1e6 is no float16: the file would hold infinity."""
    _, matcher = network
    with torch.no_grad():
        matcher.salience.fill_(1e6)
    with pytest.raises(ValueError, match=r"projection\.salience is not finite"):
        save_adapter(matcher, tmp_path / "adapter.safetensors", {})
    assert list(tmp_path.iterdir()) == []


def test_command_writes_a_file_that_names_its_data(
    network: tuple[Reader, Matcher], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two steps from the beginning, then one step from there."""
    monkeypatch.setattr(train, "_bundled", lambda: network)
    out = folder / "adapter.safetensors"
    given = ["--data", str(folder), "--out", str(out), "--seed", "7"]
    assert train.main([*given, "--steps", "2", "--hold-out", "Owls", "雞"]) == 0
    with safe_open(out, "numpy") as file:
        about = file.metadata()
    assert about == {"scale": "1.0", "steps": "2", "seed": "7", **data.CREDITS}
    before = out.read_bytes()
    assert train.main([*given, "--steps", "1", "--warm-start", str(out)]) == 0
    assert out.read_bytes() != before


def test_command_says_in_one_line_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An empty folder is exit 1 and a line with the remedy."""
    assert train.main(["--data", str(tmp_path), "--out", str(tmp_path / "a.safetensors")]) == 1
    said = capsys.readouterr().err
    assert re.fullmatch(r"Error: .* holds nothing to learn from; put .* there\n", said)


def test_rate_rises_and_falls() -> None:
    """A twentieth at first, the peak's half in the middle, the floor at the end."""
    schedule = Schedule(n_steps=100)
    assert [schedule.rate(step) for step in (0, 50, 99)] == pytest.approx([0.05, 0.5, 0.03])


def test_product_does_not_import_the_learning() -> None:
    """No module outside of the two rooms where is learned names it."""
    root = Path(data.__file__).parents[2]
    others = (
        path for room in ("corpus", "index", "rag", "ui") for path in (root / room).rglob("*.py")
    )
    naming = [path for path in others if "onrecord.index.learning" in path.read_text("utf-8")]
    assert {path.parent for path in naming} == {root / "index/learning", root / "rag/learning"}


@pytest.mark.parametrize("module", [data, objective])
def test_examples_are_true(module: Any) -> None:
    """The examples in the docstrings run."""
    assert doctest.testmod(module, extraglobs={"torch": torch}).failed == 0
