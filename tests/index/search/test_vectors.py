"""FAISS finds what brute force finds, and its file is never trusted."""

import hashlib
import json
import shutil
from dataclasses import asdict, replace
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

import numpy as np
import numpy.typing as npt
import pytest
from fakes import FakeEncoder
from hypothesis import given
from hypothesis import strategies as st

from onrecord.corpus import Article
from onrecord.index.building.build import Builder
from onrecord.index.encoding.projection import TokenProjection
from onrecord.index.index import Index
from onrecord.index.search import vector_file
from onrecord.index.search.vector_file import FILE_NAME
from onrecord.index.search.vectors import Bits, Rows, Vectors, is_near
from onrecord.index.store.generations import Generation
from onrecord.index.verify import verify

PROJECTION = TokenProjection.plain(32)


def part(rng: np.random.Generator, first: int, n: int) -> tuple[Rows, npt.NDArray[np.float32]]:
    rows = rng.standard_normal((n, 4)).astype(np.float16).astype(np.float32)  # (n, 4)
    return Rows.of(np.arange(first, first + n, dtype=np.int64), rows), rows


@given(
    n=st.integers(0, 30), n_new=st.integers(0, 10), k=st.integers(0, 50), seed=st.integers(0, 999),
    filtered=st.booleans(), halved_from=st.sampled_from([2, 100]),
)  # fmt: skip
def test_search_equals_brute_force(
    n: int, n_new: int, k: int, seed: int, halved_from: int, *, filtered: bool
) -> None:
    """Shared and own part, removed rows, a filter, two threads: the best k, in order."""
    rng = np.random.default_rng(seed)
    base, base_rows = part(rng, 5, n)
    delta, delta_rows = part(rng, 100, n_new)
    kept = rng.random(n) < 0.7
    ids = np.concatenate([base.ids[kept], delta.ids])
    passing = ids[ids % 2 == 0] if filtered else ids
    query = rng.standard_normal(4).astype(np.float32)
    with patch("onrecord.index.search.vectors._HALVED", halved_from):
        vectors = Vectors(Generation(1, "a"), base, delta, Bits.of(kept))
        chosen = vectors.chosen([passing[:3], passing[3:]]) if filtered else None
        found = vectors.search(query, k, chosen)
    scores = np.concatenate([base_rows[kept], delta_rows]) @ query
    keep = np.isin(ids, passing)
    order = np.argsort(-scores[keep])[:k]
    assert [each for each, _ in found] == ids[keep][order].tolist()
    assert np.allclose([score for _, score in found], scores[keep][order], atol=1e-5)


@given(
    n_equal=st.integers(1, 40), k=st.integers(1, 12), n_better=st.integers(0, 4),
    halved_from=st.sampled_from([2, 100]),
)  # fmt: skip
def test_all_that_equal_the_last_are_found(
    n_equal: int, k: int, n_better: int, halved_from: int
) -> None:
    """FAISS alone would cut among them by their rows."""
    rows = np.ones((n_better + n_equal + 3, 4), np.float32)
    rows[:n_better] = 2
    rows[-3:] = 0.5
    base = Rows.of(np.arange(len(rows), dtype=np.int64), rows)
    with patch("onrecord.index.search.vectors._HALVED", halved_from):
        found = Vectors(Generation(1, "a"), base, Rows.empty(4), None).search(rows[0] * 0 + 1, k)
    n_found = len(found)
    if n_better < k <= n_better + n_equal:
        assert n_found == n_better + n_equal
    elif k <= n_better:
        assert n_found == n_better
    else:
        assert n_found == len(rows)


def test_half_precision_finds_what_float32_finds() -> None:
    """The first forty of two thousand unit vectors are the same, as all but a few scores are."""
    rng = np.random.default_rng(3)
    rows = rng.standard_normal((2000, 384)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    base = Rows.of(np.arange(2000, dtype=np.int64), rows)
    empty = Rows.empty(384)
    vectors = Vectors(Generation(1, "a"), base, empty, None)
    for query in rows[:20]:
        found = vectors.search(query, 40)
        best = np.argsort(-(rows @ query))[:40]
        assert {each for each, _ in found} == set(best.tolist())
        assert np.allclose(
            [score for _, score in found], np.sort(rows @ query)[::-1][:40], atol=1e-4
        )
    assert base.flat.code_size == 768


@pytest.mark.parametrize("query", [np.zeros(3), np.zeros(5), np.full(4, np.nan), np.zeros((1, 4))])
def test_a_query_of_another_shape_is_refused(query: npt.NDArray[np.float64]) -> None:
    """What FAISS would read past its end, or compare with nothing, is refused."""
    base, _ = part(np.random.default_rng(0), 1, 3)
    with pytest.raises(ValueError, match="query vector"):
        Vectors(Generation(1, "a"), base, base, None).search(query.astype(np.float32), 1)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build over forty little articles, once."""
    made = tmp_path_factory.mktemp("built")
    told = [article(f"{i}.txt", f"The topic{i} is told here.") for i in range(40)]
    Builder(made, FakeEncoder(), PROJECTION).add(told)
    return made


@pytest.fixture
def builder(built: Path, tmp_path: Path) -> Builder:
    """Build in a copy of it."""
    return Builder(shutil.copytree(built, tmp_path / "index"), FakeEncoder(), PROJECTION)


def article(name: str, text: str) -> Article:
    return Article(name, text, name, None, None, None, "en", None)


def best(builder: Builder, word: str) -> str:
    index = Index.open(builder.directory, "fake", PROJECTION)
    (vector,) = (each.vector for each in builder.encoder.encode_questions([word]))
    return index.dense(vector, 1)[0].passage.article.id


@pytest.mark.parametrize("where", [0, 20, 300, 1023, 1024, 1400, 2000, -1])
def test_a_changed_byte_anywhere_is_noticed(where: int, builder: Builder) -> None:
    """The file is not read by FAISS but made again, with the same answers."""
    path = builder.directory / FILE_NAME
    whole = bytearray(path.read_bytes())
    whole[where] ^= 0x55
    path.write_bytes(whole)
    assert best(builder, "topic7") == "7.txt"
    assert path.read_bytes() != bytes(whole)


@pytest.mark.parametrize("length", [0, 10, 1024, 3000])
def test_a_cut_file_is_made_again(length: int, builder: Builder) -> None:
    """A half-written or missing file loses nothing."""
    path = builder.directory / FILE_NAME
    whole = path.read_bytes()
    path.write_bytes(whole[:length])
    assert best(builder, "topic7") == "7.txt"
    path.unlink()
    assert best(builder, "topic39") == "39.txt"
    assert path.read_bytes() == whole


def test_a_file_of_another_database_is_made_again(builder: Builder, tmp_path: Path) -> None:
    """Generation 1 of one index is not generation 1 of another."""
    other = Builder(tmp_path / "other", FakeEncoder(), PROJECTION)
    other.add([article(f"{i}.txt", f"The topic{40 - i} is told here.") for i in range(41)])
    path = builder.directory / FILE_NAME
    path.write_bytes((other.directory / FILE_NAME).read_bytes())
    assert best(builder, "topic7") == "7.txt"


def test_a_file_with_vectors_kept_in_another_way_is_made_again(builder: Builder) -> None:
    """Its seal is right, but it is of an earlier layout, which the header doesn't name."""
    path = builder.directory / FILE_NAME
    whole = path.read_bytes()
    with path.open("rb") as file:
        header, _ = vector_file._header(file)
    older = replace(header, layout=1)
    seal = older.seal(hashlib.sha256(whole[1024:]).hexdigest())
    line = json.dumps({"seal": seal, **asdict(older)}).encode()
    path.write_bytes(line.ljust(1023) + b"\n" + whole[1024:])
    assert best(builder, "topic7") == "7.txt"
    assert path.read_bytes() == whole


def test_a_file_that_an_earlier_release_wrote_is_read(builder: Builder) -> None:
    """A line of 1,024 bytes, of which the layout is the second; then the vectors are read there."""
    with (builder.directory / FILE_NAME).open("rb") as file:
        line = file.read(1024)
    assert line.endswith(b"\n")
    assert json.loads(line)["layout"] == 2
    with patch.object(Vectors, "read", side_effect=AssertionError("read from the database")):
        assert best(builder, "topic7") == "7.txt"


def test_an_older_file_is_brought_up_to_date(builder: Builder) -> None:
    """What was added, changed and removed since is read from the database."""
    path = builder.directory / FILE_NAME
    old = path.read_bytes()
    builder.add([article("7.txt", "The topic99 is told here."), article("new.txt", "topic55!")])
    builder.remove(["8.txt"])
    assert path.read_bytes() == old
    assert best(builder, "topic99") == "7.txt"
    assert best(builder, "topic55") == "new.txt"
    assert best(builder, "topic8") != "8.txt"


@pytest.mark.parametrize(("first", "last"), [(0, 96), (96, 203), (0, 203), (8, 16)])
def test_a_part_lets_its_own_rows_through(first: int, last: int) -> None:
    """Of the rows that may be found those from one multiple of eight to another, or the end."""
    mask = np.random.default_rng(1).random(203) < 0.5
    found = Bits.of(mask).within(first, last)
    expected = [bool(mask[row]) and first <= row < last for row in range(203)]
    assert [found.is_member(row) for row in range(203)] == expected


def test_nothing_is_indexed_as_nothing() -> None:
    """No row stands for it."""
    assert (Rows.empty(4).flat.ntotal, len(Rows.empty(4).ids)) == (0, 0)


@pytest.mark.parametrize(
    ("n_gone", "n_new", "near"),
    [(0, 2, True), (2, 0, True), (1, 1, True), (0, 3, False), (3, 0, False)],
)
def test_a_tenth_may_change_before_all_is_read(n_gone: int, n_new: int, near: bool) -> None:
    """Of twenty rows two may be new or gone, and three are too many."""
    rows = SimpleNamespace(n_passages=20 - n_gone + n_new, n_above=lambda _: n_new)
    with patch("onrecord.index.search.vectors._FEW", 0):
        assert is_near(rows, 20, 20) is near  # type: ignore[arg-type]


def test_a_file_says_what_is_wrong_with_it(builder: Builder) -> None:
    """Nothing; that it is damaged; that it is missing."""
    path = builder.directory / FILE_NAME
    assert verify(builder.directory) == []
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    (damaged,) = verify(builder.directory)
    assert "it is damaged" in damaged
    path.unlink()
    (missing,) = verify(builder.directory)
    assert "it is missing" in missing
