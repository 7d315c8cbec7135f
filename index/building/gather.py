"""The articles of a folder, as a build sees them: unchanged, read anew, or unreadable."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from onrecord.corpus import (
    Article,
    CorpusError,
    Item,
    Refusal,
    Remark,
    find_articles,
    items_in,
    parse,
)
from onrecord.corpus.page.metadata import Metadata
from onrecord.corpus.reading.folder import is_hidden, name_of
from onrecord.corpus.reading.formats import PACKAGES
from onrecord.corpus.reading.item import Found
from onrecord.index.errors import NothingToIndexError
from onrecord.index.store.stored_files import FileState, StoredFiles

__all__ = [
    "Gathered",
    "NotedFile",
    "ReadFile",
    "UnchangedFile",
    "UnreadableFile",
    "articles_in",
    "files_at",
    "gather",
    "read_item",
]

_LARGE_BYTES: Final = 1_000_000
"""From about a thousand passages on, a minute's work, a file is read after all others."""

_PLAIN: Final = frozenset({"ascii", "utf-8"})


@dataclass(frozen=True, slots=True)
class ReadFile:
    """An article that is new or changed; `encoding` only if it is another than UTF-8.

    `sha256` is that of its bytes, `None` if no file of the corpus folder holds it; `state` how the
    file stood that it has to itself. `n_damaged` of the bytes had no character.
    """

    article: Article
    sha256: str | None
    encoding: str | None
    state: FileState | None = None
    n_damaged: int = 0


@dataclass(frozen=True, slots=True)
class UnchangedFile:
    """An article whose bytes are those that were indexed; `state` only if they had to be read."""

    id: str
    state: FileState | None = None


@dataclass(frozen=True, slots=True)
class UnreadableFile:
    """What can't become an article, and why, in a line."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class NotedFile:
    """What is to be known of a file that holds several articles."""

    id: str
    note: str


Gathered = ReadFile | UnchangedFile | UnreadableFile | NotedFile


def articles_in(folder: Path) -> tuple[Path, ...]:
    """List the files of a folder.

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


def files_at(path: Path, folder: Path) -> Iterator[Path]:
    """Yield what `articles_in(folder)` would list of one file or folder in it."""
    if any(is_hidden(part) for part in path.relative_to(folder).parts):
        return
    if path.is_dir() and not path.is_symlink():
        try:
            yield from find_articles(path)
        except CorpusError:  # whoever opens it will say so
            yield path
    elif os.path.lexists(path):
        yield path


def gather(folder: Path, paths: Iterable[Path], stored: StoredFiles) -> Iterator[Gathered]:
    """Read those articles of the files that are not the stored ones of their ids."""
    large: list[tuple[Path, FileState | None]] = []
    for path in paths:
        name, state = name_of(path, folder), FileState.of(path)
        if state is not None and stored.states.get(name) == state:
            yield UnchangedFile(name)
        elif _is_large(path):
            large.append((path, state))
        else:
            yield from _articles(path, folder, state, stored)
    for path, state in large:
        yield from _articles(path, folder, state, stored)


def _is_large(path: Path) -> bool:
    """Whether others should not wait for it."""
    try:
        return path.stat().st_size > _LARGE_BYTES
    except OSError:  # whoever reads it will say so
        return False


def _articles(
    path: Path, folder: Path, state: FileState | None, stored: StoredFiles
) -> Iterator[Gathered]:
    name = name_of(path, folder)
    for item in items_in(path, folder):
        alone = item.id == name and path.suffix.lower() not in PACKAGES
        own = state if alone else None
        if isinstance(item, Item) and stored.digests.get(item.id) == item.sha256:
            yield UnchangedFile(item.id, own)
        else:
            found = read_item(item)
            yield replace(found, state=own) if isinstance(found, ReadFile) else found


def read_item(item: Found, known: Metadata | None = None) -> ReadFile | UnreadableFile | NotedFile:
    """Read one article; `known` is what the list that led to it says about it."""
    if isinstance(item, Remark):
        return NotedFile(item.id, item.words)
    if isinstance(item, Refusal):
        return UnreadableFile(item.id, str(item.error))
    try:
        loaded = parse(item, known)
    except CorpusError as error:
        return UnreadableFile(item.id, str(error))
    other = None if loaded.encoding in _PLAIN else loaded.encoding
    return ReadFile(loaded.article, item.sha256, other, n_damaged=loaded.n_damaged)
