"""A whole index in the place of another, at one stroke: readers see the old one until the end."""

from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

from onrecord.corpus import Article
from onrecord.index.building.gather import articles_in, gather
from onrecord.index.building.owned import as_owned, in_step
from onrecord.index.building.report import Report, Skipped, Tally
from onrecord.index.building.sharing import encode_together
from onrecord.index.building.workplace import Workplace
from onrecord.index.errors import DamagedIndexError, OtherModelError, OtherSchemaError
from onrecord.index.search.vector_file import FILE_NAME, stamped_number
from onrecord.index.store.analysed import Analysed
from onrecord.index.store.place import Address, named
from onrecord.index.store.protocols import Build, Store
from onrecord.index.store.settings import Settings
from onrecord.index.store.stored_files import NOTHING_STORED

__all__ = ["last_number", "rebuild", "roll_back"]


def rebuild(place: Workplace, folder: Path) -> Report:
    """Index all of a folder anew; in the same store, if that is sound."""
    paths, store = articles_in(folder), place.store
    with store.locked(place.lock_timeout_s):
        try:
            with store.opened(place.settings) as build:
                _refuse_otherwise_packed(build.snapshot().settings, place.settings)
                build.refuse_damaged()
                return _replace_rows(place, build, folder, paths)
        except (OtherSchemaError, DamagedIndexError):
            kept, damaged = store.kept()
            return _beside(place, lambda beside: _anew(beside, folder, paths, kept, damaged))


def _refuse_otherwise_packed(found: Settings, wanted: Settings) -> None:
    """Refuse to use an encoding again that goes by the same key, and would be other bytes."""
    if found.packing != wanted.packing:
        raise OtherSchemaError(f"packed as {found.packing}, not as {wanted.packing}")


def roll_back(place: Workplace, snapshot: Address) -> Report:
    """Take over what a sound snapshot holds."""
    store = place.store
    store.check_sound(snapshot, place.settings)
    with store.locked(place.lock_timeout_s):
        try:
            with store.opened(place.settings) as build:
                _refuse_otherwise_packed(build.snapshot().settings, place.settings)
                return _take_over(place, build, snapshot)
        except (OtherSchemaError, DamagedIndexError):
            return _beside(place, lambda beside: roll_back(beside, snapshot))


def last_number(store: Store) -> int:
    """Give the greatest generation that the store, or what is derived from it, tells of."""
    return max(store.last_number(), stamped_number(store.folder / FILE_NAME))


def _replace_rows(place: Workplace, build: Build, folder: Path, paths: Sequence[Path]) -> Report:
    tally = Tally("build --force", n_files_in_all=len(paths))
    writer = place.writer(build, tally)
    known = writer.known.keys()
    owners = place.owners()
    found = as_owned(gather(folder, paths, NOTHING_STORED), owners)
    drafts = list(writer.drafted(found))
    drafts += writer.kept(drafts, owners)
    crew = build.crew(place.settings)
    if crew is not None:
        with closing(crew):
            encode_together(crew, writer, drafts)
    writer.encode(drafts)
    told = [writer.told(draft) for draft in drafts]
    build.replace_all(map(Analysed.of, told), place.settings)
    names = {draft.article.id for draft in drafts}
    tally.added, tally.changed = sorted(names - known), sorted(names & known)
    tally.removed = sorted(known - names)
    return place.finish(build, [], tally)


def _anew(
    place: Workplace, folder: Path, paths: Sequence[Path], kept: Sequence[Article],
    damaged: Sequence[str],
) -> Report:  # fmt: skip
    """Build where nothing else is, with the articles that are in no folder."""
    with place.writing() as build:
        tally = Tally("build --force", n_files_in_all=len(paths))
        stored, owners = build.stored_files(), place.owners()
        writer = place.writer(build, tally)
        found = gather(folder, paths, in_step(stored, owners))
        writer.store(writer.drafted(as_owned(found, owners)))
        alone = [owners.over(each) for each in kept if each.id not in writer.known]
        writer.store(writer.draft(each, None) for each in alone)
        tally.skipped += [Skipped(each, "this copy is damaged", kept=False) for each in damaged]
        return place.finish(build, [], tally)


def _take_over(place: Workplace, build: Build, snapshot: Address) -> Report:
    tally = Tally(f"rollback to {named(snapshot)}")
    found = build.take_over(snapshot, place.settings)
    tally.added, tally.changed = [*found.added], [*found.changed]
    tally.removed = [*found.removed]
    return place.finish(build, [], tally)


def _beside(place: Workplace, act: Callable[[Workplace], Report]) -> Report:
    """Build in a store of its own, where a killed build goes on, and put it in place here."""
    store = place.store
    beside = replace(place, directory=store.beside, home=place.home or place.directory)
    try:
        report = act(beside)
    except (OtherSchemaError, DamagedIndexError, OtherModelError):
        beside.store.discard()
        report = act(beside)
    report = replace(report, generation=max(report.generation, last_number(store)) + 1)
    with beside.writing() as build:
        build.publish_as(report.generation, report.to_json())
    store.take_over(beside.directory, report.generation)
    with suppress(FileNotFoundError):
        (beside.store.folder / FILE_NAME).replace(store.folder / FILE_NAME)
    beside.store.discard()
    return report
