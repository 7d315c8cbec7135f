"""Documents of many kinds: their words in order, what they state, and no mark-up."""
# ruff: noqa: E501  # samples stand as they are

import io
import zipfile
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.corpus import Article, Item, Refusal, Remark, parse, sentences, split
from onrecord.corpus.errors import CorpusError, DamagedFileError, LockedFileError
from onrecord.corpus.reading.sniff import kind_of

OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
NAMESPACES = (
    f'xmlns:office="{OFFICE}:office:1.0" xmlns:text="{OFFICE}:text:1.0" '
    f'xmlns:table="{OFFICE}:table:1.0" xmlns:meta="{OFFICE}:meta:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def zipped(parts: dict[str, str]) -> bytes:
    """Pack parts, the first of them uncompressed as formats ask for it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def all_of(raw: bytes, suffix: str) -> tuple[dict[str, Article], list[str]]:
    """Read what a file holds: articles by their ids, and what is said beside them."""
    articles, said = {}, list[str]()
    for found in split(io.BytesIO(raw), f"a{suffix}", suffix):
        if isinstance(found, Item):
            articles[found.id] = parse(found).article
        else:
            said.append(found.words if isinstance(found, Remark) else str(found.error))
    return articles, said


def only(raw: bytes, suffix: str) -> Article:
    """Read the one article of a file."""
    (article,) = all_of(raw, suffix)[0].values()
    return article


def odt(body: str, manifest: str = "<manifest/>") -> bytes:
    """Make an OpenDocument text."""
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "META-INF/manifest.xml": manifest,
            "content.xml": f"<office:document-content {NAMESPACES}><office:body><office:text>{body}"
            "</office:text></office:body></office:document-content>",
            "meta.xml": f"<office:document-meta {NAMESPACES}><office:meta><dc:creator>Ada Beispiel"
            "</dc:creator><meta:creation-date>2025-10-20T09:00:00</meta:creation-date>"
            "</office:meta></office:document-meta>",
        }
    )


def test_an_open_document_is_its_blocks_with_notes_last() -> None:
    """Deleted words are out; tabs, spaces and breaks are in."""
    raw = odt(
        "<text:tracked-changes><text:deletion><text:p>Gone.</text:p></text:deletion>"
        "</text:tracked-changes><text:h>Hafen</text:h>"
        "<text:p>Die Fähre<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        "<text:p>Seit 1990.</text:p></text:note-body></text:note> fährt<text:s text:c='2'/>wieder."
        "</text:p><text:list><text:list-item><text:p>um neun</text:p></text:list-item>"
        "<text:list-item><text:p>um zehn</text:p></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>Kai</text:p></table:table-cell>"
        "<table:table-cell><text:p>7</text:p></table:table-cell></table:table-row></table:table>"
    )
    article = only(raw, ".odt")
    assert article.text == (
        "Hafen\n\nDie Fähre fährt  wieder.\n\n- um neun\n- um zehn\n\nKai | 7\n\nSeit 1990."
    )
    assert (article.title, article.author) == ("Hafen", "Ada Beispiel")
    assert article.published == date(2025, 10, 20)
    assert kind_of(raw) == ".odt"


def test_a_hidden_section_is_no_text() -> None:
    """Its writer shows it to nobody."""
    hidden = '<text:section text:display="none"><text:p>Gone.</text:p></text:section>'
    assert only(odt(f"{hidden}<text:p>Offen.</text:p>"), ".odt").text == "Offen."


def test_an_encrypted_document_is_refused_as_such() -> None:
    """With the way out."""
    with pytest.raises(LockedFileError, match="without a password"):
        only(odt("", "<manifest><encryption-data/></manifest>"), ".odt")


RTF = (
    rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Times;}}{\info{\title Hafen}{\author Ada Beispiel}"
    rb"{\creatim\yr2025\mo10\dy20}}\pard Die F\'e4hre f\u228\'e4hrt \u-10179?\u-8704? wieder."
    rb"{\footnote Seit 1990.}{\v secret} \'84Sch\'f6n\'93, sagt {\b Bo}.\par "
    rb'{\field{\*\fldinst HYPERLINK "x.example"}{\fldrslt Mehr}} davon.\par}'
)


def test_rich_text_is_its_words_with_notes_last() -> None:
    """Hidden words and the targets of links are none of them."""
    article = only(RTF, ".rtf")
    assert article.text == (
        "Die Fähre fährt 😀 wieder. „Schön“, sagt Bo.\n\nMehr davon.\n\nSeit 1990."
    )
    assert (article.title, article.author) == ("Hafen", "Ada Beispiel")
    assert article.published == date(2025, 10, 20)


def test_a_presentation_is_its_slides_in_order_with_their_notes() -> None:
    """The order is the deck's, not that of the files."""
    p = 'xmlns:p="p" xmlns:a="a" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'

    def slide(title: str, words: str) -> str:
        return (
            f'<p:sld {p}><p:sp><p:nvPr><p:ph type="title"/></p:nvPr><a:p><a:r><a:t>{title}</a:t></a:r>'
            f"</a:p></p:sp><p:sp><a:p><a:t>{words}</a:t></a:p></p:sp><p:sp><p:nvPr>"
            '<p:ph type="sldNum"/></p:nvPr><a:p><a:t>7</a:t></a:p></p:sp></p:sld>'
        )

    raw = zipped(
        {
            "ppt/presentation.xml": f'<p:p {p}><p:sldId r:id="r2"/><p:sldId r:id="r1"/></p:p>',
            "ppt/_rels/presentation.xml.rels": '<R><R Id="r1" Target="slides/slide1.xml"/>'
            '<R Id="r2" Target="slides/slide2.xml"/></R>',
            "ppt/slides/slide1.xml": slide("Kran", "Der Kran steht."),
            "ppt/slides/slide2.xml": slide("Fähre", "Die Fähre fährt."),
            "ppt/slides/_rels/slide1.xml.rels": '<R><R Id="n" Target="../notesSlides/n1.xml"/></R>',
            "ppt/notesSlides/n1.xml": f"<p:n {p}><p:sp><a:p><a:t>Leise sagen.</a:t></a:p></p:sp></p:n>",
        }
    )
    article = only(raw, kind_of(raw))
    assert article.text == ("Fähre\n\nDie Fähre fährt.\n\nKran\n\nDer Kran steht.\n\nLeise sagen.")
    assert article.title == "Fähre"


def epub(language: str, container: str = '<rootfile full-path="O/book.opf"/>') -> bytes:
    """Make a book of two chapters and a table of contents."""
    opf = (
        '<package xmlns:dc="dc"><dc:title>Häfen</dc:title><dc:creator>Ada Beispiel</dc:creator>'
        f"<dc:publisher>Hafenblatt</dc:publisher><dc:language>{language}</dc:language>"
        '<item id="n" href="nav.xhtml" properties="nav"/><item id="b" href="b.xhtml"/>'
        '<item id="a" href="a%20.xhtml"/><itemref idref="n"/><itemref idref="b"/>'
        '<itemref idref="a"/></package>'
    )
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": f"<c>{container}</c>",
            "O/book.opf": opf,
            "O/nav.xhtml": "<html><body><p>Inhalt</p></body></html>",
            "O/a .xhtml": "<html><body><h1><ruby>Kran<rt>x</rt></ruby></h1><p>Der <i>Kran</i><br/>steht.</p></body></html>",
            "O/b.xhtml": "<html><head><title>x</title></head><body><p>Die Fähre.</p></body></html>",
        }
    )


def test_a_book_is_an_article_a_chapter() -> None:
    """In the order of its spine; the contents are none."""
    raw = epub("de-AT")
    articles, _ = all_of(raw, kind_of(raw))
    assert [(each.text, each.title) for each in articles.values()] == [
        ("Die Fähre.", "Häfen"),
        ("Kran\n\nDer Kran\nsteht.", "Kran"),
    ]
    assert list(articles) == ["a.epub/O/b.xhtml", "a.epub/O/a .xhtml"]
    (first, _) = articles.values()
    assert (first.outlet, first.author, first.language) == ("Hafenblatt", "Ada Beispiel", "de")


def test_a_book_that_names_no_package_is_refused() -> None:
    """Its container leads nowhere."""
    with pytest.raises(DamagedFileError, match=r"^'a\.epub' is no sound EPUB: save it anew$"):
        all_of(epub("de", container=""), ".epub")


@pytest.mark.parametrize("stated", ["中文", "d", "12"])
def test_a_book_whose_language_is_no_code_is_read(stated: str) -> None:
    """The language is told from the words then."""
    articles, _ = all_of(epub(stated), ".epub")
    assert [each.language for each in articles.values()] == ["de", "de"]


MAIL = (
    b"From: =?utf-8?q?J=C3=BCrgen_Muster?= <j@post.example>\r\nSubject: =?gb2312?b?uNu/2g==?=\r\n"
    b"Date: Mon, 20 Oct 2025 10:00:00 +0200\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n'
    b'--x\r\nContent-Type: text/plain; charset="iso-8859-1"; format=flowed\r\n'
    b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    b"Der Hafen =93=F6ffnet=94 =\r\nbald, \r\nsagt sie.\r\n"
    b'--x\r\nContent-Type: text/plain; charset="utf-8"\r\n'
    b'Content-Disposition: attachment; filename="note.txt"\r\n\r\nThe crane stands still.\r\n'
    b"--x\r\nContent-Type: image/png\r\n"
    b'Content-Disposition: attachment; filename="p.png"\r\n\r\n...\r\n--x--\r\n'
)


def test_a_mail_is_its_words_and_what_is_attached() -> None:
    """Each attachment is an article or refused by its name."""
    articles, said = all_of(MAIL, kind_of(MAIL))
    mail = articles["a.eml"]
    assert mail.text.strip() == "Der Hafen “öffnet” bald, sagt sie."
    assert (mail.title, mail.author) == ("港口", "Jürgen Muster")
    assert mail.published == date(2025, 10, 20)
    assert articles["a.eml/note.txt"].text.strip() == "The crane stands still."
    assert said == [
        "'a.eml/p.png' can't be read as an article: a picture has no text to quote; type it out"
    ]


def test_a_saved_page_is_its_page() -> None:
    """With the address that it was at."""
    raw = (
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://post.example/a\r\n"
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"; type="text/html"\r\n\r\n'
        b"--x\r\nContent-Type: text/html; charset=utf-8\r\n"
        b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
        b"<html><head><title>Harbour</title></head><body><article><h1>Harbour</h1><p>The mayor said "
        b"=E2=80=9Cwe will open=E2=80=9D the harbour on Friday, after months of work.</p></article>"
        b"</body></html>\r\n--x--\r\n"
    )
    article = only(raw, kind_of(raw))
    assert "The mayor said “we will open” the harbour on Friday" in article.text
    assert article.url == "https://post.example/a"


VTT = (
    "WEBVTT\n\nNOTE made by hand\n\nSTYLE\n::cue { color: red }\n\n1\n00:00:01.000 --> 00:00:03.000\n"
    "<v.loud Ada Beispiel>The harbour is\n\n00:00:03.000 --> 00:00:05.000 align:start\n"
    "<v Ada Beispiel><i>open</i> &amp; full.</v>\n<v Bo Muster>Not yet.\n\n"
    "00:00:09.000 --> 00:00:11.000\n[Applause]\n\n00:00:11.000 --> 00:00:12.000\nIt <c.x>opens</c>.\n"
)


def test_subtitles_are_running_text_with_their_speakers() -> None:
    """As interviews have it: the name before the words; a sentence over two captions is one."""
    article = only(VTT.encode(), kind_of(VTT.encode()))
    assert article.text == (
        "Ada Beispiel: The harbour is open & full.\n\nBo Muster: Not yet.\n\n[Applause]\n\nIt opens."
    )


def test_subrip_in_chinese_is_joined_without_spaces() -> None:
    """And a pause ends a paragraph."""
    srt = (
        "1\n00:00:01,000 --> 00:00:03,000\n港口的起重机\n\n2\n00:00:03,000 --> 00:00:04,000\n"
        "修好了。\n\n3\n00:00:20,000 --> 00:00:24,000\n渡轮开航。\n"
    )
    assert only(srt.encode(), kind_of(srt.encode())).text == "港口的起重机修好了。\n\n渡轮开航。"


def test_a_table_is_an_article_a_row_by_its_columns() -> None:
    """Which column is what is said; a row without text is named."""
    raw = (
        "\ufeffID;Headline;Volltext;Datum;Ressort\r\n"
        '7;Fähre;"Die Fähre fährt; endlich.\r\nSie ist voll.";20.10.2025;Lokales\r\n'
        "8;Kran;;21.10.2025;Lokales\r\n9;Kai;<p>Der Kai</p><p>ist <b>alt</b>.</p>;;\r\n"
    ).encode()
    articles, said = all_of(raw, ".csv")
    assert list(articles) == ["a.csv#7", "a.csv#9"]
    first, last = articles.values()
    assert first.text == "Die Fähre fährt; endlich.\nSie ist voll."
    assert (first.title, str(first.published)) == ("Fähre", "2025-10-20")
    assert last.text == "Der Kai\n\nist alt."
    assert said == [
        "id is 'ID', title is 'Headline', text is 'Volltext', published is 'Datum'; left out: 'Ressort'",
        "a.csv#3 has no text",
    ]


def test_json_is_an_article_an_object() -> None:
    """In an array, or in one that the outermost object holds."""
    raw = '{"n": 2, "docs": [{"标题": "港口", "正文": "港口开放了。"}, {"正文": ["一。", "二。"]}]}'
    articles, said = all_of(raw.encode(), kind_of(raw.encode()))
    assert [(each.title, each.text) for each in articles.values()] == [
        ("港口", "港口开放了。"),
        ("一。", "一。\n\n二。"),
    ]
    assert said == ["title is '标题', text is '正文'"]


def test_json_may_be_a_feed_or_an_object_a_line() -> None:
    """https://www.jsonfeed.org/version/1.1; lines without their own suffix."""
    feed = (
        b'{"version": "x", "items": [{"id": "7", "content_html": "<p>The <b>crane</b> stands.</p>",'
        b' "date_published": "2025-10-20T09:00:00Z", "authors": [{"name": "Ada Lane"}]}]}'
    )
    (item,) = all_of(feed, ".json")[0].values()
    assert (item.id, item.text, item.author) == ("a.json#7", "The crane stands.", "Ada Lane")
    assert str(item.published) == "2025-10-20"
    lines = b'{"text": "The crane stands."}\n{"text": "The ferry sails."}\n'
    assert list(all_of(lines, ".json")[0]) == ["a.json#1", "a.json#2"]


@pytest.mark.parametrize(
    ("raw", "suffix", "said"),
    [
        (b"a,b\n1,2\n", ".csv", "no column of texts among 'a', 'b': call that column 'text'"),
        (b"[1, 2]", ".json", "no array of objects"),
        (b"{", ".json", "no sound JSON"),
        (b"<a><b>x</b></a>", ".xml", "a kind that isn't known"),
        (b"<a>", ".xml", "no well-formed XML"),
        (b"PK\x03\x04", ".xlsx", "no sound workbook"),
        (b"words", ".rtf", "no RTF"),
        (b"words", ".odt", "no sound OpenDocument"),
        (b"words", ".epub", "no sound EPUB"),
        (b"words", ".pptx", "no sound PowerPoint"),
        (b"words", ".vtt", "no sound subtitles"),
        (b"", ".eml", "is empty"),
        (b"words", ".eml", "no mail"),
        (b"<rss><channel><item><title>T</title></item></channel></rss>", ".xml", "by its address"),
        (b"From: a@b.c\nMIME-Version: 1.0\n\nWords.", ".txt", "is .eml by its content"),
        (b"WARC/1.0\r\nWARC-Type: response\r\n", ".txt", "unpack it"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".doc", "save it as .docx"),
    ],
)
def test_what_is_not_what_it_says_is_refused_in_one_line(
    raw: bytes, suffix: str, said: str
) -> None:
    """With what to do about it."""
    with pytest.raises(CorpusError) as refused:
        only(raw, suffix)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_markup_in_a_text_file_is_read_as_what_it_is() -> None:
    """It is never quoted."""
    page = b"<!DOCTYPE html><html><body><p>The <b>crane</b> stands still in the port.</p></body></html>"
    assert only(page, ".txt").text == "The crane stands still in the port."
    assert only(RTF, ".txt").text.startswith("Die Fähre fährt")


NITF = """<?xml version="1.0"?><nitf><head><title>x</title><docdata>
<date.issue norm="20251020T100000Z"/><doc.copyright holder="Hafen Agentur"/></docdata></head>
<body><body.head><hedline><hl1>Fähre fährt</hl1></hedline><byline>Von Ada Beispiel</byline></body.head>
<body.content><p>Die Fähre
fährt <em>wieder</em>.</p><p>Sie ist voll.</p></body.content></body></nitf>"""
NEWSML = """<newsMessage><itemSet><newsItem><itemMeta><provider literal="afp"/></itemMeta>
<contentMeta><contentCreated>2025-10-20T10:00:00Z</contentCreated><by>Ada Beispiel</by>
<headline>Ferry sails</headline></contentMeta><contentSet><inlineXML>
<html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body><p>The ferry sails.</p>
</body></html></inlineXML></contentSet></newsItem></itemSet></newsMessage>"""
EXPORT = """<rss xmlns:content="c" xmlns:wp="w" xmlns:dc="d"><channel><title>Hafenblatt</title>
<item><title>港口</title><link>https://blatt.example/1</link><dc:creator>Ada Beispiel</dc:creator>
<content:encoded><![CDATA[港口<b>开放</b>了。

渡轮开航。]]></content:encoded><wp:post_id>1</wp:post_id><wp:post_date>2025-10-20 10:00:00</wp:post_date>
<wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item>
<item><title>Draft</title><content:encoded>Later.</content:encoded><wp:status>draft</wp:status>
</item></channel></rss>"""

WIRE = (
    b"\x01bno0456 3 vm 20  noa 0456\r\n\r\nHafen/Verkehr/\r\nHafen wieder offen =\r\n\x02\r\n"
    b"   Norrkai (noa) - Der Hafen ist offen.\r\n   Die B\xfcrgermeisterin \x0esagte es.\r\n"
    b"\x03\r\nnoa ab cd\r\n201030 Okt 25\x04"
)


def test_a_wire_message_is_read() -> None:
    """Its codes are no words; its head has the headline, its foot the day."""
    article = only(WIRE, ".iptc")
    words = "Norrkai (noa) - Der Hafen ist offen.\n\nDie Bürgermeisterin sagte es."
    assert (article.text, article.title, article.outlet) == (words, "Hafen wieder offen", "noa")
    assert article.published == date(2025, 10, 20)
    assert kind_of(WIRE) == ".iptc"


def test_each_message_of_a_wire_is_an_article() -> None:
    """One that broke off is none, and is named."""
    both, said = all_of(WIRE + WIRE.replace(b"Hafen", b"Markt") + b"\x01bno0458", ".iptc")
    assert [each.title for each in both.values()] == ["Hafen wieder offen", "Markt wieder offen"]
    assert said == ["'a.iptc#3' is no whole message: save it as text"]
    with pytest.raises(DamagedFileError, match="no whole message of an agency"):
        all_of(WIRE.partition(b"\x03")[0], ".iptc")


@pytest.mark.parametrize(
    ("head", "text", "title", "foot", "day"),
    [
        ("\nnoa1 4 pl 23\n\nHafen/Fähre/\nHafen ist offen =\n", "Norrkai (noa) - Er ist offen.",
         "Hafen ist offen", "noa ab\n201030 Okt 25\n", date(2025, 10, 20)),
        (" 045\r\nURGENT\r\nHARBOUR-FLOOD\r\nHarbour is open\r\n\r\n", "NORRKAI (QP) - It is open.",
         "Harbour is open", "", None),
        ("\nA12\nu i BC-Quay 10-20\n^Harbour is open\n", "By ADA LANE\nNORRKAI (QP) - It is open.",
         "Harbour is open", "", None),
        ("\nHarbour is open\n\n", "It is open.", "Harbour is open", "", None),
        (" 9\n急\n港口-洪水\n港口重新开放了\n\n", "港口管理局今天宣布，港口开放。", "港口重新开放了", "", None),
    ],
)  # fmt: skip
def test_a_telex_is_read_without_its_envelope(
    head: str, text: str, title: str, foot: str, day: date | None
) -> None:
    """Number, urgency and slug are no words of it, in a file of whatever name."""
    article = only(f"ZCZC{head}{text}\n{foot}NNNN\n".encode(), ".txt")
    assert (article.title, article.published) == (title, day)
    assert article.text.removesuffix("\nnoa ab") == text


def test_each_telex_of_a_text_is_an_article() -> None:
    """What stands between them is named; the last may have lost its end."""
    one = b"ZCZC 1\nHarbour is open\n\nIt is open.\nNNNN\n"
    articles, said = all_of(one + b"Stray words.\n" + one.replace(b"NNNN", b""), ".txt")
    assert [each.text for each in articles.values()] == ["It is open.", "It is open."]
    assert said == ["'a.txt#3' is no whole message: save it as text"]


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (NITF, ("Die Fähre fährt wieder.\n\nSie ist voll.", "Fähre fährt", "Ada Beispiel",
                "Hafen Agentur")),
        (NEWSML, ("The ferry sails.", "Ferry sails", "Ada Beispiel", "afp")),
        (EXPORT, ("港口开放了。\n\n渡轮开航。", "港口", "Ada Beispiel", "Hafenblatt")),
    ],
)  # fmt: skip
def test_xml_of_newsrooms_is_read(source: str, told: tuple[str, ...]) -> None:
    """By its own elements."""
    article = only(source.encode(), kind_of(source.encode()))
    assert (article.text, article.title, article.author, article.outlet) == told
    assert article.published == date(2025, 10, 20)


ENTITIES = '<!DOCTYPE nitf SYSTEM "n.dtd" [<!ENTITY q "Quay &amp; Sons">{}]>'


def test_entities_are_the_words_that_they_stand_for() -> None:
    """Characters by their names in HTML, and plain words that the file declares."""
    words = "Die F&auml;hre&nbsp;f&auml;hrt, sagen &q;&excl;"
    source = ENTITIES.format("") + NITF.partition("?>")[2].replace("Sie ist voll.", words)
    assert only(source.encode(), ".xml").text.endswith("Die Fähre\xa0fährt, sagen Quay & Sons!")


@pytest.mark.parametrize(
    "declared",
    ['<!ENTITY e SYSTEM "/etc/passwd">', '<!ENTITY e "&q;&q;">', '<!ENTITY e "<b>B</b>">', ""],
)
def test_what_an_entity_stands_for_is_not_guessed(declared: str) -> None:
    """Nor fetched, nor expanded again: the file is refused."""
    source = ENTITIES.format(declared) + NITF.partition("?>")[2].replace("Fähre fährt", "F&e;", 1)
    with pytest.raises(DamagedFileError, match=r"the words of '&e;' aren't declared"):
        all_of(source.encode(), ".xml")


def test_shortcodes_of_an_export_are_no_words() -> None:
    """What stands around a picture is apart; where a gallery was, there is nothing."""
    picture = '[caption id="a"]<img src="c.png"> Der Kran[/caption]'
    source = EXPORT.replace("港口<b>", f"{picture}[gallery ids='1']港口<b>")
    assert only(source.encode(), ".xml").text == "Der Kran\n港口开放了。\n\n渡轮开航。"


def test_what_an_export_leaves_out_is_said() -> None:
    """Drafts are no articles."""
    assert all_of(EXPORT.encode(), ".xml")[1] == [
        "1 of 2 entries are left out: drafts, media, or no text"
    ]


def test_the_bad_sheet_of_a_workbook_is_named() -> None:
    """The others are read."""
    with pytest.raises(DamagedFileError, match="no sound workbook"):
        all_of(b"PK\x03\x04words", ".xlsx")
    assert Refusal  # a sheet without texts gives one


SOUND = (
    (".odt", odt("<text:h>Hafen</text:h><text:p>Die Fähre<text:s text:c='2'/>fährt.</text:p>")),
    (".epub", epub("de")), (".rtf", RTF), (".eml", MAIL), (".vtt", VTT), (".xml", NITF),
    (".xml", NEWSML), (".xml", EXPORT),
    (".csv", "title;text;date\nHafen;Die Fähre fährt.;2025-10-20\n"),
    (".json", '[{"title": "Hafen", "text": "Die <b>Fähre</b> fährt.", "date": "2025-10-20"}]'),
)  # fmt: skip


@given(st.sampled_from(SOUND), st.integers(0, 10_000), st.binary(max_size=8), st.integers(0, 20))
def test_an_altered_document_is_read_or_refused(
    document: tuple[str, str | bytes], at: int, put: bytes, n_lost: int
) -> None:
    """Nothing else becomes of it, and what is damaged is never quoted."""
    suffix, given_words = document
    raw = given_words.encode() if isinstance(given_words, str) else given_words
    at %= len(raw)
    try:
        articles, _ = all_of(raw[:at] + put + raw[at + n_lost :], suffix)
    except CorpusError:
        return
    for article in articles.values():
        assert not any("\ufffd" in each.text for each in sentences(article) if each.kind.quotable)
