"""What the reader learns from: questions, and the windows that it would read for them.

They are looked for, cut and told as the product does it. Where the passage with the answer isn't
found, or that with what could be taken for it, its window is added.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final, Self

from onrecord.corpus import Passage, PassageLimits, passages
from onrecord.corpus.languages.script import has_han
from onrecord.index.index import Index
from onrecord.rag.engine import Engine
from onrecord.rag.evaluation import Question, gold_spans, is_right
from onrecord.rag.evidence.equipment import Equipment
from onrecord.rag.evidence.finding import Finder
from onrecord.rag.evidence.reader import Window, windows
from onrecord.rag.evidence.retrieval import Depth
from onrecord.rag.learning.renaming import Names, Renaming
from onrecord.rag.learning.told import Example, Spans, evidence_of, told_of
from onrecord.rag.names.same_name import named_in
from onrecord.rag.question.query import FollowUp, Query

__all__ = ["Seeker"]

_log = logging.getLogger(__name__)

_TELL_EVERY: Final = 1_000  # questions

_N_WINDOWS: Final = 6
"""Windows that are found for a question, somewhat more than are read."""

_N_HELD: Final = 1_024
"""Articles whose passages are held in memory, and passages whose tokens are."""


class Seeker:
    """Looks for the windows of questions in one set's articles."""

    def __init__(self, engine: Engine, finder: Finder) -> None:
        self._engine = engine
        self._finder = finder
        self._encoder = finder.equipment.encoder
        self._passages = lru_cache(_N_HELD)(self._cut)
        self._evidence = lru_cache(_N_HELD)(lambda each: evidence_of([each], self._encoder)[0])

    @classmethod
    def over(cls, index: Index, equipment: Equipment) -> Self:
        """Look in an index; no reader is needed."""
        return cls(Engine(index, equipment), Finder(index, equipment))

    def names(self, questions: Iterable[Question]) -> Names:
        """Read whom the questions ask for."""
        return Names.of(
            (each.asked_speaker, each.language, self._engine.understood(each.question).speaker)
            for each in questions
            if each.asked_speaker and each.answerable and not each.history  # "he" is no name
        )

    def examples(
        self, questions: Iterable[Question], source: str, renaming: Renaming | None = None
    ) -> Iterator[Example]:
        """Find the windows of questions, in their order; each is followed by what is renamed.

        A follow-up is understood from the questions before it.

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
            query = self._understood(question, gold or lures)
            sought = self._finder.find(query, Depth())
            nearest = ((each.evidence, each.place) for each in sought.candidates)
            found = windows(nearest, _N_WINDOWS)
            missed = tuple(self._missed(gold or lures, found))
            ids = self._encoder.ids
            example = Example(
                query.whole, question.answerable, source, question.article,
                tuple(told_of(each, ids, gold, lures) for each in found),
                tuple(told_of(each, ids, gold, lures) for each in missed),
                sought.names,
            )  # fmt: skip
            yield example
            if renaming and query.speaker and question.answerable:
                yield from renaming(example, question, query.speaker, (*found, *missed))

    def _understood(self, question: Question, wanted: Spans) -> Query:
        """Read a question; what may be asked beside those before it is.

        So is what can't be resolved, or is taken to mean somebody of another article.
        """
        text, history = question.question, self._engine.recalled(question.history)
        query = self._engine.understood(text, history=history)
        is_clear = query.follow_up is FollowUp.RESOLVED or not query.before
        if not history or (is_clear and self._is_of(query, wanted)):
            return query
        beside = dict.fromkeys((question.history[-1], question.history[0]))
        after = query.before or tuple(beside)
        return replace(query, resolved=text, follow_up=FollowUp.RESOLVED, after=after, before=())

    def _is_of(self, query: Query, wanted: Spans) -> bool:
        """Whether an article that is wanted names all who are meant, if its script is theirs."""
        if query.follow_up is FollowUp.UNRESOLVED:
            return False
        articles = [self._engine.article(each) for each in wanted]
        return not articles or any(
            all(
                has_han(name) != (each.language == "zh")
                or named_in(name, f"{each.title}\n{each.text}", self._finder.equipment.aliases)
                for name in query.meant
            )
            for each in articles
        )

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
