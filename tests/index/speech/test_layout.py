"""An article as the tagger reads it. Every text is invented."""

import re

import numpy as np
import numpy.typing as npt
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.corpus import Article, sentences
from onrecord.index.speech.layout import PLACE_MARKS, TOKEN_MARKS, Layout, lay_out
from onrecord.index.speech.windows import RELATIONS, windows


def laid_out(text: str) -> tuple[Layout, list[str]]:
    """Lay out a text whose tokens are its words and marks, each with the same vector."""
    article = Article("a.txt", text, "Title", None, None, None, "en", None)
    found = [match.span() for match in re.finditer(r"\w+|[^\w\s]", text)]
    spans = np.array(found, np.int64).reshape(-1, 2)
    layout = lay_out(sentences(article), np.full((len(spans), 4), 127, np.int8), spans)
    return layout, [text[start:end] for start, end in found]


def marked(layout: Layout, words: list[str], mark: str) -> list[str]:
    column: npt.NDArray[np.float32] = layout.marks[:, TOKEN_MARKS.index(mark)]
    return [word for word, value in zip(words, column, strict=True) if value]


def placed(layout: Layout, mark: str) -> list[float]:
    return [round(float(each), 2) for each in layout.places[:, PLACE_MARKS.index(mark)]]


QUOTED = "The toll works.\n\n“It does, mostly,” said Mara Quist. A “toll” is 4 crowns."


def test_form_is_told_of_tokens() -> None:
    """Quotations of somebody's words and other ones, capitals, digits, firsts."""
    layout, words = laid_out(QUOTED)
    assert marked(layout, words, "spoken") == ["“", "It", "does", ",", "mostly", ",", "”"]
    assert marked(layout, words, "termed") == ["“", "toll", "”"]
    assert marked(layout, words, "first") == ["The", "“", "A"]
    assert marked(layout, words, "capital") == ["The", "It", "Mara", "Quist", "A"]
    assert marked(layout, words, "digit") == ["4"]
    assert set(layout.tokens.ravel().tolist()) == {1.0}


def test_form_is_told_of_sentences() -> None:
    """The second one opens with 18 characters of somebody's words, of 35, and a paragraph."""
    layout, _ = laid_out(QUOTED)
    assert placed(layout, "spoken") == [0, round(18 / 35, 2), 0]
    assert placed(layout, "opens") == [0, 1, 0]
    assert placed(layout, "paragraph") == [1, 1, 0]
    assert layout.paragraphs.tolist() == [1, 2, 2]


def test_a_label_opens_a_line() -> None:
    """In every script; a colon further inside makes none."""
    layout, words = laid_out("Quist: It works.\n\nIt works, she said: always.\n\n林可欣：有效。")
    assert marked(layout, words, "label") == ["Quist", ":", "林可欣", "："]


def test_relations_hold_between_a_sentence_and_a_token() -> None:
    """The second sentence of `A b. C d.`: two sentences of three tokens."""
    layout, words = laid_out("Tolls work. Drivers pay.")
    (window,) = windows(layout)
    told = dict(zip(RELATIONS, window.relations()[:, 1], strict=True))
    assert words == ["Tolls", "work", ".", "Drivers", "pay", "."]
    assert told["own"].tolist() == [0, 0, 0, 1, 1, 1]
    assert told["previous"].tolist() == [1, 1, 1, 0, 0, 0]
    assert np.allclose(told["tokens_before"], [*np.log1p([3, 2, 1]), 0, 0, 0])


@given(st.lists(st.integers(0, 700), min_size=1, max_size=30))
@settings(max_examples=100, deadline=None)
def test_each_sentence_is_judged_once(lengths: list[int]) -> None:
    """However long; a window holds the tokens of its sentences, and those it judges."""
    owners = np.repeat(np.arange(len(lengths)), lengths)
    n = len(owners)
    layout = Layout(
        np.zeros((n, 4), np.float32), np.zeros((n, len(TOKEN_MARKS)), np.float32),
        np.zeros((n, 2), np.int64), owners, np.full(n, -1),
        np.zeros((len(lengths), len(PLACE_MARKS)), np.float32), np.ones(len(lengths), np.int64),
    )  # fmt: skip
    judged = list[int]()
    for each in windows(layout):
        assert each.first <= each.judged_first < each.judged_last <= each.last
        inside = (owners >= each.first) & (owners < each.last)
        assert np.flatnonzero(inside).tolist() == list(range(each.begin, each.end))
        judged += range(each.judged_first, each.judged_last)
    assert len(judged) == len(set(judged))
    assert {at for at, length in enumerate(lengths) if length} <= set(judged)
