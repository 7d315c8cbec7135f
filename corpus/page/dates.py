"""Days as people write them in English, Chinese and German."""

import re
from datetime import date

from onrecord.corpus.languages.months_and_numbers import MONTHS
from onrecord.corpus.languages.patterns import late_pattern

__all__ = ["DATE", "parse_date"]

MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
DATE = (  # a day with its year; day.month.year and ISO order, never the ambiguous 3/4/2025
    r"(?:(?P<year>(?:19|20)\d\d)\s?(?P<mark>[-/.年])\s?(?P<month>\d{1,2})\s?[-/.月]\s?(?P<day>\d{1,2})(?!\d)日?"
    rf"|(?P<day_2>\d{{1,2}})(?:\.|st|nd|rd|th)?\s?(?:of\s)?(?P<month_2>{MONTH})\.?,?\s(?P<year_2>(?:19|20)\d\d)"
    rf"|(?P<month_3>{MONTH})\.?\s(?P<day_3>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<year_3>(?:19|20)\d\d)"
    r"|(?P<day_4>\d{1,2})\.\s?(?P<month_4>\d{1,2})\.\s?(?P<year_4>(?:19|20)\d\d)"
    r"|(?<![\d.])(?P<day_5>\d{1,2})\.(?P<month_5>\d{1,2})\.(?P<year_5>\d\d)(?![\d.]))"
)
PATTERN = late_pattern(DATE, re.IGNORECASE)
LAST_OF_CENTURY = 99
ORDERS = ("", "_2", "_3", "_4", "_5")


def parse_date(text: str) -> date | None:
    """Return the first day with a year in `text`, or `None`.

    >>> parse_date("20. Oktober 2025, 10:09 Uhr")
    datetime.date(2025, 10, 20)
    >>> parse_date("2025年2月30日") is None
    True
    """
    match = PATTERN.search(text)
    if match is None:
        return None
    groups = match.groupdict()
    order = next(order for order in ORDERS if groups[f"year{order}"])
    year, month = int(groups[f"year{order}"]), groups[f"month{order}"].lower()
    try:
        return date(
            year if year > LAST_OF_CENTURY else 2000 + year,
            MONTHS[month] if month in MONTHS else int(month),
            int(groups[f"day{order}"]),
        )
    except ValueError:
        return None
