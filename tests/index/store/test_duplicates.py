"""Articles with nearly the same text are one group, whose head is the earliest."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from newsroom import FERRY, LIBRARY, ORCHARD, builder

from onrecord.corpus import Article
from onrecord.corpus.checkpoint import ended_by
from onrecord.index.store.address import store_at
from onrecord.index.store.duplicates import (
    NearDuplicates,
    keep_sketch,
    prepare_sketches,
    runs_of,
    sketcher,
)
from onrecord.index.store.place import Address

LONG = " ".join(
    f"Sentence {i} tells of the {word} that nobody in the village had ever seen."
    for i, word in enumerate(["comet", "bridge", "tram", "owl", "kite", "well", "drum", "lamp"])
)
ZH = "".join(f"第{i}天村里的人都去看那座桥,老人说水位又高了{i}厘米。" for i in range(12))


def article(name: str, text: str, day: int | None, language: str = "en") -> Article:
    published = date(2025, 1, day) if day else None
    return Article(name, text, name, None, None, published, language, None)


def groups(place: Address) -> tuple[NearDuplicates, ...]:
    with closing(store_at(place).open()) as snapshot:
        return snapshot.near_duplicates()


@pytest.mark.parametrize(("text", "language"), [(LONG, "en"), (ZH, "zh")])
def test_a_copy_with_a_line_more_is_grouped_under_the_earliest(
    text: str, language: str, place: Address
) -> None:
    """Day before id; without a day last. Others are in no group."""
    found = [
        article("c.txt", text, None, language),
        article("b.txt", text + " Ende.", 3, language),
        article("a.txt", "(dpa) " + text, 4, language),
        FERRY, LIBRARY, ORCHARD,
    ]  # fmt: skip
    report = builder(place).add(found)
    assert report.near_duplicates == (NearDuplicates("b.txt", ("a.txt", "c.txt")),)
    assert builder(place).add([LIBRARY]).near_duplicates == ()
    assert groups(place) == report.near_duplicates


def test_groups_follow_what_comes_changes_and_goes(place: Address) -> None:
    """The group is that of the articles as they are now."""
    one, two = article("one.txt", LONG, 1), article("two.txt", LONG, 2)
    builder(place).add([one])
    assert builder(place).add([two]).near_duplicates == (NearDuplicates("one.txt", ("two.txt",)),)
    builder(place).add([replace(two, text="It rained.")])
    assert groups(place) == ()
    builder(place).add([two])
    builder(place).remove(["one.txt"])
    assert groups(place) == ()


@pytest.mark.parametrize(("n_equal", "alike"), [(69, []), (70, [(1, 2)])])
def test_seven_tenths_of_a_sketch_are_one_text(n_equal: int, alike: list[tuple[int, int]]) -> None:
    """Of 100 hashes, 70 have to be the same."""
    one = np.arange(100, dtype=np.uint32)
    other = np.where(one < n_equal, one, one + 1_000).astype(np.uint32)
    with closing(sqlite3.connect(":memory:")) as connection:
        prepare_sketches(connection)
        keep_sketch(connection, 1, one)
        keep_sketch(connection, 2, other)
        assert connection.execute("SELECT article, other FROM alike").fetchall() == alike


def test_many_copies_stay_cheap_and_one_group(place: Address) -> None:
    """Each is compared with a bounded number of others."""
    copies = [article(f"{i:03}.txt", f"{LONG} It was day {i}.", None) for i in range(80)]
    (group,) = builder(place).add(copies).near_duplicates
    assert (group.head, len(group.others)) == ("000.txt", 79)


def test_articles_without_words_resemble_nothing(place: Address) -> None:
    """Not even each other."""
    found = [article(name, "Share this article\n", 1) for name in ("a.txt", "b.txt")]
    assert builder(place).add(found).near_duplicates == ()


def test_a_long_article_is_sketched_batch_by_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sketch is that of the whole; between two batches the work can be ended."""
    runs = list(runs_of(["the ferry sails at noon", "and the crane stands still"]))
    assert len(runs) == 7
    whole = sketcher()(runs)
    monkeypatch.setattr("onrecord.index.store.duplicates._BATCH", 3)
    asked = list[int]()
    with ended_by(lambda: asked.append(1)):
        assert sketcher()(iter(runs)).tolist() == whole.tolist()
    assert len(asked) == 3
    assert [list(runs_of([words])) for words in ("a b", "")] == [[b"a b"], []]
    assert not sketcher()([]).size
