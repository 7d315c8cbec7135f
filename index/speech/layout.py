"""An article as the tagger reads it: its stored tokens, and the form of what they stand in.

Form is all that is told here: quotation marks, line starts, capitals, digits. It is the same for
every language; what the words mean is in the token vectors.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from onrecord.corpus import Sentence, SentenceKind
from onrecord.corpus.cutting.quotations import Quotation, quotations

__all__ = ["PLACE_MARKS", "TOKEN_MARKS", "Layout", "lay_out"]

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]

TOKEN_MARKS: Final = (  # what is known of each token beside its vector
    "spoken",  # 1: inside a quotation of somebody's words
    "termed",  # 1: inside any other
    "opening",  # the first of a quotation
    "closing",  # the last of one
    "first",  # of its sentence
    "word",  # begins a word
    "capital",
    "upper",
    "digit",
    "han",
    "sign",  # neither letter nor digit
    "colon",
    "label",  # stands between a line's start and a colon
)
PLACE_MARKS: Final = (  # what is known of each sentence
    "spoken",  # share of its characters inside quotations of somebody's words
    "opens",  # 1: with such a quotation
    "inside",  # 1: a quotation is open where it begins
    "going_on",  # 1: one is open where it ends
    "paragraph",  # 1: begins one
    "label",  # 1: its line begins with a label
    "asks",
    "heading",
    "item",
    "length",
)
_LABEL: Final = re.compile(r"[ \t>*#_-]*([^\n:：。！？!?,，;；“”\"„«»「」]{1,48})[:：]")
_ASKS: Final = re.compile(r"[?？][\s”\"“»«」』)*_]*$")
_MANY_WORDS: Final = 7  # more are no label


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """The tokens of an article in its order, and its sentences.

    Attributes
    ----------
    tokens, marks
        (n, width) and (n, len(TOKEN_MARKS)) float32.
    spans
        (n, 2): code points of the article.
    owners
        (n,): the sentence of each token, ascending.
    quoted
        (n,): the quotation of somebody's words that each stands in, -1 for none.
    places
        (m, len(PLACE_MARKS)) float32.
    paragraphs
        (m,): the number of the paragraph that each sentence stands in.
    """

    tokens: Floats
    marks: Floats
    spans: Integers
    owners: Integers
    quoted: Integers
    places: Floats
    paragraphs: Integers


def lay_out(sentences: Sequence[Sentence], tokens: npt.NDArray[np.int8], spans: Integers) -> Layout:
    """Lay out the sentences of one article, and the tokens of its passages in their order.

    `tokens` (n, width) int8; `spans` (n, 2) code points of the article.
    """
    text = sentences[0].article.text
    begin, end = sentences[0].start, sentences[-1].end
    found = quotations(text, begin, end)
    starts = np.array([each.start for each in sentences])
    owners = np.searchsorted(starts, spans[:, 0], side="right") - 1
    labels = [_label_end(text, each.start, each.end) for each in sentences]
    marks = np.zeros((len(spans), len(TOKEN_MARKS)), np.float32)
    quoted = np.full(len(spans), -1, np.int64)
    for number, each in enumerate(found):
        a, b = np.searchsorted(spans[:, 0], [each.start, each.end])
        if a == b:
            continue
        marks[a:b, 0 if each.spoken else 1] = 1
        marks[a, 2] = marks[b - 1, 3] = 1
        if each.spoken:
            quoted[a:b] = number
    marks[:, 4] = np.diff(owners, prepend=-1) != 0
    for row, (start, stop) in enumerate(spans.tolist()):
        marks[row, 5:12] = _shape(text, start, stop)
        marks[row, 12] = stop <= labels[owners[row]]
    return Layout(
        tokens.astype(np.float32) / np.float32(127),
        marks,
        spans.astype(np.int64),
        owners,
        quoted,
        np.array(list(_places(sentences, found, labels)), np.float32),
        np.cumsum([_begins_paragraph(text, each.start) for each in sentences]),
    )


def _shape(text: str, start: int, stop: int) -> tuple[bool, ...]:
    word = text[start:stop]
    return (
        not start or not text[start - 1].isalnum() or text[start - 1] >= "\u2e80",
        word[:1].isupper(),
        len(word) > 1 and word.isupper(),
        any(map(str.isdigit, word)),
        word >= "\u2e80",
        not any(map(str.isalnum, word)),
        ":" in word or "：" in word,
    )


def _label_end(text: str, start: int, end: int) -> int:
    """Where the label ends that opens a line, `Name: …`; -1 where there is none."""
    if not _begins_line(text, start):
        return -1
    match = _LABEL.match(text, start, end)
    return match.end() if match and len(match[1].split()) <= _MANY_WORDS else -1


def _begins_line(text: str, at: int) -> bool:
    before = text[max(0, at - 12) : at].rstrip(" \t\u3000>*#_-")
    return not before or before[-1] == "\n"


def _begins_paragraph(text: str, at: int) -> bool:
    before = text[max(0, at - 12) : at]
    return "\n" in before or at == 0


def _places(
    sentences: Sequence[Sentence], found: Sequence[Quotation], labels: Sequence[int]
) -> Iterator[tuple[float, ...]]:
    first = 0
    for each, label in zip(sentences, labels, strict=True):
        while first < len(found) and found[first].end <= each.start:
            first += 1
        last = first
        while last < len(found) and found[last].start < each.end:
            last += 1
        spoken = [one for one in found[first:last] if one.spoken]
        inside = sum(min(one.end, each.end) - max(one.start, each.start) for one in spoken)
        yield (
            inside / (each.end - each.start),
            bool(spoken) and spoken[0].start <= each.start,
            bool(spoken) and spoken[0].start < each.start,
            bool(spoken) and spoken[-1].end > each.end,
            _begins_paragraph(each.article.text, each.start),
            label >= 0,
            _ASKS.search(each.text[-12:]) is not None,
            each.kind is SentenceKind.HEADING,
            each.kind is SentenceKind.ITEM,
            min(1.0, (each.end - each.start) / 400),
        )
