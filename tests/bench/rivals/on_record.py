"""On Record in this process, as the rivals are in theirs: build, ask each question once.

    python on_record.py quotes|passages FOLDER INDEX CACHE

`quotes` builds and gives full answers; `passages` only retrieves, as a rival does.
"""

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from measure import WARM_UP, K, peak_megabytes

from onrecord.rag.desk import Desk
from onrecord.rag.evaluation import evaluate, gold_spans, read_questions


def by_quotes(desk: Desk, folder: Path) -> dict[str, Any]:
    """Rank and decide each question: a quote is right where it overlaps a gold quote."""
    questions = read_questions(folder / "questions.jsonl")
    engine = desk.engine()
    engine.ask(WARM_UP)
    judged = evaluate(engine, questions)
    return {
        "seconds": [each.milliseconds / 1000 for each in judged],
        "ranks": {each.question.id: each.rank for each in judged if each.question.answerable},
        "silent": {
            each.question.id: not each.answered for each in judged if not each.question.answerable
        },
    }


def by_passages(desk: Desk, folder: Path) -> dict[str, Any]:
    """Retrieve for each question: a passage is right where it holds a gold quote."""
    engine = desk.engine()
    engine.retrieve(WARM_UP, K)
    seconds, ranks = [], {}
    for question in read_questions(folder / "questions.jsonl"):
        began = time.perf_counter()
        hits = engine.retrieve(question.question, K)
        seconds.append(time.perf_counter() - began)
        if question.answerable:
            gold = gold_spans(engine, question)
            holds = (
                rank
                for rank, hit in enumerate(hits, 1)
                for start, end in gold.get(hit.passage.article.id, ())
                if hit.passage.start <= start and end <= hit.passage.end
            )
            ranks[question.id] = next(holds, None)
    return {"seconds": seconds, "ranks": ranks}


def main() -> None:
    """Load, build, ask, and print what it took."""
    way, folder, index, cache = sys.argv[1], *map(Path, sys.argv[2:])
    desk = Desk(folder / "articles", index, cache)
    began = time.perf_counter()
    _ = desk.encoder, desk.projection
    load_s = time.perf_counter() - began
    began, cpu = time.perf_counter(), time.process_time()
    report = desk.build()
    build_s, cpu_s = time.perf_counter() - began, time.process_time() - cpu
    ask = by_quotes if way == "quotes" else by_passages
    measured = ask(desk, folder)
    print(  # noqa: T201
        json.dumps(
            {
                "versions": {each: version(each) for each in ("onrecord", "onnxruntime")},
                "load_s": load_s,
                "build_s": build_s,
                "build_cpu_s": cpu_s,
                "n_encoded": report.n_encoded,
                "peak_mb": peak_megabytes(),
                **measured,
            }
        )
    )


if __name__ == "__main__":
    main()
