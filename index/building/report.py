"""What a build did."""

import json
import time
from collections.abc import Container, Iterable
from dataclasses import asdict, dataclass, field
from pathlib import PurePosixPath
from typing import Final

from onrecord.corpus.reading.formats import HOLDERS
from onrecord.index.store.duplicates import NearDuplicates
from onrecord.index.store.protocols import Snapshot
from onrecord.index.store.stored_files import FileState

__all__ = ["PACKED", "Note", "Progress", "Report", "Skipped", "Tally"]

PACKED: Final = ("/", "#")
"""What stands between the id of an archive, or of JSON lines, and what is packed in it."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that could not be read, and why; `kept` if its earlier version is still indexed."""

    path: str
    reason: str
    kept: bool


@dataclass(frozen=True, slots=True)
class Note:
    """What is to be known of a file that was read."""

    path: str
    note: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is: files looked at, of how many, and passages encoded so far.

    `n_waiting` are passages of the files looked at which are still to be encoded.
    """

    n_files: int
    n_files_in_all: int
    n_encoded: int
    n_waiting: int

    @property
    def n_encoded_in_all(self) -> int:
        """How many passages there will have been, if the other files have as many.

        >>> Progress(10, 40, 60, 40).n_encoded_in_all
        400
        """
        n_met = self.n_encoded + self.n_waiting
        return n_met * self.n_files_in_all // max(self.n_files, 1)


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did: ids of articles by what became of them, and what the index holds now.

    `action` is what was asked for. `recoded` are files that were not UTF-8 and the encodings
    they were in; `notes` say how others were read, and how many bytes could not be. `languages`
    counts articles by language, the most frequent first. `n_encoded` passages went through the
    encoder, `n_reused` were found by their content. `near_duplicates` are the groups that
    something added or changed is in.
    """

    action: str
    generation: int
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    n_unchanged: int
    skipped: tuple[Skipped, ...]
    recoded: tuple[tuple[str, str], ...]
    notes: tuple[Note, ...]
    n_articles: int
    n_passages: int
    n_encoded: int
    n_reused: int
    languages: tuple[tuple[str, int], ...]
    near_duplicates: tuple[NearDuplicates, ...]
    duration_s: float

    def to_json(self) -> str:
        """One line of JSON with these fields."""
        return json.dumps(asdict(self), ensure_ascii=False)


@dataclass(slots=True)
class Tally:
    """What a build has done so far; becomes a `Report` at its end."""

    action: str
    n_files_in_all: int = 0
    n_files: int = 0
    n_unchanged: int = 0
    n_encoded: int = 0
    n_reused: int = 0
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    recoded: list[tuple[str, str]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    met: set[str] = field(default_factory=set)
    states: dict[str, FileState] = field(default_factory=dict)
    started: float = field(default_factory=time.monotonic)

    @property
    def has_changed(self) -> bool:
        """Whether anything that can be found was altered."""
        return bool(self.added or self.changed or self.removed)

    def stood(self, name: str, state: FileState | None) -> None:
        """Note how the file of an article stood, where that says something."""
        if state is not None:
            self.states[name] = state

    def decoded(self, name: str, encoding: str | None, n_damaged: int) -> None:
        """Note in which encoding an article was, if not in UTF-8, and what was lost of it."""
        if encoding is not None:
            self.recoded.append((name, encoding))
        if n_damaged:
            bytes_are = "1 byte is" if n_damaged == 1 else f"{n_damaged:,} bytes are"
            self.notes.append(
                Note(name, f"{bytes_are} no character: the sentences with such are never quoted")
            )

    def stored(self, ids: Iterable[str], known: Container[str]) -> None:
        """Note articles as changed where they were `known` before, else as added."""
        for each in ids:
            (self.changed if each in known else self.added).append(each)

    def vanished(self, ids: Iterable[str]) -> list[str]:
        """Which of the ids were not met, nor are in a file or folder that could not be read.

        A line that can't be read may be any of its file's articles.
        """
        files = {each.path.partition("#")[0] for each in self.skipped}
        files = {each for each in files if PurePosixPath(each).suffix.lower() in HOLDERS}
        folders = {each.path for each in self.skipped if each.path.endswith("/")}
        refused = (*folders, *(file + mark for file in files for mark in PACKED))
        return sorted(each for each in ids if each not in self.met and not each.startswith(refused))

    def report(self, snapshot: Snapshot) -> Report:
        """Say what was done, and what the index holds now."""
        languages = snapshot.languages_of_articles()
        touched = {*self.added, *self.changed}
        return Report(
            action=self.action,
            generation=snapshot.generation.number,
            added=tuple(self.added),
            changed=tuple(self.changed),
            removed=tuple(self.removed),
            n_unchanged=self.n_unchanged,
            skipped=tuple(self.skipped),
            recoded=tuple(self.recoded),
            notes=tuple(self.notes),
            n_articles=sum(n for _, n in languages),
            n_passages=snapshot.n_passages,
            n_encoded=self.n_encoded,
            n_reused=self.n_reused,
            languages=languages,
            near_duplicates=tuple(
                group
                for group in snapshot.near_duplicates()
                if touched & {group.head, *group.others}
            ),
            duration_s=round(time.monotonic() - self.started, 3),
        )

    @property
    def nothing_read(self) -> str:
        """Why there is nothing to index, in a line."""
        first = self.skipped[0].reason if self.skipped else "none was given"
        n = self.n_files_in_all
        return f"none of {n} files could be read ({first}); nothing of it was indexed"
