"""Whether all stores answer alike: a folder, one PostgreSQL, and three that hold a part each.

    PYTHONPATH=tests python tests/bench/same_answers.py [--n 300] SET [SET ...]

A SET is a folder with `articles/`, and files of questions beside it: lines of JSON, each with a
`question`, and perhaps those that it comes `after`. Of more than `n`, as many are asked at equal
distances. What was read beside a question is not read again where a store gives the same tokens:
the network would tell the same.
"""

import argparse
import hashlib
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from pg_server import PgServer, new_database
from shards import servers

from onrecord.corpus import Span
from onrecord.index.building.copying import copy
from onrecord.index.filters import Filters
from onrecord.index.store.address import store_at
from onrecord.index.terms import terms_for_languages
from onrecord.rag.desk import Desk
from onrecord.rag.engine import Engine
from onrecord.rag.evidence.reader import Network, Reader
from onrecord.rag.question.query import Query

K: Final = 40


class Remembering:
    """A network that tells again what it has told of the same rows, asked together."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._told: dict[tuple[bytes, ...], list[npt.NDArray[np.float32]]] = {}

    def __call__(self, rows: Sequence[npt.NDArray[np.int32]]) -> list[npt.NDArray[np.float32]]:
        """Give the last states of each row."""
        key = tuple(map(np.ndarray.tobytes, rows))
        if key not in self._told:
            self._told = {key: self._network(rows), **dict(list(self._told.items())[:8])}
        return self._told[key]


def remember(reader: Reader | None) -> None:
    """Have a reader remember."""
    if reader is not None:
        reader._network = Remembering(reader._network)


def asked(folder: Path, n: int) -> list[dict[str, Any]]:
    """Read the questions of a set, at most so many."""
    lines = [
        json.loads(line)
        for path in sorted(folder.glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]
    return lines[:: -(-len(lines) // n)]


def told(engine: Engine, row: dict[str, Any]) -> tuple[Any, ...]:
    """Give all that must be the same: what is said, and what each search finds, with scores."""
    history = list[Query]()
    for question in (*row.get("after", ()), row["question"]):
        history.append(engine.understood(question, Filters(), history))
    answer = engine.answer(history[-1])
    quotes = [
        [(*_place(each), each.score, each.speaker and _place(each.speaker), each.remarks,
          [*map(_place, (*each.copies, *each.differing))]) for each in some]
        for some in (answer.quotes, answer.near_misses, *(side.quotes for side in answer.sides))
    ]  # fmt: skip
    entries = answer.told and [each.article.id for each in answer.told.entries]
    index, vector = (
        engine._index,
        engine._with.encoder.encode_questions([row["question"]])[0].vector,
    )
    words = terms_for_languages(row["question"], index.languages)
    found = [
        [(*_place(hit.passage), hit.score) for hit in some]
        for some in (index.dense(vector, K), index.lexical(words, K))
    ]
    return quotes, answer.reason, answer.confidence, entries, found


def _place(span: Span) -> tuple[str, int, int]:
    return span.article.id, span.start, span.end


def same(folder: Path, n: int, desk: Desk, made: Sequence[PgServer], room: Path) -> dict[str, Any]:
    """Ask a set's questions of each store, and say how many are answered the same by all."""
    own = Desk(folder / "articles", room / "folder", desk._cache)
    own.encoder = desk.encoder
    report = own.build()
    one, shards = (new_database(made[0].url, room / name) for name in ("one", "shards"))
    store_at(shards).shard([each.url for each in made])
    for place in (one, shards):
        copy(own.index, place)
    engines = [Engine.open(each, desk.equipment) for each in (own.index, one, shards)]
    digests = [hashlib.sha256() for _ in engines]
    n_same, n_answered, n_tied, rows = 0, 0, 0, asked(folder, n)
    for row in rows:
        answers = [told(engine, row) for engine in engines]
        for digest, answer in zip(digests, answers, strict=True):
            digest.update(repr(answer).encode())
        n_same += all(each == answers[0] for each in answers)
        n_answered += bool(answers[0][0][0])
        n_tied += any(len({hit[-1] for hit in some}) < len(some) for some in answers[0][4])
    for engine in engines:
        engine._index.close()
    return {
        "set": folder.name, "n_passages": report.n_passages, "n_questions": len(rows),
        "answered": n_answered, "with_ties": n_tied, "same": n_same,
        "digests": [each.hexdigest()[:16] for each in digests],
    }  # fmt: skip


def main() -> None:
    """Ask the questions of each set, and print a line of JSON for it."""
    parser = argparse.ArgumentParser(description="Compare the answers of all stores.")
    parser.add_argument("sets", nargs="+", type=Path, metavar="SET")
    parser.add_argument("--n", type=int, default=300)
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "onrecord")
    given = parser.parse_args()
    with servers() as made, tempfile.TemporaryDirectory() as room:
        desk = Desk(given.sets[0] / "articles", Path(room), given.cache)
        remember(desk.equipment.reader)
        for number, folder in enumerate(given.sets):
            each = same(folder, given.n, desk, made, Path(room) / str(number))
            print(json.dumps(each), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
