"""What a build did."""

import json
from dataclasses import asdict, dataclass

__all__ = ["Progress", "Report", "Skipped"]


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
