"""Feeds are looked at again and again, and only what is new is fetched and indexed."""

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import FakeEncoder
from web_site import Reply, Site, served

from onrecord.corpus.reading.polite import PoliteWeb
from onrecord.index.building.build import Builder
from onrecord.index.building.follower import Follower
from onrecord.index.building.following import Followed, followed
from onrecord.index.encoding.projection import TokenProjection
from onrecord.index.store.address import store_at

FEED = "<rss><channel><title>Harbour Post</title>{}</channel></rss>"
ITEM = "<item><title>{0}</title><link>{0}</link><pubDate>{1} Oct 2025 10:00 GMT</pubDate></item>"
EVERY_S = 900.0


class Desk:
    """An index, and who follows the web for it."""

    def __init__(self, root: Path, site: Site) -> None:
        self.folder, self.site = root / "index", site
        (root / "articles").mkdir()
        (root / "articles" / "pear.txt").write_text("Pears ripen in autumn.")
        builder = Builder(self.folder, FakeEncoder(), TokenProjection.plain(32))
        builder.build(root / "articles")
        web = PoliteWeb(allow_private=True, timeout_s=5, pause_s=0.0, stop=threading.Event())
        self.follower = Follower(
            store_at(self.folder), root / "articles", web, EVERY_S,
            lambda found, fetched: builder.take(found, fetched, replaces=False),
        )  # fmt: skip
        self.state = Followed(site.url("/feed"))

    def look(self) -> list[str]:
        """Look once; tell the paths that were asked for but the rules."""
        before = len(self.site.asked)
        self.state = self.follower._looked_at(self.state)
        return [path for path, _ in self.site.asked[before:] if path != "/robots.txt"]

    def feed(self, *items: tuple[str, int], **headers: str) -> None:
        """Publish a feed of pages and the days of their last change."""
        body = FEED.format("".join(ITEM.format(*each) for each in items)).encode()
        self.site.replies["/feed"] = Reply(body, headers=headers)


@pytest.fixture
def site() -> Iterator[Site]:
    """Serve three pages on this machine."""
    with served() as site:
        for name in "abc":
            site.page(f"/{name}", f"Ferry {name}", f"The ferry {name} sails again at noon.")
        yield site


@pytest.fixture
def desk(tmp_path: Path, site: Site) -> Desk:
    """One article is indexed, nothing is known of the web."""
    return Desk(tmp_path, site)


def test_only_what_is_new_or_changed_is_fetched(desk: Desk) -> None:
    """A list that says the same is not even sent again."""
    desk.feed(("/a", 20), ("/b", 20), etag='"1"')
    assert desk.look() == ["/feed", "/a", "/b"]
    assert (desk.state.n_read, desk.state.error) == (2, None)
    assert desk.look() == ["/feed"]
    assert desk.site.asked[-1][1]["if-none-match"] == '"1"'
    desk.feed(("/c", 21), ("/a", 22), ("/b", 20), etag='"2"')
    desk.site.page("/a", "Ferry a", "The ferry a is late.")
    assert desk.look() == ["/feed", "/c", "/a"]
    assert desk.state.n_read == 4
    assert desk.state.due == pytest.approx(time.time() + EVERY_S, abs=60)


def test_a_page_that_cant_be_had_is_tried_three_times(desk: Desk) -> None:
    """After the new ones, and said; then the list has to name it anew."""
    desk.feed(("/gone", 20), ("/a", 20), etag='"1"')
    assert desk.look() == ["/feed", "/gone", "/a"]
    assert desk.state.error
    assert "/gone' answered 404" in desk.state.error
    assert desk.look() == ["/feed", "/gone"]
    assert desk.look() == ["/feed", "/gone"]
    assert desk.look() == ["/feed"]
    assert desk.state.error is None
    desk.feed(("/gone", 21), etag='"2"')
    assert desk.look() == ["/feed", "/gone"]


def test_a_place_that_cant_be_had_is_looked_at_less_and_less(desk: Desk) -> None:
    """Twice as long each time, a day at most; at once in step when it is back."""
    waits = []
    for _ in range(9):
        assert desk.look() == ["/feed"]
        waits.append(round((desk.state.due - time.time()) / EVERY_S))
    assert waits == [1, 2, 4, 8, 16, 32, 64, 96, 96]
    desk.feed(("/a", 20))
    desk.look()
    assert (desk.state.n_failed, desk.state.error, desk.state.n_read) == (0, None, 1)


def test_a_long_list_is_indexed_in_parts(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each at once after the other, so that little is lost when the server stops."""
    monkeypatch.setattr("onrecord.index.building.following.AT_ONCE", 2)
    desk.feed(("/a", 20), ("/b", 20), ("/c", 20), etag='"1"')
    assert desk.look() == ["/feed", "/a", "/b"]
    assert desk.state.due == 0
    assert desk.look() == ["/feed", "/c"]
    assert desk.state.due > time.time()


def test_of_an_index_of_sitemaps_the_newest_are_read(desk: Desk, site: Site) -> None:
    """An archive of decades is not looked through each quarter of an hour."""
    maps = "".join(
        f"<sitemap><loc>/map{n}</loc><lastmod>2025-10-{n:02}</lastmod></sitemap>"
        for n in range(1, 8)
    )
    site.replies["/feed"] = Reply(f"<sitemapindex>{maps}</sitemapindex>".encode())
    for n in range(1, 8):
        one = "<urlset><url><loc>/a</loc><lastmod>2025-10-01</lastmod></url></urlset>"
        site.replies[f"/map{n}"] = Reply(one.encode())
    assert desk.look() == ["/feed", "/map3", "/map4", "/map5", "/map6", "/map7", "/a"]


def test_a_page_by_itself_is_followed(desk: Desk, site: Site) -> None:
    """It is read again when it has changed."""
    site.page("/feed", "Ferry", "The ferry sails at noon.", etag='"1"')
    assert desk.look() == ["/feed"]
    assert desk.state.n_read == 1
    desk.look()
    assert site.asked[-1][1]["if-none-match"] == '"1"'
    assert desk.state.n_read == 1


def test_what_is_known_outlasts_the_server(desk: Desk) -> None:
    """Another one begins where the first ended."""
    desk.feed(("/a", 20), etag='"1"')
    web = desk.follower.web
    for n_asked in (3, 3):
        thread = threading.Thread(target=desk.follower.run, args=([desk.state.url],))
        web.stop.clear()
        thread.start()
        while not (known := followed(desk.folder)) or len(desk.site.asked) < n_asked:
            time.sleep(0.01)
        web.stop.set()
        thread.join()
        assert [each.n_read for each in known] == [1]
    assert [path for path, _ in desk.site.asked] == ["/robots.txt", "/feed", "/a"]


def test_what_fails_otherwise_ends_nothing(desk: Desk) -> None:
    """The log has why; the place is looked at later."""
    desk.feed(("/a", 20))
    desk.follower = replace(desk.follower, take=lambda _, __: 1 / 0)  # type: ignore[arg-type, return-value]
    desk.look()
    assert desk.state.error == "this failed for a reason that the server's log has: tell its owner"
    assert desk.state.due > time.time()
