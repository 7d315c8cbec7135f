"""Sentences cover every word, end where a reader would end them, and know what they are for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.corpus import Article, SentenceKind, n_tokens, sentences
from onrecord.corpus.cutting.boundaries import WINDOW_CHARS, _windows
from onrecord.corpus.cutting.sentences import MAX_SENTENCE_CHARS, MAX_SENTENCE_TOKENS

PROSE, ITEM = SentenceKind.PROSE, SentenceKind.ITEM
HEADING, BOILERPLATE = SentenceKind.HEADING, SentenceKind.BOILERPLATE
UNTIDY = st.text(
    st.sampled_from(
        "abzAZ .,;:!?\"'“”„‘’()[]。，！？：；「」…\n\r\t\u3000\u2028*-#019é汉字港א\u0301👩\u200d"
    )
)


def article(text: str, language: str = "en", title: str = "") -> Article:
    """Make an article of which nothing else is known."""
    return Article("a.txt", text, title, None, None, None, language, None)


def split(text: str, language: str = "en") -> list[str]:
    """Return the words of each sentence."""
    return [each.text for each in sentences(article(text, language))]


def kinds(text: str, language: str = "en", title: str = "") -> list[SentenceKind]:
    """Return the kind of each sentence."""
    return [each.kind for each in sentences(article(text, language, title))]


@given(text=st.one_of(UNTIDY, st.text()), language=st.sampled_from(["en", "de", "zh", "ar", "und"]))
def test_every_character_that_is_not_white_space_is_in_one_sentence(
    text: str, language: str
) -> None:
    """Ordered, disjoint, trimmed, complete and short enough, whatever the text."""
    position = 0
    for each in sentences(article(text, language)):
        assert not text[position : each.start].strip()
        assert each.text == each.text.strip()
        assert len(each.text) <= MAX_SENTENCE_CHARS
        assert n_tokens(each.text) <= MAX_SENTENCE_TOKENS
        position = each.end
    assert not text[position:].strip()


@pytest.mark.parametrize(
    "unit", ["a", "字", "“a. ", '"a. ', "e\u0301", "👩‍👩‍👧", "a, ", "[1]", "- a\n", "Title\n"]
)
def test_a_long_text_without_an_end_of_sentence_survives(unit: str) -> None:
    """No text is too odd to be cut into short pieces that cover it."""
    text = unit * (20_000 // len(unit))
    found = sentences(article(text))
    words = "".join(text.split())
    assert "".join("".join(each.text.split()) for each in found) == words
    assert max(len(each.text) for each in found) <= MAX_SENTENCE_CHARS


def test_a_cut_spares_combining_marks() -> None:
    """A letter and its accent stay together where a long run has to be cut."""
    assert all(not piece.startswith("\u0301") for piece in split("e\u0301" * 3_000))


def test_marks_without_a_letter_are_no_sentences_of_their_own() -> None:
    """Eight thousand of them are a few pieces."""
    assert max(map(len, split("\u0301" * 8_000))) <= MAX_SENTENCE_CHARS
    assert len(split("\u0301" * 8_000)) < 200


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["Dr. A. B. Muster paid $3.5 million on Jan. 5.", "He left."]),
        ("en", ["The U.S. Navy came at 5 p.m. on Monday.", "It left."]),
        ("en", ['"It is open," she said.', '"We go."', "He nodded."]),
        ("en", ['He said "Stop. Wait." and left.', "She stayed."]),
        ("en", ["“The crane works.”", "The ferry does not."]),
        ("en", ["It works. ”", "The ferry does not."]),
        ("en", ["It works.", '"We are glad," she said.']),
        ("en", ["It works.", '"In the end, all will sail again.', '"She said.']),
        ("en", ["It grew ...... , a record.", "Then it fell."]),
        ("en", ["The port was closed.[1]", "It is open."]),
        ("en", ["It was built in 1990.¹²", "It is 10² m long.*", "It is open.^(1,2)", "So it is."]),
        ("en", ["It costs 5.⁹⁹ € now.", "So it is."]),
        ("zh", ["港口关闭了。¹", "“开放了。”²", "渡轮出发了。"]),
        ("en", ["Wait… what?", "Yes!"]),
        ("en", ["The firm grew.", "iPort fell."]),
        ("de", ["Am 3. Oktober kam die 2. Fähre.", "Sie blieb."]),
        ("de", ["Seit dem 19. Jahrhundert gibt es z. B. Kräne.", "Sie stehen noch."]),
        ("de", ["Der Hafen schloss.", "1950 öffnete er wieder."]),
        ("de", ["„Wir fahren.“", "Der Kapitän nickte."]),
        ("de", ["„Wir fahren“, sagte er.", "Die Fähre legte ab."]),
        ("zh", ["港口开放了。", "渡轮呢？！", "也出发了……", "大家都很高兴。"]),
        ("zh", ["船长说：“今天出发。明天回来。”", "大家都同意。"]),
        ("zh", ["“今天出发。”船长说。", "大家都同意。"]),
        ("zh", ["港口增长3.5倍。", "2024年又增长一倍。"]),
        ("ar", ["فتح الميناء.", "هل وصلت العبارة؟", "نعم."]),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(language: str, expected: list[str]) -> None:
    """Abbreviations, initials, ordinals, decimals, quotes, references and ellipses."""
    text = ("" if language == "zh" else " ").join(expected)
    assert split(text, language) == expected


@pytest.mark.parametrize("unit", ["“a. ", "word ", "字", "One. "])
def test_the_segmenter_is_given_short_stretches(unit: str) -> None:
    """Its time grows with the square of the quotes in a stretch; the stretches cover the line."""
    text = unit * (20_000 // len(unit))
    stretches = list(_windows(text, 0, len(text)))
    assert max(end - start for start, end in stretches) <= WINDOW_CHARS
    assert "".join(text[start:end] for start, end in stretches) == text


def test_a_long_quotation_is_taken_apart() -> None:
    """A whole speech in quotes is several sentences."""
    speech = "The crane was old and the quay was older than anyone in town could say."
    text = f"“{speech} {speech} {speech} {speech}”"
    assert split(text) == [f"“{speech}", speech, speech, f"{speech}”"]


def test_headings_items_and_the_page_are_told_from_prose() -> None:
    """A scraped article in three languages, line by line."""
    text = (
        "Home > City\r\nHarbour reopens\n2025-10-20 10:09\n\n"
        "The harbour is open. Ferries run.\n\n**What comes next**\n\n"
        "Three things are planned for the summer, according to the port office's paper:\n"
        "1) a new crane;\n2) a longer quay. It will take a year;\n\n"
        "一、码头\n港口的码头将加长一百米。\n\nWas kommt danach?\nDie Fähre fährt bis 22 Uhr.\n"
        "Photo: Ada Beispiel\nLeave a Reply"
    )
    assert kinds(text) == [
        BOILERPLATE, HEADING, BOILERPLATE, PROSE, PROSE, HEADING, PROSE,
        ITEM, ITEM, ITEM, HEADING, PROSE, HEADING, PROSE, BOILERPLATE, BOILERPLATE,
    ]  # fmt: skip


def test_front_matter_of_a_text_file_is_masked() -> None:
    """It stays in the text and is never quoted."""
    text = "---\ntitle: Harbour reopens\n---\nThe harbour is open."
    assert kinds(text) == [BOILERPLATE, BOILERPLATE, BOILERPLATE, PROSE]


def test_a_title_with_a_full_stop_over_a_credit_is_a_heading() -> None:
    """A first line that is the title and stands over a date line is not prose."""
    text = "The harbour is open.\n2025-10-20\nFerries run at noon."
    assert kinds(text, title="The harbour is open.") == [HEADING, BOILERPLATE, PROSE]
    assert kinds(text, title="Another title") == [PROSE, BOILERPLATE, PROSE]


def test_hard_wrapped_lines_are_one_paragraph() -> None:
    """A sentence goes on over the ends of wrapped lines."""
    text = (
        "The harbour has been closed since the storm of last\n"
        "winter, when the crane fell. It opens again, and the\n"
        "ferries run.\n"
    )
    assert split(text) == [
        "The harbour has been closed since the storm of last\nwinter, when the crane fell.",
        "It opens again, and the\nferries run.",
    ]


def test_a_break_within_a_sentence_does_not_end_it() -> None:
    """Where it plainly goes on, in lower case; a heading, an item and a byline are apart."""
    text = "The harbour is open\nafter weeks,\nsaid Ada Lane.\nHarbour\nat noon it opens."
    assert split(text) == [
        "The harbour is open\nafter weeks,\nsaid Ada Lane.", "Harbour", "at noon it opens.",
    ]  # fmt: skip


def test_marks_that_nobody_sees_end_no_prose() -> None:
    """As those of direction at the end of a line."""
    assert kinds("She said it.\u200e\n\nThe harbour is open.") == [PROSE, PROSE]


def test_a_list_without_bullets_is_not_a_row_of_headings() -> None:
    """Many short lines in a row are items."""
    body = "The harbour is open again today.\n" * 6
    rows = "Ferry to the island\nFerry to the castle\nFerry to the market\nFerry to the pier\n"
    assert kinds(body + rows)[-4:] == [HEADING, ITEM, ITEM, ITEM]


LISTED = (
    "The keeper wants:\n\n1. A new lamp. It cost 9 crowns.\n2. Oil.\n\n## Prices:\n\n- Oil\n- Wicks"
)


def test_the_number_of_an_item_is_part_of_its_sentence() -> None:
    """A number alone says nothing, and what leads the items in is quoted with them."""
    assert split(LISTED) == [
        "The keeper wants:", "1. A new lamp.", "It cost 9 crowns.", "2. Oil.", "## Prices:",
        "- Oil", "- Wicks",
    ]  # fmt: skip
    assert kinds(LISTED) == [PROSE, ITEM, ITEM, ITEM, HEADING, ITEM, ITEM]


def test_a_question_within_a_paragraph_is_prose() -> None:
    """A line that asks is a heading only if it stands apart from the prose above it."""
    inside = "The harbour is open. Who pays for it? The town does.\n\nFerries run at noon."
    assert kinds(inside) == [PROSE] * 4
    wrapped = "The harbour is open again.\nWho pays for it?\nThe town does.\n\nFerries run."
    assert kinds(wrapped) == [PROSE] * 4
    apart = "The harbour is open again.\n\nWho pays for it?\nThe town does.\n\nFerries run."
    assert kinds(apart) == [PROSE, HEADING, PROSE, PROSE]
    dense = "港口重新开放。\n谁来付钱？\n市政府。\n渡轮中午出发。"
    assert kinds(dense) == [PROSE, HEADING, PROSE, PROSE]


@pytest.mark.parametrize(
    "line",
    [
        "Price: 20 dollars a month",
        "Ferries in week one – 627,000",
        "Trips per day — about 1.5 million",
        "The ferry costs 20 dollars a month",
        "Crews were cut to 12",
        "Preis: 20 Euro im Monat",
        "Fahrten in der ersten Woche – 627.000",
        "Die Fähre kostet 20 Euro im Monat",
        "价格：每月20美元",
        "首周运送：62.7万人次",
        "首周运送62.7万人次，共有30艘渡轮",
        "Length: 15 s",
        "Crew: 12",
    ],
)
def test_a_line_with_a_figure_states_a_fact(line: str) -> None:
    """A label and its value, or a verb and a number, can be quoted without a full stop."""
    text = f"Harbour reopens\n\nThe harbour is open again.\n\n{line}\n\nFerries run at noon."
    assert kinds(text) == [HEADING, PROSE, ITEM, PROSE]


@pytest.mark.parametrize(
    "line",
    [
        "Part 1: the harbour",
        "Ferry 2: what comes next",
        "First count: Ferry 2 falls short",
        "WHAT CRANE2 DOES THAT OLDER ONES DID NOT",
        "3 reasons why Ferry 2 is late",
        "Why the ferry costs 20 dollars",
        "Wie die Fähre 2026 fährt",
        "Here are 5 ways to the quay",
        "Harbour: 5 questions, 5 answers",
        "The quay – an outlook for Pier 7",
        "Ausblick – 2026",
        "渡轮2号：下一步",
        "为什么渡轮要20美元",
        "Rationally view the progress of Ferry 2",
        "**Price: 20 dollars a month**",
        "## Price: 20 dollars a month",
    ],
)
def test_a_heading_with_a_number_is_a_heading(line: str) -> None:
    """The number of a part, a model or a year, and one in a question, states nothing."""
    text = f"Harbour reopens\n\nThe harbour is open again.\n\n{line}\n\nFerries run at noon."
    assert kinds(text) == [HEADING, PROSE, HEADING, PROSE]


def test_a_title_with_a_figure_is_a_heading() -> None:
    """Above the first prose stand title and subtitle, not facts, unless they are a table."""
    title = "First count: 627,000 trips in a week"
    text = f"{title}\nUp from last week: 606,000\nBy Ada Beispiel\n\nThe harbour is open."
    assert kinds(text, title=title) == [HEADING, HEADING, BOILERPLATE, PROSE]
    table = f"{title}\n2025-10-20\n\nPrice: 20 dollars\nCrew: 12\n\nThe harbour is open."
    assert kinds(table, title=title) == [HEADING, BOILERPLATE, ITEM, ITEM, PROSE]


def test_an_article_of_headings_alone_can_be_quoted() -> None:
    """One line without a full stop is all there is to quote."""
    assert kinds("Harbour reopens") == [PROSE]


def test_prose_beside_a_comment_form_is_not_masked() -> None:
    """In a one-line article only the form's sentences are masked."""
    text = "The harbour is open. Ferries run. Your email address will not be published."
    assert kinds(text) == [PROSE, PROSE, BOILERPLATE]


@pytest.mark.parametrize(
    ("line", "language", "pieces"),
    [
        ("• The ferry sails. The crane stands.", "en", 2),
        ("1. The first ferry 2. The second ferry sails. 3. The third.", "en", 3),
        ("a) Die erste Fähre b) Die zweite Fähre c) Die dritte.", "de", 3),
        ("• 9. The first ferry • 10. The second ferry.", "en", 2),
        ("1. Mai: die Fähre fährt zum 2. Mal. Der Kai ist offen.", "de", 2),
        ("(3) Die Fähre fährt. Der Kran steht.", "de", 2),
        ("他看了《摔跤吧！爸爸》这部电影。很好看。", "zh", 2),
        ('"你看到了嗎？"鮑爾說。他走了。', "zh", 2),
        ("It was you and I. Did you see it?", "en", 2),
        ("He lived in the U.S.A. I went there too.", "en", 2),
        ("J. K. Rowling wrote it. A. B. Smith read it.", "en", 2),
        ("It ended in March.3 The ferry sailed.", "en", 2),
        ('A 27" screen. He saw it. The 32" screen is new.', "en", 3),
    ],
)
def test_marks_that_are_no_ends_and_ends_that_look_like_none(
    line: str, language: str, pieces: int
) -> None:
    """List marks, titles, initials, notes and inches."""
    article = Article("a.txt", line, "T", None, None, None, language, None)
    assert len(sentences(article)) == pieces
