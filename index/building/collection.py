"""A corpus and its index: what can be done with them before anybody asks."""

import json
import logging
import os
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final

from threadpoolctl import threadpool_limits

from onrecord.corpus import Article, CorpusError, Item, load_languages
from onrecord.corpus.checkpoint import ended_by
from onrecord.corpus.reading.item import Validators
from onrecord.index.building.build import Builder
from onrecord.index.building.gather import Gathered, ReadFile, read_item
from onrecord.index.building.narration import Narrator, OnProgress, narrate
from onrecord.index.building.replacement import last_number
from onrecord.index.building.report import Report
from onrecord.index.building.sharing import work
from onrecord.index.citations import Citation, Verdict, judge, read_citations
from onrecord.index.encoding.compute import Compute
from onrecord.index.encoding.encoder import Encoder
from onrecord.index.encoding.model import EncoderSettings, load_encoder
from onrecord.index.encoding.model_folder import bundled_model, verify_model
from onrecord.index.encoding.projection import TokenProjection
from onrecord.index.encoding.runtimes import Runtime
from onrecord.index.errors import (
    DamagedIndexError,
    MissingIndexError,
    OnRecordIndexError,
    OtherSchemaError,
    UnsoundIndexError,
)
from onrecord.index.index import Index
from onrecord.index.speech.tagger import SpeakerTagger, Tagger, Untold
from onrecord.index.store.address import store_at
from onrecord.index.store.duplicates import NearDuplicates
from onrecord.index.store.history import Event
from onrecord.index.store.place import Address
from onrecord.index.store.snapshots import SnapshotInfo
from onrecord.index.verify import verify

__all__ = ["ADAPTER", "PACKING", "TAGGER", "Collection", "Soundness", "Status"]

log = logging.getLogger(__name__)

ADAPTER: Final = Path(__file__).parents[1] / "encoding" / "adapter.safetensors"
QUESTIONS: Final = ADAPTER.with_name("questions.safetensors")
PACKING: Final = ADAPTER.with_name("packing.safetensors")
TAGGER: Final = Path(__file__).parents[1] / "speech" / "tagger.safetensors"
_GATHER_MS: Final = 400
"""Changes are taken up together until there is none for 50 ms, or for so long at most."""

_EVENTS: Final = 10
"""Generations of the history that the status tells of."""


@dataclass(frozen=True, slots=True)
class Status:
    """What the index holds, and in what numbers its encoder computes here, and why."""

    generation: int
    n_articles: int
    n_passages: int
    languages: dict[str, int]
    outlets: dict[str, int]
    oldest: date | None
    newest: date | None
    encoder: str
    projection: str
    compute: str
    n_bytes: int
    near_duplicates: tuple[NearDuplicates, ...]
    snapshots: tuple[SnapshotInfo, ...]
    history: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Soundness:
    """That everything stored is what it was written as, in one generation."""

    sound: bool
    generation: int


class Collection:
    """Builds, keeps and checks the index of a folder of articles.

    Safe to use from several threads. `model` is a SentenceTransformer folder or hub id; `None` is
    the bundled model, which is decoded into `cache`, and runs as `compute` says. `allow_private`
    lets URLs lead to addresses that are not public.
    """

    def __init__(
        self, corpus: Path, index: Address, cache: Path, model: str | None = None, *,
        allow_private: bool = False, compute: Compute = Compute.AUTO,
    ) -> None:  # fmt: skip
        self._allow_private = allow_private
        self._compute = compute
        self.corpus = corpus
        self.index = index
        self._cache = cache
        self._model = model
        threadpool_limits(1, "blas")  # more threads would only wait, spinning, for small products

    @cached_property
    def encoder(self) -> Encoder:
        """The encoder; with it comes what languages are told by."""
        load_languages(self._cache)
        adapter = ADAPTER if self._model is None else None
        return load_encoder(
            EncoderSettings(
                self._cache, self._model, adapter, runtime=self.runtime, asking=self.asking
            )
        )

    @cached_property
    def runtime(self) -> Runtime:
        """What passages are encoded by: vectors of one precision mix with those of the other."""
        if self._model is None:
            return Runtime.chosen(self._compute)
        return Runtime(why="as models that aren't the bundled one")

    @cached_property
    def asking(self) -> Runtime:
        """What questions are encoded and read by: in bfloat16 only where that is asked for.

        With each number rounded to it, one question in seventy showed another third quote.
        """
        return self.runtime if self._compute is Compute.BFLOAT16 else Runtime()

    @cached_property
    def projection(self) -> TokenProjection:
        """The token projection that belongs to the encoder."""
        if self._model is None:
            return TokenProjection.load(ADAPTER, QUESTIONS, PACKING)
        return TokenProjection.plain(self.encoder.dimension)

    @cached_property
    def tagger(self) -> Tagger:
        """What tells who speaks, if it was learned for the encoder."""
        return SpeakerTagger.load(TAGGER) if self._model is None else Untold()

    def build(self, *, force: bool = False, on_progress: OnProgress | None = None) -> Report:
        """Bring the index into step with the corpus; `force` also replaces one of another model.

        What `on_progress` raises ends the build; what is committed by then stays.
        """
        builder = self._builder(self.index, on_progress)
        return builder.rebuild(self.corpus) if force else builder.build(self.corpus)

    def add(
        self, sources: Sequence[str], *, stdin: BinaryIO | None = None, name: str | None = None,
        replace_texts: bool = False, on_progress: OnProgress | None = None,
    ) -> Report:  # fmt: skip
        """Add files, folders, URLs, feeds and sitemaps, or refresh what was made of them.

        `-` among them is `stdin`, which is called `name`, or by its content. Another text under
        the name of one that no file of the corpus holds is refused, unless `replace_texts`.
        """
        from onrecord.corpus.reading.web import Web  # noqa: PLC0415  # who asks fetches nothing
        from onrecord.index.building.sources import Sources  # noqa: PLC0415

        web = Web(allow_private=self._allow_private)
        reading = Sources(self.corpus.resolve(), web, store_at(self.index).validators())
        found = reading.gather(sources, stdin, name)
        return self._builder(self.index, on_progress).take(
            found, reading.fetched, replaces=replace_texts
        )

    def put(
        self, articles: Sequence[Mapping[str, str]], on_progress: OnProgress | None = None
    ) -> Report:
        """Add articles that are given as what a line of JSON Lines says, under their own ids."""
        found = (
            read_item(Item(each["id"], json.dumps(each).encode(), ".jsonl")) for each in articles
        )
        alone = (replace(each, sha256=None) if isinstance(each, ReadFile) else each
                 for each in found)  # fmt: skip
        return self._builder(self.index, on_progress).take(alone)

    def describe(self, told: Article) -> Report:
        """Keep an article's title, author, outlet and day as told, whatever its file says."""
        return self._builder(self.index).describe(told)

    def remove(self, ids: Sequence[str]) -> Report:
        """Remove articles by their ids; log which of them the next build would bring back."""
        report = self._builder(self.index).remove(ids)
        there = [each for each in report.removed if self._has_file(each)]
        if there:
            log.warning(
                "the next build brings back what still lies in %s: %s; delete it there too",
                self.corpus, ", ".join(there),
            )  # fmt: skip
        return report

    def _has_file(self, article_id: str) -> bool:
        """Whether a file of the corpus holds the article, alone or among others."""
        name = PurePosixPath(article_id.partition("#")[0].lstrip("/"))
        return any(
            os.path.isfile(self.corpus / each)  # noqa: PTH113  # False too where it's too long
            for each in (name, *name.parents)
        )

    def verify(self) -> "Soundness":
        """Check every stored span, vector count and checksum, and the decoded model.

        Raises
        ------
        UnsoundIndexError
            If something is wrong; it names the first thing that is.
        ModelDamagedError
            If a file of the bundled model is not what was decoded.
        """
        if self._model is None:
            verify_model(bundled_model(self._cache, ADAPTER))
        problems = verify(self.index)
        if problems:
            raise UnsoundIndexError(
                f"the index {store_at(self.index).name} has {len(problems)} faults, "
                f"the first: {problems[0]}; run `onrecord build --force`"
            )
        index = Index.open(self.index, self.encoder.name, self.projection, self.tagger.name)
        return Soundness(sound=True, generation=index.generation)

    def status(self) -> Status:
        """Tell the state of the index."""
        index = Index.open(self.index, self.encoder.name, self.projection, self.tagger.name)
        entries = index.articles()
        days = [entry.published for entry in entries if entry.published]
        return Status(
            generation=index.generation,
            n_articles=len(entries),
            n_passages=index.n_passages,
            languages=dict(Counter(entry.language for entry in entries).most_common()),
            outlets=dict(Counter(entry.outlet or "" for entry in entries).most_common()),
            oldest=min(days, default=None),
            newest=max(days, default=None),
            encoder=index.settings.encoder,
            projection=index.settings.projection,
            compute=f"articles {self.runtime}, questions {self.asking.precision}",
            n_bytes=store_at(self.index).n_bytes,
            near_duplicates=index.near_duplicates(),
            snapshots=store_at(self.index).snapshots(),
            history=index.history(_EVENTS),
        )

    def snapshots(self) -> tuple[SnapshotInfo, ...]:
        """List the snapshots, the newest generation first."""
        return store_at(self.index).snapshots()

    def snapshot(self, name: str | None = None) -> SnapshotInfo:
        """Keep a copy of the index as it is."""
        return store_at(self.index).take_snapshot(name)

    def roll_back(self, wanted: str | None = None) -> Report:
        """Go back to a snapshot, by its name or generation; by default to the one before.

        What is there now is kept as a snapshot first, if it can be read.
        """
        store = store_at(self.index)
        number = last_number(store)
        path = store.snapshot_named(wanted) if wanted else store.snapshot_before(number)
        with suppress(DamagedIndexError, OtherSchemaError, MissingIndexError):
            store.take_snapshot()
        return self._builder(self.index).roll_back(path)

    def work(self, stop: threading.Event) -> None:
        """Encode for whoever builds this index, on any machine, until told to stop."""
        work(self._builder(self.index), stop)

    def judge(self, citations: Path) -> list[Verdict]:
        """Tell of each citation in a file whether its words still stand where they stood."""
        return self.judged(read_citations(citations))

    def judged(self, citations: Sequence[Citation]) -> list[Verdict]:
        """Tell of each citation whether its words still stand where they stood."""
        return judge(self.index, citations)

    def follow(self, stop: threading.Event) -> None:
        """Keep the index in step with the corpus as its files change, until told to stop.

        What can't be indexed is logged, and looked at again when it changes.
        """
        with _ended_with(stop):
            self._follow(self.corpus.resolve(), stop)

    def _follow(self, corpus: Path, stop: threading.Event) -> None:
        from watchfiles import watch  # noqa: PLC0415  # who asks follows nothing

        caught_up = False
        for found in watch(corpus, stop_event=stop, debounce=_GATHER_MS, yield_on_timeout=True):
            if caught_up and not found:
                continue
            builder = self._builder(self.index)
            try:
                if caught_up:
                    report = builder.follow(corpus, {Path(path) for _, path in found})
                else:  # what changed before the watch began
                    report = builder.build(corpus)
            except (OnRecordIndexError, CorpusError) as error:
                log.warning("%s", error)
            else:
                narrate(report)
                if not caught_up:
                    self._rehearse()
                caught_up = True

    def follow_web(self, urls: Sequence[str], every_s: float, stop: threading.Event) -> None:
        """Look at feeds, sitemaps and pages again and again until told to stop."""
        from onrecord.corpus.reading.polite import PoliteWeb  # noqa: PLC0415  # as above
        from onrecord.index.building.follower import Follower  # noqa: PLC0415

        def take(found: Sequence[Gathered], fetched: Mapping[str, Validators]) -> Report:
            return self._builder(self.index).take(found, fetched, replaces=False)

        web = PoliteWeb(allow_private=self._allow_private, stop=stop)
        follower = Follower(store_at(self.index), self.corpus.resolve(), web, every_s, take)
        with _ended_with(stop):
            follower.run(urls)

    def _rehearse(self) -> None:
        """Index a word elsewhere: the first change need not wait for what that loads, a second."""
        with tempfile.TemporaryDirectory(prefix="onrecord-") as folder:
            Path(folder, "word.txt").write_text("Word.", "utf-8")
            self._builder(Path(folder, "index")).build(Path(folder))

    def _builder(self, directory: Address, on_progress: OnProgress | None = None) -> Builder:
        listener = on_progress or Narrator()
        return Builder(
            directory, self.encoder, self.projection, self.tagger, on_progress=listener,
            corpus=self.corpus,
        )  # fmt: skip


class _StoppedError(Exception):
    pass


@contextmanager
def _ended_with(stop: threading.Event) -> Iterator[None]:
    """End the work within, wherever it is, when that is set."""

    def check() -> None:
        if stop.is_set():
            raise _StoppedError

    with suppress(_StoppedError), ended_by(check):
        yield
