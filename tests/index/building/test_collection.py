"""A collection: files to an index, and what is known and told of it."""

import hashlib
import json
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from fakes import FakeEncoder, FakeTagger
from threadpoolctl import threadpool_info, threadpool_limits
from three_articles import three_articles

from onrecord.index.building.collection import Collection, Soundness
from onrecord.index.encoding.projection import TokenProjection
from onrecord.index.errors import ModelDamagedError, OtherModelError, UnsoundIndexError
from onrecord.index.index import Index
from onrecord.index.store.database import database_path


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Three articles in a folder."""
    return three_articles(tmp_path / "articles")


def collected(corpus: Path, index: Path, name: str = "fake") -> Collection:
    """Collect with the fake encoder, and with no token projection but the plain one."""
    collection = Collection(corpus, index, index.parent / "cache", model="a model of one's own")
    collection.encoder = FakeEncoder(name=name)
    return collection


@pytest.fixture
def collection(corpus: Path, tmp_path: Path) -> Collection:
    """Set up a collection whose index is built."""
    made = collected(corpus, tmp_path / "index")
    made.build()
    return made


def opened(made: Collection) -> Index:
    """Open its index."""
    return Index.open(made.index, made.encoder.name, made.projection, made.tagger.name)


def texts(collection: Collection) -> dict[str, str]:
    index = opened(collection)
    return {each.id: index.article(each.id).text for each in index.articles()}


def test_small_products_keep_to_one_thread(collection: Collection) -> None:
    """Threads that wait for each other's part of a small product take the machine from others."""
    threadpool_limits(2, "blas")
    collected(collection.corpus, collection.index)
    blas = [each for each in threadpool_info() if each["user_api"] == "blas"]
    assert blas
    assert {each["num_threads"] for each in blas} == {1}


def test_files_are_added_and_replaced(collection: Collection, tmp_path: Path) -> None:
    """From the corpus under their path in it, from elsewhere under their name."""
    inside, outside = collection.corpus / "new" / "plums.txt", tmp_path / "figs.txt"
    inside.parent.mkdir()
    inside.write_text("Plums are blue this year.\n")
    outside.write_text("Figs are green this year.\n")
    assert collection.add([str(inside)]).added == ("new/plums.txt",)
    assert collection.add([str(outside)]).added == ("figs.txt",)
    outside.write_text("Figs are brown this year.\n")
    (skipped,) = collection.add([str(inside), str(outside)]).skipped
    assert (skipped.path, skipped.kept) == ("figs.txt", True)
    assert "remove the other first, or add it with --replace" in skipped.reason
    assert "green" in texts(collection)["figs.txt"]
    assert collection.add([str(outside)], replace_texts=True).changed == ("figs.txt",)
    assert "brown" in texts(collection)["figs.txt"]
    assert "Plums" in texts(collection)["new/plums.txt"]


def test_a_removal_that_the_next_build_undoes_is_told(
    collection: Collection, corpus: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """In one line; of what no file holds any more, nothing is said."""
    (corpus / "two.jsonl").write_text('{"id": "a b", "text": "Boats sail."}\n')
    collection.build()
    (corpus / "tee.md").unlink()
    collection.put([{"id": "x" * 300, "text": "A lamp burns."}])
    caplog.clear()
    (packed,) = (each for each in texts(collection) if each.startswith("two.jsonl"))
    collection.remove(["kites.txt", packed, "tee.md", "x" * 300])
    (record,) = caplog.records
    assert record.getMessage() == (
        f"the next build brings back what still lies in {corpus}: kites.txt, {packed};"
        " delete it there too"
    )
    assert set(collection.build().added) == {"kites.txt", packed}


def test_the_status_is_that_of_the_index(collection: Collection) -> None:
    """Counts, languages, outlets and days; an undated article is in no day."""
    status = collection.status()
    assert (status.generation, status.n_articles, status.n_passages) == (1, 3, 3)
    assert status.languages == {"en": 2, "de": 1}
    assert status.outlets == {"": 1, "Blatt": 1, "The Orchard": 1}
    assert (status.oldest, status.newest) == (date(2025, 10, 1), date(2025, 10, 20))
    assert (status.encoder, status.projection) == ("fake", "plain-32")
    files = [each for each in collection.index.iterdir() if each.is_file()]
    assert status.n_bytes == sum(each.stat().st_size for each in files) > 0


def test_a_sound_index_is_told_to_be_sound(collection: Collection) -> None:
    """With the generation that was looked at."""
    assert collection.verify() == Soundness(sound=True, generation=1)


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
    collection = Collection(corpus, tmp_path / "index", tmp_path / "cache")
    collection.encoder, collection.projection = FakeEncoder(), TokenProjection.plain(32)
    collection.tagger = FakeTagger()
    collection.build()
    with pytest.raises(ModelDamagedError, match=r"model\.safetensors"):
        collection.verify()


def test_a_damaged_index_is_told_in_a_line(collection: Collection) -> None:
    """A sentence whose end lies outside of its article is found, and the remedy is named."""
    with closing(sqlite3.connect(database_path(collection.index))) as connection, connection:
        connection.execute("UPDATE sentences SET end = end + 1000")
    with pytest.raises(UnsoundIndexError, match=r"faults, the first: .*onrecord build") as caught:
        collection.verify()
    assert "\n" not in str(caught.value)


def test_another_model_is_refused_until_the_index_is_rebuilt(collection: Collection) -> None:
    """Vectors of two models don't mix; `force` replaces them all."""
    other = collected(collection.corpus, collection.index, "other")
    with pytest.raises(OtherModelError):
        other.status()
    with pytest.raises(OtherModelError):
        other.build()
    report = other.build(force=True)
    assert (report.n_encoded, report.n_articles) == (3, 3)
    assert other.status().encoder == "other"


def test_what_is_put_has_its_own_id_and_outlasts_a_build(collection: Collection) -> None:
    """The id is the one given, not that of a line in a file."""
    given = {"id": "desk/note.txt", "text": "The crane stands still.", "published": "2025-03-14"}
    assert collection.put([given]).added == ("desk/note.txt",)
    collection.build()
    kept = opened(collection).article("desk/note.txt")
    assert (kept.text, str(kept.published)) == ("The crane stands still.", "2025-03-14")


def test_what_listens_to_a_build_can_end_it(corpus: Path, tmp_path: Path) -> None:
    """What it raises comes out, and the next build finishes the work."""

    def stop(_: object) -> None:
        raise KeyError("enough")

    collection = collected(corpus, tmp_path / "stopped")
    with pytest.raises(KeyError, match="enough"):
        collection.build(on_progress=stop)
    assert collection.build().n_articles == len(texts(collection))
