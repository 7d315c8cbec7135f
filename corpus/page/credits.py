"""Who wrote an article, where and when it came out, as the untidy text itself tells it."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from itertools import islice, takewhile

from onrecord.corpus.languages.patterns import late_pattern
from onrecord.corpus.page.bylines import (
    DAY,
    SENTENCE_END,
    agency,
    byline,
    byline_in_place,
    is_labelled_byline,
    writers,
)
from onrecord.corpus.page.dates import DATE, parse_date
from onrecord.corpus.page.metadata import Metadata
from onrecord.corpus.page.names import NOBODY, persons_in

__all__ = ["is_byline", "is_date_line", "named_in_head", "read_credits"]

HEAD_LINES = 12  # where a byline or date line stands, blank lines not counted
TAIL_LINES = 4  # where a closer stands
MAX_CREDIT_CHARS = 120
MAX_CLOSER_CHARS = 400

CAPITALISED = r"[A-ZÀ-ÖØ-Þ][\w.'’\-]*"
NAME = (
    rf"{CAPITALISED}(?:\s(?:{CAPITALISED}|de|der|den|van|von|zu|al|bin|la|le|and|und|&),?){{0,7}}"
)
SEPARATOR = r"\s*[:：|｜/／丨]\s*"
AUTHOR_LABEL = (
    r"(?:author|autor(?:[:*_/]?in(?:nen)?)?(?![:*_/]?in(?:nen)?\b)|text|words|reporter"
    r"|作者|撰文|撰稿|记者|記者|文)"
)
OTHER_LABEL = (
    r"(?:edit(?:or|ed by)?|redaktion|producer|translator|übersetzung|photographer|"
    r"编辑|編輯|责编|责任编辑|校对|排版|运营|出品|编译|翻译|监制|审核|设计|头图|策划)"
)
LABELLED = r"[^\s:：|｜/／丨,，;；。][^:：|｜/／丨,，;；。\n]{0,40}?"
END = rf"(?=\s*(?:[,，;；。.]|\s\s|\s(?:{AUTHOR_LABEL}|{OTHER_LABEL}|来源){SEPARATOR}|\s\d{{4}}|$))"
BY = late_pattern(
    rf"^(?:By|Written by|Story by|Von|Ein Artikel von)\s(?P<name>{NAME})(?=$|\s*[|,·•–—\-(])"
)
PARTICLES = frozenset({"al", "de", "van", "von"})
WORD_OF_NAME = r"[A-ZÀ-ÖØ-Þ](?:\.|[a-zß-öø-ÿ][\w'’\-]*)"
BESIDE_DATE = late_pattern(
    rf"^(?P<name>{WORD_OF_NAME}(?:\s(?:{'|'.join(sorted(PARTICLES))}|{WORD_OF_NAME})){{0,2}}\s{WORD_OF_NAME})"
    rf"\s*[|｜·•–—]\s*(?=(?i:{DATE}))"
)
AUTHOR = late_pattern(
    rf"(?:^|[\s*（(【,，、]){AUTHOR_LABEL}{SEPARATOR}(?P<name>{LABELLED}){END}", re.IGNORECASE
)
ROLE = late_pattern(
    rf"(?:^|[\s*（(【,，、])(?:{AUTHOR_LABEL}|{OTHER_LABEL}){SEPARATOR}(?P<name>{LABELLED}){END}",
    re.IGNORECASE,
)
DATE_WORDS = late_pattern(
    r"\b(?:published|posted|updated|last|modified|created|date|on|at|am|pm|veröffentlicht|erschienen|"
    r"aktualisiert|stand|datum|vom|um|uhr|[ap]\.m\.|utc|gmt|cet|cest|e[sd]t|p[sd]t|"
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|"
    r"montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)\b"
    r"|(?:发布|發布|更新|发表)(?:时间|時間|日期|于)?|日期|时间|星期.|周[一二三四五六日]|\d{1,2}[:：]\d\d(?:[:：]\d\d)?",
    re.IGNORECASE,
)
FIRST_DATE = late_pattern(DATE, re.IGNORECASE)
MAX_OUTLET_CHARS = 25  # beside a date; more is a sentence about the day
PUBLISHED_LABEL = late_pattern(
    r"(?:published|posted|veröffentlicht|erschienen|发布(?:时间|于|日期)?|日期)"
    rf"\s*(?:on|am|at)?\s*[:：]?\s*{DATE}",
    re.IGNORECASE,
)
WRITTEN_BY = late_pattern(
    rf"(?:\bwritten by|\bauthor\s*[:：]|verfasst von)\s*(?P<name>{NAME}?)"
    r"(?=\.\s|\.$|,| and (?:edited|translated)|$|;)"
)
QUOTED = r"[\"“„「『《](?P<name>[^\"”“」』》]{2,40})[\"”“」』》]"
ARTICLE_IS = r"^this (?:article|story|post|piece) (?:is|was|comes|originally|first)\b"
FIRST_IN = (
    r"^this (?:article|story|post|piece) (?:was )?(?:originally|first) (?:appeared|published) "
)
FROM_ZH = r"^(?:本文|本篇文章|文章)(?:来自|转载自|首发于|来源于|出自)"
DIESER = r"^dieser (?:artikel|beitrag|text) (?:erschien|stammt|ist)\b[^.\"„]{0,30}?\s"
AUTHORISED = r"with (?:the )?(?:authori[sz]ation|permission)"
OUTLETS = tuple(
    late_pattern(pattern, re.IGNORECASE)
    for pattern in (
        rf"published by (?P<name>[^.,;\"“”]{{2,40}}?) {AUTHORISED}",
        r"(?P<name>[^\s，。,;；：:“”\"]{2,20})经授权(?:发布|转载)",
        rf"{ARTICLE_IS}[^.\"“]{{0,60}}{QUOTED}",
        rf"{FIRST_IN}(?:in|on|at|by) (?P<name>[^.,;\"“”]{{2,40}}?)(?:\.|,| on | and |$)",
        rf"{FROM_ZH}[^“\"「《。]{{0,12}}{QUOTED}",
        rf"{FROM_ZH}(?:微信)?(?:公众号)?[：:]?\s?(?P<name>[^“\"，。、（(\s]{{2,20}})",
        (
            rf"{DIESER}(?:in|bei|auf|von|aus)(?: der| dem| den)?\s[\"„]?"
            r"(?P<name>[^.,;\"“”„]{2,40}?)[\"“]?(?:\serschienen)?(?:\.|,|$)"
        ),
    )
)
SOURCE = late_pattern(
    r"(?:^|\s)(?:source|quelle|来源|來源|出处|via)\s*[:：|｜丨]\s*(?P<name>[^\s:：|｜丨/][^:：|｜丨/\n。]{1,39}?)"
    rf"(?=\s\s|\s*(?:{AUTHOR_LABEL}|{OTHER_LABEL}){SEPARATOR}|[\s|｜]*(?:19|20)\d\d|[.。]?$)",
    re.IGNORECASE,
)
PICTURE = late_pattern(
    r"screenshot|image|photo|picture|pexels|unsplash|pixabay|shutterstock|getty|istock|internet|network|"
    r"bild|foto|截图|截屏|网络|图片|视觉中国|https?://",
    re.IGNORECASE,
)


def read_credits(text: str) -> Metadata:
    r"""Read author, outlet and day from the lines above and below the body, where they stand.

    >>> read_credits("Harbour reopens\nBy Ada Beispiel\nOctober 20, 2025\n\nIt is open.").author
    'Ada Beispiel'
    """
    text = unicodedata.normalize("NFC", text)
    lines = [line for line in _lines(text) if line]
    head, tail = lines[:HEAD_LINES], lines[HEAD_LINES:][-TAIL_LINES:]
    above, below = (
        list(takewhile(lambda line: not _is_prose(line), each)) for each in (head, tail[::-1])
    )
    dated = [is_date_line(line) for line in above]
    return Metadata(
        author=byline([*head, *below[::-1]])
        or _author(head, tail)
        or _beside_date(text, head)
        or byline_in_place(text, above, dated),
        outlet=_outlet(head, tail) or agency([*above, *head[len(above) : len(above) + 1]]),
        published=_published(head + tail),
    )


def named_in_head(text: str) -> tuple[str, ...]:
    """Return those of whom a line at the beginning says that they wrote it."""
    head = islice(filter(None, _lines(text)), HEAD_LINES)
    return next((names for line in head if (names := writers(line))), ())


def is_byline(line: str) -> bool:
    """Whether a line names who wrote, edited or produced the article, and does nothing else."""
    if len(line) > MAX_CREDIT_CHARS:
        return False
    match = BY.match(line)
    if is_labelled_byline(line):
        return True
    if match and not DAY.match(match["name"]):
        return line == match[0] or not SENTENCE_END.search(line)
    return any(len(line) - len(role[0]) <= len(line) // 2 + 20 for role in ROLE.finditer(line))


def is_date_line(line: str) -> bool:
    """Whether a line is a day, perhaps with its label, hour and outlet, and nothing else.

    >>> is_date_line("Published: October 20, 2025 at 10:09 am")
    True
    >>> is_date_line("The harbour was founded on 5 May 2010.")
    False
    """
    if len(line) > MAX_CREDIT_CHARS or not FIRST_DATE.search(line):
        return False
    rest = DATE_WORDS.sub(" ", FIRST_DATE.sub(" ", SOURCE.sub(" ", line)))
    if re.search(r"[.!?。！？]\s*$", line) and rest.strip(" .:,"):
        return False
    words = re.findall(r"[^\W\d_]+", rest)
    small = any(word.islower() and word not in PARTICLES for word in words)
    return sum(map(len, words)) <= MAX_OUTLET_CHARS and not small


def _is_prose(line: str) -> bool:
    return len(line) > MAX_CREDIT_CHARS or SENTENCE_END.search(line) is not None


def _lines(text: str) -> Iterator[str]:
    return (line for raw in text.split("\n") if (line := raw.strip(" \t\u3000*#_")))


def _author(head: list[str], tail: list[str]) -> str | None:
    for line in head + tail:
        if len(line) <= MAX_CREDIT_CHARS:
            for pattern in (BY, AUTHOR):
                match = pattern.search(line)
                is_name = match and (pattern is AUTHOR or persons_in(match["name"]))
                if match and is_name and not DAY.match(match["name"]):
                    return _tidy(match["name"])
    for line in tail + head:
        match = WRITTEN_BY.search(line) if len(line) <= MAX_CLOSER_CHARS else None
        if match:
            return _tidy(match["name"])
    return None


def _beside_date(text: str, head: list[str]) -> str | None:
    """Return the name before a day, if it is like a person's and the text isn't about it."""
    for line in head:
        match = BESIDE_DATE.search(line) if is_date_line(line) else None
        name = match["name"] if match else ""
        if name and not NOBODY.fullmatch(name) and not DATE_WORDS.search(name):
            return name if text.count(name) == 1 else None
    return None


def _outlet(head: list[str], tail: list[str]) -> str | None:
    for pattern in OUTLETS:
        for line in tail + head:
            match = pattern.search(line) if len(line) <= MAX_CLOSER_CHARS else None
            if match:
                return _tidy(match["name"])
    for line in head + tail:
        match = SOURCE.search(line) if len(line) <= MAX_CREDIT_CHARS else None
        if match and not PICTURE.search(line):
            return _tidy(match["name"])
    return None


def _published(lines: list[str]) -> date | None:
    for line in lines:
        labelled = PUBLISHED_LABEL.search(line) if len(line) <= MAX_CREDIT_CHARS else None
        if labelled:
            return parse_date(labelled[0])
    dated = (line for line in lines if is_date_line(line))
    return next((day for line in dated if (day := parse_date(line))), None)


def _tidy(name: str) -> str:
    return re.sub(r"\s*\([^()]*\)$", "", name.strip(" \t*_.,，。、;；"))
