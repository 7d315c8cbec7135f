"""Feeds, sitemaps and pages that are looked at again and again, and what came of each."""

import hashlib
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Final, Self

from onrecord.corpus import CorpusError
from onrecord.corpus.reading.item import Validators
from onrecord.corpus.reading.listing import MAX_ENTRIES, Entry
from onrecord.index.building.gather import Gathered, ReadFile, UnchangedFile, UnreadableFile
from onrecord.index.building.sources import Sources
from onrecord.index.files import replacing

__all__ = ["Followed", "Look", "followed", "keep", "look"]

FILE_NAME: Final = "following.json"
LONGEST_S: Final = 86_400.0
"""After failures, a place is looked at less and less often, but once in this time."""

MAX_TRIES: Final = 3
"""Looks after which a page that can't be had is left alone, until the list says it has changed."""

AT_ONCE: Final = 50
"""Pages of one list that are indexed together."""

MAX_MAPS: Final = 5
"""Of an index of sitemaps, those that were changed last."""


@dataclass(frozen=True, slots=True)
class Followed:
    """A place, when it was looked at and will be again, in seconds since 1970, and what came of it.

    `tries` counts for each entry of its list how often that was tried; those that are done have
    `MAX_TRIES`. `n_read` articles came of it in all; `error` is what was wrong at the last look.
    """

    url: str
    looked: float | None = None
    due: float = 0.0
    n_read: int = 0
    error: str | None = None
    n_failed: int = 0
    etag: str | None = None
    modified: str | None = None
    tries: Mapping[str, int] = field(default_factory=dict)

    def failed(self, error: str, now: float, every_s: float) -> Self:
        """Look again later: twice as long after each failure."""
        wait_s = min(every_s * 2**self.n_failed, LONGEST_S)
        return replace(
            self, looked=now, due=now + wait_s, error=error, n_failed=min(self.n_failed + 1, 16)
        )


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at a place gave, and how things stand once that is indexed."""

    state: Followed
    found: tuple[Gathered, ...] = ()


def followed(folder: Path) -> tuple[Followed, ...]:
    """Tell how things stand, as was kept in `folder`; what can't be read is nothing."""
    try:
        kept = json.loads((folder / FILE_NAME).read_bytes())
        return tuple(Followed(**each) for each in kept)
    except (OSError, ValueError, TypeError):
        return ()


def keep(folder: Path, states: Sequence[Followed]) -> None:
    """Keep how things stand."""
    with replacing(folder / FILE_NAME) as draft:
        draft.write_text(json.dumps([asdict(each) for each in states]), "utf-8")


def look(state: Followed, sources: Sources, every_s: float) -> Look:
    """Look at a place: ask only for what is new or was changed since the last time."""
    now = time.time()
    try:
        page = sources.web.fetch(state.url, Validators(state.etag, state.modified))
        fresh = replace(state, looked=now, due=now + every_s, error=None, n_failed=0)
        if page is None:
            return Look(fresh)
        told = replace(fresh, etag=page.validators.etag, modified=page.validators.modified)
        entries = list(islice(_entries(sources.entries(page, page.url), sources), MAX_ENTRIES))
        found = () if entries else tuple(sources.page(page, state.url))
    except CorpusError as error:
        return Look(state.failed(str(error), now, every_s))
    return _visited(told, entries, sources) if entries else _with_refusals(told, found)


def _entries(entries: Sequence[Entry], sources: Sources) -> Iterator[Entry]:
    """Yield the pages of a list, those of sitemaps in it too."""
    yield from (each for each in entries if not each.is_listing)
    maps = sorted((each for each in entries if each.is_listing), key=lambda each: each.stamp)
    for each in maps[-MAX_MAPS:]:
        page = sources.web.fetch(each.url)
        inner = sources.entries(page, page.url) if page else ()
        yield from (entry for entry in inner if not entry.is_listing)


def _visited(state: Followed, entries: Sequence[Entry], sources: Sources) -> Look:
    """Read entries that were not read as they are now; those that failed, when no other is left."""
    keys = {_key(entry): entry for entry in entries}
    tries = {key: state.tries.get(key, 0) for key in keys}
    untried = [key for key, n in tries.items() if n == 0]
    chosen = untried or [key for key, n in tries.items() if n < MAX_TRIES]
    found = list[Gathered]()
    for key in chosen[:AT_ONCE]:
        got = [*sources.entry(keys[key])]
        is_read = any(isinstance(each, (ReadFile, UnchangedFile)) for each in got)
        tries[key] = MAX_TRIES if is_read else tries[key] + 1
        found += got
    if any(n < MAX_TRIES for n in tries.values()):  # the list is read again, changed or not
        due = 0.0 if len(untried) > AT_ONCE else state.due
        state = replace(state, due=due, etag=None, modified=None)
    return _with_refusals(replace(state, tries=tries), tuple(found))


def _key(entry: Entry) -> str:
    return hashlib.sha256(f"{entry.url} {entry.stamp}".encode()).hexdigest()[:16]


def _with_refusals(state: Followed, found: tuple[Gathered, ...]) -> Look:
    refused = [each.reason for each in found if isinstance(each, UnreadableFile)]
    return Look(replace(state, error=refused[0] if refused else None), found)
