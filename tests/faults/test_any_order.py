"""However the folder came to be as it is, the answers are those of a full build."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from newsroom import builder, open_engine

from onrecord.corpus import Article
from onrecord.index.store.snapshots import snapshots, take_snapshot
from onrecord.index.verify import verify
from onrecord.rag.engine import Engine

SENTENCES = (
    "The night ferry sails again from 4 May.",
    "Each crossing costs 38 crowns.",
    "Der Tee ist teuer in diesem Jahr.",
    "茶叶的价格上涨了。",
    "Kites fly above the shore.",
)
NAMES = st.sampled_from(["a.txt", "b.txt", "c/d.txt", "e.md"])
TEXTS = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4).map(" ".join)
SINGLE = Article("https://e.example/1", "A lamp burns.", "Lamp", None, None, None, "en", None)


def answers(engine: Engine) -> dict[str, object]:
    """Ask for each sentence: what a reader gets, but for the number of the generation."""
    asked = [*SENTENCES, SINGLE.text]
    found = [engine.ask(each) for each in asked]
    return {
        each: (
            [
                (quote.article, quote.start, quote.end, round(quote.score, 4))
                for quote in said.quotes
            ],
            said.reason,
        )
        for each, said in zip(asked, found, strict=True)
    }


class AnyOrder(RuleBasedStateMachine):
    """Files come, change, move and go; builds of every kind run in between."""

    @initialize()
    def begin(self) -> None:
        """Start with one article."""
        self.root = Path(tempfile.mkdtemp(prefix="onrecord-"))
        self.folder, self.index = self.root / "articles", self.root / "index"
        self.folder.mkdir()
        (self.folder / "a.txt").write_text(SENTENCES[0])
        builder(self.index).build(self.folder)
        self.touched: set[Path] = set()
        self.has_single = False
        self.generation = 1

    @rule(name=NAMES, text=TEXTS)
    def write(self, name: str, text: str) -> None:
        """Add or change a file."""
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        self.touched.add(path)

    @rule(name=NAMES, other=NAMES)
    def rename(self, name: str, other: str) -> None:
        """Move one over another."""
        if (self.folder / name).exists():
            (self.folder / other).parent.mkdir(exist_ok=True)
            (self.folder / name).rename(self.folder / other)
            self.touched |= {self.folder / name, self.folder / other}

    @rule(name=NAMES)
    def delete(self, name: str) -> None:
        """Take a file away, unless it is the last."""
        path = self.folder / name
        if path.exists() and sum(each.is_file() for each in self.folder.rglob("*")) > 1:
            path.unlink()
            self.touched.add(path)

    @rule()
    def add(self) -> None:
        """Add an article that no file holds."""
        builder(self.index).add([SINGLE])
        self.has_single = True

    @precondition(lambda self: self.has_single)
    @rule()
    def remove(self) -> None:
        """Take it out."""
        builder(self.index).remove([SINGLE.id])
        self.has_single = False

    @rule()
    def build(self) -> None:
        """Look at the whole folder."""
        builder(self.index).build(self.folder)
        self.compare()

    @rule()
    def follow(self) -> None:
        """Look at what was touched alone."""
        builder(self.index).follow(self.folder, self.touched)
        self.compare()

    @rule()
    def rebuild(self) -> None:
        """Make all of it anew."""
        builder(self.index).rebuild(self.folder)
        self.compare()

    @rule()
    def replace(self) -> None:
        """Make all of it anew where the database is lost."""
        (self.index / "onrecord.sqlite").write_bytes(b"garbage!" * 512)
        builder(self.index).rebuild(self.folder)
        self.compare()

    @rule()
    def roll_back_and_build(self) -> None:
        """Go back to any earlier state, and forth by a build."""
        for snapshot in snapshots(self.index)[:1]:
            path = self.index / "snapshots" / f"{snapshot.name}.sqlite"
            report = builder(self.index).roll_back(path)
            assert report.generation > self.generation
            if SINGLE.id in report.added or SINGLE.id in report.removed:
                self.has_single = SINGLE.id in report.added
        builder(self.index).build(self.folder)
        self.compare()

    @rule()
    def snapshot(self) -> None:
        """Keep the state."""
        take_snapshot(self.index)

    def compare(self) -> None:
        """Hold the index against one that is built at once."""
        self.touched = set()
        whole = self.root / "whole"
        shutil.rmtree(whole, ignore_errors=True)
        builder(whole).build(self.folder)
        expected = open_engine(whole, [SINGLE] if self.has_single else [])
        engine = open_engine(self.index, [])
        assert {each.id for each in engine.articles()} == {each.id for each in expected.articles()}
        assert answers(engine) == answers(expected)
        assert verify(self.index) == []

    @invariant()
    def generations_grow(self) -> None:
        """Nobody ever sees an older number."""
        found = open_engine(self.index, []).generation
        assert found >= self.generation
        self.generation = found

    def teardown(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self.root, ignore_errors=True)


class AnyLongOrder(AnyOrder):
    """The same, for longer."""


AnyOrder.TestCase.settings = settings(max_examples=5, stateful_step_count=12, deadline=None)
AnyLongOrder.TestCase.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)
TestAnyOrder = AnyOrder.TestCase


def test_copies_are_quoted_alike_in_whatever_order_they_came() -> None:
    """The head of copies without a date is the first by its id."""
    state = AnyOrder()
    state.begin()
    state.write("e.md", SENTENCES[1])
    state.build()
    state.write("a.txt", SENTENCES[1])
    state.build()
    state.teardown()


@pytest.mark.faults
@pytest.mark.timeout(3600)
class TestAnyLongOrder(AnyLongOrder.TestCase):  # type: ignore[misc, valid-type]
    """A hundred times forty steps."""
