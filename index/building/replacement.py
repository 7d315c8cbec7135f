"""A whole index in the place of another, at one stroke: readers see the old one until the end."""

import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

from onrecord.corpus import Article
from onrecord.index.building.gather import articles_in, gather
from onrecord.index.building.report import Report, Skipped, Tally
from onrecord.index.building.workplace import Workplace
from onrecord.index.building.writer import article_ids
from onrecord.index.errors import DamagedIndexError, OtherModelError, OtherSchemaError
from onrecord.index.files import sync_directory
from onrecord.index.search.vector_file import FILE_NAME
from onrecord.index.store.added import kept_articles
from onrecord.index.store.database import database_path, drop_log, transaction
from onrecord.index.store.generations import generation, raise_generation, record_report
from onrecord.index.store.history import last_number, note_number
from onrecord.index.store.records import delete_articles
from onrecord.index.store.restore import attached, differences, take_over
from onrecord.index.store.settings import read_settings, write_settings
from onrecord.index.store.stored_files import NOTHING_STORED, stored_files
from onrecord.index.store.verify import check_sound, refuse_damaged

__all__ = ["rebuild", "roll_back"]

_REBUILDING: Final = "rebuilding"


def rebuild(place: Workplace, folder: Path) -> Report:
    """Index all of a folder anew; in rows of the same database, if that is sound."""
    paths = articles_in(folder)
    with place.locked():
        try:
            with place.opened() as connection:
                refuse_damaged(connection, database_path(place.directory))
                return _replace_rows(place, connection, folder, paths)
        except (OtherSchemaError, DamagedIndexError):
            kept, damaged = kept_articles(place.directory)
            return _beside(place, lambda beside: _anew(beside, folder, paths, kept, damaged))


def roll_back(place: Workplace, snapshot: Path) -> Report:
    """Take over what a sound snapshot holds."""
    check_sound(snapshot, place.settings)
    with place.locked():
        try:
            with place.opened() as connection:
                return _take_over(place, connection, snapshot)
        except (OtherSchemaError, DamagedIndexError):
            return _beside(place, lambda beside: roll_back(beside, snapshot))


def _replace_rows(
    place: Workplace, connection: sqlite3.Connection, folder: Path, paths: Sequence[Path]
) -> Report:
    tally = Tally("build --force", n_files_in_all=len(paths))
    known = article_ids(connection)
    writer = place.writer(connection, tally)
    drafts = list(writer.drafted(gather(folder, paths, NOTHING_STORED)))
    drafts += writer.kept(drafts)
    writer.encode(drafts)
    with transaction(connection):
        delete_articles(connection, known)
        write_settings(connection, place.settings)
        writer.write(drafts)
        raise_generation(connection)
    tally.freed.update(row[0] for row in connection.execute("SELECT id FROM encodings"))
    names = {draft.article.id for draft in drafts}
    tally.added, tally.changed = sorted(names - known), sorted(names & known)
    tally.removed = sorted(known - names)
    return place.finish(connection, [], tally)


def _anew(
    place: Workplace, folder: Path, paths: Sequence[Path], kept: Sequence[Article],
    damaged: Sequence[str],
) -> Report:  # fmt: skip
    """Build where nothing else is, with the articles that are in no folder."""
    with place.writing() as connection:
        tally = Tally("build --force", n_files_in_all=len(paths))
        stored = stored_files(connection)
        writer = place.writer(connection, tally)
        writer.store(writer.drafted(gather(folder, paths, stored)))
        known = article_ids(connection)
        writer.store(writer.draft(each, None) for each in kept if each.id not in known)
        tally.skipped += [Skipped(each, "this copy is damaged", kept=False) for each in damaged]
        return place.finish(connection, [], tally)


def _take_over(place: Workplace, connection: sqlite3.Connection, snapshot: Path) -> Report:
    tally = Tally(f"rollback to {snapshot.stem}")
    with attached(connection, snapshot), transaction(connection):
        found = differences(connection)
        if read_settings(connection) != place.settings:
            found = found.of_all(article_ids(connection))
            write_settings(connection, place.settings)
        tally.freed |= take_over(connection, found)
        raise_generation(connection)
    tally.added, tally.changed = [*found.added], [*found.changed]
    tally.removed = [*found.removed]
    return place.finish(connection, [], tally)


def _beside(place: Workplace, act: Callable[[Workplace], Report]) -> Report:
    """Build in a folder of its own, where a killed build goes on, and move the file here."""
    beside = replace(place, directory=place.directory / _REBUILDING)
    try:
        report = act(beside)
    except (OtherSchemaError, DamagedIndexError, OtherModelError):
        shutil.rmtree(beside.directory)
        report = act(beside)
    with beside.writing() as connection, transaction(connection):
        raise_generation(connection, above=last_number(place.directory))
        report = replace(report, generation=generation(connection).number)
        record_report(connection, report.to_json())
    old = database_path(place.directory)
    drop_log(old)
    database_path(beside.directory).replace(old)
    sync_directory(place.directory)
    with suppress(FileNotFoundError):
        (beside.directory / FILE_NAME).replace(place.directory / FILE_NAME)
    note_number(place.directory, report.generation)
    shutil.rmtree(beside.directory)
    return report
