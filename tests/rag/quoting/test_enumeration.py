"""Sentences that belong together because they list several things."""

import pytest
from newsroom import FERRY, retold

from onrecord.corpus import sentences
from onrecord.rag.quoting.enumeration import MAX_CHARACTERS, MAX_SENTENCES, enumeration

ITEMS = (
    "The harbour changes this spring, and the council has a plan.\n\n"
    "What comes first is decided: the piers do.\n"
    "1. A new pier is built for the night ferry. It costs little.\n"
    "2. The crane moves to the north quay.\n"
    "3. The old sheds become workshops.\n\n"
    "Nobody objects to any of it."
)
ANNOUNCED = (
    "For the delay there are two reasons. The dredger broke in March. The pilots were on strike. "
    "Passengers wait."
)
BOTH = (
    "The council names both reasons. The dredger broke in March. The pilots were on strike. "
    "Passengers wait."
)
ORDERED = (
    "Maas is content. First, the bread arrives fresh. It is still warm. Second, guests stay "
    "overnight. Finally, her son came home. The bakery opens at six."
)
GERMAN = (
    "Für die Verspätung gibt es zwei Gründe. Der Bagger fiel im März aus. Die Lotsen streikten. "
    "Man wartet."
)
CHINESE = "延误有两个原因。挖泥船三月坏了。领航员罢工。乘客还在等。"
SEVEN = "延误有7个原因。" + "".join(f"第{n}艘船坏了。" for n in "甲乙丙丁戊己庚") + "乘客还在等。"
LED = (
    "The sheds stay. Three things change by May:\n"
    "1. A new pier is built.\n2. The crane moves.\n3. The quay is paved.\n\n"
    "Nobody objects."
)
NOT_ANNOUNCED = "She has two children. The bakery opens at six. It closes at noon."


def whole(text: str, start: str) -> str:
    """Give the enumeration of the sentence that starts like this."""
    article = retold(FERRY, text)
    found = sentences(article)
    place = next(n for n, each in enumerate(found) if each.text.startswith(start))
    first, last = enumeration(found, place, place)
    return article.text[found[first].start : found[last].end]


@pytest.mark.parametrize("start", ["1. A new", "It costs", "2. The crane", "3. The old"])
def test_items_stand_together(start: str) -> None:
    """All items, from whichever of them one comes; what they are numbered with belongs to them."""
    assert whole(ITEMS, start) == ITEMS[ITEMS.index("1. A new") : ITEMS.index("\n\nNobody")]


@pytest.mark.parametrize("start", ["1. A new", "2. The crane", "3. The quay"])
def test_what_leads_in_to_a_list_stands_with_it(start: str) -> None:
    """The sentence that ends with a colon right above it, and none before that."""
    assert whole(LED, start) == LED[LED.index("Three") : LED.index("\n\nNobody")]


def test_what_stands_around_a_list_is_no_part_of_it() -> None:
    """The paragraphs before and after stay by themselves."""
    assert whole(ITEMS, "Nobody") == "Nobody objects to any of it."
    assert whole(ITEMS, "The harbour").endswith("has a plan.")


@pytest.mark.parametrize(
    ("text", "lead", "end"),
    [
        (ANNOUNCED, "For the delay", " Passengers"),
        (BOTH, "The council", " Passengers"),
        (GERMAN, "Für die Versp", " Man wartet"),
        (CHINESE, "延误", "乘客"),
        (SEVEN, "延误", "乘客"),
    ],
)
def test_as_many_follow_as_are_announced(text: str, lead: str, end: str) -> None:
    """Two reasons: the two sentences that follow, and not the third; of seven, all seven."""
    assert whole(text, lead) == text[: text.index(end)]


def test_a_number_that_announces_nothing_to_come() -> None:
    """Two children are announced, but another paragraph ends it."""
    split = NOT_ANNOUNCED.replace(". ", ".\n\n")
    assert whole(split, "She has") == "She has two children."


@pytest.mark.parametrize("start", ["First,", "Second,", "Finally,"])
def test_ordinals_reach_from_the_first_to_the_last(start: str) -> None:
    """What stands between them is taken in, and what stands around is not."""
    if start == "Finally,":
        assert whole(ORDERED, start) == "Finally, her son came home."
    else:
        assert whole(ORDERED, start).startswith("First,")
        assert whole(ORDERED, start).endswith("her son came home.")


def test_a_long_list_is_cut_but_never_the_quote() -> None:
    """Of a list of thirty boats the twentieth still is in what is quoted."""
    text = "\n".join(f"{n}. Boat {n} lies in the harbour." for n in range(1, 31))
    for n in (1, 20, 30):
        found = whole(text, f"{n}. Boat {n} ")
        assert f"Boat {n} lies" in found
        assert 0 < found.count("Boat") <= MAX_SENTENCES
        assert len(found) <= MAX_CHARACTERS
