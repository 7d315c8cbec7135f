"""XML of newsrooms: NITF, NewsML-G2, WordPress exports, feeds that hold their texts, XHTML."""

import re
from collections.abc import Iterator
from datetime import date
from typing import BinaryIO

from lxml import etree

from onrecord.corpus.errors import DamagedFileError
from onrecord.corpus.page.dates import parse_date
from onrecord.corpus.page.shortcodes import without_shortcodes
from onrecord.corpus.reading.item import Found, Item, Remark, line_item
from onrecord.corpus.reading.layout import one_line
from onrecord.corpus.reading.markup import HAS_MARKUP, fragment, words_of
from onrecord.corpus.reading.unpacked import Element, first_words, local, parsed

__all__ = ["stories"]

FEEDS = frozenset({"rss", "feed", "RDF", "urlset", "sitemapindex"})
DECLARES = b"<!ENTITY"
COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(?=T|$)")
DAYS = ("post_date", "published", "pubDate", "date", "updated")
PUBLISHED = frozenset({"publish", ""})
WRITTEN = frozenset({"post", "page", ""})


def stories(file: BinaryIO, name: str) -> Iterator[Found]:
    """Yield the articles of an XML file, by what its outermost element is.

    Raises
    ------
    DamagedFileError
        If it is not well-formed, or of no kind that is known.
    """
    raw = file.read()
    try:
        root = parsed(raw)
    except etree.LxmlError as error:
        raise DamagedFileError(f"{name!r} is no well-formed XML: save it anew") from error
    except DamagedFileError as error:
        raise DamagedFileError(f"{name!r}: {error}") from error
    kind = local(root)
    if kind == "html":  # whose parser knows no entities of the file's own
        page = etree.tostring(root, method="html", encoding="utf-8") if DECLARES in raw else raw
        yield Item(name, page, ".html")
    elif kind in FEEDS:
        yield from _entries(root, name)
    else:
        items = list(root.iter("{*}newsItem", "{*}NewsItem")) or [root]
        found = [each for item in items if (each := _story(item))]
        if not found:
            raise DamagedFileError(
                f"{name!r} is XML of a kind that isn't known (<{kind}>): save it as HTML or text"
            )
        for number, fields in enumerate(found, 1):
            yield line_item(name if len(found) == 1 else f"{name}#{number}", fields)


def _story(item: Element) -> dict[str, str | date | None] | None:
    """Read one story of an agency: NITF, or NewsML with NITF, XHTML or plain words in it."""
    body = next(
        (
            node
            for each in ("body.content", "body", "inlineData")
            for node in item.iter(f"{{*}}{each}")
        ),
        None,
    )
    if body is None or local(item) not in {"nitf", "newsItem", "NewsItem"}:
        return None
    day = next((node.get("norm") for node in item.iter("{*}date.issue")), None)
    stated = day or first_words(
        item, "contentCreated", "firstCreated", "versionCreated", "FirstCreated", "story.date"
    )
    return {
        "text": words_of(body),
        "title": first_words(item, "headline", "hl1", "HeadLine", "title"),
        "author": _author(item),
        "outlet": _outlet(item),
        "published": _day(stated),
    }


def _author(item: Element) -> str | None:
    byline = first_words(item, "person") or first_words(item, "byline", "by", "ByLine")
    if byline is None:
        byline = first_words(next(item.iter("{*}creator"), None), "name")
    return byline.removeprefix("By ").removeprefix("Von ") if byline else None


def _outlet(item: Element) -> str | None:
    holders = ("infoSource", "provider", "copyrightHolder")
    held = (
        first_words(node, "name") or node.get("literal")
        for each in holders
        for node in item.iter(f"{{*}}{each}")
    )
    named = (node.get("holder") for node in item.iter("{*}doc.copyright"))
    return (
        next(filter(None, held), None)
        or first_words(item, "distributor")
        or next(filter(None, named), None)
    )


def _entries(root: Element, name: str) -> Iterator[Found]:
    """Yield the entries of a feed or an export that are whole, published articles."""
    outlet = first_words(next(root.iter("{*}channel"), root), "title")
    entries = list(root.iter("{*}item", "{*}entry"))
    called = {
        first_words(each, "author_login"): first_words(each, "author_display_name")
        for each in root.iter("{*}author")
    }
    n_left = 0
    for number, entry in enumerate(entries, 1):
        text = _body(entry)
        state, kind = _first(entry, "status"), _first(entry, "post_type")
        if not text or state not in PUBLISHED or kind not in WRITTEN:
            n_left += 1
            continue
        link, author = _link(entry), first_words(entry, "creator", "name")
        yield line_item(
            f"{name}#{first_words(entry, 'post_id') or number}",
            {
                "text": text, "title": _plain(first_words(entry, "title")), "outlet": outlet,
                "url": link,
                "author": called.get(author) or author,
                "published": _day(first_words(entry, *DAYS)),
            },
        )  # fmt: skip
    if n_left == len(entries):
        raise DamagedFileError(f"{name!r} is a feed that names pages: add it by its address")
    if n_left:
        yield Remark(
            name, f"{n_left} of {len(entries)} entries are left out: drafts, media, or no text"
        )


def _plain(title: str | None) -> str | None:
    """Give a title without the mark-up that a feed may write in it."""
    return one_line(words_of(fragment(title))) if title and HAS_MARKUP.search(title) else title


def _first(entry: Element, name: str) -> str:
    return next((one_line(node.text) or "" for node in entry if local(node) == name), "")


def _body(entry: Element) -> str:
    for node in entry:
        if local(node) in {"encoded", "content"} and "excerpt" not in str(node.tag):
            if len(node):
                return words_of(node)
            markup = without_shortcodes(node.text or "", between="<br>")
            return words_of(fragment(_paragraphs(markup)))
    return ""


def _paragraphs(markup: str) -> str:
    """Mark the paragraphs that WordPress keeps as blank lines alone."""
    if "<p" in markup:
        return markup
    return "".join(f"<p>{each}</p>" for each in markup.split("\n\n"))


def _link(entry: Element) -> str | None:
    links = (node.get("href") or one_line(node.text) for node in entry if local(node) == "link")
    return next((each for each in links if each and each.startswith(("http://", "https://"))), None)


def _day(words: str | None) -> date | None:
    """Return the first day in words; NITF writes it as 20251020."""
    return parse_date(COMPACT.sub(r"\1-\2-\3", words or ""))
