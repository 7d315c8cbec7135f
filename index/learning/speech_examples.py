"""Articles whose speakers are known, as the tagger learns from them.

`speech.jsonl` has a line for each sentence that reports somebody's words: `article`, a unique
piece of the sentence (`contains`), the `speaker` as written somewhere in the article, and `type`:
direct, reported or mixed. `interviews.txt` has invented articles: a line after `@Name|` is said by
Name, and the others by nobody.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from onrecord.corpus import Article, PassageLimits, Sentence, Speech, passages, sentences
from onrecord.index.encoding.encoder import Encoder
from onrecord.index.encoding.projection import TokenProjection
from onrecord.index.speech.layout import Layout, lay_out

__all__ = [
    "INTERVIEWS",
    "Encoded",
    "Example",
    "Names",
    "encoded",
    "interviews",
    "labelled",
    "occurrences",
]

INTERVIEWS: Final = Path(__file__).with_name("interviews.txt")
_MANY: Final = 32
_DIRECT_SHARE: Final = 0.34
"""Of a sentence's characters inside quotation marks: what is told both ways counts as direct."""

Names = Mapping[int, tuple[tuple[str, str], ...]]
"""By the number of a sentence: who says it, in the article's words, and in which way."""


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """An article's sentences, its stored tokens, and who says which sentence."""

    sentences: tuple[Sentence, ...]
    tokens: npt.NDArray[Any]  # (n, width)
    spans: npt.NDArray[np.int64]  # (n, 2)
    names: Names
    layout: Layout

    @property
    def article(self) -> Article:
        """The article."""
        return self.sentences[0].article

    def speech(self, at: int) -> Speech | None:
        """How the words of a sentence are told."""
        if at not in self.names:
            return None
        told = self.names[at][0][1]
        if told == "mixed":
            share, opens = self.layout.places[at, :2]
            told = "direct" if share > _DIRECT_SHARE or opens else "reported"
        return Speech(told)

    def mentions(self, name: str) -> list[tuple[int, int]]:
        """First and last token of each place where a name stands."""
        found = []
        for start, end in occurrences(self.article.text, name):
            first = int(np.searchsorted(self.spans[:, 1], start, "right"))
            last = int(np.searchsorted(self.spans[:, 0], end)) - 1
            if first <= last and first < len(self.spans):
                found.append((first, last))
        return found


def occurrences(text: str, name: str) -> Iterator[tuple[int, int]]:
    """Yield where a name stands by itself in a text.

    >>> list(occurrences("Li, not Lindau. 李", "Li"))
    [(0, 2)]
    """
    open_start, open_end = (rf"(?<![^\W{_HAN}])", rf"(?![^\W{_HAN}])")
    before = "" if _IS_HAN.match(name) else open_start
    after = "" if _IS_HAN.match(name[-1:]) else open_end
    for match in re.finditer(before + re.escape(name) + after, text):
        yield match.span()


_HAN: Final = "\u2e80-\uffff"
_IS_HAN: Final = re.compile(f"[{_HAN}]")


def labelled(articles: Sequence[Article], labels: Path) -> Iterator[tuple[Article, Names]]:
    """Yield the articles with what the lines of a file say of them."""
    lines = defaultdict(list)
    for line in labels.read_text("utf-8").splitlines():
        label = json.loads(line)
        if label["speaker"].strip():
            lines[label["article"]].append(label)
    for article in articles:
        named = defaultdict[int, list[tuple[str, str]]](list)
        cut = sentences(article)
        for label in lines[article.id]:
            start = article.text.find(label["contains"])
            if start < 0:
                raise ValueError(f"{label['contains']!r} is not in {article.id}: correct {labels}")
            end = start + len(label["contains"])
            inside = [min(end, each.end) - max(start, each.start) for each in cut]
            named[int(np.argmax(inside))].append((label["speaker"], label["type"]))
        yield article, {at: tuple(each) for at, each in named.items()}


def interviews(path: Path = INTERVIEWS) -> Iterator[tuple[Article, Names]]:
    """Yield the invented articles."""
    for number, each in enumerate(path.read_text("utf-8").split("\n=====\n")):
        language, _, body = each.strip().partition("\n")
        lines = [line.rpartition("|") for line in body.splitlines()]
        text = "\n\n".join(line for _, _, line in lines)
        article = Article(f"interview-{number}", text, "", None, None, None, language, None)
        ends = np.cumsum([len(line) + 2 for _, _, line in lines])
        named = {}
        for at, sentence in enumerate(sentences(article)):
            said_by = lines[int(np.searchsorted(ends, sentence.start, "right"))][0].lstrip("@")
            if said_by:
                direct = any(mark in body for mark in ":：*") or any(
                    mark in sentence.text for mark in '"“„'
                )
                named[at] = ((said_by, "direct" if direct else "reported"),)
        yield article, named


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """An article's sentences and what the encoder makes of it; `tokens` are those that are matched.

    `tokens` (n, width), `middle` (n, dim): as they are read from an index, and halfway up.
    """

    sentences: tuple[Sentence, ...]
    names: Names
    tokens: npt.NDArray[np.int8]
    middle: npt.NDArray[np.float16]
    spans: npt.NDArray[np.int64]  # (n, 2)

    def example(self, states: npt.NDArray[Any] | None = None) -> Example:
        """Make an example of the tokens, and of what is read of the states halfway up (n, m)."""
        tokens = self.tokens if states is None else np.concatenate([self.tokens, states], axis=1)
        layout = lay_out(self.sentences, tokens, self.spans)
        return Example(self.sentences, tokens, self.spans, self.names, layout)


def encoded(
    found: Sequence[tuple[Article, Names]], encoder: Encoder, projection: TokenProjection
) -> list[Encoded]:
    """Encode articles as a build does, and give those that have passages."""
    cut = [(sentences(article), names) for article, names in found]
    runs = [
        passages(each[0].article, each, PassageLimits(), encoder.n_tokens) if each else ()
        for each, _ in cut
    ]
    whole = [passage for run in runs for passage in run]
    kept: dict[str, list[tuple[npt.NDArray[Any], ...]]] = defaultdict(list)
    packing = projection.packing.tokens
    for first in range(0, len(whole), _MANY):
        some = whole[first : first + _MANY]
        for each, made in zip(some, encoder.encode_passages([p.text for p in some]), strict=True):
            tokens = packing.rows(packing.codes(projection.tokens(made.tokens, each.language)))
            middle = made.tokens[:, :0] if made.middle is None else made.middle
            spans = made.spans.astype(np.int64) + each.start
            kept[each.article.id].append((tokens, middle.astype(np.float16), spans))
    return [
        Encoded(each, names, *map(np.concatenate, zip(*parts, strict=True)))
        for each, names in cut
        if each and (parts := kept[each[0].article.id])
    ]
