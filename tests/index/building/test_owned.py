"""What the owner of a corpus says of its articles outlasts every build."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from fakes import FakeEncoder
from pg_server import ran

from onrecord.corpus import Article
from onrecord.corpus.errors import OwnersFileError
from onrecord.corpus.page.owners import OWNERS_FILE, OwnersMetadata
from onrecord.index.building.build import Builder
from onrecord.index.building.copying import copy
from onrecord.index.encoding.projection import TokenProjection
from onrecord.index.errors import NotIndexedError
from onrecord.index.index import Index
from onrecord.index.store.address import store_at
from onrecord.index.store.database import database_path
from onrecord.index.store.place import Address

PROJECTION = TokenProjection.plain(32)
PEAR = "---\ntitle: Pears\nauthor: Ida Moss\n---\nPears ripen in autumn.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two articles, one of which says who wrote it."""
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "pear.md").write_text(PEAR)
    (folder / "茶.txt").write_text("茶叶的价格上涨了。农民说今年的雨水很多。\n")
    return folder


@pytest.fixture
def builder(place: Address, folder: Path) -> Builder:
    """Build beside what the owner says."""
    return Builder(place, FakeEncoder(), PROJECTION, corpus=folder)


def article(builder: Builder, name: str = "pear.md") -> Article:
    return Index.open(builder.directory, "fake", PROJECTION).article(name)


def told(builder: Builder) -> Article:
    """Tell of the pears what their file doesn't."""
    builder.build(builder.corpus or Path())
    before = article(builder)
    after = replace(before, outlet="The Orchard", author=None, published=date(2025, 9, 1))
    builder.describe(after)
    assert article(builder) == after
    return after


def damage(builder: Builder) -> None:
    """Make the index one that has to be replaced."""
    if isinstance(builder.directory, Path):
        database_path(builder.directory).write_bytes(b"no database")
    else:
        ran(builder.directory, "UPDATE articles SET sha256 = 'other'")


def test_what_is_told_outlasts_every_build(builder: Builder, folder: Path) -> None:
    """Of a file that was changed since, in place of a damaged index, and where none is left."""
    after = told(builder)
    (folder / "pear.md").write_text(PEAR.replace("autumn", "October"))
    builder.build(folder)
    assert article(builder) == replace(after, text="Pears ripen in October.")
    damage(builder)
    builder.rebuild(folder)
    assert article(builder) == replace(after, text="Pears ripen in October.")
    if isinstance(builder.directory, Path):
        store_at(builder.directory).discard()
        builder.build(folder)
        assert article(builder) == replace(after, text="Pears ripen in October.")


@pytest.mark.parametrize("build", [Builder.build, Builder.rebuild])
def test_what_is_told_is_no_change_later(
    builder: Builder, folder: Path, build: Callable[[Builder, Path], object]
) -> None:
    """Nothing is read again, and an article goes with its file."""
    told(builder)
    assert builder.build(folder).n_unchanged == 2
    build(builder, folder)
    assert article(builder).outlet == "The Orchard"
    (folder / "pear.md").unlink()
    assert builder.build(folder).removed == ("pear.md",)


def test_it_stands_beside_the_articles_where_a_person_can_read_it(
    builder: Builder, folder: Path
) -> None:
    """With what was written there by hand; in a database where many machines share one."""
    (folder / OWNERS_FILE).write_text('# ours\n["茶.txt"]\ndatum = 2024-05-03 # a Friday\n')
    told(builder)
    by_hand, written = (folder / OWNERS_FILE).read_text("utf-8"), ""
    if isinstance(builder.directory, Path):
        assert by_hand.startswith('# ours\n["茶.txt"]\ndatum = 2024-05-03 # a Friday\n')
        written = by_hand
    else:
        written = store_at(builder.directory).owners_metadata()
    assert '["pear.md"]\noutlet = "The Orchard"\nauthor = ""\npublished = 2025-09-01\n' in written
    assert article(builder, "茶.txt").published == date(2024, 5, 3)


def test_what_is_written_by_hand_is_taken_up_and_taken_back(builder: Builder, folder: Path) -> None:
    """With the next build, or at once where the folder is followed."""
    builder.build(folder)
    alone = Article("note.txt", "A note.", "Note", None, None, None, "en", None)
    builder.add([alone])
    own = folder / OWNERS_FILE
    own.write_text('["pear.md"]\ntitle = "On pears"\n["note.txt"]\noutlet = "The Desk"\n')
    assert set(builder.follow(folder, {own}).changed) == {"pear.md", "note.txt"}
    assert article(builder).title == "On pears"
    assert article(builder, "note.txt") == replace(alone, outlet="The Desk")
    assert builder.build(folder).changed == ()
    own.unlink()
    assert builder.build(folder).changed == ("pear.md",)
    assert article(builder).title == "Pears"


def test_where_the_folder_is_read_only_the_index_keeps_it(
    builder: Builder, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It goes along where the index is copied."""
    monkeypatch.setattr("os.access", lambda *_: False)
    after = told(builder)
    assert not (folder / OWNERS_FILE).exists()
    copied = folder.parent / "copied"
    copy(builder.directory, copied)
    there = replace(builder, directory=copied)
    there.rebuild(folder)
    assert article(there) == after


def test_of_what_is_not_indexed_nothing_is_told(builder: Builder) -> None:
    """And nothing is kept."""
    after = told(builder)
    with pytest.raises(NotIndexedError, match="'none' is not in the index"):
        builder.describe(replace(after, id="none"))
    assert "none" not in builder.owners().fields


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[a", "x is not TOML"),
        ("a = 1", "x, 'a' is no table: write it as ['a']"),
        ("[a]\nprice = 1", "x, 'a' has 'price', expected title, outlet, author or date"),
        ("[a]\nurl = 'javascript:1'", "x, 'a' has 'url', expected"),
        ("[a]\ntitle = ''", "x, 'a' has title = '': write words"),
        ("[a]\noutlet = 3", "x, 'a' has outlet = 3: write words"),
        ("[a]\ndate = 'soon'", "x, 'a' has the day 'soon': write it like 2024-05-03"),
    ],
)
def test_what_is_not_written_so_is_refused(text: str, why: str) -> None:
    """In a line that says where and what."""
    with pytest.raises(OwnersFileError) as refused:
        OwnersMetadata.parse(text, "x")
    assert str(refused.value).startswith(why)
