"""Scripts: which a text is written in, and Chinese in simplified characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.corpus.languages.script import has_han, has_wide, simplified


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("為什麼?", "为什么?"),
        ("諾凡怎麼評價", "诺凡怎么评价"),
        ("乾隆皇帝", "乾隆皇帝"),
        ("Kling", "Kling"),
    ],
)
def test_traditional_characters_become_simplified(text: str, plain: str) -> None:
    """Each in its word, and nothing else changes."""
    assert simplified(text) == plain


@given(st.text(max_size=200) | st.text(st.characters(min_codepoint=0x3400, max_codepoint=0x9FFF)))
def test_simplified_characters_keep_their_places(text: str) -> None:
    """Offsets into the simplified text hold in the text."""
    assert len(simplified(text)) == len(text)


def test_a_broken_surrogate_is_no_error() -> None:
    """Half a character stands for none, and its neighbours are read."""
    assert simplified("\ud800為") == "?为"


@pytest.mark.parametrize(
    ("text", "han", "wide"),
    [
        ("可灵 2.0", True, True),
        ("ニュース", False, True),
        ("뉴스", False, False),
        ("ข่าว", False, False),
        ("News", False, False),
        ("новости", False, False),
    ],
)
def test_scripts_are_told_apart(text: str, han: bool, wide: bool) -> None:
    """Han, and what is as wide as Han."""
    assert (has_han(text), has_wide(text)) == (han, wide)
