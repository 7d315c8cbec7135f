"""The bytes of one article to an article."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from onrecord.corpus.article import Article
from onrecord.corpus.checkpoint import apart
from onrecord.corpus.errors import EmptyArticleError, UnknownFormatError
from onrecord.corpus.languages.detect import detect_language
from onrecord.corpus.page.metadata import Metadata
from onrecord.corpus.page.titles import title_line
from onrecord.corpus.reading.folder import files_in
from onrecord.corpus.reading.formats import MAX_BYTES, PACKAGES, format_of, no_format
from onrecord.corpus.reading.item import Item, Refusal
from onrecord.corpus.reading.packages import items_in

__all__ = ["Loaded", "find_articles", "load", "parse", "read"]

WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Loaded:
    """An article, the encoding that its file was in, and how many bytes had no character."""

    article: Article
    encoding: str
    n_damaged: int = 0


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
        If the file can't become an article, or holds several; the message is one line.
    """
    found, *others = items_in(path, root, max_bytes)
    if others or path.suffix.lower() in PACKAGES:
        raise UnknownFormatError(
            f"{str(path)!r} may hold several articles: parse each of its items"
        )
    if isinstance(found, Refusal):
        raise found.error
    if not isinstance(found, Item):
        raise UnknownFormatError(f"{str(path)!r} holds no article of its own")
    return parse(found)


def parse(item: Item, known: Metadata | None = None) -> Loaded:
    """Read an article; `known` is what the list that led to it says about it.

    Raises
    ------
    CorpusError
        If the bytes can't become an article; the message is one line that names it.
    """
    form = format_of(item.suffix)
    if form is None or form.read is None:
        raise no_format(item.id, item.suffix)
    draft = apart(partial(form.read, item.raw, repr(item.id)))
    if not WORD.search(draft.text):
        raise EmptyArticleError(f"{item.id!r} has no words in it: fill the file or remove it")
    facts = draft.metadata.or_else(known or Metadata())
    article = Article(
        id=item.id,
        text=draft.text,
        title=facts.title or title_line(draft.text) or item.name,
        outlet=facts.outlet,
        author=facts.author,
        published=facts.published,
        language=draft.language or detect_language(draft.text),
        url=facts.url,
    )
    return Loaded(article, draft.encoding, draft.n_damaged)


def find_articles(root: Path) -> Iterator[Path]:
    """Yield the files under `root`, sorted by their path.

    Whatever holds no article is among them: reading it says why.

    Raises
    ------
    UnreadableFileError
        If `root` is not a folder that can be read.
    """
    return files_in(root)
