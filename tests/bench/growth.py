"""What a question costs, and what a process holds, as the passages become a thousand times more.

    python tests/bench/growth.py [--keep DIR] [--cache DIR] [--sizes 1000 10000 100000 1000000]

Articles are generated, and the vectors of their passages drawn by hash under the bundled model's
name; the questions go through the model. Beyond 100,000 passages the database would take 21 KB
each: there each passage is listed again and again, with its words, and searched as if it were
another one. With `--keep`, what was built is used again.
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any, Final

from generated import article_text, write_articles
from whole import Place, build_hashed

from onrecord.index.search.vector_file import FILE_NAME
from onrecord.index.store.database import connect, database_path, transaction
from onrecord.index.store.generations import raise_generation
from onrecord.rag.stages import STAGES, watching

PASSAGES_AN_ARTICLE: Final = 5.8
WHOLE: Final = 100_000
"""Passages up to which every one has a text and token vectors of its own."""

N_QUESTIONS: Final = 60
_ASKING: Final = (
    "What was closed by the council near {name}?",
    "Who had been promised to her neighbour in {name}, with {other}?",
    "what did {name} say about the orchard",
    "How much does the old bridge near {name} owe in {year}?",
    "When was the harbour measured again near {other} and {name}?",
    "Was ist über {name} und {other} bekannt?",
    "{name}的审计员说了什么？",
)


def questions(n: int) -> Iterator[str]:
    """Ask, in three languages, about names that stand in the generated articles."""
    chance = random.Random(20)  # noqa: S311  # the same questions each time
    for number in range(n):
        words = article_text(chance.randrange(100)).split()
        name, other = (chance.choice([each for each in words if each[0].isupper()]).strip(",.")
                       for _ in range(2))  # fmt: skip
        asking = _ASKING[number % len(_ASKING)]
        yield asking.format(name=name, other=other, year=chance.randrange(1900, 2030))


def build(place: Place, n_passages: int, model: str) -> None:
    """Build an index over articles that have about so many passages."""
    write_articles(place.corpus, round(n_passages / PASSAGES_AN_ARTICLE))
    build_hashed(place.root, model)


def multiply(whole: Place, place: Place, times: int) -> None:
    """Copy an index, and list each passage `times` times, with its words and its encoding."""
    shutil.copytree(whole.index, place.index)
    (place.index / FILE_NAME).unlink()
    place.corpus.mkdir()
    with closing(connect(database_path(place.index), writable=True)) as connection:
        (last,) = connection.execute("SELECT max(id) FROM passages").fetchone()
        for n in range(1, times):
            with transaction(connection):
                connection.execute(
                    "INSERT INTO passages SELECT id + ?, article, start, end, language, encoding"
                    " FROM passages WHERE id <= ?",
                    (n * last, last),
                )
                connection.execute(
                    "INSERT INTO terms (rowid, words) SELECT rowid + ?, words FROM terms"
                    " WHERE rowid <= ?",
                    (n * last, last),
                )
                raise_generation(connection)
        with transaction(connection):
            connection.execute("UPDATE frequencies SET n = n * ?", (times,))
    place.desk().engine()  # writes the vector file, as the end of a build does


def measure(place: Place) -> dict[str, Any]:
    """Open the index in this process and ask; times are of one core's clock, in milliseconds."""
    desk = place.desk()
    engine = desk.engine()
    engine.ask("Is anybody there?")
    ready, started = time.monotonic(), _megabytes()
    total: list[float] = []
    stages: dict[str, list[float]] = defaultdict(list)
    for question in questions(N_QUESTIONS):
        spent: dict[str, float] = dict.fromkeys(STAGES, 0.0)

        @contextmanager
        def watch(name: str, spent: dict[str, float] = spent) -> Iterator[None]:
            began = time.perf_counter()
            yield
            spent[name] += time.perf_counter() - began

        began = time.perf_counter()
        with watching(watch):
            engine.ask(question)
        total.append(1000 * (time.perf_counter() - began))
        for name, seconds in spent.items():
            stages[name].append(1000 * seconds)
    cuts = quantiles(total, n=100)
    with closing(connect(database_path(place.index), writable=False)) as connection:
        (n_passages,) = connection.execute("SELECT count(*) FROM passages").fetchone()
    return {
        "n_passages": n_passages,
        "ready": ready,
        "p50_ms": round(cuts[49], 1),
        "p95_ms": round(cuts[94], 1),
        "stages_p50_ms": {name: round(median(each), 1) for name, each in stages.items()},
        "mb_when_ready": started,
        "mb_after_questions": _megabytes(),
        "mb_on_disk": database_path(place.index).stat().st_size >> 20,
        "mb_of_vectors": (place.index / FILE_NAME).stat().st_size >> 20,
    }


def _megabytes() -> dict[str, int]:
    """Memory of this process: all of it, and what is not mapped from a file."""
    lines = Path("/proc/self/status").read_text().splitlines()
    found = {key: value for key, _, value in (line.partition(":") for line in lines)}
    return {
        name: int(found[key].split()[0]) >> 10
        for name, key in {"resident": "VmRSS", "of its own": "RssAnon"}.items()
    }


def grow(root: Path, cache: Path, sizes: Sequence[int]) -> list[dict[str, Any]]:
    """Measure each size in a process of its own; what is in `root` already is not built again."""
    points = []
    model = Place(root, cache).desk().encoder.name
    for size in sizes:
        place = Place(root / str(size), cache)
        if not place.index.exists():
            if size <= WHOLE:
                build(place, size, model)
            else:
                multiply(Place(root / str(WHOLE), cache), place, size // WHOLE)
        _read_whole(database_path(place.index))
        began = time.monotonic()
        done = subprocess.run(
            [sys.executable, __file__, "--measure", str(place.root), "--cache", str(cache)],
            check=True,
            stdout=subprocess.PIPE,
        )
        point = json.loads(done.stdout)
        point["seconds_until_ready"] = round(point.pop("ready") - began, 2)
        points.append({**point, "whole": size <= WHOLE})
    return points


def _read_whole(path: Path) -> None:
    """Bring a file into the page cache: how fast a disk is, is measured by others."""
    with path.open("rb") as file:
        while file.read(1 << 24):
            pass


def main() -> None:
    """Measure, and print JSON."""
    parser = argparse.ArgumentParser(description="Measure questions over ever more passages.")
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "onrecord")
    parser.add_argument("--keep", type=Path, help="a folder that keeps the indexes")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, WHOLE, 10 * WHOLE])
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure(Place(options.measure, options.cache))))  # noqa: T201
        return
    with tempfile.TemporaryDirectory(prefix="onrecord-growth-") as temporary:
        root = options.keep or Path(temporary)
        print(json.dumps(grow(root, options.cache, options.sizes), indent=1))  # noqa: T201


if __name__ == "__main__":
    main()
