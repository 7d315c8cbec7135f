"""A corpus, its index and the engine that answers from it, each opened when it is first needed."""

import logging
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from index.build import Builder
from index.encoder import Encoder
from index.index import Index
from index.model import EncoderSettings, load_encoder
from index.model_folder import bundled_model, verify_model
from index.projection import TokenProjection
from index.report import Progress, Report
from index.verify import verify
from rag.engine import Engine, Equipment
from rag.errors import VerificationError
from rag.evaluation import Measures, evaluate, fairness, measures, read_questions
from rag.judgement import Judgement
from rag.names import Aliases

__all__ = ["Desk"]

log = logging.getLogger(__name__)

ADAPTER: Final = Path(__file__).parent.parent / "index" / "adapter.safetensors"
_TELL_EVERY_S: Final = 2.0
JUDGEMENT: Final = Path(__file__).with_name("judgement.json")


@dataclass(frozen=True, slots=True)
class Status:
    """What the index holds."""

    generation: int
    n_articles: int
    n_passages: int
    languages: dict[str, int]
    outlets: dict[str, int]
    oldest: date | None
    newest: date | None
    encoder: str
    projection: str
    n_bytes: int


class Desk:
    """What can be done with a corpus and its index.

    Safe to use from several threads. `model` is a SentenceTransformer folder or hub id; `None` is
    the bundled model, which is decoded into `cache`.
    """

    def __init__(self, corpus: Path, index: Path, cache: Path, model: str | None = None) -> None:
        self.corpus = corpus
        self.index = index
        self._cache = cache
        self._model = model
        self._lock = threading.Lock()
        self._engine: Engine | None = None

    @cached_property
    def encoder(self) -> Encoder:
        """The encoder; loading it takes a second."""
        adapter = ADAPTER if self._model is None else None
        return load_encoder(EncoderSettings(self._cache, self._model, adapter))

    @cached_property
    def projection(self) -> TokenProjection:
        """The token projection that belongs to the encoder."""
        if self._model is None:
            return TokenProjection.load(ADAPTER)
        return TokenProjection.plain(self.encoder.dimension)

    @cached_property
    def equipment(self) -> Equipment:
        """What answers are made with."""
        judgement, aliases = Judgement.load(JUDGEMENT), Aliases.load()
        return Equipment(self.encoder, self.projection, judgement, aliases)

    def engine(self) -> Engine:
        """Give the engine of the newest generation; raises what `Index.open` raises."""
        with self._lock:
            if self._engine is None:
                self._engine = Engine.open(self.index, self.equipment)
            self._engine = self._engine.refreshed()
            return self._engine

    def build(self, *, force: bool = False) -> Report:
        """Bring the index into step with the corpus; `force` also replaces one of another model."""
        builder = self._builder(self.index)
        return builder.rebuild(self.corpus) if force else builder.build(self.corpus)

    def add(self, sources: Sequence[str]) -> Report:
        """Add files, or replace the articles that were made of them."""
        paths = [Path(source).resolve() for source in sources]
        corpus = self.corpus.resolve()
        inside = all(path.is_relative_to(corpus) for path in paths)
        folder = corpus if inside else paths[0].parent
        return self._builder(self.index).add_files(folder, paths)

    def remove(self, ids: Sequence[str]) -> Report:
        """Remove articles by their ids."""
        return self._builder(self.index).remove(ids)

    def verify(self) -> dict[str, Any]:
        """Check every stored span, vector count and checksum, and the decoded model.

        Raises
        ------
        VerificationError
            If something is wrong; it names the first thing that is.
        ModelDamagedError
            If a file of the bundled model is not what was decoded.
        """
        if self._model is None:
            verify_model(bundled_model(self._cache, ADAPTER))
        problems = verify(self.index)
        if problems:
            raise VerificationError(
                f"the index in {self.index} has {len(problems)} faults, the first: {problems[0]}; "
                "run `onrecord build --force`"
            )
        return {"sound": True, "generation": self.engine().generation}

    def status(self) -> Status:
        """Tell the state of the index."""
        index = Index.open(self.index, self.encoder.name, self.projection)
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
            n_bytes=sum(each.stat().st_size for each in self.index.iterdir() if each.is_file()),
        )

    def evaluate(self, source: Path) -> "Evaluation":
        """Measure the answers to a set of questions, over an index built for it and then dropped.

        `source` is a folder with `articles/` and `questions.jsonl`, or a question file over the
        articles of the corpus.
        """
        is_folder = source.is_dir()
        questions = read_questions(source / "questions.jsonl" if is_folder else source)
        corpus = source / "articles" if is_folder else self.corpus
        with tempfile.TemporaryDirectory(prefix="onrecord-") as folder:
            desk = Desk(corpus, Path(folder), self._cache, self._model)
            desk.encoder = self.encoder
            desk.build()
            judged = evaluate(desk.engine(), questions)
        return Evaluation(source.name, measures(judged), fairness(judged))

    def _builder(self, directory: Path) -> Builder:
        return Builder(directory, self.encoder, self.projection, on_progress=_Narrator())


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was measured on one set: by group, and each language's share of the first places."""

    name: str
    measures: list[Measures]
    fairness: dict[str, tuple[float, float]]


class _Narrator:
    """Logs how far a build is, every few seconds."""

    def __init__(self) -> None:
        self._began = self._told = time.monotonic()

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        if now - self._told < _TELL_EVERY_S:
            return
        self._told = now
        rate = progress.n_encoded / (now - self._began)
        log.info(
            "%d of %d files, %d passages encoded, %.0f a second",
            progress.n_files, progress.n_files_in_all, progress.n_encoded, rate,
        )  # fmt: skip
