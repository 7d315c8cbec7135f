"""On Record and its rivals: the same weights, passages and questions, one process after the other.

    python tests/bench/side_by_side.py [DIR ...] [--cache DIR]

DIR holds `articles/` and `questions.jsonl`, as for `onrecord evaluate`; without one it is the
sample corpus. The rivals have a virtual environment of their own, `.bench`.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import Any, Final

from onrecord.index.encoding.model_folder import bundled_model
from onrecord.index.store.database import connect, database_path
from onrecord.rag.evaluation import Question, read_questions

ROOT: Final = Path(__file__).resolve().parents[2]
HERE: Final = Path(__file__).parent / "rivals"
RIVALS: Final = {
    "plain_faiss": "sentence-transformers + FAISS",
    "txtai_hybrid": "txtai, hybrid",
    "haystack_hybrid": "Haystack, in memory, hybrid",
    "langchain_faiss": "LangChain + FAISS",
}
_PYTHON: Final = ROOT / ".bench" / "bin" / "python"


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage as On Record cut it, in code points of its article."""

    article: str
    start: int
    end: int
    text: str


def sample_set(folder: Path) -> Path:
    """Lay out the sample corpus and its questions as `onrecord evaluate` takes them."""
    shutil.copytree(ROOT / "corpus" / "articles", folder / "articles")
    shutil.copy(ROOT / "tests" / "quality" / "questions.jsonl", folder)
    return folder


def side_by_side(folder: Path, cache: Path) -> list[dict[str, Any]]:
    """Measure On Record and every rival over one folder."""
    questions = read_questions(folder / "questions.jsonl")
    with tempfile.TemporaryDirectory(prefix="onrecord-rivals-") as name:
        index, task = Path(name) / "index", Path(name) / "task.json"
        ours = [str(HERE / "on_record.py"), *map(str, (folder, index, cache))]
        quotes, passages = (_run(sys.executable, ours[0], w, *ours[1:]) for w in _WAYS)
        cut, texts = _passages(index)
        task.write_text(
            json.dumps(
                {
                    "model": str(bundled_model(cache, None)),
                    "passages": [each.text for each in cut],
                    "questions": [each.question for each in questions],
                }
            ),
            "utf-8",
        )
        rows = [_row("On Record, quotes", quotes), _row("On Record, passages", passages)]
        for module, label in RIVALS.items():
            found = _run(str(_PYTHON), str(HERE / "measure.py"), module, str(task))
            found["n_encoded"] = len(cut)
            found["ranks"] = _ranks(questions, found["found"], cut, texts)
            rows.append(_row(label, found))
    return rows


_WAYS: Final = ("quotes", "passages")


def _run(*command: str) -> dict[str, Any]:
    done = subprocess.run(
        command,
        check=True,
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1"},
    )
    measured: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return measured


def _passages(index: Path) -> tuple[list[Passage], dict[str, str]]:
    connection = connect(database_path(index), writable=False)
    rows = connection.execute(
        "SELECT articles.id, start, end, text FROM passages"
        " JOIN articles ON articles.row = passages.article ORDER BY passages.id"
    ).fetchall()
    cut = [Passage(name, start, end, text[start:end]) for name, start, end, text in rows]
    return cut, {name: text for name, _, _, text in rows}


def _ranks(
    questions: Iterable[Question],
    found: Iterable[Sequence[int]],
    cut: Sequence[Passage],
    texts: Mapping[str, str],
) -> dict[str, int | None]:
    """Tell which rank holds a gold quote, of each question that has an answer."""
    return {
        question.id: next(
            (n for n, row in enumerate(rows, 1) if _holds(cut[row], question, texts)), None
        )
        for question, rows in zip(questions, found, strict=True)
        if question.answerable
    }


def _holds(passage: Passage, question: Question, texts: Mapping[str, str]) -> bool:
    return any(
        passage.start <= start and end <= passage.end
        for gold in question.gold
        if gold.article == passage.article
        for start, end in gold.spans(texts[gold.article])
    )


def _row(name: str, measured: Mapping[str, Any]) -> dict[str, Any]:
    """Condense what one process said; a build that had nothing to do has no rate."""
    cuts = quantiles(measured["seconds"], n=100)
    ranks, n = measured["ranks"].values(), measured["n_encoded"]
    silent = measured.get("silent", {}).values()
    return {
        "name": name,
        "versions": measured["versions"],
        "n_questions": len(measured["seconds"]),
        "load_s": round(measured["load_s"], 2),
        "build_s": round(measured["build_s"], 2) if n else None,
        "build_cpu_s": round(measured["build_cpu_s"], 2) if n else None,
        "passages_a_second": round(n / measured["build_s"], 2) if n else None,
        "p50_ms": round(1000 * cuts[49], 1),
        "p95_ms": round(1000 * cuts[94], 1),
        "peak_mb": measured["peak_mb"],
        "hit_at_1": _share(rank == 1 for rank in ranks),
        "hit_at_3": _share(rank is not None and rank <= 3 for rank in ranks),
        "silent_where_unanswerable": _share(silent) if silent else None,
    }


def _share(right: Iterable[bool]) -> float:
    found = list(right)
    return round(sum(found) / len(found), 3)


def main() -> None:
    """Measure, and print JSON: rows by the name of their folder."""
    parser = argparse.ArgumentParser(description="Measure On Record beside its rivals.")
    parser.add_argument("folders", nargs="*", type=Path, metavar="DIR")
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "onrecord")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="onrecord-sample-") as name:
        folders = options.folders or [sample_set(Path(name) / "sample")]
        print(  # noqa: T201
            json.dumps({each.name: side_by_side(each, options.cache) for each in folders}, indent=1)
        )


if __name__ == "__main__":
    main()
