"""The files of a corpus folder, and their bytes: bounded, and never waited for."""

import errno
import os
import stat
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from onrecord.corpus.errors import TooBigError, UnreadableFileError
from onrecord.corpus.page.owners import OWNERS_FILE

__all__ = ["article_id", "files_in", "is_hidden", "name_of", "open_file", "written_out"]

OF_PROGRAMS = frozenset(
    {"Thumbs.db", "desktop.ini", "Icon\r", "aliases.toml", OWNERS_FILE, "__MACOSX"}
)


def files_in(root: Path) -> Iterator[Path]:
    """Yield what stands under `root`, sorted by path.

    Hidden files and folders are passed over. Links, pipes and devices are yielded, and links to
    folders and folders that can't be read too, so that whoever opens them can say why they are no
    articles.

    Raises
    ------
    UnreadableFileError
        If `root` is not a folder that can be read.
    """
    if not root.is_dir():
        raise UnreadableFileError(f"{str(root)!r} is no folder: name the folder of the articles")
    found = list[Path]()
    closed = list[OSError]()
    for folder, folders, names in os.walk(root, onerror=closed.append):
        here = Path(folder)
        folders[:] = [name for name in folders if not is_hidden(name)]
        found += [here / name for name in folders if (here / name).is_symlink()]
        found += [here / name for name in names if not is_hidden(name)]
    found += [_within(root, error) for error in closed]
    yield from sorted(found, key=lambda path: path.parts)


def is_hidden(name: str) -> bool:
    """Whether a file is none of the user's: hidden, or left there by a program for itself."""
    return name.startswith((".", "~$")) or name.endswith("~") or name in OF_PROGRAMS


def _within(root: Path, error: OSError) -> Path:
    path = Path(error.filename)
    if path == root:
        raise UnreadableFileError(
            f"folder {error.filename!r} can't be read ({error.strerror}): give it read permission"
        ) from error
    return path


def article_id(path: Path, root: Path) -> str:
    """Return the path relative to `root`, or the name of what stands elsewhere.

    Raises
    ------
    UnreadableFileError
        If the name is not UTF-8 or holds a line end or another control character.
    """
    name = name_of(path, root)
    if written_out(name) != name:
        raise UnreadableFileError(
            f"{name!r}: the name is not UTF-8 or holds control characters; rename it"
        )
    return name


def name_of(path: Path, root: Path) -> str:
    """Return the path relative to `root`, or the name of what stands elsewhere, whatever it is."""
    start, whole = f"{root}/", str(path)
    if os.sep == "/" and whole.startswith(start):  # ten times as fast as what follows
        return whole[len(start) :]
    try:
        return path.relative_to(root).as_posix()
    except ValueError:
        return path.name


def written_out(name: str) -> str:
    r"""Return a name with what can't be stored or shown written as escapes.

    >>> written_out("a\nb.txt")
    'a\\nb.txt'
    """
    if name.isprintable():  # nearly all are
        return name
    return "".join(
        repr(each)[1:-1] if unicodedata.category(each) in {"Cc", "Cs"} else each for each in name
    )


@contextmanager
def open_file(path: Path, max_bytes: int) -> Iterator[BinaryIO]:
    """Open a regular file that is no link; never wait on a pipe.

    What was read counts only once it is closed: who wrote meanwhile may have mixed two texts.

    Raises
    ------
    UnreadableFileError, TooBigError
        In one line that names the file.
    """
    name = repr(str(path))
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            state = os.fstat(descriptor)
            if not stat.S_ISREG(state.st_mode):
                raise UnreadableFileError(f"{name} is no regular file: remove it or copy its text")
            if state.st_size > max_bytes:
                raise TooBigError(f"{name} has more than {max_bytes:,} bytes: split it")
            yield file
            if _stamp(os.fstat(descriptor)) != _stamp(state):
                raise UnreadableFileError(f"{name} was written to while it was read: try again")
    except PermissionError as error:
        raise UnreadableFileError(f"{name} can't be read: give it read permission") from error
    except FileNotFoundError as error:
        raise UnreadableFileError(f"{name} is not there (any more): check the path") from error
    except OSError as error:
        if error.errno == errno.ENXIO:  # a socket
            raise UnreadableFileError(f"{name} is no regular file: remove it") from error
        if error.errno == errno.ELOOP:
            raise UnreadableFileError(f"{name} is a link: put the file itself there") from error
        raise UnreadableFileError(f"{name} can't be read: {error.strerror}; try again") from error


def _stamp(state: os.stat_result) -> tuple[int, int]:
    return state.st_size, state.st_mtime_ns
