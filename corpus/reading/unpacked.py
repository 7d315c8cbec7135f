"""Documents that are archives of XML: their parts, as trees."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any
from zipfile import ZipFile

from lxml import etree

from onrecord.corpus.errors import DamagedFileError, TooBigError
from onrecord.corpus.reading.archive import BROKEN, opened
from onrecord.corpus.reading.layout import one_line

__all__ = ["Element", "first_words", "local", "parsed", "part", "unpacked"]

MAX_PART_BYTES = 50_000_000  # unpacked; the parts are read as a whole
REFERENCE = re.compile(r"&[\w.:-]+;")

Element = Any
"""Of lxml, which has no public name for it."""


@contextmanager
def unpacked(raw: bytes, name: str, what: str) -> Iterator[ZipFile]:
    """Open the archive of a document; `what` it should be is for the message.

    Raises
    ------
    DamagedFileError, TooBigError
        If it is none, or unpacks to too much.
    """
    try:
        with opened(io.BytesIO(raw), name) as archive:
            if sum(each.file_size for each in archive.infolist()) > MAX_PART_BYTES:
                raise TooBigError(f"{name} unpacks to more than {MAX_PART_BYTES:,} bytes: split it")
            yield archive
    except (*BROKEN, DamagedFileError, etree.LxmlError, KeyError, RuntimeError) as error:
        raise DamagedFileError(f"{name} is no sound {what}: save it anew") from error


def part(archive: ZipFile, name: str) -> Element:
    """Parse a part; raises what `unpacked` turns into a refusal."""
    return parsed(archive.read(name))


def parsed(raw: bytes) -> Element:
    """Parse XML; nothing is fetched, and no entity stands for more than a few plain words.

    Raises
    ------
    lxml.etree.LxmlError
        If it isn't well-formed.
    DamagedFileError
        If the words of an entity aren't known.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    root = etree.fromstring(raw, parser)
    own = root.getroottree().docinfo.internalDTD
    known = {} if own is None else {each.name: each.content for each in own.iterentities()}
    for node in [*root.iter(etree.Entity)]:
        _write_out(node, known.get(node.name) or node.text)
    return root


def _write_out(node: Element, words: str) -> None:
    """Put words in place of an entity, and characters in that of their names in HTML."""
    plain = unescape(words)
    if "<" in words or REFERENCE.search(plain):
        raise DamagedFileError(f"the words of {node.text!r} aren't declared in it: save it anew")
    before, parent = node.getprevious(), node.getparent()
    if before is None:
        parent.text = (parent.text or "") + plain + (node.tail or "")
    else:
        before.tail = (before.tail or "") + plain + (node.tail or "")
    parent.remove(node)


def local(node: Element) -> str:
    """Return an element's name without its namespace, "" for comments and the like."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def first_words(root: Element | None, *names: str) -> str | None:
    """Return the words of the first element below with one of the names, the first name first."""
    if root is None:
        return None
    nodes = (node for name in names for node in root.iter(f"{{*}}{name}"))
    return next(filter(None, (one_line("".join(node.itertext())) for node in nodes)), None)
