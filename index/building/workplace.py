"""Where an index is written and with what: opened for one writer at a time, and left in order."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from onrecord.corpus import PassageLimits
from onrecord.corpus.page.owners import OwnersMetadata
from onrecord.index.building.encodings import Encodings
from onrecord.index.building.owned import read_owners
from onrecord.index.building.report import Progress, Report, Tally
from onrecord.index.building.writer import Writer
from onrecord.index.encoding.encoder import Encoder
from onrecord.index.errors import NothingToIndexError
from onrecord.index.search.vector_file import FILE_NAME, VectorFile
from onrecord.index.speech.tagger import Tagger, Untold
from onrecord.index.store.address import store_at
from onrecord.index.store.drafts import Projection
from onrecord.index.store.lock import Right
from onrecord.index.store.place import Address
from onrecord.index.store.protocols import Build, Store
from onrecord.index.store.settings import Settings, check_settings
from onrecord.index.terms import ANALYSER

__all__ = ["Workplace"]


def _silent(_: Progress) -> None:
    """Nobody listens."""


@dataclass(frozen=True, slots=True)
class Workplace:
    """The index in `directory`, what its rows are made with, and who hears how far a build is.

    Whoever has to wait for others does so for `lock_timeout_s`. What the owner says of the articles
    stands in `corpus`, and in the index itself, which is `home` where another is built to take its
    place.
    """

    directory: Address
    encoder: Encoder
    projection: Projection
    tagger: Tagger = field(default_factory=Untold)
    limits: PassageLimits = field(default_factory=PassageLimits)
    on_progress: Callable[[Progress], None] = _silent
    lock_timeout_s: float = 60.0
    corpus: Path | None = None
    home: Address | None = None

    @property
    def settings(self) -> Settings:
        """What the rows of this index are made with."""
        return Settings(
            self.encoder.name, self.projection.name, self.encoder.dimension, str(self.limits),
            ANALYSER, self.tagger.name, self.projection.packing.name,
        )  # fmt: skip

    @property
    def store(self) -> Store:
        """Where the rows are kept."""
        return store_at(self.directory)

    def owners(self) -> OwnersMetadata:
        """Read what the owner says of the articles."""
        return read_owners(self.corpus, store_at(self.home or self.directory))

    @contextmanager
    def writing(self, right: Right = Right.ARTICLES) -> Iterator[Build]:
        """Open it with a right; raises `StorageError` if its rows were made with something else."""
        store = self.store
        with store.locked(self.lock_timeout_s, right), store.opened(self.settings, right) as build:
            check_settings(build.snapshot().settings, self.settings, store.name)
            yield build

    def writer(self, build: Build, tally: Tally) -> Writer:
        """Make what writes articles into a build, and notes in `tally` what it did."""
        return self._writer(build, tally, build.numbers())

    def worker(self, build: Build) -> Writer:
        """Make what encodes for the build of somebody else, and stores no article."""
        return self._writer(build, Tally("work"), {})

    def _writer(self, build: Build, tally: Tally, known: dict[str, int]) -> Writer:
        encodings = Encodings(
            build, self.encoder, self.projection, self.settings.models, self.on_progress, tally
        )
        return Writer(build, encodings, self.tagger, self.limits, tally, known)

    def finish(self, build: Build, gone: Sequence[str], tally: Tally) -> Report:
        """Drop what is gone, report, and write the vector file if the old one is of little use."""
        if gone:
            build.remove(gone)
            tally.removed.extend(gone)
        with build.publishing(tally.states) as snapshot:
            report = tally.report(snapshot)
            if report.generation == 0:
                raise NothingToIndexError(tally.nothing_read)
            if tally.has_changed or report.action.startswith("rollback"):
                build.record(report.to_json())
        self._save_vectors(build)
        return report

    def _save_vectors(self, build: Build) -> None:
        folder, dimension = self.store.folder, self.encoder.dimension
        file = VectorFile(folder / FILE_NAME, self.settings.models, dimension)
        snapshot = build.snapshot()
        if snapshot.in_engine is None and not file.is_useful(snapshot):
            file.load(snapshot)
