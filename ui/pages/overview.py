"""What is seen of all articles at once: when, by whom, in which language."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from onrecord.ui.engine import Metadata

__all__ = ["Overview", "Unit"]

N_OUTLETS = 6
"""Outlets that have a colour of their own; the rest are drawn together."""

MAX_MONTHS = 30
N_YEARS = 40
"""Years that are drawn at most, the newest."""


class Unit(StrEnum):
    """How long each bar of the timeline is."""

    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Overview:
    """Counts of articles: `by_outlet` for each of `bins`, the first day of a month or year.

    The outlets are those with the most articles, most first; `None` stands for all others.
    """

    unit: Unit
    bins: tuple[date, ...]
    by_outlet: tuple[tuple[str | None, tuple[int, ...]], ...]
    n_undated: int
    languages: tuple[tuple[str, int], ...]

    @classmethod
    def of(cls, articles: Sequence[Metadata]) -> "Overview":
        """Count the articles."""
        dated = [each for each in articles if each.published]
        days = [each.published for each in dated if each.published]
        unit = Unit.YEAR if days and _months(min(days), max(days)) > MAX_MONTHS else Unit.MONTH
        bins = _bins(min(days), max(days), unit) if days else ()
        found = Counter(each.outlet for each in dated if each.outlet)
        top = sorted(found, key=lambda name: (-found[name], name))[:N_OUTLETS]
        counts = Counter(
            (each.outlet if each.outlet in top else None, _bin(each.published, unit))
            for each in dated
            if each.published
        )
        rows = ((name, tuple(counts[name, each] for each in bins)) for name in (*top, None))
        return cls(
            unit,
            bins,
            tuple((name, row) for name, row in rows if any(row)),
            len(articles) - len(dated),
            tuple(Counter(each.language for each in articles).most_common()),
        )


def _bin(day: date, unit: Unit) -> date:
    return day.replace(day=1) if unit is Unit.MONTH else date(day.year, 1, 1)


def _months(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month + 1


def _bins(first: date, last: date, unit: Unit) -> tuple[date, ...]:
    if unit is Unit.YEAR:
        years = range(max(first.year, last.year - N_YEARS + 1), last.year + 1)
        return tuple(date(year, 1, 1) for year in years)
    months = (first.year * 12 + first.month - 1 + n for n in range(_months(first, last)))
    return tuple(date(each // 12, each % 12 + 1, 1) for each in months)
