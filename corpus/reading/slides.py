"""A PowerPoint presentation to its words: slide by slide, each with its notes."""

import posixpath
from collections.abc import Iterator
from zipfile import ZipFile

from onrecord.corpus.page.dates import parse_date
from onrecord.corpus.page.metadata import Metadata
from onrecord.corpus.reading.layout import Kind, first_heading, laid_out, row
from onrecord.corpus.reading.raised import lowered, raised
from onrecord.corpus.reading.unpacked import Element, first_words, local, part, unpacked

__all__ = ["read_slides"]

DECK = "ppt/presentation.xml"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
TITLES = frozenset({"title", "ctrTitle"})
PAGE_PARTS = frozenset({"sldNum", "dt", "ftr", "hdr", "sldImg"})  # on each slide alike


def read_slides(raw: bytes, name: str) -> tuple[str, Metadata, Metadata]:
    """Return the text, what the presentation states about itself, and the day it was made.

    Raises
    ------
    CorpusError
        If it is none, or unpacks to too much.
    """
    with unpacked(raw, name, "PowerPoint presentation") as archive:
        blocks = [block for slide in _slides(archive) for block in _blocks(part(archive, slide))]
        there = "docProps/core.xml" in archive.namelist()
        facts = part(archive, "docProps/core.xml") if there else None
    title = first_words(facts, "title")
    stated = Metadata(
        title=first_heading(blocks) if title in {None, "PowerPoint Presentation"} else title,
        author=first_words(facts, "creator"),
    )
    return (
        laid_out(blocks),
        stated,
        Metadata(published=parse_date(first_words(facts, "created") or "")),
    )


def _slides(archive: ZipFile) -> Iterator[str]:
    """Name the parts in their order: each slide, then the notes to it."""
    targets = dict(_targets(archive, DECK))
    for node in part(archive, DECK).iter("{*}sldId"):
        slide = targets.get(node.get(RELATION, ""))
        if slide:
            yield slide
            notes = (target for _, target in _targets(archive, slide) if "/notesSlides/" in target)
            yield from notes


def _targets(archive: ZipFile, name: str) -> Iterator[tuple[str, str]]:
    folder, file = posixpath.split(name)
    relations = f"{folder}/_rels/{file}.rels"
    if relations in archive.namelist():
        for node in part(archive, relations):
            if node.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join(folder, node.get("Target", "")))
                yield node.get("Id", ""), target.lstrip("/")


def _blocks(slide: Element) -> Iterator[tuple[Kind, str]]:
    for node in slide.iter():
        if local(node) == "tr":
            yield row(_words(cell) for cell in node if local(cell) == "tc")
        if local(node) != "p" or next(node.iterancestors("{*}tc"), None) is not None:
            continue
        places = (each for above in node.iterancestors("{*}sp") for each in above.iter("{*}ph"))
        holder = next((each.get("type", "body") for each in places), "")
        if holder not in PAGE_PARTS:
            yield Kind.HEADING if holder in TITLES else Kind.PARAGRAPH, _words(node)


def _words(block: Element) -> str:
    pieces = {"br": "\n", "tab": "\t"}
    return "".join(
        _in_place(node) if local(node) == "t" else pieces.get(local(node), "")
        for node in block.iter()
    ).strip()


def _in_place(node: Element) -> str:
    """Return the words of a run, those above or below the line as such."""
    height = next(
        (each.get("baseline", "0") for each in node.itersiblings("{*}rPr", preceding=True)), "0"
    )
    writes = str if height == "0" else lowered if height.startswith("-") else raised
    return writes(node.text or "")
