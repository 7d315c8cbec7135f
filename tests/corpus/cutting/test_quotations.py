"""Where quotation marks open and close. Every case is invented."""

import pytest

from onrecord.corpus.cutting.quotations import quotations


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“One, two.” and “three”", [("“One, two.”", True), ("“three”", False)]),
        ("„Eins, zwei.“ und „drei“", [("„Eins, zwei.“", True), ("„drei“", False)]),
        ("“一，二。”和「三」", [("“一，二。”", True), ("「三」", False)]),
        ('He said "yes, of course" and left', [('"yes, of course"', True)]),
        ("“It is “fine”, he says”", [("“It is “fine”", True)]),
        ("never closed “One, two\n\nNext", [("“One, two", True)]),
    ],
)
def test_quotations_are_found_with_their_marks(text: str, expected: list[tuple[str, bool]]) -> None:
    """Curly, straight, German and Chinese marks; short terms are not speech."""
    found = quotations(text, 0, len(text))
    assert [(text[each.start : each.end], each.spoken) for each in found] == expected
