"""Whatever can be named can be added: files, folders, pages, feeds, sitemaps, standard input."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import FakeEncoder
from web_site import Reply, Site, served

from onrecord.corpus.reading.web import Web
from onrecord.index.building.build import Builder
from onrecord.index.building.report import Report
from onrecord.index.building.sources import Sources
from onrecord.index.encoding.projection import TokenProjection
from onrecord.index.errors import NothingToIndexError
from onrecord.index.index import Index
from onrecord.index.store.validators import recall
from onrecord.index.verify import verify

PROJECTION = TokenProjection.plain(32)
FEED = "<rss><channel><title>Harbour Post</title>{}</channel></rss>"
ITEM = "<item><title>{}</title><link>{}</link><pubDate>20 Oct 2025 10:00 GMT</pubDate></item>"


class Library:
    """A folder, an index, and the sources that are added to it."""

    def __init__(self, root: Path) -> None:
        self.folder, self.directory = root / "articles", root / "index"
        self.folder.mkdir()
        (self.folder / "pear.txt").write_text("Pears ripen in autumn.")
        self.builder = Builder(self.directory, FakeEncoder(), PROJECTION)
        self.build()

    def build(self) -> Report:
        """Bring the index in step with the folder."""
        return self.builder.build(self.folder)

    def add(self, *names: str, stdin: bytes | None = None, name: str | None = None) -> Report:
        """Add these, private addresses among them."""
        web = Web(allow_private=True, timeout_s=60)
        sources = Sources(self.folder.resolve(), web, recall(self.directory))
        file = None if stdin is None else io.BytesIO(stdin)
        return self.builder.take(sources.gather(names, file, name), sources.fetched)

    def texts(self) -> dict[str, str]:
        """Read every article."""
        index = Index.open(self.directory, "fake", PROJECTION)
        return {each.id: index.article(each.id).text for each in index.articles()}


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """One article, indexed."""
    return Library(tmp_path)


@pytest.fixture
def site() -> Iterator[Site]:
    """Serve on this machine."""
    with served() as site:
        yield site


def reasons(report: Report) -> dict[str, str]:
    return {each.path: each.reason for each in report.skipped}


def test_what_was_added_outlasts_builds(library: Library, site: Site, tmp_path: Path) -> None:
    """A file from elsewhere, a page and standard input have no file in the folder to go by."""
    (tmp_path / "fig.txt").write_text("Figs are green this year.")
    site.page("/a", "Ferry", "The ferry sails again at noon today.")
    report = library.add(str(tmp_path / "fig.txt"), site.url("/a"), "-", stdin=b"Tea is dear.")
    ids = set(report.added)
    assert {"fig.txt", site.url("/a")} < ids
    assert len(ids) == 3
    for report in (library.build(), library.builder.rebuild(library.folder)):
        assert report.removed == ()
    assert set(library.texts()) == {"pear.txt", *ids}
    assert verify(library.directory) == []


def test_a_file_of_the_folder_is_the_folders(library: Library) -> None:
    """Added by name it has the id that a build gives it, and goes when the file goes."""
    path = library.folder / "new" / "plum.txt"
    path.parent.mkdir()
    path.write_text("Plums are blue.")
    assert library.add(str(path)).added == ("new/plum.txt",)
    assert library.add(str(path)).n_unchanged == 1
    assert library.build().n_unchanged == 2
    path.unlink()
    assert library.build().removed == ("new/plum.txt",)


def test_a_folder_from_elsewhere_is_named_from_within(library: Library, tmp_path: Path) -> None:
    """What can't be read in it is told; the others are added."""
    other = tmp_path / "other"
    (other / "de").mkdir(parents=True)
    (other / "de" / "tee.txt").write_text("Der Tee ist teuer.")
    (other / "empty.txt").write_text("")
    report = library.add(str(other))
    assert report.added == ("de/tee.txt",)
    assert list(reasons(report)) == ["empty.txt"]


def test_packages_are_followed_line_by_line(library: Library) -> None:
    """Of JSON lines and archives only what changed is read anew; bad lines lose nothing."""
    lines, archive = library.folder / "day.jsonl", library.folder / "day.zip"

    def write(*records: object) -> None:
        lines.write_text("\n".join(json.dumps(each) for each in records))
        with zipfile.ZipFile(archive, "w") as file:
            for number, record in enumerate(records):
                file.writestr(f"{number}.txt", str(record))

    write({"id": "a", "text": "Apples are red."}, {"id": "b", "text": "Limes are green."})
    report = library.build()
    assert report.added == ("day.jsonl#a", "day.jsonl#b", "day.zip/0.txt", "day.zip/1.txt")
    write({"id": "a", "text": "Apples are red."}, {"id": "b", "text": "Limes are sour."})
    report = library.build()
    assert report.changed == ("day.jsonl#b", "day.zip/1.txt")
    assert report.n_unchanged == 3
    write({"id": "a", "text": ""})
    report = library.build()
    assert report.removed == ("day.zip/1.txt",)
    assert [(each.path, each.kept) for each in report.skipped] == [("day.jsonl#a", True)]
    write({"id": "a", "text": "Apples are red."})
    assert library.build().removed == ("day.jsonl#b",)


def test_a_broken_package_keeps_what_was_in_it(library: Library) -> None:
    """And says so."""
    path = library.folder / "day.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("a.txt", "Apples are red.")
    library.build()
    path.write_bytes(path.read_bytes()[:-9])
    for report in (library.build(), library.builder.rebuild(library.folder)):
        assert [(each.path, each.kept) for each in report.skipped] == [("day.zip", True)]
        assert report.removed == ()
    assert library.texts()["day.zip/a.txt"] == "Apples are red."
    path.unlink()
    assert library.build().removed == ("day.zip/a.txt",)


def test_a_text_of_an_agency_is_followed_message_by_message(library: Library) -> None:
    """While it can't be read, what was in it stays."""
    path = library.folder / "wire.txt"
    path.write_text(
        "".join(f"ZCZC\nThe {each}\n\nIt is red.\nNNNN\n" for each in ("apple", "lime"))
    )
    assert library.build().added == ("wire.txt#1", "wire.txt#2")
    whole = path.read_bytes()
    path.write_bytes(b"\0\xff" * 9)
    assert library.build().removed == ()
    path.write_bytes(whole.replace(b"lime", b"fig"))
    assert library.build().changed == ("wire.txt#2",)


def test_a_page_is_refreshed_and_kept_while_it_fails(library: Library, site: Site) -> None:
    """Unchanged by its ETag, unchanged by its words, changed, and gone from the web."""
    url = site.url("/a")
    site.page("/a", "Ferry", "The ferry sails again at noon today.", etag='"1"')
    assert library.add(url).added == (url,)
    assert library.add(url).n_unchanged == 1
    assert site.asked[-1][1]["if-none-match"] == '"1"'
    site.page("/a", "Ferry", "The ferry sails again at noon today.", etag='"2"')
    assert library.add(url).n_unchanged == 1
    site.page("/a", "Ferry", "The ferry sails at midnight from now on.", etag='"3"')
    assert library.add(url).changed == (url,)
    for reply in (Reply(b"gone", 404), Reply(b"", headers={"content-type": "text/html"})):
        site.replies["/a"] = reply
        with pytest.raises(NothingToIndexError, match=r"127\.0\.0\.1"):
            library.add(url)
        assert "midnight" in library.texts()[url]


def test_a_page_that_was_removed_comes_back_whole(library: Library, site: Site) -> None:
    """What the server told of it went with it."""
    url = site.url("/a")
    site.page("/a", "Ferry", "The ferry sails again at noon today.", etag='"1"')
    library.add(url)
    library.builder.remove([url])
    assert library.add(url).added == (url,)


def test_the_type_decides_how_a_page_is_read(library: Library, site: Site) -> None:
    """JSON lines by URL are many articles; an archive too."""
    lines = b'{"id": "x", "text": "Apples are red."}\n{"text": 1}'
    site.replies["/day"] = Reply(lines, headers={"content-type": "application/x-ndjson"})
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.md", "# Figs\n\nFigs are green.")
    site.replies["/zip"] = Reply(file.getvalue())
    report = library.add(site.url("/day"), site.url("/zip"))
    assert report.added == (site.url("/day#x"), site.url("/zip/a.md"))
    assert list(reasons(report)) == [site.url("/day#2")]


def test_a_feed_adds_its_pages_and_reports_those_that_fail(library: Library, site: Site) -> None:
    """What a page doesn't say of itself the feed says."""
    site.page("/a", "", "The ferry sails again at noon today.")
    items = ITEM.format("Ferry at noon", "/a") + ITEM.format("Gone", "/gone")
    items += ITEM.format("List", "/feed")
    site.replies["/feed"] = Reply(FEED.format(items).encode())
    report = library.add(site.url("/feed"))
    assert report.added == (site.url("/a"),)
    index = Index.open(library.directory, "fake", PROJECTION)
    article = index.article(site.url("/a"))
    assert (article.title, article.outlet, article.url) == (
        "Ferry at noon", "Harbour Post", site.url("/a"),
    )  # fmt: skip
    assert str(article.published) == "2025-10-20"
    failed = reasons(report)
    assert "404" in failed[site.url("/gone")]
    assert "list within a list" in failed[site.url("/feed")]


def test_the_text_in_a_feed_stands_in_for_a_page_that_is_gone(library: Library, site: Site) -> None:
    """A page that can be had is read itself."""
    words = "The ferry sails again at noon today. " * 12
    whole = f"<c:encoded>&lt;p&gt;{words}&lt;/p&gt;</c:encoded>"
    item = f"<item><title>Ferry</title><link>/gone</link>{whole}</item>"
    names = 'xmlns:c="http://purl.org/rss/1.0/modules/content/"'
    feed = f'<rss version="2.0" {names}><channel>{item}</channel></rss>'
    site.replies["/feed"] = Reply(feed.encode())
    assert library.add(site.url("/feed")).added == (site.url("/gone"),)
    article = Index.open(library.directory, "fake", PROJECTION).article(site.url("/gone"))
    assert (article.title, article.text) == ("Ferry", words.strip())


def test_an_index_of_sitemaps_is_followed_one_step(library: Library, site: Site) -> None:
    """The pages of each sitemap are added."""
    site.page("/a", "Ferry", "The ferry sails again at noon today.")
    wrap = "<sitemapindex><sitemap><loc>{}</loc></sitemap></sitemapindex>"
    site.replies["/index.xml"] = Reply(wrap.format(site.url("/map.xml")).encode())
    pages = f"<urlset><url><loc>{site.url('/a')}</loc></url></urlset>"
    site.replies["/map.xml"] = Reply(pages.encode())
    assert library.add(site.url("/index.xml")).added == (site.url("/a"),)


def test_a_list_too_long_is_cut_and_says_so(tmp_path: Path, site: Site) -> None:
    """The entries that were left out are counted."""
    items = "".join(ITEM.format(number, f"/{number}") for number in range(9))
    site.replies["/feed"] = Reply(FEED.format(items).encode())
    sources = Sources(tmp_path, Web(allow_private=True), {}, n_left=3)
    found = list(sources.gather([site.url("/feed")]))
    assert len(site.asked) == 1 + 3
    assert "6 entries" in str(found[-1])


@pytest.mark.parametrize(
    ("raw", "name", "called"),
    [
        (b"Tea is dear.", None, "stdin-37fcd09d8db1.txt"),
        (b"Tea is dear.", "notes/tea.md", "notes/tea.md"),
        (b'{"text": "Tea is dear."}', "tea.jsonl", "tea.jsonl#1"),
        (b"<html><body><p>Tea is dear.</p></body></html>", "tea", "tea"),
    ],
)
def test_standard_input_is_called_by_name_or_content(
    library: Library, raw: bytes, name: str | None, called: str
) -> None:
    """Other words get another name, so that nothing is replaced by chance."""
    assert library.add("-", stdin=raw, name=name).added == (called,)
    assert library.texts()[called] == "Tea is dear."


@pytest.mark.parametrize(
    "source", ["nowhere.txt", "a\0b.txt", "x" * 5_000, "ftp://post.example/a", "\udcff.txt", "-"]
)
def test_what_can_not_be_added_is_said_in_one_line(library: Library, source: str) -> None:
    """Nothing else happens."""
    with pytest.raises(NothingToIndexError) as refused:
        library.add(source)
    assert "\n" not in str(refused.value)
    assert set(library.texts()) == {"pear.txt"}
