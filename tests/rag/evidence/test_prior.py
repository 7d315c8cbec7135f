"""Whoever asks on means what answered before, and has read what was shown."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from newsroom import FERRY, open_engine

from onrecord.corpus import Article
from onrecord.rag.engine import Engine
from onrecord.rag.evidence.prior import Prior
from onrecord.rag.question.query import AnswerKind, FollowUp

SAILS = "The night ferry to Sandholm sails again from 4 May."


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """Open the newsroom."""
    return open_engine(tmp_path_factory.mktemp("prior"))


def priors(engine: Engine, follow_up: FollowUp | None, *, shown: bool) -> dict[str, list[float]]:
    """Give, by its words, what speaks for each candidate, in the order and for the confidence."""
    place = (FERRY.id, FERRY.text.index(SAILS), FERRY.text.index(SAILS) + len(SAILS))
    query = replace(engine.understood("When was the harbour dredged?"), follow_up=follow_up)
    query = replace(query, near=(FERRY.id,), seen=(place,)) if shown else query
    chosen, _ = engine.weighed(query)
    told = Prior.of(query, chosen)
    pairs = zip(told.order.tolist(), told.confidence.tolist(), strict=True)
    return {
        f"{each.passage.article.id} {each.sentence.text}": list(pair)
        for each, pair in zip(chosen, pairs, strict=True)
    }


def test_nothing_was_shown_before_a_first_question(engine: Engine) -> None:
    """All stand alike."""
    assert {tuple(each) for each in priors(engine, None, shown=False).values()} == {(0.0, 0.0)}


def test_the_article_that_answered_is_meant(engine: Engine) -> None:
    """More if the question leans on the one before; what was shown of it less than the rest."""
    leaning = priors(engine, FollowUp.RESOLVED, shown=True)
    alone = priors(engine, None, shown=True)
    new, known = f"{FERRY.id} Each crossing costs 38 crowns.", f"{FERRY.id} {SAILS}"
    for told in (leaning, alone):
        assert told[new][0] > told[known][0] > 0
        assert {tuple(v) for k, v in told.items() if not k.startswith(FERRY.id)} == {(0.0, 0.0)}
    assert leaning[new][0] > alone[new][0]
    assert leaning[new][1] > 0 == alone[new][1]


def test_words_that_were_quoted_are_meant(engine: Engine) -> None:
    """More than anything else speaks for a sentence, also for what was just shown."""
    query = engine.understood("Who said “sails again from 4 May”?")
    place = (FERRY.id, FERRY.text.index(SAILS), FERRY.text.index(SAILS) + len(SAILS))
    query = replace(query, near=(FERRY.id,), seen=(place,), follow_up=FollowUp.RESOLVED)
    chosen, _ = engine.weighed(query)
    told = Prior.of(query, chosen)
    best = chosen[int(told.order.argmax())]
    assert best.sentence.text == SAILS
    assert np.sort(told.order)[-1] > np.sort(told.order)[-2]
    assert told.confidence.argmax() == told.order.argmax()
    on_it = replace(query, speaker="Ingrid Maas", wants=AnswerKind.SAID, near=(), seen=())
    assert set(Prior.of(on_it, chosen).order.tolist()) == {0.0}


def test_of_two_articles_that_say_as_much_the_one_before_is_quoted(tmp_path: Path) -> None:
    """Whichever it was: neither is nearer to the question by itself."""
    texts = {
        "lido.txt": "The pool opens in early May. The lido has a slide.",
        "spa.txt": "The pool opens in late May. The sauna is hot.",
    }
    some = [Article(each, text, each, None, None, None, "en", None) for each, text in texts.items()]
    engine = open_engine(tmp_path, some)
    for asked, article in (("The lido has a slide?", "lido.txt"), ("The sauna is hot?", "spa.txt")):
        history = engine.recalled([asked])
        query = engine.understood("The pool opens in May?", history=history)
        assert query.near[0] == article
        assert engine.answer(query).quotes[0].article.id == article
