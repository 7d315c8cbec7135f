"""Everything the commands need, behind one protocol, and where the real one is opened."""

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from onrecord.corpus import Article
from onrecord.index.building.narration import OnProgress
from onrecord.index.building.report import Report
from onrecord.index.citations import Citation, Verdict
from onrecord.index.store.snapshots import SnapshotInfo
from onrecord.ui.engine import Engine
from onrecord.ui.settings import Settings

if TYPE_CHECKING:  # seconds of imports
    from onrecord.index.building.collection import Soundness, Status
    from onrecord.rag.desk import Evaluation
    from onrecord.rag.diff import Changes

__all__ = ["Desk", "OnProgress", "open_desk"]


class Desk(Protocol):
    """What can be done with a corpus and its index.

    What fails raises an error of one of the
    packages' trees, whose message says in one line what to do.
    """

    def engine(self) -> Engine:
        """Open the newest generation; `index.errors.StorageError` if that can't be done."""
        ...

    def build(self, *, force: bool = ..., on_progress: OnProgress | None = ...) -> Report:
        """Bring the index into step with the corpus; progress goes to the log by default."""
        ...

    def add(
        self,
        sources: Sequence[str],
        *,
        stdin: BinaryIO | None = ...,
        name: str | None = ...,
        replace_texts: bool = ...,
        on_progress: OnProgress | None = ...,
    ) -> Report:
        """Add files, folders and URLs, or refresh the articles that were made of them.

        `-` among them is `stdin`, which is called `name`, or by its content. Another text under
        the name of one is refused, unless `replace_texts`.
        """
        ...

    def put(
        self, articles: Sequence[Mapping[str, str]], on_progress: OnProgress | None = ...
    ) -> Report:
        """Add articles that are given as what a line of JSON Lines says, under their own ids."""
        ...

    def describe(self, told: Article) -> Report:
        """Keep an article's title, author, outlet and day as told, whatever its file says."""
        ...

    def remove(self, ids: Sequence[str]) -> Report:
        """Remove articles by their ids."""
        ...

    def verify(self) -> "Soundness":
        """Check every stored span, vector count and checksum."""
        ...

    def judge(self, citations: Path) -> Sequence[Verdict]:
        """Tell of each citation in a file whether its words still stand where they stood."""
        ...

    def judged(self, citations: Sequence[Citation]) -> Sequence[Verdict]:
        """Tell it of citations at hand."""
        ...

    def suggest_aliases(self) -> Sequence[tuple[str, str]]:
        """Find pairs of names that the articles call one."""
        ...

    def snapshots(self) -> Sequence[SnapshotInfo]:
        """List the snapshots, the newest generation first."""
        ...

    def snapshot(self, name: str | None = ...) -> SnapshotInfo:
        """Keep a copy of the index as it is."""
        ...

    def roll_back(self, wanted: str | None = ...) -> Report:
        """Go back to a snapshot, by its name or generation."""
        ...

    def diff(self, before: str, after: str | None, questions: Path | None) -> "Changes":
        """Tell what changed between two snapshots: articles, and answers to questions."""
        ...

    def follow(self, stop: threading.Event) -> None:
        """Keep the index in step with the corpus until told to stop."""
        ...

    def follow_web(self, urls: Sequence[str], every_s: float, stop: threading.Event) -> None:
        """Look at feeds, sitemaps and pages again and again until told to stop."""
        ...

    def keep_up(self, stop: threading.Event) -> None:
        """Take up what others publish until told to stop, so that no question waits for that."""
        ...

    def work(self, stop: threading.Event) -> None:
        """Encode for whoever builds this index, on any machine, until told to stop."""
        ...

    def evaluate(self, source: Path) -> "Evaluation":
        """Measure the answers to a set of questions over a temporary index."""
        ...

    def status(self) -> "Status":
        """Tell the state of the index."""
        ...


def open_desk(settings: Settings) -> Desk:
    """Open the real desk."""
    from onrecord.rag.desk import Desk as RealDesk  # noqa: PLC0415  # seconds of imports that --help spares

    return RealDesk(
        settings.corpus, settings.index, settings.cache, settings.model,
        allow_private=settings.private, compute=settings.compute,
    )  # fmt: skip
