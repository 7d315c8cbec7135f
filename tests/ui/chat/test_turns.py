"""What a page wishes of an answer is read strictly."""

import json

import pytest

from onrecord.rag.question.query import Part, Query
from onrecord.rag.quoting.answer import Answer, Reason
from onrecord.ui.chat.turns import Turn, Wish

ASKED = Query("and Vela?", "and Vela?", "en", readings=("What of Vela?", "Who is Vela?"))
ANSWER = Answer(ASKED, (), 0.0, Reason.UNCLEAR, (), 3)
TURNS = (Turn("and Vela?", "", ANSWER), Turn("too long", "", None))


@pytest.mark.parametrize(
    ("sent", "wish"),
    [
        ({"turn": 0}, Wish(0, ASKED)),
        ({"turn": 0, "off": "outlet", "value": "Wire"}, Wish(0, ASKED, Part.OUTLET, "Wire")),
        ({"turn": 0, "reading": 2}, Wish(0, ASKED, reading=2)),
        ({"turn": 0, "everywhere": True}, Wish(0, ASKED, everywhere=True)),
        ({"turn": None, "off": "outlet", "value": "Wire"}, Wish(None, None, Part.OUTLET, "Wire")),
        ({"turn": 0, "reading": 3}, None),
        ({"turn": 0, "reading": -1}, None),
        ({"turn": 0, "off": "speaker"}, None),
        ({"turn": 1}, None),
        ({"turn": 2}, None),
        ({"turn": -1}, None),
        ({"turn": None}, None),
        ({}, None),
        ([], None),
        (None, None),
        ("0", None),
    ],
)
def test_only_a_wish_about_a_turn_is_one(sent: object, wish: Wish | None) -> None:
    """Anything else is no wish, and no error."""
    assert Wish.read(json.dumps(sent), TURNS) == wish


@pytest.mark.parametrize("text", ["", "{", "[" * 5000, '{"turn": 1e999}', "x" * 2000])
def test_broken_wishes_are_none(text: str) -> None:
    """What isn't JSON is no wish either."""
    assert Wish.read(text, TURNS) is None
