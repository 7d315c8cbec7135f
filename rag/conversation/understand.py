"""From what was typed to a `Query`."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Final

from onrecord.rag.conversation.asking_again import asked_again, merged, unset
from onrecord.rag.conversation.follow_ups import Resolution, named_alone, resolve
from onrecord.rag.conversation.past import Past
from onrecord.rag.names.aliases import Aliases
from onrecord.rag.question.asked import ABOUT_ARTICLES, Asks, Leans
from onrecord.rag.question.authors import read_author
from onrecord.rag.question.chosen import chosen_articles, is_imprint, left_out
from onrecord.rag.question.head import Reading
from onrecord.rag.question.holdings import Holdings
from onrecord.rag.question.outlets import read_outlet
from onrecord.rag.question.pasted import read_asking, read_first
from onrecord.rag.question.published import RECENCY, Dated, read_dates
from onrecord.rag.question.query import (
    AnswerKind,
    Compared,
    DateMention,
    Filters,
    FollowUp,
    Parsed,
    Part,
    Phrase,
    Query,
)
from onrecord.rag.question.question_names import name_terms
from onrecord.rag.question.sides import read_sides
from onrecord.rag.question.times import find_dates
from onrecord.rag.question.tongues import read_language
from onrecord.rag.question.typed import Reads, Typed
from onrecord.rag.quoting.answer import Answer, Reason

__all__ = ["understand"]

_OF_OTHERS: Final = frozenset((Asks.VOICES, Asks.MORE))

NOTHING_HELD = Holdings()
NOTHING_SAID = Past((), lambda query: Answer(query, (), 0.0, Reason.NOT_CONFIDENT, (), 0))
NOT_DATED = Dated(Filters(), None, (), None)
NO_ALIASES = Aliases.from_groups({})

Named = tuple[str, Phrase] | None
"""An outlet, an author or a language, and where the question asks for it."""


def understand(
    question: str,
    *,
    language: str,
    today: date,
    reads: Reads = Typed.of,
    filters: Filters | None = None,
    past: Past = NOTHING_SAID,
    holdings: Holdings = NOTHING_HELD,
    aliases: Aliases = NO_ALIASES,
) -> Query:
    """Read a question: what it leans on, whose words it asks for, and its filters.

    `reads` tells whose words are asked for, on what, and what kind of answer; by default nothing
    does. `filters` are those set by hand; they win over those read from the question. `past` is
    what was said before. What `holdings` don't have is no filter, and
    `aliases` tell people from organisations and things.

    >>> query = understand("What did Ada say last week?", language="en", today=date(2025, 11, 21),
    ...                    holdings=Holdings(days=(date(2025, 11, 12),)))
    >>> [each.phrase.text for each in query.dates]
    ['last week']
    """
    is_first = all(each.follow_up is FollowUp.UNRESOLVED for each in past.queries)
    typed = named_alone(read_asking(question, language, reads, is_first=is_first), aliases)
    read = partial(
        _understood, today=today, reads=reads, typed_filters=filters or Filters(),
        holdings=holdings, aliases=aliases,
    )  # fmt: skip
    whole = read(question, typed, past=past)
    second = typed.reading.second
    if second is None or whole.asks is Asks.COMPARISON:
        return whole
    one, two = read_first(typed, second, reads), reads(second.text, language)
    first = read(_as_typed(one.text, question), one, past=past)
    so_far = Past((*past.queries, first), past.answered)
    parts = (first, read(_as_typed(two.text, question), two, past=so_far))
    return replace(whole, parts=parts) if all(map(_is_of_quotes, parts)) else whole


def _as_typed(part: str, question: str) -> str:
    """Give a part of a question with the capitals that it was typed with."""
    start = question.lower().find(part.lower())
    return question[start : start + len(part)] if start >= 0 else part


def _is_of_quotes(query: Query) -> bool:
    return query.asks not in ABOUT_ARTICLES and query.follow_up is not FollowUp.UNRESOLVED


def _understood(
    question: str, typed: Typed, *, today: date, reads: Reads, typed_filters: Filters, past: Past,
    holdings: Holdings, aliases: Aliases,
) -> Query:  # fmt: skip
    asked, language = typed.text, typed.language
    resolution = resolve(typed, past, aliases)
    if resolution.again is not None:
        again = asked_again(
            resolution.again, resolution, typed, aliases,
            question=question, today=today, holdings=holdings, filters=typed_filters,
        )  # fmt: skip
        again = _of_others(again, typed.reading)
        out = (*again.leaves_out, *_left_out(typed, past, aliases))
        return replace(again, leaves_out=tuple(dict.fromkeys(out)))
    about, without = typed.reading, _left_out(typed, past, aliases)
    but: tuple[Filters, ...] = ()
    is_alone = resolution.follow_up in {None, FollowUp.ALONE} and about.asks is Asks.WORDS
    if is_alone and is_imprint(asked, holdings, aliases):
        about = replace(about, asks=Asks.ARTICLES)
    text = " ".join((resolution.text, *resolution.after))
    if text != asked:
        language = past.last.language if past.last else language
        typed = reads(text, language)
        wants = about.wants if resolution.after else typed.reading.wants
        if about.leans is Leans.PARALLEL and not resolution.after:
            about = replace(about, asks=typed.reading.asks)
        typed = replace(typed, reading=replace(typed.reading, wants=wants))
    mentions = find_dates(typed, today)
    typed = replace(typed, reading=_without_times(typed, mentions))
    if about.asks in ABOUT_ARTICLES:
        chosen, subject = chosen_articles(typed, mentions, holdings, aliases)
        but, without = left_out(typed, holdings)
        parsed, dated, outlet, author = unset(chosen, typed_filters), NOT_DATED, None, None
        tongue = None
        reading = replace(typed.reading, speaker=None, subject=subject)
    else:
        dated = read_dates(typed, mentions, holdings)
        outlet = read_outlet(text, holdings.outlets, aliases)
        author = None if outlet else read_author(text, holdings.authors)
        of_papers = about.leans is Leans.PAPERS
        tongue = (
            read_language(typed.text, holdings.languages, of_papers=True) if of_papers else None
        )
        if tongue and about.asks is Asks.WORDS and typed.reading.speaker is None:
            about = replace(about, asks=Asks.VOICES)
        named = outlet or author or tongue
        reading = _of_somebody(about, resolution, _without_named(typed.reading, named))
        read = replace(
            dated.filters,
            outlets=(outlet[0],) if outlet else (),
            authors=(author[0],) if author else (),
            languages=(tongue[0],) if tongue else (),
        )
        parsed = unset(read, typed_filters)
    asks = about.asks
    is_of_all = bool(without or tongue)
    if asks is Asks.VOICES and not is_of_all and _named(typed, reading, aliases):
        asks = Asks.WORDS
    if asks is Asks.EVERYTHING and author and reading.speaker is None:
        asks = Asks.ARTICLES  # that they wrote
    if asks is Asks.THANKS and not past.queries:
        asks = Asks.GREETING  # for nothing
    sides = read_sides(typed, mentions, aliases, today) if asks is Asks.COMPARISON else ()
    reading = _without_sides(reading, sides)
    return Query(
        question=question,
        resolved=resolution.text,
        language=language,
        filters=merged(typed_filters, parsed),
        parsed_filters=parsed,
        speaker=reading.speaker.text if reading.speaker else None,
        subject=_subject(about, reading, tells=bool(without)),
        wants=reading.wants,
        order=dated.order,
        dates=mentions,
        parsed_from=_parsed_from(parsed, dated, outlet, author, tongue),
        n_undated=holdings.n_undated if parsed.since or parsed.until else 0,
        follow_up=resolution.follow_up,
        readings=resolution.readings,
        asks=asks,
        item=about.item,
        sides=sides,
        meant=resolution.meant,
        after=resolution.after,
        before=resolution.before or ((typed.lead,) if typed.lead and not resolution.after else ()),
        within=resolution.within,
        beyond=resolution.beyond,
        near=past.quoted_articles(),
        seen=past.shown(),
        typed=asked if resolution.text != asked else "",
        leaves_out=without,
        but=but,
        encoding=typed.encoding,
    )


def _left_out(typed: Typed, past: Past, aliases: Aliases) -> tuple[str, ...]:
    """Name whoever is left out; where nobody is named, as in "who else?", all who were quoted."""
    told = tuple(each.text for each in typed.reading.without)
    names = name_terms(typed.text, typed.language, aliases)
    is_named = any(name in each or each in name for each in told for name in names)
    if not told or is_named or typed.reading.asks not in _OF_OTHERS:
        return told
    return (*told, *(each for each in past.voices() if each not in typed.text))


def _of_others(again: Query, reading: Reading) -> Query:
    """Hear all but whoever was asked for on what they were asked on: "who else?"."""
    speaker = again.speaker if reading.without and again.asks is Asks.MORE else None
    if not speaker or not again.subject:
        return again
    out = (*again.leaves_out, speaker)
    return replace(again, asks=Asks.VOICES, speaker=None, leaves_out=out, encoding=None)


def _of_somebody(about: Reading, resolution: Resolution, reading: Reading) -> Reading:
    """Ask for more from somebody who was named before as for more of their words."""
    is_more = about.asks is Asks.MORE and about.wants is AnswerKind.SAID
    if reading.speaker or not is_more or about.leans is not Leans.SOMEBODY or not resolution.meant:
        return reading
    name = resolution.meant[0]
    if (start := resolution.text.find(name)) < 0:
        return reading
    speaker = Phrase(start, start + len(name), name)
    is_on_them = reading.subject is not None and _overlap(speaker, reading.subject)
    return replace(reading, speaker=speaker, subject=None if is_on_them else reading.subject)


def _named(typed: Typed, reading: Reading, aliases: Aliases) -> tuple[str, ...]:
    """Give the names in a question that aren't in its subject."""
    subject = reading.subject.text if reading.subject else ""
    names = name_terms(typed.text, typed.language, aliases)
    return tuple(name for name in names if name not in subject)


def _subject(about: Reading, reading: Reading, *, tells: bool) -> str | None:
    """Give the subject of somebody's words, or of what is asked for instead of plain words."""
    tells = tells or about.asks is not Asks.WORDS or _is_of_words(reading)
    return reading.subject.text if reading.subject and tells else None


def _is_of_words(reading: Reading) -> bool:
    return reading.speaker is not None or reading.wants is AnswerKind.SAID


def _without_times(typed: Typed, mentions: Sequence[DateMention]) -> Reading:
    """Cut times off the ends of speaker and subject: they are part of neither."""
    reading, spans = typed.reading, [(m.phrase.start, m.phrase.end) for m in mentions]
    spans += [match.span() for match in RECENCY.finditer(typed.text)]
    return replace(
        reading,
        speaker=reading.speaker and _cut(reading.speaker, spans),
        subject=reading.subject and _cut(reading.subject, spans),
    )


def _without_sides(reading: Reading, sides: Sequence[Compared]) -> Reading:
    """No time speaks: who is read as one of those compared is nobody."""
    speaker = reading.speaker
    is_time = speaker and any(each.time and speaker.text in each.name for each in sides)
    return replace(reading, speaker=None) if is_time else reading


def _cut(phrase: Phrase, spans: Sequence[tuple[int, int]]) -> Phrase | None:
    start, end = phrase.start, phrase.end
    for first, last in spans:
        if first <= start < last:
            start = last
        elif first < end <= last:
            end = first
    if start >= end:
        return None
    words = phrase.text[start - phrase.start : end - phrase.start]
    if words.startswith("的"):  # the time tells which one
        return phrase
    start += len(words) - len(words.lstrip())
    words = words.strip()
    return Phrase(start, start + len(words), words) if words else None


def _without_named(reading: Reading, named: Named) -> Reading:
    """Nobody is quoted as an outlet or author whose articles are asked for, nor spoken of."""
    if not named:
        return reading
    if reading.subject and _overlap(named[1], reading.subject):
        reading = replace(reading, subject=None)
    if not reading.speaker or not _overlap(named[1], reading.speaker):
        return reading
    wants = AnswerKind.OTHER if reading.wants is AnswerKind.SAID else reading.wants
    return Reading(wants, None, reading.subject)


def _overlap(one: Phrase, other: Phrase) -> bool:
    return one.start < other.end and other.start < one.end


def _parsed_from(
    parsed: Filters, dated: Dated, outlet: Named, author: Named, tongue: Named
) -> tuple[Parsed, ...]:
    phrases = dated.phrases if parsed.since or parsed.until else ()
    found = [Parsed(Part.PUBLISHED, phrase) for phrase in phrases]
    if dated.order_phrase:
        found.append(Parsed(Part.ORDER, dated.order_phrase))
    if outlet and parsed.outlets:
        found.append(Parsed(Part.OUTLET, outlet[1]))
    if author and parsed.authors:
        found.append(Parsed(Part.AUTHOR, author[1]))
    if tongue and parsed.languages:
        found.append(Parsed(Part.LANGUAGE, tongue[1]))
    return tuple(found)
