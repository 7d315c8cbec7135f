"""The files of a folder, as a build sees them: unchanged, read anew, or unreadable."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from corpus import Article, CorpusError, find_articles, read
from index.errors import NothingToIndexError

__all__ = ["ReadFile", "UnchangedFile", "UnreadableFile", "article_id", "articles_in", "gather"]

_PLAIN: Final = frozenset({"ascii", "utf-8"})


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that is new or changed; `encoding` only if it is another than UTF-8."""

    article: Article
    sha256: str
    encoding: str | None


@dataclass(frozen=True, slots=True)
class UnchangedFile:
    """A file whose bytes are those that were indexed."""

    id: str


@dataclass(frozen=True, slots=True)
class UnreadableFile:
    """A file that can't become an article, and why, in a line."""

    id: str
    reason: str


def articles_in(folder: Path) -> tuple[Path, ...]:
    """List the files of a folder that may hold articles.

    Raises
    ------
    NothingToIndexError
        If there is no such folder, or none in it.
    """
    try:
        paths = tuple(find_articles(folder))
    except CorpusError as error:
        raise NothingToIndexError(f"{error}; the index stays as it was") from error
    if not paths:
        raise NothingToIndexError(
            f"there is no article in {str(folder)!r}: put some in; the index stays as it was"
        )
    return paths


def article_id(path: Path, folder: Path) -> str:
    """Name the article of a file; bytes that are no UTF-8 are written out."""
    try:
        name = path.relative_to(folder).as_posix()
    except ValueError:
        name = path.name
    return name.encode(errors="backslashreplace").decode()


def gather(
    folder: Path, paths: Iterable[Path], stored: Mapping[str, str]
) -> Iterator[ReadFile | UnchangedFile | UnreadableFile]:
    """Read the files whose SHA-256 is not the stored one of their id.

    The digest is taken first: a file that changes meanwhile differs at the next build.
    """
    for path in paths:
        name = article_id(path, folder)
        try:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            if stored.get(name) == digest:
                yield UnchangedFile(name)
                continue
            loaded = read(path, folder)
        except (CorpusError, OSError) as error:
            yield UnreadableFile(name, str(error))
        else:
            other = None if loaded.encoding in _PLAIN else loaded.encoding
            yield ReadFile(loaded.article, digest, other)
