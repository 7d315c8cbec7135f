"""Bring the index in step with a folder of articles.

Encodings are committed as they are made, so that a build which was killed goes on where it was;
articles are committed in groups, each one whole and with a generation of its own.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from types import MappingProxyType

from onrecord.corpus import Article
from onrecord.corpus.page.owners import OWNERS_FILE
from onrecord.corpus.reading.item import Validators
from onrecord.index.building.gather import (
    Gathered,
    ReadFile,
    UnchangedFile,
    UnreadableFile,
    articles_in,
    files_at,
    gather,
)
from onrecord.index.building.owned import added_singly, as_owned, in_step, marked, state
from onrecord.index.building.replacement import rebuild, roll_back
from onrecord.index.building.report import PACKED, Report, Tally
from onrecord.index.building.sharing import store_together
from onrecord.index.building.workplace import Workplace
from onrecord.index.errors import NothingToIndexError, NotIndexedError, OlderSchemaError
from onrecord.index.store.lock import Right
from onrecord.index.store.place import Address
from onrecord.index.store.protocols import Build

__all__ = ["Builder"]


@dataclass(frozen=True, slots=True)
class Builder(Workplace):
    """Writes the index in `directory`: articles beside others, all of it alone.

    Every method raises `StorageError` (its heirs say which) if the index can't be written, and
    leaves the last committed generation in place whatever happens.
    """

    def build(self, folder: Path) -> Report:
        """Index what is new or changed in `folder`, drop what is gone from it.

        Raises
        ------
        NothingToIndexError
            If the folder holds no article.
        OtherModelError, OtherSchemaError, DamagedIndexError
            If the index at hand can't be added to; `rebuild` replaces it. One of an older layout
            is replaced here: beside it, with the encodings that it has.
        """
        try:
            return self._in_step(folder)
        except OlderSchemaError:
            return self.rebuild(folder)

    def _in_step(self, folder: Path) -> Report:
        paths = articles_in(folder)
        with self.writing(Right.FOLDER) as build:
            tally = Tally("build", n_files_in_all=len(paths))
            stored, owners = build.stored_files(), self.owners()
            writer = self.writer(build, tally)
            crew = build.crew(self.settings)
            found = chain(
                gather(folder, paths, in_step(stored, owners)), added_singly(build, owners)
            )
            drafts = writer.drafted(as_owned(found, owners))
            if crew is None:
                writer.store(drafts)
            else:
                with closing(crew):
                    store_together(crew, writer, list(drafts))
            return self.finish(build, writer.unchanged(tally.vanished(stored.digests)), tally)

    def follow(self, folder: Path, paths: Collection[Path]) -> Report:
        """Do what `build` does, for these files and folders of `folder` alone."""
        names = {path.relative_to(folder).as_posix() for path in paths}
        if names & {".", OWNERS_FILE}:  # what concerns all of it
            return self.build(folder)
        with self.writing(Right.FOLDER) as build:
            stored, owners = build.stored_files_at(names, PACKED), self.owners()
            there = sorted({file for path in paths for file in files_at(path, folder)})
            tally = Tally("build", n_files_in_all=len(there))
            writer = self.writer(build, tally)
            found = gather(folder, there, in_step(stored, owners))
            writer.store(writer.drafted(as_owned(found, owners)))
            return self.finish(build, writer.unchanged(tally.vanished(stored.digests)), tally)

    def rebuild(self, folder: Path) -> Report:
        """Index all of `folder` anew, also with other models, and swap it in at one stroke.

        Encodings by the same models are used again. Until the end, readers see the old index.
        """
        return rebuild(self, folder)

    def roll_back(self, snapshot: Address) -> Report:
        """Make the index what it was in a snapshot: as a new generation, at one stroke.

        Raises
        ------
        DamagedIndexError, OtherSchemaError
            If the snapshot is not sound.
        OtherModelError
            If it was made with other settings than are set now.
        """
        return roll_back(self, snapshot)

    def add(self, articles: Sequence[Article]) -> Report:
        """Index single articles; a `build` does not take them out again."""
        with self.writing() as build:
            tally = Tally("add", n_files_in_all=len(articles))
            writer = self.writer(build, tally)
            writer.store(writer.draft(each, None) for each in articles)
            return self.finish(build, [], tally)

    def take(
        self, found: Iterable[Gathered], fetched: Mapping[str, Validators] = MappingProxyType({}),
        *, replaces: bool = True,
    ) -> Report:  # fmt: skip
        """Index what was gathered one by one, wherever it is from; nothing else is looked at.

        `fetched` has, once all was gathered, the validators of pages, which are kept. Unless it
        `replaces`, a text under the name of another one is refused; pages are always refreshed.

        Raises
        ------
        NothingToIndexError
            If nothing of it could be read.
        """
        with self.writing() as build:
            tally = Tally("add")
            new = _without_stored(build, as_owned(found, self.owners()))
            new = new if replaces else _without_namesakes(build, new)
            writer = self.writer(build, tally)
            writer.store(writer.drafted(new))
            if len(tally.skipped) == tally.n_files:
                raise NothingToIndexError(tally.nothing_read)
            refused = {each.path for each in tally.skipped}
            build.remember({url: each for url, each in fetched.items() if url not in refused})
            return self.finish(build, [], tally)

    def describe(self, told: Article) -> Report:
        """Keep an article's title, author, outlet and day as told, whatever its file says.

        Raises
        ------
        NotIndexedError
            If it is not in the index.
        """
        with self.writing() as build:
            digests = build.file_digests()
            if told.id not in digests:
                raise NotIndexedError(f"{told.id!r} is not in the index: add it first")
            article = build.snapshot().article(told.id)
            beside = self.corpus if isinstance(self.directory, Path) else None
            state(beside, self.store, article, told)
            owners, tally = self.owners(), Tally("describe", n_files_in_all=1)
            writer = self.writer(build, tally)
            digest = marked(digests[told.id], told.id, owners)
            writer.store([writer.draft(owners.over(article), digest)])
            return self.finish(build, [], tally)

    def remove(self, ids: Sequence[str]) -> Report:
        """Take articles out: all of them, or none if one is not in the index.

        Raises
        ------
        NotIndexedError
            If one of them is not in the index; it names them all.
        """
        with self.writing() as build:
            known = build.file_digests()
            unknown = [repr(each) for each in ids if each not in known]
            if unknown:
                raise NotIndexedError(f"not in the index: {', '.join(unknown)}; none was removed")
            tally = Tally("remove", n_files_in_all=len(ids))
            return self.finish(build, sorted(set(ids)), tally)


def _without_stored(build: Build, found: Iterable[Gathered]) -> Iterator[Gathered]:
    """Mark what is stored already, article and digest, as unchanged."""
    for each in found:
        if isinstance(each, ReadFile) and build.holds(each.article, each.sha256):
            yield UnchangedFile(each.article.id)
        else:
            yield each


def _without_namesakes(build: Build, found: Iterable[Gathered]) -> Iterator[Gathered]:
    """Refuse what no file of the corpus holds and what would take the place of another text."""
    taken = set(build.file_digests())
    for each in found:
        is_single = isinstance(each, ReadFile) and each.sha256 is None
        name = each.article.id if isinstance(each, ReadFile) else each.id
        if is_single and name in taken and "://" not in name:
            why = "rename this one, remove the other first, or add it with --replace"
            yield UnreadableFile(name, f"{name!r} is the name of another text: {why}")
        else:
            taken.add(name)
            yield each
