"""What the articles tell of themselves."""

from collections import Counter
from datetime import date

import pytest
from newsroom import ARTICLES

from onrecord.rag.question.holdings import Holdings

IMPRINTS = Counter((each.outlet, each.published) for each in ARTICLES)


def test_outlets_days_and_undated_articles_are_gathered() -> None:
    """The Courier is one outlet however it is written; two of the seven articles have no date."""
    held = Holdings.of(IMPRINTS)
    assert held.outlets == ("The Courier", "Wire", "Seeblick", "河谷日报")
    assert held.days == (
        date(2024, 9, 2),
        date(2025, 3, 14),
        date(2025, 3, 15),
        date(2025, 9, 20),
        date(2025, 9, 21),
    )
    assert held.n_undated == 2


@pytest.mark.parametrize(
    ("since", "until", "any_within"),
    [
        (date(2025, 3, 15), date(2025, 3, 15), True),
        (date(2025, 3, 16), date(2025, 9, 19), False),
        (None, date(2024, 9, 1), False),
        (date(2025, 9, 21), None, True),
        (date(2025, 9, 22), None, False),
        (None, None, True),
    ],
)
def test_days_are_inclusive(since: date | None, until: date | None, any_within: bool) -> None:
    """A day that is the first or the last lies within."""
    assert Holdings.of(IMPRINTS).any_within(since, until) is any_within


def test_nothing_is_within_no_articles() -> None:
    """Without dated articles there is no day."""
    assert not Holdings().any_within(None, None)
