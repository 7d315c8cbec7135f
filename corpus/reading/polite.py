"""Fetching as a guest does: what robots.txt leaves open, and one page after the other."""

import math
import threading
import time
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from onrecord.corpus.errors import AnsweredError, FetchError
from onrecord.corpus.reading.item import Validators
from onrecord.corpus.reading.robots import Robots
from onrecord.corpus.reading.web import AGENT, Page, Web, checked_url

__all__ = ["PoliteWeb"]

ROBOTS_S: Final = 86_400.0
"""How long a robots.txt is known, RFC 9309 2.4."""

MISSING: Final = range(400, 500)


@dataclass(slots=True)
class _Host:
    """What is known of a host, when that was read, and when it was last asked for a page."""

    robots: Robots
    read: float
    asked: float = -math.inf


@dataclass(frozen=True, slots=True)
class PoliteWeb(Web):
    """A web that is asked at most once in `pause_s` seconds a host, until told to `stop`."""

    pause_s: float = 1.0
    stop: threading.Event = field(default_factory=threading.Event)
    _hosts: dict[str, _Host] = field(default_factory=dict)

    def fetch(self, url: str, known: Validators | None = None) -> Page | None:
        """Get a document as `Web` does, if robots.txt allows it.

        Raises
        ------
        FetchError, TooBigError
            In one line that names the URL.
        """
        url = checked_url(url)
        host = self._host(url)
        if not host.robots.allows(url):
            raise FetchError(
                f"{url!r} is closed to programs by its site's robots.txt: add it yourself, "
                "if you may"
            )
        ready = host.asked + max(self.pause_s, host.robots.delay_s)
        if self.stop.wait(max(ready - time.monotonic(), 0.0)):
            raise FetchError(f"{url!r} was not read: the server is stopping")
        host.asked = time.monotonic()
        return Web.fetch(self, url, known)

    def _host(self, url: str) -> _Host:
        parts = urlsplit(url)
        place = f"{parts.scheme}://{parts.netloc}"
        known = self._hosts.get(place)
        if known is None or time.monotonic() - known.read > ROBOTS_S:
            known = self._hosts[place] = _Host(
                self._robots(f"{place}/robots.txt"), time.monotonic()
            )
        return known

    def _robots(self, url: str) -> Robots:
        """Read a robots.txt; where there is none, all is open, where it can't be had, nothing."""
        try:
            page = Web.fetch(self, url)
        except AnsweredError as error:
            if error.status in MISSING:
                return Robots()
            raise
        return Robots.parse(page.raw.decode("utf-8", "replace") if page else "", AGENT)
