"""Answers in this process are those of a server, without one."""

from pathlib import Path

import pytest
from live import served
from newsroom import FERRY, open_desk

from onrecord.index.errors import MissingIndexError
from onrecord.rag.desk import Desk
from onrecord.rag.errors import QuestionError
from onrecord.ui.clients import local
from onrecord.ui.clients.client import AskRequest, Client, RetrieveRequest
from onrecord.ui.clients.local import OpenIndex, open_index
from onrecord.ui.rest.api import create_app

QUESTION = "The night ferry to Sandholm sails again from when?"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """Set up a desk over the newsroom."""
    return open_desk(tmp_path_factory.mktemp("index"))


def test_both_give_the_same(desk: Desk) -> None:
    """A program that asks a server asks an index by changing one line."""
    ask = AskRequest(question="And who is free?", history=[QUESTION], k=1, context=1)
    find = RetrieveRequest(question="night ferry", k=2)
    here = OpenIndex(desk)
    with served(create_app(desk.engine, desk=desk)) as address, Client(address) as there:
        assert here.ask(QUESTION) == there.ask(QUESTION)
        assert here.ask(ask) == there.ask(ask)
        assert here.retrieve("ferry") == there.retrieve("ferry")
        assert here.retrieve(find) == there.retrieve(find)
        assert here.text(FERRY.id) == there.text(FERRY.id) == FERRY.text
    assert here.ask(QUESTION).quotes[0].text.startswith("The night ferry to Sandholm")


def test_what_is_no_question_is_refused_in_a_line(desk: Desk) -> None:
    """As the command line says it."""
    with pytest.raises(QuestionError, match="the question is empty: type one"):
        OpenIndex(desk).ask(" ")
    with pytest.raises(QuestionError, match="the question is empty: type one"):
        OpenIndex(desk).retrieve("")


def test_arguments_are_where_things_are(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not given is as the command line has it, whatever the environment says."""
    asked = []
    monkeypatch.setattr(local, "open_desk", lambda settings: asked.append(settings) or desk)
    monkeypatch.setenv("ONRECORD_INDEX", "elsewhere")
    assert open_index().desk is desk
    open_index("here", corpus="articles", model="mine", cache="kept")
    first, second = asked
    assert (first.index, first.model) == (Path(".onrecord"), None)
    assert first.corpus.is_dir()
    told = (second.index, second.corpus, second.cache, second.model)
    assert told == (Path("here"), Path("articles"), Path("kept"), "mine")


def test_an_index_that_is_not_there_is_said_at_once(
    tmp_path: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When it is opened, not with the first question."""
    empty = Desk(tmp_path, tmp_path / "none", tmp_path, model="the fake one")
    empty.encoder, empty.projection, empty.equipment = desk.encoder, desk.projection, desk.equipment
    monkeypatch.setattr(local, "open_desk", lambda _: empty)
    with pytest.raises(MissingIndexError, match="onrecord build"):
        open_index(tmp_path / "none")
