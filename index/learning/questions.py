"""Learn the question side: what a question's vectors go through before they meet what is stored.

python -m onrecord.index.learning.questions --index DIR --questions FILE --data DIR --cache DIR
    --out index/encoding/questions.safetensors

What is stored of the articles, and the encoder, stay as they are.
"""

import argparse
import logging
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Final

import torch

from onrecord.index.encoding.encoder import Encoder, Encoding
from onrecord.index.encoding.model import EncoderSettings, load_encoder
from onrecord.index.encoding.projection import TokenProjection
from onrecord.index.index import Index
from onrecord.index.learning.asking import Asked, batches
from onrecord.index.learning.command import carried_out
from onrecord.index.learning.data import CREDITS, read_sets
from onrecord.index.learning.objective import Outcome
from onrecord.index.learning.question_side import AskedNetwork, find, save_questions
from onrecord.index.learning.shelves import indexed, published
from onrecord.index.learning.steps import Schedule, stepped

__all__ = ["learn", "main"]

_SCHEDULE: Final = Schedule(n_steps=1200, peak=1e-3)  # of 32 questions: two passes over 13,000
_ADAPTER: Final = Path(__file__).parents[1] / "encoding" / "adapter.safetensors"
_REPORT_EVERY: Final = 20  # steps
_CREDITS: Final = {
    "data": f"{CREDITS['data']}; questions over Wikinews and CRUD-RAG's news (IAAR-Shanghai)",
    "licences": f"{CREDITS['licences']}; Wikinews: CC BY 2.5; CRUD-RAG: Apache-2.0",
}

_log = logging.getLogger(__name__)


def learn(
    network: AskedNetwork, encoder: Encoder, drawn: Iterator[list[Asked]], schedule: Schedule
) -> Iterator[Outcome]:
    """Take one step after the other, and yield what each batch came to before its step."""
    groups = [{"params": list(network.parameters()), "weight_decay": 0.01}]
    outcomes = _outcomes(network, encoder, islice(drawn, schedule.n_steps))
    return stepped(groups, outcomes, schedule)


def _outcomes(
    network: AskedNetwork, encoder: Encoder, drawn: Iterable[list[Asked]]
) -> Iterator[Outcome]:
    """Give what each batch comes to; a question is encoded once, as that never changes."""
    read: dict[str, Encoding] = {}
    for asked in drawn:
        new = sorted({each.question.text for each in asked} - read.keys())
        read |= zip(new, encoder.encode_questions(new), strict=True)
        yield find(network, [(each, read[each.question.text]) for each in asked])


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, learn, and write the file; 0 done, 1 a failure said in a line."""
    return carried_out(_parser(), _run, arguments)


def _run(options: argparse.Namespace) -> None:
    torch.manual_seed(options.seed)
    encoder = load_encoder(EncoderSettings(options.cache, adapter=_ADAPTER))
    projection = TokenProjection.load(_ADAPTER, packing=_ADAPTER.with_name("packing.safetensors"))
    index = Index.open(options.index, encoder.name, projection)
    shelves = [indexed(index, options.questions, options.hold_out)]
    if options.data is not None:
        shelves += published(read_sets(options.data, options.hold_out), encoder, projection)
    network = AskedNetwork(projection)
    schedule = replace(_SCHEDULE, n_steps=options.steps)
    steps = learn(network, encoder, batches(shelves, options.seed), schedule)
    for step, found in enumerate(steps, 1):
        if step % _REPORT_EVERY == 0:
            _log.info("step %d: loss %.3f, right %.3f", step, found.loss, found.accuracy)
    about = {"steps": str(options.steps), "seed": str(options.seed), **_CREDITS}
    save_questions(network, options.out, about)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m onrecord.index.learning.questions", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("--index", type=Path, required=True, help="index of the articles")
    parser.add_argument(
        "--questions", type=Path, required=True, help="on them, as `onrecord evaluate` reads them"
    )
    parser.add_argument("--data", type=Path, help="folder with the public sets' files")
    parser.add_argument("--cache", type=Path, required=True, help="where the model is decoded")
    parser.add_argument("--out", type=Path, required=True, help="safetensors file to write")
    parser.add_argument(
        "--hold-out", nargs="+", default=[], metavar="ARTICLE", help="id or title: not learned from"
    )
    parser.add_argument("--steps", type=int, default=_SCHEDULE.n_steps)
    parser.add_argument("--seed", type=int, default=0)
    return parser


if __name__ == "__main__":
    sys.exit(main())
