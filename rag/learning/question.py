"""Learn `rag/question/head.safetensors`: to read what a question asks for.

    python -m onrecord.rag.learning.question --out rag/question/head.safetensors \
        --encoded FOLDER QUESTIONS.jsonl

It learns from questions made of wordings and invented names (`made_questions`), and from asked
ones, whose kind is known, and of whose speakers only the name: where that stands in the question as
it is, so does the speaker. A first network, learned from these, reads the others, and what it finds
in them it learns from as well. So far a fold of facts and wordings, and two languages, are left
out, and it prints how they are read; then it goes on with all. FOLDER keeps the vectors of all
questions. With `--begin HEAD` it goes on from that head instead, at a lower rate, so that what has
been learned before is read as before.

What is in the repository learned from questions that were written for it over news articles of
Wikinews (their authors; CC BY 2.5) and of CRUD-RAG's document pool (IAAR-Shanghai; Apache-2.0).
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
import torch

from onrecord.rag.desk import Desk
from onrecord.rag.learning.question_examples import (
    Example,
    Floats,
    Tags,
    asked_examples,
    bare_words,
    joined_examples,
    leaning_examples,
    made_examples,
    one_by_one,
    read_rows,
)
from onrecord.rag.learning.question_network import QuestionNetwork, learn, load, save
from onrecord.rag.question.head import TAGS, Odds, best_span

__all__ = ["learn_twice", "main", "report"]

_HELD_OUT: Final = ("it", "ko")
"""Languages that are left out with the fold."""

_GOING_ON: Final = 4e-4
"""Rate at which a head learns on."""


@torch.no_grad()
def read_again(network: QuestionNetwork, known: Sequence[Example]) -> list[Example]:
    """Add what a network finds in asked questions to what is known of them."""
    found = [each for each in known if each.subject is not None or each.is_partly_known]
    for each in known:
        if each.subject is None and not each.is_partly_known:
            odds = Odds(*(out[0].numpy() for out in network([each])))
            told = _tags(each, best_span(odds.subject))
            kind = max(each.kinds, key=odds.kinds.__getitem__)
            speaker = _found(each, odds.speaker)
            found.append(replace(each, kinds=(kind,), speaker=speaker, subject=told))
    return found


def _found(each: Example, odds: Floats) -> Tags | None:
    """Give the tags of the speaker that a network finds, if they agree with what is known."""
    span = best_span(odds)
    if each.speaker is not None:
        return each.speaker
    if (span is not None) == each.asks_for_words:
        return _tags(each, span)
    if not each.asks_for_words:
        return None
    span = best_span(odds + np.array([-3, 0, 0], np.float32))
    return _tags(each, span) if span is not None else None


def _tags(each: Example, span: tuple[int, int] | None) -> Tags:
    tags = np.zeros(len(each.tokens), np.int64)
    if span is not None:
        tags[slice(*span)] = TAGS.index("inside")
        tags[span[0]] = TAGS.index("begins")
    return tags


def is_for_facts(each: Example) -> bool:
    """Whether it is an asked question for a fact; such count twice, being the most frequent."""
    return each.subject is None and each.speaker is not None and not each.asks_for_words


def learn_twice(known: Sequence[Example], n_rounds: float, seed: int) -> QuestionNetwork:
    """Learn from what is known, and then from what the first network finds besides."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    first = learn(QuestionNetwork(known[0].tokens.shape[1]), known, n_rounds, seed)
    return learn(first, read_again(first, known), n_rounds / 2, seed)


def go_on(
    network: QuestionNetwork, known: Sequence[Example], n_rounds: float, seed: int
) -> QuestionNetwork:
    """Learn on from what is known, and from what the network finds besides."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    return learn(network, read_again(network, known), n_rounds, seed, _GOING_ON)


@torch.no_grad()
def report(network: QuestionNetwork, unseen: Sequence[Example]) -> str:
    """One line a source and language: kinds that are right, speakers found and found exactly.

    And in how many what asks is found exactly, and which words have a capital.
    """
    rows: dict[tuple[str, str], list[tuple[bool, ...]]] = {}
    for each in unseen:
        odds = Odds(*(out[0].numpy() for out in network([each])))
        told = best_span(odds.speaker)
        gold = best_span(_odds(each.speaker)) if each.speaker is not None else None
        if each.speaker is None:
            continue
        overlap = bool(told and gold and told[0] < gold[1] and gold[0] < told[1])
        row = (int(odds.kinds.argmax()) in each.kinds, gold is not None, told is not None, overlap,
               gold is not None and told == gold,
               best_span(odds.core) == best_span(_odds(each.core)),
               best_span(odds.without) == best_span(_odds(each.without)),
               each.capitals is None or bool(((odds.capitals > 0) == each.capitals).all()),
               )  # fmt: skip
        rows.setdefault((each.source, each.language), []).append(row)
    lines = [
        f"{'source':20} {'':3} {'n':>5} kind  named found P(over) R(over) exact core  less  cased"
    ]
    for (source, language), found in sorted(rows.items()):
        right, named, told, overlap, exact, core, less, cased = np.array(found).sum(axis=0)
        lines.append(
            f"{source:20} {language:3} {len(found):5} {right / len(found):.3f} {named:5} {told:5} "
            f"{overlap / max(told, 1):.3f}   {overlap / max(named, 1):.3f}   "
            f"{exact / max(named, 1):.3f} {core / len(found):.3f} {less / len(found):.3f} "
            f"{cased / len(found):.3f}"
        )
    return "\n".join(lines)


def _odds(tags: Tags) -> Floats:
    return np.eye(len(TAGS), dtype=np.float32)[tags]


def main() -> None:
    """Learn from the questions named on the command line."""
    parser = argparse.ArgumentParser(prog="python -m onrecord.rag.learning.question")
    parser.add_argument("questions", nargs="*", type=Path, metavar="QUESTIONS.jsonl")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--encoded", type=Path, required=True, help="keeps vectors of questions")
    parser.add_argument("--begin", type=Path, metavar="HEAD", help="goes on from this one")
    parser.add_argument("--rounds", type=float, default=6.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "onrecord")
    options = parser.parse_args()
    encoder = Desk(Path(), options.encoded / "no-index", options.cache).encoder
    known = made_examples(encoder, options.encoded, options.seed)
    every = read_rows(options.questions)
    asked = one_by_one(every, options.seed)
    asked += bare_words(asked, options.seed)
    known += asked_examples(encoder, asked, options.encoded, options.seed) if asked else []
    known += joined_examples(encoder, every, options.encoded, options.seed)
    known += leaning_examples(encoder, every, options.encoded, options.seed)
    known += [each for each in known if is_for_facts(each)]
    if options.begin:
        save(go_on(load(options.begin), known, options.rounds / 2, options.seed), options.out)
        return
    held = [each for each in known if each.fold == 0 or each.language in _HELD_OUT]
    seen = [each for each in known if each.fold != 0 and each.language not in _HELD_OUT]
    network = learn_twice(seen, options.rounds, options.seed)
    sys.stdout.write(report(network, held) + "\n")
    known = read_again(network, known)
    save(learn(network, known, options.rounds / 2, options.seed + 1), options.out)


if __name__ == "__main__":
    main()
