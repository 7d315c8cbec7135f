"""Markdown becomes the words a reader sees."""

import pytest

from onrecord.corpus.reading.markdown import first_heading, plain_body


@pytest.mark.parametrize(
    ("markup", "plain"),
    [
        ("# Harbour\nIt is **open**.", "Harbour\n\nIt is open."),
        ("One\ntwo.\n\nThree.", "One two.\n\nThree."),
        ("港口\n开放了。", "港口开放了。"),
        ("- a\n- b\n  1. c\n  2. d\n\nEnd", "- a\n- b\n1. c\n2. d\n\nEnd"),
        ("> Quoted *words*.", "Quoted words."),
        ("|Ferry|Hour|\n|-|-|\n|Island|12|", "Ferry | Hour\nIsland | 12"),
        ("Fish &amp; chips \\*", "Fish & chips *"),
        ("![crane](c.png) [link](http://x.example) `code`", "link code"),
        (
            "<!-- more -->\n\n<p align=center>Centred</p>\n\nA <b>bold</b> word",
            "Centred\n\nA bold word",
        ),
        ("```\nx = 1\n```", "x = 1"),
        ("one  \ntwo", "one\ntwo"),
        ("***", ""),
        (
            "It is open.[^1] Ada\nsays so [^a].\n\n[^1]: At noon.\n[^a]: https://post.example/a",
            "It is open. Ada says so.\n\nAt noon.\n\nhttps://post.example/a",
        ),
        ("The class [^x] and `[^1]`.", "The class [^x] and [^1]."),
        ("See [[Harbour]], [[Ferry line|the ferry]]. ![[crane.png]]", "See Harbour, the ferry."),
        ("So [[1]](https://post.example), [[2]][a].\n\n[a]: /b", "So [1], [2]."),
        (":::note\nIt is open.\n:::\nSo it is.", "It is open.\n\nSo it is."),
        ("Kai<br>7 & 8", "Kai\n7 & 8"),
        ("> [!NOTE]\n> It is open.", "It is open."),
        ("- [ ] paint\n- [x] dig", "- paint\n- dig"),
        ("{{< figure src=crane.png >}}\n\nIt is {% raw %}open.", "It is open."),
        ("[caption id='a'] ![](c.png) The crane[/caption] It is open.", "The crane\n\nIt is open."),
        ("~~~\n[gallery]\n~~~\n\n[gallery]", "[gallery]"),
        ("", ""),
    ],
)
def test_markup_goes_and_words_stay(markup: str, plain: str) -> None:
    """Blocks apart by a blank line, items and rows on lines of their own."""
    assert plain_body(markup) == plain


def test_the_first_heading_is_found() -> None:
    """It may serve as the title."""
    assert first_heading("Words.\n\n## The *harbour*\n\n# Other") == "The harbour"
    assert first_heading("# The harbour[^1]\n\n[^1]: Of Norrkai.") == "The harbour"
    assert first_heading("Words.") is None
