"""Reports as tables for people."""

from onrecord.ui.terminal.terminal import report_text


def test_a_report_is_a_line_a_field_and_a_table_a_list() -> None:
    """Counts are named plainly; columns stand under their heads, also beside wide letters."""
    skipped = [
        {"path": "茶.txt", "reason": "has no words", "kept": True},
        {"path": "a.zip/b.pdf", "reason": "is too long", "kept": False},
    ]
    report = {
        "n_articles": 2, "oldest": None, "outlets": {"": 1, "Wire": 1}, "skipped": skipped,
        "languages": [["en", 10], ["de", 2]], "added": ["kite.txt"],
    }  # fmt: skip
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
    assert report_text({"added": [], "changed": []}) == "added: 0\nchanged: 0"
