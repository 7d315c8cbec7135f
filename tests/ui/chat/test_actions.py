"""What stands beside a quote: copies, differing figures and corrections, at every edge."""

import re
from dataclasses import replace

import pytest
from fakes_engine import HARBOUR, HOSTILE, LIBRARY, ORCHARD

from onrecord.corpus import Span
from onrecord.rag.question.query import Query
from onrecord.rag.quoting.answer import Answer, Quote, Remark
from onrecord.ui.rest.reply_bodies import AnswerBody
from onrecord.ui.showing.render import answer_html
from onrecord.ui.terminal.text import answer_text
from onrecord.ui.words.strings import DE, EN, LANGUAGES, ZH, Strings

COST = HARBOUR.text.index("A round trip")
CROWNS = HARBOUR.text.index("38")
QUOTE = Quote(
    HARBOUR,
    COST,
    COST + 40,
    0.9,
    None,
    copies=(Span(LIBRARY, 0, 20), Span(HOSTILE, 0, 9)),
    differing=(Span(HARBOUR, CROWNS, CROWNS + 2),),
    remarks=(Remark.CORRECTED,),
)
PLAIN = Quote(ORCHARD, 0, 9, 0.5, None)


def answer(*quotes: Quote) -> Answer:
    return Answer(Query("q", "q", "en"), quotes, 0.9, None, (), 3)


def test_json_has_what_stands_beside_a_quote() -> None:
    """Copies with their articles, differing figures with their offsets, remarks by name."""
    body = AnswerBody.of(answer(QUOTE, PLAIN)).model_dump(mode="json")
    first, second = body["quotes"]
    assert [(c["article"]["id"], c["start"], c["end"]) for c in first["copies"]] == [
        (LIBRARY.id, 0, 20),
        (HOSTILE.id, 0, 9),
    ]
    assert first["differing"] == [{"text": "38", "start": CROWNS, "end": CROWNS + 2}]
    assert first["remarks"] == ["corrected"]
    assert (second["copies"], second["differing"], second["remarks"]) == ([], [], [])


@pytest.mark.parametrize("strings", LANGUAGES.values(), ids=LANGUAGES)
def test_a_card_says_it_in_three_languages(strings: Strings) -> None:
    """The words stay verbatim, the figure is marked in them, the other articles are linked."""
    html = answer_html(answer(QUOTE), strings)
    (words,) = re.findall(r"<blockquote[^>]*>(.*?)</blockquote>", html)
    assert words == QUOTE.text.replace("38", "<mark>38</mark>")
    for said in (strings.n_copies(2), strings.differing, strings.corrected):
        assert said in html
    assert html.count('class="cite"') == 3
    assert "<script" not in html


def test_a_card_without_anything_beside_it_says_nothing_of_it() -> None:
    """No mark, no remark, no list of copies."""
    html = answer_html(answer(PLAIN), EN)
    assert not re.search(r"<mark|remark|copies", html)


def test_the_terminal_says_it_below_the_source() -> None:
    """Each on a line of its own; a remark on a correction too."""
    text = answer_text(answer(QUOTE, replace(PLAIN, remarks=(Remark.CORRECTION,))), EN)
    for said in (
        "Its article has been corrected\n",
        "The quotes differ on this: 38\n",
        f"The same words in 2 other articles:\n    {LIBRARY.title} · Seeblick",
        "From a correction\n",
    ):
        assert said in text


def test_copies_are_counted_in_words() -> None:
    """One and many; Chinese has one form."""
    assert EN.n_copies(1) == "The same words in 1 other article"
    assert DE.n_copies(1) == "Derselbe Wortlaut in 1 weiterem Artikel"
    assert DE.n_copies(2) == "Derselbe Wortlaut in 2 weiteren Artikeln"
    assert ZH.n_copies(2) == "另有 2 篇文章文字相同"
