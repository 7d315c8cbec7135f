"""Whether words that were cited once still stand where they stood."""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import numpy as np

from onrecord.corpus import Article, Span
from onrecord.index.errors import CitationError
from onrecord.index.store.address import store_at
from onrecord.index.store.place import Address
from onrecord.index.store.protocols import Snapshot

__all__ = [
    "Citation",
    "Fate",
    "Reference",
    "Verdict",
    "followed",
    "judge",
    "read_citations",
]

_MAX_BYTES: Final = 50_000_000

_REFERENCE: Final = re.compile(r"(\d{1,9})-(\d{1,9})(?:\.([0-9a-f]{13,24})\.([0-9a-f]{12}))?")
_N_DIGITS: Final = 12
"""Of a hash in an address: chance takes one for another once in 2.8e14 times."""

_EXPORTED: Final = re.compile(r'^(?:  onrecord = )?(\{"article": .*\}),?$', re.MULTILINE)
"""How a citation stands in BibTeX and Markdown that the chat exported."""


class Fate(StrEnum):
    """What became of a citation."""

    INTACT = "intact"
    """The words stand at the cited place, whatever else of the article has changed."""
    MOVED = "moved"
    """They stand at another place of the article, or in a file with another name."""
    CHANGED = "changed"
    """The article is there, the words are not."""
    GONE = "gone"
    """The article is not in the index."""


@dataclass(frozen=True, slots=True)
class Citation:
    """Words, and where they stood: code points, half-open, of the text with that SHA-256."""

    article: str
    start: int
    end: int
    sha256: str
    text: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A citation that is short enough for an address: its words are there as hashes alone.

    `words` is the sum of their code points and the beginning of their SHA-256, `text` the
    beginning of that of the article's text, in hexadecimal; both are empty where an address has a
    place alone.

    >>> str(Reference(3, 9, "1f0123456789ab", "0123456789ab"))
    '3-9.1f0123456789ab.0123456789ab'
    """

    start: int
    end: int
    words: str = ""
    text: str = ""

    @classmethod
    def of(cls, span: Span) -> "Reference":
        """Refer to a span."""
        return cls(span.start, span.end, _hashed(span.text), span.article.sha256[:_N_DIGITS])

    @classmethod
    def read(cls, text: str) -> "Reference | None":
        """Read one as it is written; `None` for what is none."""
        found = _REFERENCE.fullmatch(text)
        if not found or int(found[1]) >= int(found[2]):
            return None
        return cls(int(found[1]), int(found[2]), found[3] or "", found[4] or "")

    def __str__(self) -> str:
        place = f"{self.start}-{self.end}"
        return f"{place}.{self.words}.{self.text}" if self.words else place


def followed(article: Article, reference: Reference) -> tuple[Fate | None, Span | None]:
    """Find the words that are referred to, nearest to where they stood, and tell their fate.

    Without hashes, or where the place isn't in the text, there is none to tell.
    """
    start, end = reference.start, reference.end
    there = Span(article, start, end) if end <= len(article.text) else None
    if not reference.words:
        return None, there
    if there and _hashed(there.text) == reference.words:
        return Fate.INTACT, there
    for at in _alike(article.text, reference):
        span = Span(article, at, at + end - start)
        if _hashed(span.text) == reference.words:
            return Fate.MOVED, span
    return Fate.CHANGED, None


def _hashed(words: str) -> str:
    return f"{sum(map(ord, words)):x}{hashlib.sha256(words.encode()).hexdigest()[:_N_DIGITS]}"


def _alike(text: str, reference: Reference) -> list[int]:
    """Where words of the same length and sum begin, nearest first: hardly ever more than one."""
    length, wanted = reference.end - reference.start, int(reference.words[:-_N_DIGITS], 16)
    if length > len(text):
        return []
    codes = np.frombuffer(text.encode("utf-32-le"), "<u4")
    sums = np.concatenate(([0], np.cumsum(codes, dtype=np.int64)))  # (len(text) + 1,) int64
    found = np.flatnonzero(sums[length:] - sums[:-length] == wanted)
    return [int(at) for at in sorted(found, key=lambda at: (abs(at - reference.start), at))]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a citation; `article`, `start` and `end` say where its words stand now.

    `same_text` tells whether the article is, letter for letter, the one that was cited.
    """

    fate: Fate
    citation: Citation
    article: str | None
    start: int | None
    end: int | None
    same_text: bool


def read_citations(path: Path) -> list[Citation]:
    """Read the citations of a file: quotes or answers as JSON, one, a list, or one a line.

    Also those of a conversation that the chat exported as Markdown, BibTeX or CSL JSON.

    Raises
    ------
    CitationError
        If it can't be read, or holds none.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(_MAX_BYTES + 1)
        if len(raw) > _MAX_BYTES:
            raise CitationError(f"{path} has more than {_MAX_BYTES:,} bytes; split it")
        found = [_citation(each) for row in _rows(raw.decode("utf-8-sig")) for each in _quotes(row)]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise CitationError(
            f"can't read citations from {path} ({error!r}); expected quotes as `onrecord ask "
            "--json` gives them"
        ) from error
    if not found:
        raise CitationError(
            f"{path} holds no citation; expected quotes as in `onrecord ask --json`"
        )
    return found


def judge(directory: Address, citations: Sequence[Citation]) -> list[Verdict]:
    """Look the citations up in the newest generation of the index in `directory`."""
    with closing(store_at(directory).open()) as snapshot:
        return [_verdict(snapshot, each) for each in citations]


def _verdict(snapshot: Snapshot, cited: Citation) -> Verdict:
    article = _article(snapshot, cited.article)
    renamed = article is None
    article = article or snapshot.article_of(cited.sha256)
    if article is None:
        return Verdict(Fate.GONE, cited, None, None, None, same_text=False)
    same = article.sha256 == cited.sha256
    start = _nearest(article.text, cited)
    if start is None:
        return Verdict(Fate.CHANGED, cited, article.id, None, None, same)
    fate = Fate.MOVED if renamed or start != cited.start else Fate.INTACT
    return Verdict(fate, cited, article.id, start, start + len(cited.text), same)


def _article(snapshot: Snapshot, article_id: str) -> Article | None:
    with suppress(KeyError):
        return snapshot.article(article_id)
    return None


def _nearest(text: str, cited: Citation) -> int | None:
    """Where the cited words stand, nearest to where they stood."""
    starts, at = [], text.find(cited.text)
    while at >= 0:
        starts.append(at)
        at = text.find(cited.text, at + 1)
    return min(starts, key=lambda start: (abs(start - cited.start), start), default=None)


def _rows(text: str) -> list[Any]:
    with suppress(ValueError):
        return [json.loads(text)]
    try:
        return [json.loads(line) for line in text.split("\n") if line.strip()]
    except ValueError:
        exported = _EXPORTED.findall(text)
        if not exported:
            raise
        return [json.loads(each) for each in exported]


def _quotes(found: Any) -> Iterator[dict[str, Any]]:
    """Give the quotes of a list, of an answer, or a quote itself."""
    if isinstance(found, list):
        for each in found:
            yield from _quotes(each)
    elif "quotes" in found:
        yield from found["quotes"]
    elif "custom" in found:
        yield found["custom"]
    else:
        yield found


def _citation(quote: dict[str, Any]) -> Citation:
    article = quote["article"]
    name, sha256 = (
        (article["id"], article["sha256"])
        if isinstance(article, dict)
        else (article, quote["sha256"])
    )
    text = quote["text"]
    if not (isinstance(text, str) and text and isinstance(name, str) and isinstance(sha256, str)):
        raise ValueError("a citation has words, and the id and sha256 of an article")
    return Citation(name, int(quote["start"]), int(quote["end"]), sha256, text)
