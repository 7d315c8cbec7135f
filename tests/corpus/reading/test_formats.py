"""A format is one row: its suffixes, its mark and its limit are told in no other place."""

import ast
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from onrecord.corpus import Item, parse, split
from onrecord.corpus.errors import TooBigError
from onrecord.corpus.page.metadata import Metadata
from onrecord.corpus.reading import formats, loaders, packages, sniff
from onrecord.corpus.reading.formats import FORMATS, PACKAGES, SUFFIXES, Draft, Format
from onrecord.corpus.reading.sniff import kind_of

ROOT = Path(formats.__file__).parents[2]
OWN = {".pdf", ".docx", ".htm", ".markdown", ".mht", ".odt"}
"""Those that nothing else than a format is called."""


def open_document(words: bytes) -> bytes:
    """Pack words as a format might that is not known yet."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("content.abw", words)
    return file.getvalue()


def read_content(raw: bytes, name: str) -> Draft:
    """Unpack them."""
    del name
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return Draft(archive.read("content.abw").decode(), Metadata(title="Crane"), "utf-8")


@pytest.fixture
def _open_documents(monkeypatch: pytest.MonkeyPatch) -> None:
    """Add a row."""
    row = Format((".abw",), (), read_content, 200, b"PK\x03\x04", "content.abw")
    monkeypatch.setattr(sniff, "FORMATS", (row, *FORMATS))
    known: Any = {suffix: each for each in (row, *FORMATS) for suffix in each.suffixes}
    for module in (loaders, packages):
        monkeypatch.setattr(module, "format_of", known.get)


@pytest.mark.usefixtures("_open_documents")
def test_a_row_is_all_that_a_new_format_needs() -> None:
    """It is told by its mark and its member, bounded, and read."""
    raw = open_document(b"The crane stands still.")
    assert kind_of(raw, "text/html", "note.zip") == ".abw"
    (item,) = split(io.BytesIO(raw), "note", ".abw")
    assert isinstance(item, Item)
    assert parse(item).article.title == "Crane"
    assert parse(item).article.text == "The crane stands still."
    with pytest.raises(TooBigError, match="more than 200 bytes"):
        list(split(io.BytesIO(raw + b" " * 200), "note", ".abw"))


def test_no_suffix_belongs_to_two_formats() -> None:
    """Nor does a content type."""
    suffixes = [suffix for each in FORMATS for suffix in each.suffixes]
    assert sorted(suffixes) == sorted(SUFFIXES)
    assert all(suffix == suffix.lower() and suffix[0] == "." for suffix in suffixes)
    types = [kind for each in FORMATS for kind in each.content_types]
    assert sorted(types) == sorted(set(types))
    assert {".csv", ".eml", ".epub", ".jsonl", ".xlsx", ".xml", ".zip"} < PACKAGES


def test_suffixes_are_written_in_one_module() -> None:
    """Neither the page that takes files nor what opens them has a list of its own."""
    written = {
        path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
        for room in ("corpus", "index", "rag", "ui")
        for path in (ROOT / room).rglob("*.py")
    }
    naming = {
        name
        for name, text in written.items()
        if any(each in text for each in OWN)  # few are, and need a closer look
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant) and node.value in OWN
    }
    assert naming == {"corpus/reading/formats.py"}
    page = (ROOT / "ui" / "templates" / "articles.html").read_text("utf-8")
    assert 'accept="{{ suffixes | join' in page


def test_the_guide_names_each_format() -> None:
    """By its first suffix."""
    guide = (ROOT / "docs" / "using.md").read_text("utf-8")
    assert [each.suffixes[0] for each in FORMATS if f"`{each.suffixes[0]}`" not in guide] == []
