"""What the lexical search costs as an index grows: real questions, generated rows of terms.

How often a term stands in passages is learned from a real index: its shares by rank, a
Zipf-Mandelbrot law fitted to them below the ranks whose counts are small. Only the terms of the
questions are written, each passage drawing each term by itself; nothing is encoded.

    python tests/bench/lexical.py INDEX QUESTIONS.jsonl FOLDER N [N ...]
"""

# ruff: noqa: T201  # it prints

import json
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from onrecord.corpus import detect_language
from onrecord.index.filters import Filters
from onrecord.index.store.bm25 import match
from onrecord.index.terms import terms

_FEW: Final = 8
"""Passages of the real index; what stands in fewer has its share from the fitted law."""

_ASKED: Final = 200
_ROWS: Final = 4_000
_K: Final = 16

_TABLES: Final = """
CREATE VIRTUAL TABLE terms USING fts5(words, tokenize = "ascii tokenchars '.'");
CREATE TABLE frequencies (term TEXT PRIMARY KEY, n INTEGER NOT NULL) STRICT, WITHOUT ROWID;
"""


def shares(index: Path) -> dict[str, float]:
    """Give the share of passages that each term stands in, in an index of any size."""
    with closing(sqlite3.connect(index / "onrecord.sqlite")) as connection:
        rows = connection.execute("SELECT term, n FROM frequencies ORDER BY n DESC, term")
        names, counts = zip(*rows, strict=True)
        (n,) = connection.execute("SELECT count(*) FROM passages").fetchone()
    found = np.array(counts) / n
    ranks = np.arange(1, len(found) + 1)
    known = np.array(counts) >= _FEW
    shift = 20.0
    slope, height = np.polyfit(np.log(ranks[known] + shift), np.log(found[known]), 1)
    print(f"share of rank r: {np.exp(height):.3g} * (r + {shift:g}) ** {slope:.3f}")
    fitted = np.exp(height) * (ranks + shift) ** slope
    return dict(zip(names, np.where(known, found, fitted).tolist(), strict=True))


def questions(path: Path) -> list[tuple[str, ...]]:
    """Read the terms of some questions."""
    asked = [json.loads(line)["question"] for line in path.read_text("utf-8").splitlines()]
    step = max(len(asked) // _ASKED, 1)
    return [tuple(dict.fromkeys(terms(each, detect_language(each)))) for each in asked[::step]]


def rows(share: dict[str, float], n: int, seed: int) -> Iterator[list[str]]:
    """Draw the terms of passages."""
    rng = np.random.default_rng(seed)
    names, chances = np.array(list(share)), np.array(list(share.values()))
    for first in range(0, n, _ROWS):
        size = min(_ROWS, n - first)
        where: list[npt.NDArray[np.int64]] = [
            rng.choice(size, rng.binomial(size, chance), replace=False) for chance in chances
        ]
        owner = np.concatenate(where)
        which = np.repeat(np.arange(len(names)), [len(each) for each in where])
        order = np.argsort(owner, kind="stable")
        parts = np.split(names[which[order]], np.searchsorted(owner[order], np.arange(1, size)))
        yield [" ".join(each) for each in parts]


def measure(connection: sqlite3.Connection, asked: list[tuple[str, ...]], n: int) -> None:
    """Print what the search takes, in CPU time, and how many questions it finds anything for."""
    times, found = [], 0
    for each in asked:
        began = time.process_time()
        found += bool(match(connection, each, _K, Filters(), n))
        times.append(1000 * (time.process_time() - began))
    p50, p95 = np.percentile(times, [50, 95])
    print(f"{n:,}: p50 {p50:.1f} ms, p95 {p95:.1f} ms, found {found} of {len(asked)}", flush=True)


def main() -> None:
    """Measure at each size; the tables are kept, to measure once more with other code."""
    index, questions_file, folder, *sizes = sys.argv[1:]
    known, asked = shares(Path(index)), questions(Path(questions_file))
    rare = min(known.values())
    share = {term: known.get(term, rare) for each in asked for term in each}
    print(f"{len(asked)} questions, {len(share)} terms")
    for n in map(int, sizes):
        path = Path(folder) / f"terms-{n}.sqlite"
        if not path.exists():
            fill(path, share, n)
        with closing(sqlite3.connect(path)) as connection:
            measure(connection, asked, n)


def fill(path: Path, share: dict[str, float], n: int) -> None:
    """Write a database that has nothing but terms, once."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(_TABLES)
        for some in rows(share, n, n):
            connection.executemany(
                "INSERT INTO terms (words) VALUES (?)", [(each,) for each in some]
            )
        connection.execute("CREATE VIRTUAL TABLE temp.v USING fts5vocab(main, terms, row)")
        connection.execute("INSERT INTO frequencies SELECT term, doc FROM temp.v")
        connection.execute("DROP TABLE temp.v")


if __name__ == "__main__":
    main()
