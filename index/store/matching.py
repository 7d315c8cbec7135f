"""The passages that hold the words of a question, by BM25."""

import sqlite3
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from onrecord.index.store.frequencies import frequencies, telling

__all__ = ["match", "match_any"]


def match(
    connection: sqlite3.Connection, terms: Sequence[str], k: int,
    allowed: npt.NDArray[np.int64] | None,
) -> list[tuple[int, float]]:  # fmt: skip
    """Ids and scores of the `k` best passages that hold any of the terms."""
    wanted = match_any(telling(frequencies(connection, terms)))
    if not wanted or k <= 0:
        return []
    found = connection.execute(
        "SELECT rowid, -bm25(terms) AS score FROM terms WHERE terms MATCH ?"
        " ORDER BY score DESC, rowid",
        (wanted,),
    )
    if allowed is None:
        return found.fetchmany(k)
    rows = found.fetchall()
    chosen = np.isin([row[0] for row in rows], allowed)
    return [row for row, keep in zip(rows, chosen, strict=True) if keep][:k]


def match_any(wanted: tuple[str, ...]) -> str:
    """Write the FTS5 expression for passages that hold any of the terms; '' without terms."""
    return " OR ".join(f'"{term}"' for term in dict.fromkeys(wanted))
