"""Which name whoever speaks is called by, and where it ends."""

import re

import numpy as np
import pytest

from onrecord.index.speech.tagger import _Named, _summed, reach


@pytest.mark.parametrize(
    ("text", "odds", "name"),
    [
        ("A Mill Co vice chair said", [0, 0, 9, 4, 3, -2, -9], "A Mill Co vice chair"),
        ("An engineer said no", [0, 5, -3, -9], "An engineer"),
        ("A Mill Co has closed", [0, 0, 9, -2, -3], "A Mill Co"),
        ("A Mill Co", [0, 0, 9], "A Mill Co"),
    ],
)  # fmt: skip
def test_who_is_one_of_several_is_called_by_more_than_names(
    text: str, odds: list[float], name: str
) -> None:
    """By all that may belong to them; at the end of a text there may be a name alone."""
    spans = np.array([each.span() for each in re.finditer(r"\S+", text)])
    scores = np.array([*odds, -np.inf], np.float32)
    assert text[: spans[reach(scores, text, spans), 1]] == name


def test_chances_of_a_name_in_full_and_in_part_add_up() -> None:
    """To the likeliest of them; others of the same surname are others."""
    text = "Mara Quist left. Otto Quist stayed. Quist Ltd and Jakob Ried wrote, and Ried spoke."

    def named(name: str, chance: float) -> _Named:
        start = text.rindex(name)
        return _Named(start, start + len(name), chance)

    ried, quist = named("Ried", 0.4), named("Mara Quist", 0.35)
    found = _summed(text, [ried, quist, named("Jakob Ried", 0.125), named("Otto Quist", 0.05)])
    assert [(text[each.start : each.end], each.chance) for each in found] == [
        ("Ried", 0.525), ("Mara Quist", 0.35), ("Otto Quist", 0.05),
    ]  # fmt: skip
    assert found[0].start == ried.start
