"""Near-duplicates: articles that share most of their runs of words, found by MinHash.

Broder, *On the resemblance and containment of documents*, 1997. A sketch of each article is kept
in the database; candidates are those that agree in a band of it (locality-sensitive hashing).
"""

import hashlib
import json
import sqlite3
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Final

import numpy as np
import numpy.typing as npt

from onrecord.corpus.checkpoint import checkpoint

__all__ = [
    "MAX_COMPARED",
    "NearDuplicates",
    "Sketch",
    "are_alike",
    "bands_of",
    "connected",
    "grouped",
    "keep_sketch",
    "near_duplicates",
    "prepare_sketches",
    "runs_of",
    "sketch_articles",
    "sketcher",
]

MIN_RESEMBLANCE: Final = 0.7
"""Estimated share of common runs from which on two articles count as one text."""

_RUN_TERMS: Final = 4
_BATCH: Final = 10_000  # runs at once: each takes a kilobyte
_N_BANDS: Final = 20
_BAND_ROWS: Final = 5  # 20 bands of 5 find .98 of the pairs at .7, and .5 of those at .5
MAX_COMPARED: Final = 64
"""Candidates looked at for one article: a thousand copies need no million comparisons."""

_TABLES: Final = (
    (
        "CREATE TABLE IF NOT EXISTS sketches (article INTEGER PRIMARY KEY"
        " REFERENCES articles ON DELETE CASCADE, hashes BLOB NOT NULL) STRICT"
    ),
    (
        "CREATE TABLE IF NOT EXISTS bands (hash INTEGER NOT NULL, article INTEGER NOT NULL"
        " REFERENCES articles ON DELETE CASCADE, PRIMARY KEY (hash, article)) STRICT, WITHOUT ROWID"
    ),
    "CREATE INDEX IF NOT EXISTS bands_article ON bands (article)",
    (
        "CREATE TABLE IF NOT EXISTS alike (article INTEGER NOT NULL REFERENCES articles"
        " ON DELETE CASCADE, other INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,"
        " PRIMARY KEY (article, other)) STRICT, WITHOUT ROWID"
    ),
    "CREATE INDEX IF NOT EXISTS alike_other ON alike (other)",
)

Sketch = npt.NDArray[np.uint32]  # (100,); (0,) of an article without words


@dataclass(frozen=True, slots=True)
class NearDuplicates:
    """Ids of articles with nearly the same text; `head` is the earliest of them."""

    head: str
    others: tuple[str, ...]


def sketch_articles(connection: sqlite3.Connection) -> None:
    """Sketch the articles that have none, and keep which are alike; in the caller's transaction.

    They are the newest: rows only grow, and are sketched in their order.
    """
    prepare_sketches(connection)
    rows = connection.execute(
        "SELECT row FROM articles WHERE row > (SELECT coalesce(max(article), 0) FROM sketches)"
        " ORDER BY row"
    ).fetchall()
    if rows:
        sketch = sketcher()
        for (row,) in rows:
            runs = _runs(connection, row)
            keep_sketch(connection, row, sketch(runs))


def prepare_sketches(connection: sqlite3.Connection) -> None:
    """Lay out the tables for them, where there are none."""
    for statement in _TABLES:
        connection.execute(statement)


def near_duplicates(connection: sqlite3.Connection) -> tuple[NearDuplicates, ...]:
    """Group the articles that are alike, each group by its day and id, in the order of the heads.

    An article is in the group of any other that it is like; one without a day comes last.
    """
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alike'").fetchone():
        return ()
    pairs = connection.execute("SELECT article, other FROM alike").fetchall()
    groups = [
        connection.execute(
            "SELECT id FROM articles WHERE row IN (SELECT value FROM json_each(?))"
            " ORDER BY published IS NULL, published, id",
            (json.dumps(group),),
        ).fetchall()
        for group in connected(pairs)
    ]
    return grouped([each for (each,) in group] for group in groups)


def grouped(groups: Iterable[Sequence[str]]) -> tuple[NearDuplicates, ...]:
    """Put groups, the head of each first, in the order of the heads."""
    found = [NearDuplicates(head, tuple(rest)) for head, *rest in groups]
    return tuple(sorted(found, key=lambda each: each.head))


def _runs(connection: sqlite3.Connection, article: int) -> Iterator[bytes]:
    rows = connection.execute(
        "SELECT words FROM passages JOIN terms ON terms.rowid = passages.id"
        " WHERE article = ? ORDER BY start",
        (article,),
    )
    return runs_of(line for (line,) in rows)


def runs_of(lines: Iterable[str]) -> Iterator[bytes]:
    """Yield all runs of four of the terms on these lines; of fewer, the whole."""
    run, are_fewer = deque[str](maxlen=_RUN_TERMS), True
    for word in (word for line in lines for word in line.split()):
        run.append(word)
        if len(run) == _RUN_TERMS:
            yield " ".join(run).encode()
            are_fewer = False
    if run and are_fewer:
        yield " ".join(run).encode()


@cache
def sketcher() -> Callable[[Iterable[bytes]], Sketch]:
    """Make what sketches the runs of an article."""
    from datasketch import MinHash  # noqa: PLC0415  # brings SciPy along: a second or two

    model = MinHash(num_perm=_N_BANDS * _BAND_ROWS, seed=1, scheme="affine32")

    def sketch(runs: Iterable[bytes]) -> Sketch:
        minhash, left = model.copy(), iter(runs)
        while batch := list(islice(left, _BATCH)):
            checkpoint()
            minhash.update_batch(batch)
        return (
            np.empty(0, np.uint32) if minhash.is_empty() else np.asarray(minhash.hashvalues, "<u4")
        )

    return sketch


def keep_sketch(connection: sqlite3.Connection, article: int, sketch: Sketch) -> None:
    """Keep the sketch of the newest article, and which others are like it."""
    bands = json.dumps(bands_of(sketch))
    candidates = connection.execute(
        "SELECT article, hashes FROM sketches WHERE article IN (SELECT article FROM bands"
        " WHERE hash IN (SELECT value FROM json_each(?))) ORDER BY article LIMIT ?",
        (bands, MAX_COMPARED),
    ).fetchall()
    alike = [(other, article) for other, hashes in candidates if are_alike(hashes, sketch)]
    connection.execute("INSERT INTO sketches VALUES (?, ?)", (article, sketch.tobytes()))
    connection.execute(
        "INSERT OR IGNORE INTO bands SELECT value, ? FROM json_each(?)", (article, bands)
    )
    connection.executemany("INSERT INTO alike VALUES (?, ?)", alike)


def bands_of(sketch: Sketch) -> list[int]:
    """Hash each band of a sketch."""
    parts = np.split(sketch, _N_BANDS) if len(sketch) else []
    return [_band_hash(n, part) for n, part in enumerate(parts)]


def are_alike(hashes: bytes, sketch: Sketch) -> bool:
    """Whether a stored sketch, of an article with words, and another are of one text."""
    return bool(np.mean(np.frombuffer(hashes, "<u4") == sketch) >= MIN_RESEMBLANCE)


def _band_hash(number: int, band: Sketch) -> int:
    digest = hashlib.blake2b(band.tobytes(), digest_size=8, salt=number.to_bytes(2, "little"))
    return int.from_bytes(digest.digest(), "little", signed=True)


def connected(pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Components of the graph of these pairs.

    >>> connected([(1, 2), (3, 4), (4, 2), (5, 6)])
    [[1, 2, 3, 4], [5, 6]]
    """
    near: dict[int, list[int]] = defaultdict(list)
    for one, other in pairs:
        near[one].append(other)
        near[other].append(one)
    groups, seen = [], set[int]()
    for start in sorted(near):
        if start in seen:
            continue
        group, waiting = {start}, [start]
        while waiting:
            fresh = set(near[waiting.pop()]) - group
            group |= fresh
            waiting.extend(fresh)
        seen |= group
        groups.append(sorted(group))
    return groups
