"""An e-book, or an issue of a magazine, to its chapters: an article each."""

import posixpath
from collections.abc import Iterator
from typing import BinaryIO
from urllib.parse import unquote
from zipfile import ZipFile

from onrecord.corpus.errors import DamagedFileError, LockedFileError
from onrecord.corpus.page.dates import parse_date
from onrecord.corpus.reading.item import Found, line_item
from onrecord.corpus.reading.markup import first_heading, words_of
from onrecord.corpus.reading.unpacked import Element, first_words, part, unpacked

__all__ = ["chapters"]

CONTAINER = "META-INF/container.xml"
RIGHTS = frozenset({"META-INF/rights.xml", "META-INF/sinf.xml"})


def chapters(file: BinaryIO, name: str) -> Iterator[Found]:
    """Yield the chapters in their order, each named `name/chapter.xhtml`.

    Raises
    ------
    CorpusError
        If it is no such book, is encrypted, or unpacks to too much.
    """
    with unpacked(file.read(), repr(name), "EPUB") as archive:
        if RIGHTS & set(archive.namelist()):
            raise LockedFileError(f"{name!r} is encrypted: its shop's app alone can open it")
        package = _package(archive)
        book = part(archive, package)
        known = {
            "author": first_words(book, "creator"),
            "outlet": first_words(book, "publisher"),
            "language": first_words(book, "language"),
            "published": parse_date(first_words(book, "date") or ""),
        }
        for chapter in _spine(book, posixpath.dirname(package)):
            page = part(archive, chapter)
            heading = first_heading(page) or first_words(book, "title")
            text = words_of(page)
            if text:
                yield line_item(f"{name}/{chapter}", {"text": text, "title": heading, **known})


def _package(archive: ZipFile) -> str:
    roots = (node.get("full-path") for node in part(archive, CONTAINER).iter("{*}rootfile"))
    package = next(filter(None, roots), None)
    if package is None:
        raise DamagedFileError(f"{CONTAINER} names no package")
    return str(package)


def _spine(book: Element, folder: str) -> Iterator[str]:
    """Name the documents that are read one after the other, the contents left out."""
    there = {
        node.get("id"): node.get("href", "")
        for node in book.iter("{*}item")
        if "nav" not in node.get("properties", "").split()
    }
    for node in book.iter("{*}itemref"):
        if node.get("idref") in there:
            yield posixpath.normpath(posixpath.join(folder, unquote(there[node.get("idref")])))
