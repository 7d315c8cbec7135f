"""The bytes of one article to an article: how each format is read.

What reads one is imported when the first article comes: who asks reads none.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from onrecord.corpus.article import Article
from onrecord.corpus.errors import EmptyArticleError, UnknownFormatError
from onrecord.corpus.languages.detect import detect_language
from onrecord.corpus.page.metadata import Metadata, read_front_matter
from onrecord.corpus.page.titles import title_line
from onrecord.corpus.reading.encoding import decode
from onrecord.corpus.reading.folder import files_in
from onrecord.corpus.reading.item import Item, Refusal
from onrecord.corpus.reading.jsonl import read_line
from onrecord.corpus.reading.packages import MAX_BYTES, PACKAGES, SUFFIXES, items_in

__all__ = ["LOADERS", "Loaded", "find_articles", "load", "parse", "read"]

DECLARED = re.compile(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?([\w-]{2,20})")
HEAD_BYTES = 4_096  # where a page has to declare its encoding
WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Draft:
    """What a format's loader reads out of the bytes; `language` only where the source states it."""

    text: str
    metadata: Metadata
    encoding: str
    language: str | None = None


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
        If the file can't become an article, or holds several; the message is one line.
    """
    if path.suffix.lower() in PACKAGES:
        raise UnknownFormatError(
            f"{str(path)!r} may hold several articles: parse each of its items"
        )
    (item,) = items_in(path, root, max_bytes)
    if isinstance(item, Refusal):
        raise item.error
    return parse(item)


def parse(item: Item, known: Metadata | None = None) -> Loaded:
    """Read an article; `known` is what the list that led to it says about it.

    Raises
    ------
    CorpusError
        If the bytes can't become an article; the message is one line that names it.
    """
    loader = LOADERS.get(item.suffix)
    if loader is None:
        raise UnknownFormatError(f"{item.id!r} is no article: expected one of {' '.join(LOADERS)}")
    draft = loader(item.raw, repr(item.id))
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
    return Loaded(article, draft.encoding)


def find_articles(root: Path) -> Iterator[Path]:
    """Yield the files under `root` that may hold articles, sorted by their path.

    Links, pipes and devices are among them: reading them says why they are none.

    Raises
    ------
    UnreadableFileError
        If `root` is not a folder that can be read.
    """
    return files_in(root, SUFFIXES)


def _from_text(raw: bytes, name: str) -> Draft:
    decoded = decode(raw, name)
    front_matter = read_front_matter(decoded.text)
    stated = front_matter.metadata if front_matter else Metadata()
    facts = stated.or_else(_read_text(decoded.text, front_matter.end if front_matter else 0))
    return Draft(decoded.text, facts, decoded.encoding)


def _from_markdown(raw: bytes, name: str) -> Draft:
    from onrecord.corpus.reading.markdown import first_heading, plain_body  # noqa: PLC0415

    decoded = decode(raw, name)
    front_matter = read_front_matter(decoded.text)
    source = decoded.text[front_matter.end :] if front_matter else decoded.text
    stated = front_matter.metadata if front_matter else Metadata()
    body = plain_body(source)
    heading = Metadata(title=first_heading(source))
    return Draft(body, stated.or_else(heading).or_else(_read_text(body)), decoded.encoding)


def _from_page(raw: bytes, name: str) -> Draft:
    from onrecord.corpus.reading.webpage import read_page  # noqa: PLC0415  # a third of a second

    declared = DECLARED.search(raw[:HEAD_BYTES])
    decoded = decode(raw, name, declared[1].decode() if declared else None)
    text, stated = read_page(decoded.text)
    return Draft(text, stated.or_else(_read_text(text)), decoded.encoding)


def _from_line(raw: bytes, name: str) -> Draft:
    line = read_line(raw, name)
    return Draft(line.text, line.metadata.or_else(_read_text(line.text)), "utf-8", line.language)


def _from_pdf(raw: bytes, name: str) -> Draft:
    from onrecord.corpus.reading.pdf import read_pdf  # noqa: PLC0415

    paper = read_pdf(raw, name)
    said = _read_text(paper.text).or_else(_read_text(paper.margins))
    return Draft(paper.text, paper.stated.or_else(said).or_else(paper.created), "utf-8")


def _from_docx(raw: bytes, name: str) -> Draft:
    from onrecord.corpus.reading.docx import read_docx  # noqa: PLC0415

    text, stated, created = read_docx(raw, name)
    return Draft(text, stated.or_else(_read_text(text)).or_else(created), "utf-8")


def _read_text(text: str, body: int = 0) -> Metadata:
    """Read what the text itself says, its credits before its masthead."""
    from onrecord.corpus.page.credits import read_credits  # noqa: PLC0415
    from onrecord.corpus.page.masthead import read_masthead  # noqa: PLC0415

    return read_credits(text).or_else(Metadata(outlet=read_masthead(text, body).outlet))


LOADERS: dict[str, Callable[[bytes, str], Draft]] = {
    ".txt": _from_text,
    ".text": _from_text,
    ".md": _from_markdown,
    ".markdown": _from_markdown,
    ".html": _from_page,
    ".htm": _from_page,
    ".jsonl": _from_line,
    ".pdf": _from_pdf,
    ".docx": _from_docx,
}
