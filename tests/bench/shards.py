"""What a question costs where rows lie in three servers, beside one and a folder.

    PYTHONPATH=tests python tests/bench/shards.py [--n 120] INDEX QUESTIONS

INDEX is a folder; it is copied into one PostgreSQL, and into three by `onrecord shards`. QUESTIONS
are lines of JSON, each with a `question`. All are asked one after the other of each, in turns, and
what is told must be the same.
"""

# ruff: noqa: T201  # it prints what it measured

import argparse
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
from pg_server import PgServer, new_database

from onrecord.index.building.copying import copy
from onrecord.index.store.address import store_at
from onrecord.index.store.place import Address
from onrecord.index.verify import verify
from onrecord.rag.desk import Desk
from onrecord.rag.engine import Engine
from onrecord.rag.quoting.answer import Answer

N_SERVERS: Final = 3


@contextmanager
def servers() -> Iterator[list[PgServer]]:
    """Start them, and stop them afterwards."""
    made = [PgServer.made() for _ in range(N_SERVERS)]
    try:
        yield made
    finally:
        for each in made:
            each.discard()


def timed(done: Callable[[], object]) -> float:
    """Tell how many seconds it takes."""
    begun = time.perf_counter()
    done()
    return time.perf_counter() - begun


def places(index: Path, made: list[PgServer], folder: Path) -> Iterator[tuple[str, Address]]:
    """Copy an index to each place, and tell what that costs."""
    yield "folder", index
    one, shards = (new_database(made[0].url, folder / name) for name in ("one", "shards"))
    store_at(shards).shard([each.url for each in made])
    for name, place in (("one", one), ("shards", shards)):
        took, checked = timed(partial(copy, index, place)), timed(partial(verify, place))
        size = store_at(place).n_bytes
        print(json.dumps({"place": name, "copy_s": took, "verify_s": checked, "n_bytes": size}))
        yield name, place


def told(answer: Answer) -> tuple[Any, ...]:
    """Give all that must be the same."""
    quotes = [(q.article.id, q.start, q.end, q.score) for q in answer.quotes]
    return quotes, answer.reason, answer.confidence


def main() -> None:
    """Ask each question of each place."""
    parser = argparse.ArgumentParser(description="Measure questions over shards.")
    parser.add_argument("index", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--n", type=int, default=120)
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "onrecord")
    given = parser.parse_args()
    lines = given.questions.read_text("utf-8").splitlines()
    asked = [json.loads(line)["question"] for line in lines][:: max(1, len(lines) // given.n)]
    with servers() as made, tempfile.TemporaryDirectory() as folder:
        equipment = Desk(Path(folder), given.index, given.cache).equipment
        engines = {
            name: Engine.open(place, equipment)
            for name, place in places(given.index, made, Path(folder))
        }
        times: dict[str, list[float]] = {name: [] for name in engines}
        n_same = 0
        for question in asked[: given.n]:
            answers = []
            for name, engine in engines.items():
                begun = time.perf_counter()
                answers.append(told(engine.ask(question)))
                times[name].append(time.perf_counter() - begun)
            n_same += all(each == answers[0] for each in answers)
    for name, some in times.items():
        p50, p95 = (1000 * float(np.percentile(some, each)) for each in (50, 95))
        print(json.dumps({"place": name, "n": len(some), "p50_ms": p50, "p95_ms": p95}))
    print(json.dumps({"same": n_same, "of": len(asked[: given.n])}))


if __name__ == "__main__":
    main()
