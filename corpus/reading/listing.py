"""Feeds and sitemaps: the URLs in them, and what a feed says about each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

from lxml import etree

from onrecord.corpus.errors import DamagedFileError
from onrecord.corpus.page.dates import parse_date
from onrecord.corpus.page.metadata import Metadata

__all__ = ["MAX_ENTRIES", "Entry", "read_listing"]

MAX_ENTRIES = 1_000
ENTRIES = {"item", "entry", "url", "sitemap"}
FEEDS, MAPS = {"rss", "feed", "rdf"}, {"urlset", "sitemapindex"}
DAYS = ("published", "pubdate", "date", "issued", "updated", "lastmod")


@dataclass(frozen=True, slots=True)
class Entry:
    """A URL and what is known about its article; `is_listing` if it leads to a sitemap again."""

    url: str
    known: Metadata
    is_listing: bool


def read_listing(raw: bytes, url: str) -> tuple[Entry, ...]:
    """Read an RSS or Atom feed, a sitemap or an index of sitemaps, each URL once, in order.

    Raises
    ------
    DamagedFileError
        If it is none of these.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(raw, parser)
    except (etree.LxmlError, ValueError):
        root = None
    if root is None or _name(root) not in FEEDS | MAPS:
        raise DamagedFileError(f"{url!r} is XML but no feed and no sitemap: name an article's page")
    outlet = _first(root, "title") or _first(next(_all(root, "channel"), root), "title")
    found: dict[str, Entry] = {}
    for node in root.iter():
        link = _link(node) if _name(node) in ENTRIES else None
        if link:
            known = _metadata(node, outlet) if _name(root) in FEEDS else Metadata()
            there = urljoin(url, link)
            found.setdefault(there, Entry(there, known, _name(node) == "sitemap"))
    return tuple(found.values())


def _name(node: "etree._Element") -> str:
    return etree.QName(node).localname.lower() if isinstance(node.tag, str) else ""


def _all(node: "etree._Element", name: str) -> Iterator["etree._Element"]:
    return (child for child in node if _name(child) == name)


def _first(node: "etree._Element", *names: str) -> str | None:
    words = (
        " ".join("".join(child.itertext()).split()) for name in names for child in _all(node, name)
    )
    return next((each for each in words if each), None)


def _link(node: "etree._Element") -> str | None:
    for link in _all(node, "link"):
        if link.get("rel", "alternate") == "alternate" and (link.get("href") or link.text):
            return (link.get("href") or link.text or "").strip() or None
    guid = _first(node, "guid") or ""
    return _first(node, "loc") or (guid if guid.startswith(("http://", "https://")) else None)


def _metadata(node: "etree._Element", outlet: str | None) -> Metadata:
    author = next(_all(node, "author"), None)
    named = _first(author, "name") if author is not None else None
    return Metadata(
        title=_first(node, "title"),
        author=named or _first(node, "creator"),
        outlet=outlet,
        published=_day(_first(node, *DAYS)),
    )


def _day(words: str | None) -> date | None:
    try:
        return parse_date(words or "") or parsedate_to_datetime(words or "").date()
    except ValueError:
        return None
