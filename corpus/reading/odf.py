"""An OpenDocument text or presentation to its words; notes last."""

from collections.abc import Iterator

from onrecord.corpus.errors import LockedFileError
from onrecord.corpus.languages.patterns import word_set
from onrecord.corpus.page.dates import parse_date
from onrecord.corpus.page.metadata import Metadata
from onrecord.corpus.reading.layout import Kind, first_heading, laid_out, row
from onrecord.corpus.reading.raised import lowered, raised
from onrecord.corpus.reading.unpacked import Element, first_words, local, part, unpacked

__all__ = ["read_odf"]

DROPPED = word_set(
    "annotation annotation-end desc title tracked-changes note note-citation ruby-text forms"
    " table-of-content hidden-paragraph hidden-text sequence-decls bibliography-mark"
    " binary-data"
)
SPACES = {"tab": "\t", "line-break": "\n", "soft-page-break": ""}


def read_odf(raw: bytes, name: str) -> tuple[str, Metadata, Metadata]:
    """Return the text, what the document states about itself, and the day it was made.

    Raises
    ------
    CorpusError
        If it is no such document, is encrypted, or unpacks to too much.
    """
    with unpacked(raw, name, "OpenDocument file") as archive:
        if b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise LockedFileError(f"{name} is encrypted: save it without a password")
        body = part(archive, "content.xml")
        facts = part(archive, "meta.xml") if "meta.xml" in archive.namelist() else None
    for hidden in [each for each in body.iter("{*}section") if _stated(each, "display") == "none"]:
        hidden.clear(keep_tail=True)
    _write_standing_off(body)
    notes = body.iter("{*}note-body")
    blocks = [*_blocks(body), *(block for note in notes for block in _blocks(note))]
    stated = Metadata(
        title=first_words(facts, "title") or first_heading(blocks),
        author=first_words(facts, "creator", "initial-creator"),
    )
    made = first_words(facts, "creation-date", "date")
    return laid_out(blocks), stated, Metadata(published=parse_date(made or ""))


def _write_standing_off(body: Element) -> None:
    """Write what stands above or below the line as such; styles say what does."""
    places = {
        _stated(each.getparent(), "name"): _stated(each, "text-position")
        for each in body.iter("{*}text-properties")
    }
    for span in body.iter("{*}span"):
        place = places.get(_stated(span, "style-name"), "")
        if len(span) == 0 and place.startswith(("super", "sub")):
            span.text = (raised if place.startswith("super") else lowered)(span.text or "")


def _stated(node: Element, name: str) -> str:
    return next((value for key, value in node.attrib.items() if key.endswith(f"}}{name}")), "")


def _blocks(root: Element) -> Iterator[tuple[Kind, str]]:
    """Yield each block with its kind; a paragraph within another, as of a frame, after it."""
    for node in root.iter():
        name = local(node)
        if name not in {"p", "h", "table-row"} or _is_within(node, root, DROPPED | {"table-row"}):
            continue
        words = _words(node)
        if name == "table-row":
            yield row(map(_words, node))
        elif name == "h":
            yield Kind.HEADING, words
        else:
            item = _is_within(node, root, frozenset({"list-item"}))
            yield (Kind.ITEM, f"- {words}" if words else "") if item else (Kind.PARAGRAPH, words)


def _is_within(node: Element, root: Element, names: frozenset[str]) -> bool:
    for above in node.iterancestors():
        if above is root:
            return False
        if local(above) in names:
            return True
    return False


def _words(block: Element) -> str:
    return "".join(_pieces(block)).strip()


def _pieces(block: Element) -> Iterator[str]:
    """Yield the words of a block without those of the frames in it, which are blocks too."""
    yield block.text or ""
    for node in block:
        name = local(node)
        if name == "s":
            count = _stated(node, "c")
            yield " " * (int(count) if count.isdigit() else 1)
        elif name in SPACES:
            yield SPACES[name]
        elif name in {"p", "h"}:
            yield "\n" if local(block).endswith("cell") else ""
            yield from _pieces(node) if local(block).endswith("cell") else ()
        elif name and name not in DROPPED:
            yield from _pieces(node)
        yield node.tail or ""
