"""The parts of a question in whose place a follow-up can put another: speaker, subject, name."""

import re
from dataclasses import dataclass
from datetime import date

from onrecord.corpus.languages.script import has_han, simplified
from onrecord.rag.question.query import Phrase, Query
from onrecord.rag.question.times import find_dates
from onrecord.rag.question.typed import Typed

__all__ = ["ANY_DAY", "Slot", "parallel_phrase", "slots_of"]


@dataclass(frozen=True, slots=True)
class Slot:
    """A phrase of a question, and whether it names the one whose words are asked for."""

    phrase: Phrase
    speaks: bool


NAME = re.compile(
    r"(?<![\w-])(?:[^\W\d_a-zßäöüéèàçñ][\w.&-]*|\d+(?:\.\d+)*(?=\s[A-Z]))"
    r"(?:\s(?:[^\W\d_a-zßäöüéèàçñ][\w.&-]*|\d+(?:\.\d+)*\b(?![%\w])))*"
)
LATIN = re.compile(r"[A-Za-z][\w.&·-]*(?:\s(?:[A-Z][\w.&-]*|\d+(?:\.\d+)*))*", re.ASCII)
TITLED = re.compile(r"《[^》]{1,40}》|“[^”]{1,40}”")
SUBJECT_HAN = re.compile(
    r"^(?:请问)?(?P<subject>[^，,？?的谁哪\sA-Za-z]{2,10}?)(?=的|有(?:多少|几|哪|什么|没有)|是(?:什么"
    r"|谁|哪|多少|怎|如何|何|否|不是)"
    r"|什么时候|何时|为什么|为何|怎么|如何|怎样|在哪|在什么|哪一?年|推出|发布|上线|收购|开源|用了"
    r"|花了|能|会|被|将|多少|最|一共|目前|现在)"
)
ASKING_WORDS = (
    "what which who whom whose when where why how did does do is was were are has have had "
    "can could will would should in on at according by for from to the a an i and name list "
    "tell show was wer wen wem wann wo wie warum wieso weshalb welche welcher welches "
    "welchem welchen hat ist wurde wird laut seit im in am der die das ein eine"
)
ASKING = frozenset(ASKING_WORDS.split())
AFTER_ASKING_DE = re.compile(
    r"\b(?:wie viele?|welche[rsmn]?|die|der|das|den|dem|des|eine?[rmns]?|zum|zur|im|am|vom|beim"
    r"|keine?[rmns]?|seine?[rmns]?|ihre?[rmns]?)\s+(?:\w+e[nrsm]?\s+)?$",
    re.IGNORECASE,
)
PREPOSITION = re.compile(
    r"^(?P<preposition>(?:in|on|at|from|by|for|with|about|of|before|after|since|under|im|am|aus|bei"
    r"|mit|von|zu|zum|zur|über|vor|nach|seit|für|auf)(?=\s)|[对在]|关于)\s*(?=\S)",
    re.IGNORECASE,
)
ABOUT = frozenset(("about", "on", "of", "zu", "zum", "zur", "über", "von", "对", "关于"))
PLACE_LIKE = r"(?:the\s+)?[A-ZÄÖÜ\d][\w.-]*(?:\s[A-ZÄÖÜ\d][\w.-]*){0,3}"
WHERE = frozenset(("in", "on", "at", "im", "am", "auf"))
"""Prepositions that lead times and places of many kinds: only like replaces like."""
STOP = r"(?:in|on|at|from|by|for|with|about|of|before|after|since|im|am|aus|bei|mit|von|zu|für|auf)"
TIME = re.compile(
    r"\b(?:hours?|days?|weeks?|months?|quarters?|years?|decades?|(?:19|20)\d\d"
    r"|Stunden?|Tage?n?|Wochen?|Monate?n?|Quartale?n?|Jahre?n?)\b",
    re.IGNORECASE,
)
ANY_DAY = date(2000, 1, 1)
"""Where it matters that a time is named, and not which."""


def slots_of(question: str, asked: Query) -> tuple[Slot, ...]:
    """Find the names of a question, all or the beginning of what was asked.

    Of one that asks for words, they are its speaker and its subject.

    >>> [s.phrase.text for s in slots_of("Did Ada Byron sell Engine 2?", Query("", "", "en"))]
    ['Ada Byron', 'Engine 2']
    """
    names = _names(question, asked.language)
    speaker, subject = (_standing(words, question) for words in (asked.speaker, asked.subject))
    if speaker is None:
        return tuple(Slot(name, speaks=False) for name in names)
    apart = [n for n in names if n.end <= speaker.start or n.start >= speaker.end]
    if subject is not None:
        within = [n for n in apart if subject.start <= n.start and n.end <= subject.end]
        apart = within if len(within) == 1 else [subject]
    return (Slot(speaker, speaks=True), *(Slot(each, speaks=False) for each in apart))


def _standing(words: str | None, question: str) -> Phrase | None:
    start = question.find(words) if words else -1
    return Phrase(start, start + len(words), words) if words and start >= 0 else None


def _names(question: str, language: str) -> list[Phrase]:
    if has_han(question):
        return _names_han(question)
    names = []
    for match in NAME.finditer(question):
        start, end = _without_asking(question, *match.span())
        name = question[start:end]
        opens = not question[:start].strip()
        if not name or name.isdigit() or (opens and name.isalpha() and name.istitle()):
            continue  # a sentence's first word has a capital without being a name
        if language == "de" and name.isalpha() and AFTER_ASKING_DE.search(question[:start][-30:]):
            continue
        names.append(Phrase(start, end, name))
    return names


def _without_asking(question: str, start: int, end: int) -> tuple[int, int]:
    """Leave the words out that a question begins with, and a mark at the end."""
    while start < end:
        first = question[start:end].split(maxsplit=1)[0]
        if first.lower() not in ASKING:
            break
        start += len(first)
        start += len(question[start:end]) - len(question[start:end].lstrip())
    return start, start + len(question[start:end].rstrip(" .&-"))


def _names_han(question: str) -> list[Phrase]:
    spans = [match.span() for match in TITLED.finditer(question)]
    subject = SUBJECT_HAN.match(simplified(question))
    if subject is not None:
        spans.append(subject.span("subject"))
    spans += [match.span() for match in LATIN.finditer(question)]
    names: list[Phrase] = []
    for start, raw_end in spans:
        end = start + len(question[start:raw_end].rstrip(" .&-"))
        if all(end <= n.start or n.end <= start for n in names):
            names.append(Phrase(start, end, question[start:end]))
    return sorted(names, key=lambda name: name.start)


def parallel_phrase(fragment: str, question: str, asked: Query) -> tuple[Phrase, str] | None:
    """Find what a time or a fragment with a preposition replaces, and the words that replace it.

    "in Germany" replaces another "in" with a name; if there is none, it is added: the phrase is
    empty. "about Kling" replaces the subject, whose own preposition stays.
    """
    if _is_time(fragment):
        named = [
            mention.phrase for mention in find_dates(Typed.of(question, asked.language), ANY_DAY)
        ]
        return (named[0] if len(named) == 1 else _at_end(question)), fragment
    match = PREPOSITION.match(fragment)
    if match is None:
        return None
    preposition = match["preposition"]
    subject = _standing(asked.subject, question)
    if preposition.lower() in ABOUT and subject is not None:
        return subject, fragment[match.end() :]
    if has_han(question):
        return _at_end(question), fragment
    return _same(preposition, fragment, question) or _at_end(question), fragment


def _is_time(fragment: str) -> bool:
    mentions = find_dates(Typed.of(fragment, ""), ANY_DAY)
    return len(mentions) == 1 and mentions[0].phrase.text == fragment


def _at_end(question: str) -> Phrase:
    """Where a question takes another adverbial: at its end, or in Chinese at its beginning."""
    end = 0 if has_han(question) else len(question.rstrip(" ?？.!"))
    return Phrase(end, end, "")


def _same(preposition: str, fragment: str, question: str) -> Phrase | None:
    """Find what the same preposition leads in a question, if it is of the fragment's kind."""
    leads = rf"\b(?i:{preposition})\s+"
    short = rf"(?:[\w.’'-]+\s+){{0,3}}?[\w.’'-]+(?=\s+{STOP}\b|\s*[,?.!]|\s*$)"
    timed = TIME.search(fragment) is not None
    if not timed and (named := re.search(leads + PLACE_LIKE, question)):
        return Phrase(named.start(), named.end(), named.group())
    if not timed and preposition.lower() in WHERE:
        return None
    for match in re.finditer(leads + short, question):
        if (TIME.search(match.group()) is not None) == timed:
            return Phrase(match.start(), match.end(), match.group())
    return None
