"""How good the answers of the real model are: no figure may fall below what was once measured."""

import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

import onrecord.corpus
from onrecord.index.encoding.encoder import Encoder
from onrecord.rag.desk import Desk
from onrecord.rag.engine import Engine
from onrecord.rag.evaluation import (
    Judged,
    Measures,
    evaluate,
    gold_spans,
    is_right,
    measures,
    read_questions,
)
from onrecord.rag.quoting.answer import Answer, Reason

if TYPE_CHECKING:
    from onrecord.rag.question.query import Query

log = logging.getLogger(__name__)  # pytest --log-cli-level=INFO shows the figures
pytestmark = [pytest.mark.quality, pytest.mark.timeout(3600)]

HERE: Final = Path(__file__).parent
SAMPLE: Final = Path(onrecord.corpus.__file__).parent / "articles"
OTHERS: Final = HERE.parents[2] / "shared"
"""A folder beside the checkout, with articles that can't be published, and questions on them."""

# Each floor is what was measured, less .03 to .05. Raise them when the answers get better. Nothing
# was learned from these questions and cases.
SAMPLE_FLOORS: Final = {
    "hit_at_1": 0.76,
    "hit_at_3": 0.89,
    "mrr": 0.82,
    "auroc": 0.88,
    "refused_unanswerable": 0.69,
}
OTHERS_FLOORS: Final = {
    "hit_at_1": 0.85,
    "hit_at_3": 0.94,
    "mrr": 0.91,
    "auroc": 0.95,
    "refused_unanswerable": 0.65,
}
CASE_FLOORS: Final = {
    "alias": 0.9,
    "condition": 0.95,
    "correction": 0.9,
    "date": 0.81,
    "differ": 0.6,
    "followup": 0.74,
    "list": 0.47,
    "loaded": 0.65,
    "negation": 0.85,
    "pronoun": 0.73,
    "speaker": 0.75,
    "syndicated": 0.95,
}


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A question in a conversation, and what has to be true of the answer."""

    id: str
    question: str
    category: str
    history: tuple[str, ...]
    expect: dict[str, Any]


def read_cases() -> list[Case]:
    """Read the cases that stand beside this file."""
    rows = map(json.loads, (HERE / "cases.jsonl").read_text("utf-8").splitlines())
    return [
        Case(row["id"], row["question"], row["category"], tuple(row["history"]), row["expect"])
        for row in rows
    ]


CASES: Final = read_cases()


@pytest.fixture(scope="session")
def shipped(model_cache: Path) -> Encoder:
    """Load the encoder that answers, which is the bundled model with the learned adapter."""
    return Desk(SAMPLE, SAMPLE, model_cache).encoder


def opened(articles: Path, request: pytest.FixtureRequest, cache: Path, encoder: Encoder) -> Engine:
    """Build the index over a folder, in pytest's cache so that it is encoded once."""
    assert request.config.cache is not None
    folder = request.config.cache.mkdir(f"onrecord-{articles.parent.name}-{articles.name}")
    desk = Desk(articles, folder, cache)
    desk.encoder = encoder
    desk.build(force=True)
    return desk.engine()


@pytest.fixture(scope="session")
def sample(request: pytest.FixtureRequest, model_cache: Path, shipped: Encoder) -> Engine:
    """Index the articles that come with the package."""
    return opened(SAMPLE, request, model_cache, shipped)


@pytest.fixture(scope="session")
def sample_judged(sample: Engine) -> list[Judged]:
    """Ask all that is known about the sample."""
    return evaluate(sample, read_questions(HERE / "questions.jsonl"))


@pytest.fixture(scope="session")
def others_judged(
    request: pytest.FixtureRequest, model_cache: Path, shipped: Encoder
) -> list[Judged]:
    """Ask about the articles beside the checkout, where there are any."""
    questions = OTHERS / "eval" / "articles_dev.jsonl"
    if not questions.is_file():
        pytest.skip("needs ../shared/eval and ../shared/corpus, which are not published")
    engine = opened(OTHERS / "corpus", request, model_cache, shipped)
    return evaluate(engine, read_questions(questions))


def below(found: Measures, floors: dict[str, float]) -> list[str]:
    """Name the figures that are below their floors."""
    return [
        f"{name} {getattr(found, name)} < {floor}"
        for name, floor in floors.items()
        if (getattr(found, name) or 0.0) < floor
    ]


def shown(judged: list[Judged]) -> str:
    """Lay out all measures, a group a line, and the questions whose answer is not the first."""
    groups = [
        f"{each.group:24} n={each.n_answerable}+{each.n_unanswerable} hit@1={each.hit_at_1} "
        f"hit@3={each.hit_at_3} mrr={each.mrr} auroc={each.auroc} "
        f"refused={each.refused_unanswerable} refused wrongly={each.refused_answerable} "
        f"risk={each.area_under_risk} ms={each.median_ms}"
        for each in measures(judged)
    ]
    missed = [each for each in judged if each.question.answerable and each.rank != 1]
    return "\n".join([*groups, *(f"{each.question.id} rank {each.rank}" for each in missed)])


def test_answers_over_the_sample(sample_judged: list[Judged]) -> None:
    """Over the packaged articles no measure falls below its floor."""
    log.info("\n%s", shown(sample_judged))
    assert below(measures(sample_judged)[0], SAMPLE_FLOORS) == []


def test_answers_over_untidy_articles(others_judged: list[Judged]) -> None:
    """Over real articles, as untidy as they come, no measure falls below its floor."""
    log.info("\n%s", shown(others_judged))
    assert below(measures(others_judged)[0], OTHERS_FLOORS) == []


@pytest.mark.parametrize(
    "question",
    ["what did Baidu say about Sora 2", "百度对Sora 2说了什么？", "Was sagte Baidu über Sora 2?"],
)
def test_who_is_asked_about_comes_first(sample: Engine, question: str) -> None:
    """The first quote names Baidu, in whatever language one asks."""
    answer = sample.ask(question)
    assert any(name in answer.quotes[0].text for name in ("Baidu", "百度"))


AROUND: Final = {
    "en": (
        "Morning all, I am laying out Saturday's long read and one thing is missing: ",
        " Two lines will do, the page closes at six.",
    ),
    "de": (
        "Tach zusammen, ich baue gerade die Samstagsseite und eine Sache fehlt mir: ",
        " Zwei Zeilen reichen, um sechs ist Andruck.",
    ),
    "zh": ("各位早，我在排周六的版面，还缺一点：", "两行就够，六点付印。"),
}
"""What the head that reads questions hasn't learned from."""


def test_a_question_is_answered_alike_behind_other_words_and_in_capitals(sample: Engine) -> None:
    """And without any. Of 44 that are answered rightly, so many are in each of these ways."""
    questions = [each for each in read_questions(HERE / "questions.jsonl") if each.answerable]
    right = dict.fromkeys(("plain", "behind", "before", "small", "capitals"), 0)
    for each in questions[::2]:
        gold, (before, after) = gold_spans(sample, each), AROUND[each.language]
        asked = each.question
        ways = (asked, before + asked, asked + after, asked.lower(), asked.upper())
        for way, text in zip(right, ways, strict=True):
            found = sample.ask(text).quotes[:3]
            right[way] += any(is_right(quote, gold) for quote in found)
    log.info("right of %d: %s", len(questions[::2]), right)
    assert min(right.values()) >= 0.9 * right["plain"], right


@pytest.mark.parametrize(
    "question",
    [
        "What is the capital of France?",
        "法国的首都是哪里？",
        "Was ist die Hauptstadt von Frankreich?",
    ],
)
def test_what_no_article_says_is_not_answered(sample: Engine, question: str) -> None:
    """A question from elsewhere has a reason and no quote."""
    answer = sample.ask(question)
    assert answer.quotes == ()
    assert answer.reason in set(Reason)


def asked(engine: Engine, case: Case) -> Answer:
    """Ask a case's question after the questions of its history."""
    history: list[Query] = []
    for question in case.history:
        history.append(engine.ask(question, history=history).query)
    return engine.ask(case.question, history=history)


def faults(case: Case, answer: Answer) -> list[str]:
    """Name what an answer lacks of what its case expects."""
    expect, texts = case.expect, [quote.text for quote in answer.quotes]
    if not expect["answered"]:
        reason = expect.get("reason", answer.reason)
        found = [] if not texts else [f"answered: {texts[0][:60]!r}"]
        found += [] if texts or answer.reason == reason else [f"{answer.reason}, not {reason}"]
    elif not texts:
        return [f"not answered: {answer.reason}, confidence {answer.confidence:.2f}"]
    else:
        holding = [quote for quote in answer.quotes if holds(quote.text, expect["contains_any"])]
        found = [] if holding else [f"not the quote: {texts[0][:60]!r}"]
        names = [quote.speaker.text if quote.speaker else "nobody" for quote in holding]
        name = expect.get("speaker")
        found += [f"by {names[0]}, not {name}"] if name and names and name not in names[0] else []
    groups = expect.get("contains_all", [])
    found += [f"lacks {group[0]!r}" for group in groups if not any(holds(t, group) for t in texts)]
    found += [each for each in expect.get("never_contains", []) if any(each in t for t in texts)]
    once = expect.get("at_most_once", [])
    return found + [f"twice {each!r}" for each in once if sum(each in t for t in texts) > 1]


def holds(text: str, wanted: list[str]) -> bool:
    """Whether any of the strings stands in a text."""
    return any(each in text for each in wanted)


def test_every_category_has_a_floor() -> None:
    """A new category of cases needs its floor."""
    assert {case.category for case in CASES} == set(CASE_FLOORS)


@pytest.mark.parametrize("category", sorted(CASE_FLOORS))
def test_cases_of_a_category(sample: Engine, category: str) -> None:
    """The share of cases of which all that is expected is true."""
    cases = [case for case in CASES if case.category == category]
    found = {case: faults(case, asked(sample, case)) for case in cases}
    failures = [
        f"{case.id} {case.question}: {'; '.join(each)}" for case, each in found.items() if each
    ]
    passed = 1 - len(failures) / len(cases)
    log.info("%s: %.2f of %d\n%s", category, passed, len(cases), "\n".join(failures))
    assert passed >= CASE_FLOORS[category], "\n".join(failures)
