"""The sources that the documents name can be added, under the ids that they name."""

import io
import json
import re
import shlex
import sys
import zipfile
from pathlib import Path

import docx
import pytest
from documents import DOCUMENTS
from fakes import FakeEncoder
from papers import Put, pdf

from onrecord.corpus.reading.item import Validators
from onrecord.corpus.reading.web import Page, Web
from onrecord.rag.desk import Desk
from onrecord.ui import cli
from onrecord.ui.terminal import commands

EXAMPLES = re.findall(r"^(.*\bonrecord add .*?)\s+# id: (\S+)$", DOCUMENTS, re.MULTILINE)
SITE = "https://post.example/"
PAGES = {
    f"{SITE}harbour": "<html><body><p>The harbour is open again.</p></body></html>",
    f"{SITE}ferry": "<html><body><p>The ferry sails at noon.</p></body></html>",
    f"{SITE}crane": "<html><body><p>The crane stands still.</p></body></html>",
    f"{SITE}feed.xml": f"<rss><channel><item><link>{SITE}ferry</link></item></channel></rss>",
    f"{SITE}sitemap.xml": f"<urlset><url><loc>{SITE}crane</loc></url></urlset>",
}


def write_files() -> None:
    """Write those that the examples name."""
    Path("paper.pdf").write_bytes(pdf([[Put("The harbour is open again.", 72, 700)]]))
    document = docx.Document()
    document.add_paragraph("The council met on Monday.")
    document.save("minutes.docx")
    Path("day.jsonl").write_text("\n" * 6 + json.dumps({"text": "The tide was high."}))
    with zipfile.ZipFile("week.zip", "w") as archive:
        archive.writestr("monday.md", "# Monday\n\nIt rained.")


@pytest.mark.parametrize(("command", "article_id"), EXAMPLES)
def test_each_example_adds_its_article(
    command: str,
    article_id: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Run by the command line, with pages instead of a network."""
    monkeypatch.chdir(tmp_path)
    write_files()
    desk = Desk(tmp_path / "corpus", tmp_path / "index", tmp_path / "cache", model="one's own")
    desk.encoder = FakeEncoder()
    monkeypatch.setattr(commands, "open_desk", lambda _: desk)
    told = Validators(None, None)
    monkeypatch.setattr(Web, "fetch", lambda _, url, __: Page(url, PAGES[url].encode(), "", told))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Notes of a walk.")))
    words = shlex.split(command.rpartition("|")[2])
    assert cli.main([*words[1:], "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["added"] == [article_id]


def test_each_kind_of_source_has_an_example() -> None:
    """Eight of them."""
    assert len(EXAMPLES) == 8
