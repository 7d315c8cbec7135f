"""Work that waits for others ends when it is told to, not when they are done."""

import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from types import SimpleNamespace

import pytest
from web_site import Reply, served

from onrecord.corpus.checkpoint import awaited, ended_by
from onrecord.corpus.cutting.boundaries import WINDOW_CHARS, sentence_ends
from onrecord.corpus.reading import loaders, pdf
from onrecord.corpus.reading.item import Item
from onrecord.corpus.reading.web import Web


class EndedError(Exception):
    """Somebody said so."""


def at_the_second_look() -> Callable[[], None]:
    looks = iter([False, True])

    def check() -> None:
        if next(looks):
            raise EndedError

    return check


def test_a_site_that_says_nothing_is_left() -> None:
    """Long before its time is up."""
    left = threading.Event()
    with served() as site:
        site.replies["/a"] = Reply(lambda _: bool(left.wait(30)))
        with pytest.raises(EndedError), ended_by(at_the_second_look()):
            Web(allow_private=True).fetch(site.url("/a"))
        left.set()


def test_a_parser_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And doesn't run on."""
    (tmp_path / "slow.py").write_text("import time; time.sleep(600)")
    monkeypatch.setattr(pdf, "PAGES", tmp_path / "slow.py")
    with pytest.raises(EndedError), ended_by(at_the_second_look()):
        pdf.read_pdf(b"%PDF-1.7", "slow.pdf")


def test_who_reads_a_file_and_never_looks_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a page of sixty thousand paragraphs is read, in one library."""
    left = threading.Event()
    form = SimpleNamespace(read=lambda *_: left.wait(30))
    monkeypatch.setattr(loaders, "format_of", lambda _: form)
    with pytest.raises(EndedError), ended_by(at_the_second_look()):
        loaders.parse(Item("a.html", b"", ".html"))
    left.set()


def test_what_never_comes_is_not_waited_for() -> None:
    """Such as the encoder's turn."""
    with pytest.raises(EndedError), ended_by(at_the_second_look()):
        awaited(Future[None]())


def test_a_slow_parser_is_waited_for() -> None:
    """For more than one look; what it was given arrives whole."""
    script = "import sys, time; time.sleep(1); print(len(sys.stdin.buffer.read()))"
    with ended_by(lambda: None):
        assert pdf._said([sys.executable, "-c", script], b"x" * 1_000_000) == b"1000000\n"


def test_a_long_line_is_cut_look_by_look() -> None:
    """However many sentences it has: at least every so many characters."""
    text, looks = "Line 1 says the crane stands. " * 4_000, list[None]()
    with ended_by(lambda: looks.append(None)):
        sentence_ends(text, 0, len(text), "en")
    assert len(looks) >= len(text) // WINDOW_CHARS > 2
