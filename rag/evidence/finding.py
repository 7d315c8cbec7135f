"""From a question to the sentences that might answer it, and what speaks for each."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from onrecord.corpus import Article, Passage, Sentence, SentenceKind
from onrecord.corpus.languages.script import has_han
from onrecord.index.encoding.encoder import Encoding
from onrecord.index.errors import TextTooLongError
from onrecord.index.hit import Hit
from onrecord.index.index import Index
from onrecord.rag.errors import QuestionError
from onrecord.rag.evidence.equipment import Equipment
from onrecord.rag.evidence.interaction import AskedVectors, Similarity, similarities
from onrecord.rag.evidence.prior import Prior, are_pasted, is_near
from onrecord.rag.evidence.reader import N_READ, Window, windows
from onrecord.rag.evidence.retrieval import Depth, search
from onrecord.rag.evidence.signals import Candidate, Vocabulary, signals
from onrecord.rag.names.renderings import Rendering, beside, forms, instead, renderings
from onrecord.rag.names.same_name import is_any, named_in
from onrecord.rag.question.asked import Asks
from onrecord.rag.question.query import Filters, Query, is_shown
from onrecord.rag.question.question_names import name_terms
from onrecord.rag.stages import stage

__all__ = ["Finder", "Found"]

_N_LOOKED_AT: Final = 32
"""Candidates, by late interaction, whose words are looked at; the right one is rarely below."""

_N_NAMED: Final = 16
"""Candidates below them that best name whoever is asked for, or are said by them."""

_N_HEARD: Final = 32
"""Passages, the best found, in which names are looked for by their sound."""

_N_MENTIONING: Final = 200
"""Passages, the nearest, in which words of a question are looked for across languages."""

_MENTIONS: Final = 0.6
"""How well a passage meets words from which it says the same.

Of 576 pairs of parallel paragraphs, and a word or two that stand in both, .36 do, and of 6,912 with
paragraphs that don't have them .005; in one language .88 do and .003.
"""

_LIKE: Final = 0.46
"""How well an article meets a name that it hasn't, from which it may have it in other words.

Below it are, of the first quotes for 753 questions for somebody's words on something that has such
a name, 9 of the 84 that are wrong and one of the 669 that aren't.
"""

_ALONE: Final = 1.0
"""Log odds of a heading, and by how much it has to be likelier than any sentence below it."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What a question finds: passages, by fused rank, and sentences in them, the likeliest first.

    `names` are those that the other script writes otherwise.
    """

    query: Query
    names: tuple[Rendering, ...]
    hits: list[Hit]
    vocabulary: Vocabulary
    candidates: list[Candidate]


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds in one generation of the index; safe to use from several threads."""

    index: Index
    equipment: Equipment

    def find(self, query: Query, depth: Depth) -> Found:
        """Find passages in both searches, and what could be quoted of them.

        Raises
        ------
        QuestionError
            If the question is longer than the encoder reads.
        """
        names = renderings(
            query.whole, query.speaker, self.equipment.aliases, self.index.frequencies
        )
        vectors, hits = self._searched(query, names, depth)
        if heard := self._heard(query, names, hits):
            names += heard
            vectors, hits = self._searched(query, names, depth)
        with stage("interact"):
            looked_at = self._looked_at(query, self._nearest(query, vectors, hits))
            vocabulary = Vocabulary.of(beside(query.searched, names), self.index)
            rows = signals(looked_at, vocabulary, query.language)
            likeliest = self.equipment.judgement.likeliest(rows, Prior.of(query, looked_at).order)
            candidates = [looked_at[place] for place in likeliest]
            return Found(query, names, hits, vocabulary, candidates)

    def weigh(self, found: Found) -> tuple[list[Candidate], npt.NDArray[np.float32]]:
        """Read the nearest, and tell what speaks for each candidate  # (n, len(SIGNALS)) float32.

        Neighbours that were read along are candidates, too.
        """
        with stage("read"):
            read = self._read(found)
            candidates = [each for each in read if self._may_be_shown(found.query, each.sentence)]
        with stage("weigh"):
            return candidates, signals(candidates, found.vocabulary, found.query.language)

    def _searched(
        self, query: Query, names: Sequence[Rendering], depth: Depth
    ) -> tuple[AskedVectors, list[Hit]]:
        """Find passages, and give what their sentences are held against."""
        searched, projection = beside(query.searched, names), self.equipment.projection
        asked_for = _asked_for(query, searched, names)
        vectors = AskedVectors.of(self._encoded(query, searched), projection, asked_for)
        with stage("search"):
            hits = search(self.index, query, searched, vectors.vector, depth)
        if query.after:
            alone = self._encoded(query, beside(query.alone, names))
            vectors = vectors.along(AskedVectors.of(alone, projection))
        return vectors, hits

    def _heard(
        self, query: Query, known: Sequence[Rendering], hits: Sequence[Hit]
    ) -> tuple[Rendering, ...]:
        """Tell by their sound how what was found writes names that aren't known."""
        sounds, asked, speaker = self.equipment.sounds, query.whole, query.speaker or ""
        if sounds is None:
            return ()
        for each in known:
            asked, speaker = asked.replace(each.name, " "), speaker.replace(each.name, " ")
        with stage("hear"):
            passages = [hit.passage for hit in hits[:_N_HEARD]]
            han = [each.text for each in passages if each.language == "zh"]
            others = [each.text for each in passages if each.language != "zh"]
            names = name_terms(asked, query.language, self.equipment.aliases)
            named = (*names, speaker.title())
            return sounds.spelt(asked, others) + sounds.written(asked, named, han)

    def _encoded(self, query: Query, searched: str) -> Encoding:
        if query.encoding is not None and searched == query.whole:
            return query.encoding
        try:
            with stage("encode"):
                return self.equipment.encoder.encode_questions([searched])[0]
        except TextTooLongError as error:
            raise QuestionError(str(error)) from error

    def _nearest(self, query: Query, vectors: AskedVectors, hits: Sequence[Hit]) -> list[Candidate]:
        found = self.index.evidence(hits)
        nearest = [
            (nearness, Candidate(evidence, similarity, place))
            for evidence, similarity in zip(found, similarities(vectors, found), strict=True)
            for place, nearness in enumerate(similarity.nearness)
            if evidence.passage.sentences[place].kind.quotable
        ]
        nearest.sort(key=lambda each: -each[0])
        return [each for _, each in nearest if self._may_be_shown(query, each.sentence)]

    def _may_be_shown(self, query: Query, sentence: Sentence) -> bool:
        """Whether a sentence wasn't shown yet, and isn't by anybody who is left out.

        Where everybody is heard, it doesn't name them either.
        """
        left_out, aliases = query.leaves_out, self.equipment.aliases
        if is_shown(sentence, query.beyond) or is_any(left_out, sentence.voice, aliases):
            return False
        is_heard = query.asks is Asks.VOICES and sentence.speaker is None
        return not is_heard or not any(named_in(each, sentence.text, aliases) for each in left_out)

    def is_apart(self, query: Query, article: Article) -> bool:
        """Whether the subject of somebody's words is a name that an article hasn't, nor its like.

        Names in another script, and abbreviations, it may write otherwise. What was typed without
        a capital is no name, unless it is known.
        """
        text, aliases = f"{article.title}\n{article.text}", self.equipment.aliases
        subject, is_in_han = query.subject or "", article.language == "zh"
        times = [each.phrase.text for each in query.dates]
        names = (
            each
            for each in name_terms(query.resolved, query.language, aliases)
            if each in subject
            and (each in query.question or aliases.find(each))
            and not any(each in time or time in each for time in times)
            and not each.isupper()
            and has_han(each) == is_in_han
        )
        folded = text.casefold()
        missing = [each for each in names if each.casefold() not in folded]
        return bool(query.speaker) and any(
            not named_in(each, text, aliases) and self._best(query, each, article) < _LIKE
            for each in missing
        )

    def _best(self, query: Query, words: str, article: Article) -> float:
        """Tell how well the passages of an article meet words of a question, at best."""
        filters = Filters(articles=(article.id,))
        return max((met.passage_name for _, met in self._met(query, words, filters)), default=0.0)

    def mentioning(self, query: Query, words: str) -> tuple[Sentence, ...]:
        """Find the sentences in other languages that say what words of a question do.

        They are the best ones of their passages. Names are written as the aliases tell.
        """
        names = name_terms(f"on {words}", query.language, self.equipment.aliases)
        if any(each in words for each in names):
            return ()
        return tuple(
            passage.sentences[int(np.argmax(met.sentence_names))]
            for passage, met in self._met(query, words, query.filters)
            if met.passage_name >= _MENTIONS and passage.language != query.language
        )

    def _met(
        self, query: Query, words: str, filters: Filters
    ) -> Iterator[tuple[Passage, Similarity]]:
        """Tell how well the nearest passages meet words of a question, whatever theirs are."""
        start, projection = query.resolved.find(words), self.equipment.projection
        if start < 0:
            return
        encoded = self._encoded(query, query.resolved)
        asked = AskedVectors.of(encoded, projection, ((start, start + len(words)),))
        found = self.index.evidence(self.index.dense(asked.vector, _N_MENTIONING, filters))
        for evidence, similarity in zip(found, similarities(asked, found), strict=True):
            yield evidence.passage, similarity

    def _looked_at(self, query: Query, nearest: list[Candidate]) -> list[Candidate]:
        """Keep the nearest, and of the others those of articles that were shown before.

        And those that best name whoever is asked for, or hold what was pasted.
        """
        pasted = zip(nearest, are_pasted(query, nearest), strict=True)
        kept = [each for n, (each, is_p) in enumerate(pasted) if n < _N_LOOKED_AT or is_p]
        others = nearest[_N_LOOKED_AT:]
        near = [each for each in others if is_near(query, each)][:_N_NAMED]
        if query.speaker is None:
            return kept + near
        others = [each for each in others if not any(each is known for known in near)]
        others.sort(key=lambda each: -each.similarity.sentence_names[each.place])
        return kept + near + others[:_N_NAMED]

    def _read(self, asked: Found) -> list[Candidate]:
        """Read the likeliest in their windows, and more of them while none surely answers.

        The question is read with its names as each window's script writes them; one that asks
        another on both beside it and by itself.
        """
        reader, likeliest = self.equipment.reader, asked.candidates
        if reader is None:
            return list(likeliest)
        places = [(each.evidence, each.place) for each in likeliest]
        found = windows(places, sum(N_READ))
        query = asked.query
        texts = (query.whole, query.alone) if query.after else (query.whole,)
        questions = [
            tuple(instead(text, asked.names, is_han=_is_han(each)) for text in texts)
            for each in found
        ]
        odds = reader.read_in_turn(questions, found)
        return _as_read(likeliest, zip(found, odds, strict=False))


def _asked_for(
    query: Query, searched: str, names: Sequence[Rendering]
) -> tuple[tuple[int, int], ...]:
    """Find the code points that name who is asked for, in every script, in what is searched for."""
    if query.speaker is None:
        return ()
    places = [(searched.find(form), form) for form in forms(query.speaker, names)]
    return tuple((start, start + len(form)) for start, form in places if start >= 0)


def _is_han(window: Window) -> bool:
    return window.evidence.passage.language == "zh"


def _as_read(
    nearest: Sequence[Candidate], read: Iterable[tuple[Window, npt.NDArray[np.float64]]]
) -> list[Candidate]:
    """Tell the candidates what was read of them, and put those after them that were read along."""
    similarity = {id(each.evidence): each.similarity for each in nearest}
    told = [
        Candidate(window.evidence, similarity[id(window.evidence)], place, each)
        for window, odds in read
        for place, each in enumerate(odds.tolist(), window.first)
    ]
    known = {(id(each.evidence), each.place): each for each in (*nearest, *_quotable(told))}
    return list(known.values())


def _quotable(told: Sequence[Candidate]) -> list[Candidate]:
    """Leave out what is not quoted; a heading is where it alone says what is asked."""
    quotable = [each for each in told if each.sentence.kind.quotable]
    least = max([_ALONE, *(each.read + _ALONE for each in quotable if each.read is not None)])
    return quotable + [
        each
        for each in told
        if each.sentence.kind is SentenceKind.HEADING and (each.read or 0.0) >= least
    ]
