"""Learning in how few bytes vectors are kept."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from fakes import FakeEncoder
from newsroom import PROJECTION
from safetensors import safe_open

from onrecord.index.encoding.packing import Packing
from onrecord.index.learning import packing as command
from onrecord.index.learning.packing import learn, main, save_packing


def drawn(n: int, width: int, seed: int = 0) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """Draw unit rows that stand in crowds, as vectors of words do."""
    rng = np.random.default_rng(seed)
    crowds = np.random.default_rng(1).standard_normal((40, width))
    rows = crowds[rng.integers(0, 40, n)] + 0.3 * rng.standard_normal((n, width))
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def test_learned_centroids_keep_products(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also of rows that were not learned from; that of a row with itself is 1 in the mean."""
    monkeypatch.setattr(command, "_ROUNDS", 5)
    save_packing(learn(drawn(3000, 32), 8), learn(drawn(3000, 64), 16), tmp_path / "packing", {})
    packing, rows = Packing.load(tmp_path / "packing"), drawn(200, 32, seed=5)
    kept = packing.tokens.rows(packing.tokens.codes(np.rint(rows * 127).astype(np.int8)))
    assert kept.dtype == np.int8
    products = kept.astype(np.float32) @ rows.T / 127
    assert np.diag(products).mean() == pytest.approx(1, abs=0.05)
    assert np.abs(products - rows @ rows.T).mean() < 0.1
    sentences = packing.sentences.rows(packing.sentences.codes(np.zeros((1, 64), np.float16)))
    assert sentences.dtype == np.float16
    assert not sentences.any()


def test_the_command_learns_from_articles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As many passages as are asked for, of articles by lot; too few are refused in a line."""
    articles, out = tmp_path / "articles", tmp_path / "out"
    articles.mkdir()
    for i in range(9):
        lines = (f"Number {i} of {n} tells of topic{i * n}." for n in range(60))
        (articles / f"{i}.txt").write_text(" ".join(lines))
    monkeypatch.setattr(command, "load_languages", lambda _: None)
    monkeypatch.setattr(command, "load_encoder", lambda _: FakeEncoder())
    monkeypatch.setattr(command, "TokenProjection", SimpleNamespace(load=lambda _: PROJECTION))
    monkeypatch.setattr(command, "_ROUNDS", 5)
    monkeypatch.setattr(command, "_PARTS", {"tokens": 8, "sentences": 4})
    given = ["--articles", str(articles), "--cache", str(tmp_path), "--out", str(out)]
    assert main([*given, "--passages", "1"]) == 1
    assert "are too few to learn 256 from; name a folder with more" in capsys.readouterr().err
    assert main([*given, "--data", "Ours", "--licences", "MIT"]) == 0
    with safe_open(out, "np") as file:
        about = file.metadata()
    assert (about["sentences"], about["data"], about["licences"]) == ("540", "Ours", "MIT")
    tokens = Packing.load(out).tokens
    words = np.stack([FakeEncoder()._word(f"topic{n}") for n in range(9)])
    kept = tokens.rows(tokens.codes(np.rint(words * 127).astype(np.int8))) / 127
    assert (kept * words).sum(axis=1).mean() == pytest.approx(1, abs=0.1)
