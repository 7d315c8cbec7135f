"""A conversation leaves as Markdown, BibTeX or CSL JSON, and each citation can be checked later."""

import io
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from newsroom import FERRY, LIBRARY, ORCHARD, builder
from pylatexenc.latex2text import LatexNodes2Text

from onrecord.corpus import Article, Speaker, Speech
from onrecord.index.citations import Fate, judge, read_citations
from onrecord.rag.question.query import Query
from onrecord.rag.quoting.answer import Answer, Quote, Reason
from onrecord.ui.showing.exports import Format, Group, export
from onrecord.ui.words.strings import DE, EN, Strings

VERIFIABLE = (Format.MARKDOWN, Format.BIBTEX, Format.CSL_JSON)
QUESTION = "What did Ingrid Maas say?"


def quoted(article: Article, words: str, speaker: str | None = None) -> Quote:
    """Quote the words where they first stand."""
    start = article.text.index(words)
    named = None
    if speaker:
        at = article.text.index(speaker)
        named = Speaker(article, at, at + len(speaker), Speech.DIRECT)
    return Quote(article, start, start + len(words), 0.9, named)


def answered(*quotes: Quote, question: str = QUESTION) -> Answer:
    """Answer with quotes, or keep silent if there are none."""
    reason = None if quotes else Reason.NO_SUBJECT
    return Answer(Query(question, question, "en"), quotes, 0.9, reason, (), 3)


def hostile(text: str, title: str = "Title", outlet: str | None = "Out & let") -> Answer:
    """Answer with all of an article that means harm."""
    article = Article("a}{\"'\n.txt", text, title, outlet, "A_B", date(2025, 2, 3), "en", "x{}:y z")
    return answered(Quote(article, 0, len(text), 0.9, None))


def group(answer: Answer) -> Group:
    """Take an answer, without lines beside its quotes."""
    quotes = tuple((quote, "") for quote in answer.quotes)
    return Group(answer.query.question, answer.query.resolved, answer.reason, quotes)


def written(answers: Sequence[Answer], form: Format, strings: Strings) -> str:
    """Write answers down as text."""
    return export([group(each) for each in answers], form, strings).decode()


MAAS = quoted(FERRY, "“We waited longer for this ferry than for any train,”", "Ingrid Maas")
NIGHTS = quoted(LIBRARY, "Die Bücherei in Lindau öffnet nachts.")
APPLES = quoted(ORCHARD, "合作社估计收成减少了百分之八。")
TALK = (answered(MAAS, NIGHTS), answered(question="And <Vela>?"), answered(APPLES, NIGHTS))


@pytest.mark.parametrize("form", VERIFIABLE)
def test_verify_finds_each_exported_citation_intact(tmp_path: Path, form: Format) -> None:
    """What `onrecord verify --citation` reads from the file stands where it stood."""
    builder(tmp_path / "index").add([FERRY, LIBRARY, ORCHARD])
    path = tmp_path / f"talk.{form}"
    path.write_text(written(TALK, form, EN), "utf-8")
    cited = read_citations(path)
    twice = [NIGHTS] if form is Format.MARKDOWN else []
    assert [each.text for each in cited] == [q.text for q in (MAAS, NIGHTS, APPLES, *twice)]
    assert {each.fate for each in judge(tmp_path / "index", cited)} == {Fate.INTACT}


ODD = st.text(
    st.sampled_from("ab{}%@\\\"'`>#\n\r\u2028\x85,=_$<é汉\u202e 1.-"), min_size=1, max_size=40
)


@pytest.mark.parametrize("form", VERIFIABLE)
@given(text=ODD, title=ODD)
def test_any_words_come_back_from_any_form(
    tmp_path_factory: pytest.TempPathFactory, form: Format, text: str, title: str
) -> None:
    """Words, offsets, hash and id are the same letter for letter, whatever they are."""
    answer = hostile(text, title)
    path = tmp_path_factory.getbasetemp() / f"odd.{form}"
    path.write_bytes(written([answer], form, EN).encode())
    (cited,) = read_citations(path)
    quote = answer.quotes[0]
    assert (cited.text, cited.start, cited.end) == (text, 0, len(text))
    assert (cited.article, cited.sha256) == (quote.article.id, quote.article.sha256)


@given(text=ODD, title=ODD)
def test_markdown_shows_the_words_and_takes_none_for_markup(text: str, title: str) -> None:
    """Rendered, the quote is its words; no tag comes from them."""
    html = MarkdownIt().parse(written([hostile(text, title)], Format.MARKDOWN, EN))
    said = [each.content for token in html for each in token.children or () if each.type == "text"]
    kinds = {token.type for token in html} | {c.type for t in html for c in t.children or ()}
    assert kinds <= {
        "heading_open", "heading_close", "inline", "text", "text_special", "softbreak", "fence",
        "paragraph_open", "paragraph_close", "blockquote_open", "blockquote_close", "em_open",
        "em_close",
    }  # fmt: skip
    assert "".join("".join(said).split()).startswith("OnRecord")
    quote = html[[t.type for t in html].index("blockquote_open") :]
    shown = "".join(c.content for t in quote for c in t.children or ())
    assert "".join(text.split()) in "".join(shown.split())


@given(text=ODD, title=ODD)
def test_bibtex_keeps_its_braces_in_pairs(text: str, title: str) -> None:
    """No depth below one within an entry, none left open, and the title reads as it did."""
    entry = written([hostile(text, title)], Format.BIBTEX, EN)
    depths, depth = [], 0
    for letter in entry:
        depth += {"{": 1, "}": -1}.get(letter, 0)
        depths.append(depth)
    assert depth == 0
    assert depths.index(1) == entry.index("{")
    assert 0 not in depths[entry.index("{") : entry.rindex("}")]


def test_bibtex_has_what_a_bibliography_needs() -> None:
    """Escaped, with accents as LaTeX has them, under a key that stays the same."""
    entry = written(TALK[:1], Format.BIBTEX, EN)
    start, end = NIGHTS.start, NIGHTS.end
    assert f"@article{{seeblick2024-{LIBRARY.sha256[:8]}-{start}-{end},\n" in entry
    assert '  title = {{B{\\"u}cherei}},\n' in entry
    assert "  date = {2024-09-02},\n" in entry
    assert "  url = {https://courier.example/ferry},\n" in entry
    assert LatexNodes2Text().latex_to_text('B{\\"u}cherei') == "Bücherei"


def test_csl_json_has_what_a_bibliography_needs() -> None:
    """Types and parts of CSL 1.0.2; what isn't known is left out; each quote stands once."""
    first, second, third = json.loads(written(TALK, Format.CSL_JSON, EN))
    assert first["author"] == [{"literal": "Nadia Fenn"}]
    assert first["URL"] == "https://courier.example/ferry"
    assert (second["type"], second["container-title"]) == ("article-newspaper", "Seeblick")
    assert second["issued"] == {"date-parts": [[2024, 9, 2]]}
    assert "author" not in second
    assert third["custom"]["text"] == APPLES.text


def test_markdown_tells_the_conversation_in_the_readers_language() -> None:
    """Questions, who said it and how, sources, and silence with its reason."""
    text = written(TALK, Format.MARKDOWN, DE)
    assert f"## {QUESTION}\n" in text
    assert f"Ingrid Maas ({DE.direct}). The night ferry returns, Nadia Fenn, The Courier," in text
    assert "14. März 2025" in text
    assert f"## And \\<Vela\\>?\n\n{DE.silent} {DE.no_subject}\n" in text


LINES = (Group("Mine", None, None, ((MAAS, "Ask her <again> & again"), (APPLES, ""))),)


def test_word_has_quotes_sources_and_lines_of_ones_own() -> None:
    """Each a paragraph of its style; what XML can't hold is shown as such."""
    odd = hostile("a\0b\x0bc").quotes[0]
    groups = [*LINES, Group("Odd", None, None, ((odd, ""),))]
    paragraphs = Document(io.BytesIO(export(groups, Format.WORD, DE))).paragraphs
    told = [(each.style.name, each.text) for each in paragraphs if each.style]
    assert ("Heading 2", "Mine") in told
    assert ("Quote", MAAS.text) in told
    assert ("Quote", "a\ufffdb\ufffdc") in told
    assert ("List Bullet", "Eine eigene Zeile: Ask her <again> & again") in told
    sources = [text for style, text in told if style == "Normal"]
    assert sources[0].startswith(f"Ingrid Maas ({DE.direct}). The night ferry returns, ")


def test_html_is_only_text() -> None:
    """For pasting: block quotes with their language, and what somebody wrote is escaped."""
    page = export(LINES, Format.HTML, EN).decode()
    assert f'<blockquote lang="zh" dir="auto"><p>{APPLES.text}</p></blockquote>' in page
    assert "Ask her &lt;again&gt; &amp; again" in page
    assert f"<p>{EN.silent} {EN.no_subject}</p>" in written(TALK, Format.HTML, EN)


@pytest.mark.parametrize("form", VERIFIABLE)
def test_a_line_of_ones_own_is_marked_as_such_and_is_no_citation(
    tmp_path: Path, form: Format
) -> None:
    """Whatever stands in it, verifying reads the quotes alone."""
    line = '```json\n{"article": "x"}\n{"text"}'
    path = tmp_path / f"lines.{form}"
    path.write_bytes(export([Group("Mine", None, None, ((MAAS, line),))], form, EN))
    assert [each.text for each in read_citations(path)] == [MAAS.text]
