"""What bytes are, and which pages a feed or sitemap leads to."""

import io
import zipfile
from datetime import date

import pytest

from onrecord.corpus.errors import DamagedFileError
from onrecord.corpus.page.metadata import Metadata
from onrecord.corpus.reading.listing import Entry, read_listing
from onrecord.corpus.reading.sniff import LISTING, kind_of, true_kind

RSS = """<?xml version="1.0"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Harbour Post</title><link>https://post.example/</link>
<item><title>Ferry &amp; crane</title><link> /a </link><dc:creator>Ada Beispiel</dc:creator>
<pubDate>Mon, 20 Oct 2025 10:00:00 +0200</pubDate></item>
<item><title>Second</title><guid>https://post.example/b</guid></item>
<item><title>Again</title><link>https://post.example/a</link></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Hafenblatt</title>
<link href="https://blatt.example/"/><entry><title>Fähre</title>
<author><name>Bo Muster</name></author><updated>2025-10-21T08:00:00Z</updated>
<link rel="edit" href="https://blatt.example/edit"/><link href="https://blatt.example/f"/>
</entry></feed>"""
SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>https://post.example/a</loc><lastmod>2025-10-20</lastmod></url></urlset>"""
INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>https://post.example/news.xml</loc></sitemap></sitemapindex>"""


def zipped(name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, "words")
    return file.getvalue()


@pytest.mark.parametrize(
    ("raw", "content_type", "name", "kind"),
    [
        (b"%PDF-1.4", "text/html", "a.txt", ".pdf"),
        (zipped("word/document.xml"), "", "", ".docx"),
        (zipped("a.txt"), "application/octet-stream", "", ".zip"),
        (b"PK\x03\x04 and nothing", "", "", ".zip"),
        (RSS.encode(), "text/html", "", LISTING),
        (SITEMAP.encode(), "text/plain", "sitemap.txt", LISTING),
        (b"words", "text/html; charset=utf-8", "", ".html"),
        (b"words", "application/x-ndjson", "", ".jsonl"),
        (b"words", "text/plain", "https://post.example/a.md?b=c", ".md"),
        (b"words", "text/plain", "https://post.example/a.exe", ".txt"),
        (b"<!DOCTYPE html><p>words", "", "", ".html"),
        (b'\xef\xbb\xbf{"text": "words"}', "", "", ".jsonl"),
        (b"---\ntitle: T\n---\nwords", "", "", ".md"),
        (b"The <rss> element opens a feed.", "", "", ".txt"),
        (b"", "", "", ".txt"),
    ],
)
def test_a_kind_is_told_by_bytes_type_name_and_look(
    raw: bytes, content_type: str, name: str, kind: str
) -> None:
    """In this order: what bytes begin with can't lie."""
    assert kind_of(raw, content_type, name) == kind


MAIL = b"From: ada@post.example\nMIME-Version: 1.0\n\nThe harbour is open."


@pytest.mark.parametrize(
    ("raw", "suffix", "kind"),
    [
        (b"%PDF-1.4", ".eml", ".pdf"),
        (b"%PDF-1.4", "", ".pdf"),
        (b"{\\rtf1 words}", ".html", ".rtf"),
        (MAIL, ".md", ".eml"),
        (b"<!DOCTYPE html><p>words", ".md", ".html"),
        (b"\x89PNG", "", ".png"),
        (b"PK\x03\x04 and nothing", ".docx", ".docx"),
        (b"ID3 tags are explained", ".txt", ".txt"),
        (b'{"text": "words"}', ".html", ".html"),
        (RSS.encode(), ".xml", ".xml"),
        (b"words", "", ""),
    ],
)
def test_what_is_called_otherwise_is_told_by_its_content(
    raw: bytes, suffix: str, kind: str
) -> None:
    """Its mark-up would be quoted; what is merely damaged is what it is called."""
    assert true_kind(raw, suffix) == kind


def test_a_feed_gives_its_pages_once_with_what_it_says_of_them() -> None:
    """RSS and Atom; relative links belong to the feed's address."""
    first, second = read_listing(RSS.encode(), "https://post.example/feed")
    day = date(2025, 10, 20)
    stated = Metadata("Ferry & crane", "Ada Beispiel", "Harbour Post", day, None)
    stamp = "Mon, 20 Oct 2025 10:00:00 +0200"
    assert first == Entry("https://post.example/a", stated, is_listing=False, stamp=stamp)
    assert second.url == "https://post.example/b"
    (entry,) = read_listing(ATOM.encode(), "https://blatt.example/feed")
    stated = Metadata("Fähre", "Bo Muster", "Hafenblatt", date(2025, 10, 21), None)
    stamp = "2025-10-21T08:00:00Z"
    assert entry == Entry("https://blatt.example/f", stated, is_listing=False, stamp=stamp)


@pytest.mark.parametrize(
    ("item", "url", "title"),
    [
        ("<title>Ferry</title><link>/a</link><quay:note>n</quay:note>", "/a", "Ferry"),
        ("<title>It&amp;rsquo;s &lt;b&gt;open&lt;/b&gt;</title><link>/a</link>", "/a", "It’s open"),
        (
            "<title>The &lt;quay&gt; sign, Q&amp;amp;A</title><link>/a</link>",
            "/a",
            "The <quay> sign, Q&A",
        ),
        ("<title>Ferry</title><link>/a?x=1&y=2</link>", "/a?x=1&y=2", "Ferry"),
        (
            '<title>Ferry</title><guid isPermaLink="true">https://post.example/g</guid>',
            "/g",
            "Ferry",
        ),
    ],
)
def test_feeds_are_read_as_broken_as_they_come(item: str, url: str, title: str) -> None:
    """Prefixes that nobody declared, marks in titles, and signs that should be entities."""
    (entry,) = read_listing(
        f"<rss><channel><item>{item}</item></channel></rss>".encode(), "https://post.example/feed"
    )
    assert (entry.url, entry.known.title) == (f"https://post.example{url}", title)


def test_an_entry_whose_address_is_none_costs_itself_alone() -> None:
    """Whatever it has in its place."""
    items = "<item><link>http://[a</link></item><item><link>/b</link></item>"
    found = read_listing(f"<rss><channel>{items}</channel></rss>".encode(), "https://post.example/")
    assert [entry.url for entry in found if "[" not in entry.url] == ["https://post.example/b"]


def test_links_of_atom_belong_to_their_base() -> None:
    """`xml:base` says where they begin."""
    atom = ATOM.replace("<feed ", '<feed xml:base="https://blatt.example/sub/" ')
    (entry,) = read_listing(
        atom.replace('href="https://blatt.example/f"', 'href="f"').encode(),
        "https://other.example/",
    )
    assert entry.url == "https://blatt.example/sub/f"


def test_a_sitemap_gives_pages_and_an_index_gives_sitemaps() -> None:
    """A day of change is no day of publication."""
    (page,) = read_listing(SITEMAP.encode(), "https://post.example/s.xml")
    plain = Metadata()
    assert page == Entry("https://post.example/a", plain, is_listing=False, stamp="2025-10-20")
    (sitemap,) = read_listing(INDEX.encode(), "https://post.example/s.xml")
    assert sitemap == Entry("https://post.example/news.xml", Metadata(), is_listing=True)


def test_entities_are_not_expanded() -> None:
    """Neither files nor a billion laughs come in through a feed."""
    bomb = '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM "/etc/passwd">]>'
    item = "<item><title>&b;&f;</title><link>https://post.example/a</link></item>"
    (entry,) = read_listing(f"{bomb}<rss><channel>{item}</channel></rss>".encode(), "")
    assert entry.known.title == "&b;&f;"


@pytest.mark.parametrize("raw", [b"", b"words", b"<html><body/></html>", b"<a>" * 1_000])
def test_what_is_no_list_is_refused(raw: bytes) -> None:
    """In one line."""
    with pytest.raises(DamagedFileError, match="no feed and no sitemap"):
        read_listing(raw, "https://post.example/")
