"""FAISS's ways of searching vectors: how much each finds, how fast, in how many bytes.

    python tests/bench/vector_ways.py [--n 1000000] INDEX=QUESTIONS.jsonl ...

The vectors are those of indexes of real articles, searched with the questions over them: first as
they are, then mixed up to `n`, each a sum of what three of them differ in from their mean, which
keeps the neighbourhoods about as dense as they were.
"""

import argparse
import json
import time
from collections.abc import Iterator
from contextlib import closing
from importlib import import_module
from pathlib import Path
from statistics import quantiles
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from onrecord.index.store.database import connect, database_path
from onrecord.rag.desk import Desk
from onrecord.rag.evaluation import read_questions
from onrecord.rag.evidence.retrieval import Depth

Floats = npt.NDArray[np.float32]

faiss: Any = import_module("faiss")

WAYS: Final = {
    "Flat": "float32, all",
    "SQfp16": "half precision, all",
    "SQ8": "8 bits, all",
    "RaBitQfs": "RaBitQ, 1 bit, all",
    "RaBitQfs2": "RaBitQ, 2 bits, all",
    "IVF1024,SQ8": "8 bits, 128 of 1,024 lists",
    "HNSW32,SQfp16": "half precision, a graph",
}
"""By FAISS's own names, of which the second is what On Record does."""

_N_MAKING: Final = 2  # threads
_N_PROBE: Final = 128
_N_TRAINED: Final = 40_000
_SURPLUS: Final = (1, 2, 4, 10, 20)
"""How many times the depth may be fetched, to be scored again in float32."""

_MIX: Final = np.array([0.8, 0.5, 0.33], np.float32)
_ENOUGH: Final = 0.99
_MAX_QUESTIONS: Final = 200
_CHUNK_ROWS: Final = 50_000


def real_vectors(pairs: list[tuple[Path, Path]], cache: Path) -> tuple[Floats, Floats]:
    """Read the passages' vectors, each once, and encode some of the questions over them."""
    found: dict[bytes, None] = {}
    asked: list[str] = []
    for index, questions in pairs:
        with closing(connect(database_path(index), writable=False)) as connection:
            rows = connection.execute("SELECT vector FROM encodings ORDER BY id")
            found |= dict.fromkeys(row[0] for row in rows)
        these = [each.question for each in read_questions(questions)]
        asked += these[:: len(these) * len(pairs) // _MAX_QUESTIONS + 1]
    encoder = Desk(Path(), Path(), cache).encoder
    queries = np.stack([encoder.encode_questions([each])[0].vector for each in asked])
    dimension = queries.shape[1]
    stored = np.frombuffer(b"".join(found), "<f2").astype(np.float32)
    return stored.reshape(-1, dimension), queries


def mixed(real: Floats, n: int) -> Floats:
    """Make (n, dim) unit vectors out of (m, dim) real ones."""
    rng = np.random.default_rng(7)
    mean = real.mean(axis=0)
    apart, made = real - mean, np.empty((n, real.shape[1]), np.float32)
    for start in range(0, n, _CHUNK_ROWS):
        rows = rng.integers(0, len(real), (3, min(_CHUNK_ROWS, n - start)))
        some = mean + np.einsum("i,ind->nd", _MIX, apart[rows])
        made[start : start + len(some)] = some / np.linalg.norm(some, axis=1, keepdims=True)
    return made


def measure(vectors: Floats, queries: Floats) -> Iterator[dict[str, Any]]:
    """Measure each way on one thread, with as much surplus as it needs for enough recall."""
    depth = Depth().dense
    faiss.omp_set_num_threads(1)
    exact = faiss.IndexFlatIP(vectors.shape[1])
    exact.add(vectors)
    truth = [exact.search(query[None], depth)[1][0] for query in queries]
    del exact  # as large as the vectors
    for spec, label in WAYS.items():
        way = faiss.index_factory(vectors.shape[1], spec, faiss.METRIC_INNER_PRODUCT)
        if len(vectors) < _N_TRAINED and "IVF" in spec:
            continue
        began = time.process_time()
        faiss.omp_set_num_threads(_N_MAKING)
        way.train(vectors[:: max(1, len(vectors) // _N_TRAINED)])
        way.add(vectors)
        faiss.omp_set_num_threads(1)
        made_s = time.process_time() - began
        if "IVF" in spec:
            way.nprobe = _N_PROBE
        written: list[int] = []
        faiss.write_index(way, faiss.PyCallbackIOWriter(lambda part: written.append(len(part))))  # noqa: B023
        yield {
            "way": spec,
            "label": label,
            "bytes_a_vector": round(sum(written) / len(vectors)),
            "made_cpu_s": round(made_s, 1),
            **_best(way, vectors, queries, truth, depth),
        }


def _best(
    way: Any, vectors: Floats, queries: Floats, truth: list[npt.NDArray[np.int64]], depth: int
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for surplus in _SURPLUS:
        seconds, recalls = [], []
        if hasattr(way, "hnsw"):
            way.hnsw.efSearch = depth * surplus
        for query, wanted in zip(queries, truth, strict=True):
            began = time.thread_time()
            rows = way.search(query[None], min(depth * surplus, len(vectors)))[1][0]
            rows = rows[rows >= 0]
            best = rows[np.argsort(-(vectors[rows] @ query))[:depth]]
            seconds.append(time.thread_time() - began)
            recalls.append(len(np.intersect1d(best, wanted)) / depth)
        cuts = quantiles(seconds, n=20)
        found = {
            "fetched": depth * surplus,
            "recall": round(float(np.mean(recalls)), 4),
            "least_recall": round(min(recalls), 3),
            "p50_cpu_ms": round(1000 * cuts[9], 1),
            "p95_cpu_ms": round(1000 * cuts[18], 1),
        }
        if found["recall"] >= _ENOUGH:
            break
    return found


def ways(pairs: list[tuple[Path, Path]], cache: Path, n: int) -> dict[str, Any]:
    """Measure over the vectors as they are, and over `n` mixed ones."""
    real, queries = real_vectors(pairs, cache)
    return {
        "n_questions": len(queries),
        "real": {"n": len(real), "ways": list(measure(real, queries))},
        "mixed": {"n": n, "ways": list(measure(mixed(real, n), queries))},
    }


def main() -> None:
    """Measure, and print JSON."""
    parser = argparse.ArgumentParser(description="Measure FAISS's ways of searching.")
    parser.add_argument("pairs", nargs="+", metavar="INDEX=QUESTIONS")
    parser.add_argument("--n", type=int, default=1_000_000)
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "onrecord")
    options = parser.parse_args()
    pairs = [(Path(a), Path(b)) for a, _, b in (each.partition("=") for each in options.pairs)]
    print(json.dumps(ways(pairs, options.cache, options.n), indent=1))  # noqa: T201


if __name__ == "__main__":
    main()
