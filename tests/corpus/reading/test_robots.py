"""What robots.txt closes is left alone, and a site is asked at leisure."""

import threading
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from web_site import Reply, Site, served

from onrecord.corpus.errors import FetchError
from onrecord.corpus.reading import polite
from onrecord.corpus.reading.polite import PoliteWeb
from onrecord.corpus.reading.robots import Robots

TOLD = """
User-agent: harvester
Disallow: /

User-agent: harvester2 # two names, one group
user-agent: *
Crawl-delay: 2
Disallow: /desk/
Allow: /desk/open
Disallow: /*?print
Disallow: /*.pdf$
Disallow: /a*b*c$
Disallow:
Nonsense
"""


@pytest.mark.parametrize(
    ("path", "is_open"),
    [
        ("", True),
        ("/harbour", True),
        ("/desk", True),
        ("/desk/plan", False),
        ("/%64esk/plan", False),
        ("/desk/open-day", True),
        ("/harbour?print=1", False),
        ("/harbour?page=1", True),
        ("/plan.pdf", False),
        ("/plan.pdf.html", True),
        ("/a-b-c", False),
        ("/a-c-b", True),
        ("/abcbd", True),
    ],
)
def test_the_longest_pattern_decides(path: str, is_open: bool) -> None:
    """Of two as long, the one that allows; `*` is anything and `$` the end, RFC 9309 2.2."""
    robots = Robots.parse(TOLD, "onrecord")
    assert robots.allows(f"https://post.example{path}") is is_open
    assert robots.delay_s == 2


def test_who_is_named_has_rules_of_its_own() -> None:
    """In any case; what is said to everyone is not said to it."""
    assert not Robots.parse(TOLD, "Harvester").allows("https://post.example/")
    assert Robots.parse(TOLD, "harvester").delay_s == 0
    assert Robots.parse("Disallow: /\n", "onrecord").allows("https://post.example/")


@pytest.fixture
def site() -> Iterator[Site]:
    """Serve on this machine."""
    with served() as site:
        yield site


def test_a_closed_page_is_not_asked_for(site: Site) -> None:
    """The rules are read once; where there are none, all is open."""
    web = PoliteWeb(allow_private=True, pause_s=0.0)
    site.page("/open", "Ferry", "The ferry sails.")
    assert web.fetch(site.url("/open"))
    assert [path for path, _ in site.asked] == ["/robots.txt", "/open"]
    site.replies["/robots.txt"] = Reply(b"User-agent: onrecord\nDisallow: /desk")
    web = PoliteWeb(allow_private=True, pause_s=0.0)
    with pytest.raises(FetchError, match=r"robots\.txt: add it yourself"):
        web.fetch(site.url("/desk/plan"))
    assert web.fetch(site.url("/open"))
    assert [path for path, _ in site.asked[2:]] == ["/robots.txt", "/open"]


def test_where_the_rules_cant_be_had_nothing_is_fetched(site: Site) -> None:
    """A server in trouble is left alone, RFC 9309 2.3.1.4."""
    site.replies["/robots.txt"] = Reply(b"", 503)
    with pytest.raises(FetchError, match="answered 503"):
        PoliteWeb(allow_private=True).fetch(site.url("/open"))
    assert [path for path, _ in site.asked] == ["/robots.txt"]


def test_who_is_told_to_stop_waits_no_longer(site: Site) -> None:
    """Between two pages of a site, which is where it mostly is."""
    stop = threading.Event()
    web = PoliteWeb(allow_private=True, pause_s=600.0, stop=stop)
    site.page("/open", "Ferry", "The ferry sails.")
    web.fetch(site.url("/open"))
    stop.set()
    with pytest.raises(FetchError, match="stopping"):
        web.fetch(site.url("/open"))


class Noting(threading.Event):
    """Notes how long is waited for it, without waiting."""

    def __init__(self) -> None:
        super().__init__()
        self.waited = list[float | None]()

    def wait(self, timeout: float | None = None) -> bool:
        """Say whether it is set."""
        self.waited.append(timeout)
        return self.is_set()


def test_only_the_second_page_of_a_site_is_waited_for(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """5 s after the start of a machine as well, whose clock then says 5; later, 600 - 2 s more."""
    stop, clock = Noting(), [5.0]
    web = PoliteWeb(allow_private=True, pause_s=600.0, stop=stop)
    monkeypatch.setattr(polite, "time", SimpleNamespace(monotonic=lambda: clock[-1]))
    site.page("/open", "Ferry", "The ferry sails.")
    web.fetch(site.url("/open"))
    clock.append(7.0)
    web.fetch(site.url("/open"))
    assert stop.waited == [0.0, 598.0]
