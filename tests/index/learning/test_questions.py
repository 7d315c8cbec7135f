"""Learning the question side: what is stored stays, and questions learn to find it."""

import json
import random
from collections import Counter
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
import torch
from fakes import FakeEncoder
from safetensors import safe_open

from onrecord.corpus import Article
from onrecord.index.building.build import Builder
from onrecord.index.encoding.projection import QuestionSide, TokenProjection
from onrecord.index.errors import TrainingDataError
from onrecord.index.hit import Evidence
from onrecord.index.index import Index
from onrecord.index.learning.asking import Asked, Fact, Shelf, batches, varied
from onrecord.index.learning.data import LabelledArticle, Paragraph, Question, Section, Sets
from onrecord.index.learning.question_side import AskedNetwork, find, save_questions, scores
from onrecord.index.learning.questions import learn
from onrecord.index.learning.shelves import indexed, published
from onrecord.index.learning.steps import Schedule
from onrecord.index.learning.stored import StoredPassage, StoredPassages
from onrecord.rag.evidence.interaction import AskedVectors, similarities

DIM = WIDTH = 32
PROJECTION = TokenProjection.plain(32)
ENCODER = FakeEncoder()
ARTICLES = [
    Article("a.txt", "The fox eats corn. The owl sleeps.", "A", None, None, None, "en", None),
    Article("b.txt", "Die Eule schläft. Es regnet.", "B", None, None, None, "de", None),
]


def question(text: str, language: str = "en") -> Question:
    return Question(language, text, ())


def unit_rows(*shape: int) -> torch.Tensor:
    return torch.nn.functional.normalize(torch.randn(*shape), dim=-1)


def toy_passage(*counts: int) -> StoredPassage:
    """Draw a passage whose sentences have so many tokens."""
    sentence = torch.repeat_interleave(torch.tensor(counts))
    tokens = (unit_rows(len(sentence), WIDTH) * 127).round().to(torch.int8)
    vectors = unit_rows(len(counts), DIM).half()
    quotable = torch.ones(len(counts), dtype=torch.bool)
    return StoredPassage(unit_rows(DIM), tokens, sentence, vectors, quotable)


@pytest.fixture
def index(tmp_path: Path) -> Index:
    """Build over the two articles."""
    builder = Builder(tmp_path / "index", ENCODER, PROJECTION)
    builder.add(ARTICLES)
    return Index.open(builder.directory, "fake", PROJECTION)


def evidence_of(index: Index) -> list[Evidence]:
    hits = index.dense(np.zeros(32, np.float32), index.n_passages)
    return index.evidence(sorted(hits, key=lambda hit: hit.id))


def write(path: Path, *lines: dict[str, object]) -> Path:
    path.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    return path


def line(text: str, article: str, contains: str, **more: object) -> dict[str, object]:
    gold = [{"article": article, "contains": contains}] if contains else []
    return {"question": text, "language": "en", "gold": gold, **more}


def drawn_network() -> AskedNetwork:
    """Draw every number of a network over the fake encoder's 32."""
    torch.manual_seed(0)
    network = AskedNetwork(PROJECTION, 8, 4)
    with torch.no_grad():
        for name, part in network.named_parameters():
            if not name.endswith("_scale"):
                part.normal_(std=0.3)
    return network


def test_sentences_are_scored_as_they_are_found(index: Index, tmp_path: Path) -> None:
    """Late interaction and nearness are those of `rag.evidence.interaction` with the saved file."""
    network, path = drawn_network(), tmp_path / "questions.safetensors"
    save_questions(network, path, {"steps": "3"})
    projection = replace(PROJECTION, asked=QuestionSide.load(path))
    (encoding,) = ENCODER.encode_questions(["Does the owl sleep?"])
    asked = AskedVectors.of(encoding, projection)
    evidence = evidence_of(index)
    expected = similarities(asked, evidence)
    passages = [StoredPassage.of(each) for each in evidence]
    with torch.no_grad():
        vector = network.whole(torch.tensor(encoding.vector))
        near = torch.stack([passage.vector for passage in passages]) @ vector
        words = network.words(torch.tensor(encoding.tokens))
        met, nearest = scores(words, vector, passages, near)
    assert asked.vector.tolist() == pytest.approx(vector.tolist(), abs=2e-3)  # float16
    assert met.tolist() == pytest.approx(
        [each for found in expected for each in found.sentence_tokens], abs=2e-3
    )
    assert nearest.tolist() == pytest.approx(
        [each for found in expected for each in found.nearness], abs=2e-3
    )
    with safe_open(path, "numpy") as file:
        assert file.metadata() == {"steps": "3"}


def test_nothing_learned_changes_nothing() -> None:
    """Before the first step a question is projected as what is stored is."""
    (encoding,) = ENCODER.encode_questions(["Does the owl sleep?"])
    rows, weights = AskedNetwork(PROJECTION).words(torch.tensor(encoding.tokens))
    expected, salience = PROJECTION.question(encoding.tokens)
    assert np.abs(rows.detach().numpy() - 127 * expected).max() < 1e-6
    assert np.abs(weights.detach().numpy() - salience).max() < 1e-6


def test_encoded_paragraph_is_what_an_index_would_hold(index: Index) -> None:
    """Vector, tokens, their sentences, and the sentences' vectors."""
    stored = StoredPassage.of(evidence_of(index)[0])
    paragraph = Paragraph("en", ARTICLES[0].text, ((0, 18), (19, 34)))
    (encoding,) = ENCODER.encode_passages([paragraph.text])
    made = StoredPassage.encoded(paragraph, encoding, PROJECTION)
    assert made.sentence.tolist() == [0, 0, 0, 0, 1, 1, 1]
    for ours, theirs in zip(
        (made.vector, made.tokens, made.sentence, made.sentence_vectors, made.quotable),
        (stored.vector, stored.tokens, stored.sentence, stored.sentence_vectors, stored.quotable),
        strict=True,
    ):
        torch.testing.assert_close(ours, theirs)


def test_gold_is_where_the_string_stands(index: Index, tmp_path: Path) -> None:
    """Unanswerable questions and those that follow others are not learned from."""
    path = write(
        tmp_path / "questions.jsonl",
        line("Who sleeps?", "a.txt", "owl"),
        line("Who sleeps all over?", "b.txt", "schläft. Es"),
        line("And then?", "a.txt", "owl", history=["Who sleeps?"]),
        line("Who reads?", "a.txt", ""),
    )
    shelf = indexed(index, path)
    found = {fact.wordings[0].text: fact.gold for fact in shelf.facts}
    assert found == {"Who sleeps?": ((0, 1),), "Who sleeps all over?": ((1, 0), (1, 1))}
    assert len(shelf.stored.vectors) == 2


def test_held_out_articles_are_no_rivals_either(index: Index, tmp_path: Path) -> None:
    """Neither their passages nor their questions are there; with none left, that is said."""
    path = write(
        tmp_path / "questions.jsonl",
        line("Who sleeps?", "a.txt", "owl"), line("Wer schläft?", "b.txt", "Eule"),
    )  # fmt: skip
    shelf = indexed(index, path, ["a.txt"])
    assert [(fact.wordings[0].text, fact.gold) for fact in shelf.facts] == [
        ("Wer schläft?", ((0, 0),))
    ]
    assert len(shelf.stored.passages) == 1
    with pytest.raises(TrainingDataError, match="is answered by the articles"):
        indexed(index, path, ["a.txt", "b.txt"])
    with pytest.raises(TrainingDataError, match="as JSON lines"):
        indexed(index, tmp_path / "nowhere.jsonl")


def test_published_paragraphs_become_passages() -> None:
    """The same text in two languages is two passages; one that is too long is left out."""
    english = Paragraph("en", "The owl sleeps. It rains.", ((0, 15), (16, 25)))
    german = Paragraph("de", "Die Eule schläft. Es regnet.", ((0, 17), (18, 28)))
    long = Paragraph("en", "hen " * 600, ((0, 2400),))
    asked = Question("tr", "Kim uyur?", ((english, 0), (german, 0)))
    sections = (
        Section((english, german), ((asked,),)),
        Section((long,), ((Question("en", "Who?", ((long, 0),)),),)),
    )
    (shelf,) = published(Sets((LabelledArticle("Owls", sections),), (), ()), ENCODER, PROJECTION)
    (fact,) = shelf.facts
    assert (fact.wordings, fact.gold, fact.parallel) == ((asked,), ((0, 0), (1, 0)), True)
    assert len(shelf.stored.passages) == 2


def test_every_fact_is_asked_once_before_one_is_asked_again() -> None:
    """Four facts, two a batch: two batches hold each once, in the order of the seed."""
    stored = StoredPassages.joined([toy_passage(2)])
    facts = [Fact((question(word),), ((0, 0),)) for word in ("fox", "hen", "owl", "mice")]
    shelf = Shelf(stored, facts, 2)

    def drawn(seed: int) -> list[str]:
        some = islice(batches([shelf], seed), 20)
        return [each.question.text.lower() for batch in some for each in batch]

    assert drawn(1) == drawn(1) != drawn(2)
    assert Counter(drawn(1)) == dict.fromkeys(("fox", "hen", "owl", "mice"), 10)


def test_of_parallel_texts_one_is_there() -> None:
    """A Turkish question looks for the German text or the English, never for both."""
    stored = StoredPassages.joined([toy_passage(2, 1), toy_passage(1, 2)])
    fact = Fact((question("Kim uyur?", "tr"),), ((0, 1), (1, 1)), parallel=True)
    asked = [each for batch in islice(batches([Shelf(stored, [fact], 4)], 0), 5) for each in batch]
    assert {(each.gold, frozenset(each.hidden)) for each in asked} == {
        (frozenset({(0, 1)}), frozenset({1})),
        (frozenset({(1, 1)}), frozenset({0})),
    }


def test_questions_are_varied_now_and_then() -> None:
    """Capitals, small letters, no mark, traditional characters; most stay as they are."""
    asked, drawn = question("谁在说话? Ms Li", "zh"), random.Random(0)  # noqa: S311
    told = Counter(varied(asked, drawn).text for _ in range(2000))
    assert set(told) == {
        asked.text, "谁在说话? MS LI", "谁在说话? ms li", "誰在說話? Ms Li"
    }  # fmt: skip
    assert told[asked.text] > 1600
    assert "Who" in {varied(question("Who?"), drawn).text for _ in range(200)}


def test_loss_goes_down_and_what_is_stored_stays() -> None:
    """Forty steps bring each question to its sentence; stored vectors have not moved."""
    torch.manual_seed(0)
    stored = StoredPassages.joined([toy_passage(2, 3), toy_passage(3, 2), toy_passage(1, 1)])
    before = [each.tokens.clone() for each in stored.passages], stored.vectors.clone()
    facts = [
        Fact((question(text),), (place,))
        for text, place in [("who eats", (0, 1)), ("he sleeps here", (1, 0)), ("what", (2, 1))]
    ]
    shelf, schedule = Shelf(stored, facts, 6), Schedule(n_steps=40, peak=0.03, n_warm_up=2)
    drawn = batches([shelf], 0)
    steps = list(learn(AskedNetwork(PROJECTION, 8, 4), ENCODER, drawn, schedule))
    losses = [float(step.loss.detach()) for step in steps]
    assert sum(losses[-5:]) < 0.5 * sum(losses[:5])
    assert sum(step.accuracy for step in steps[-10:]) > 9
    assert torch.equal(stored.vectors, before[1])
    for ours, theirs in zip(stored.passages, before[0], strict=True):
        assert torch.equal(ours.tokens, theirs)


def test_hidden_passages_are_no_rivals() -> None:
    """The only rival left is the gold passage's own sentence: as if nothing else were stored."""
    torch.manual_seed(0)
    gold, other = toy_passage(2, 3), toy_passage(3)
    asked = [
        Asked(question("who eats"), StoredPassages.joined(passages), frozenset({(0, 1)}), hidden)
        for passages, hidden in (([gold, other], {1}), ([gold], ()))
    ]
    (encoding,) = ENCODER.encode_questions(["who eats"])
    with torch.no_grad():
        losses = [float(find(drawn_network(), [(each, encoding)]).loss) for each in asked]
    assert losses[0] == pytest.approx(losses[1], abs=1e-5)
