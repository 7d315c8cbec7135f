"""Whoever pastes somebody's words is shown where they stand, and who says them."""

from itertools import cycle

import pytest
from test_answers import sample, shipped  # noqa: F401 - fixtures

from onrecord.corpus.cutting.quotations import quotations
from onrecord.rag.engine import Engine
from onrecord.rag.question.query import is_brief
from onrecord.rag.quoting.answer import Answer

pytestmark = [pytest.mark.quality, pytest.mark.timeout(600)]

FORMS = {
    "en": ("Who said “{}”?", "“{}”", "{}", "Is this quote real: “{}”", "Where is “{}” from?"),
    "de": ("Wer hat gesagt: „{}“?", "„{}“", "{}", "Stimmt das Zitat „{}“?"),
    "zh": ("谁说过“{}”？", "“{}”", "{}", "“{}”这句话是谁说的？"),
}


def test_each_quotation_of_the_sample_is_found_by_its_words(sample: Engine) -> None:  # noqa: F811
    """In whatever form it is asked about, first of all; what nobody says isn't found."""
    forms = {language: cycle(each) for language, each in FORMS.items()}
    n, wrong = 0, []
    for entry in sample.articles():
        text = sample.article(entry.id).text
        for each in quotations(text, 0, len(text)):
            words = text[each.start + 1 : each.end - 1].strip(" ,.。，")
            is_asked = "\n" in words or words.endswith(("?", "？"))
            if each.spoken and not is_asked and not is_brief(words):
                asked = next(forms[entry.language]).format(words)
                n += 1
                wrong += [] if _has(sample.ask(asked), words.casefold()) else [asked]
    assert n > 40
    assert wrong == []
    assert not sample.ask("Who said “I have sold my last ferry to a pelican”?").quotes


def _has(answer: Answer, words: str) -> bool:
    """Whether they stand in the first quote, or in the title of an article that is told."""
    titles = [each.article.title for each in answer.told.entries] if answer.told else []
    return any(words in each.casefold() for each in [*titles, *(q.text for q in answer.quotes[:1])])
