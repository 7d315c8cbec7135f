"""All that an index holds, to another place: from one kind of store to another, or the same."""

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from onrecord.index.building.report import Report, Tally
from onrecord.index.errors import UnsoundIndexError
from onrecord.index.store.address import store_at
from onrecord.index.store.analysed import Analysed
from onrecord.index.store.drafts import Draft, encoding_key
from onrecord.index.store.place import Address
from onrecord.index.store.protocols import Build, Snapshot
from onrecord.index.store.settings import check_settings

__all__ = ["copy"]

_GROUP: Final = 64
"""Articles copied at once; a copy that was killed goes on after the last of them."""

_log = logging.getLogger(__name__)


def copy(source: Address, target: Address, lock_timeout_s: float = 60.0) -> Report:
    """Make `target` hold what `source` holds; what it has already is left as it is.

    Generations, their history and snapshots stay behind, but numbers go on from those of `source`.

    Raises
    ------
    OtherModelError
        If `target` was made with other settings.
    UnsoundIndexError
        If afterwards something there is not what it was written as.
    """
    there = store_at(target)
    with (
        store_at(source).held() as snapshot,
        there.locked(lock_timeout_s),
        there.opened(snapshot.settings) as build,
    ):
        check_settings(build.snapshot().settings, snapshot.settings, there.name)
        tally = Tally("copy")
        wanted = _copied(snapshot, build, tally)
        build.remember(store_at(source).validators())
        words = store_at(source).owners_metadata()
        if words != there.owners_metadata():
            there.keep_owners_metadata(words)
        report = _published(build, wanted, tally)
        if report.generation < snapshot.generation.number:
            report = replace(report, generation=snapshot.generation.number)
            build.publish_as(report.generation, report.to_json())
        for problem in build.snapshot().problems():
            raise UnsoundIndexError(f"the copy {there.name} is not sound: {problem}; copy anew")
    return report


def _copied(snapshot: Snapshot, build: Build, tally: Tally) -> dict[str, bytes]:
    """Bring over what differs, and take out what is not there; give the digests of all."""
    wanted, have = dict(snapshot.digests()), dict(build.snapshot().digests())
    missing = [each for each in wanted if have.get(each) != wanted[each]]
    tally.n_unchanged, tally.n_files_in_all = len(wanted) - len(missing), len(missing)
    for drafts in _groups(snapshot, missing):
        tally.n_reused += _bring_encodings(snapshot, build, drafts)
        build.put_articles(map(Analysed.of, drafts))
        tally.n_files += len(drafts)
        tally.stored((draft.article.id for draft in drafts), have)
        _log.info("%d of %d articles copied", tally.n_files, len(missing))
    gone = sorted(have.keys() - wanted.keys())
    if gone:
        build.remove(gone)
        tally.removed.extend(gone)
    return wanted


def _groups(snapshot: Snapshot, ids: Sequence[str]) -> Iterator[list[Draft]]:
    for start in range(0, len(ids), _GROUP):
        yield snapshot.drafts(ids[start : start + _GROUP])


def _bring_encodings(snapshot: Snapshot, build: Build, drafts: Sequence[Draft]) -> int:
    """Copy the encodings that are missing; count them."""
    models = snapshot.settings.models
    keys = {encoding_key(each, models) for draft in drafts for each in draft.passages}
    fresh = snapshot.encodings(sorted(keys - build.stored_keys(keys)))
    build.put_encodings(fresh)
    return len(fresh)


def _published(build: Build, wanted: dict[str, bytes], tally: Tally) -> Report:
    with build.publishing({}) as found:
        if found.digests() != wanted:
            raise UnsoundIndexError("the copy holds something else than what was copied")
        report = tally.report(found)
        if tally.has_changed:
            build.record(report.to_json())
    return report
