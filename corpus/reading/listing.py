"""Feeds and sitemaps: the URLs in them, and what a feed says about each."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import escape, unescape
from typing import Any
from urllib.parse import urljoin

import feedparser
import lxml.html
from lxml import etree

from onrecord.corpus.errors import DamagedFileError
from onrecord.corpus.page.metadata import Metadata

__all__ = ["MAX_ENTRIES", "Entry", "read_listing"]

MAX_ENTRIES = 1_000
MIN_CONTENT_CHARS = 400  # of an article in full; less is a summary
STAMPS = ("updated", "published", "title")
SITES = {"url", "sitemap"}
MAPS = {"urlset", "sitemapindex"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A URL and what is known about its article; `is_listing` if it leads to a sitemap again.

    `page` is a page of the article's whole text, where the feed has that; `stamp` says when it
    was changed, in the list's own words.
    """

    url: str
    known: Metadata
    is_listing: bool
    page: bytes | None = None
    stamp: str = ""


def read_listing(raw: bytes, url: str) -> tuple[Entry, ...]:
    """Read an RSS or Atom feed, a sitemap or an index of sitemaps, each URL once, in order.

    An entry whose address is none is passed over.

    Raises
    ------
    DamagedFileError
        If it is none of these.
    """
    found: dict[str, Entry] = {}
    for entry in _sites(raw, url) or _feed(raw, url):
        found.setdefault(entry.url, entry)
    return tuple(found.values())


def _feed(raw: bytes, url: str) -> Iterator[Entry]:
    """Read a feed; what bytes are, feedparser may take for a path, so they come as a stream."""
    read = feedparser.parse(io.BytesIO(raw), response_headers={"content-location": url})
    if not read.get("version"):
        raise DamagedFileError(f"{url!r} is XML but no feed and no sitemap: name an article's page")
    outlet = _plain(read.feed.get("title"))
    for entry in read.entries:
        link = _joined(url, entry.get("link") or _address(entry.get("id", "")))
        if link:
            stamp = next((entry[each] for each in STAMPS if each in entry), "")
            known = _metadata(entry, outlet)
            yield Entry(link, known, is_listing=False, page=_page(entry), stamp=stamp)


def _sites(raw: bytes, url: str) -> list[Entry]:
    """Read a sitemap, or an index of them."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(raw, parser)
    except (etree.LxmlError, ValueError):
        return []
    if root is None or _name(root) not in MAPS:
        return []
    sites = (node for node in root if _name(node) in SITES)
    return [
        Entry(there, Metadata(), _name(node) == "sitemap", stamp=_said(node, "lastmod"))
        for node in sites
        if (there := _joined(url, _said(node, "loc")))
    ]


def _said(node: Any, name: str) -> str:
    """Return the words of the first child of a name."""
    children = (" ".join("".join(each.itertext()).split()) for each in node if _name(each) == name)
    return next(children, "")


def _name(node: Any) -> str:
    """Return the local name of an element; a prefix that nobody declared is none of it."""
    return (
        node.tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(node.tag, str) else ""
    )


def _address(words: str) -> str:
    return words if words.startswith(("http://", "https://")) else ""


def _joined(base: str, link: str) -> str | None:
    try:
        return urljoin(base, link.strip()) if link.strip() else None
    except ValueError:  # an address that is none costs its entry, and no other
        return None


def _metadata(entry: Any, outlet: str | None) -> Metadata:
    return Metadata(
        title=_title(entry),
        author=_plain((entry.get("author_detail") or {}).get("name") or entry.get("author")),
        outlet=outlet,
        published=_day(entry.get("published_parsed") or entry.get("updated_parsed")),
    )


def _day(moment: Any) -> date | None:
    return date(*moment[:3]) if moment else None


def _title(entry: Any) -> str | None:
    """Return a title without mark-up; in plain text, what is never closed is none."""
    words = entry.get("title", "")
    is_text = entry.get("title_detail", {}).get("type") == "text/plain" and "</" not in words
    return _plain(words, is_marked=not is_text)


def _plain(words: str | None, *, is_marked: bool = True) -> str | None:
    """Return words without their entities, and their tags where they may have any."""
    if not words or not words.strip():
        return None
    is_marked = is_marked and "<" in words
    plain = lxml.html.fromstring(f"<p>{words}</p>").text_content() if is_marked else unescape(words)
    return " ".join(plain.split()) or None


def _page(entry: Any) -> bytes | None:
    """Make a page of the article where the feed holds it whole."""
    contents = [each.get("value", "") for each in entry.get("content", ())]
    content = max(contents, key=len, default="")
    if len(_plain(content) or "") < MIN_CONTENT_CHARS:
        return None
    title = escape(_title(entry) or "")
    return (
        f"<html><head><meta charset='utf-8'><title>{title}</title></head>"
        f"<body><article>{content}</article></body></html>"
    ).encode()
