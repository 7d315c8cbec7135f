"""One desk: build, ask, add, remove, verify and evaluate over a folder of articles."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from fakes import FakeEncoder
from three_articles import three_articles

from onrecord.index.errors import (
    MissingIndexError,
)
from onrecord.index.store.place import folder_of
from onrecord.rag.desk import Desk
from onrecord.rag.errors import QuestionFileError
from onrecord.ui.watch import meanwhile


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Three articles in a folder."""
    return three_articles(tmp_path / "articles")


def make_desk(corpus: Path, index: Path, name: str = "fake") -> Desk:
    """Make a desk with the fake encoder, and with no token projection but the plain one."""
    desk = Desk(corpus, index, index.parent / "cache", model="a model of one's own")
    desk.encoder = FakeEncoder(name=name)
    return desk


@pytest.fixture
def desk(corpus: Path, tmp_path: Path) -> Desk:
    """Set up a desk that has built its index."""
    desk = make_desk(corpus, tmp_path / "index")
    desk.build()
    return desk


def texts(desk: Desk) -> dict[str, str]:
    engine = desk.engine()
    return {each.id: engine.article(each.id).text for each in engine.articles()}


def test_without_an_index_the_remedy_is_named(corpus: Path, tmp_path: Path) -> None:
    """Nothing is built behind anybody's back."""
    with pytest.raises(MissingIndexError, match="run `onrecord build`"):
        make_desk(corpus, tmp_path / "index").engine()


def test_what_was_built_is_ranked(desk: Desk) -> None:
    """The sentence that was asked for comes first, from the article it stands in."""
    (first, *_) = desk.engine().rank("Pears ripen in autumn.").quotes
    assert (first.article.id, first.text) == ("pears.md", "Pears ripen in autumn.")


def test_the_engine_is_kept_until_there_is_a_newer_generation(desk: Desk) -> None:
    """The same one for as long as nothing changes, also from several threads."""
    with ThreadPoolExecutor(4) as pool:
        engines = set(pool.map(lambda _: desk.engine(), range(8)))
    assert engines == {desk.engine()}
    (desk.corpus / "plums.txt").write_text("Plums are blue this year.\n")
    report = desk.build()
    assert report.added == ("plums.txt",)
    assert desk.engine() not in engines
    assert texts(desk)["plums.txt"].strip() == "Plums are blue this year."


def test_a_server_takes_up_what_another_publishes(desk: Desk, corpus: Path) -> None:
    """Before anybody asks; and what is there answers while the new is being read."""
    old = desk.engine()
    with meanwhile(desk.keep_up):
        (corpus / "plums.txt").write_text("Plums are blue.\n")
        with desk._lock:
            make_desk(corpus, folder_of(desk.index)).build()
            assert desk.engine() is old
        deadline = time.monotonic() + 30
        while desk._engine is old and time.monotonic() < deadline:
            time.sleep(0.01)
    assert desk._engine is not None
    assert desk._engine.generation == old.generation + 1


def test_removed_articles_are_gone_from_the_answers(desk: Desk) -> None:
    """Those that were named, and no others."""
    assert desk.remove(["kites.txt"]).removed == ("kites.txt",)
    assert texts(desk).keys() == {"pears.md", "tee.md"}


def questions(path: Path) -> Path:
    rows = [
        ("q1", "Pears ripen in autumn.", "pears.md", "autumn"),
        ("q2", "Kites fly above the shore.", "kites.txt", "shore"),
        ("q3", "Quantum llamas juggle xylophones", None, None),
    ]
    path.write_text(
        "\n".join(
            json.dumps(
                {
                    "id": name, "question": text, "language": "en", "kind": "fact",
                    "answerable": article is not None,
                    "gold": [{"article": article, "contains": words}] if article else [],
                }
            )
            for name, text, article, words in rows
        )
    )  # fmt: skip
    return path


def test_a_question_file_is_measured_over_the_corpus(corpus: Path, tmp_path: Path) -> None:
    """Two questions with the right sentence first, one without an answer; no index is left."""
    desk = make_desk(corpus, tmp_path / "index")
    found = desk.evaluate(questions(tmp_path / "mine.jsonl"))
    every = found.measures[0]
    assert (found.name, every.n_answerable, every.n_unanswerable) == ("mine.jsonl", 2, 1)
    assert (every.hit_at_1, every.mrr) == (1, 1)
    assert found.fairness == {"en": (1, 1)}
    assert not (tmp_path / "index").exists()


def test_a_folder_is_measured_over_its_own_articles(desk: Desk, tmp_path: Path) -> None:
    """`articles/` and `questions.jsonl` of the folder, whatever the corpus of the desk is."""
    empty = tmp_path / "none"
    empty.mkdir()
    questions(tmp_path / "questions.jsonl")
    found = make_desk(empty, tmp_path / "index").evaluate(tmp_path)
    assert found.measures[0].hit_at_1 == 1
    assert desk.engine().generation == 1


def test_a_folder_without_questions_is_refused(desk: Desk, tmp_path: Path) -> None:
    """In a line that names the file that was looked for."""
    with pytest.raises(QuestionFileError, match=r"questions\.jsonl"):
        desk.evaluate(tmp_path)


def test_the_owners_aliases_are_read_from_the_corpus_folder(corpus: Path, tmp_path: Path) -> None:
    """`aliases.toml` beside the articles is no article; its names are one, and not suggested."""
    (corpus / "boat.txt").write_text("“云舟”（Cloudboat） sailed, and Paperlark (纸雀) sang.\n")
    (corpus / "aliases.toml").write_text('things = [["Cloudboat", "云舟"]]', encoding="utf-8")
    desk = make_desk(corpus, tmp_path / "index")
    desk.build()
    assert desk.equipment.aliases.same("云舟", "Cloudboat")
    assert desk.suggest_aliases() == (("Paperlark", "纸雀"),)
    assert "aliases.toml" not in {each.id for each in desk.engine().articles()}
