"""Word documents become their words: headings, lists and tables as lines, in order."""

import io
import zipfile
from datetime import UTC, date, datetime
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml

from onrecord.corpus import Article, CorpusError, Item, parse
from onrecord.corpus.errors import (
    DamagedFileError,
    EmptyArticleError,
    LockedFileError,
    TooBigError,
)

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def saved(document: Any) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def article(raw: bytes) -> Article:
    return parse(Item("a.docx", raw, ".docx")).article


def test_headings_lists_and_tables_are_lines() -> None:
    """Blocks apart by a blank line; items and rows below each other."""
    document = docx.Document()
    document.add_heading("Hafen öffnet", 1)
    document.add_paragraph("Der Hafen ist wieder offen. ").add_run("Die Fähre fährt.").bold = True
    document.add_paragraph("am Mittag", style="List Bullet")
    document.add_paragraph("in der Nacht", style="List Number")
    table = document.add_table(2, 2)
    for cell, words in zip(table._cells, ("Tag", "Boote", "Montag", "7"), strict=True):
        cell.text = words
    document.add_paragraph("Das ist alles.")
    read = article(saved(document))
    assert read.text == (
        "Hafen öffnet\n\nDer Hafen ist wieder offen. Die Fähre fährt.\n\n- am Mittag\n"
        "- in der Nacht\n\nTag | Boote\nMontag | 7\n\nDas ist alles."
    )
    assert (read.title, read.language, read.author, read.published) == (
        "Hafen öffnet", "de", None, None,
    )  # fmt: skip


def test_what_the_document_states_is_metadata() -> None:
    """Title, author, and the day it was made where the text names no other."""
    document = docx.Document()
    document.add_paragraph("The harbour is open again.")
    core = document.core_properties
    core.title, core.author = "Harbour", "Ada Beispiel"
    core.created = datetime(2025, 10, 20, tzinfo=UTC)
    read = article(saved(document))
    assert (read.title, read.author) == ("Harbour", "Ada Beispiel")
    assert read.published == date(2025, 10, 20)
    document.add_paragraph("Published: 3 May 2024")
    assert article(saved(document)).published == date(2024, 5, 3)


def test_inserted_words_are_in_and_deleted_words_are_out() -> None:
    """As if all changes had been accepted; content controls and breaks are read too."""
    document = docx.Document()
    document.element.body.insert(0, parse_xml(
        f"<w:sdt {W}><w:sdtContent><w:p><w:r><w:t xml:space='preserve'>The harbour </w:t></w:r>"
        "<w:ins><w:r><w:t>is open</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>is shut</w:delText></w:r></w:del>"
        "<w:r><w:br/><w:t>to non</w:t><w:noBreakHyphen/><w:t>members.</w:t></w:r>"
        "</w:p></w:sdtContent></w:sdt>"
    ))  # fmt: skip
    assert article(saved(document)).text == "The harbour is open\nto non-members."


def test_a_box_is_a_paragraph_and_hidden_words_are_none() -> None:
    """It is kept twice, for old programs too, and read once."""
    mc = "xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'"
    box = "<w:txbxContent><w:p><w:r><w:t>No, she said.</w:t></w:r></w:p></w:txbxContent>"
    document = docx.Document()
    document.element.body.insert(0, parse_xml(
        f"<w:p {W} {mc}><w:r><mc:AlternateContent><mc:Choice Requires='x'>{box}"
        f"</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
        "<w:r><w:t>It is open.</w:t></w:r>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>Not so.</w:t></w:r></w:p>"
    ))  # fmt: skip
    assert article(saved(document)).text == "It is open.\n\nNo, she said."


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, LockedFileError),
        (saved(docx.Document()), EmptyArticleError),
    ],
)
def test_what_has_no_words_is_refused(raw: bytes, error: type[CorpusError]) -> None:
    """Encrypted or empty."""
    with pytest.raises(error, match=r"'a\.docx'"):
        article(raw)


def test_a_document_that_unpacks_to_too_much_is_refused() -> None:
    """Before any of it is unpacked."""
    file = io.BytesIO(saved(docx.Document()))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/bomb.xml", b"\0" * 60_000_000)
    with pytest.raises(TooBigError, match="unpacks to more"):
        article(file.getvalue())


def test_a_document_whose_members_are_encrypted_is_refused() -> None:
    """As packers do it, which Word doesn't; the flag stands in the table of contents."""
    raw = bytearray(saved(docx.Document()))
    at = -1
    while (at := raw.find(b"PK\x01\x02", at + 1)) >= 0:
        raw[at + 8] |= 1
    with pytest.raises(DamagedFileError, match=r"^'a\.docx' is no sound Word document: save it"):
        article(bytes(raw))


def test_a_table_within_a_table_is_read_once_and_readings_are_not() -> None:
    """The reading of a character stands above it; formulas and signs can't be written."""
    document = docx.Document()
    table = document.add_table(1, 2)
    table.cell(0, 0).text = "Kai"
    table.cell(0, 1).add_table(1, 1).cell(0, 0).text = "7"
    run = "<w:r><w:t>{}</w:t></w:r>".format
    ruby = f"<w:rt>{run('のる')}</w:rt><w:rubyBase>{run('諾')}</w:rubyBase>"
    math = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    for inner in (
        f"<w:r><w:ruby>{ruby}</w:ruby></w:r>",
        '<w:r><w:t>A</w:t><w:sym w:font="Symbol" w:char="F0B3"/></w:r>',
        f"<m:oMath {math}><m:r><m:t>10</m:t></m:r></m:oMath>",
    ):
        document.element.body.append(parse_xml(f"<w:p {W}>{inner}</w:p>"))
    assert article(saved(document)).text == "Kai | 7\n\n諾\n\nA\ufffd\n\n\ufffd"


def test_what_the_library_cannot_read_is_refused() -> None:
    """Strict Open XML, and a file that is laid into another."""
    document = docx.Document()
    document.add_paragraph("The harbour is open.")
    usual = saved(document)
    document.element.body.append(parse_xml(f"<w:altChunk {W}/>"))
    strict = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(usual)) as old, zipfile.ZipFile(strict, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, part.replace(W[9:-1].encode(), b"http://purl.oclc.org/ooxml/w"))
    for raw, reason in ((strict.getvalue(), "Strict Open XML"), (saved(document), "other files")):
        with pytest.raises(DamagedFileError, match=reason):
            article(raw)


def test_a_document_with_entities_is_refused() -> None:
    """They aren't read, and the words around them would be joined without them."""
    document = docx.Document()
    document.add_paragraph("The crane entity stands still.")
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(saved(document))) as plain,
        zipfile.ZipFile(made, "w") as with_one,
    ):
        for part in plain.namelist():
            words = plain.read(part)
            if part == "word/document.xml":
                declared = b'<!DOCTYPE w:document [<!ENTITY e "x">]><w:document'
                words = words.replace(b"<w:document", declared, 1).replace(b"entity", b"&e;")
            with_one.writestr(part, words)
    with pytest.raises(CorpusError, match="declares a type"):
        article(made.getvalue())


def test_a_document_broken_anywhere_is_read_or_refused() -> None:
    """One line, whatever part is missing."""
    document = docx.Document()
    document.add_paragraph("The harbour is open again.")
    whole = saved(document)
    for at in range(0, len(whole), 997):
        try:
            article(whole[:at] + b"\xff\xff" + whole[at + 2 :])
        except CorpusError as error:
            assert "\n" not in str(error)  # noqa: PT017 (some can be read)
