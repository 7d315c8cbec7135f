"""`onrecord aliases`: what the articles suggest for the alias file."""

import json
import tomllib

import pytest
from fakes_engine import FakeDesk, fake_engine

from onrecord.ui import cli
from onrecord.ui.terminal import commands


@pytest.fixture(autouse=True)
def desk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a desk with one suggestion in the place of the real one."""
    monkeypatch.setattr(commands, "open_desk", lambda _: FakeDesk(fake_engine()))


def test_suggestions_are_lines_for_the_alias_file(capsys: pytest.CaptureFixture[str]) -> None:
    """What is printed can stand in a list of aliases.toml as it is."""
    assert cli.main(["aliases"]) == 0
    out = capsys.readouterr().out
    assert out == '["Cloudboat", "云舟"],\n'
    assert tomllib.loads(f"things = [{out}]") == {"things": [["Cloudboat", "云舟"]]}


def test_suggestions_as_json_are_pairs(capsys: pytest.CaptureFixture[str]) -> None:
    """One list of pairs."""
    assert cli.main(["aliases", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [["Cloudboat", "云舟"]]
