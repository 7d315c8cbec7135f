"""What a build did."""

import json
import sqlite3
import time
from dataclasses import asdict, dataclass, field

from index.database import generation

__all__ = ["Progress", "Report", "Skipped", "Tally"]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that could not be read, and why; `kept` if its earlier version is still indexed."""

    path: str
    reason: str
    kept: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a build is: files looked at, of how many, and passages encoded so far."""

    n_files: int
    n_files_in_all: int
    n_encoded: int


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did: ids of articles by what became of them, and what the index holds now.

    `recoded` are files that were not UTF-8 and the encodings they were in. `languages`
    counts articles by language, the most frequent first. `n_encoded` passages went
    through the encoder, `n_reused` were found by their content.
    """

    generation: int
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    n_unchanged: int
    skipped: tuple[Skipped, ...]
    recoded: tuple[tuple[str, str], ...]
    n_articles: int
    n_passages: int
    n_encoded: int
    n_reused: int
    languages: tuple[tuple[str, int], ...]
    duration_s: float

    def to_json(self) -> str:
        """One line of JSON with these fields."""
        return json.dumps(asdict(self), ensure_ascii=False)


@dataclass(slots=True)
class Tally:
    """What a build has done so far; becomes a `Report` at its end."""

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
    freed: set[int] = field(default_factory=set)
    started: float = field(default_factory=time.monotonic)

    def report(self, connection: sqlite3.Connection) -> Report:
        """Say what was done, and what the index holds as `connection` sees it."""
        (n_passages,) = connection.execute("SELECT count(*) FROM passages").fetchone()
        languages = connection.execute(
            "SELECT language, count(*) AS n FROM articles GROUP BY language"
            " ORDER BY n DESC, language"
        ).fetchall()
        return Report(
            generation=generation(connection).number,
            added=tuple(self.added),
            changed=tuple(self.changed),
            removed=tuple(self.removed),
            n_unchanged=self.n_unchanged,
            skipped=tuple(self.skipped),
            recoded=tuple(self.recoded),
            n_articles=sum(n for _, n in languages),
            n_passages=n_passages,
            n_encoded=self.n_encoded,
            n_reused=self.n_reused,
            languages=tuple(languages),
            duration_s=round(time.monotonic() - self.started, 3),
        )

    @property
    def nothing_read(self) -> str:
        """Why there is nothing to index, in a line."""
        first = self.skipped[0].reason if self.skipped else "none was given"
        return f"none of {self.n_files_in_all} files could be read ({first}); nothing is indexed"
