"""What the reader learns from: questions, and the windows that it would read for them.

They are looked for, cut and told as the product does it. Where the passage with the answer isn't
found, or that with what could be taken for it, its window is added.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from random import Random
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from onrecord.corpus import Article, Passage, PassageLimits, Sentence, SentenceKind, passages
from onrecord.index.encoding.encoder import Encoder
from onrecord.index.hit import Evidence
from onrecord.index.index import Index
from onrecord.index.learning.data import LabelledArticle, Paragraph, Section
from onrecord.index.learning.data import Question as Wording
from onrecord.rag.engine import Engine
from onrecord.rag.evaluation import Question, gold_spans, is_right
from onrecord.rag.evidence.equipment import Equipment
from onrecord.rag.evidence.finding import Finder
from onrecord.rag.evidence.reader import Window, header, told, windows
from onrecord.rag.evidence.retrieval import Depth
from onrecord.rag.learning.sets import is_held_out

__all__ = ["Example", "Seeker", "Told", "learnable", "public_examples", "seen"]

Integers = npt.NDArray[np.int32]
Spans = Mapping[str, Sequence[tuple[int, int]]]

_log = logging.getLogger(__name__)

_TELL_EVERY: Final = 1_000  # questions

_N_WINDOWS: Final = 6
"""Windows that are found for a question, somewhat more than are read."""

_N_HELD: Final = 1_024
"""Articles whose passages are held in memory, and passages whose tokens are."""

_FIRST: Final = ("en", "de", "zh")
"""Of the public sets' languages those that every paragraph and most questions are taken in."""

_OTHERS: Final = 0.4
"""Share of the paragraphs in the other languages, and of questions in whatever language."""

_STRANGER: Final = 0.375
"""Share of the public questions that are also laid beside another article's paragraph."""


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """A window as token numbers: what is known of the article, and each sentence's two parts.

    See `onrecord.rag.evidence.reader.told` for these. `right` are the sentences that answer;
    `tempting`: that one of them could be taken for an answer.
    """

    article: str
    header: Integers
    sentences: tuple[tuple[Integers, Integers], ...]
    right: tuple[bool, ...]
    tempting: bool


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A question, what is found for it, the nearest first, and what should have been found.

    `article` is that of the question, `None` if it isn't told.
    """

    question: str
    answerable: bool
    source: str
    article: str | None
    found: tuple[Told, ...]
    missed: tuple[Told, ...] = ()

    @property
    def windows(self) -> tuple[Told, ...]:
        """What was found and what was missed."""
        return self.found + self.missed

    @property
    def is_held_out(self) -> bool:
        """Whether the reader is judged by it."""
        return self.article is not None and is_held_out(self.article)


def seen(examples: Iterable[Example]) -> list[Example]:
    """Leave out the articles that are held out."""
    return [
        replace(each, found=_seen(each.found), missed=_seen(each.missed))
        for each in examples
        if not each.is_held_out
    ]


def learnable(examples: Iterable[Example]) -> list[Example]:
    """Leave out questions whose answer is in no window, and those without a window."""
    return [
        each for each in examples
        if any(any(window.right) or not each.answerable for window in each.windows)
    ]  # fmt: skip


def _seen(windows: Sequence[Told]) -> tuple[Told, ...]:
    return tuple(each for each in windows if not is_held_out(each.article))


class Seeker:
    """Looks for the windows of questions in one set's articles."""

    def __init__(self, engine: Engine, finder: Finder) -> None:
        self._engine = engine
        self._finder = finder
        self._encoder = finder.equipment.encoder
        self._passages = lru_cache(_N_HELD)(self._cut)
        self._evidence = lru_cache(_N_HELD)(lambda each: _evidence([each], self._encoder)[0])

    @classmethod
    def over(cls, index: Index, equipment: Equipment) -> Self:
        """Look in an index; no reader is needed."""
        return cls(Engine(index, equipment), Finder(index, equipment))

    def examples(self, questions: Iterable[Question], source: str) -> Iterator[Example]:
        """Find the windows of questions, in their order.

        Raises
        ------
        QuestionFileError
            If what should be quoted, or tempts, doesn't stand in the article that it is of.
        """
        for n, question in enumerate(questions):
            if n % _TELL_EVERY == 0:
                _log.info("%s: %d questions looked for", source, n)
            gold = gold_spans(self._engine, question)
            lures = gold_spans(self._engine, replace(question, gold=question.tempting))
            query = self._engine.understood(question.question)
            nearest = self._finder.find(query, Depth()).candidates
            found = windows(((each.evidence, each.place) for each in nearest), _N_WINDOWS)
            yield Example(
                query.resolved, question.answerable, source, question.article,
                tuple(_told(each, self._encoder, gold, lures) for each in found),
                tuple(_told(each, self._encoder, gold, lures)
                      for each in self._missed(gold or lures, found)),
            )  # fmt: skip

    def _missed(self, wanted: Spans, found: Sequence[Window]) -> Iterator[Window]:
        """Make windows of the sentences that are wanted and in none that was found."""
        known = {(each.article.id, each.start) for window in found for each in window.sentences}
        for article in wanted:
            for passage in self._passages(article):
                places = [
                    (self._evidence(passage), place)
                    for place, each in enumerate(passage.sentences)
                    if is_right(each, wanted) and (article, each.start) not in known
                ]
                yield from windows(places, len(places))

    def _cut(self, article_id: str) -> tuple[Passage, ...]:
        article, sentences = self._engine.article(article_id), self._engine.sentences(article_id)
        return passages(article, sentences, PassageLimits(), self._encoder.n_tokens)


def _evidence(cut: Sequence[Passage], encoder: Encoder) -> list[Evidence]:
    """Give the tokens of passages, as an index does, and no vectors."""
    none = np.zeros((0, 0), np.float32)
    encoded = encoder.encode_passages([each.text for each in cut])
    return [
        Evidence(
            passage, none.ravel(), none.astype(np.int8), each.spans + np.int32(passage.start),
            each.ids, none.astype(np.float16), "",
        )
        for passage, each in zip(cut, encoded, strict=True)
    ]  # fmt: skip


def _told(window: Window, encoder: Encoder, gold: Spans, lures: Spans) -> Told:
    article = window.evidence.passage.article
    return Told(
        article.id,
        encoder.ids(header(article)),
        tuple(told(window, encoder.ids)),
        tuple(is_right(each, gold) for each in window.sentences),
        any(is_right(each, lures) for each in window.sentences),
    )


def public_examples(
    articles: Iterable[LabelledArticle], encoder: Encoder, random: Random
) -> list[Example]:
    """Lay the public sets' questions beside their paragraphs, and some beside others, too."""
    drawn = [
        (section, paragraph, _passage(article.title, paragraph))
        for article in articles
        for section in article.sections
        for paragraph in section.paragraphs
        if paragraph.language in _FIRST or random.random() < _OTHERS
    ]
    drawn = [each for each in drawn if encoder.n_tokens(each[2].text) <= encoder.max_tokens]
    known = _evidence([passage for _, _, passage in drawn], encoder)
    found = []
    for (section, paragraph, _), evidence in zip(drawn, known, strict=True):
        for question in _asked(section, paragraph, random):
            own = _of_paragraph(question, paragraph, evidence, encoder, random)
            other = random.choice(known)
            name = evidence.passage.article.id
            if random.random() < _STRANGER and other.passage.article.id != name:
                own = (*own, _told(_anywhere(other, random), encoder, {}, {}))
            found.append(Example(question.text, bool(question.gold), "public", name, own))
    return found


def _asked(section: Section, paragraph: Paragraph, random: Random) -> Iterator[Wording]:
    """Draw a wording of each question that the paragraph answers, or nothing does."""
    for versions in section.questions:
        first = [each for each in versions if each.language in _FIRST]
        question = random.choice(first if first and random.random() >= _OTHERS else versions)
        if not question.gold or any(each is paragraph for each, _ in question.gold):
            yield question


def _of_paragraph(
    question: Wording, paragraph: Paragraph, evidence: Evidence, encoder: Encoder, random: Random
) -> tuple[Told, ...]:
    """Make a window of what answers, or of any part of a paragraph that tempts."""
    name = evidence.passage.article.id
    places = [place for each, place in question.gold if each is paragraph]
    if not places:
        whole = {name: [(0, len(paragraph.text))]}
        return (_told(_anywhere(evidence, random), encoder, {}, whole),)
    (window,) = windows([(evidence, places[0])], 1)
    gold = {name: [paragraph.sentences[place] for place in places]}
    return (_told(window, encoder, gold, {}),)


def _anywhere(evidence: Evidence, random: Random) -> Window:
    (window,) = windows([(evidence, random.randrange(len(evidence.passage.sentences)))], 1)
    return window


def _passage(title: str, paragraph: Paragraph) -> Passage:
    """Make a paragraph the only passage of an article that has the title for its name."""
    name = title.replace("_", " ")
    article = Article(title, paragraph.text, name, None, None, None, paragraph.language, None)
    sentences = tuple(
        Sentence(article, start, end, SentenceKind.PROSE) for start, end in paragraph.sentences
    )
    return Passage(article, 0, len(paragraph.text), sentences, paragraph.language)
