"""The words of passages: blocks of postings, and BM25 over them as SQLite's FTS5 works it out.

A block holds for one term the passages of one commit, 12 bytes each; blocks that became many are
laid together. They name passages of all generations: who of them is there, its article tells.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from onrecord.index.store.bm25 import K1, B, Wanted, idf
from onrecord.index.store.postgres.connection import Connection
from onrecord.index.store.postgres.reading import Rows

__all__ = ["POSTING", "Scored", "add_postings", "matching", "merge_postings", "strip_postings"]

POSTING: Final = np.dtype([("id", "<i8"), ("n", "<u2"), ("length", "<u2")])
"""A passage, how often the term stands in it, and how many terms do."""

_MANY_BLOCKS: Final = 4
_FULL_BYTES: Final = 2048 * POSTING.itemsize
"""A block of so many is left as it is."""


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """Passages by their BM25, best first: `ids` is (n,) int64, `scores` (n,) float64."""

    ids: npt.NDArray[np.int64]
    scores: npt.NDArray[np.float64]


def add_postings(connection: Connection, words: Mapping[int, str]) -> Counter[str]:
    """Store the terms of new passages by their ids; count in how many of them each stands."""
    found: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for passage in sorted(words):
        counted = Counter(words[passage].split())
        length = counted.total()
        for term, n in counted.items():
            found[term].append((passage, n, length))
    with (
        connection.cursor() as cursor,
        cursor.copy("COPY postings (term, first, last, data) FROM STDIN (FORMAT BINARY)") as copy,
    ):
        copy.set_types(["text", "int8", "int8", "bytea"])
        for term in sorted(found):
            some = found[term]
            copy.write_row((term, some[0][0], some[-1][0], np.array(some, POSTING).tobytes()))
    return Counter({term: len(some) for term, some in found.items()})


def merge_postings(connection: Connection, terms: Sequence[str]) -> None:
    """Lay the blocks of these terms together where they are many, in the caller's transaction."""
    many = connection.execute(
        "SELECT term FROM postings WHERE term = ANY(%s) AND octet_length(data) < %s"
        " GROUP BY term HAVING count(*) > %s",
        (list(terms), _FULL_BYTES, _MANY_BLOCKS),
    ).fetchall()
    connection.execute(
        "WITH gone AS (DELETE FROM postings WHERE term = ANY(%s) AND octet_length(data) < %s"
        " RETURNING block, term, first, last, data)"
        " INSERT INTO postings (term, first, last, data) SELECT term, min(first), max(last),"
        " string_agg(data, '' ORDER BY block) FROM gone GROUP BY term",
        ([term for (term,) in many], _FULL_BYTES),
    )


def strip_postings(connection: Connection, words: Mapping[int, str]) -> None:
    """Take passages that are being deleted out of the blocks of their terms."""
    gone = np.array(sorted(words), np.int64)
    terms = sorted({term for line in words.values() for term in line.split()})
    if not terms:
        return
    blocks = connection.execute(
        "SELECT term, block, data FROM postings WHERE term = ANY(%s) AND first <= %s AND last >= %s"
        " ORDER BY block FOR UPDATE",
        (terms, int(gone[-1]), int(gone[0])), binary=True,
    ).fetchall()  # fmt: skip
    for *where, data in blocks:
        some = np.frombuffer(data, POSTING)
        left = some[~np.isin(some["id"], gone)]
        if not len(left):
            connection.execute("DELETE FROM postings WHERE term = %s AND block = %s", where)
        elif len(left) < len(some):
            connection.execute(
                "UPDATE postings SET data = %s WHERE term = %s AND block = %s",
                (left.tobytes(), *where),
            )


def matching(
    rows: Rows, wanted: Wanted, frequencies: Mapping[str, int], n_passages: int, n_terms: int
) -> Scored:
    """Score all passages that hold what is wanted, whether they are of the generation or not."""
    values: dict[str, Any] = {"terms": list(wanted.terms)}
    blocks: dict[str, list[bytes]] = defaultdict(list)
    query = "SELECT term, data FROM postings WHERE term = ANY(%(terms)s)"
    for term, data in rows(query, values):
        blocks[term].append(data)
    postings = {term: np.frombuffer(b"".join(blocks[term]), POSTING) for term in wanted.terms}
    ids, lengths = _candidates(wanted, postings)
    relative = K1 * (1 - B + B * lengths / (n_terms / max(n_passages, 1)))
    together = _together(wanted, postings)
    scores = np.zeros(len(ids))
    for term in wanted.terms:
        some = postings[term]
        if term not in wanted.alone:  # counts only where the others are
            some = some[np.isin(some["id"], together["id"])]
        counts = np.zeros(len(ids))
        counts[np.searchsorted(ids, some["id"])] = some["n"]
        scores += idf(n_passages, frequencies[term]) * ((counts * (K1 + 1)) / (counts + relative))
    order = np.lexsort((ids, -scores))
    return Scored(ids[order], scores[order])


def _candidates(
    wanted: Wanted, postings: Mapping[str, npt.NDArray[Any]]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Ids of the passages, ascending, and how many terms each has."""
    parts = [postings[term] for term in wanted.alone]
    every = np.concatenate([*parts, _together(wanted, postings)])
    ids, places = np.unique(every["id"], return_index=True)
    return ids, every["length"][places].astype(np.float64)


def _together(wanted: Wanted, postings: Mapping[str, npt.NDArray[Any]]) -> npt.NDArray[Any]:
    """Give the postings of the first term in passages that hold another beside it."""
    if wanted.first is None:
        return np.empty(0, POSTING)
    first = postings[wanted.first]
    others = np.concatenate([postings[term]["id"] for term in wanted.beside])
    return first[np.isin(first["id"], others)]
