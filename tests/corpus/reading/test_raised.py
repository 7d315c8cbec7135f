"""Figures above and below the line are written as such: no number runs into another."""

import html
import io
import json
import zipfile

import docx
import pytest
from papers import Put, pdf

from onrecord.corpus import Item, parse
from onrecord.corpus.reading import pdf as reading
from onrecord.corpus.reading.markdown import plain_body
from onrecord.corpus.reading.markup import fragment, words_of
from onrecord.corpus.reading.odf import read_odf
from onrecord.corpus.reading.pdf_pages import SIGNS, _read
from onrecord.corpus.reading.raised import LOWERED, RAISED
from onrecord.corpus.reading.rtf import read_rtf
from onrecord.corpus.reading.slides import read_slides
from onrecord.corpus.reading.workbooks import with_raised

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CASES = [
    ("10<sup>2</sup> m<sup>2</sup>", "10² m²"),
    ("10<SUP>-<b>3</b></SUP>", "10⁻³"),
    ("2<sup>n</sup>, x<sup>a+b</sup>", "2ⁿ, x^(a+b)"),
    ("H<sub>2</sub>O, log<sub>10</sub>100, n<sub>2x</sub>", "H₂O, log₁₀100, n_(2x)"),
    ("1<sup>st</sup>, so<sup>*</sup>, so<sup>[2]</sup>", "1st, so*, so[2]"),
    ('In 1990<sup><a href="#n1">1</a></sup> so', "In 1990 so"),
    ('In 1990<a href="/a#n1"><sup>1</sup></a> so', "In 1990 so"),
    ('<a href="#n1">10<sup>2</sup></a> so', "10² so"),
    ("so<sup> </sup>on", "so on"),
    ("10<span style='vertical-align: super'>2</span> m", "10² m"),
    ('So<a role="doc-noteref" href="#n1">1</a>, <math><mn>10</mn></math> m', "So, \ufffd m"),
]


@pytest.mark.parametrize(("markup", "text"), CASES)
def test_a_page_has_them_as_signs_without_marks_that_lead_to_notes(markup: str, text: str) -> None:
    """Also where it is a chapter, a mail or Markdown."""
    page = f"<title>A</title><h1>A</h1><p>{markup}</p>"
    assert parse(Item("a.html", page.encode(), ".html")).article.text == f"A\n{text}"
    assert words_of(fragment(markup)) == text
    assert plain_body(markup) == text


def test_documents_have_them_by_their_styles() -> None:
    """Word, OpenDocument, PowerPoint, Excel, rich text."""
    document = docx.Document()
    paragraph = document.add_paragraph("10")
    paragraph.add_run("2").font.superscript = True
    paragraph.add_run(" CO")
    paragraph.add_run("2").font.subscript = True
    file = io.BytesIO()
    document.save(file)
    assert parse(Item("a.docx", file.getvalue(), ".docx")).article.text == "10² CO₂"
    text = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    odf = f"""<o xmlns:t="{text}" xmlns:s="style"><s:style s:name="T1"><s:text-properties
        s:text-position="super 58%"/></s:style><t:p>10<t:span t:style-name="T1">2</t:span></t:p>
        </o>"""
    with zipfile.ZipFile(file := io.BytesIO(), "w") as archive:
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", odf)
    assert read_odf(file.getvalue(), "a")[0] == "10²"
    cell = "<r><t>10</t></r><r><rPr><vertAlign val='superscript'/></rPr><t>2</t></r>"
    sheet = f"<sst><si>{cell}</si></sst>"
    with zipfile.ZipFile(file := io.BytesIO(), "w") as archive:
        archive.writestr("xl/sharedStrings.xml", sheet)
    with zipfile.ZipFile(io.BytesIO(with_raised(file.getvalue()))) as archive:
        assert "<t>²</t>" in html.unescape(archive.read("xl/sharedStrings.xml").decode())
    assert with_raised(b"PK") == b"PK"
    run = '<a:r><a:rPr baseline="{}"/><a:t>2</a:t></a:r>'
    deck = {
        "ppt/presentation.xml": f'<p xmlns:r="{OFFICE}"><sldId r:id="a"/></p>',
        "ppt/_rels/presentation.xml.rels": '<R><R Id="a" Target="s.xml"/></R>',
        "ppt/s.xml": '<s xmlns:a="a"><a:p><a:r><a:t>10</a:t></a:r>'
        f"{run.format(30000)}{run.format(-25000)}{run.format(0)}</a:p></s>",
    }
    with zipfile.ZipFile(file := io.BytesIO(), "w") as archive:
        for name, part in deck.items():
            archive.writestr(name, part)
    assert read_slides(file.getvalue(), "a")[0] == "10²₂2"
    rtf = rb"{\rtf1\ansi 10{\super\f1\fs20 2} CO\sub 2\nosupersub , 10{\super -3}\subdocument1 .}"
    assert read_rtf(rtf, "a")[0] == "10² CO₂, 10⁻³."


def test_a_pdf_has_them_by_their_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """Smaller than the line, and above it; a smaller figure on the line is none."""
    monkeypatch.setattr(reading, "_said", lambda _, raw: json.dumps(_read(raw)).encode())
    line = [Put("It is 10", 72, 700), Put("2", 101.6, 703, 7), Put("long and", 108, 700)]
    small = [Put("CO", 72, 688), Put("2", 87, 687, 7), Put(", or 8", 91, 688, 8)]
    raw = pdf([line + small])
    assert parse(Item("a.pdf", raw, ".pdf")).article.text == "It is 10² long and CO₂, or 8"


def test_what_reads_pdfs_by_itself_has_the_same_signs() -> None:
    """It can't ask for them; letters it leaves alone."""
    assert SIGNS[-1] == LOWERED
    assert SIGNS[1].items() <= RAISED.items()
    assert all(map(str.isalpha, map(chr, RAISED.keys() - SIGNS[1].keys())))
