"""Documents that are archives of XML: their parts, as trees."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from zipfile import ZipFile

from lxml import etree

from onrecord.corpus.errors import DamagedFileError, TooBigError
from onrecord.corpus.reading.archive import BROKEN, opened
from onrecord.corpus.reading.layout import one_line

__all__ = ["Element", "first_words", "local", "parsed", "part", "unpacked"]

MAX_PART_BYTES = 50_000_000  # unpacked; the parts are read as a whole

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
    """Parse XML; no entity of its own is expanded, nothing is fetched.

    Raises
    ------
    lxml.etree.LxmlError
        If it isn't well-formed.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    return etree.fromstring(raw, parser)


def local(node: Element) -> str:
    """Return an element's name without its namespace, "" for comments and the like."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def first_words(root: Element | None, *names: str) -> str | None:
    """Return the words of the first element below with one of the names, the first name first."""
    if root is None:
        return None
    nodes = (node for name in names for node in root.iter(f"{{*}}{name}"))
    return next(filter(None, (one_line("".join(node.itertext())) for node in nodes)), None)
