"""Questions in, answers out, over one generation of the index."""

import weakref
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache, partial
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from onrecord.corpus import Article, Sentence, SentenceKind, detect_language
from onrecord.index.errors import StoreAwayError
from onrecord.index.hit import Hit
from onrecord.index.index import Index
from onrecord.index.store.entries import ArticleEntry
from onrecord.index.store.place import Address
from onrecord.index.terms import terms
from onrecord.rag.conversation.arranging import Arranger
from onrecord.rag.conversation.past import Past
from onrecord.rag.conversation.statements import Statements
from onrecord.rag.conversation.understand import understand
from onrecord.rag.evidence.equipment import Equipment
from onrecord.rag.evidence.finding import Finder, Found
from onrecord.rag.evidence.judgement import Verdict
from onrecord.rag.evidence.prior import Prior
from onrecord.rag.evidence.retrieval import Depth, by_passage
from onrecord.rag.evidence.signals import Candidate
from onrecord.rag.names.renderings import Rendering, forms
from onrecord.rag.names.same_name import is_any, is_by
from onrecord.rag.question.asked import ABOUT_ARTICLES, Asks
from onrecord.rag.question.holdings import Holdings
from onrecord.rag.question.query import AnswerKind, Filters, FollowUp, Order, Query
from onrecord.rag.question.typed import QuestionReader
from onrecord.rag.quoting.answer import Answer, Quote, Reason, Remark
from onrecord.rag.quoting.checked import checked
from onrecord.rag.quoting.composition import Composer
from onrecord.rag.quoting.context import in_context, joined
from onrecord.rag.quoting.copies import collapsed, wording
from onrecord.rag.quoting.newest import newest_first
from onrecord.rag.quoting.silence import least_confidence, reason_for
from onrecord.rag.stages import stage
from onrecord.rag.survey import MAX_PLACED, MAX_READ, Survey, places, voices

__all__ = ["Engine", "Equipment", "Ranking"]

_N_RANKED: Final = 10
"""Places of a ranking; what comes after them counts as not found.

There are fewer where none is going to be shown.
"""

_N_NEAR_MISSES: Final = 3

_MAY_SPEAK: Final = 0.5
"""Chance from which they speak who may say what answers best for somebody's words.

Of 41 such quotes over thirty articles of the news, which were in view when this was chosen, 38 are
theirs and three nobody's. Of the 168 whose speaker is told by itself all are right. Elsewhere it is
somebody's words in 49 of 63 sentences there, and a card doesn't say that the article itself speaks.
"""

_OF_SOMEBODY: Final = frozenset((AnswerKind.PERSON, AnswerKind.SAID))
"""What is asked for where whoever is left out is left out of several voices."""

_N_REMEMBERED: Final = 256
"""Answers that are kept, each of which holds on to the articles that it quotes, and readings."""

_N_AT_HAND: Final = 4
"""Questions whose nearest sentences are at hand: what is asked of them next is looked up there."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """The sentences that come nearest to answering, best first, before silence is considered.

    `confidence` is the estimated probability that the first one answers; `signals` are what it
    rests on, see `onrecord.rag.evidence.judgement.ANSWER_SIGNALS`. `names` are in the question,
    and written otherwise by articles in another script.
    """

    query: Query
    quotes: tuple[Quote, ...]
    confidence: float
    signals: tuple[float, ...]
    names: tuple[Rendering, ...] = ()


class Engine:
    """Answers from one generation of the index; safe to use from several threads."""

    def __init__(self, index: Index, equipment: Equipment) -> None:
        self._index = index
        self._with = equipment
        self._finder = Finder(index, equipment)
        self._composer = Composer.over(index, equipment.aliases)
        # a conversation comes back with each of its questions
        self._reads = lru_cache(_N_REMEMBERED)(QuestionReader(equipment.encoder, equipment.head))
        this = weakref.proxy(self)  # else a generation that nobody uses any more would stay open
        self._remembered = lru_cache(_N_REMEMBERED)(
            lambda query: this._answer(query)  # noqa: PLW0108, SLF001 - bound, it would be strong
        )
        self._found = lru_cache(_N_AT_HAND)(partial(self._finder.find, depth=equipment.depth))

    @classmethod
    def open(cls, directory: Address, equipment: Equipment) -> Self:
        """Open the newest generation of the index in `directory`; raises what `Index.open` does."""
        index = Index.open(
            directory, equipment.encoder.name, equipment.projection, equipment.tagger.name
        )
        return cls(index, equipment)

    def refreshed(self) -> Self:
        """Give the engine of the newest generation: this one, unless there is a newer.

        Also this one where the store can't be reached: it answers from what it holds.
        """
        try:
            if not self._index.is_stale():
                return self
            return type(self)(self._index.refresh(), self._with)
        except StoreAwayError:
            return self

    @property
    def away(self) -> str | None:
        """Say why the store can't be read now, in a line; `None` if it can, as far as is known."""
        return self._index.away()

    @property
    def generation(self) -> int:
        """Number of the generation that answers."""
        return self._index.generation

    @property
    def stamp(self) -> str:
        """What no other generation has, also not one of the same number."""
        return self._index.generation_stamp.stamp

    @property
    def n_articles(self) -> int:
        """Count of articles."""
        return self._index.n_articles

    @property
    def n_passages(self) -> int:
        """Count of passages."""
        return self._index.n_passages

    def ask(
        self,
        question: str,
        filters: Filters = Filters(),  # noqa: B008 - immutable
        history: Sequence[Query] = (),
    ) -> Answer:
        """Answer with quotes, or say why there are none.

        Raises
        ------
        QuestionError
            If the question is longer than the encoder reads.
        """
        return self.answer(self.understood(question, filters, history))

    def answer(self, query: Query) -> Answer:
        """Answer a question as it is understood; raises what `ask` does.

        What was asked before, over the same generation, is remembered.
        """
        answer: Answer = self._remembered(query)
        return answer

    @property
    def n_asked(self) -> tuple[int, int]:
        """Count of the questions whose answers were remembered, and of all others."""
        told = self._remembered.cache_info()
        return told.hits, told.misses

    def _answer(self, query: Query) -> Answer:
        return Arranger(
            self._index, self._with.aliases, self._plain, self._nearest, self.understood,
            self._finder.mentioning,
        ).answer(query)  # fmt: skip

    def statements(self, speaker: str, subject: str | None = None) -> tuple[Quote, ...]:
        """Give all that a speaker is quoted with, the oldest first; on a subject, if given."""
        return Statements(self._index, self._with.aliases).of(speaker, subject)

    def _nearest(self, query: Query) -> list[Sentence]:
        """Give the sentences that come nearest to a question, before they are read."""
        return [each.sentence for each in self._found(query).candidates]

    def _plain(self, query: Query) -> Answer:
        """Silence is the filters' doing where there would be an answer without them."""
        answer = self.decide(self.ranked(query))
        if answer.quotes or not query.filters or query.follow_up is FollowUp.UNRESOLVED:
            return answer
        free = self.ranked(replace(query.without_parsed(), filters=Filters()))
        excluded = bool(self.decide(free).quotes)
        return replace(answer, reason=Reason.FILTERED) if excluded else answer

    def rank(
        self,
        question: str,
        filters: Filters = Filters(),  # noqa: B008 - immutable
        history: Sequence[Query] = (),
    ) -> Ranking:
        """Order the sentences that might answer."""
        return self.ranked(self.understood(question, filters, history))

    def ranked(self, query: Query) -> Ranking:
        """Order the sentences that might answer; none for a question that has to be asked back."""
        if query.follow_up is FollowUp.UNRESOLVED:
            return Ranking(query, (), 0.0, ())
        ranking = self._ranking(self._found(query))
        if query.order is not Order.LATEST or not ranking.quotes:
            return ranking
        quotes = newest_first(ranking.quotes, self._least(query))
        return replace(ranking, quotes=quotes, confidence=quotes[0].score)

    def weighed(self, query: Query) -> tuple[list[Candidate], npt.NDArray[np.float32]]:
        """Find what could be quoted, and what speaks for each  # (n, len(SIGNALS)) float32."""
        return self._finder.weigh(self._found(query))

    def decide(self, ranking: Ranking) -> Answer:
        """Quote the first of a ranking, or keep silent."""
        query, quotes, confidence = ranking.query, ranking.quotes, ranking.confidence
        is_sure = bool(quotes) and confidence >= self._least(query)
        is_apart = is_sure and self._finder.is_apart(query, quotes[0].article)
        if is_sure and not is_apart:
            with stage("compose"):
                shown = checked(query, self._composer.compose(query, quotes, confidence))
            taken = tuple(each for each in ranking.names if each.is_heard and _stands(each, shown))
            return Answer(query, shown, confidence, None, (), self.generation, taken=taken)
        near = quotes[:_N_NEAR_MISSES]
        asked, aliases = query.speaker or "", self._with.aliases
        named = forms(asked, ranking.names)
        reason = (
            Reason.NOT_SPEAKER
            if is_apart
            else reason_for(
                query,
                ranking.signals,
                is_named=any(map(self._names, named)),
                is_heard=any(is_by(form, each.speaker, aliases) for each in near for form in named),
            )
        )
        return Answer(query, (), confidence, reason, near, self.generation)

    def _least(self, query: Query) -> float:
        return least_confidence(query, self._with.judgement.threshold)

    def _names(self, name: str) -> bool:
        """Whether each word of a name stands in the corpus, in some language's form."""
        wanted = [terms(name, each) for each in self._index.languages]
        found = self._index.frequencies(sorted({term for each in wanted for term in each}))
        return any(each and all(found[term] for term in each) for each in wanted)

    def retrieve(
        self,
        question: str,
        k: int = 10,
        filters: Filters = Filters(),  # noqa: B008 - immutable
    ) -> list[Hit]:
        """Find the `k` passages that most likely answer a question, best first.

        A passage's score is that of its best sentence, as it would be quoted; 0 for those whose
        sentences are not near enough to be weighed, which keep the order of the two searches.
        """
        query = self.understood(question, filters).without_parsed()
        least = self._with.depth
        depth = Depth(dense=max(k, least.dense), lexical=max(k, least.lexical))
        found = self._finder.find(query, depth)
        candidates, rows = self._finder.weigh(found)
        verdict = self._with.judgement.verdict(rows, Prior.of(query, candidates))
        passages = [candidates[place].passage for place in verdict.order]
        return by_passage(found.hits, passages, verdict.scores)[:k]

    def article(self, article_id: str) -> Article:
        """Give an article; raises `KeyError` if there is none of this id."""
        return self._index.article(article_id)

    def articles(self) -> list[ArticleEntry]:
        """List what is known of every article, in the order of their ids."""
        return self._index.articles()

    def sentences(self, article_id: str) -> tuple[Sentence, ...]:
        """Give an article's sentences in order, with their kinds."""
        return self._index.sentences(article_id)

    @cached_property
    def survey(self) -> Survey:
        """Who is quoted in the newest articles, and a map of all; takes a moment the first time."""
        newest = sorted(self.articles(), key=lambda each: (each.published or date.min, each.id))
        read = [each.id for each in reversed(newest)][:MAX_READ]
        vectors = self._index.article_vectors(MAX_PLACED)
        said = voices(read, self.sentences, self._with.aliases)
        return Survey(said, len(read), places(vectors))

    def understood(
        self,
        question: str,
        filters: Filters = Filters(),  # noqa: B008 - immutable
        history: Sequence[Query] = (),
    ) -> Query:
        """Read a question: what it asks for, its filters, and what it leans on."""
        with stage("understand"):
            query = understand(
                question,
                language=detect_language(question),
                today=date.today(),  # noqa: DTZ011 - the reader's own day
                reads=self._reads,
                filters=filters,
                past=Past(history, self.answer),
                holdings=self._holdings,
                aliases=self._with.aliases,
            )
        return replace(self._left_out(query), parts=tuple(map(self._left_out, query.parts)))

    def _left_out(self, query: Query) -> Query:
        """Leave out only whoever says some of what comes near.

        Elsewhere ("Who rowed besides Ada?") the names are what leads to the answer. Where several
        may speak, each of the others is heard.
        """
        if not query.leaves_out or query.asks in ABOUT_ARTICLES:
            return query
        near = self._nearest(replace(query, leaves_out=()))
        speak = any(is_any(query.leaves_out, each.voice, self._with.aliases) for each in near)
        asks_so = query.asks is not Asks.WORDS or query.speaker is not None
        if not speak:
            is_of_words = asks_so or query.wants is AnswerKind.SAID
            return replace(query, leaves_out=(), subject=query.subject if is_of_words else None)
        is_of_all = not asks_so and query.wants in _OF_SOMEBODY
        return replace(query, encoding=None, asks=Asks.VOICES if is_of_all else query.asks)

    def recalled(self, questions: Sequence[str]) -> tuple[Query, ...]:
        """Read the questions of a conversation, oldest first, each in the light of those before."""
        history: tuple[Query, ...] = ()
        for question in questions:
            history += (self.understood(question, history=history),)
        return history

    @cached_property
    def _holdings(self) -> Holdings:
        spoken = [language for language, _ in self._index.languages_of_articles()]
        return Holdings.of(self._index.imprints(), self._index.authors(), spoken)

    def _ranking(self, found: Found) -> Ranking:
        chosen, rows = self._finder.weigh(found)
        verdict = self._with.judgement.verdict(rows, Prior.of(found.query, chosen))
        ordered = [chosen[place] for place in verdict.order]
        answers = verdict.confidence >= self._least(found.query)
        quotes = self._quotes(ordered, verdict, _N_RANKED if answers else _N_NEAR_MISSES)
        if answers and found.query.speaker is not None:
            quotes = tuple(_spoken(each, ordered[0].sentence) for each in quotes)
        return Ranking(found.query, quotes, verdict.confidence, verdict.signals, found.names)

    def _quotes(
        self, ordered: Sequence[Candidate], verdict: Verdict, n_wanted: int
    ) -> tuple[Quote, ...]:
        """Make quotes of candidates, one for each wording, with its copies."""
        alike: dict[str, list[Quote]] = {}
        for each, score in zip(ordered, verdict.scores, strict=True):
            words = wording(each.sentence.text)
            if words in alike or len(alike) < n_wanted:
                quote = self._quote(each, score)
                if quote is not None:
                    alike.setdefault(words, []).append(quote)
        return joined(collapsed(quotes) for quotes in alike.values())

    def _quote(self, candidate: Candidate, score: float) -> Quote | None:
        whole = in_context(candidate.passage, candidate.place)
        if whole is None:
            return None
        sentence = candidate.sentence
        remarks = (Remark.HEADING,) if sentence.kind is SentenceKind.HEADING else ()
        likely = sentence.likely
        return Quote(
            whole.article, whole.start, whole.end, score, sentence.speaker, remarks=remarks,
            likely=likely if likely and likely.chance >= _MAY_SPEAK else None,
        )  # fmt: skip


def _spoken(quote: Quote, best: Sentence) -> Quote:
    """Tell who says a quote: that its sentence answers for somebody's words makes it likelier."""
    holds = quote.article.id == best.article.id and quote.start <= best.start < quote.end
    if quote.speaker is None and holds and best.voice and best.voice.chance >= _MAY_SPEAK:
        return replace(quote, speaker=best.voice)
    return quote


def _stands(name: Rendering, quotes: Sequence[Quote]) -> bool:
    """Whether an article that is quoted writes a name so."""
    return any(name.other in quote.article.text for quote in quotes)
