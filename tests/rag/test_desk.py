"""One desk: build, ask, add, remove, verify and evaluate over a folder of articles."""

import hashlib
import json
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from fakes import FakeEncoder, FakeTagger
from threadpoolctl import threadpool_info, threadpool_limits

from onrecord.index.building.collection import Soundness
from onrecord.index.encoding.projection import TokenProjection
from onrecord.index.errors import (
    MissingIndexError,
    ModelDamagedError,
    OtherModelError,
    UnsoundIndexError,
)
from onrecord.index.store.database import database_path
from onrecord.index.store.place import folder_of
from onrecord.rag.desk import Desk
from onrecord.rag.errors import QuestionFileError
from onrecord.ui.watch import meanwhile

KITES = "Kites fly above the shore.\n"
PEARS = "---\ntitle: Pears\noutlet: The Orchard\ndate: 2025-10-01\n---\nPears ripen in autumn.\n"
TEE = "---\noutlet: Blatt\ndate: 2025-10-20\n---\nDer Tee ist teuer, und der Regen fehlte lange.\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Three articles in a folder."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "kites.txt").write_text(KITES)
    (folder / "pears.md").write_text(PEARS)
    (folder / "tee.md").write_text(TEE)
    return folder


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


def test_small_products_keep_to_one_thread(desk: Desk) -> None:
    """Threads that wait for each other's part of a small product take the machine from others."""
    threadpool_limits(2, "blas")
    make_desk(desk.corpus, desk.index)
    blas = [each for each in threadpool_info() if each["user_api"] == "blas"]
    assert blas
    assert {each["num_threads"] for each in blas} == {1}


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


def test_files_are_added_and_replaced(desk: Desk, tmp_path: Path) -> None:
    """From the corpus under their path in it, from elsewhere under their name."""
    inside, outside = desk.corpus / "new" / "plums.txt", tmp_path / "figs.txt"
    inside.parent.mkdir()
    inside.write_text("Plums are blue this year.\n")
    outside.write_text("Figs are green this year.\n")
    assert desk.add([str(inside)]).added == ("new/plums.txt",)
    assert desk.add([str(outside)]).added == ("figs.txt",)
    outside.write_text("Figs are brown this year.\n")
    (skipped,) = desk.add([str(inside), str(outside)]).skipped
    assert (skipped.path, skipped.kept) == ("figs.txt", True)
    assert "remove the other first, or add it with --replace" in skipped.reason
    assert "green" in texts(desk)["figs.txt"]
    assert desk.add([str(outside)], replace_texts=True).changed == ("figs.txt",)
    assert "brown" in texts(desk)["figs.txt"]
    assert "Plums" in texts(desk)["new/plums.txt"]


def test_removed_articles_are_gone_from_the_answers(desk: Desk) -> None:
    """Those that were named, and no others."""
    assert desk.remove(["kites.txt"]).removed == ("kites.txt",)
    assert texts(desk).keys() == {"pears.md", "tee.md"}


def test_a_removal_that_the_next_build_undoes_is_told(
    desk: Desk, corpus: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """In one line; of what no file holds any more, nothing is said."""
    (corpus / "two.jsonl").write_text('{"id": "a b", "text": "Boats sail."}\n')
    desk.build()
    (corpus / "tee.md").unlink()
    desk.put([{"id": "x" * 300, "text": "A lamp burns."}])
    caplog.clear()
    (packed,) = (each for each in texts(desk) if each.startswith("two.jsonl"))
    desk.remove(["kites.txt", packed, "tee.md", "x" * 300])
    (record,) = caplog.records
    assert record.getMessage() == (
        f"the next build brings back what still lies in {corpus}: kites.txt, {packed};"
        " delete it there too"
    )
    assert set(desk.build().added) == {"kites.txt", packed}


def test_the_status_is_that_of_the_index(desk: Desk) -> None:
    """Counts, languages, outlets and days; an undated article is in no day."""
    status = desk.status()
    assert (status.generation, status.n_articles, status.n_passages) == (1, 3, 3)
    assert status.languages == {"en": 2, "de": 1}
    assert status.outlets == {"": 1, "Blatt": 1, "The Orchard": 1}
    assert (status.oldest, status.newest) == (date(2025, 10, 1), date(2025, 10, 20))
    assert (status.encoder, status.projection) == ("fake", "plain-32")
    files = [each for each in desk.index.iterdir() if each.is_file()]
    assert status.n_bytes == sum(each.stat().st_size for each in files) > 0


def test_a_sound_index_is_told_to_be_sound(desk: Desk) -> None:
    """With the generation that was looked at."""
    assert desk.verify() == Soundness(sound=True, generation=1)


def test_a_damaged_model_is_told_with_its_index(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The index may be sound; a model that isn't what was decoded is found all the same."""
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "model.safetensors").write_text("other bytes")
    sums = {"model.safetensors": {"size": 11, "sha256": hashlib.sha256(b"the bytes").hexdigest()}}
    (folder / "checksums.json").write_text(json.dumps(sums))
    monkeypatch.setattr("onrecord.index.building.collection.bundled_model", lambda *_: folder)
    desk = Desk(corpus, tmp_path / "index", tmp_path / "cache")
    desk.encoder, desk.projection = FakeEncoder(), TokenProjection.plain(32)
    desk.tagger = FakeTagger()
    desk.build()
    with pytest.raises(ModelDamagedError, match=r"model\.safetensors"):
        desk.verify()


def test_a_damaged_index_is_told_in_a_line(desk: Desk) -> None:
    """A sentence whose end lies outside of its article is found, and the remedy is named."""
    with closing(sqlite3.connect(database_path(desk.index))) as connection, connection:
        connection.execute("UPDATE sentences SET end = end + 1000")
    with pytest.raises(UnsoundIndexError, match=r"faults, the first: .*onrecord build") as caught:
        desk.verify()
    assert "\n" not in str(caught.value)


def test_another_model_is_refused_until_the_index_is_rebuilt(desk: Desk) -> None:
    """Vectors of two models don't mix; `force` replaces them all."""
    other = make_desk(desk.corpus, desk.index, "other")
    with pytest.raises(OtherModelError):
        other.engine()
    with pytest.raises(OtherModelError):
        other.build()
    report = other.build(force=True)
    assert (report.n_encoded, report.n_articles) == (3, 3)
    assert other.status().encoder == "other"


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


def test_what_is_put_has_its_own_id_and_outlasts_a_build(desk: Desk) -> None:
    """The id is the one given, not that of a line in a file."""
    given = {"id": "desk/note.txt", "text": "The crane stands still.", "published": "2025-03-14"}
    assert desk.put([given]).added == ("desk/note.txt",)
    desk.build()
    kept = desk.engine().article("desk/note.txt")
    assert (kept.text, str(kept.published)) == ("The crane stands still.", "2025-03-14")


def test_what_listens_to_a_build_can_end_it(corpus: Path, tmp_path: Path) -> None:
    """What it raises comes out, and the next build finishes the work."""

    def stop(_: object) -> None:
        raise KeyError("enough")

    desk = make_desk(corpus, tmp_path / "stopped")
    with pytest.raises(KeyError, match="enough"):
        desk.build(on_progress=stop)
    assert desk.build().n_articles == len(texts(desk))
