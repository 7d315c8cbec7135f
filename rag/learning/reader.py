"""Learn `rag/evidence/reader.safetensors`: to read a sentence for an answer.

    python -m onrecord.rag.learning.reader \
        --out rag/evidence/reader.safetensors --folds FOLDS SET [SET ...]

A SET is a folder with `articles/` and `questions.jsonl`, or `QUESTIONS.jsonl=ARTICLES`. Each step
takes a few questions, each with one right sentence at most and some that late interaction finds
near, and learns to tell the right one, or that there is none: of a question without an answer, and
of every fourth one whose answer is withheld. FOLDS gets as many networks as there are folds, each
learned without the articles of its own: what `rag.learning.judgement` weighs the reader by, and
what the figures printed are of.
"""

import argparse
import math
import sys
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from random import Random
from typing import Final

import numpy as np
import torch
from safetensors.torch import save_file
from sklearn.metrics import roc_auc_score
from torch import Tensor, nn
from torch.nn.utils.rnn import pad_sequence

from onrecord.rag.engine import Engine
from onrecord.rag.evaluation import Question, gold_spans, is_right
from onrecord.rag.evidence.reader import MARKS, N_QUESTION, N_SENTENCE, Pair, ReadQuestion
from onrecord.rag.learning.sets import add_options, opened

__all__ = [
    "N_FOLDS",
    "Example",
    "ReaderNetwork",
    "examples",
    "fold_for",
    "fold_of",
    "learn",
    "save",
]

N_FOLDS: Final = 3
_WIDTH: Final = 128
_N_HEADS: Final = 4
_INNER: Final = 384
_N_LAYERS: Final = 2
_DROPOUT: Final = 0.1
_N_READ: Final = 6
_N_WRONG: Final = 3
_WITHHELD: Final = 0.25
_BATCH: Final = 12
_N_GROUPS: Final = 3  # padded batches that the pairs of a step are run in
_RATE: Final = 5e-4
_DECAY: Final = 0.05
_N_WARM: Final = 200


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A question, the pairs it makes with the sentences found for it, and which answer it."""

    question: ReadQuestion
    pairs: tuple[Pair, ...]
    right: tuple[bool, ...]
    answerable: bool
    source: str
    fold: int


class Layer(nn.Module):
    """A transformer layer, normalised before each part."""

    def __init__(self) -> None:
        super().__init__()
        self.attend_norm, self.widen_norm = nn.LayerNorm(_WIDTH), nn.LayerNorm(_WIDTH)
        self.attend, self.mix = nn.Linear(_WIDTH, 3 * _WIDTH), nn.Linear(_WIDTH, _WIDTH)
        self.widen, self.narrow = nn.Linear(_WIDTH, _INNER), nn.Linear(_INNER, _WIDTH)
        self.gelu, self.drop = nn.GELU("tanh"), nn.Dropout(_DROPOUT)

    def forward(self, state: Tensor, mask: Tensor) -> Tensor:
        """(batch, n, width) and (batch, n) bool -> (batch, n, width)."""
        batch, n, width = state.shape
        parts = self.attend(self.attend_norm(state)).view(batch, n, 3, _N_HEADS, -1)
        query, key, value = parts.permute(2, 0, 3, 1, 4)
        mixed = nn.functional.scaled_dot_product_attention(
            query, key, value, attn_mask=mask[:, None, None]
        )
        state = state + self.drop(self.mix(mixed.transpose(1, 2).reshape(batch, n, width)))
        inner = self.gelu(self.widen(self.widen_norm(state)))
        changed: Tensor = state + self.drop(self.narrow(inner))
        return changed


class ReaderNetwork(nn.Module):
    """What `onrecord.rag.evidence.reader.Reader` computes, for learning."""

    def __init__(self, dimension: int, width: int) -> None:
        super().__init__()
        self.question, self.sentence = nn.Linear(dimension, _WIDTH), nn.Linear(width, _WIDTH)
        self.question_place = nn.Embedding(N_QUESTION, _WIDTH)
        self.sentence_place = nn.Embedding(N_SENTENCE, _WIDTH)
        self.marks, self.best = nn.Linear(len(MARKS), _WIDTH), nn.Linear(1, _WIDTH)
        self.verdict = nn.Parameter(torch.randn(_WIDTH) * 0.02)
        self.layers = nn.ModuleList(Layer() for _ in range(_N_LAYERS))
        self.norm, self.drop = nn.LayerNorm(_WIDTH), nn.Dropout(_DROPOUT)
        self.hidden, self.output = nn.Linear(_WIDTH, _WIDTH), nn.Linear(_WIDTH, 1)
        self.gelu = nn.GELU("tanh")
        for place in (self.question_place, self.sentence_place):
            nn.init.normal_(place.weight, std=0.02)

    def forward(self, read: Sequence[tuple[ReadQuestion, Pair]]) -> Tensor:
        """Pairs -> (n_pairs,): log odds that the sentence answers, against saying nothing."""
        asked, told, n_asked, n_told = [], [], [], []
        for question, pair in read:
            tokens, marks = torch.from_numpy(question.tokens), torch.from_numpy(pair.marks)
            places = self.question_place.weight[: len(tokens)]
            asked.append(self.question(tokens) + places + self.marks(marks))
            tokens, best = torch.from_numpy(pair.tokens), torch.from_numpy(pair.best)
            places = self.sentence_place.weight[: len(tokens)]
            told.append(self.sentence(tokens) + places + self.best(best[:, None]))
            n_asked.append(len(question.tokens))
            n_told.append(len(pair.tokens))
        verdict = self.verdict.expand(len(read), 1, -1)
        state = self.drop(torch.cat([verdict, _padded(asked), _padded(told)], dim=1))
        mask = torch.cat(
            [torch.ones(len(read), 1, dtype=torch.bool), _mask(n_asked), _mask(n_told)], 1
        )
        for layer in self.layers:
            state = layer(state, mask)
        logits: Tensor = self.output(self.gelu(self.hidden(self.norm(state[:, 0]))))
        return logits[:, 0]


def _padded(rows: list[Tensor]) -> Tensor:
    return pad_sequence(rows, batch_first=True)


def _mask(lengths: list[int]) -> Tensor:
    return torch.arange(max(lengths))[None] < torch.tensor(lengths)[:, None]


def fold_of(article: str) -> int:
    """Tell the fold of an article by its name, which is the same in every language and set."""
    name = "".join(filter(str.isalnum, Path(article).name.split(".")[0])).casefold()
    return zlib.crc32(name.encode()) % N_FOLDS


def fold_for(engine: Engine, question: Question) -> int:
    """Tell the fold of the article that a question is about: that nearest to it if none answers."""
    if question.gold:
        return fold_of(question.gold[0].article)
    nearest = engine.retrieve(question.question, k=1)
    return fold_of(nearest[0].passage.article.id) if nearest else 0


def examples(engine: Engine, questions: Sequence[Question], source: str) -> Iterator[Example]:
    """Collect the sentences nearest to questions, and a right one for each that has one."""
    for question in questions:
        gold = gold_spans(engine, question)
        found, asked, pairs = engine.pairs(engine.understood(question.question))
        right = [is_right(each.sentence, gold) for each in found]
        kept = [row for row, here in enumerate(right) if row < _N_READ or here]
        if kept:
            yield Example(
                asked, tuple(pairs[row] for row in kept), tuple(right[row] for row in kept),
                question.answerable, source, fold_for(engine, question),
            )  # fmt: skip


def _drawn(example: Example, random: Random) -> tuple[list[int], int]:
    """Draw the pairs of a step and which of them is right, counted from 1; 0: none."""
    right = [row for row, here in enumerate(example.right) if here]
    wrong = [row for row, here in enumerate(example.right) if not here]
    if right and (not wrong or random.random() >= _WITHHELD):
        return [random.choice(right), *random.sample(wrong, min(_N_WRONG, len(wrong)))], 1
    return wrong[:2] + random.sample(wrong[2:], min(_N_WRONG - 1, len(wrong[2:]))), 0


def learn(known: Sequence[Example], n_rounds: float, seed: int) -> ReaderNetwork:
    """Learn a network from examples, each seen `n_rounds` times."""
    torch.manual_seed(seed)
    random = Random(seed)  # noqa: S311 - a sample, no secret
    network = ReaderNetwork(known[0].question.tokens.shape[1], known[0].pairs[0].tokens.shape[1])
    optimizer = torch.optim.AdamW(network.parameters(), lr=_RATE, weight_decay=_DECAY)
    n_steps = int(n_rounds * len(known) / _BATCH)
    order: list[Example] = []
    for step in range(n_steps):
        if len(order) < _BATCH:
            order = random.sample(list(known), len(known))
        rate = min(1, (step + 1) / _N_WARM) * (0.5 + 0.5 * math.cos(math.pi * step / n_steps))
        optimizer.param_groups[0]["lr"] = _RATE * rate
        loss = _loss(network, [order.pop() for _ in range(_BATCH)], random)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        if step % 100 == 0:
            sys.stderr.write(f"step {step} of {n_steps}, loss {loss.item():.3f}\n")
    return network.eval()


def _loss(network: ReaderNetwork, batch: Sequence[Example], random: Random) -> Tensor:
    drawn = [_drawn(each, random) for each in batch]
    pairs = [(each.question, each.pairs[row])
             for each, (rows, _) in zip(batch, drawn, strict=True) for row in rows]  # fmt: skip
    logits = torch.split(_logits(network, pairs), [len(rows) for rows, _ in drawn])
    losses = [
        nn.functional.cross_entropy(torch.cat([torch.zeros(1), here]), torch.tensor(right))
        for here, (_, right) in zip(logits, drawn, strict=True)
    ]
    return torch.stack(losses).mean()


def _logits(network: ReaderNetwork, pairs: Sequence[tuple[ReadQuestion, Pair]]) -> Tensor:
    """Run pairs in groups of like length  # (n_pairs,)."""
    order = sorted(range(len(pairs)), key=lambda row: len(pairs[row][1].tokens))
    size = math.ceil(len(order) / _N_GROUPS)
    groups = [order[at : at + size] for at in range(0, len(order), size)]
    found = torch.cat([network([pairs[row] for row in group]) for group in groups])
    return found[torch.tensor(list(chain.from_iterable(groups))).argsort()]


@torch.no_grad()
def report(network: ReaderNetwork, unseen: Sequence[Example]) -> str:
    """One line a source: how often the highest of the first is right, and AUROC."""
    lines = []
    for source in dict.fromkeys(each.source for each in unseen):
        here = [each for each in unseen if each.source == source]
        able = np.array([each.answerable for each in here])
        read = [_logits(network, [(each.question, pair) for pair in each.pairs[:_N_READ]])
                for each in here]  # fmt: skip
        first = np.array([each.right[int(logits.argmax())]
                          for each, logits in zip(here, read, strict=True)])  # fmt: skip
        line = f"{source:16} n {len(here)} hit@1 {first[able].mean():.3f}"
        if not able.all() and able.any():
            line += f" AUROC {roc_auc_score(able, [float(each.max()) for each in read]):.3f}"
        lines.append(line)
    return "\n".join(lines)


def save(network: ReaderNetwork, path: Path) -> None:
    """Write a network's weights as half precision."""
    tensors = {name: each.to(torch.float16) for name, each in network.state_dict().items()}
    save_file({**tensors, "n_heads": torch.tensor([_N_HEADS], dtype=torch.float16)}, path)


def main() -> None:
    """Learn from the sets named on the command line."""
    parser = argparse.ArgumentParser(prog="python -m onrecord.rag.learning.reader")
    add_options(parser, limit=5000)
    parser.add_argument("--folds", type=Path, required=True)
    parser.add_argument("--rounds", type=float, default=1.0)
    options = parser.parse_args()
    known = [
        each for name, desk, questions in opened(options)
        for each in examples(desk.engine(), questions, name)
    ]  # fmt: skip
    options.folds.mkdir(parents=True, exist_ok=True)
    for fold in range(N_FOLDS):
        seen = [each for each in known if each.fold != fold]
        network = learn(seen, options.rounds, options.seed)
        unseen = [each for each in known if each.fold == fold]
        sys.stdout.write(f"fold {fold}\n{report(network, unseen)}\n")
        save(network, options.folds / f"{fold}.safetensors")
    save(learn(known, options.rounds, options.seed), options.out)


if __name__ == "__main__":
    main()
