"""Questions that can be asked next; each has been asked, and has its answer."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from onrecord.corpus import Sentence
from onrecord.rag.names.aliases import CJK
from onrecord.rag.names.shape import is_speaker_like
from onrecord.rag.question.asked import Asks
from onrecord.rag.question.query import Query
from onrecord.rag.quoting.answer import Answer

__all__ = ["Ask", "Wording", "answerable", "next_questions", "quoted_names", "what_they_said"]

_N_TRIED: Final = 5
"""Candidates that are asked at most: each costs as much as a question."""

_LISTS: Final = frozenset((Asks.EVERYTHING, Asks.VOICES))
"""What may begin with what was shown, as long as it goes on."""

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


Ask = Callable[[str], Answer]
"""Answers a question as it would be answered if it were asked next."""


def next_questions(
    answer: Answer,
    sentences: Callable[[str], Sequence[Sentence]],
    ask: Ask,
    wording: Wording,
    n: int = 3,
) -> tuple[str, ...]:
    """Give up to `n` questions that lead on from an answer, or a silence, each of another kind.

    Who else is quoted there, all that was said by whoever was quoted, who they are, what everybody
    says, where else it is mentioned. Names in another script than the question's come last.
    """
    query, quotes = answer.query, answer.quotes or answer.near_misses
    heard = {quote.speaker.text for quote in answer.quotes if quote.speaker}
    if answer.quotes and query.speaker:
        heard.add(query.speaker)
    articles = dict.fromkeys(quote.article.id for quote in quotes)
    names = dict.fromkeys(name for each in articles for name in quoted_names(sentences(each)))
    candidates, topic = list[str](), _topic(query)
    if query.speaker and query.speaker not in heard:
        candidates.append(wording.said.format(who=query.speaker))
    for name in sorted(names, key=lambda each: bool(CJK.search(each)) != (query.language == "zh")):
        if not _is_heard(name, heard):
            about = topic and wording.said_about.format(who=name, what=topic)
            candidates.append(about or wording.said.format(who=name))
    candidates[1:1] = _of_other_kinds(answer, wording)
    asked = (each for each in candidates if each != query.question)
    shown = {(quote.article.id, quote.start) for quote in answer.quotes}
    found = answerable(asked, lambda each: _unless_shown(ask(each), shown))
    return tuple(islice(found, n))


def _of_other_kinds(answer: Answer, wording: Wording) -> list[str]:
    """Ask for more of whoever was quoted first, and for other voices and articles."""
    topic = _topic(answer.query)
    quoted = (each.speaker.text for each in answer.quotes if each.speaker)
    who = next(filter(is_speaker_like, quoted), None)
    forms = [(wording.everything, who), (wording.everybody, topic)]
    forms += [(wording.who_is, who), (wording.articles, topic)]
    return [form.format(who=name, what=name) for form, name in forms if form and name]


def _topic(query: Query) -> str | None:
    """Give the subject in the case that the wordings ask for: German articles tell another."""
    subject = query.subject or ""
    is_declined = query.language == "de" and subject[:1].islower()
    return None if is_declined and f"über {subject}" not in query.whole else query.subject


def what_they_said(sentences: Iterable[Sequence[Sentence]], wording: Wording) -> Iterator[str]:
    """Ask of each person quoted in articles what they said, one of each article first."""
    names = [list(quoted_names(each)) for each in sentences]
    for place in range(max(map(len, names), default=0)):
        for each in names:
            if place < len(each):
                yield wording.said.format(who=each[place])


def answerable(
    candidates: Iterable[str], ask: Callable[[str], Answer | None], n_tried: int = _N_TRIED
) -> Iterator[str]:
    """Ask the first of the candidates, and yield those that are answered, each once."""
    for question in islice(dict.fromkeys(candidates), n_tried):
        answer = ask(question)
        if answer is not None and answer.is_answered and answer.confidence >= _SURE:
            yield question


def quoted_names(sentences: Sequence[Sentence]) -> tuple[str, ...]:
    """Name those who are quoted in an article by a name to ask for, in order, each once."""
    names = dict.fromkeys(each.speaker.text for each in sentences if each.speaker)
    return tuple(name for name in names if is_speaker_like(name))


def _is_heard(name: str, heard: Iterable[str]) -> bool:
    return any(name in each or each in name for each in heard)


def _unless_shown(answer: Answer, shown: set[tuple[str, int]]) -> Answer | None:
    """Leave out an answer whose first quote stands on the screen already."""
    places = [(each.article.id, each.start) for each in answer.quotes]
    is_list = len(places) > 1 and not shown.issuperset(places)
    is_shown = bool(places) and places[0] in shown
    return None if is_shown and not (is_list and answer.query.asks in _LISTS) else answer
