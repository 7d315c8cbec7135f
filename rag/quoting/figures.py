"""The numbers and dates of a text and what they count, in English, Chinese and German."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from onrecord.corpus.languages.months_and_numbers import (
    HAN_DIGITS,
    HAN_SCALES,
    HAN_STEPS,
    MONTHS,
    NUMBERS,
    SCALES,
)
from onrecord.corpus.languages.patterns import word_set
from onrecord.corpus.languages.script import HAN, WIDE
from onrecord.index.terms import terms

__all__ = ["DATES", "TIMES", "Figure", "figures", "rival"]

DAY: Final = "date:day"
MONTH: Final = "date:month"
YEAR: Final = "date:year"
DATES: Final = frozenset({DAY, MONTH, YEAR})
"""Units of figures that are dates; a day's value is month and day, or year, month and day."""

TIMES: Final = frozenset({"second", "minute", "hour", "day", "week", "month", "year"})
"""Units of figures that are lengths of time."""

_ROUNDED_FROM: Final = 1_000
"""Numbers from here on are often rounded: 590,000 and 589,600 are the same."""

_UNITS: Final = {
    form: unit
    for unit, forms in {
        "percent": "% percent prozent 百分之",
        "second": "second seconds sekunde sekunden 秒",
        "minute": "minute minutes minuten 分钟",
        "hour": "hour hours stunde stunden 小时",
        "day": "day days tag tage tagen 天",
        "week": "week weeks woche wochen 周 星期",
        "month": "month months monat monate monaten 个月",
        "year": "year years jahr jahre jahren 年",
        "dollar": "$ dollar dollars 美元",
        "euro": "€ euro euros 欧元",
        "pound": "£ pound pounds pfund 英镑",
        "yuan": "¥ yuan 元 人民币",
        "time": "times mal 次",
        "person": "people persons menschen personen leute 人 名 位",
        "user": "users nutzer nutzern nutzerinnen 用户",
        "passenger": "passengers passagiere passagieren 乘客",
        "visitor": "visitors besucher besuchern besucherinnen 游客 观众",
        "worker": "workers employees arbeiter arbeitern beschäftigte beschäftigten 工人 员工 职工",
        "metre": "metre metres meter meters metern 米",
        "kilometre": "km kilometre kilometres kilometer kilometers kilometern 公里 千米",
        "kilogram": "kg kilogram kilograms kilogramm 公斤 千克",
        "tonne": "tonne tonnes tons tonnen 吨",
    }.items()
    for form in forms.split()
} | {"per cent": "percent"}
_PEOPLE: Final = frozenset({"user", "passenger", "visitor", "worker"})
"""Who may also be counted as persons."""

_WORD: Final = 3
"""Characters of a word that can be a unit."""

_POINT_GROUPED: Final = frozenset({"de"})

_MONTH_NAME: Final = "|".join(sorted(map(str.title, MONTHS), key=len, reverse=True))
_DATE: Final = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?\s(?:of\s)?(?P<month>{_MONTH_NAME})\b"
    r"(?:,?\s(?P<year>(?:1\d|20)\d\d)(?!\d))?"
    rf"|\b(?P<month_2>{_MONTH_NAME})\b\.?\s(?P<day_2>\d{{1,2}})(?:st|nd|rd|th)?(?![\d,.]\d|\d)"
    r"(?:,\s(?P<year_2>(?:1\d|20)\d\d)(?!\d))?"
    r"|(?:(?P<year_3>(?:1\d|20)\d\d)年)?(?P<month_3>\d{1,2})月(?:(?P<day_3>\d{1,2})[日号])?"
    rf"|\b(?P<month_4>{_MONTH_NAME})\s(?P<year_4>(?:1\d|20)\d\d)(?!\d)"
    r"|(?<![\d.,$€£])(?P<year_5>(?:1[5-9]|20)\d\d)(?:年|(?![\d.,]\d|\d|\s?%|-mal))"
)
_NUMBER: Final = re.compile(
    r"(?P<before>[$€£¥]|百分之)?\s?"
    rf"(?P<number>(?<![\w.,])\d+(?:[.,]\d+)*|(?<=[{HAN}$€£¥])\d+(?:[.,]\d+)*"
    rf"|\b(?:{'|'.join(NUMBERS)})\b|[{''.join((*HAN_DIGITS, *HAN_STEPS))}]+)"
    rf"多?(?:[\s-]?(?P<scale>{'|'.join(each for each in SCALES if each not in HAN_SCALES)})\b"
    rf"|(?P<han_scale>[{HAN_SCALES}]+))?多?",
    re.IGNORECASE,
)
_HAN_UNIT: Final = re.compile(
    "|".join(sorted((each for each in _UNITS if ord(each[0]) > 0x3400), key=len, reverse=True))  # noqa: PLR2004
)
_HAN_WORD: Final = re.compile(f"[{HAN}]{{2}}")
_NEXT: Final = re.compile(rf"[\s-]?(%|per\scent\b|[^\W\d_{WIDE}]+)(?:\s([^\W\d_{WIDE}]+))?")
_FUNCTION: Final = word_set(
    """
    and that this from with were was are have had has than when which over per for out the its
    their who in on at by of to as or und oder der die das den dem des aus mit von nach bei für
    auf als wie wird werden wurden waren sind hat haben hatte im am zu pro
    """
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number or date in a text, code points half-open, and what it may count."""

    start: int
    end: int
    value: float | tuple[int, ...]
    units: frozenset[str]


def figures(text: str, language: str) -> tuple[Figure, ...]:
    """Read the dates of a text and the numbers that count something, each in order.

    >>> [each.value for each in figures("It sold 62,700 copies by 4 May.", "en")]
    [(5, 4), 62700.0]
    """
    dates = list(_dates(text))
    bare = list(text)
    for each in dates:
        bare[each.start : each.end] = "\n" * (each.end - each.start)
    return (*dates, *_numbers("".join(bare), language))


def rival(ours: Sequence[Figure], theirs: Sequence[Figure]) -> tuple[Figure, ...]:
    """Those of `ours` in a unit in which `theirs` has other values, and none the same."""
    rivals: list[Figure] = []
    for unit in sorted({unit for each in ours for unit in each.units}):
        left = [each for each in ours if unit in each.units]
        right = [each for each in theirs if unit in each.units]
        if right and not any(_same(a, b) for a in left for b in right):
            rivals += left
    return tuple(dict.fromkeys(rivals))


def _same(one: Figure, other: Figure) -> bool:
    a, b = one.value, other.value
    if isinstance(a, tuple) or isinstance(b, tuple):
        return isinstance(a, tuple) and isinstance(b, tuple) and _same_day(a, b)
    if min(a, b) < _ROUNDED_FROM:
        return a == b
    digits = min(_significant(a), _significant(b))
    return float(f"{a:.{digits - 1}e}") == float(f"{b:.{digits - 1}e}")


def _same_day(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Tell; a date without its year is the same as one with any."""
    n = min(len(one), len(other))
    return one[-n:] == other[-n:]


def _significant(value: float) -> int:
    """Count digits before the closing zeros, two at least: 590,000 has two."""
    return max(2, len(f"{value:.0f}".rstrip("0")))


def _dates(text: str) -> Iterator[Figure]:
    for match in _DATE.finditer(text):
        part = {name.split("_")[0]: found for name, found in match.groupdict().items() if found}
        year = (int(part["year"]),) if "year" in part else ()
        if "month" not in part:
            yield Figure(*match.span(), year, frozenset({YEAR}))
            continue
        name = part["month"].casefold()
        month = MONTHS.get(name) or int(name)
        if "day" in part:
            yield Figure(*match.span(), (*year, month, int(part["day"])), frozenset({DAY}))
        else:
            yield Figure(*match.span(), (*year, month), frozenset({MONTH}))


def _numbers(text: str, language: str) -> Iterator[Figure]:
    for match in _NUMBER.finditer(text):
        units = _units(match, text, language)
        value = _value(match, language)
        if units and value is not None:
            start = match.start("before") if match["before"] else match.start("number")
            yield Figure(start, match.end(), value, units)


def _units(match: re.Match[str], text: str, language: str) -> frozenset[str]:
    """Find what is counted: a known unit, or the stems of the word or two that follow."""
    if match["before"]:
        return _known(match["before"])
    if han := _HAN_UNIT.match(text, match.end()):
        return _known(han.group())
    if han := _HAN_WORD.match(text, match.end()):
        return frozenset({han.group()})
    after = _NEXT.match(text, match.end())
    units: list[str] = []
    for word in after.groups("") if after else ():
        folded = word.casefold()
        if folded in _UNITS:
            return frozenset(units) | _known(folded)
        if len(folded) < _WORD or folded in _FUNCTION:
            break
        units += terms(folded, language)[:1]
    return frozenset(units)


def _known(form: str) -> frozenset[str]:
    unit = _UNITS[form]
    return frozenset({unit, "person"} if unit in _PEOPLE else {unit})


def _value(match: re.Match[str], language: str) -> float | None:
    """Read a number; `None` for what is none: a version, or the Chinese for "once"."""
    number, scale = match["number"].casefold(), _scale(match)
    if number in NUMBERS:
        return NUMBERS[number] * scale
    if not number[0].isdigit():
        return None if number == "一" and scale == 1 else _han_value(number) * scale
    grouping, point = (".", ",") if language in _POINT_GROUPED else (",", ".")
    plain = number.replace(grouping, "").replace(point, ".")
    return round(float(plain) * scale, 6) if plain.count(".") <= 1 else None


def _scale(match: re.Match[str]) -> float:
    scale = SCALES.get((match["scale"] or "").casefold(), 1.0)
    return scale * math.prod(SCALES[each] for each in match["han_scale"] or "")


def _han_value(number: str) -> float:
    """Read a numeral below ten thousand: 五十 is 50, 两百三十 is 230."""
    total, digit = 0, 0
    for each in number:
        if each in HAN_STEPS:
            total += (digit or 1) * HAN_STEPS[each]
            digit = 0
        else:
            digit = HAN_DIGITS[each]
    return float(total + digit)
