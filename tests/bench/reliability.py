"""Draw how far confidence is to be trusted, from what `onrecord evaluate --json` printed.

python tests/bench/reliability.py docs/reliability.svg NAME=FILE [NAME=FILE ...]
"""

import json
import sys
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

_LEAST = 10
"""Questions below which a point says too little to be drawn."""


def main() -> None:
    """Draw one line a file: mean confidence against the share that is right, by fifths."""
    mpl.rcParams["svg.hashsalt"] = "reliability"
    figure = Figure(figsize=(6, 4.5), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color="0.7", linewidth=1)
    for each in sys.argv[2:]:
        name, _, path = each.partition("=")
        fifths = json.loads(Path(path).read_text("utf-8"))["measures"][0]["reliability"].values()
        points = [(said, right) for said, right, n in fifths if n >= _LEAST]
        axes.plot(*zip(*points, strict=True), marker="o", label=name)
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="confidence", ylabel="right among the first three")
    axes.legend(frameon=False)
    figure.savefig(sys.argv[1], metadata={"Date": None})


if __name__ == "__main__":
    main()
