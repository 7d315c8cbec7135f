"""Whoever looks at feeds, sitemaps and pages in turn, and indexes what is new there."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from onrecord.corpus.reading.item import Validators
from onrecord.corpus.reading.polite import PoliteWeb
from onrecord.index.building.following import Followed, followed, keep, look
from onrecord.index.building.gather import Gathered, ReadFile
from onrecord.index.building.narration import narrate
from onrecord.index.building.report import Report
from onrecord.index.building.sources import Sources
from onrecord.index.errors import StorageError
from onrecord.index.store.lock import taken
from onrecord.index.store.protocols import Store

__all__ = ["Follower"]

log = logging.getLogger(__name__)

STEP_S: Final = 0.5
"""How often is looked whether a place is due."""

RETRY_S: Final = 60.0
"""After which what could not be written is fetched again."""

LOCK: Final = "following.lock"
FAILED: Final = "this failed for a reason that the server's log has: tell its owner"


@dataclass(frozen=True, slots=True)
class Follower:
    """Indexes by `take` what is new in places that are looked at every `every_s` seconds."""

    store: Store
    corpus: Path
    web: PoliteWeb
    every_s: float
    take: Callable[[Sequence[Gathered], Mapping[str, Validators]], Report]

    def run(self, urls: Sequence[str]) -> None:
        """Look at each as it is due, until the web is told to stop.

        Of several processes one does, the next when that has ended.
        """
        folder = self.store.folder
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / LOCK).open("w") as lock:
            while not taken(lock.fileno()):
                if self.web.stop.wait(STEP_S):
                    return
            known = {each.url: each for each in followed(folder)}
            self._run({url: known.get(url, Followed(url)) for url in urls})

    def _run(self, states: dict[str, Followed]) -> None:
        while not self.web.stop.wait(STEP_S):
            state = min(states.values(), key=lambda each: each.due)
            if state.due <= time.time():
                after = self._looked_at(state)
                if self.web.stop.is_set():
                    return
                states[state.url] = after
                keep(self.store.folder, tuple(states.values()))

    def _looked_at(self, state: Followed) -> Followed:
        sources = Sources(self.corpus, self.web, self.store.validators())
        try:
            seen = look(state, sources, self.every_s)
            if self.web.stop.is_set() or not any(isinstance(each, ReadFile) for each in seen.found):
                return seen.state
            report = self.take(seen.found, sources.fetched)
        except StorageError as error:
            log.warning("%s", error)
            return replace(state, due=time.time() + RETRY_S)
        except Exception:
            if self.web.stop.is_set():
                return state
            log.exception("following %s failed", state.url)
            return state.failed(FAILED, time.time(), self.every_s)
        narrate(report)
        n_new = len(report.added) + len(report.changed)
        return replace(seen.state, n_read=seen.state.n_read + n_new)
