"""Days and languages in words."""

from datetime import date, datetime

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime

from onrecord.ui.engine import Metadata

__all__ = ["byline", "language_name", "long_date", "moment", "short_date"]


def byline(article: Metadata, language: str) -> tuple[str, ...]:
    """Put outlet, date and language into words; what isn't known is left out."""
    published = article.published and long_date(article.published, language)
    known = (article.outlet, published, language_name(article.language, language))
    return tuple(part for part in known if part)


def long_date(day: date, language: str) -> str:
    """Write a day out.

    >>> long_date(date(2025, 10, 20), "de")
    '20. Oktober 2025'
    """
    return format_date(day, format="long", locale=language)


def short_date(day: date, language: str) -> str:
    """Write a day in as little room as it needs.

    >>> short_date(date(2025, 10, 20), "de")
    '20.10.2025'
    """
    return format_date(day, format="medium", locale=language)


def moment(seconds: float, language: str) -> str:
    """Write when it was, in seconds since 1970, by the clock of this machine."""
    when = datetime.fromtimestamp(seconds).astimezone()
    return format_datetime(when, format="short", tzinfo=when.tzinfo, locale=language)


def language_name(code: str, language: str) -> str:
    """Name a language in another; empty if it isn't known.

    >>> language_name("zh", "de")
    'Chinesisch'
    """
    try:
        return Locale.parse(language).languages.get(code, "") if code != "und" else ""
    except (UnknownLocaleError, ValueError):
        return ""
