"""A corpus, its index and the engine that answers from it, each opened when it is first needed."""

import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from onrecord.index.building.collection import ADAPTER, Collection
from onrecord.index.encoding.compute import Compute
from onrecord.index.encoding.cross_encoder import CrossEncoder
from onrecord.index.encoding.model_folder import bundled_model
from onrecord.index.errors import StorageError
from onrecord.index.store.address import store_at
from onrecord.index.store.place import Address
from onrecord.rag.diff import Changes, changed_answers, read_asked
from onrecord.rag.engine import Engine, Equipment
from onrecord.rag.evaluation import Measures, evaluate, fairness, measures, read_questions
from onrecord.rag.evidence.judgement import Judgement
from onrecord.rag.evidence.reader import Reader
from onrecord.rag.names.alias_suggestions import suggest
from onrecord.rag.names.aliases import Aliases
from onrecord.rag.names.sounds import Sounds
from onrecord.rag.question.head import HeadNetwork

__all__ = ["HEAD", "JUDGEMENT", "Desk", "Evaluation"]

JUDGEMENT: Final = Path(__file__).parent / "evidence" / "judgement.json"
READER: Final = Path(__file__).parent / "evidence" / "reader.safetensors"
SOUNDS: Final = Path(__file__).parent / "names" / "sounds.safetensors"
HEAD: Final = Path(__file__).parent / "question" / "head.safetensors"

_PATIENCE_S: Final = 1.0
"""How long a question waits for a new generation to be read, where there is one that can answer."""

_EVERY_S: Final = 1.0
"""How often a server looks for a new generation, besides at each question."""


class Desk(Collection):
    """A collection that questions can be put to."""

    def __init__(
        self, corpus: Path, index: Address, cache: Path, model: str | None = None, *,
        allow_private: bool = False, compute: Compute = Compute.AUTO,
    ) -> None:  # fmt: skip
        super().__init__(corpus, index, cache, model, allow_private=allow_private, compute=compute)
        self._lock = threading.Lock()
        self._engine: Engine | None = None

    @cached_property
    def equipment(self) -> Equipment:
        """What answers are made with."""
        return Equipment(
            self.encoder,
            self.projection,
            Judgement.load(JUDGEMENT),
            Aliases.of_corpus(self.corpus),
            self._reader() if self._model is None else None,
            HeadNetwork.load(HEAD) if self._model is None else None,
            sounds=Sounds.load(SOUNDS),
            tagger=self.tagger,
        )

    def _reader(self) -> Reader:
        """Open the reader, which belongs to the bundled model."""
        base = bundled_model(self._cache, ADAPTER)
        network = CrossEncoder.load(READER, base, self._cache, self.asking)
        return Reader.load(READER, network, self.encoder.ids)

    def engine(self) -> Engine:
        """Give the engine of the newest generation; raises what `Index.open` raises.

        While that takes long to be read, the one before it goes on answering.
        """
        held = self._engine
        if held is None:
            with self._lock:
                return self._newest()
        if not self._lock.acquire(timeout=_PATIENCE_S):
            return held
        try:
            return self._newest()
        finally:
            self._lock.release()

    def _newest(self) -> Engine:
        if self._engine is None:
            self._engine = Engine.open(self.index, self.equipment)
        self._engine = self._engine.refreshed()
        return self._engine

    def keep_up(self, stop: threading.Event) -> None:
        """Take up what others publish until told to stop, so that no question waits for that."""
        while not stop.wait(_EVERY_S):
            with suppress(StorageError):  # whoever asks is told
                self.engine()

    def suggest_aliases(self) -> tuple[tuple[str, str], ...]:
        """Pairs of names that the articles call one, for the owner's alias file to take up."""
        engine = self.engine()
        texts = (engine.article(each.id).text for each in engine.articles())
        return suggest(texts, self.equipment.aliases)

    def diff(self, before: str, after: str | None, questions: Path | None) -> Changes:
        """Tell what changed from one snapshot to another, or to the index as it is.

        With a file of questions, also which of their answers did.
        """
        store = store_at(self.index)
        first = store.snapshot_named(before)
        second = store.snapshot_named(after) if after else None
        found = store.differences(first, second)
        asked = read_asked(questions) if questions else []
        return Changes(
            found.added, found.changed, found.removed,
            changed_answers(store, first, second, asked, self.equipment) if asked else (),
        )  # fmt: skip

    def evaluate(self, source: Path) -> "Evaluation":
        """Measure the answers to a set of questions, over an index built for it and then dropped.

        `source` is a folder with `articles/` and `questions.jsonl`, or a question file over the
        articles of the corpus.
        """
        is_folder = source.is_dir()
        questions = read_questions(source / "questions.jsonl" if is_folder else source)
        corpus = source / "articles" if is_folder else self.corpus
        with tempfile.TemporaryDirectory(prefix="onrecord-") as folder:
            desk = Desk(corpus, Path(folder), self._cache, self._model, compute=self._compute)
            desk.encoder = self.encoder
            desk.build()
            judged = evaluate(desk.engine(), questions)
        return Evaluation(source.name, measures(judged), fairness(judged))


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was measured on one set: by group, and each language's share of the first places."""

    name: str
    measures: list[Measures]
    fairness: dict[str, tuple[float, float]]
