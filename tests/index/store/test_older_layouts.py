"""An index of an older layout, or packed otherwise, is rebuilt beside itself."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest
from fakes import FakeEncoder
from newsroom import FERRY, LIBRARY, PROJECTION, WIRE

from onrecord.index.building.build import Builder
from onrecord.index.encoding.encoder import Encoding
from onrecord.index.encoding.packing import Packing, Quantiser
from onrecord.index.errors import OlderSchemaError, OtherModelError
from onrecord.index.index import Index
from onrecord.index.store.address import store_at
from onrecord.index.store.database import SCHEMA, database_path
from onrecord.index.verify import verify


@dataclass(frozen=True)
class CountingEncoder(FakeEncoder):
    """Notes what it encodes."""

    encoded: list[str] = field(default_factory=list)

    def encode_passages(self, texts: Sequence[str]) -> list[Encoding]:
        """Note them down."""
        self.encoded.extend(texts)
        return super().encode_passages(texts)


def aged(directory: Path) -> None:
    """Make the index one of the layout before."""
    with closing(sqlite3.connect(database_path(directory))) as connection:
        connection.executescript(f"PRAGMA user_version = {SCHEMA - 1};")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write three articles and index them."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for article in (FERRY, WIRE, LIBRARY):
        (folder / Path(article.id).name).write_text(article.text)
    Builder(tmp_path / "index", CountingEncoder(), PROJECTION).build(folder)
    return folder


def test_an_older_layout_is_built_anew_beside(folder: Path) -> None:
    """The reader of before reads on; what is gone is not there, and the whole is sound."""
    directory = folder.parent / "index"
    before = Index.open(directory, "fake", PROJECTION)
    (folder / "wire.txt").unlink()
    aged(directory)
    with pytest.raises(OlderSchemaError, match=r"layout \d, .*`onrecord build` builds it anew"):
        Index.open(directory, "fake", PROJECTION)
    encoder = CountingEncoder()
    report = Builder(directory, encoder, PROJECTION).build(folder)
    assert evidence_of(before) == evidence_of(Index.open(directory, "fake", PROJECTION))
    assert report.generation > before.generation
    assert before.article("ferry.txt").text == FERRY.text
    after = Index.open(directory, "fake", PROJECTION)
    assert sorted(each.id for each in after.articles()) == ["bibliothek.txt", "ferry.txt"]
    with closing(sqlite3.connect(database_path(directory))) as connection:
        (n_encodings,) = connection.execute("SELECT count(*) FROM encodings").fetchone()
    assert n_encodings == after.n_passages == len(encoder.encoded)
    assert not verify(directory)


def evidence_of(index: Index) -> list[list[object]]:
    """Give all that is kept of the ferry's passages."""
    hits = sorted(index.dense(np.zeros(32, np.float32), 99), key=lambda hit: hit.passage.start)
    own = [hit for hit in hits if hit.passage.article.id == "ferry.txt"]
    assert own
    return [
        [each.vector.tolist(), each.tokens.tolist(), each.spans.tolist(), each.ids.tolist(),
         each.sentence_vectors.tolist()]
        for each in index.evidence(own)
    ]  # fmt: skip


def test_other_packing_is_refused_and_replaced(folder: Path) -> None:
    """An encoding that goes by the same key is not used again, nor read as something else."""
    directory = folder.parent / "index"
    before = evidence_of(Index.open(directory, "fake", PROJECTION))
    snapshot = store_at(directory).snapshot_named(store_at(directory).take_snapshot().name)
    centroids = np.zeros((8, 256, 4), np.int8)
    coarse = Packing("coarse", Quantiser(centroids), Quantiser(centroids.astype(np.float16)))
    other = replace(PROJECTION, packing=coarse)
    with pytest.raises(
        OtherModelError, match="built with packing 'unstopped', but 'coarse' is set"
    ):
        Index.open(directory, "fake", other)
    encoder = CountingEncoder()
    Builder(directory, encoder, other).rebuild(folder)
    index = Index.open(directory, "fake", other)
    assert len(encoder.encoded) == index.n_passages
    (evidence, *_) = index.evidence(index.dense(np.zeros(32, np.float32), 1))
    assert evidence.tokens.shape == (len(evidence.ids), 32)
    assert not evidence.tokens.any()
    assert not verify(directory)
    Builder(directory, encoder, PROJECTION).roll_back(snapshot)
    assert evidence_of(Index.open(directory, "fake", PROJECTION)) == before
