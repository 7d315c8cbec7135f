"""What is compared: what was read as that, whole times, or the names that are left."""

from datetime import date

import pytest

from onrecord.rag.names.aliases import Aliases
from onrecord.rag.question.head import Reading
from onrecord.rag.question.query import AnswerKind, Phrase
from onrecord.rag.question.sides import read_sides
from onrecord.rag.question.times import find_dates
from onrecord.rag.question.typed import Typed

ALIASES = Aliases.from_groups({"people": [("梅远",)]})
TODAY = date(2025, 11, 21)


def sides(
    question: str, *read: str, speaker: str = "", subject: str = ""
) -> list[tuple[str, str | None]]:
    """Read the sides of a question, each with its first day, in which a head found these."""

    def phrase(words: str) -> Phrase:
        start = question.index(words)
        return Phrase(start, start + len(words), words)

    reading = Reading(
        AnswerKind.OTHER,
        phrase(speaker) if speaker else None,
        phrase(subject) if subject else None,
        sides=tuple(map(phrase, read)),
    )
    typed = Typed.of(question, "zh" if question.startswith("比") else "en", None, reading)
    found = read_sides(typed, find_dates(typed, TODAY), ALIASES, TODAY)
    return [(each.name, str(each.time.since) if each.time else None) for each in found]


@pytest.mark.parametrize(
    ("question", "read", "known", "names"),
    [
        ("Compare Orin, Vela and Lumen 3", ("Orin", "Vela", "Lumen 3"), {}, 3),
        ("Compare Vela Two and Lumen 3", ("Vela", "Lumen"), {}, ["Vela Two", "Lumen 3"]),
        ("So how does Orin compare to Vela?", (), {}, ["Orin", "Vela"]),
        ("So on Lumen 3, is Orin like Vela?", (), {"subject": "Lumen 3"}, ["Orin", "Vela"]),
        ("比较梅远和360的灯", (), {"speaker": "360"}, ["梅远", "360"]),
    ],
)
def test_names_are_compared(
    question: str, read: tuple[str, ...], known: dict[str, str], names: list[str] | int
) -> None:
    """As they were read, to their ends; else what isn't the subject, and whoever was to speak."""
    found = [name for name, time in sides(question, *read, **known) if not time]
    assert (len(found) if isinstance(names, int) else found) == names


@pytest.mark.parametrize(
    ("question", "read", "found"),
    [
        (
            "Compare 2024 and May 2025 on tolls",
            ("2024", "May 2025"),
            [("2024", "2024-01-01"), ("May 2025", "2025-05-01")],
        ),
        (
            "Compare tolls last week and this week",
            (),
            [("last week", "2025-11-10"), ("this week", "2025-11-17")],
        ),
        (
            "Compare June 2024 and May 2025",
            ("June", "2024", "May 2025"),
            [("June 2024", "2024-06-01"), ("May 2025", "2025-05-01")],
        ),
        ("Compare tolls, 2008, 2014", (), [("2008", "2008-01-01"), ("2014", "2014-01-01")]),
        (
            "Compare what Orin said in 2024 and in 2025",
            ("Orin", "2024", "2025"),
            [("2024", "2024-01-01"), ("2025", "2025-01-01")],
        ),
        (
            "Compare Orin 2024 and Vela",
            ("Orin 2024", "Vela"),
            [("Orin 2024", None), ("Vela", None)],
        ),
    ],
)
def test_times_are_compared(
    question: str, read: tuple[str, ...], found: list[tuple[str, str | None]]
) -> None:
    """Told from the day of the question; who is named beside two is no side, nor is a name one."""
    assert sides(question, *read) == found
