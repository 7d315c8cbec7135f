"""A file to an article: which files are articles, and how each format is read."""

import os
import re
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.article import Article
from corpus.credits import read_credits
from corpus.encoding import decode
from corpus.errors import (
    EmptyArticleError,
    TooBigError,
    UnknownFormatError,
    UnreadableFileError,
)
from corpus.language import detect_language
from corpus.markdown import first_heading, plain_body
from corpus.masthead import read_masthead
from corpus.metadata import Metadata, read_front_matter
from corpus.titles import title_line
from corpus.webpage import read_page

__all__ = ["LOADERS", "MAX_BYTES", "Loaded", "find_articles", "load", "read"]

MAX_BYTES = 20_000_000  # a newspaper's whole day is about 2 MB of text
DECLARED = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?([\w-]{2,20})")
HEAD_BYTES = 4_096  # where a page has to declare its encoding
WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Draft:
    """What a format's loader reads out of the bytes."""

    text: str
    metadata: Metadata
    encoding: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """An article, and the encoding that its file was in."""

    article: Article
    encoding: str


def load(path: Path, root: Path) -> Article:
    """Return the article in the file at `path`; its id is the path relative to `root`.

    Raises
    ------
    CorpusError
        If the file can't become an article; the message is one line that names it.
    """
    return read(path, root).article


def read(path: Path, root: Path, max_bytes: int = MAX_BYTES) -> Loaded:
    """Do as `load`, and tell the encoding too.

    Raises
    ------
    CorpusError
        If the file can't become an article; the message is one line that names it.
    """
    article_id = _id(path, root)
    loader = LOADERS.get(path.suffix.lower())
    if loader is None:
        known = " ".join(LOADERS)
        raise UnknownFormatError(f"{article_id!r} is no article: expected one of {known}")
    draft = loader(_bytes(path, max_bytes), repr(article_id))
    if not WORD.search(draft.text):
        raise EmptyArticleError(f"{article_id!r} has no words in it: fill the file or remove it")
    facts = draft.metadata
    article = Article(
        id=article_id,
        text=draft.text,
        title=facts.title or title_line(draft.text) or path.stem,
        outlet=facts.outlet,
        author=facts.author,
        published=facts.published,
        language=detect_language(draft.text),
        url=facts.url,
    )
    return Loaded(article, draft.encoding)


def find_articles(root: Path) -> Iterator[Path]:
    """Yield the files under `root` that a loader exists for, sorted by their path.

    Hidden files and folders, links, and whatever isn't a regular file are passed over.

    Raises
    ------
    UnreadableFileError
        If `root` is not a folder that can be read.
    """
    if not root.is_dir():
        raise UnreadableFileError(f"{str(root)!r} is no folder: name the folder of the articles")
    found = (
        Path(folder, name)
        for folder, folders, names in os.walk(root, onerror=_refuse_folder)
        if _prune(folders)
        for name in names
        if not name.startswith(".") and Path(name).suffix.lower() in LOADERS
    )
    yield from sorted(path for path in found if stat.S_ISREG(path.lstat().st_mode))


def _prune(folders: list[str]) -> bool:
    folders[:] = [name for name in folders if not name.startswith(".")]
    return True


def _refuse_folder(error: OSError) -> None:
    raise UnreadableFileError(
        f"folder {error.filename!r} can't be read ({error.strerror}): give it read permission"
    ) from error


def _id(path: Path, root: Path) -> str:
    try:
        article_id = path.relative_to(root).as_posix()
    except ValueError:
        article_id = path.name
    try:
        article_id.encode()
    except UnicodeEncodeError:
        raise UnreadableFileError(f"{article_id!r}: the name is not UTF-8; rename it") from None
    return article_id


def _bytes(path: Path, max_bytes: int) -> bytes:
    """Read a regular file; never wait on a pipe, never read more than is allowed."""
    name = repr(str(path))
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise UnreadableFileError(f"{name} is no regular file: remove it or copy its text")
            raw = file.read(max_bytes + 1)
    except PermissionError as error:
        raise UnreadableFileError(f"{name} can't be read: give it read permission") from error
    except FileNotFoundError as error:
        raise UnreadableFileError(f"{name} is not there (any more): check the path") from error
    except OSError as error:
        raise UnreadableFileError(f"{name} can't be read: {error.strerror}; try again") from error
    if len(raw) > max_bytes:
        raise TooBigError(f"{name} has more than {max_bytes:,} bytes: split it into articles")
    return raw


def _from_text(raw: bytes, name: str) -> Draft:
    decoded = decode(raw, name)
    front_matter = read_front_matter(decoded.text)
    stated = front_matter.metadata if front_matter else Metadata()
    facts = stated.or_else(_read_text(decoded.text, front_matter.end if front_matter else 0))
    return Draft(decoded.text, facts, decoded.encoding)


def _from_markdown(raw: bytes, name: str) -> Draft:
    decoded = decode(raw, name)
    front_matter = read_front_matter(decoded.text)
    source = decoded.text[front_matter.end :] if front_matter else decoded.text
    stated = front_matter.metadata if front_matter else Metadata()
    body = plain_body(source)
    heading = Metadata(title=first_heading(source))
    return Draft(body, stated.or_else(heading).or_else(_read_text(body)), decoded.encoding)


def _from_page(raw: bytes, name: str) -> Draft:
    declared = DECLARED.search(raw[:HEAD_BYTES])
    decoded = decode(raw, name, declared[1].decode() if declared else None)
    text, stated = read_page(decoded.text)
    return Draft(text, stated.or_else(_read_text(text)), decoded.encoding)


def _read_text(text: str, body: int = 0) -> Metadata:
    """Read what the text itself says, its credits before its masthead."""
    return read_credits(text).or_else(Metadata(outlet=read_masthead(text, body).outlet))


LOADERS: dict[str, Callable[[bytes, str], Draft]] = {
    ".txt": _from_text,
    ".text": _from_text,
    ".md": _from_markdown,
    ".markdown": _from_markdown,
    ".html": _from_page,
    ".htm": _from_page,
}
