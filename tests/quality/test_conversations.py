"""Whether conversations are followed: each turn shows what must be shown, and nothing twice.

`conversations.jsonl` has conversations over the sample articles, `conversations_of_others.jsonl`
some by others who had seen neither the product nor its tests; `messages_of_others.jsonl` has what
they write who say first what they are on about, `corrections_of_others.jsonl` corrections, and what
asks for a source or for nothing that there is; in `kinds_of_others.jsonl` somebody is left out, two
things are asked at once, or the oldest article, whoever is told by what they are, days that are
told from others, and counts. Each turn has what is expected:

- `quotes`: one of these strings stands in a quote; `speaker`: who says one;
- `articles`: ids of articles that are told, by their beginnings, all or `any`; `articles_or`: one
  of these, or one of the quotes; `authors`: one of these wrote one; `n`: how many there are;
- `says`: what kind of fixed sentence answers; `back`: the question is asked back; `silent`: nothing
  answers; `silent_or`: nothing, or a quote with one of these strings;
- `sides`: strings of each side of a comparison, or that it has no quote (`loose`: it is a side);
- `voices`: whoever is quoted, each once; `timeline`: whose statements, by day;
- `new`: no quote that was shown before; `not_speaker`: nobody of these says a quote;
  `not_articles`: none of these is told or quoted first; `both`: of two lists of strings one of
  each stands in a quote; `n_or`: one of these is how many there are.
"""

import json
import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import pytest
from test_answers import sample, shipped  # noqa: F401 - fixtures

from onrecord.rag.engine import Engine
from onrecord.rag.question.query import Query
from onrecord.rag.quoting.answer import Answer, Quote, Reason, Told

log = logging.getLogger(__name__)
pytestmark = [pytest.mark.quality, pytest.mark.timeout(1800)]

FLOORS: Final = {
    "conversations": 0.83,
    "conversations_of_others": 0.74,
    "corrections_of_others": 0.78,
    "kinds_of_others": 0.67,
    "messages_of_others": 0.67,
}
"""Of turns: what was measured, less .05. Nothing was learned from these conversations."""


def faults(expect: dict[str, Any], answer: Answer, before: Sequence[Quote]) -> list[str]:
    """Name what an answer lacks of what its turn expects."""
    return [*_quoted(expect, answer, before), *_told(expect, answer), *_arranged(expect, answer)]


def _holds(texts: Sequence[str], wanted: Sequence[str]) -> bool:
    return any(each.casefold() in text.casefold() for each in wanted for text in texts)


def _quoted(expect: dict[str, Any], answer: Answer, before: Sequence[Quote]) -> Iterator[str]:
    texts, shown = [q.text for q in answer.quotes], [q.text for q in before]
    speakers = [q.speaker.text for q in answer.quotes if q.speaker]
    told = [e.article.id for e in answer.told.entries] if answer.told else []
    wanted = expect.get("quotes", [])
    all_shown = answer.reason is Reason.NO_MORE and all(_holds(shown, [w]) for w in wanted)
    is_told = any(each.startswith(tuple(expect.get("articles_or", ["-"]))) for each in told)
    if wanted and not _holds(texts, wanted) and not is_told and not all_shown:
        yield "not the quote"
    if "speaker" in expect and not _holds(speakers, [expect["speaker"]]):
        yield "not the speaker"
    places = {(q.article.id, q.start) for q in before}
    if expect.get("new") and any((q.article.id, q.start) in places for q in answer.quotes):
        yield "repeats"
    if _holds(speakers, expect.get("not_speaker", [])):
        yield "by whoever is left out"
    if not all(_holds(texts, each) for each in expect.get("both", [])):
        yield "not both"
    if expect.get("back") and answer.reason is not Reason.UNCLEAR:
        yield "not asked back"
    if expect.get("silent") and answer.is_answered:
        yield "answered"
    if "silent_or" in expect and texts and not _holds(texts, expect["silent_or"]):
        yield "answered otherwise"


def _told(expect: dict[str, Any], answer: Answer) -> Iterator[str]:
    told = answer.told
    articles = [each.article for each in told.entries] if told else []
    wanted = expect.get("articles", [])
    lacking = [w for w in wanted if not any(each.id.startswith(w) for each in articles)]
    if lacking and (not expect.get("any") or len(lacking) == len(wanted)):
        yield f"lacks {lacking}"
    if "authors" in expect and not {each.author for each in articles} & set(expect["authors"]):
        yield "not the author"
    wanted_n = expect.get("n_or", [expect["n"]] if "n" in expect else [])
    if wanted_n and not set(wanted_n) & _counted(told):
        yield f"not {wanted_n}"
    first = [*(each.id for each in articles), *(q.article.id for q in answer.quotes)][:1]
    if any(each.startswith(tuple(expect.get("not_articles", ["-"]))) for each in first):
        yield "an article that is left out"
    if "says" in expect and (told is None or told.kind != expect["says"]):
        yield f"not {expect['says']}"


def _counted(told: Told | None) -> set[int]:
    """Give the counts that are told: of articles, or of all that they name."""
    if told is None:
        return set()
    held = told.holdings
    return {told.n, *(map(len, (held.outlets, held.authors, held.languages)) if held else ())}


def _arranged(expect: dict[str, Any], answer: Answer) -> Iterator[str]:
    sides = {each.name.casefold(): each for each in answer.sides}
    for name, wanted in expect.get("sides", {}).items():
        side = sides.get(name.casefold())
        if side is None:
            yield f"no side {name}"
        elif not expect.get("loose"):
            texts = [each.text for each in side.quotes]
            if bool(texts) != bool(wanted) or (wanted and not _holds(texts, wanted)):
                yield f"not what {name} says"
    yield from _heard(expect, answer)


def _heard(expect: dict[str, Any], answer: Answer) -> Iterator[str]:
    names = [each.speaker.text if each.speaker else "" for each in answer.quotes]
    for voice in expect.get("voices", []):
        if not _holds(names, [voice]):
            yield f"lacks {voice}"
    if "voices" in expect and len(names) != len(set(names)):
        yield "a voice twice"
    if "timeline" in expect:
        days = [each.article.published for each in answer.quotes]
        if not names or not all(_holds([each], expect["timeline"]) for each in names):
            yield "not their statements"
        if None in days or days != sorted(filter(None, days)):
            yield "not by day"


def judged(engine: Engine, rows: Sequence[dict[str, Any]]) -> tuple[Counter[str], list[str]]:
    """Hold conversations: turns right and all by language, and what was wrong."""
    counts, wrong = Counter[str](), list[str]()
    for row in rows:
        history, before = list[Query](), list[Quote]()
        for turn in row["turns"]:
            answer = engine.ask(turn["ask"], history=history)
            found = faults(turn["expect"], answer, before)
            history.append(answer.query)
            before += answer.quotes
            if set(turn["expect"]) - {"free", "loose", "any"}:
                counts[row["language"]] += 1
                counts[f"{row['language']} right"] += not found
            wrong += [f"{row['id']} {turn['ask'][-60:]}: {', '.join(found)}"] if found else []
    return counts, wrong


@pytest.mark.parametrize("name", FLOORS)
def test_conversations_are_followed(sample: Engine, name: str) -> None:  # noqa: F811 - the fixture
    """The share of turns that show what they must; no quote comes twice as a new answer."""
    lines = Path(__file__).with_name(f"{name}.jsonl").read_text("utf-8").splitlines()
    counts, wrong = judged(sample, [json.loads(line) for line in lines])
    log.info("%s\n%s", counts, "\n".join(wrong))
    n_right = sum(n for name, n in counts.items() if name.endswith("right"))
    n_turns = sum(n for name, n in counts.items() if not name.endswith("right"))
    assert n_right / n_turns >= FLOORS[name], "\n".join(wrong)
    assert [each for each in wrong if each.endswith("repeats")] == []
