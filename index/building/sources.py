"""Whatever can be added by name: files, folders, URLs, feeds, sitemaps and standard input."""

import hashlib
import io
import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import BinaryIO, Final

from onrecord.corpus import CorpusError, find_articles, split
from onrecord.corpus.errors import UnreadableFileError
from onrecord.corpus.page.metadata import Metadata
from onrecord.corpus.reading.folder import written_out
from onrecord.corpus.reading.item import Validators
from onrecord.corpus.reading.listing import MAX_ENTRIES, Entry, read_listing
from onrecord.corpus.reading.packages import bounded
from onrecord.corpus.reading.sniff import LISTING, kind_of
from onrecord.corpus.reading.web import Page, Web, checked_url, inflated
from onrecord.index.building.gather import (
    Gathered,
    ReadFile,
    UnchangedFile,
    UnreadableFile,
    gather,
    read_item,
)
from onrecord.index.store.stored_files import NOTHING_STORED

__all__ = ["Sources"]

log = logging.getLogger(__name__)

STANDARD_INPUT: Final = "-"
MAX_LISTING_S: Final = 1_800.0
"""How long the entries of all feeds and sitemaps together may take."""

_GZIP: Final = b"\x1f\x8b"
_NOTHING: Final = Metadata()


@dataclass(slots=True)
class Sources:
    """Reads what is named; `known` are the validators of the URLs that are indexed.

    After `gather`, `fetched` has those of the pages that were read. Files in `corpus` are named
    by their path in it; other files by their name, folders' files by their path in the folder.
    """

    corpus: Path
    web: Web
    known: Mapping[str, Validators]
    fetched: dict[str, Validators] = field(default_factory=dict)
    n_left: int = MAX_ENTRIES
    ends: float = field(default_factory=lambda: time.monotonic() + MAX_LISTING_S)

    def gather(
        self, sources: Sequence[str], stdin: BinaryIO | None = None, name: str | None = None
    ) -> Iterator[Gathered]:
        """Read the sources, those of the web at once and the others one after the other.

        `-` is `stdin`, which is called `name`, or by its content.
        """
        pages = [found for each in sources if _is_url(each) for found in self._url(each)]
        others = (each for each in sources if not _is_url(each))
        return chain(pages, chain.from_iterable(self._other(each, stdin, name) for each in others))

    def _other(self, source: str, stdin: BinaryIO | None, name: str | None) -> Iterator[Gathered]:
        if source == STANDARD_INPUT and stdin is not None:
            return self._stdin(stdin, name)
        return self._local(source)

    def _local(self, source: str) -> Iterator[Gathered]:
        try:
            path = Path(source).resolve()
            folder = path if path.is_dir() else path.parent
            paths = [*find_articles(path)] if path.is_dir() else [path]
        except (CorpusError, OSError, ValueError, RuntimeError) as error:
            why = f"{written_out(source)[:200]!r} can't be read ({error}): check the path"
            yield UnreadableFile(written_out(source)[:200], why)
            return
        inside = path.is_relative_to(self.corpus)
        for found in gather(self.corpus if inside else folder, paths, NOTHING_STORED):
            yield found if inside else _alone(found)

    def _stdin(self, stdin: BinaryIO, name: str | None) -> Iterator[Gathered]:
        try:
            raw = bounded(stdin, "standard input", self.web.max_bytes)
            kind = kind_of(raw, name=name or "")
            name = name or f"stdin-{hashlib.sha256(raw).hexdigest()[:12]}{kind}"
            if written_out(name) != name:
                raise UnreadableFileError(f"{name!r} can't be a name: it has control characters")
            yield from self._content(raw, name, kind, _NOTHING)
        except CorpusError as error:
            yield UnreadableFile(written_out(name or STANDARD_INPUT), str(error))

    def _url(
        self, url: str, known: Metadata = _NOTHING, *, in_feed: bool = False
    ) -> Iterator[Gathered]:
        try:
            url = checked_url(url)
            log.info("reading %s", url)
            page = self.web.fetch(url, self.known.get(url))
            if page is None:
                yield UnchangedFile(url)
                return
            yield from self.page(page, url, known, in_feed=in_feed)
        except CorpusError as error:
            yield UnreadableFile(written_out(url)[:200], str(error))

    def page(
        self, page: Page, url: str, known: Metadata = _NOTHING, *, in_feed: bool = False
    ) -> Iterator[Gathered]:
        """Read what was fetched from `url`.

        Raises
        ------
        CorpusError
            If it is none of what can be read.
        """
        raw, kind = self._opened(page, url)
        if kind == LISTING and in_feed:
            raise UnreadableFileError(f"{url!r} is a list within a list: add it by itself")
        for found in self._content(raw, url, kind, known, page.url):
            if isinstance(found, ReadFile) and found.article.id == url:
                self.fetched[url] = page.validators
            yield found

    def entries(self, page: Page, url: str) -> tuple[Entry, ...]:
        """Read a feed or sitemap; another page has none.

        Raises
        ------
        CorpusError
            If it looks like one and isn't.
        """
        raw, kind = self._opened(page, url)
        return read_listing(raw, url) if kind == LISTING else ()

    def _opened(self, page: Page, url: str) -> tuple[bytes, str]:
        raw = page.raw
        if raw.startswith(_GZIP):
            raw = inflated(raw, self.web.max_bytes, url)
        return raw, kind_of(raw, page.content_type, page.url)

    def _content(
        self, raw: bytes, name: str, kind: str, known: Metadata, url: str | None = None
    ) -> Iterator[Gathered]:
        if kind == LISTING:
            yield from self._listing(read_listing(raw, url or ""), name)
            return
        for item in split(io.BytesIO(raw), name, kind):
            found = _alone(read_item(item, known))
            if isinstance(found, ReadFile) and found.article.url is None and url is not None:
                found = replace(found, article=replace(found.article, url=url))
            yield found

    def _listing(self, entries: Sequence[Entry], name: str) -> Iterator[Gathered]:
        """Read each entry; an index of sitemaps is followed one step down."""
        for number, entry in enumerate(entries):
            if self.n_left <= 0 or time.monotonic() > self.ends:
                why = f"{len(entries) - number} entries of {name!r} were left out: add them by URL"
                yield UnreadableFile(f"{name}…", why)
                return
            self.n_left -= 1
            yield from self.entry(entry)

    def entry(self, entry: Entry) -> Iterator[Gathered]:
        """Read what an entry of a feed or sitemap leads to."""
        found = self._url(entry.url, entry.known, in_feed=not entry.is_listing)
        return found if entry.page is None else self._or_page(entry, found)

    def _or_page(self, entry: Entry, found: Iterator[Gathered]) -> Iterator[Gathered]:
        """Take the text in the feed where the page can't be had."""
        for each in found:
            if isinstance(each, UnreadableFile) and entry.page is not None:
                yield from self._content(entry.page, entry.url, ".html", entry.known, entry.url)
            else:
                yield each


def _is_url(source: str) -> bool:
    return "://" in source


def _alone(found: Gathered) -> Gathered:
    """Mark what no file of the corpus holds, so that a build does not take it out."""
    return replace(found, sha256=None) if isinstance(found, ReadFile) else found
