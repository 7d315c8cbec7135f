"""Reports as tables for people."""

from dataclasses import dataclass
from datetime import date

from onrecord.index.building.report import Skipped
from onrecord.rag.question.asked import Asks
from onrecord.rag.question.holdings import Holdings
from onrecord.rag.question.query import Query
from onrecord.rag.quoting.answer import Answer, Told
from onrecord.ui.terminal.text import answer_text, report_text
from onrecord.ui.words.strings import EN


@dataclass(frozen=True)
class Counted:
    """A report with a field of each kind."""

    n_articles: int
    oldest: date | None
    outlets: dict[str, int]
    skipped: tuple[Skipped, ...]
    languages: tuple[tuple[str, int], ...]
    added: tuple[str, ...]


def test_a_report_is_a_line_a_field_and_a_table_a_list() -> None:
    """Counts are named plainly; columns stand under their heads, also beside wide letters."""
    skipped = (
        Skipped("茶.txt", "has no words", kept=True),
        Skipped("a.zip/b.pdf", "is too long", kept=False),
    )
    languages = (("en", 10), ("de", 2))
    report = Counted(2, None, {"": 1, "Wire": 1}, skipped, languages, ("kite.txt",))
    assert report_text(report).splitlines() == [
        "articles: 2",
        "oldest: –",
        "outlets: – 1, Wire 1",
        "skipped: 2",
        "  path         reason        kept",
        "  茶.txt       has no words  yes",
        "  a.zip/b.pdf  is too long   no",
        "languages: 2",
        "  en  10",
        "  de  2",
        "added: 1",
        "  kite.txt",
    ]


def test_an_empty_report_has_no_table() -> None:
    """Nothing stands below a count of zero."""
    found = report_text(Counted(0, date(2025, 3, 14), {}, (), (), ()))
    assert found.splitlines()[3:] == ["skipped: 0", "languages: 0", "added: 0"]
    assert "oldest: 2025-03-14" in found


def test_what_there_is_is_a_line_for_all_that_the_articles_name() -> None:
    """With how many there are; of very many some are named."""
    outlets = tuple(f"Post {n:02}" for n in range(32))
    held = Holdings(outlets, (date(2025, 3, 14), date(2025, 4, 1)), languages=("de", "en"))
    told = Told(Asks.CORPUS, (), 40, held)
    answer = Answer(Query("q", "q", "en"), (), 1.0, None, (), 1, told=told)
    text = " ".join(answer_text(answer, EN).split())
    assert "40 articles Sources (32): Post 00 · Post 01 ·" in text
    assert "Post 29 · and 2 more Languages (2): English · German" in text
    assert text.endswith("Published: March 14, 2025 – April 1, 2025")
