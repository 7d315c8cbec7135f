"""Learn `index/speech/tagger.safetensors`: to tell who says a sentence.

    python -m onrecord.index.learning.speech --labels FILE --articles DIR --cache DIR --out FILE

First it is learned what is kept of the encoder's states halfway up, which goes into the file of
`--packing`; then two networks, all without a seventh of the articles. What the two say of that
is printed, and gives the thresholds: the lowest from which on `PRECISION` of the speakers told are
right, of direct and of reported speech; infinity where there is none. Then two from all.

Learned from: labels of news in English, German and Chinese that were made for this project
(Wikinews, CC BY 2.5; CRUD-RAG, Apache-2.0), and invented interviews.
"""

import argparse
import math
import sys
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final, cast

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from onrecord.corpus import Speaker, Speech, find_articles, load, load_languages
from onrecord.index.encoding.model import EncoderSettings, load_encoder
from onrecord.index.encoding.projection import TokenProjection
from onrecord.index.learning.middle import add_middle, learn_middle
from onrecord.index.learning.speech_examples import (
    Encoded,
    Example,
    encoded,
    interviews,
    labelled,
)
from onrecord.index.learning.speech_network import Read, SpeechNetwork
from onrecord.index.speech.names import are_one
from onrecord.index.speech.network import MAX_NAME, Network
from onrecord.index.speech.tagger import SpeakerTagger
from onrecord.index.speech.windows import Window, windows

__all__ = [
    "TELL_ALL",
    "Guess",
    "Lesson",
    "guesses",
    "is_held",
    "learn",
    "lessons",
    "tagger",
    "tensors",
    "threshold",
    "thresholds",
]

_EVERY: Final = 7
"""Of so many articles one is left out: those from which the reader doesn't learn either."""

TELL_ALL: Final = dict.fromkeys(Speech, 0.0)
PRECISION: Final = 0.93
_ADAPTER: Final = Path(__file__).parents[1] / "encoding" / "adapter.safetensors"
_N_NETWORKS: Final = 2
_N_EPOCHS: Final = 10
_N_EPOCHS_AT_FIRST: Final = 6  # for what is kept of the states halfway up
_BATCH: Final = 2  # windows
_RATE: Final = 1.2e-3
_DECAY: Final = 0.05
_N_WARM: Final = 60
_KEPT: Final = 0.995
"""Of the averaged weights at each step; what is shipped is their average over the last 200."""

_N_SENTENCES: Final = 12  # of a window, about: what its loss is divided by
_LIKE: Final = 0.3  # of the loss: direct or reported,
_REACH: Final = 0.5  # where names end,
_MENTION: Final = 0.01  # and which tokens begin a speaker's name anywhere
_SHUFFLED: Final = 2  # mentions of a speaker whose ends are learned at a time


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """A window and what is right in it.

    `begins` (m, n + 1) bool: nobody, and the tokens with which a right name begins; no row is empty
    but those of sentences from which nothing is learned. `direct` (m,): 1, 0, or nan. `mentions`
    (n,) float32: 1 where any speaker's name begins. `names` are first tokens and lengths less one.
    """

    read: Read
    begins: Tensor
    direct: Tensor
    mentions: Tensor
    names: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Guess:
    """The likeliest speaker of a sentence of an example, and whether that is right."""

    example: Example
    at: int
    speaker: Speaker
    right: bool


def is_held(example: Example | Encoded) -> bool:
    """Whether an article is left out, for the thresholds; an invented interview never is."""
    name = example.sentences[0].article.id
    return zlib.crc32(name.encode()) % _EVERY == 0 and not name.startswith("interview-")


def lessons(example: Example) -> Iterator[Lesson]:
    """Lay out what is right in each window of an article."""
    for window in windows(example.layout):
        yield _lesson(example, window)


def _lesson(example: Example, window: Window) -> Lesson:
    m, n = window.last - window.first, window.end - window.begin
    begins, direct = torch.zeros(m, n + 1, dtype=torch.bool), torch.full((m,), torch.nan)
    mentions, names = torch.zeros(n), list[tuple[int, int]]()
    filled = np.bincount(window.owners, minlength=m) > 0
    for row in np.flatnonzero(filled).tolist():
        at = window.first + row
        if not example.sentences[at].kind.quotable:
            continue
        begins[row, 0] = at not in example.names
        speech = example.speech(at)
        for name, _ in example.names.get(at, ()):
            found = [
                (first - window.begin, last - first)
                for first, last in example.mentions(name)
                if window.begin <= first and last < window.end
            ]
            own = [each for each in found if window.owners[each[0]] == row]
            mentions[[first for first, _ in found]] = 1
            begins[row, [first + 1 for first, _ in own or found]] = True
            names += [each for each in (own or found)[-_SHUFFLED:] if each[1] < MAX_NAME]
        if speech is not None and begins[row].any():
            direct[row] = float(speech.value == "direct")
    return Lesson(Read.of(window), begins, direct, mentions, tuple(names))


def loss(network: SpeechNetwork, lesson: Lesson) -> Tensor:
    """Give the loss of a window, summed over its sentences."""
    states, places = network(lesson.read)
    chances = network.pointed(states, places, lesson.read.relations).log_softmax(1)
    right = chances.masked_fill(~lesson.begins, -1e9).logsumexp(1)
    found = -right[lesson.begins.any(1)].sum()
    told = ~lesson.direct.isnan()
    found = found + _LIKE * nn.functional.binary_cross_entropy_with_logits(
        network.speech(places)[told, 0], lesson.direct[told], reduction="sum"
    )
    found = found + _MENTION * nn.functional.binary_cross_entropy_with_logits(
        network.prior(states)[:, 0], lesson.mentions, reduction="sum", pos_weight=torch.tensor(3.0)
    )
    if lesson.names:
        firsts, lengths = torch.tensor(lesson.names).T
        lasts = network.lasts(states, firsts)
        found = found + _REACH * nn.functional.cross_entropy(lasts, lengths, reduction="sum")
    return found


def learn(
    taught: Sequence[Lesson], n_epochs: int = _N_EPOCHS, seed: int = 0,
    network: SpeechNetwork | None = None,
) -> SpeechNetwork:  # fmt: skip
    """Learn a network; the same from the same lessons."""
    torch.manual_seed(seed)
    random, pool = Random(seed), list(taught)  # noqa: S311  # shuffles, keeps no secret
    network = network or SpeechNetwork(taught[0].read.tokens.shape[1])
    average = get_ema_multi_avg_fn(_KEPT)  # type: ignore[no-untyped-call]
    averaged = AveragedModel(network, multi_avg_fn=average)
    optimiser = torch.optim.AdamW(network.parameters(), lr=_RATE, weight_decay=_DECAY)
    n_steps = n_epochs * -(-len(pool) // _BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser,
        lambda step: (
            min(1.0, (step + 1) / _N_WARM) * (0.51 + 0.49 * np.cos(np.pi * step / n_steps))
        ),
    )
    for epoch in range(n_epochs):
        network.train()
        random.shuffle(pool)
        total = 0.0
        for first in range(0, len(pool), _BATCH):
            some = [loss(network, each) for each in pool[first : first + _BATCH]]
            whole = torch.stack(some).sum() / (_BATCH * _N_SENTENCES)
            optimiser.zero_grad()
            whole.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            averaged.update_parameters(network)
            total += float(whole.detach())
        print(f"epoch {epoch + 1}: loss {total * _BATCH / len(pool):.3f}", file=sys.stderr)  # noqa: T201
    return cast("SpeechNetwork", averaged.module.eval())


def learn_all(taught: Sequence[Lesson]) -> list[SpeechNetwork]:
    """Learn the networks of a tagger."""
    return [learn(taught, seed=seed) for seed in range(_N_NETWORKS)]


def tensors(
    networks: Sequence[SpeechNetwork], thresholds: Mapping[Speech, float]
) -> dict[str, Tensor]:
    """Give what is stored of networks, in half precision: tensors of all, one after the other."""
    states = [each.state_dict() for each in networks]
    stored = {name: torch.stack([each[name] for each in states]).half() for name in states[0]}
    stored["thresholds"] = torch.tensor([thresholds[each] for each in Speech])
    return stored


def tagger(
    networks: Sequence[SpeechNetwork], thresholds: Mapping[Speech, float] = TELL_ALL
) -> SpeakerTagger:
    """Make the tagger of networks, as it is but for the precision when it is loaded."""
    made = [{name: t.float().numpy() for name, t in n.state_dict().items()} for n in networks]
    return SpeakerTagger("learning", tuple(map(Network, made)), thresholds)


def guesses(told_by: SpeakerTagger, examples: Sequence[Example]) -> Iterator[Guess]:
    """Let a tagger say of every sentence who is likeliest to speak."""
    for each in examples:
        for at, speaker in told_by.guesses(each.sentences, each.tokens, each.spans):
            right = any(are_one(speaker.text, name) for name, _ in each.names.get(at, ()))
            yield Guess(each, at, speaker, right)


def thresholds(found: Sequence[Guess]) -> dict[Speech, float]:
    """Find the threshold of each kind of speech."""
    return {kind: threshold([g for g in found if g.speaker.speech is kind]) for kind in Speech}


def threshold(found: Sequence[Guess], precision: float = PRECISION) -> float:
    """Find the lowest chance from which on so many guesses are right; infinity if none is."""
    best, n_right = math.inf, 0
    for n, each in enumerate(sorted(found, key=lambda each: -each.speaker.chance), 1):
        n_right += each.right
        if n_right / n >= precision:
            best = each.speaker.chance
    return best


def report(
    found: Sequence[Guess], examples: Sequence[Example], least: Mapping[Speech, float]
) -> Iterator[str]:
    """Yield the figures of each language."""
    sure = [each for each in found if each.speaker.chance >= least[each.speaker.speech]]
    for language in sorted({each.article.language for each in examples}):
        asked, told = Counter[str](), Counter[str]()
        for each in examples:
            if each.article.language == language:
                asked.update(str(each.speech(at)) for at in each.names)
        some = [each for each in sure if each.example.article.language == language]
        told.update(str(each.example.speech(each.at)) for each in some if each.right)
        recall = ", ".join(
            f"{kind} {told[kind] / max(1, asked[kind]):.3f} of {asked[kind]}"
            for kind in ("direct", "reported")
        )
        yield f"{language}: precision {told.total() / max(1, len(some)):.3f}, recall {recall}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Learn from what is named on the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    for name in ("--labels", "--articles"):
        parser.add_argument(name, type=Path, nargs="+", required=True)
    for name in ("--cache", "--out"):
        parser.add_argument(name, type=Path, required=True)
    parser.add_argument("--adapter", type=Path, default=_ADAPTER)
    parser.add_argument("--packing", type=Path, default=_ADAPTER.with_name("packing.safetensors"))
    chosen = parser.parse_args(arguments)
    torch.set_num_threads(1)
    load_languages(chosen.cache)
    encoder = load_encoder(EncoderSettings(chosen.cache, None, chosen.adapter))
    found = list(interviews())
    for labels, folder in zip(chosen.labels, chosen.articles, strict=True):
        articles = [load(path, folder) for path in find_articles(folder)]
        found += labelled(articles, labels)
    read = encoded(found, encoder, TokenProjection.load(chosen.adapter, packing=chosen.packing))
    kept = learn_middle([each for each in read if not is_held(each)], _learned_at_first)
    add_middle(kept, chosen.packing)
    examples = [
        each.example(kept.rows(kept.codes(each.middle.astype(np.float32)))) for each in read
    ]
    save_file(learned(examples), chosen.out)


def _learned_at_first(examples: Sequence[Example], network: SpeechNetwork) -> SpeechNetwork:
    """Learn a network from examples, for what it makes of the states halfway up."""
    taught = [lesson for each in examples for lesson in lessons(each)]
    return learn(taught, _N_EPOCHS_AT_FIRST, network=network)


def learned(examples: Sequence[Example]) -> dict[str, Tensor]:
    """Learn without a seventh for the threshold, print its figures, and learn from all."""
    taught = {id(each): tuple(lessons(each)) for each in examples}
    held = [each for each in examples if is_held(each)]
    rest = [lesson for each in examples if not is_held(each) for lesson in taught[id(each)]]
    judged = list(guesses(tagger(learn_all(rest)), held))
    least = thresholds(judged)
    for line in report(judged, held, least):
        print(line)  # noqa: T201
    return tensors(learn_all([lesson for each in taught.values() for lesson in each]), least)


if __name__ == "__main__":
    main()
