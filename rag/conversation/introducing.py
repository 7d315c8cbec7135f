"""Who somebody is: an article says it where it first names them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from onrecord.corpus import Sentence
from onrecord.corpus.languages.script import has_han
from onrecord.index.index import Index
from onrecord.rag.conversation.name_kinds import NameKind, NameKinds
from onrecord.rag.conversation.naming import names_subject, passages_for
from onrecord.rag.conversation.slots import slots_of
from onrecord.rag.names.aliases import Aliases
from onrecord.rag.names.renderings import renderings
from onrecord.rag.question.query import AnswerKind, FollowUp, Query, is_shown
from onrecord.rag.quoting.answer import Answer, Quote
from onrecord.rag.quoting.copies import collapsed, wording

__all__ = ["Introductions"]

_UNSURE: Final = 0.5
"""Score of what is shown because it comes first."""

_N_ARTICLES: Final = 2

_N_ASKING: Final = (2, 3)
"""Words, or Chinese characters, that ask who somebody is, and nothing else of them."""


@dataclass(frozen=True, slots=True)
class Introductions:
    """Finds where the articles of one generation of the index introduce somebody."""

    index: Index
    aliases: Aliases

    def asked(self, query: Query) -> str | None:
        """Name the person of whom is asked who they are; `None` if anything else is asked.

        >>> of = Introductions(None, Aliases.from_groups({}))
        >>> query = Query("", "Who is Ada Byron?", "en", wants=AnswerKind.PERSON)
        >>> of.asked(query)
        'Ada Byron'
        """
        names = [slot.phrase.text for slot in slots_of(query.resolved, query)]
        if len(names) != 1 or query.wants not in {AnswerKind.PERSON, AnswerKind.DEFINITION}:
            return None
        rest = query.resolved.replace(names[0], "", 1).strip(" ?？.!")
        is_long = len(rest) > _N_ASKING[1] if has_han(rest) else len(rest.split()) > _N_ASKING[0]
        is_person = NameKinds((), self.aliases).of(names[0]) is NameKind.PERSON
        return names[0] if is_person and not is_long else None

    def before(self, query: Query, answer: Answer) -> tuple[Quote, ...]:
        """Put the introductions of whoever is asked about before an answer; else give nothing.

        Where nothing answers they do alone, if the conversation named whom it is about. Words that
        the answer has, too, are its quote of them, with its copies.
        """
        name = self.asked(query)
        if name is None or not (answer.quotes or query.follow_up is FollowUp.RESOLVED):
            return ()
        near = (each.article.id for each in (*answer.quotes, *answer.near_misses))
        found = self._of(name, query, near)
        told = {wording(each.text): each for each in answer.quotes}
        first = [told.pop(wording(each.text), each) for each in found]
        places = [(each.article.id, each.start, each.end) for each in first]
        rest = [each for each in told.values() if not is_shown(each, places)]
        surest = max((each.score for each in (*first, *rest)), default=_UNSURE)
        return (*(replace(each, score=surest) for each in first), *rest)

    def _of(self, name: str, query: Query, first: Iterable[str]) -> list[Quote]:
        """Find the sentences that first name somebody in full, those of some articles `first`."""
        other = renderings(query.resolved, name, self.aliases, self.index.frequencies)
        names = (name, *(each.other for each in other))
        hits = (
            hit.passage.article.id
            for each in names
            for hit in passages_for(each, self.index, self.aliases, query.filters)
        )
        found = (
            self._first(names, self.index.sentences(each))
            for each in dict.fromkeys((*first, *hits))
        )
        alike: dict[str, list[Quote]] = {}
        for each in islice(filter(None, found), _N_ARTICLES):
            told = Quote(each.article, each.start, each.end, _UNSURE, each.speaker)
            alike.setdefault(wording(each.text), []).append(told)
        return [collapsed(each) for each in alike.values()]

    def _first(self, names: Sequence[str], sentences: Sequence[Sentence]) -> Sentence | None:
        return next((each for each in sentences if self._names(names, each)), None)

    def _names(self, names: Sequence[str], sentence: Sentence) -> bool:
        text, language = sentence.text, sentence.article.language
        return sentence.kind.quotable and any(
            names_subject(each, text, language, self.aliases) for each in names
        )
