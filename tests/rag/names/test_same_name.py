"""Names are held against each other by their letters."""

import pytest

from onrecord.rag.names.aliases import Aliases
from onrecord.rag.names.same_name import named_in, same_name

KNOWN = Aliases.from_groups({"organisation": [("云舟", "Cloudboat")]})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Maas", "Ingrid Maas"),
        ("INGRID MAAS", "Ingrid Maas"),
        ("Hollenstain", "Greta Hollenstein"),
        ("Goetz", "Götz"),
        ("Renée Dupré", "Renee Dupre"),
        ("李向阳", "果农李向阳"),
        ("云舟", "Cloudboat"),
    ],
)
def test_spelling_and_parts_make_no_other_name(one: str, other: str) -> None:
    """Either way round."""
    assert same_name(one, other, KNOWN)
    assert same_name(other, one, KNOWN)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ida Weber", "Klaus Weber"),
        ("Lee", "Lea"),
        ("李向阳", "李向东"),
        ("李向阳", "Li Xiangyang"),
        ("…", "Maas"),
        ("Brandt", "Brandstetter"),
    ],
)
def test_others_are_others(one: str, other: str) -> None:
    """Namesakes, short words but for a letter, and what another script doesn't tell."""
    assert not same_name(one, other, KNOWN)


@pytest.mark.parametrize(
    ("name", "text", "stands"),
    [
        ("Ingrid Maas", "“It is late,” Maas said.", True),
        ("INGRID MAAS", "“It is late,” said ingrid maas.", True),
        ("Cloudboat", "云舟发布了新船。", True),
        ("云舟", "Cloudboat has a new boat.", True),
        ("雲舟", "云舟发布了新船。", True),
        ("Ingrid Maas", "Nobody came.", False),
        ("Ingrid Maas", "她昨天来了。", False),
        ("李向阳", "没有人来。", False),
        ("…", "Nobody came.", False),
    ],
)
def test_a_name_stands_in_a_text(name: str, text: str, stands: bool) -> None:
    """In any known form and script."""
    assert named_in(name, text, KNOWN) is stands
