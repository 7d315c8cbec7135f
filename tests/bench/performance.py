"""Measure On Record, and write `docs/performance.json`, `.md` (its tables) and `growth.svg`.

    python tests/bench/performance.py [--part rivals commands growth vectors] [--keep DIR]
        [--cache DIR] [--set DIR ...] [--vectors INDEX=QUESTIONS.jsonl ...]

Parts that are not measured keep their figures. `--set` adds folders like those of `onrecord
evaluate` to the sample corpus; `--vectors` names indexes over more real text than it.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any, Final

import matplotlib as mpl
from growth import WHOLE, grow
from matplotlib.figure import Figure
from side_by_side import ROOT, sample_set, side_by_side
from vector_ways import ways
from whole import Place

from onrecord.rag.desk import Desk

DOCS: Final = ROOT / "docs"
SIZES: Final = (1_000, 10_000, WHOLE, 10 * WHOLE)
BEGIN: Final = "<!-- measured -->\n"
END: Final = "<!-- end of what was measured -->\n"
_PACKAGES: Final = ("onrecord", "faiss-cpu", "numpy", "onnxruntime", "tokenizers")


def machine() -> dict[str, Any]:
    """Describe what this runs on."""
    cpus = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "processor": cpus[0],
        "cores": len(cpus),
        "memory_gb": round(memory / 2**30),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "versions": {name: version(name) for name in _PACKAGES},
    }


def measured(part: Callable[[], Any]) -> dict[str, Any]:
    """Run a part, and note when, and how busy the machine was with other things before."""
    load, when = os.getloadavg()[0], datetime.now(UTC).isoformat(timespec="minutes")
    return {"measured": when, "load_before": round(load, 1), "figures": part()}


def rivals(sets: Iterable[Path], cache: Path) -> dict[str, Any]:
    """Measure the rivals over the sample corpus, and over what else is given."""
    with tempfile.TemporaryDirectory(prefix="onrecord-sample-") as name:
        folders = [sample_set(Path(name) / "sample"), *sets]
        return {each.name: side_by_side(each, cache) for each in folders}


def vectors(pairs: Sequence[str], cache: Path) -> dict[str, Any]:
    """Measure the ways of searching over given indexes, or over that of the sample corpus."""
    with tempfile.TemporaryDirectory(prefix="onrecord-vectors-") as name:
        given = [(Path(a), Path(b)) for a, _, b in (each.partition("=") for each in pairs)]
        if not given:
            folder, index = sample_set(Path(name) / "sample"), Path(name) / "index"
            Desk(folder / "articles", index, cache).build()
            given = [(index, folder / "questions.jsonl")]
        return ways(given, cache, SIZES[-1])


def commands(cache: Path) -> dict[str, float]:
    """Time what is typed into a terminal, over the sample corpus: medians of five, in seconds."""
    with tempfile.TemporaryDirectory(prefix="onrecord-commands-") as name:
        place = Place(Path(name), cache)
        shutil.copytree(ROOT / "corpus" / "articles", place.corpus)
        place.desk().build()
        asking = ("ask", "what did Baidu say about Sora 2", "--index", str(place.index))
        return {
            "onrecord --help": _median_s(("--help",), cache),
            "onrecord ask QUESTION": _median_s(asking, cache),
        }


def _median_s(options: Sequence[str], cache: Path) -> float:
    seconds = []
    for _ in range(5):
        began = time.perf_counter()
        subprocess.run(
            [Path(sys.executable).with_name("onrecord"), *options],
            check=True, stdout=subprocess.DEVNULL,
            env={**os.environ, "ONRECORD_CACHE": str(cache)},
        )  # fmt: skip
        seconds.append(time.perf_counter() - began)
    return round(median(seconds), 2)


def tables(found: Mapping[str, Any]) -> str:
    """Lay out in Markdown what there is."""
    parts: dict[str, Callable[[Any], str]] = {
        "rivals": rivals_table,
        "commands": commands_table,
        "growth": growth_table,
        "vectors": vectors_table,
    }
    lines = [table(found[name]["figures"]) for name, table in parts.items() if name in found]
    return "\n\n".join(lines) + "\n"


def rivals_table(figures: Mapping[str, Any]) -> str:
    """Lay out a table a set of questions."""
    return "\n\n".join(
        f"`{name}`, {rows[0]['n_questions']} questions:\n\n"
        + _table(
            ["", "passages/s", "p50", "p95", "peak memory", "hit@1", "hit@3", "rightly silent"],
            [
                [
                    row["name"], _or_dash(row["passages_a_second"], "{:.1f}"),
                    f"{row['p50_ms']:.0f} ms", f"{row['p95_ms']:.0f} ms", f"{row['peak_mb']} MB",
                    f"{row['hit_at_1']:.3f}", f"{row['hit_at_3']:.3f}",
                    _or_dash(row["silent_where_unanswerable"], "{:.3f}"),
                ]
                for row in rows
            ],
        )
        for name, rows in figures.items()
    )  # fmt: skip


def commands_table(figures: Mapping[str, float]) -> str:
    """Lay out a row a command."""
    rows = [[f"`{name}`", f"{seconds:.2f} s"] for name, seconds in figures.items()]
    return _table(["from a terminal", "median of five"], rows)


def growth_table(figures: Sequence[Mapping[str, Any]]) -> str:
    """Lay out a row a size."""
    return _table(
        ["passages", "ready after", "p50", "p95", "of it search (p50)", "memory", "on disk"],
        [
            [
                f"{point['n_passages']:,}", f"{point['seconds_until_ready']:.1f} s",
                f"{point['p50_ms']:.0f} ms", f"{point['p95_ms']:.0f} ms",
                f"{point['stages_p50_ms']['search']:.0f} ms",
                f"{point['mb_after_questions']['resident']} MB",
                f"{point['mb_on_disk'] + point['mb_of_vectors']:,} MB",
            ]
            for point in figures
        ],
    )  # fmt: skip


def vectors_table(figures: Mapping[str, Any]) -> str:
    """Lay out a row a way over mixed vectors, and what it found over the real ones."""
    real = {each["way"]: each for each in figures["real"]["ways"]}
    return _table(
        [
            "", "bytes a vector", "fetched", "recall", "the least", "p50 of a core",
            f"recall of {figures['real']['n']:,} real ones",
        ],
        [
            [
                f"{way['label']} (`{way['way']}`)", f"{way['bytes_a_vector']:,}",
                str(way["fetched"]), f"{way['recall']:.4f}", f"{way['least_recall']:.3f}",
                f"{way['p50_cpu_ms']:.0f} ms", _recall(real.get(way["way"])),
            ]
            for way in figures["mixed"]["ways"]
        ],
    )  # fmt: skip


def _recall(way: Mapping[str, Any] | None) -> str:
    return "–" if way is None else f"{way['recall']:.4f} ({way['fetched']} fetched)"


def _or_dash(value: float | None, form: str) -> str:
    return "–" if value is None else form.format(value)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---", *("---:" for _ in head[1:])], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def draw(points: Sequence[Mapping[str, Any]], path: Path) -> None:
    """Draw time and memory over the number of passages."""
    mpl.rcParams["svg.hashsalt"] = "growth"
    figure = Figure(figsize=(9, 3.6), layout="constrained")
    times, memory = figure.subplots(1, 2)
    n = [point["n_passages"] for point in points]
    for name, label in (("p95_ms", "95 of 100 within"), ("p50_ms", "half within")):
        times.plot(n, [point[name] for point in points], marker="o", label=label)
    for stage in ("encode", "search"):
        spent = [point["stages_p50_ms"][stage] for point in points]
        times.plot(n, spent, marker=".", linestyle=":", label=f"of it, {stage}")
    for name in ("resident", "of its own"):
        held = [point["mb_after_questions"][name] for point in points]
        memory.plot(n, held, marker="o", label=name)
    times.set(xscale="log", xlabel="passages", ylabel="ms a question", ylim=(0, None))
    memory.set(xscale="log", xlabel="passages", ylabel="MB of memory", ylim=(0, None))
    for axes in (times, memory):
        axes.legend(frameon=False)
    figure.savefig(path, metadata={"Date": None})


def write(found: Mapping[str, Any]) -> None:
    """Write the JSON, the tables between their marks, and the plot."""
    (DOCS / "performance.json").write_text(json.dumps(found, indent=1) + "\n")
    page = DOCS / "performance.md"
    text = page.read_text("utf-8")
    before, after = text.partition(BEGIN)[0], text.partition(END)[2]
    page.write_text(f"{before}{BEGIN}\n{tables(found)}\n{END}{after}", "utf-8")
    if "growth" in found:
        draw(found["growth"]["figures"], DOCS / "growth.svg")


def main() -> None:
    """Measure the parts, one after the other."""
    parser = argparse.ArgumentParser(description="Measure, and write docs/performance.*.")
    names = ("rivals", "commands", "growth", "vectors")
    parser.add_argument("--part", nargs="+", choices=names, default=names)
    parser.add_argument("--keep", type=Path, help="a folder that keeps the grown indexes")
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "onrecord")
    parser.add_argument("--set", type=Path, nargs="+", default=[], metavar="DIR")
    parser.add_argument("--vectors", nargs="+", default=[], metavar="INDEX=QUESTIONS")
    options = parser.parse_args()
    root = options.keep or Path(tempfile.mkdtemp(prefix="onrecord-growth-"))
    parts: dict[str, Callable[[], Any]] = {
        "rivals": lambda: rivals(options.set, options.cache),
        "commands": lambda: commands(options.cache),
        "growth": lambda: grow(root, options.cache, SIZES),
        "vectors": lambda: vectors(options.vectors, options.cache),
    }
    path = DOCS / "performance.json"
    found = json.loads(path.read_text()) if path.exists() else {}
    for name in options.part:
        found = {**found, "machine": machine(), name: measured(parts[name])}
        write(found)
    if options.keep is None:
        shutil.rmtree(root)


if __name__ == "__main__":
    main()
