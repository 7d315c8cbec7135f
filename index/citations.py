"""Whether words that were cited once still stand where they stood."""

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from onrecord.corpus import Article
from onrecord.index.errors import CitationError
from onrecord.index.store.address import store_at
from onrecord.index.store.place import Address
from onrecord.index.store.protocols import Snapshot

__all__ = ["Citation", "Fate", "Verdict", "judge", "read_citations"]

_MAX_BYTES: Final = 50_000_000

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
