"""Workbooks whose figures above and below the line are written as such, for a library."""

import io
import zipfile

from lxml import etree

from onrecord.corpus.errors import CorpusError
from onrecord.corpus.reading.archive import BROKEN, opened
from onrecord.corpus.reading.raised import lowered, raised
from onrecord.corpus.reading.unpacked import MAX_PART_BYTES, parsed

__all__ = ["with_raised"]

STRINGS = "xl/sharedStrings.xml"
PLACED = b"vertAlign"
PLACES = {"superscript": raised, "subscript": lowered}


def with_raised(raw: bytes) -> bytes:
    """Write what stands off its line in the words of a workbook; any other file stays as it is."""
    try:
        with opened(io.BytesIO(raw), "") as archive:
            if archive.getinfo(STRINGS).file_size > MAX_PART_BYTES:
                return raw
            strings = archive.read(STRINGS)
            if PLACED not in strings:
                return raw
            return _rewritten(archive, _raised(strings))
    except (CorpusError, etree.LxmlError, KeyError, *BROKEN):
        return raw  # whoever reads it says what is wrong


def _raised(strings: bytes) -> bytes:
    root = parsed(strings)
    for place in root.iter("{*}vertAlign"):
        writes = PLACES.get(place.get("val"), str)
        for words in place.getparent().itersiblings("{*}t"):
            words.text = writes(words.text or "")
    return bytes(etree.tostring(root))


def _rewritten(archive: zipfile.ZipFile, strings: bytes) -> bytes:
    with zipfile.ZipFile(file := io.BytesIO(), "w") as book:
        for name in archive.namelist():
            book.writestr(name, strings if name == STRINGS else archive.read(name))
    return file.getvalue()
