"""What months and numbers are called: data, a file of its own for each language.

Whoever reads a date or a count reads the names from here, so that none is known to one alone.
"""

import tomllib
from pathlib import Path
from typing import Any, Final

__all__ = [
    "HAN_DIGITS",
    "HAN_SCALES",
    "HAN_STEPS",
    "MONTHS",
    "NUMBERS",
    "SCALES",
    "SHORT_MONTHS",
    "month_names",
]

_FILES: Final[dict[str, dict[str, Any]]] = {
    path.stem: tomllib.loads(path.read_text("utf-8"))
    for path in sorted(Path(__file__).parent.glob("*.toml"))
}


def _numbered(field: str, first: int) -> dict[str, int]:
    """Give each name in a list, in lower case, its number; lists count from `first`."""
    return {
        name.lower(): number
        for data in _FILES.values()
        for number, names in enumerate(data.get(field, ()), first)
        for name in names.split()
    }


def _joined(field: str) -> dict[str, Any]:
    return {name: value for data in _FILES.values() for name, value in data.get(field, {}).items()}


def month_names(*languages: str) -> tuple[str, ...]:
    """Give the names of months, as they are written in full; without languages, of all.

    >>> month_names("de")[:3]
    ('Januar', 'Jänner', 'Februar')
    """
    known = (_FILES[each].get("months", ()) for each in languages or _FILES)
    return tuple(
        dict.fromkeys(name for months in known for each in months for name in each.split())
    )


SHORT_MONTHS: Final = _numbered("short_months", 1)
MONTHS: Final = _numbered("months", 1) | SHORT_MONTHS
"""Names of months in lower case, in full and short, and their numbers from 1."""

NUMBERS: Final = _numbered("from_two", 2)
"""Words for numbers from two on, in lower case."""

HAN_DIGITS: Final[dict[str, int]] = _joined("digits")
HAN_STEPS: Final[dict[str, int]] = _joined("steps")
SCALES: Final[dict[str, float]] = _joined("scales")
"""What a number before them is multiplied with."""

HAN_SCALES: Final = "".join(each for each in SCALES if len(each) == 1)
"""Those of them that are Chinese characters."""
