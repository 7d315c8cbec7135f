"""Where the name of whoever speaks ends."""

import re

import numpy as np
import pytest

from onrecord.index.speech.tagger import reach


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
