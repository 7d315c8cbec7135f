"""How good the answers are over a folder of articles and questions with gold quotes.

A quote is right when its span overlaps a place where a gold string stands in its article.
"""

import json
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from onrecord.corpus import Span
from onrecord.rag.engine import Engine
from onrecord.rag.errors import QuestionFileError
from onrecord.rag.quoting.answer import Reason
from onrecord.rag.quoting.composition import N_QUOTES

__all__ = [
    "Gold",
    "Judged",
    "Measures",
    "Question",
    "evaluate",
    "fairness",
    "gold_spans",
    "is_right",
    "measures",
    "read_questions",
]


@dataclass(frozen=True, slots=True)
class Gold:
    """A string that stands in the right quote; `context` says which occurrence, if given."""

    article: str
    contains: str
    context: str | None = None

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Code points, half-open, of each place in `text` that is meant.

        >>> Gold("a.txt", "two", context="and two").spans("one or two and two")
        [(15, 18)]
        """
        if self.context is None or self.context not in text:
            return _occurrences(self.contains, text)
        inner = self.context.find(self.contains)
        if inner < 0:
            return []
        return [
            (start + inner, start + inner + len(self.contains))
            for start, _ in _occurrences(self.context, text)
        ]


def _occurrences(needle: str, text: str) -> list[tuple[int, int]]:
    found = []
    start = text.find(needle)
    while start >= 0:
        found.append((start, start + len(needle)))
        start = text.find(needle, start + 1)
    return found


@dataclass(frozen=True, slots=True)
class Question:
    """One line of a question file.

    `tempting` is what a careless reader takes for the answer of a question without one; `history`
    are the questions asked before. `asked_speaker` is whose words are asked for, if anyone's, in
    one of the ways in which questions name them.
    """

    id: str
    question: str
    language: str
    kind: str
    answerable: bool
    gold: tuple[Gold, ...]
    tempting: tuple[Gold, ...] = ()
    history: tuple[str, ...] = ()
    asked_speaker: str | None = None

    @property
    def article(self) -> str | None:
        """The id of the article that has the answer, or what tempts; `None` if that isn't told."""
        return next((each.article for each in (*self.gold, *self.tempting)), None)


def read_questions(path: Path) -> list[Question]:
    """Read a `questions.jsonl`; raises `QuestionFileError`, which names the line."""
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise QuestionFileError(f"cannot read the questions in {path.name}: {error}") from error
    questions = [_question(path, n, line) for n, line in enumerate(lines, 1) if line.strip()]
    if not questions:
        raise QuestionFileError(f"{path.name} holds no question; expected one JSON object a line")
    return questions


def _question(path: Path, number: int, line: str) -> Question:
    try:
        row = json.loads(line)
        return Question(
            str(row["id"]), row["question"], row["language"], row["kind"], row["answerable"],
            tuple(map(_gold, row["gold"])),
            (_gold(row["tempting"]),) if row.get("tempting") else (),
            tuple(row.get("history") or ()),
            row.get("asked_speaker"),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError) as error:
        raise QuestionFileError(
            f"{path.name} line {number}: expected an object with id, question, language, kind, "
            f"answerable and gold; {error!r}"
        ) from error


def _gold(row: Mapping[str, str]) -> Gold:
    return Gold(row["article"], row["contains"], row.get("context"))


@dataclass(frozen=True, slots=True)
class Judged:
    """One question, what came of it, and which rank was right.

    `rank` is 1-based over the ranking before silence is considered, `None` where none of those
    ranked is right; `first_language` is the language of the article that was put first.
    """

    question: Question
    answered: bool
    reason: Reason | None
    confidence: float
    rank: int | None
    first_language: str | None
    gold_languages: frozenset[str]
    milliseconds: float


def evaluate(engine: Engine, questions: Iterable[Question]) -> list[Judged]:
    """Ask each question and hold the ranking against its gold.

    Raises
    ------
    QuestionFileError
        If a gold quote doesn't stand in the article that it names.
    """
    return [_judged(engine, question) for question in questions]


def _judged(engine: Engine, question: Question) -> Judged:
    gold = gold_spans(engine, question)
    began = time.perf_counter()
    ranking = engine.rank(question.question)
    answer = engine.decide(ranking)
    elapsed = time.perf_counter() - began
    ranks = (n for n, quote in enumerate(ranking.quotes, 1) if is_right(quote, gold))
    return Judged(
        question=question,
        answered=bool(answer.quotes),
        reason=answer.reason,
        confidence=ranking.confidence,
        rank=next(ranks, None),
        first_language=ranking.quotes[0].article.language if ranking.quotes else None,
        gold_languages=frozenset(engine.article(name).language for name in gold),
        milliseconds=1000 * elapsed,
    )


def gold_spans(engine: Engine, question: Question) -> dict[str, list[tuple[int, int]]]:
    """Where the right quotes stand, by article."""
    spans: dict[str, list[tuple[int, int]]] = {}
    for gold in question.gold:
        try:
            found = gold.spans(engine.article(gold.article).text)
        except KeyError:
            found = []
        if not found:
            raise QuestionFileError(
                f"question {question.id}: {gold.contains[:40]!r} doesn't stand in {gold.article}; "
                "correct the question file or add the article"
            )
        spans.setdefault(gold.article, []).extend(found)
    return spans


def is_right(quote: Span, gold: Mapping[str, Sequence[tuple[int, int]]]) -> bool:
    """Whether a quote overlaps a gold span of its article."""
    spans = gold.get(quote.article.id, ())
    return any(quote.start < end and start < quote.end for start, end in spans)


@dataclass(frozen=True, slots=True)
class Measures:
    """What was measured over one group of questions; a measure without its questions is `None`.

    `hit_at_1`, `hit_at_3` and `mrr` rate the ranking of the answerable questions, abstentions
    included; `auroc` is how well the confidence tells answerable from unanswerable;
    `refused_unanswerable` and `refused_answerable` are the shares on which it abstained;
    `risk_at_coverage` maps a share of questions (most confident first) to the share of these
    whose first quote is wrong; `area_under_risk` is its mean over all coverages. `reliability`
    maps fifths of the confidence to its mean there, the share of questions for which one of the
    first three quotes is right, and their number.
    """

    group: str
    n_answerable: int
    n_unanswerable: int
    hit_at_1: float | None
    hit_at_3: float | None
    mrr: float | None
    auroc: float | None
    refused_unanswerable: float | None
    refused_answerable: float | None
    risk_at_coverage: dict[str, float]
    area_under_risk: float | None
    reliability: dict[str, tuple[float, float, int]]
    median_ms: float


def measures(judged: Sequence[Judged]) -> list[Measures]:
    """Measures over all questions, then by language, then by kind."""
    groups: dict[str, list[Judged]] = {"all": list(judged)}
    for each in judged:
        groups.setdefault(f"language {each.question.language}", []).append(each)
    for each in judged:
        groups.setdefault(f"kind {each.question.kind}", []).append(each)
    return [_measures(name, members) for name, members in groups.items()]


def fairness(judged: Sequence[Judged]) -> dict[str, tuple[float, float]]:
    """Each language's share of the first places, and of the gold, over answerable questions."""
    able = [each for each in judged if each.question.answerable and len(each.gold_languages) == 1]
    first = Counter(each.first_language for each in able if each.first_language)
    gold = Counter(next(iter(each.gold_languages)) for each in able)
    n = max(len(able), 1)
    return {each: (round(first[each] / n, 4), round(gold[each] / n, 4)) for each in sorted(gold)}


def _measures(group: str, judged: Sequence[Judged]) -> Measures:
    able = [each for each in judged if each.question.answerable]
    unable = [each for each in judged if not each.question.answerable]
    risks = _risks(judged)
    return Measures(
        group=group,
        n_answerable=len(able),
        n_unanswerable=len(unable),
        hit_at_1=_mean(each.rank == 1 for each in able),
        hit_at_3=_mean(_is_shown(each) for each in able),
        mrr=_mean(1 / each.rank if each.rank else 0.0 for each in able),
        auroc=_auroc(able, unable),
        refused_unanswerable=_mean(not each.answered for each in unable),
        refused_answerable=_mean(not each.answered for each in able),
        risk_at_coverage={
            f"{share:.0%}": round(float(risks[max(0, round(share * len(risks)) - 1)]), 4)
            for share in (0.25, 0.5, 0.75, 0.9, 1.0)
        },
        area_under_risk=round(float(risks.mean()), 4),
        reliability=_reliability(judged),
        median_ms=round(float(np.median([each.milliseconds for each in judged])), 2),
    )


def _risks(judged: Sequence[Judged]) -> npt.NDArray[np.float64]:
    """Share of wrong first quotes among the n most confident, for each n  # (n,) float64."""
    ordered = sorted(judged, key=lambda each: -each.confidence)
    wrong = np.array([each.rank != 1 for each in ordered], dtype=np.float64)
    return np.cumsum(wrong) / np.arange(1, len(wrong) + 1)


def _reliability(judged: Sequence[Judged]) -> dict[str, tuple[float, float, int]]:
    fifths: dict[int, list[Judged]] = {}
    for each in judged:
        fifths.setdefault(min(int(5 * each.confidence), 4), []).append(each)
    return {
        f"{fifth / 5:.1f}-{(fifth + 1) / 5:.1f}": (
            round(float(np.mean([each.confidence for each in found])), 4),
            round(float(np.mean([_is_shown(each) for each in found])), 4),
            len(found),
        )
        for fifth, found in sorted(fifths.items())
    }


def _is_shown(judged: Judged) -> bool:
    return judged.rank is not None and judged.rank <= N_QUOTES


def _auroc(able: Sequence[Judged], unable: Sequence[Judged]) -> float | None:
    if not able or not unable:
        return None
    from sklearn.metrics import roc_auc_score  # noqa: PLC0415 - slow to import, needed here alone

    labels = [1] * len(able) + [0] * len(unable)
    return round(float(roc_auc_score(labels, [each.confidence for each in (*able, *unable)])), 4)


def _mean(values: Iterable[float]) -> float | None:
    numbers = [float(value) for value in values]
    return round(sum(numbers) / len(numbers), 4) if numbers else None
