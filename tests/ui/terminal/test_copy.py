"""The command that copies an index says what it did."""

import json
from pathlib import Path

import pytest
from newsroom import FERRY, WIRE, builder

from onrecord.index.store.address import store_at
from onrecord.ui.cli import main


def test_an_index_is_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """From where it is set, or from where it is said, to where it is said."""
    builder(tmp_path / "one").add([FERRY, WIRE])
    monkeypatch.setenv("ONRECORD_INDEX", str(tmp_path / "one"))
    assert main(["copy", "--to", str(tmp_path / "two"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["action"], told["added"]) == ("copy", [FERRY.id, WIRE.id])
    assert store_at(tmp_path / "two").open().n_articles == 2
    nowhere = ["copy", "--from", str(tmp_path / "three"), "--to", str(tmp_path / "two")]
    assert main(nowhere) == 1
    assert "there is no index at" in capsys.readouterr().err


def test_a_database_that_is_none_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever names a database that can't be reached, or can't be one, is told so in a line."""
    bad = "postgresql://127.0.0.1:1/none?schema=Not-one"
    assert main(["status", "--index", bad]) == 1
    assert capsys.readouterr().err == (
        "Error: 'Not-one' can't be the schema of an index: use up to 50 of a-z, 0-9 and _\n"
    )
    assert main(["copy", "--from", "postgresql://127.0.0.1:1/none", "--to", str(tmp_path)]) == 1
    error = capsys.readouterr().err
    assert error.startswith(
        "Error: the index postgresql://127.0.0.1:1/none (schema=onrecord) can't"
    )
    assert error.count("\n") == 1
