"""Run one rival in this process over passages and questions in a file, and print what it took.

    python measure.py plain_faiss TASK.json

It runs in a virtual environment of its own, which has the rivals and nothing of On Record.
"""

import importlib
import json
import sys
import time
from importlib.metadata import version
from pathlib import Path

K = 3
WARM_UP = "Is anybody there?"


def peak_megabytes() -> int:
    """Tell the most memory that this process has held, as the kernel counts it."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) // 1024
    raise OSError("no VmHWM in /proc/self/status: this is measured on Linux")


def main() -> None:
    """Load, build, ask each question once; the first one, which is not counted, warms up."""
    name, path = sys.argv[1:]
    task = json.loads(Path(path).read_text("utf-8"))
    began = time.perf_counter()
    rival = importlib.import_module(name).Rival(task["model"])
    load_s = time.perf_counter() - began
    began, cpu = time.perf_counter(), time.process_time()
    rival.build(task["passages"])
    build_s, cpu_s = time.perf_counter() - began, time.process_time() - cpu
    rival.ask(WARM_UP, K)
    found, seconds = [], []
    for question in task["questions"]:
        began = time.perf_counter()
        found.append(rival.ask(question, K))
        seconds.append(time.perf_counter() - began)
    print(  # noqa: T201
        json.dumps(
            {
                "versions": {each: version(each) for each in rival.packages},
                "load_s": load_s,
                "build_s": build_s,
                "build_cpu_s": cpu_s,
                "seconds": seconds,
                "found": found,
                "peak_mb": peak_megabytes(),
            }
        )
    )


if __name__ == "__main__":
    main()
