"""Who wrote a text, and for which agency, as the lines above and below it say in their own form.

A name alone is a byline only beside a day; a name with a place or a post only where the text
names nobody so again.
"""

import re
from collections.abc import Iterator, Sequence

from onrecord.corpus.languages.months_and_numbers import month_names
from onrecord.corpus.languages.patterns import late_pattern
from onrecord.corpus.languages.script import HAN
from onrecord.corpus.page.dates import DATE
from onrecord.corpus.page.names import (
    LABEL,
    NOBODY,
    NOT_WRITTEN,
    PERSON,
    WORD,
    persons_in,
    unlabelled,
)
from onrecord.corpus.page.phrases import PAPERS, PAPERS_AND_OTHERS

__all__ = [
    "DAY",
    "SENTENCE_END",
    "agency",
    "byline",
    "byline_in_place",
    "is_labelled_byline",
    "writers",
]

MAX_CHARS = 120
MAX_DATELINE_CHARS = 80
SENTENCE_END = late_pattern(r"[.!?。！？][\"”’)]*$")
PEOPLE = rf"{PERSON}(?:(?:\s*[,;/&、]\s*|\s(?:and|und)\s){PERSON})*"
DAY = late_pattern(
    r"^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|^(?:Montag|Dienstag|Mittwoch|Freitag|Heute|Anfang)"
    rf"|^(?:{'|'.join(month_names('en'))})\b"
)
REPORTER = late_pattern(
    rf"(?P<outlet>[{HAN}]{{0,8}}?)(?:记者|記者)(?![会會们們])\s*[:：]?\s*(?P<names>[{HAN}]{{2,4}}(?:[、\s][{HAN}]{{2,4}})*)"
    r"(?=$|[／/）)|｜\s,，])"
)
COLON, ASKED_BY = late_pattern(r"[:：/／|｜]"), late_pattern(r"interview\s*[:：]", re.IGNORECASE)
WROTE = late_pattern(  # a bridge, too, is opened by somebody
    r"(?:(?:\S+\s){0,3}(?:written|posted|published|report|reported|reporting|story|words?|text"
    r"|analysis|opinion|column|comment|commentary|essay|review|article|post|feature|interview|profile"
    r"|guide)\s(?:\S+\s){0,3})?(?:by|par|por)\s*:?\s*"
    r"|(?:geschrieben|verfasst|veröffentlicht|erstellt|gepostet)\s(?:\S+\s){0,3}vo[nm]\s*:?\s*"
    rf"|(?:(?:eine?\s(?:\S+\s)?)?(?!{NOT_WRITTEN}\s)[^\W\d_]+\s(?:und\s\S+\s)?)?vo[nm]\s*:?\s*",
    re.IGNORECASE,
)
OWN = "本报本网本刊本社本台"
PLACE = rf"(?:in|aus)\s{WORD}(?:\s{WORD})?"
AT_PLACE = late_pattern(
    rf"{PEOPLE}\s{PLACE}(?:,?\s(?:and|und)\s{PEOPLE}\s{PLACE}|,?\s(?:and|und)\s{WORD})*"
)
WITH_POST = late_pattern(rf"(?P<names>{PEOPLE})\s*[,|–—]\s*(?P<post>[^\d.!?:]{{3,60}})")
POST = late_pattern(
    r"correspondent|reporter|editor|journalist|korrespondent|redakt|bureau|büro", re.IGNORECASE
)
PLACES = late_pattern(rf"\s{PLACE}(?:,?\s(?:and|und)\s)?")
ALONE = late_pattern(PEOPLE)
PAPER = late_pattern(rf".*\b(?:{'|'.join((*PAPERS, *PAPERS_AND_OTHERS))})", re.IGNORECASE)
DATELINES = (
    late_pattern(
        r"(?:[^\W\d_a-zß-ÿ][\w.\-]*[\s,/]+(?:\d{1,2}[\s,.]+)?){0,6}"
        r"\((?P<name>[A-Z][\w./ ]{1,24}|[a-z]{3}(?:/\w+)?)\)\s*[-–—]{1,2}\s"
    ),
    late_pattern(r"[A-ZÄÖÜ][A-ZÄÖÜ .\-]{2,30}\s(?P<name>\w{2,15})\s[|]\s"),
    late_pattern(
        rf"(?:【[^】]*】)?\s*(?P<name>[{HAN}]{{2,8}}?(?:社|网|報|报|新闻|电台))[{HAN}]{{0,8}}"
        r"(?:\d{1,2}月)?\d{1,2}日(?:电|電|讯|訊)"
    ),
)


def is_labelled_byline(line: str) -> bool:
    """Whether a line says that a name follows, names people, and does nothing else.

    >>> is_labelled_byline("Ein Kommentar von Ada Beispiel"), is_labelled_byline("By Jove")
    (True, False)
    """
    return bool(_labelled(line)) and not SENTENCE_END.search(line)


def byline(lines: Sequence[str]) -> str | None:
    """Return those whom one of the lines names by its own form."""
    for line in lines:
        reporter = REPORTER.search(line[:MAX_DATELINE_CHARS])
        if reporter:
            return reporter["names"].strip()
        names = writers(line) or (_labelled(line) if ASKED_BY.match(line) else ())
        if names:
            return ", ".join(names)
    return None


def writers(line: str) -> tuple[str, ...]:
    """Return those of whom a line says that they wrote it.

    >>> writers("Written by Ada Lane and Bo Hill"), writers("Bridge opened by Ada Lane")
    (('Ada Lane', 'Bo Hill'), ())
    """
    label = LABEL.match(line)
    return _labelled(line) if label and WROTE.fullmatch(label[0]) else ()


def byline_in_place(text: str, head: Sequence[str], is_dated: Sequence[bool]) -> str | None:
    """Return those whom a line below the title names by where it stands."""
    for index, line in enumerate(head[1:], start=1):
        is_beside_day = any(is_dated[max(index - 1, 0) : index + 2])
        names = tuple(_in_place(line, is_beside_day=is_beside_day))
        if names and all(_is_person(name) and text.count(name) == 1 for name in names):
            return ", ".join(names)
    return None


def _in_place(line: str, *, is_beside_day: bool) -> Iterator[str]:
    """Yield the names in a line that is a name with its post or place, or nothing but names."""
    if len(line) > MAX_CHARS or SENTENCE_END.search(line):
        return
    with_post = WITH_POST.fullmatch(line)
    if with_post and (is_beside_day or POST.search(with_post["post"])):
        yield from persons_in(with_post["names"])
    elif AT_PLACE.fullmatch(line):
        yield from (name for piece in PLACES.split(line) for name in persons_in(piece.strip(" ,")))
    elif is_beside_day and ALONE.fullmatch(line):
        yield from persons_in(line)


def agency(lines: Sequence[str]) -> str | None:
    """Return the agency of a dateline, or the outlet that a byline names.

    >>> agency(["PARIS, Oct 20 (Reuters) - The harbour is open."])
    'Reuters'
    """
    return next((name for line in lines for name in _agencies(line[:MAX_CHARS])), None)


def _agencies(line: str) -> Iterator[str]:
    for dateline in DATELINES:
        match = dateline.match(line)
        if match:
            yield match["name"]
    reporter = REPORTER.search(line[:MAX_DATELINE_CHARS])
    if reporter and reporter["outlet"] and reporter["outlet"][:2] not in OWN:
        yield reporter["outlet"]
    last = unlabelled(line).rpartition(", ")[2]
    if _labelled(line) and last not in _labelled(line) and PAPER.fullmatch(last):
        yield last


def _labelled(line: str) -> tuple[str, ...]:
    label = LABEL.match(line) if len(line) <= MAX_CHARS else None
    if label is None or (COLON.search(label[0]) and not ASKED_BY.match(label[0])):
        return ()
    names = persons_in(line[label.end() :])
    return names if names and not DAY.match(names[0]) else ()


def _is_person(name: str) -> bool:
    return not NOBODY.fullmatch(name) and not DAY.match(name) and not re.fullmatch(DATE, name)
