"""Learn `rag/evidence/reader.safetensors`: to read sentences for an answer.

    python -m onrecord.rag.learning.reader --out rag/evidence/reader.safetensors --public DIR \
SET [SET ...]

A SET is a folder with `articles/` and `questions.jsonl`, or `QUESTIONS.jsonl=ARTICLES`; DIR holds
the public sets that `onrecord.index.learning.data` names. The lowest layers of the bundled model
are learned further, all but the first of them, and a head over their states. A step takes some
questions and learns to choose, among all sentences of a question's windows, those that answer, or
none; and to tell of each sentence by itself whether it does. Every seventh article is held out,
and the figures printed are those of its questions, unless all are learned from.
"""

import argparse
import logging
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

import numpy as np
import numpy.typing as npt
import torch
from sklearn.metrics import roc_auc_score
from torch import nn

from onrecord.index.building.collection import ADAPTER
from onrecord.index.encoding.model import EncoderSettings, load_encoder
from onrecord.index.encoding.model_folder import bundled_model
from onrecord.index.index import Index
from onrecord.index.learning.command import carried_out
from onrecord.index.learning.data import CREDITS, read_sets
from onrecord.rag.desk import HEAD, JUDGEMENT, Desk
from onrecord.rag.errors import RagError
from onrecord.rag.evaluation import Question
from onrecord.rag.evidence.equipment import Equipment
from onrecord.rag.evidence.judgement import Judgement
from onrecord.rag.evidence.reader import N_READ, PROMPT
from onrecord.rag.learning.batches import Draws, Group, labelled, rounds
from onrecord.rag.learning.network import ReaderNetwork, loss_of, save
from onrecord.rag.learning.public import public_examples
from onrecord.rag.learning.renaming import Renaming
from onrecord.rag.learning.seeking import Seeker
from onrecord.rag.learning.sets import add_options, opened
from onrecord.rag.learning.told import Example, learnable, seen
from onrecord.rag.learning.written import written_examples
from onrecord.rag.names.aliases import Aliases
from onrecord.rag.question.head import HeadNetwork

__all__ = ["Tally", "by_steps", "learn", "main", "report"]

_PEAK: Final = 3e-4
_FLOOR: Final = 0.02  # of the peak
_N_WARM: Final = 100
_DECAY: Final = 0.01
_MAX_GRADIENT: Final = 1.0
_TELL_EVERY: Final = 25  # steps
_N_JUDGED: Final = 1_500
"""Held-out questions of a source that the network is judged by; more take minutes."""

_ABOUT: Final = {
    "data": f"{CREDITS['data']}; Wikinews; CRUD-RAG (IAAR-Shanghai); questions on these written "
    "for this project",
    "licences": f"{CREDITS['licences']}; Wikinews: CC BY 2.5; CRUD-RAG: Apache-2.0",
}
"""What has to be said wherever the file is passed on."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Tally:
    """What was learned from."""

    n_steps: int
    n_tokens: int


def learn(
    network: ReaderNetwork, batches: Iterator[list[Group]], progress: Callable[[int], float],
    peak: float = _PEAK, *, bfloat16: bool = False,
) -> Tally:  # fmt: skip
    """Take steps until `progress`, which takes the number of those taken, is 1.

    The rate rises to its peak and falls to its floor along a line. With `bfloat16` products are of
    numbers rounded to it, which takes half the time where the processor has it.
    """
    learned = [part for part in network.parameters() if part.requires_grad]
    optimiser = torch.optim.AdamW(learned, lr=peak, weight_decay=_DECAY)
    n_steps, n_tokens, losses = 0, 0, 0.0
    while (done := progress(n_steps)) < 1:
        batch = next(batches)
        rate = min(1, (n_steps + 1) / _N_WARM) * max(_FLOOR, 1 - done)
        optimiser.param_groups[0]["lr"] = peak * rate
        with torch.autocast("cpu", torch.bfloat16, enabled=bfloat16):
            loss = loss_of(network, batch)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(learned, _MAX_GRADIENT)
        optimiser.step()
        n_steps, losses = n_steps + 1, losses + loss.item()
        n_tokens += sum(len(each.row.ids) for group in batch for each in group)
        if n_steps % _TELL_EVERY == 0:
            _log.info("step %d, %.0f %%: loss %.3f", n_steps, 100 * done, losses / _TELL_EVERY)
            losses = 0.0
    return Tally(n_steps, n_tokens)


def by_clock(minutes: float) -> Callable[[int], float]:
    """Tell the share of the minutes, counted from now, that is over."""
    began = time.monotonic()
    return lambda _: (time.monotonic() - began) / (60 * minutes)


def by_steps(n_steps: int) -> Callable[[int], float]:
    """Tell the share of the steps that are taken."""
    return lambda step: step / n_steps


@torch.no_grad()
def report(
    network: ReaderNetwork, unseen: Sequence[Example], ids: Callable[[str], npt.NDArray[np.int32]]
) -> str:
    """One line a source, over what is read of the windows found for a question.

    How often the best sentence is right; how well its log odds tell questions with an answer from
    those without (AUROC); how many of the latter fall below 95 % of the former.
    """
    lines = []
    unseen = [each for each in unseen if each.found]
    for source in dict.fromkeys(each.source for each in unseen):
        here = [each for each in unseen if each.source == source][:_N_JUDGED]
        best = [_best(network, each, ids) for each in here]
        odds, right = (np.array(each) for each in zip(*best, strict=True))
        able = np.array([each.answerable for each in here])
        line = f"{source}: {len(here)} questions, hit@1 {right[able].mean():.3f}"
        if able.any() and not able.all():
            least = np.sort(odds[able])[able.sum() // 20]
            line += f", AUROC {roc_auc_score(able, odds):.3f}"
            line += f", refused {(odds[~able] < least).mean():.3f}"
        lines.append(line)
    return "\n".join(lines)


def _best(
    network: ReaderNetwork, example: Example, ids: Callable[[str], npt.NDArray[np.int32]]
) -> tuple[float, bool]:
    """Tell the highest log odds, and whether that sentence is right."""
    windows = example.found[: sum(N_READ)]
    rows = [labelled(ids(PROMPT + example.asked(each)), each) for each in windows]
    odds = torch.cat(network([each.row for each in rows]))
    right = [here for each in rows for here in each.right]
    return float(odds.max()), right[int(odds.argmax())]


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, learn, and write the file; 0 done, 1 a failure said in a line."""
    return carried_out(_parser(), _run, arguments, RagError)


def _run(options: argparse.Namespace) -> None:
    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)
    random = Random(options.seed)  # noqa: S311 - a sample, no secret
    encoder = load_encoder(EncoderSettings(options.cache, None, ADAPTER))
    known = [
        each for name, desk, questions in opened(options, follow_ups=True)
        for each in _sought(desk, questions, name, random)
    ]  # fmt: skip
    written = written_examples(encoder)
    drawn = known + written
    public = public_examples(read_sets(options.public, options.hold_out).articles, encoder, random)
    kept, mixed = (drawn, public) if options.all else (seen(drawn), seen(public))
    draws = Draws(encoder.ids, random)
    batches = rounds(learnable(kept), learnable(mixed), draws, random)
    network = ReaderNetwork.load(bundled_model(options.cache, ADAPTER))
    done = by_steps(options.steps) if options.steps else by_clock(options.minutes)
    tally = learn(network, batches, done, bfloat16=options.bfloat16)
    about = {"steps": str(tally.n_steps), "tokens": str(tally.n_tokens), **_ABOUT}
    save(network, options.out, about)
    if not options.all:
        unseen = [each for each in known + written + public if each.is_held_out]
        told = report(network, unseen, encoder.ids)
        save(network, options.out, about | {"held_out": told})
        sys.stdout.write(f"{told}\n")


def _sought(
    desk: Desk, questions: Sequence[Question], name: str, random: Random
) -> Iterator[Example]:
    """Look in a set's index without a reader, which isn't there yet."""
    aliases, judgement = Aliases.of_corpus(desk.corpus), Judgement.load(JUDGEMENT)
    equipment = Equipment(
        desk.encoder, desk.projection, judgement, aliases, head=HeadNetwork.load(HEAD)
    )
    index = Index.open(desk.index, desk.encoder.name, desk.projection)
    seeker = Seeker.over(index, equipment)
    renaming = Renaming(seeker.names(questions), desk.encoder.ids, random)
    yield from seeker.examples(questions, name, renaming)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m onrecord.rag.learning.reader")
    add_options(parser, limit=100_000)
    parser.add_argument("--public", type=Path, required=True, help="folder with the public sets")
    parser.add_argument("--hold-out", nargs="+", default=[], metavar="TITLE", help="of the public")
    parser.add_argument("--minutes", type=float, default=150.0, help="of learning")
    parser.add_argument("--steps", type=int, help="instead of minutes: the same come out again")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--bfloat16", action="store_true", help="where the processor has it")
    parser.add_argument("--all", action="store_true", help="hold no article out")
    return parser


if __name__ == "__main__":
    sys.exit(main())
