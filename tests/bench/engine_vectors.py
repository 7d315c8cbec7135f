"""What PostgreSQL finds when it searches vectors itself, how fast, and what its graph costs.

    PYTHONPATH=tests python tests/bench/engine_vectors.py [--n 116000] INDEX [INDEX ...]

The vectors are those of the passages and sentences of indexes of real articles, six to an article:
first as they are, then mixed up to `n`, each of three real ones as in `vector_ways`. Two hundred of
the real ones are left out, and asked with: of memory, then of the engine. Times are of one core: of
the server's process, and of this one, which scores again what it is sent.
"""

import argparse
import json
import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

import numpy as np
import numpy.typing as npt
from pg_server import PgServer, new_database, ran
from vector_ways import mixed

from onrecord.index.building.collection import PACKING
from onrecord.index.encoding.packing import Packing
from onrecord.index.filters import Filters
from onrecord.index.search import recall
from onrecord.index.search.searched import opened
from onrecord.index.store.database import connect, database_path
from onrecord.index.store.place import Database, VectorsIn
from onrecord.index.store.postgres import nearest
from onrecord.index.store.postgres.generations import raise_generation
from onrecord.index.store.postgres.nearest import PostgresNearest
from onrecord.index.store.postgres.reading import Held
from onrecord.index.store.postgres.rows import Change, copy_rows
from onrecord.index.store.postgres.store import PostgresStore
from onrecord.index.store.postgres.vectors import lay_graph
from onrecord.index.store.settings import Settings

Floats = npt.NDArray[np.float32]

N_QUERIES: Final = 200
AN_ARTICLE: Final = 6
"""Vectors of one article, which stand side by side."""

OUTLETS: Final = 100
GRAPHS: Final = ("m = 16, ef_construction = 64", "m = 32, ef_construction = 200")
"""What pgvector does by itself, and what a build asks for."""

EFS: Final = (100, 400)


@dataclass(frozen=True, slots=True, eq=False)
class Stored:
    """Vectors (n, dim) float32 as they are stored, and the language of each."""

    vectors: Floats
    languages: npt.NDArray[np.str_]

    def mixed(self, n: int) -> "Stored":
        """Make `n` of them out of these, each in the language of one of them."""
        drawn = np.random.default_rng(7).integers(0, len(self.vectors), n)
        order = np.argsort(self.languages[drawn], kind="stable")
        return Stored(mixed(self.vectors, n), self.languages[drawn[order]])


def real(indexes: list[Path]) -> Stored:
    """Read the vectors of passages and of their sentences, each once."""
    sentences, found = Packing.load(PACKING).sentences, dict[bytes, str]()
    for index in indexes:
        with closing(connect(database_path(index), writable=False)) as connection:
            rows = connection.execute(
                "SELECT vector, sentence_vectors, n_sentences, language FROM passages"
                " JOIN encodings ON encodings.id = passages.encoding"
                " JOIN evidence ON evidence.encoding = encodings.id ORDER BY passages.id"
            )
            for vector, packed, n, language in rows:
                codes = np.frombuffer(packed, np.uint8).reshape(n, -1)
                for each in (vector, *map(bytes, sentences.rows(codes).astype("<f2"))):
                    found.setdefault(each, language)
    vectors = np.frombuffer(b"".join(found), "<f2").astype(np.float32).reshape(len(found), -1)
    return Stored(vectors, np.array(list(found.values())))


def store(stored: Stored, place: Database) -> None:
    """Put vectors into PostgreSQL: passages without words, of articles without text."""
    n, dimension = stored.vectors.shape
    settings = Settings("bench", "bench", dimension, "", "", "", "")
    with PostgresStore(place).opened(settings) as build, build.connection.transaction():
        copy_rows(
            build.connection,
            "articles (number, born, id, title, outlet, published, language, sha256, n_characters,"
            " sentences_crc32, digest, text)",
            (
                (i, 1, f"{i:08}", "", f"Post {i % OUTLETS}",
                 date(2020, 1, 1) + timedelta(i % 2000), str(stored.languages[i * AN_ARTICLE]),
                 "", 0, 0, b"", b"")
                for i in range(-(-n // AN_ARTICLE))
            ),
        )  # fmt: skip
        copy_rows(
            build.connection,
            "encodings (id, key, checksum, n_tokens, width, n_sentences, vector, places,"
            " sentence_vectors, tokens)",
            (
                (i, sha256(i.to_bytes(8)).digest(), 0, 0, 0, 0, each.astype("<f2").tobytes(),
                 b"", b"", b"")
                for i, each in enumerate(stored.vectors)
            ),
        )  # fmt: skip
        copy_rows(
            build.connection,
            "passages (id, article, start, stop, language, encoding, words)",
            (
                (i + 1, i // AN_ARTICLE, i % AN_ARTICLE, i % AN_ARTICLE + 1, "en", i, "")
                for i in range(n)
            ),
        )
        raise_generation(build.connection, 1, Change(-(-n // AN_ARTICLE), n), settings)
    ran(place, "VACUUM ANALYZE")


def measure(stored: Stored, queries: Floats, place: Database) -> Iterator[dict[str, Any]]:
    """Measure over stored vectors: in memory, each of them in the engine, then along graphs."""
    store(stored, place)
    with closing(PostgresStore(place).open()) as snapshot:
        filters = recall._filters(snapshot)
        best = recall._best(snapshot, queries, filters)
    yield {"way": "memory", **asked(place, queries, filters, best)}
    engine, graph = (replace(place, vectors=each) for each in (VectorsIn.ENGINE, VectorsIn.GRAPH))
    settings = Settings("bench", "bench", queries.shape[1], "", "", "", "")
    with PostgresStore(engine).opened(settings):
        pass
    ran(place, "VACUUM ANALYZE")
    yield {"way": "each", **_size(place, "vectors", stored)}
    yield {"way": "each", **asked(engine, queries, filters, best)}
    for kind in GRAPHS:
        with patch("onrecord.index.store.postgres.vectors._GRAPH", kind):
            yield {
                "way": kind,
                "made_cpu_s": _made(graph, settings),
                **_size(place, "graph", stored),
            }
        for ef in EFS:
            with patch.dict(nearest.SEARCHING, {"hnsw.ef_search": str(ef)}):
                yield {"way": kind, "ef": ef, **asked(graph, queries, filters, best)}
        ran(place, "DROP INDEX graph")


def asked(
    place: Database, queries: Floats, filters: Mapping[str, Filters], best: Mapping[str, Floats]
) -> dict[str, Any]:
    """Ask all, with each filter: the share that is found, and milliseconds of each process."""
    found: dict[str, Any] = {}
    with closing(PostgresStore(place).open()) as snapshot:
        searched = opened(snapshot, place.folder, None)
        searched.search(queries[0], 1, Filters())
        server = _server(snapshot.in_engine)
        for name, scores in best.items():
            searched.search(queries[0], recall._DEPTH, filters[name])
            there, here = _cpu_s(server), time.process_time()
            hits = [searched.search(query, recall._DEPTH, filters[name]) for query in queries]
            here, there = time.process_time() - here, _cpu_s(server) - there
            recalls = [recall._recall(*pair) for pair in zip(hits, scores, strict=True)]
            found[name] = {
                "recall": round(float(np.mean(recalls)), 4),
                "least_recall": round(min(recalls), 3),
                "server_cpu_ms": round(1000 * there / len(queries), 1),
                "cpu_ms": round(1000 * here / len(queries), 1),
            }
    return found


def _server(engine: PostgresNearest | None) -> int | None:
    """Give the process that an engine searches in."""
    if engine is None:
        return None
    (rows,) = engine._free
    assert isinstance(rows, Held)
    return rows._connections[0].info.backend_pid


def _made(place: Database, settings: Settings) -> float:
    with PostgresStore(place).opened(settings) as build:
        build.connection.execute("SET max_parallel_maintenance_workers = 0")
        build.connection.execute("SET maintenance_work_mem = '2GB'")
        server = build.connection.info.backend_pid
        began = _cpu_s(server)
        lay_graph(build.connection, place)
        return round(_cpu_s(server) - began, 1)


def _size(place: Database, table: str, stored: Stored) -> dict[str, int]:
    ((n,),) = ran(place, f"SELECT pg_total_relation_size('{table}')")
    return {"bytes_a_vector": round(n / len(stored.vectors))}


def _cpu_s(process: int | None) -> float:
    """Seconds of a core that a process has taken; 0 of none."""
    if process is None:
        return 0.0
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def ways(stored: Stored, n: int) -> Iterator[dict[str, Any]]:
    """Measure over the vectors as they are, and over `n` mixed ones."""
    left_out = np.arange(0, len(stored.vectors), -(-len(stored.vectors) // N_QUERIES))
    queries = stored.vectors[left_out]
    kept = Stored(*(np.delete(each, left_out, 0) for each in (stored.vectors, stored.languages)))
    server = PgServer.made()
    try:
        one_core = patch.dict(nearest.SEARCHING, {"max_parallel_workers_per_gather": "0"})
        with tempfile.TemporaryDirectory() as folder, one_core:
            for name, some in (("real", kept), ("mixed", kept.mixed(n))):
                place = new_database(server.url, Path(folder) / name)
                for way in measure(some, queries, place):
                    yield {"vectors": name, "n": len(some.vectors), **way}
    finally:
        server.discard()


def main() -> None:
    """Measure, and print a line of JSON of each way as soon as it is known."""
    parser = argparse.ArgumentParser(description="Measure vectors that PostgreSQL searches.")
    parser.add_argument("indexes", nargs="+", type=Path, metavar="INDEX")
    parser.add_argument("--n", type=int, default=116_000)
    options = parser.parse_args()
    for way in ways(real(options.indexes), options.n):
        print(json.dumps(way), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
