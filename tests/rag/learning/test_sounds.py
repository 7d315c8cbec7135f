"""Learning what sounds alike, from few names."""

import numpy as np

from onrecord.rag.learning.sounds import Pair, characters, learn, letters, pairs, told
from onrecord.rag.names.sounds import LETTERS

NAMES = [
    ("Ada Marlow", "马洛"), ("Rosa Malin", "马林"), ("Tom Barlow", "巴洛"), ("Ben Marin", "马林"),
    ("Nora Lamb", "兰姆"), ("Karl Bolin", "博林"), ("Eva Mabel", "马贝尔"), ("Jan Lobel", "洛贝尔"),
    ("Ines Roland", "罗兰"), ("Olga Bellini", "贝利尼"), ("Paul Molina", "莫利纳"),
]  # fmt: skip


def test_names_are_paired_by_whom_they_name() -> None:
    """Every word may be the name; a part of a Chinese one, too; one script alone tells nothing."""
    assert Pair.of(["Ada Byron", "艾达·拜伦", "the countess"]) == [
        Pair(han, ("Ada", "Byron")) for han in ("拜伦", "艾达", "艾达·拜伦")
    ]
    assert Pair.of(["拜伦", "她"]) == Pair.of(["Ada"]) == []
    learned, held = pairs([*NAMES, (None, "马洛"), ("Ada", None)])
    assert {each.han for each in learned + held} == {han for _, han in NAMES}
    assert not {each.words for each in learned} & {each.words for each in held}


def test_letters_that_meet_in_names_come_to_speak_for_one() -> None:
    """L is said for R where no R is, and B never for M."""
    odds = letters([pair for name, han in NAMES for pair in Pair.of([name, han])])
    at = {letter: place for place, letter in enumerate(LETTERS, 1)}
    assert odds.shape == (len(LETTERS) + 1,) * 2
    assert odds.dtype == np.float32
    assert odds[at["l"], at["r"]] > 0 > odds[at["l"], at["b"]]
    assert odds[at["m"], at["m"]] > 0 > odds[at["m"], at["b"]]


def test_characters_of_names_speak_for_a_name() -> None:
    """Those of other words against it."""
    found = characters(["马洛", "马林"], ["马洛怎么说" * 50, "怎么回事" * 50])
    assert found["马"] > 0 > found["怎"] >= -3


def test_what_is_learned_finds_the_names_it_learned_from() -> None:
    """And is counted on others."""
    known = [pair for name, han in NAMES * 20 for pair in Pair.of([name, han])]
    sounds = learn(known, ["怎么说"])
    own, another, n = told(sounds, known[: len(NAMES)])
    assert n == len(NAMES)
    assert own >= another
