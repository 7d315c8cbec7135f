"""Learn the low-rank adapter and the token projection of the bundled model.

python -m onrecord.index.learning.train --data DIR --out index/encoding/adapter.safetensors
"""

import argparse
import json
import logging
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import torch
from tokenizers import Tokenizer

from onrecord.index.encoding.encoder import Prompts
from onrecord.index.encoding.model_folder import bundled_model
from onrecord.index.learning.adapter import load_adapter, save_adapter
from onrecord.index.learning.axes import start_projection
from onrecord.index.learning.batches import Sampler
from onrecord.index.learning.command import carried_out
from onrecord.index.learning.data import CREDITS, read_sets
from onrecord.index.learning.network import Matcher, load_halves
from onrecord.index.learning.objective import Outcome, outcome
from onrecord.index.learning.reading import Reader
from onrecord.index.learning.steps import Schedule, stepped

__all__ = ["learn", "main"]

FIRST_LAYER: Final = 8  # of 12: the upper third is learned, the rest is read once
RANK: Final = 32
WIDTH: Final = 128  # of a stored token vector, in bytes

_REPORT_EVERY: Final = 10  # steps
_SAVE_EVERY: Final = 50  # steps

_log = logging.getLogger(__name__)


def learn(
    matcher: Matcher, reader: Reader, sampler: Sampler, schedule: Schedule
) -> Iterator[Outcome]:
    """Take one step after the other, and yield what each batch came to before its step."""
    learned = [part for part in matcher.parameters() if part.requires_grad]
    low_rank = {id(part) for _, layer in matcher.low_rank() for part in (layer.down, layer.up)}
    groups = [
        {"params": [part for part in learned if id(part) in low_rank], "weight_decay": 0.01},
        {"params": [part for part in learned if id(part) not in low_rank], "weight_decay": 0.0},
    ]
    matcher.train()
    outcomes = (outcome(matcher, reader, sampler.batch()) for _ in range(schedule.n_steps))
    return stepped(groups, outcomes, schedule)


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, learn, and write the file; 0 done, 1 a failure said in a line."""
    return carried_out(_parser(), _run, arguments)


def _run(options: argparse.Namespace) -> None:
    torch.manual_seed(options.seed)
    sets = read_sets(options.data, options.hold_out)
    sampler = Sampler(sets, options.seed)
    reader, matcher = _bundled()
    if options.warm_start is None:
        start_projection(matcher, reader, sampler)
    else:
        load_adapter(matcher, options.warm_start)
    schedule = Schedule(options.steps)
    for step, found in enumerate(learn(matcher, reader, sampler, schedule), 1):
        if step % _REPORT_EVERY == 0:
            _log.info("step %d: loss %.3f, right %.3f", step, found.loss, found.accuracy)
        if step % _SAVE_EVERY == 0 or step == schedule.n_steps:
            about = {"steps": str(step), "seed": str(options.seed), **CREDITS}
            save_adapter(matcher, options.out, about)


def _bundled() -> tuple[Reader, Matcher]:
    """Load the bundled model as a reader and a matcher that has learned nothing yet."""
    with tempfile.TemporaryDirectory() as cache:
        folder = bundled_model(Path(cache))
        lower, matcher = load_halves(folder, FIRST_LAYER, RANK, WIDTH)
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        settings = json.loads((folder / "config_sentence_transformers.json").read_text("utf-8"))
    prompts = Prompts(settings["prompts"]["query"], settings["prompts"]["passage"])
    return Reader(lower, tokenizer, prompts), matcher


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m onrecord.index.learning.train", description=__doc__
    )
    parser.add_argument("--data", type=Path, required=True, help="folder with the sets' files")
    parser.add_argument("--out", type=Path, required=True, help="safetensors file to write")
    parser.add_argument(
        "--hold-out", nargs="+", default=[], metavar="TITLE", help="not learned from"
    )
    parser.add_argument("--steps", type=int, default=Schedule().n_steps)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--warm-start", type=Path, help="safetensors file to go on from")
    return parser


if __name__ == "__main__":
    sys.exit(main())
