"""Files as newsrooms have them, each odd in one way: read rightly, or refused with the reason."""

import io

import pytest

from onrecord.corpus import Item, parse, sentences
from onrecord.corpus.article import Article
from onrecord.corpus.errors import CorpusError
from onrecord.corpus.reading.item import Remark
from onrecord.corpus.reading.packages import split

HEAD = "From: Ada Lane <a@quay.example>\nSubject: Hafen größer\n"
MAIL = f"{HEAD}Content-Type: text/plain; charset=iso-8859-1\n\nEr wächst."
PARTS = f"{HEAD}MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
FEED = (
    "<feed xmlns='http://www.w3.org/2005/Atom'><title>Quay</title><entry><title type='html'>"
    "A &lt;b&gt;b&lt;/b&gt; &amp;amp; c</title><author><name>Ada Lane</name></author>"
    "<content>It is open.</content></entry></feed>"
)
OF_WORDPRESS = (
    '{"title":{"rendered":"A &#8211; B"},"author":"Ada Lane",'
    '"content":{"rendered":"<p>It is <b>open</b>.</p>"}}'
)
EXPORT = (
    "<rss xmlns:wp='wp' xmlns:dc='dc' xmlns:content='c'><channel><wp:author><wp:author_login>al"
    "</wp:author_login><wp:author_display_name>Ada Lane</wp:author_display_name></wp:author><item>"
    "<title>A</title><dc:creator>al</dc:creator><content:encoded>It is open.</content:encoded>"
    "</item></channel></rss>"
)
RTF = (
    rb"{\rtf1\ansi{\info{\title A}{\author Ada Lane}}\pard "
    rb"It is {\f0\fs24\deleted not }open.\par}"
)
OPEN = "It is open, said Ada Lane, who is the mayor of Norrkai."
CUES = (
    "1\n00:00:01,000 --> 00:00:02,000\nIt is open.\n\n2\n00:00:xx,000 --> 00:00:04,000\nAnd full.\n"
)


def read(raw: str | bytes, suffix: str) -> tuple[list[Article], list[str]]:
    """Read what a file holds, and what is said of the rest."""
    articles, said = list[Article](), list[str]()
    for each in split(io.BytesIO(raw if isinstance(raw, bytes) else raw.encode()), "a", suffix):
        if isinstance(each, Item):
            articles.append(parse(each).article)
        else:
            said.append(each.words if isinstance(each, Remark) else str(each.error))
    return articles, said


@pytest.mark.parametrize(
    ("suffix", "raw", "title", "text"),
    [
        (".eml", MAIL.encode("cp1252"), "Hafen größer", "Er wächst."),
        (".csv", "sep=;\nHeadline;Body Text;Byline\nA;It is open.;Ada Lane\n", "A", "It is open."),
        (".csv", "titel,inhalt,autor*in\nHafen,Er wächst.,Ada Lane\n", "Hafen", "Er wächst."),
        (".csv", "Stand: Mai\n\n标题,正文,作者\n港口,开放了。,Ada Lane\n", "港口", "开放了。"),
        (".tsv", 'title\ttext\tauthor\nA\t"Open" it said, "wide.\tAda Lane\n',
         "A", '"Open" it said, "wide.'),
        (".json", OF_WORDPRESS, "A – B", "It is open."),
        (".json", '{"items":[{"headline":"A","articleBody":"It is open.","author":"Ada Lane"},7]}',
         "A", "It is open."),
        (".xml", FEED, "A b & c", "It is open."),
        (".xml", EXPORT, "A", "It is open."),
        (".txt", "\ufeffA\nBy Ada Lane\n\n\ufeffIt is open.", "A", "A\nBy Ada Lane\n\nIt is open."),
        (".rtf", RTF, "A", "It is open."),
    ],
)  # fmt: skip
def test_what_is_odd_is_read(suffix: str, raw: str | bytes, title: str, text: str) -> None:
    """With its title and author, and not a word more."""
    (article,), _ = read(raw, suffix)
    assert (article.title, article.author, article.text) == (title, "Ada Lane", text)


@pytest.mark.parametrize(
    ("suffix", "raw", "reason"),
    [
        (".srt", CUES, "has cues whose time can't be read"),
        (".csv", 'title,text\nA,"It is open.\nB,It is full.\n', "is no sound table"),
        (".csv", 'title,text\nA,"It "is" open."\n', "is no sound table"),
        (".eml", f"{HEAD}\n-----BEGIN PGP MESSAGE-----\n\nhQEM\n", "is encrypted"),
        (".eml", f"{HEAD}Content-Type: application/pkcs7-mime\n\nMIIB", "is encrypted"),
        (".xml", "<urlset><url><loc>https://quay.example/a</loc></url></urlset>", "by its address"),
        (".sbv", "0:00:01.000,0:00:03.000\nIt is open.\n", "as .vtt or .srt"),
        (".txt", "-----BEGIN PGP MESSAGE-----\n\nhQEM\n", "decrypt it"),
    ],
)
def test_what_would_lose_or_alter_words_is_refused(suffix: str, raw: str, reason: str) -> None:
    """Rather than read but for some."""
    with pytest.raises(CorpusError, match=reason):
        read(raw, suffix)


def test_each_part_of_a_mail_is_read_and_its_signature_is_none() -> None:
    """Programs part what stands around a picture; they name none of the parts."""
    more = "Content-Type: text/plain\n\nIt is full.\n--b\n"
    seal = "Content-Type: application/pgp-signature; name=s.asc\n\n-----BEGIN\n--b--"
    articles, said = read(
        f"{PARTS}Content-Type: text/plain\n\nIt is open.\n--b\n{more}{seal}", ".eml"
    )
    assert [each.text for each in articles] == ["It is open.", "It is full."]
    assert said == []


def test_what_stands_above_or_among_articles_is_named() -> None:
    """Rows over the columns' names, and entries that are no objects."""
    assert "left out above the names of the columns: 1" in read("At noon\ntext\nA.\n", ".csv")[1]
    assert "left out, as no objects: 1 of 2" in read('[{"text": "It is open."}, 7]', ".json")[1]


def test_a_transcript_in_json_is_one_article_with_its_speakers() -> None:
    """As podcasts have it, and programs that hear; not an article a sentence."""
    said = (
        '{"segments": [{"speaker": "Ada Lane", "startTime": 0.5, "endTime": 3, "body": "It is"},'
        '{"speaker": "Ada Lane", "startTime": 3, "endTime": 4, "body": "open."},'
        '{"speaker": {"name": "Bo Hill"}, "startTime": 4, "endTime": 5, "body": "Since when?"}]}'
    )
    (article,), _ = read(said, ".json")
    assert article.text == "Ada Lane: It is open.\n\nBo Hill: Since when?"


def test_captions_that_roll_up_are_read_once() -> None:
    """The last line of one is the first of the next."""
    cues = ("\nthe harbour is", "the harbour is\n ", "the harbour is\nopen again", "open again\n ")
    timed = (f"00:0{n}.000 --> 00:0{n + 1}.000\n {words}" for n, words in enumerate(cues))
    (article,), _ = read("WEBVTT\n\n" + "\n\n".join(timed), ".vtt")
    assert article.text == "the harbour is open again"


def test_half_a_character_is_never_quoted() -> None:
    """JSON may escape the first half of one alone."""
    (article,), _ = read('[{"text": "It is open \\ud83d\\ude00. He said \\ud83d so."}]', ".json")
    assert article.text.startswith("It is open 😀. He said \ufffd")
    assert [each.text for each in sentences(article) if each.kind.quotable] == ["It is open 😀."]


def test_a_mail_has_no_words_that_its_reader_does_not_see() -> None:
    """A line for the list of mails is hidden in many."""
    html = "<div style='max-height:0; display: none'>Look!</div><p hidden>No.</p><p>It is open.</p>"
    (article,), _ = read(f"{HEAD}Content-Type: text/html\n\n{html}", ".eml")
    assert article.text == "It is open."


def test_a_page_saved_by_a_browser_keeps_its_address() -> None:
    """In a comment above it."""
    saved = "<!-- saved from url=(0022)https://quay.example/a -->\n<html><body><p>It is open."
    assert read(saved, ".html")[0][0].url == "https://quay.example/a"


def test_what_is_set_as_it_was_typed_keeps_its_paragraphs() -> None:
    """As in archives of mailing lists."""
    typed = "HARBOUR\nBy Ada Lane\n\nThe harbour of Norrkai is\nopen.\n\n\nIt is full."
    (article,), _ = read(f"<title>x</title><pre>\n{typed}\n</pre>", ".html")
    assert (article.text, article.author) == (typed.replace("\n\n\n", "\n\n"), "Ada Lane")


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        (f"<article><h1>Harbour</h1><figure>At noon</figure><p>{OPEN}</p><p>{OPEN}</p></article>",
         ["Harbour", "At noon", OPEN, OPEN]),
        ("<h1>Hafen</h1><p>Sie sagte: <q>Er ist <i>offen</i>.</q> Dann ging sie.</p>",
         ["Hafen", "Sie sagte: Er ist offen. Dann ging sie."]),
        ("<h1>港口</h1><p>市长<ruby>王<rt>wáng</rt></ruby>小明说：“开放<wbr>了。”</p>",
         ["港口", "市长王小明说：“开放了。”"]),
        ("<h1>A</h1><p>Now <del>no</del> <s>2</s> open.</p><table><tr><!-- --><td>7<td>8</table>",
         ["A", "Now open.", "7 | 8"]),
    ],
)  # fmt: skip
def test_a_short_page_keeps_its_lines(body: str, lines: list[str]) -> None:
    """Its paragraphs are no single line, nor their words one each; what is struck is left out."""
    page = f"<html><head><title>x</title></head><body>{body}</body></html>"
    (article,), _ = read(page, ".html")
    assert article.text.split("\n") == lines


def test_a_page_whose_lines_are_not_told_keeps_its_words() -> None:
    """What the library leaves out of them is not put in."""
    menu = "<nav><p>It is</p><p>Contact</p></nav>"
    (article,), _ = read(f"<body>{menu}<p>{OPEN}</p>", ".html")
    assert article.text == OPEN
