"""Learn `rag/evidence/judgement.json`: how signals are weighed, and when to keep silent.

    python -m onrecord.rag.learning.judgement --out rag/evidence/judgement.json SET [SET ...]

A SET is a folder with `articles/` and `questions.jsonl`, or `QUESTIONS.jsonl=ARTICLES`. Weights of
the order, and of what is read first: conditional logits over the candidates of each question.
Confidence: a logistic regression over what speaks for the first candidate, on whether one of those
shown is right, in which no signal counts against its meaning; questions for somebody's words are
learned from again with somebody else's name, which has no answer, and every other answerable
question is learned from once more without the passages that hold its answer. Both are cross-
validated by article, and the figures printed are those of questions whose articles the weights had
not seen. Only articles that the reader hasn't learned from count: of others it is too sure. The
threshold is the one at which six in a hundred of the right answers are withheld.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from onrecord.rag.engine import Engine
from onrecord.rag.evaluation import Question, gold_spans, is_right
from onrecord.rag.evidence.judgement import AGAINST, ANSWER_SIGNALS, EITHER, answer_signals
from onrecord.rag.evidence.signals import SIGNALS
from onrecord.rag.learning.sets import add_options, is_held_out, opened
from onrecord.rag.quoting.composition import N_QUOTES

__all__ = ["Example", "cross_validate", "examples", "fit_confidence", "fit_nearness", "fit_order"]

Floats = npt.NDArray[np.float64]

_RIDGE: Final = 10.0
_CONFIDENCE_RIDGE: Final = 30.0
"""Strong: questions of one kind must not bend what holds for the others."""

_N_OTHERS: Final = 2
"""People by whose names, one after the other, those are replaced whose words are asked for."""

_N_FOLDS: Final = 5
_N_LEFT: Final = 4
_WITHHELD: Final = 0.06
"""Of the right answers: what readers are kept from, so that less is shown that doesn't answer."""

_READ: Final = [SIGNALS.index("is_read"), SIGNALS.index("read")]
_PASSAGE: Final = [SIGNALS.index("passage_tokens"), SIGNALS.index("passage_vector")]


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """One question's candidates: their signals (n, len(SIGNALS)) and which are right (n,)."""

    question: Question
    rows: npt.NDArray[np.float32]
    right: npt.NDArray[np.bool_]
    source: str

    @property
    def group(self) -> str:
        """What must not be split between learning and checking: the article."""
        return f"{self.source} {self.question.article or self.question.question}"


def examples(engine: Engine, questions: Sequence[Question], source: str) -> Iterator[Example]:
    """Collect the candidates of the questions about articles that the reader hasn't seen.

    Among all articles, and once more in their own article alone: there what is near is on the same
    subject, as it is in a small corpus.
    """
    unseen = [each for each in questions if each.article and is_held_out(each.article)]
    for question in (*unseen, *_of_others(engine, unseen)):
        gold = gold_spans(engine, question)
        query = engine.understood(question.question)
        for asked in (query, replace(query, within=(str(question.article),))):
            chosen, rows = engine.weighed(asked)
            if chosen:
                right = np.array([is_right(each.sentence, gold) for each in chosen], np.bool_)
                yield Example(question, rows, right, source)


def _of_others(engine: Engine, questions: Sequence[Question]) -> Iterator[Question]:
    """Ask for somebody else's words, of another article: no answer, and the right ones tempt."""
    named: dict[str, list[tuple[Question, str]]] = {}
    for each in questions:
        speaker = engine.understood(each.question).speaker if each.asked_speaker else None
        if speaker and each.answerable:
            named.setdefault(each.language, []).append((each, speaker))
    for asked in named.values():
        for step in range(1, _N_OTHERS + 1):
            for (question, name), (other, stranger) in zip(asked, asked[step:], strict=False):
                if question.article != other.article and name not in stranger:
                    words = question.question.replace(name, stranger, 1)
                    yield replace(
                        question, question=words, answerable=False, gold=(), tempting=question.gold
                    )


def _weights(known: Sequence[Example]) -> Floats:
    """Weigh each example so that a set's weight grows with the root of its size; mean 1."""
    sizes = Counter(each.source for each in known)
    weights = np.array([sizes[each.source] ** -0.5 for each in known])
    return np.asarray(weights / weights.mean(), np.float64)


def fit_order(learned_from: Sequence[Example]) -> Floats:
    """Fit weights of a conditional logit: the right candidates among all of their question."""
    usable = [each for each in learned_from if each.right.any() and not each.right.all()]
    scale = np.concatenate([each.rows for each in usable]).std(axis=0) + 1e-6
    rows = [each.rows / scale for each in usable]
    importance = _weights(usable)

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, slope = _RIDGE * float(weights @ weights), 2 * _RIDGE * weights
        for each, scaled, weight in zip(usable, rows, importance, strict=True):
            scores = scaled @ weights
            odds = np.exp(scores - scores.max())
            among_all, among_right = odds / odds.sum(), odds * each.right / (odds @ each.right)
            total -= weight * float(np.log(among_all[each.right].sum()))
            slope = slope + weight * (among_all - among_right) @ scaled
        return total, slope

    found = minimize(loss, np.zeros(len(SIGNALS)), jac=True, method="L-BFGS-B")
    return np.asarray(found.x / scale, np.float64)


def fit_nearness(learned_from: Sequence[Example]) -> Floats:
    """Fit the same where nothing has been read yet."""
    unread = []
    for each in learned_from:
        rows = each.rows.copy()
        rows[:, _READ] = 0
        unread.append(replace(each, rows=rows))
    return fit_order(unread)


def fit_confidence(learned_from: Sequence[Example], order: Floats) -> tuple[Floats, float]:
    """Fit a logistic regression on whether one of the first three candidates is right.

    Gives its weights over `ANSWER_SIGNALS`, in their own units, and its intercept. The ridge makes
    it timid: how much, its log odds of examples that it hasn't seen tell, and they are stretched.
    """
    without = (_without_answer(each) for each in learned_from[::2])
    known = [*learned_from, *(each for each in without if each is not None)]
    seen = [_answer(each, order) for each in known]
    inputs = np.array([told for told, _ in seen])
    mean, scale = inputs.mean(axis=0), inputs.std(axis=0) + 1e-6
    inputs, right = (inputs - mean) / scale, np.array([right for _, right in seen])
    importance, groups = _weights(known), [each.group for each in known]
    unseen = np.zeros(len(known))
    for learned, checked in GroupKFold(_N_FOLDS).split(inputs, groups=groups):
        weights = _regression(inputs[learned], right[learned], importance[learned])
        unseen[checked] = inputs[checked] @ weights[:-1] + weights[-1]
    stretched = LogisticRegression(C=np.inf).fit(unseen[:, None], right, sample_weight=importance)
    weights = stretched.coef_[0, 0] * _regression(inputs, right, importance)
    intercept = weights[-1] + stretched.intercept_[0]
    return weights[:-1] / scale, float(intercept - weights[:-1] / scale @ mean)


_BOUNDS: Final = [
    (None, None) if name in EITHER else (None, 0) if name in AGAINST else (0, None)
    for name in ANSWER_SIGNALS
]


def _regression(inputs: Floats, right: npt.NDArray[np.bool_], importance: Floats) -> Floats:
    """Fit a logistic regression: (n_signals + 1,), the intercept last."""
    signs = np.where(right, 1, -1)

    def loss(weights: Floats) -> tuple[float, Floats]:
        margins = signs * (inputs @ weights[:-1] + weights[-1])
        pull = -signs * importance / (1 + np.exp(margins))
        total = importance @ np.logaddexp(0, -margins)
        total += _CONFIDENCE_RIDGE * float(weights[:-1] @ weights[:-1]) / 2
        slope = np.append(inputs.T @ pull + _CONFIDENCE_RIDGE * weights[:-1], pull.sum())
        return float(total), slope

    start = np.zeros(inputs.shape[1] + 1)
    bounds = [*_BOUNDS, (None, None)]
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds)
    return np.asarray(found.x, np.float64)


def _without_answer(example: Example) -> Example | None:
    """Take the passages that hold an answer away; `None` if nothing changes or little is left.

    Candidates of one passage share its signals.
    """
    passages = example.rows[:, _PASSAGE]
    kept = ~np.isin(passages, passages[example.right]).all(axis=1)
    if not example.right.any() or kept.sum() < _N_LEFT:
        return None
    return replace(example, rows=example.rows[kept], right=example.right[kept])


def _answer(example: Example, order: Floats) -> tuple[Floats, bool]:
    """Tell what speaks for the first candidate, and whether one of the first three is right."""
    scores = example.rows.astype(np.float64) @ order
    ranked = (-scores).argsort(kind="stable")
    told = answer_signals(example.rows[ranked], scores[ranked])
    return told, bool(example.right[ranked[:N_QUOTES]].any())


def _first_right(example: Example, order: Floats) -> int:
    """Give the rank of the first right candidate, from 0; the count of candidates if none is."""
    ranked = (-(example.rows @ order)).argsort(kind="stable")
    return int(np.append(example.right[ranked], True).argmax())


def threshold_for(checked: "Checked") -> float:
    """Find the greatest confidence at which few of the right answers are withheld."""
    return round(float(np.quantile(checked.confidence[checked.right], _WITHHELD)), 3)


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """Ranks and confidences of questions by weights that had not seen their articles."""

    ranks: npt.NDArray[np.int64]
    confidence: Floats
    right: npt.NDArray[np.bool_]


def cross_validate(known: Sequence[Example]) -> Checked:
    """Learn from four fifths of the articles, check on the last, five times."""
    ranks = np.zeros(len(known), np.int64)
    confidence, right = np.zeros(len(known)), np.zeros(len(known), np.bool_)
    folds = GroupKFold(_N_FOLDS).split(known, groups=[each.group for each in known])
    for learned, checked in folds:
        order = fit_order([known[row] for row in learned])
        weights, intercept = fit_confidence([known[row] for row in learned], order)
        for row in checked:
            told, right[row] = _answer(known[row], order)
            ranks[row] = _first_right(known[row], order)
            confidence[row] = 1 / (1 + np.exp(-(told @ weights + intercept)))
    return Checked(ranks, confidence, right)


def report(known: Sequence[Example], checked: Checked, threshold: float) -> str:
    """One line a source: hits at 1 and 3, AUROC, and who is refused at the threshold."""
    lines = []
    for source in dict.fromkeys(each.source for each in known):
        here = np.array([each.source == source for each in known])
        able = np.array([each.question.answerable for each in known])
        ranks, confidence = checked.ranks[here & able], checked.confidence
        line = f"{source:16} hit@1 {(ranks < 1).mean():.3f} hit@3 {(ranks < N_QUOTES).mean():.3f}"
        if (here & ~able).any():
            refused = confidence < threshold
            auroc = roc_auc_score(able[here], confidence[here])
            line += (
                f" AUROC {auroc:.3f} refused: unanswerable {refused[here & ~able].mean():.3f}"
                f" answerable {refused[here & able].mean():.3f}"
            )
        lines.append(line)
    return "\n".join(lines)


def save(path: Path, known: Sequence[Example], threshold: float) -> None:
    """Learn from all examples and write the weights, with what they were learned from."""
    order = fit_order(known)
    weights, intercept = fit_confidence(known, order)
    sources = dict.fromkeys(each.source for each in known)
    saved = {
        "learned_from": {s: sum(each.source == s for each in known) for s in sources},
        "nearness": dict(zip(SIGNALS, fit_nearness(known).round(5).tolist(), strict=True)),
        "order": dict(zip(SIGNALS, order.round(5).tolist(), strict=True)),
        "confidence": dict(zip(ANSWER_SIGNALS, weights.round(5).tolist(), strict=True)),
        "intercept": round(intercept, 5),
        "threshold": threshold,
    }
    path.write_text(json.dumps(saved, indent=2) + "\n", "utf-8")


def main() -> None:
    """Learn from the sets named on the command line."""
    parser = argparse.ArgumentParser(prog="python -m onrecord.rag.learning.judgement")
    add_options(parser, limit=2000)
    parser.add_argument("--threshold", type=float, help="instead of the best one found")
    options = parser.parse_args()
    known = [
        each for name, desk, questions in opened(options)
        for each in examples(desk.engine(), questions, name)
    ]  # fmt: skip
    checked = cross_validate(known)
    threshold = options.threshold or threshold_for(checked)
    sys.stdout.write(f"{report(known, checked, threshold)}\nthreshold {threshold}\n")
    save(options.out, known, threshold)


if __name__ == "__main__":
    main()
