"""Which words of a question are looked for, and what they find."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.index.filters import Filters
from onrecord.index.store.bm25 import MAX_ALONE, MAX_VISITED, match, wanted
from onrecord.index.store.frequencies import n_terms

COUNTS = st.dictionaries(st.text("abcxyz", min_size=1), st.integers(0, 10**6), max_size=8)


@pytest.mark.parametrize(
    ("counts", "n", "expected"),
    [
        ({}, 9, ""),
        ({"ferry": 0}, 9, ""),
        ({"or": 2, "near": 1}, 9, '"near" OR "or"'),
        ({"old": 4_000, "mill": 2_001}, 10**4, '"mill"'),
        ({"city": 9_000, "year": 99_000}, 10**6, '("city" AND ("year"))'),
        ({"ferry": 5_990, "city": 9_000, "year": 99_000}, 10**6, '"ferry"'),
        ({"city": 90_000}, 10**6, '"city"'),
        ({"the": 900_000}, 10**6, ""),
    ],
)
def test_rare_words_are_looked_for_before_common_ones(
    counts: dict[str, int], n: int, expected: str
) -> None:
    """Alone as long as they stand in few passages together, then two together, then the rarest."""
    assert wanted(counts, n).expression == expected


@given(COUNTS)
def test_a_size_alone_empties_nothing(counts: dict[str, int]) -> None:
    """A term that stands in no more than a tenth of the passages is looked for at any size."""
    is_told = any(0 < count <= MAX_ALONE * 10**6 for count in counts.values())
    assert bool(wanted(counts, 10**6).expression) >= is_told


@given(COUNTS)
def test_a_word_is_looked_for_once(counts: dict[str, int]) -> None:
    """BM25 would count it twice."""
    words = wanted(counts, 10**6).terms
    assert len(words) == len(set(words))


@contextmanager
def stored(passages: Iterable[str]) -> Iterator[sqlite3.Connection]:
    """Write the words of passages, and count them."""
    with closing(sqlite3.connect(":memory:")) as made:
        made.execute(
            """CREATE VIRTUAL TABLE terms USING fts5(words, tokenize = "ascii tokenchars '.'")"""
        )
        made.execute("CREATE TABLE frequencies (term TEXT PRIMARY KEY, n INTEGER NOT NULL)")
        made.executemany("INSERT INTO terms (words) VALUES (?)", ((each,) for each in passages))
        made.execute("CREATE VIRTUAL TABLE vocabulary USING fts5vocab(terms, row)")
        made.execute("INSERT INTO frequencies SELECT term, doc FROM vocabulary")
        yield made


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    """Write 20,000 passages; a third has "city", a hundredth "year", and all "the"."""
    passages = (
        f"the {'city' if i % 3 == 0 else 'town'} {'year' if i % 101 == 0 else 'day'}"
        for i in range(20_000)
    )
    with stored(passages) as made:
        yield made


def test_common_words_are_found_together(connection: sqlite3.Connection) -> None:
    """Either would be too many passages: of those with both words, all that score the same."""
    found = match(connection, ["city", "town"], 5, Filters(), 20_000)
    assert found == []  # each stands in more than a tenth, and together they are expected too often
    found = match(connection, ["city", "day"], 5, Filters(), 10**6)
    assert len(found) == 6_600
    assert len({score for _, score in found}) == 1


def test_all_that_equal_the_last_are_given(connection: sqlite3.Connection) -> None:
    """Whoever cuts among them has to see them all."""
    found = match(connection, ["year"], 5, Filters(), 20_000)
    assert len(found) == 199 <= MAX_VISITED
    assert match(connection, ["year"], 0, Filters(), 20_000) == []


def test_the_first_ten_are_those_of_all_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """With their scores, though FTS5 weighs few of the passages that hold any of the words."""
    draw = np.random.default_rng(1)
    shares = 0.6 / np.arange(1, 61)  # of sixty words, by rank
    passages = [
        " ".join(f"w{word}" for word in np.flatnonzero(draw.random(60) < shares)) + " x" * length
        for length in draw.integers(5, 60, 3_000)
    ]
    monkeypatch.setattr("onrecord.index.store.bm25.MAX_VISITED", 400)
    kept = []
    with stored(passages) as connection:
        for _ in range(40):
            words = [f"w{word}" for word in draw.choice(60, 6, replace=False)]
            found = match(connection, words, 10, Filters(), 3_000)[:10]
            expected = connection.execute(
                "SELECT rowid, -bm25(terms) FROM terms WHERE terms MATCH ? ORDER BY rank LIMIT 10",
                (" OR ".join(words),),
            ).fetchall()
            kept.append(len({row for row, _ in found} & {row for row, _ in expected}))
            scores = dict(expected)
            assert all(score == pytest.approx(scores.get(row, score)) for row, score in found)
    assert np.mean(kept) > 9.5


def test_all_terms_are_counted(connection: sqlite3.Connection) -> None:
    """Three to each of 20,000 passages, and one that went and one that came."""
    assert n_terms(connection) == 60_000
    connection.execute("DELETE FROM terms WHERE rowid = 7")
    connection.execute("INSERT INTO terms (words) VALUES ('the port')")
    connection.commit()
    assert n_terms(connection) == 59_999
