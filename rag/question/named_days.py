"""How times are worded in English, Chinese and German, and the days that they stand for."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from onrecord.corpus.languages.months_and_numbers import (
    HAN_DIGITS,
    HAN_STEPS,
    MONTHS,
    NUMBERS,
)

__all__ = ["DAYS", "DEICTIC", "LED", "ONE_DAY", "PERIODS", "Days", "Reader"]

Days = tuple[date, date]
Reader = Callable[[re.Match[str], date], Days | None]

MONTH = rf"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})\b\.?"
YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
WEEK = timedelta(days=7)
MAX_COUNT = 10  # of a single Chinese character
ONE_DAY = timedelta(days=1)


def _month(year: int, month: int) -> Days:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _year(year: int) -> Days:
    return date(year, 1, 1), date(year, 12, 31)


def _months_ago(today: date, n: int) -> Days:
    months = today.year * 12 + today.month - 1 - n
    return _month(months // 12, months % 12 + 1)


def _week_ago(today: date, n: int) -> Days:
    monday = today - timedelta(days=today.weekday()) - n * WEEK
    return monday, monday + 6 * ONE_DAY


def _read_day(match: re.Match[str], today: date) -> Days | None:
    del today
    day = date(int(match["year"]), _month_number(match["month"]), int(match["day"]))
    return day, day


def _read_month(match: re.Match[str], today: date) -> Days | None:
    del today
    return _month(int(match["year"]), _month_number(match["month"]))


def _read_bare_month(match: re.Match[str], today: date) -> Days | None:
    """Take the latest month of that name which has begun."""
    month = _month_number(match["month"])
    return _month(today.year - (month > today.month), month)


def _read_month_of_last_year(match: re.Match[str], today: date) -> Days | None:
    return _month(today.year - 1, _month_number(match["month"]))


def _read_month_of_this_year(match: re.Match[str], today: date) -> Days | None:
    return _month(today.year, _month_number(match["month"]))


def _read_year(match: re.Match[str], today: date) -> Days | None:
    del today
    return _year(int(match["year"]))


def _read_last_n(match: re.Match[str], today: date) -> Days | None:
    n, unit = COUNTS.get(match["n"].lower()) or int(match["n"]), match["unit"].lower()
    days = next(days for start, days in UNIT_DAYS.items() if unit.startswith(start))
    return today - timedelta(days=n * days), today


def _month_number(name: str) -> int:
    return int(name) if name.isdigit() else MONTHS[name.lower()]


COUNTS = NUMBERS | {each: n for each, n in (HAN_DIGITS | HAN_STEPS).items() if 1 < n <= MAX_COUNT}
N = rf"(?P<n>\d{{1,3}}|{'|'.join(COUNTS)})"
UNIT_DAYS = {
    "day": 1, "tag": 1, "天": 1, "日": 1, "week": 7, "woche": 7, "周": 7, "星期": 7, "个星期": 7,
    "month": 30, "monat": 30, "个月": 30, "year": 365, "jahr": 365, "年": 365,
}  # fmt: skip
LAST = r"(?:last|past|previous)"
LETZT = r"(?:letzte|vergangene|vorige|vergangne)[nrs]?"
DIES = r"diese[nrs]?"

DEICTIC: tuple[tuple[str, Reader], ...] = (
    (rf"\b(?:the )?(?:last|past) {N} (?P<unit>days|weeks|months|years)\b", _read_last_n),
    (
        rf"\b(?:den )?(?:letzten|vergangenen) {N} (?P<unit>Tagen?|Wochen|Monaten?|Jahren?)\b",
        _read_last_n,
    ),
    (rf"(?:最近|过去|近){N}(?P<unit>天|日|周|个?星期|个月|年)", _read_last_n),
    (rf"\b{LAST} {MONTH}(?! \d{{1,2}}\b)", lambda m, t: _read_bare_month(m, _months_ago(t, 1)[1])),
    (r"去年(?P<month>\d{1,2})月(?:份)?(?!\d)", _read_month_of_last_year),
    (r"今年(?P<month>\d{1,2})月(?:份)?(?!\d)", _read_month_of_this_year),
    (r"\b(?:today|heute)\b|今天|今日", lambda _, t: (t, t)),
    (r"\b(?:yesterday|gestern)\b|昨天|昨日", lambda _, t: (t - ONE_DAY, t)),
    (
        rf"\b(?:this|the current) week\b|\b{DIES} Woche\b|本周|这周|这个?星期",
        lambda _, t: _week_ago(t, 0),
    ),
    (rf"\b{LAST} week\b|\b{LETZT} Woche\b|上个?(?:周|星期)", lambda _, t: _week_ago(t, 1)),
    (r"\bthis month\b|\bdiese[ns] Monats?\b|本月|这个月", lambda _, t: _months_ago(t, 0)),
    (rf"\b{LAST} month\b|\b{LETZT} Monats?\b|上个?月", lambda _, t: _months_ago(t, 1)),
    (rf"\bthis year\b|\b{DIES} Jahre?s?\b|今年|本年", lambda _, t: _year(t.year)),
    (rf"\b{LAST} year\b|\b{LETZT} Jahre?s?\b|去年", lambda _, t: _year(t.year - 1)),
    (r"前年", lambda _, t: _year(t.year - 2)),
)
"""Times told from today; `yesterday` lets through what was published today about it."""
DAYS: tuple[tuple[str, Reader], ...] = (
    (rf"\b{YEAR}-(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}})\b", _read_day),
    (rf"{YEAR}年(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})[日号]?", _read_day),
    (rf"\b(?P<day>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})\.\s?{YEAR}", _read_day),
    (rf"\b(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th)?\s(?:of )?{MONTH},?\s{YEAR}", _read_day),
    (rf"\b{MONTH}\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s{YEAR}", _read_day),
)
PERIODS: tuple[tuple[str, Reader], ...] = (
    (rf"\b{YEAR}-(?P<month>\d{{1,2}})(?![\d-])", _read_month),
    (rf"{YEAR}年(?P<month>\d{{1,2}})月(?:份)?", _read_month),
    (rf"\b{MONTH},?\s(?:of )?{YEAR}", _read_month),
    (rf"{YEAR}年(?!代)", _read_year),
)
LED: tuple[tuple[str, Reader], ...] = (
    (rf"(?<![\d.,$€£]){YEAR}(?![\d%]|['’]s|[.,]\d|-?[A-Za-z])", _read_year),
    (rf"\b{MONTH}(?!\s*\d)", _read_bare_month),
)
"""A bare year or month, which is a time only after a preposition."""
