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


def test_what_is_announced_may_end_its_paragraph() -> None:
    """What the next one begins with is no part of it, and keeps nothing out."""
    announced = ANNOUNCED[: ANNOUNCED.index(" Passengers")]
    assert whole(f"{announced}\n\nPassengers wait.", "For the delay") == announced


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


def test_ordinals_are_three_sentences_apart_at_most() -> None:
    """With two between them they are one enumeration; with three, each stays by itself."""
    first, between, second = (
        "First, the bread is fresh.",
        " It is warm." * 2,
        "Second, guests stay.",
    )
    near = f"{first}{between} {second}"
    far = f"{first}{between} It is dark. {second}"
    for start in (first, second):
        assert whole(near, start) == near
        assert whole(far, start) == start


def test_ordinals_are_not_counted_over_a_heading() -> None:
    """The first of one chapter has nothing to do with the second of the next."""
    text = "First, the bread is fresh.\n\n## The guests\n\nSecond, guests stay."
    assert whole(text, "First") == "First, the bread is fresh."
    assert whole(text, "Second") == "Second, guests stay."


def test_a_list_may_end_its_article() -> None:
    """Its last item is one like the others."""
    text = LED[LED.index("Three") : LED.index("\n\nNobody")]
    assert whole(text, "2. The crane") == text


def test_what_is_quoted_of_a_long_list_stays_whole() -> None:
    """Two items far down the list: what is cut off are others."""
    found = sentences(retold(FERRY, "\n".join(f"{n}. Boat {n} is here." for n in range(1, 31))))
    first, last = enumeration(found, 18, 19)
    assert (first, last) == (18, 18 + MAX_SENTENCES - 1)


def test_a_long_list_is_cut_but_never_the_quote() -> None:
    """Of a list of thirty boats the twentieth still is in what is quoted."""
    text = "\n".join(f"{n}. Boat {n} lies in the harbour." for n in range(1, 31))
    for n in (1, 20, 30):
        found = whole(text, f"{n}. Boat {n} ")
        assert f"Boat {n} lies" in found
        assert 0 < found.count("Boat") <= MAX_SENTENCES
        assert len(found) <= MAX_CHARACTERS
