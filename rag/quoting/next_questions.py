"""Questions that can be asked next; each has been asked, and has its answer."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest
from typing import Final

from onrecord.corpus import Sentence
from onrecord.index.terms import terms
from onrecord.rag.names.aliases import CJK, Aliases
from onrecord.rag.names.shape import is_person_like, is_speaker_like
from onrecord.rag.question.asked import Asks
from onrecord.rag.question.query import Query
from onrecord.rag.question.question_names import name_terms
from onrecord.rag.question.verbatim import Verbatim
from onrecord.rag.quoting.answer import Answer, Quote
from onrecord.rag.quoting.corrections import paragraph

__all__ = ["Ask", "Wording", "answerable", "next_questions", "quoted_names", "what_they_said"]

_N_TRIED: Final = 5
"""Candidates that are asked at most: each costs as much as a question."""

_LISTS: Final = frozenset((Asks.EVERYTHING, Asks.VOICES))
"""What may begin with what was shown, as long as it goes on."""

_HOLDS_ARTICLE: Final = ("m", "r", "s")
"""Endings of German articles, and of prepositions that have taken one in."""

_NOBODY: Final = Aliases.from_groups({})

_SURE: Final = 0.6
"""Confidence below which an answer is no recommendation of its question."""


@dataclass(frozen=True, slots=True)
class Wording:
    """How to ask, in one language, what somebody said, and said about something.

    And for all that they said, who they are, what everybody says about something, and which
    articles mention it; what isn't worded isn't offered.
    """

    said: str
    said_about: str
    everything: str = ""
    who_is: str = ""
    everybody: str = ""
    articles: str = ""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A question, how it has to be understood, and whose words or what its answer is to be on."""

    question: str
    asks: Asks = Asks.WORDS
    who: str = ""
    topic: str = ""


Ask = Callable[[str], Answer]
"""Answers a question as it would be answered if it were asked next."""


def next_questions(
    answer: Answer,
    sentences: Callable[[str], Sequence[Sentence]],
    ask: Ask,
    wording: Wording,
    *,
    earlier: Sequence[Query] = (),
    n: int = 3,
) -> tuple[str, ...]:
    """Give up to `n` questions that lead on from an answer, or a silence, each of another kind.

    Who else is quoted there, all that was said by whoever was quoted, who they are, what everybody
    says, where else it is mentioned; none that was asked `earlier`. Names in another script than
    the question's come last.
    """
    asked = {text for each in (answer.query, *earlier) for text in (each.question, each.resolved)}
    candidates = [*_of_others(answer, sentences, wording)]
    candidates[1:1] = _of_other_kinds(answer, wording)
    known = {each.question: each for each in candidates if each.question not in asked}
    shown = {(quote.article.id, quote.start) for quote in answer.quotes}

    def leading(question: str) -> Answer | None:
        found = ask(question)
        return found if _leads_on(known[question], found, shown, sentences) else None

    return tuple(islice(answerable(known, leading), n))


def _of_others(
    answer: Answer, sentences: Callable[[str], Sequence[Sentence]], wording: Wording
) -> Iterator[_Candidate]:
    """Ask for the words of whoever was asked about, if none are shown, and of others near by."""
    query, quotes = answer.query, answer.quotes or answer.near_misses
    heard = {quote.speaker.text for quote in answer.quotes if quote.speaker}
    if answer.quotes and query.speaker:
        heard.add(query.speaker)
    if query.speaker and query.speaker not in heard:
        yield _Candidate(wording.said.format(who=query.speaker), who=query.speaker)
    articles = dict.fromkeys(quote.article.id for quote in quotes)
    names = dict.fromkeys(name for each in articles for name in quoted_names(sentences(each)))
    topic = _topic(query)
    for name in sorted(names, key=lambda each: bool(CJK.search(each)) != (query.language == "zh")):
        if not _is_heard(name, heard):
            heard.add(name)
            form = wording.said_about if topic else wording.said
            yield _Candidate(form.format(who=name, what=topic), who=name, topic=topic)


def _of_other_kinds(answer: Answer, wording: Wording) -> list[_Candidate]:
    """Ask for more of whoever was quoted first, and for other voices and articles."""
    topic = _topic(answer.query)
    quoted = (each.speaker.text for each in answer.quotes if each.speaker)
    who = next(filter(is_speaker_like, quoted), "")
    person = who if is_person_like(who) else ""
    forms = (
        (wording.everything, Asks.EVERYTHING, who, ""),
        (wording.everybody, Asks.VOICES, "", topic),
        (wording.who_is, Asks.WORDS, person, ""),
        (wording.articles, Asks.ARTICLES, "", topic),
    )
    return [
        _Candidate(form.format(who=by, what=on), asks, by, on)
        for form, asks, by, on in forms
        if form and (by or on)
    ]


def _topic(query: Query) -> str:
    """Give the subject, or else the only name that is asked about, if the wordings can take it.

    In German they take an accusative: what wasn't led by “über” may be in another case, if it has
    an ending, or leave its article to the word before. Quoted words are no name.
    """
    is_quoting = Verbatim.of(query.question).quoted
    named = () if is_quoting else name_terms(query.resolved, query.language, _NOBODY)
    subject = query.subject or (named[0] if len(named) == 1 and named[0] != query.speaker else "")
    before = query.whole.partition(subject)[0].split()[-1:] if subject else []
    if query.language != "de" or before == ["über"] or subject in named:
        return subject
    is_declined = subject[:1].islower() or any(each.endswith("n") for each in subject.split())
    return "" if is_declined or any(each.endswith(_HOLDS_ARTICLE) for each in before) else subject


def what_they_said(sentences: Iterable[Sequence[Sentence]], wording: Wording) -> Iterator[str]:
    """Ask of each person quoted in articles what they said, one of each article first."""
    names, asked = [quoted_names(each) for each in sentences], set[str]()
    for each in (name for row in zip_longest(*names) for name in row if name):
        if not _is_heard(each, asked):
            asked.add(each)
            yield wording.said.format(who=each)


def answerable(
    candidates: Iterable[str], ask: Callable[[str], Answer | None], n_tried: int = _N_TRIED
) -> Iterator[str]:
    """Ask the first of the candidates, and yield those that are answered, each once."""
    for question in islice(dict.fromkeys(candidates), n_tried):
        answer = ask(question)
        if answer is not None and answer.is_answered and answer.confidence >= _SURE:
            yield question


def quoted_names(sentences: Sequence[Sentence]) -> tuple[str, ...]:
    """Name those who are quoted in an article by a name to ask for, in order, each once.

    What has a version there is a product, whoever speaks of it.
    """
    names = dict.fromkeys(each.speaker.text for each in sentences if each.speaker)
    return tuple(
        name for name in names if is_speaker_like(name) and not _has_version(name, sentences)
    )


def _has_version(name: str, sentences: Sequence[Sentence]) -> bool:
    version = re.compile(rf"{re.escape(name)}[ -]?\d")
    return any(version.search(each.text) for each in sentences)


def _is_heard(name: str, heard: Iterable[str]) -> bool:
    return any(name in each or each in name for each in heard)


def _leads_on(
    candidate: _Candidate,
    answer: Answer,
    shown: set[tuple[str, int]],
    sentences: Callable[[str], Sequence[Sentence]],
) -> bool:
    """Whether an answer is that to a candidate, and begins or goes on with what isn't on screen."""
    query = answer.query
    if query.asks is not candidate.asks or query.follow_up is not None:
        return False
    if candidate.topic and not _is_heard(candidate.topic, filter(None, (query.subject,))):
        return False
    if candidate.who and not any(_is_from(candidate, each, sentences) for each in answer.quotes):
        return False
    places = [(each.article.id, each.start) for each in answer.quotes]
    if query.asks in _LISTS:
        return len(places) > 1 and not shown.issuperset(places)
    return not places or places[0] not in shown


def _is_from(
    candidate: _Candidate, quote: Quote, sentences: Callable[[str], Sequence[Sentence]]
) -> bool:
    """Whether a quote is by whom a candidate asks, in a paragraph that names on what."""
    if quote.speaker is None or not _is_heard(candidate.who, [quote.speaker.text]):
        return False
    run = paragraph(sentences(quote.article.id), quote.start)
    around, language = " ".join(each.text for each in (quote, *run)), quote.article.language
    return set(terms(candidate.topic, language)) <= set(terms(around, language))
