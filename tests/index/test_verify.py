"""Whatever is altered in the database behind the program's back is found."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from fakes import FakeEncoder

from onrecord.corpus import Article
from onrecord.index.building.build import Builder
from onrecord.index.encoding.projection import TokenProjection
from onrecord.index.verify import verify

PROJECTION = TokenProjection.plain(32)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a little index, once."""
    text = "Pears ripen in autumn. The harvest was early."
    article = Article("pear.txt", text, "Pears", None, None, None, "en", None)
    made = tmp_path_factory.mktemp("built")
    Builder(made, FakeEncoder(), PROJECTION).add([article])
    return made


@pytest.fixture
def directory(built: Path, tmp_path: Path) -> Path:
    """Give a copy of it."""
    return shutil.copytree(built, tmp_path / "index")


def test_a_sound_index_has_no_problems(directory: Path) -> None:
    """Nothing to say."""
    assert verify(directory) == []


@pytest.mark.parametrize(
    ("harm", "found"),
    [
        ("UPDATE articles SET text = replace(text, 'early', 'later')", "its text is not"),
        ("UPDATE sentences SET end = 999 WHERE start > 0", "not within"),
        ("UPDATE sentences SET start = 10 WHERE start > 0", "overlaps"),
        ("UPDATE sentences SET kind = 'poem' WHERE start > 0", "poem"),
        ("UPDATE sentences SET kind = 'heading' WHERE start > 0", "sentences or speakers are not"),
        (
            "UPDATE sentences SET speaker_start=0, speaker_end=2, speech='direct', chance=1",
            "sentences or speakers are not",
        ),
        (
            "UPDATE sentences SET speaker_start=0, speaker_end=999, speech='direct', chance=1",
            "not within",
        ),
        ("UPDATE sentences SET speech = 'direct'", "half of a speaker"),
        ("UPDATE passages SET end = end - 1", "not a run"),
        ("UPDATE encodings SET vector = zeroblob(128)", "not the ones"),
        ("UPDATE evidence SET tokens = zeroblob(length(tokens))", "not the ones"),
        ("DELETE FROM evidence", "missing"),
        ("UPDATE evidence SET n_tokens = n_tokens + 1", "other sizes"),
        ("DELETE FROM terms", "only one of passages and terms"),
        ("INSERT INTO terms (rowid, words) VALUES (99, 'x')", "only one of passages and terms"),
        ("UPDATE terms SET words = words || char(10) || 'x'", "another number of lines of terms"),
        ("UPDATE frequencies SET n = n + 1", "than was counted"),
        ("DELETE FROM frequencies", "than was counted"),
        ("DELETE FROM articles", "refers to a row of articles"),
        ("DELETE FROM sentences WHERE start > 0", "another number of sentence vectors"),
    ],
)
def test_harm_is_found(harm: str, found: str, directory: Path) -> None:
    """One line names it."""
    with closing(sqlite3.connect(directory / "onrecord.sqlite")) as connection:
        connection.execute(harm)
        connection.commit()
    assert any(found in problem for problem in verify(directory)), verify(directory)


def test_a_harmed_vector_file_is_found(directory: Path) -> None:
    """The file is derived, but a damaged one is worth a word."""
    (directory / "vectors.faiss").write_bytes(b"x" * 5000)
    assert [problem.split(":")[0] for problem in verify(directory)] == ["vectors.faiss"]
