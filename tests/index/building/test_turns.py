"""While a long article is read and encoded, others write; nothing is lost or mixed by it."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fakes import Interrupted
from newsroom import FERRY, LIGHTHOUSE, PROJECTION, TAGGER, WIRE, builder, retold

from onrecord.corpus import Article
from onrecord.index.building.build import Builder
from onrecord.index.building.report import Report
from onrecord.index.errors import BusyIndexError
from onrecord.index.index import Index
from onrecord.index.store.address import store_at
from onrecord.index.store.place import Address
from onrecord.index.verify import verify

LONG = retold(FERRY, "\n\n".join(f"Berth {n} of the long quay is free today." for n in range(40)))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make one for articles, beside the index."""
    folder = tmp_path / "articles"
    folder.mkdir()
    return folder


def interrupted(place: Address, act: Callable[[Builder], Any]) -> tuple[Builder, list[Any]]:
    """Make a builder in whose first work another one, which waits for nobody, does something."""
    other = replace(builder(place), lock_timeout_s=0)
    encoder = Interrupted(act=lambda: act(other))
    return Builder(place, encoder, PROJECTION, TAGGER), encoder.came_of_it


def texts(place: Address) -> dict[str, str]:
    """Read all articles, in an index that is sound."""
    assert verify(place) == []
    with closing(Index.open(place, "fake", PROJECTION, TAGGER.name)) as index:
        return {each.id: index.article(each.id).text for each in index.articles()}


def stored(place: Address, name: str) -> Article:
    """Read one of them."""
    with closing(Index.open(place, "fake", PROJECTION, TAGGER.name)) as index:
        return index.article(name)


def test_an_article_is_added_while_a_long_one_is_encoded(place: Address) -> None:
    """It is found before the long one is, and each generation tells what made it."""

    def act(other: Builder) -> dict[str, str]:
        other.add([WIRE])
        return texts(place)

    long, seen = interrupted(place, act)
    report = long.add([LONG])
    assert seen == [{WIRE.id: WIRE.text}]
    assert (report.generation, report.added, report.n_articles) == (2, (LONG.id,), 2)
    assert texts(place) == {WIRE.id: WIRE.text, LONG.id: LONG.text}
    with closing(store_at(place).open()) as snapshot:
        told = [(each.generation, each.action, each.n_added) for each in snapshot.history(9)]
    assert told == [(2, "add", 1), (1, "add", 1)]


@pytest.mark.parametrize("act", [
    lambda other: other.add([retold(LONG, "Another text.")]),
    lambda other: other.remove([LONG.id]),
])  # fmt: skip
def test_what_somebody_else_changed_meanwhile_stays(
    act: Callable[[Builder], Report], place: Address
) -> None:
    """The later word counts, and whoever was too late is told so."""
    builder(place).add([WIRE, retold(LONG, "An older text.")])
    long, _ = interrupted(place, act)
    report = long.add([retold(WIRE, "A newer text."), LONG])
    assert report.changed == (WIRE.id,)
    (skipped,) = report.skipped
    assert skipped.path == LONG.id
    assert "changed or removed it" in skipped.reason
    kept = {LONG.id: "Another text."} if skipped.kept else {}
    assert texts(place) == {WIRE.id: "A newer text."} | kept


def test_what_came_meanwhile_is_not_gone_from_the_folder(place: Address, folder: Path) -> None:
    """A build takes out what has no file any more, unless it was added again meanwhile."""
    (folder / "a.txt").write_text("Pears ripen in autumn.")
    (folder / "b.txt").write_text("Kites fly above the shore.")
    builder(place).build(folder)
    for name in ("a.txt", "b.txt"):
        (folder / name).unlink()
    (folder / "long.txt").write_text(LONG.text)
    kept = replace(LIGHTHOUSE, id="a.txt")
    long, _ = interrupted(place, lambda other: other.add([kept]))
    assert long.build(folder).removed == ("b.txt",)
    assert texts(place) == {"a.txt": kept.text, "long.txt": LONG.text}


def test_what_the_owner_says_meanwhile_is_kept(place: Address, folder: Path) -> None:
    """Also of an article whose file has changed, which the next build brings into step."""
    (folder / "a.txt").write_text("Pears ripen in autumn.")
    owned = replace(builder(place), corpus=folder)
    owned.build(folder)
    told = replace(stored(place, "a.txt"), title="Orchards")
    (folder / "a.txt").write_text("Pears are late.")
    (folder / "long.txt").write_text(LONG.text)
    long, _ = interrupted(place, lambda other: replace(other, corpus=folder).describe(told))
    replace(long, corpus=folder).build(folder)
    assert stored(place, "a.txt") == told
    owned.build(folder)
    assert texts(place) == {"a.txt": "Pears are late.", "long.txt": LONG.text}
    assert stored(place, "a.txt").title == "Orchards"


def test_an_encoding_that_was_swept_meanwhile_is_made_again(place: Address) -> None:
    """It was stored when the long article came, since another had the same passage."""
    builder(place).add([WIRE])
    long, _ = interrupted(place, lambda other: other.remove([WIRE.id]))
    again = replace(WIRE, id="again.txt")
    long.add([again, LONG])
    assert texts(place) == {"again.txt": WIRE.text, LONG.id: LONG.text}


def test_whoever_replaces_all_waits_for_those_who_change_articles(
    place: Address, folder: Path
) -> None:
    """And two builds of a folder don't both encode what is new there."""
    (folder / "a.txt").write_text(LONG.text)

    def refused(other: Builder) -> list[bool]:
        return [_is_busy(lambda: other.rebuild(folder)), _is_busy(lambda: other.build(folder))]

    long, seen = interrupted(place, refused)
    long.build(folder)
    assert seen == [[True, True]]
    long, seen = interrupted(place, refused)
    long.add([retold(LONG, LONG.text.replace("free", "taken"))])
    assert seen == [[True, False]]


def _is_busy(act: Callable[[], Any]) -> bool:
    try:
        act()
    except BusyIndexError:
        return True
    return False
