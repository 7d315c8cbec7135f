"""PDF files become running text: columns in order, lines joined, running heads left out."""

import json
from datetime import date

import pytest
from papers import Put, pdf, sealed_pdf

from onrecord.corpus import Article, CorpusError, Item, parse, sentences
from onrecord.corpus.errors import DamagedFileError, EmptyArticleError, LockedFileError
from onrecord.corpus.reading import pdf as reading
from onrecord.corpus.reading.pdf_pages import _read

LEFT = (
    "The harbour of the town has been",
    "open again since Monday, the port",
    "office said. Ferries sail at noon and",
    "at night, as they did before the storm.",
)
RIGHT = (
    "The cranes were re-",
    "paired in October. Nobody knows",
    "who paid for the work, and the",
    "mayor did not say.",
)
FIRST = (
    "The harbour of the town has been open again since Monday, the port office said. "
    "Ferries sail at noon and at night, as they did before the storm."
)
SECOND = (
    "The cranes were repaired in October. Nobody knows who paid for the work, and the mayor "
    "did not say."
)


def put(lines: tuple[str, ...], x: float = 72, y: float = 720) -> list[Put]:
    """Lines below each other, twelve points apart."""
    return [Put(line, x, y - 12 * number) for number, line in enumerate(lines)]


def item(*pages: list[Put], info: str = "") -> Item:
    return Item("a.pdf", pdf(pages, info), ".pdf")


def article(*pages: list[Put], info: str = "") -> Article:
    """Read a sound file in this process: to start another for each takes far longer."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "_said", lambda _, raw: json.dumps(_read(raw)).encode())
        return parse(item(*pages, info=info)).article


def test_a_file_is_read_in_a_process_of_its_own() -> None:
    """Whatever its letters and its information are."""
    page, info = [*put(LEFT), *put(("港口重新开放。",), y=600)], "/Title (Harbour)"
    read = parse(item(page, info=info)).article
    assert read == article(page, info=info)
    assert (read.title, read.text) == ("Harbour", f"{FIRST}\n\n港口重新开放。")


@pytest.mark.parametrize("is_interleaved", [False, True])
def test_columns_are_read_one_after_the_other(*, is_interleaved: bool) -> None:
    """The headline first, then the left column, whichever order they were drawn in."""
    columns = put(LEFT) + put(RIGHT, x=310)
    if is_interleaved:
        columns.sort(key=lambda line: -line.y)
    page = [*columns, Put("Harbour reopens after the storm", 72, 760, 20)]
    read = article(page)
    assert read.text == f"Harbour reopens after the storm\n\n{FIRST}\n\n{SECOND}"
    assert (read.title, read.language) == ("Harbour reopens after the storm", "en")


def test_the_columns_of_a_gazette_stand_close_together() -> None:
    """The gutter is narrower than a line is high, and a mark runs up the margin beside it."""
    margin = [Put("VerDate 2025 Jkt 1", 20, 600, 6, turns=1)]
    page = [*margin, *put(LEFT), *put(RIGHT, x=245)]  # the left column ends at 237
    assert article(page).text == f"{FIRST}\n\n{SECOND}"


def test_columns_without_a_gutter_are_read_as_they_were_written() -> None:
    """By their places, sentences would break off: the order of the file has none that do."""
    left = (
        "The harbour is open again.",
        "Ferries sail at noon now.",
        "They sailed at dawn before",
        "the great storm of the late",
    )
    right = (
        "autumn closed the old port",
        "while nobody saw it come.",
        "The mayor of this old town",
        "told us so on Monday night.",
    )
    read = article([*put(left), *put(right, x=215)])
    assert read.text == " ".join((*left, *right))


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_page_that_is_turned_is_read_as_it_is_held(turns: int) -> None:
    """Whichever way most of its letters are turned is up."""
    step = {1: (12, 0), 2: (0, 12), 3: (-12, 0)}[turns]
    lines = [
        Put(line, 300 + number * step[0], 400 + number * step[1], turns=turns)
        for number, line in enumerate(LEFT)
    ]
    assert article(lines).text == FIRST


def test_letters_that_are_set_twice_to_look_bold_are_read_once() -> None:
    """Once for each place, whether letter by letter or line by line."""
    bold = [Put(line.text, line.x + 0.3, line.y) for line in put(LEFT)]
    assert article([*put(LEFT), *bold]).text == FIRST
    text = "Municipality of Aal"
    letters = [Put(c, 72 + 9 * n + dx, 720) for n, c in enumerate(text) for dx in (0, 0.3)]
    assert "".join(article(letters).text.split()) == "MunicipalityofAal"


def test_letters_of_a_ligature_are_all_read() -> None:
    """They have one place, as those have that are set twice."""
    raw = pdf([put(("The o~ice is o~ered.",))]).replace(
        b"/WinAnsiEncoding",
        b"<< /Differences [126 /ff] /Type /Encoding /BaseEncoding /WinAnsiEncoding >>",
    )
    lines = _read(raw)["pages"][0]["lines"]
    assert [line[0] for line in lines] == ["The office is offered."]


@pytest.mark.parametrize(
    "author", ["ARRAY\\(0x2c7cf020\\)", "e516160", "Administrator", "SE:W:CAR"]
)
def test_the_account_of_whoever_saved_a_file_is_no_author(author: str) -> None:
    """What is in the file's information has to be like a name."""
    assert article(put(LEFT), info=f"/Author ({author})").author is None


def nameless(raw: bytes) -> bytes:
    """Take from the Chinese letters of a file what says what they are."""
    return raw.replace(b"/UniGB-UCS2-H", b"/Identity-H  ").replace(b"(GB1)", b"(XX1)")


def test_a_letter_that_is_not_told_is_never_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rather than left out; where all come as numbers, these are the text, or it is refused."""
    monkeypatch.setattr(reading, "_said", lambda _, raw: json.dumps(_read(raw)).encode())
    raw = nameless(pdf([[*put(LEFT), *put(("港口开放。",), y=640)]]))
    read = parse(Item("a.pdf", raw, ".pdf"))
    assert (read.article.text, read.n_damaged) == (FIRST + "\n\n" + "\ufffd" * 5, 5)
    assert all("\ufffd" not in each.text for each in sentences(read.article) if each.kind.quotable)
    numbered = nameless(pdf([put(("港口重新开放。",))]))
    assert parse(Item("a.pdf", numbered, ".pdf")).article.text == "港口重新开放。"
    with pytest.raises(DamagedFileError, match="what its letters are"):
        parse(Item("a.pdf", nameless(pdf([put(("港\x0f口",))])), ".pdf"))


@pytest.mark.parametrize(
    ("lines", "way"),
    [
        (
            [[each, 300, 310, 700 - n, 710 - n] for n, each in enumerate("港口重新开放。")],
            "downwards",
        ),
        ([["שלום לנמל", 300, 350, 700, 710]], "leftwards"),
    ],
)
def test_what_is_written_in_another_direction_is_refused(
    lines: list[list[object]], way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its letters would come in no order."""
    found = {"metadata": {}, "pages": [{"height": 800, "lines": lines}]}
    monkeypatch.setattr(reading, "_said", lambda *_: json.dumps(found).encode())
    with pytest.raises(DamagedFileError, match=way):
        parse(item(put(LEFT)))


def test_the_right_column_may_begin_higher_than_the_left() -> None:
    """As where a paragraph goes on in it."""
    assert article([*put(LEFT, y=712), *put(RIGHT, x=310)]).text == f"{FIRST}\n\n{SECOND}"


def test_a_headline_between_columns_parts_them() -> None:
    """What stands above it is read before what stands below it."""
    page = [
        *put(("Above on the left, the first.",)), *put(("Above on the right, the second.",), 310),
        Put("The middle of the page has a headline of its own", 72, 690, 18),
        *put(("Below on the left, the third.",), y=660), *put(("Below on the right.",), 310, 660),
    ]  # fmt: skip
    starts = [block.split()[0] for block in article(page).text.split("\n\n")]
    assert starts == ["Above", "Above", "The", "Below", "Below"]


def test_running_heads_and_page_numbers_are_left_out() -> None:
    """A sentence that goes over to the next page is whole; the head names the day."""
    pages = [
        [
            Put("Harbour Post, 12 May 2025", 72, 810, 8), Put(f"Page {number}", 500, 30, 8),
            *put(lines),
        ]
        for number, lines in enumerate((LEFT, ("The work goes on and the",), ("council is glad.",)))
    ]  # fmt: skip
    read = article(*pages)
    assert read.text == f"{FIRST}\n\nThe work goes on and the council is glad."
    assert read.published == date(2025, 5, 12)


def test_what_a_page_says_once_is_kept() -> None:
    """One head on one page may be the headline."""
    assert article(put(("Harbour Post",), y=810) + put(LEFT)).text.startswith("Harbour Post\n\n")


@pytest.mark.parametrize(
    ("above", "below", "joined"),
    [
        ("Nobody knows how the harbour was re-", "paired again.", "was repaired again."),
        ("Nobody knows the Hafen- und See-", "amt.", "Hafen- und Seeamt."),
        ("Nobody knows of the Ein-", "und Ausfuhr.", "of the Ein- und Ausfuhr."),
        ("Nobody has seen all of the EU-", "Kommission.", "of the EU-Kommission."),
        ("A well-known man who is less well-", "known here.", "less well-known here."),
    ],
)
def test_hyphens_at_line_ends_go_if_the_word_has_none(above: str, below: str, joined: str) -> None:
    """Compound words keep theirs: before a capital, before “und”, or if they have it elsewhere."""
    text = article(put((above, below, "It is as long as it can be here."))).text
    assert joined in text


def test_paragraphs_are_told_by_gaps_indents_and_short_lines() -> None:
    """Each of the three begins a new one."""
    lines = put((*LEFT[:3], "The end.", *LEFT[:2]))
    lines += [Put("Indented this line is, as papers do,", 84, 648), *put(LEFT[1:2], y=636)]
    lines += put(LEFT[:1], y=600)
    texts = article(lines).text.split("\n\n")
    assert [text.split()[0] for text in texts] == ["The", "The", "Indented", "The"]
    assert texts[0].endswith("at noon and The end.")


def test_items_and_tables_are_lines() -> None:
    """A table is read row by row, not column by column."""
    rows = (("Day", "Ferries", "Cranes"), ("Monday", "7", "3"), ("Tuesday", "9", "4"))
    table = [
        Put(cell, 72 + 150 * column, 640 - 12 * row)
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
    ]
    listed = put(("The office counts these boats every day:", "• ferries of the town", "• tugs"))
    assert article(listed + table).text == (
        "The office counts these boats every day:\n• ferries of the town\n• tugs\n\n"
        "Day | Ferries | Cranes\nMonday | 7 | 3\nTuesday | 9 | 4"
    )


def test_chinese_lines_are_joined_without_a_space() -> None:
    """Also with a typeface that is not in the file."""
    lines = put(("港口的起重机在清晨重新开始工作，", "渡轮也按时出发了。"))
    read = article(lines)
    assert read.text == "港口的起重机在清晨重新开始工作，渡轮也按时出发了。"
    assert read.language == "zh"


def test_metadata_comes_from_the_file_but_for_working_titles() -> None:
    """The day of the file counts only where the text names none."""
    info = "/Title (Harbour) /Author (Ada Beispiel) /CreationDate (D:20250512101500Z)"
    read = article(put(LEFT), info=info)
    assert (read.title, read.author, read.published) == (
        "Harbour",
        "Ada Beispiel",
        date(2025, 5, 12),
    )
    working = article(put(LEFT), info="/Title (Microsoft Word - final2.docx)")
    assert working.title.startswith("The harbour of the town")
    dated = article(put(("Published: 3 May 2024", "", *LEFT)), info=info)
    assert dated.published == date(2024, 5, 3)


@pytest.mark.parametrize(
    ("raw", "error", "said"),
    [
        (sealed_pdf(), LockedFileError, "without a password"),
        (pdf([[]]), EmptyArticleError, "OCR"),
        (b"%PDF-1.4 and then nothing", DamagedFileError, "save it anew"),
        (b"", DamagedFileError, "save it anew"),
    ],
)
def test_what_has_no_text_is_refused_with_its_remedy(
    raw: bytes, error: type[CorpusError], said: str
) -> None:
    """Encrypted, scanned or broken: each in one line of its own."""
    with pytest.raises(error, match=said) as refused:
        parse(Item("a.pdf", raw, ".pdf"))
    assert "a.pdf" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_broken_anywhere_is_read_or_refused() -> None:
    """The parser may even crash: it has a process of its own."""
    whole = pdf([put(LEFT)])
    for cut in range(0, len(whole), 250):
        try:
            parse(Item("a.pdf", whole[:cut] + b"\xff\x00" + whole[cut + 9 :], ".pdf"))
        except CorpusError as error:
            assert "\n" not in str(error)  # noqa: PT017 (some can be read)
